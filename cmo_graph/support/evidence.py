"""What is known on one claim before anything is counted: this module has `EvidenceOnClaim`.

Another layer reads it from a store; here it is a plain value, so that the rules can be tested, and
used in a notebook, without one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Self

from cmo_graph.errors import CmoGraphError
from cmo_graph.iri import IRI
from cmo_graph.mapping import LangString
from cmo_graph.model.codes import ContextDimension, OutcomeDirection, Polarity, Role
from cmo_graph.model.concept import Concept
from cmo_graph.model.configuration import Configuration
from cmo_graph.model.evidence import EvidenceLine, SearchRecord, Undercut
from cmo_graph.model.links import Link, Moderation
from cmo_graph.model.sources import Passage, Study
from cmo_graph.support.contexts import all_broader

#: What evidence can bear on.
Claim = Configuration | Link | Moderation


class Outcome(NamedTuple):
    """What an outcome of a configuration is, and what becomes of it."""

    concept: IRI
    direction: OutcomeDirection | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A claim as far as the evidence on it asks: a configuration's other slots are left unread."""

    id: IRI
    #: The word for its kind in IRIs and paths.
    kind_name: str
    #: As a model's text: pairs of text and language.
    label: tuple[LangString, ...]
    #: Concepts a search for which is a search for this claim: see `sought_concepts`.
    sought: frozenset[IRI]
    #: Whether it says that nothing changes: see `claims_no_effect`.
    claims_no_effect: bool

    @classmethod
    def of(cls, claim: Claim) -> Self:
        """Return the outline of a whole claim."""
        return cls(
            id=claim.id,
            kind_name=claim.kind_name,
            label=claim.label,
            sought=sought_concepts(claim),
            claims_no_effect=claims_no_effect(claim),
        )

    @classmethod
    def of_configuration(
        cls, iri: IRI, *, label: tuple[LangString, ...], outcomes: Sequence[Outcome]
    ) -> Self:
        """Return the outline of a configuration of which only this was read."""
        return cls(
            id=iri,
            kind_name=Configuration.kind_name,
            label=label,
            sought=frozenset(outcome.concept for outcome in outcomes),
            claims_no_effect=_nothing_changes(outcomes),
        )


class MixedClaims(CmoGraphError):
    """An evidence line bears on another claim than the one that is summed up."""

    def __init__(self, line: IRI, *, claim: IRI, bears_on: IRI) -> None:
        super().__init__(
            f"The evidence line <{line}> bears on <{bears_on}>, not on <{claim}>. Evidence counts"
            " only for the claim that its study addressed.",
            line=str(line),
            claim=str(claim),
            bears_on=str(bears_on),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceOnClaim:
    """All that bears on one claim, whatever its human status; filters come later."""

    #: Every line on the claim. The same line twice is one line.
    lines: tuple[EvidenceLine, ...] = ()
    #: The lines' studies by IRI, and any study between them over `includes`. A study that is
    #: missing stands for itself alone, and nothing is known of it.
    studies: Mapping[IRI, Study] = field(default_factory=dict)
    #: Undercuts of these lines; others are left alone.
    undercuts: tuple[Undercut, ...] = ()
    #: Searches for the claim itself or for a concept in `sought`; others are left alone.
    searches: tuple[SearchRecord, ...] = ()
    #: The report of each passage.
    reports: Mapping[IRI, IRI] = field(default_factory=dict)
    #: In which respect a concept says where a study was done.
    dimensions: Mapping[IRI, ContextDimension] = field(default_factory=dict)
    #: All broader concepts of a concept, near and far, without itself.
    broader: Mapping[IRI, frozenset[IRI]] = field(default_factory=dict)
    #: Concepts a search for which is a search for this claim: see `sought_concepts`.
    sought: frozenset[IRI] = frozenset()
    #: Whether the claim says that nothing changes, so that `no_effect` supports it.
    claims_no_effect: bool = False


def gather_evidence(
    claim: Claim,
    *,
    lines: Iterable[EvidenceLine] = (),
    studies: Iterable[Study] = (),
    undercuts: Iterable[Undercut] = (),
    searches: Iterable[SearchRecord] = (),
    passages: Iterable[Passage] = (),
    concepts: Iterable[Concept] = (),
) -> EvidenceOnClaim:
    """Pick what bears on one claim out of a review's things, or of several reviews'.

    The collections may hold more than is needed; what concerns other claims is left behind.

    Cost: linear in what is given. For many claims of a big store, let the store do the picking.
    """
    concepts = tuple(concepts)
    own = tuple(line for line in lines if line.claim == claim.id)
    ids = {line.id for line in own}
    sought = sought_concepts(claim)
    return EvidenceOnClaim(
        lines=own,
        studies={study.id: study for study in studies},
        undercuts=tuple(found for found in undercuts if ids.intersection(found.undercuts)),
        searches=tuple(found for found in searches if found.searched_for in {claim.id, *sought}),
        reports={passage.id: passage.report for passage in passages},
        dimensions=dimensions_of(concepts),
        broader=all_broader(concepts),
        sought=sought,
        claims_no_effect=claims_no_effect(claim),
    )


def dimensions_of(concepts: Iterable[Concept]) -> dict[IRI, ContextDimension]:
    """Return in which respect a concept says where a study was done, for those that say so."""
    return {
        concept.id: concept.context_dimension
        for concept in concepts
        if concept.context_dimension is not None
    }


def sought_concepts(claim: Claim) -> frozenset[IRI]:
    """Return the concepts a search for which is also a search for evidence on the claim.

    They are what the claim is about in the end: the outcomes of a configuration, the concept a link
    leads to, the moderator of a moderation. A search for its beginning (a whole programme, say)
    would be too wide to say that this claim was looked for. The rule is ours.
    """
    if isinstance(claim, Configuration):
        return frozenset(outcome.concept for outcome in _outcomes(claim))
    return frozenset({claim.to_concept if isinstance(claim, Link) else claim.moderator})


def claims_no_effect(claim: Claim) -> bool:
    """Say whether a claim holds that nothing changes.

    That is a link with polarity zero, or a configuration of which every outcome stays the same. A
    study that found no effect then supports it. The rule is ours.
    """
    if isinstance(claim, Link):
        return claim.polarity is Polarity.ZERO
    return isinstance(claim, Configuration) and _nothing_changes(_outcomes(claim))


def _outcomes(configuration: Configuration) -> list[Outcome]:
    return [Outcome(slot.concept, slot.direction) for slot in configuration.in_role(Role.OUTCOME)]


def _nothing_changes(outcomes: Sequence[Outcome]) -> bool:
    return bool(outcomes) and all(
        outcome.direction is OutcomeDirection.NO_CHANGE for outcome in outcomes
    )
