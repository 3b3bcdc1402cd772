"""What bears on a claim: this module has evidence lines, undercuts, searches and positions."""

from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator
from rdflib import DCTERMS, URIRef

from cmo_graph.iri import IRI
from cmo_graph.mapping import Term, Text
from cmo_graph.model.codes import (
    CodingMethod,
    Direction,
    Entailment,
    EvidenceBasis,
    Finding,
    HumanStatus,
    ReadVia,
    SearchResult,
)
from cmo_graph.model.sources import Appraisal
from cmo_graph.model.thing import Thing
from cmo_graph.vocabulary import CMO


class Sourced(Thing):
    """Something that somebody said, that somebody reported, and that stands in a passage."""

    #: Who found or claims it.
    asserted_by: Annotated[IRI, Term(CMO.assertedBy)]
    #: In whose document we read it; None when the asserter wrote the document.
    reported_by: Annotated[IRI | None, Term(CMO.reportedBy)] = None
    passages: Annotated[tuple[IRI, ...], Term(CMO.passage), Field(min_length=1)]
    note: Annotated[Text | None, Term(CMO.note)] = None


class EvidenceLine(Sourced):
    """One study bearing on one claim.

    Source: an evidence line scoped to all information from one study is the practice described for
    GA4GH VA-Spec; `nuances` and the forced choice of a finding are ours.
    """

    rdf_type: ClassVar[URIRef] = CMO.EvidenceLine
    kind_name: ClassVar[str] = "evidence"

    claim: Annotated[IRI, Term(CMO.bearsOn)]
    study: Annotated[IRI, Term(CMO.study)]
    direction: Annotated[Direction, Term(CMO.direction)]
    basis: Annotated[EvidenceBasis, Term(CMO.basis)]
    read_via: Annotated[ReadVia, Term(CMO.readVia)]
    #: What was found; required of an empirical line, so that "no effect" and "cannot tell" differ.
    finding: Annotated[Finding | None, Term(CMO.finding)] = None
    #: The context the claim turns on; required when the line nuances it.
    turns_on: Annotated[IRI | None, Term(CMO.turnsOn)] = None
    #: Concepts that say where, with whom and when this was seen.
    examined_in: Annotated[tuple[IRI, ...], Term(CMO.examinedIn)] = ()
    #: How strong the source itself calls it, in the source's few words.
    strength_as_worded: Annotated[Text | None, Term(CMO.strengthAsWorded)] = None
    entailment: Annotated[Entailment | None, Term(CMO.entailment)] = None
    appraisals: Annotated[tuple[Appraisal, ...], Term(CMO.appraisal)] = ()
    coder: Annotated[IRI, Term(DCTERMS.contributor)]
    coded: Annotated[date, Term(DCTERMS.created)]
    method: Annotated[CodingMethod, Term(CMO.codingMethod)]
    status: Annotated[HumanStatus, Term(CMO.humanStatus)] = HumanStatus.PROPOSED

    @model_validator(mode="after")
    def _says_what_it_must(self) -> Self:
        if self.direction is Direction.NUANCES and self.turns_on is None:
            raise ValueError(
                "a line that nuances a claim names the context it turns on: set turns_on"
            )
        if self.basis is EvidenceBasis.EMPIRICAL and self.finding is None:
            raise ValueError(
                "an empirical line says what was found: set finding, and choose between no_effect"
                " and not_determinable"
            )
        return self


class Undercut(Sourced):
    """An attack on the inference of evidence lines, never on the claim itself.

    Source: Pollock's undercutting defeaters, as in Argdown and AIF.
    """

    rdf_type: ClassVar[URIRef] = CMO.Undercut
    kind_name: ClassVar[str] = "undercuts"

    #: The evidence lines whose inference it attacks.
    undercuts: Annotated[tuple[IRI, ...], Term(CMO.undercuts), Field(min_length=1)]
    reason: Annotated[Text, Term(CMO.reason)]
    basis: Annotated[EvidenceBasis, Term(CMO.basis)]
    status: Annotated[HumanStatus, Term(CMO.humanStatus)] = HumanStatus.PROPOSED


class SearchRecord(Sourced):
    """We, or a source, looked here for evidence, and found or did not find."""

    rdf_type: ClassVar[URIRef] = CMO.SearchRecord
    kind_name: ClassVar[str] = "searches"

    #: The claim or concept evidence was sought for.
    searched_for: Annotated[IRI, Term(CMO.searchedFor)]
    #: Where: databases, documents, or a source's own account of its search.
    searched_where: Annotated[Text, Term(CMO.searchedWhere)]
    result: Annotated[SearchResult, Term(CMO.searchResult)]
    searched: Annotated[date | None, Term(DCTERMS.date)] = None


class Position(Sourced):
    """What a stakeholder holds or recommends about a programme, where it bears on no one claim."""

    rdf_type: ClassVar[URIRef] = CMO.Position
    kind_name: ClassVar[str] = "positions"

    #: What it is about.
    about: Annotated[tuple[IRI, ...], Term(CMO.about), Field(min_length=1)]
    holds: Annotated[Text, Term(CMO.holds)]
