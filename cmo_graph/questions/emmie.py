"""What a review says under each dimension of EMMIE: this module gathers it as a table.

Effect, mechanism, moderator, implementation, economics (Johnson, Tilley and Bowers 2015). Nothing
is computed: a quality stands there only where a source or a named person gave it, and a dimension
on which nobody said anything is told as such.
"""

import csv
import io

from pydantic import Field

from cmo_graph.iri import IRI
from cmo_graph.mapping import plain
from cmo_graph.model import EmmieAssessment, Review
from cmo_graph.model.codes import EmmieDimension, EmmieFinding
from cmo_graph.questions.answers import Answer, MethodTold, Question, Told, dataset_of
from cmo_graph.repository import Repository
from cmo_graph.repository.serialisation import safe_cell

METHOD = MethodTold(name="cmo-graph-emmie", version="1")


class EmmieQuestion(Question):
    """Nothing more than the review is asked."""


class AssessmentTold(Told):
    """What one source says under one dimension."""

    assessment: IRI
    about: tuple[IRI, ...]
    finding: EmmieFinding
    finds: str
    quality: IRI | None = Field(default=None, description="Absent when nobody rated it.")
    asserted_by: IRI
    reported_by: IRI | None = None
    passages: tuple[IRI, ...]


class DimensionTold(Told):
    """One dimension; no assessments means that nobody said anything, not that there is nothing."""

    dimension: EmmieDimension
    is_assessed: bool
    assessments: tuple[AssessmentTold, ...]


class EmmieAnswer(Answer):
    """What a review says under each dimension of EMMIE, in EMMIE's order."""

    review: IRI
    dimensions: tuple[DimensionTold, ...]


def ask_emmie(review: str, *, repository: Repository) -> EmmieAnswer:
    """Return what a review says under each dimension.

    Raises:
        NotFound: there is no such review.
    """
    iri = repository.resolve(review, Review.kind_name)
    found = _assessments(iri, repository)
    return EmmieAnswer(
        dataset=dataset_of(repository),
        method=METHOD,
        query={"review": review},
        review=iri,
        dimensions=tuple(_dimension(dimension, found) for dimension in EmmieDimension),
    )


def _assessments(review: IRI, repository: Repository) -> list[EmmieAssessment]:
    found: list[EmmieAssessment] = []
    after = None
    while True:
        page = repository.page(
            EmmieAssessment.kind_name, filters={"review": [review]}, after=after, limit=500
        )
        found += [thing for thing in page.items if isinstance(thing, EmmieAssessment)]
        after = page.next
        if after is None:
            return found


def _dimension(dimension: EmmieDimension, found: list[EmmieAssessment]) -> DimensionTold:
    own = tuple(_assessment(one) for one in found if one.dimension is dimension)
    return DimensionTold(dimension=dimension, is_assessed=bool(own), assessments=own)


def _assessment(one: EmmieAssessment) -> AssessmentTold:
    return AssessmentTold(
        assessment=one.id,
        about=one.about,
        finding=one.finding,
        finds=plain(one.finds),
        quality=one.quality,
        asserted_by=one.asserted_by,
        reported_by=one.reported_by,
        passages=one.passages,
    )


def emmie_as_csv(answer: EmmieAnswer, *, labels: dict[str, str]) -> str:
    """Return the table for spreadsheets: a row for each assessment, one for an empty dimension."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\r\n")
    writer.writerow(["dimension", "finding", "finds", "about", "quality", "asserted_by"])
    for told in answer.dimensions:
        if not told.is_assessed:
            writer.writerow([told.dimension.value, "not assessed", "", "", "", ""])
        for one in told.assessments:
            quality = "not rated" if one.quality is None else _named(one.quality, labels)
            about = "\n".join(_named(iri, labels) for iri in one.about)
            cells = (one.finds, about, quality, _named(one.asserted_by, labels))
            writer.writerow([told.dimension.value, one.finding.value, *map(safe_cell, cells)])
    return sink.getvalue()


def _named(iri: IRI, labels: dict[str, str]) -> str:
    return labels.get(str(iri), str(iri))
