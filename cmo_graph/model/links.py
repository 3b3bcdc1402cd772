"""Causal steps and what conditions them: this module has `Link` and `Moderation`."""

from typing import Annotated, ClassVar, Self

from pydantic import model_validator
from rdflib import URIRef

from cmo_graph.iri import IRI
from cmo_graph.mapping import Term, Text
from cmo_graph.model.codes import ClaimBasis, LinkKind, ModerationEffect, Polarity
from cmo_graph.model.thing import Thing
from cmo_graph.vocabulary import CMO


class Link(Thing):
    """One causal step between two concepts, written by the reviewers or implied by a configuration.

    An implied link names the configuration it comes from; no evidence bears on it directly.
    """

    rdf_type: ClassVar[URIRef] = CMO.Link
    also_typed: ClassVar[tuple[URIRef, ...]] = (CMO.Claim,)
    kind_name: ClassVar[str] = "links"

    from_concept: Annotated[IRI, Term(CMO.fromConcept)]
    to_concept: Annotated[IRI, Term(CMO.toConcept)]
    kind: Annotated[LinkKind, Term(CMO.kind)]
    #: Whether more of the first gives more (+), less (-) or the same (0) of the second.
    polarity: Annotated[Polarity, Term(CMO.polarity)]
    basis: Annotated[ClaimBasis, Term(CMO.basis)]
    #: Contexts in which the step is said to hold.
    holds_in: Annotated[tuple[IRI, ...], Term(CMO.holdsIn)] = ()
    #: The configurations that imply it; empty for a link written by the reviewers.
    implied_by: Annotated[tuple[IRI, ...], Term(CMO.impliedBy)] = ()
    passages: Annotated[tuple[IRI, ...], Term(CMO.passage)] = ()
    note: Annotated[Text | None, Term(CMO.note)] = None

    @model_validator(mode="after")
    def _joins_two_concepts(self) -> Self:
        if self.from_concept == self.to_concept:
            raise ValueError("a link joins two different concepts")
        return self


class Moderation(Thing):
    """A concept that strengthens, weakens, enables or blocks a configuration or a link.

    `enables` and `blocks` gate (necessary, preventing); `strengthens` and `weakens` only grade.
    """

    rdf_type: ClassVar[URIRef] = CMO.Moderation
    also_typed: ClassVar[tuple[URIRef, ...]] = (CMO.Claim,)
    kind_name: ClassVar[str] = "moderations"

    moderator: Annotated[IRI, Term(CMO.moderator)]
    effect: Annotated[ModerationEffect, Term(CMO.moderationEffect)]
    #: The configuration or link it bears on.
    moderates: Annotated[IRI, Term(CMO.moderates)]
    basis: Annotated[ClaimBasis, Term(CMO.basis)]
    passages: Annotated[tuple[IRI, ...], Term(CMO.passage)] = ()
    note: Annotated[Text | None, Term(CMO.note)] = None
