"""Support as RDF: this module says how the support of one claim is written down.

A record holds the status, the answer and the tallies, which always travel together. It is for
questions over many claims at once; the lines behind a status are those of the claim.
"""

from typing import Annotated, ClassVar

from pydantic import Field
from rdflib import URIRef

from cmo_graph.iri import IRI, Base, key_of
from cmo_graph.mapping import Node, Part, Term
from cmo_graph.model.codes import ContextDimension
from cmo_graph.support.codes import Answer, SupportStatus
from cmo_graph.support.summary import Support
from cmo_graph.vocabulary import CMO

_Count = Field(ge=0)


class SplitRecord(Part):
    """A respect in which the two sides of a contested claim never met."""

    rdf_type: ClassVar[URIRef] = CMO.ContextSplit

    dimension: Annotated[ContextDimension, Term(CMO.dimension)]
    supporting_contexts: Annotated[
        tuple[IRI, ...], Term(CMO.supportingContext), Field(min_length=1)
    ]
    disputing_contexts: Annotated[tuple[IRI, ...], Term(CMO.disputingContext), Field(min_length=1)]


class SupportRecord(Node):
    """What the evidence on one claim comes to. The counts are those of `Tally`."""

    rdf_type: ClassVar[URIRef] = CMO.Support

    claim: Annotated[IRI, Term(CMO.supportOf)]
    status: Annotated[SupportStatus, Term(CMO.supportStatus)]
    answer: Annotated[Answer, Term(CMO.answer)]
    #: Independent studies on each side, and in all.
    supporting: Annotated[int, Term(CMO.supportingStudies), _Count]
    disputing: Annotated[int, Term(CMO.disputingStudies), _Count]
    inconclusive: Annotated[int, Term(CMO.inconclusiveStudies), _Count]
    nuancing: Annotated[int, Term(CMO.nuancingStudies), _Count]
    theorising_only: Annotated[int, Term(CMO.theorisingStudies), _Count]
    studies: Annotated[int, Term(CMO.independentStudies), _Count]
    reports: Annotated[int, Term(CMO.countedReports), _Count]
    passages: Annotated[int, Term(CMO.countedPassages), _Count]
    #: Independent studies again.
    developer_involved: Annotated[int, Term(CMO.developerInvolvedStudies), _Count]
    second_hand: Annotated[int, Term(CMO.secondHandStudies), _Count]
    undercut: Annotated[int, Term(CMO.undercutStudies), _Count]
    context_split: Annotated[tuple[SplitRecord, ...], Term(CMO.contextSplit)] = ()


def as_record(support: Support, *, graph: URIRef) -> SupportRecord:
    """Return a summary as a record with an IRI of its own in `graph`: `{graph}#{claim's key}`."""
    tally, key = support.tally, key_of(support.claim)
    return SupportRecord(
        id=Base.part(graph, key),
        claim=support.claim,
        status=support.status,
        answer=support.answer,
        supporting=tally.supporting,
        disputing=tally.disputing,
        inconclusive=tally.inconclusive,
        nuancing=tally.nuancing,
        theorising_only=tally.theorising_only,
        studies=tally.studies,
        reports=tally.reports,
        passages=tally.passages,
        developer_involved=tally.developer_involved,
        second_hand=tally.second_hand,
        undercut=tally.undercut,
        context_split=tuple(
            SplitRecord(
                id=Base.part(graph, key, "split", split.dimension.value),
                dimension=split.dimension,
                supporting_contexts=split.supporting,
                disputing_contexts=split.disputing,
            )
            for split in sorted(support.context_split, key=lambda split: split.dimension.value)
        ),
    )
