"""Small model values for the tests of support: one call, one thing, all the rest defaulted."""

from collections.abc import Iterable, Sequence
from datetime import date

from rdflib import URIRef

from cmo_graph.iri import DEFAULT_BASE, IRI
from cmo_graph.mapping import LangString
from cmo_graph.model.codes import (
    AppraisalDimension,
    CodingMethod,
    DeveloperInvolvement,
    Direction,
    Entailment,
    EvidenceBasis,
    Finding,
    HumanStatus,
    Level,
    ReadVia,
    SearchResult,
    StudyDesign,
)
from cmo_graph.model.evidence import EvidenceLine, SearchRecord, Undercut
from cmo_graph.model.sources import Appraisal, Study
from cmo_graph.support.evidence import EvidenceOnClaim

REVIEW = DEFAULT_BASE.mint("reviews", "sos")
CLAIM = DEFAULT_BASE.mint("links", "sos.claim")
CODER = DEFAULT_BASE.mint("agents", "sos.coder")
SOME_TEXT = (LangString("some text", "en"),)

#: A finding that goes with each direction.
FINDINGS = {
    Direction.SUPPORTS: Finding.EFFECT,
    Direction.DISPUTES: Finding.NO_EFFECT,
    Direction.INCONCLUSIVE: Finding.NOT_DETERMINABLE,
    Direction.NUANCES: Finding.EFFECT,
}


def iri(kind: str, name: object) -> URIRef:
    return DEFAULT_BASE.mint(kind, f"sos.{name}")


def study_iri(name: object) -> URIRef:
    return iri("studies", name)


def line_iri(name: object) -> URIRef:
    return iri("evidence", name)


def concept_iri(name: object) -> URIRef:
    return iri("concepts", name)


def make_appraisal(
    thing: URIRef, position: int, dimension: AppraisalDimension, level: Level
) -> Appraisal:
    return Appraisal(
        id=URIRef(f"{thing}#appraisal.{position}"),
        dimension=dimension,
        level=level,
        reason=SOME_TEXT,
        asserted_by=CODER,
        position=position,
    )


def make_appraisals(
    thing: URIRef, levels: Sequence[tuple[AppraisalDimension, Level]]
) -> tuple[Appraisal, ...]:
    return tuple(
        make_appraisal(thing, position, dimension, level)
        for position, (dimension, level) in enumerate(levels, start=1)
    )


def make_study(
    name: object,
    *,
    same_data: Iterable[object] = (),
    includes: Iterable[object] = (),
    involvement: DeveloperInvolvement = DeveloperInvolvement.INDEPENDENT,
    examined_in: Iterable[str] = (),
    design: StudyDesign = StudyDesign.OTHER,
    levels: Sequence[tuple[AppraisalDimension, Level]] = (),
) -> Study:
    return Study(
        id=study_iri(name),
        label=SOME_TEXT,
        review=REVIEW,
        design=design,
        developer_involvement=involvement,
        same_data=tuple(study_iri(other) for other in same_data),
        includes=tuple(study_iri(other) for other in includes),
        examined_in=tuple(concept_iri(context) for context in examined_in),
        appraisals=make_appraisals(study_iri(name), levels),
    )


def make_line(
    name: object,
    direction: Direction = Direction.SUPPORTS,
    *,
    study: object = "a",
    claim: IRI = CLAIM,
    basis: EvidenceBasis = EvidenceBasis.EMPIRICAL,
    finding: Finding | None = None,
    read_via: ReadVia = ReadVia.OWN_REPORT,
    status: HumanStatus = HumanStatus.ACCEPTED,
    review: IRI = REVIEW,
    passages: Sequence[object] | None = None,
    examined_in: Iterable[str] = (),
    entailment: Entailment | None = None,
    levels: Sequence[tuple[AppraisalDimension, Level]] = (),
    coded: date = date(2026, 1, 1),
) -> EvidenceLine:
    is_empirical = basis is EvidenceBasis.EMPIRICAL
    return EvidenceLine(
        id=line_iri(name),
        label=SOME_TEXT,
        review=review,
        asserted_by=CODER,
        passages=tuple(iri("passages", p) for p in ([name] if passages is None else passages)),
        claim=claim,
        study=study_iri(study),
        direction=direction,
        basis=basis,
        read_via=read_via,
        finding=finding or (FINDINGS[direction] if is_empirical else None),
        turns_on=concept_iri("leadership") if direction is Direction.NUANCES else None,
        examined_in=tuple(concept_iri(context) for context in examined_in),
        entailment=entailment,
        appraisals=make_appraisals(line_iri(name), levels),
        coder=CODER,
        coded=coded,
        method=CodingMethod.MANUAL,
        status=status,
    )


def make_undercut(
    name: object, *lines: object, status: HumanStatus = HumanStatus.ACCEPTED, review: IRI = REVIEW
) -> Undercut:
    return Undercut(
        id=iri("undercuts", name),
        label=SOME_TEXT,
        review=review,
        asserted_by=CODER,
        passages=(iri("passages", name),),
        undercuts=tuple(line_iri(line) for line in lines),
        reason=SOME_TEXT,
        basis=EvidenceBasis.STAKEHOLDER_ACCOUNT,
        status=status,
    )


def make_search(
    name: object,
    *,
    searched_for: IRI = CLAIM,
    result: SearchResult = SearchResult.NONE_FOUND,
    review: IRI = REVIEW,
) -> SearchRecord:
    return SearchRecord(
        id=iri("searches", name),
        label=SOME_TEXT,
        review=review,
        asserted_by=CODER,
        passages=(iri("passages", name),),
        searched_for=searched_for,
        searched_where=SOME_TEXT,
        result=result,
    )


def make_evidence(
    *lines: EvidenceLine,
    studies: Sequence[Study] = (),
    undercuts: Sequence[Undercut] = (),
    searches: Sequence[SearchRecord] = (),
) -> EvidenceOnClaim:
    """Evidence in which each passage stands in a report of its line's study."""
    return EvidenceOnClaim(
        lines=lines,
        studies={study.id: study for study in studies},
        undercuts=tuple(undercuts),
        searches=tuple(searches),
        reports={
            passage: URIRef(str(line.study).replace("/studies/", "/reports/"))
            for line in lines
            for passage in line.passages
        },
    )
