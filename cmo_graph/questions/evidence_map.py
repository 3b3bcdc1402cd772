"""What is theorised of what, and how it is evidenced: this module asks for the evidence map.

The map is `cmo_graph.support.matrix`. Which links take part is decided here and told: those that
reviewers wrote, of a kind in `TO_OUTCOMES`, from a concept that is an intervention in some
configuration, where interventions are laid out against outcomes. The rule is ours.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from enum import Enum

from pydantic import Field

from cmo_graph.iri import IRI, key_of
from cmo_graph.mapping import plain
from cmo_graph.model import Concept, Configuration, Link
from cmo_graph.model.codes import Presence, Role
from cmo_graph.questions.answers import (
    Answer,
    MethodTold,
    TallyTold,
    Told,
    dataset_of,
    tally_of,
)
from cmo_graph.questions.filtering import Name
from cmo_graph.questions.holdings import Holdings
from cmo_graph.questions.map_order import MapOrder, order_columns, order_rows
from cmo_graph.questions.networks import members_of
from cmo_graph.questions.overview import Overview
from cmo_graph.questions.overview.layout import Layout, lay_out
from cmo_graph.questions.pathways import NetworkQuestion
from cmo_graph.questions.selections import Selection
from cmo_graph.questions.shelves import Shelves
from cmo_graph.repository import Repository
from cmo_graph.repository.serialisation import safe_cell
from cmo_graph.support.cell import Cell
from cmo_graph.support.matrix import (
    MECHANISM_ROLES,
    TO_OUTCOMES,
    Heading,
    map_evidence,
    takes_links,
)
from cmo_graph.support.summary import Support

METHOD = MethodTold(name="cmo-graph-evidence-map", version="1")

#: Most rows, and most columns, of one answer.
MOST_HEADINGS = 200
#: Most configurations without a place that one answer names.
MOST_UNPLACED = 1_000


class Axis(Enum):
    """What makes the rows or the columns of a map."""

    CONTEXT = "context"
    INTERVENTION = "intervention"
    ACTOR = "actor"
    RESOURCE = "resource"
    RESPONSE = "response"
    MECHANISM = "mechanism"
    OUTCOME = "outcome"

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles it stands for; a mechanism is meant in all of its forms."""
        return MECHANISM_ROLES if self is Axis.MECHANISM else (Role(self.value),)


class Links(Enum):
    """Whether links have a place on the map."""

    INCLUDE = "include"
    LEAVE_OUT = "leave_out"


class LinksTold(Enum):
    """What became of links."""

    INCLUDED = "included"
    LEFT_OUT = "left_out"
    NOT_APPLICABLE = "not_applicable"


class MapQuestion(NetworkQuestion):
    """What makes rows and columns, which claims are laid out, and what evidence on them counts.

    `review` narrows the claims as well as the evidence.
    """

    rows: Axis = Field(
        description="Role whose concepts make rows; mechanism means resource, response and"
        " mechanisms that were not split.",
    )
    columns: Axis = Field(description="Role whose concepts make columns.")
    links: Links = Field(
        default=Links.INCLUDE,
        description="Whether links that reviewers wrote from an intervention have a place where"
        " interventions are laid out against outcomes.",
    )
    order: MapOrder = Field(
        default=MapOrder.LABEL,
        description="What comes first among rows and among columns: `label`; `evidence`, what has"
        " most cells in which empirical studies speak; `gaps`, most in which none does. Of a large"
        " dataset only what is shown is put in order.",
    )
    by: Name | None = Field(
        default=None,
        description="A concept that makes a column: rows with most independent studies there come"
        " first. It goes before `order`.",
    )
    max_rows: int = Field(default=40, ge=1, le=MOST_HEADINGS, description="Most rows.")
    max_columns: int = Field(default=40, ge=1, le=MOST_HEADINGS, description="Most columns.")


class HeadingTold(Told):
    """What a row or column stands for."""

    concept: IRI
    label: str
    presence: Presence = Field(description="An absent context has a row or column of its own.")


class ClaimTold(Told):
    """A claim in a cell, and how it stands by itself."""

    claim: IRI
    status: str


class CellTold(Told):
    """One cell: `not_theorised`, or the status of all its claims' lines together."""

    state: str
    answer: str
    tally: TallyTold
    claims: tuple[ClaimTold, ...]


class MapAnswer(Answer):
    """The evidence map; a study counts once in a cell."""

    rows: tuple[HeadingTold, ...] = Field(description="In the order that was asked for.")
    columns: tuple[HeadingTold, ...] = Field(description="In the order that was asked for.")
    cells: tuple[tuple[CellTold, ...], ...] = Field(description="Row by row.")
    total_rows: int
    total_columns: int
    is_truncated: bool = Field(description="Whether rows or columns were left out.")
    unplaced: tuple[IRI, ...] = Field(
        description="The first configurations that lack one of the roles."
    )
    total_unplaced: int = Field(description="How many configurations lack one of the roles.")
    links: LinksTold = Field(description="What became of links (the rule is ours).")


def ask_evidence_map(
    question: MapQuestion, *, repository: Repository, shelves: Shelves
) -> MapAnswer:
    """Lay out the claims of a selection by two roles.

    Raises:
        NotFound: a concept, theory, review or study is not in the dataset.
        TooManyClaims: the dataset is large, and what is asked narrows it too little.
        NotYetWorkedOut: what the claims of a large dataset come to is being made.
    """
    return shelves.answer(
        repository,
        question,
        lambda: _answer(question, _laid_out(question, repository, shelves), repository),
        kind=MapAnswer,
    )


def _laid_out(question: MapQuestion, repository: Repository, shelves: Shelves) -> Layout:
    selection, filters = question.selection(repository), question.as_filters(repository)
    by = None if question.by is None else repository.resolve(question.by, Concept.kind_name)
    overview = shelves.overview(repository, selection, filters)
    if overview is not None:
        return _of_overview(question, overview, repository, by=by)
    holdings = shelves.holdings(repository, selection)
    supports = shelves.supports(repository, filters, selection)
    return _of_claims(question, selection, holdings, supports, by=by)


def _of_claims(
    question: MapQuestion,
    selection: Selection,
    holdings: Holdings,
    supports: Mapping[IRI, Support],
    *,
    by: IRI | None,
) -> Layout:
    configurations, links = _claims(selection, holdings)
    found = map_evidence(
        configurations,
        supports=supports,
        rows=question.rows.roles,
        columns=question.columns.roles,
        links=links if _fate(question) is LinksTold.INCLUDED else (),
    )
    headings = (*found.rows, *found.columns)
    labels = {heading: _label(heading.concept, holdings) for heading in headings}
    cells, order = found.theorised, question.order
    return Layout(
        rows=order_rows(found.rows, labels, cells, order=order, by=by)[: question.max_rows],
        columns=order_columns(found.columns, labels, cells, order=order)[: question.max_columns],
        labels=labels,
        cells=cells,
        total_rows=len(found.rows),
        total_columns=len(found.columns),
        unplaced=found.unplaced[:MOST_UNPLACED],
        total_unplaced=len(found.unplaced),
    )


def _of_overview(
    question: MapQuestion, overview: Overview, repository: Repository, *, by: IRI | None
) -> Layout:
    is_included, order = _fate(question) is LinksTold.INCLUDED, question.order
    found = lay_out(
        overview,
        repository,
        roles=(question.rows.roles, question.columns.roles),
        shown=(question.max_rows, question.max_columns),
        unplaced=MOST_UNPLACED,
        turned=question.rows is Axis.OUTCOME if is_included else None,
    )
    labels, cells = found.labels, found.cells
    return replace(
        found,
        rows=order_rows(found.rows, labels, cells, order=order, by=by),
        columns=order_columns(found.columns, labels, cells, order=order),
    )


def _fate(question: MapQuestion) -> LinksTold:
    if not takes_links(question.rows.roles, question.columns.roles):
        return LinksTold.NOT_APPLICABLE
    is_wanted = question.links is Links.INCLUDE
    return LinksTold.INCLUDED if is_wanted else LinksTold.LEFT_OUT


def _claims(selection: Selection, holdings: Holdings) -> tuple[list[Configuration], list[Link]]:
    members = members_of(holdings, selection)
    configurations = [one for one in holdings.configurations if selection.admits(one, members)]
    links = [
        link
        for link in holdings.links
        if link.kind in TO_OUTCOMES and selection.admits(link, members)
    ]
    interventions = holdings.interventions({link.from_concept for link in links})
    return configurations, [link for link in links if link.from_concept in interventions]


def _answer(question: MapQuestion, layout: Layout, repository: Repository) -> MapAnswer:
    rows, columns = layout.rows, layout.columns
    told = {place: _cell(cell) for place, cell in layout.cells.items()}
    return MapAnswer(
        dataset=dataset_of(repository),
        method=METHOD,
        query=question.echo(),
        rows=tuple(_heading(row, layout.labels) for row in rows),
        columns=tuple(_heading(column, layout.labels) for column in columns),
        cells=tuple(tuple(told.get((row, column), _EMPTY) for column in columns) for row in rows),
        total_rows=layout.total_rows,
        total_columns=layout.total_columns,
        is_truncated=len(rows) < layout.total_rows or len(columns) < layout.total_columns,
        unplaced=layout.unplaced,
        total_unplaced=layout.total_unplaced,
        links=_fate(question),
    )


def _label(concept: IRI, holdings: Holdings) -> str:
    model = holdings.models.get(concept)
    return plain(model.label) if model else key_of(concept)


def _heading(heading: Heading, labels: Mapping[Heading, str]) -> HeadingTold:
    return HeadingTold(concept=heading.concept, label=labels[heading], presence=heading.presence)


def _cell(cell: Cell) -> CellTold:
    return CellTold(
        state=str(cell.state),
        answer=str(cell.answer.value),
        tally=tally_of(cell.tally),
        claims=tuple(
            ClaimTold(claim=iri, status=str(status.value)) for iri, status in cell.statuses.items()
        ),
    )


#: A cell in which nothing is theorised; most are.
_EMPTY = _cell(Cell())


def map_as_csv(answer: MapAnswer) -> str:
    """Return a map as a table for spreadsheets: a row for each heading, a cell for each pair.

    A cell says its state and, where there is evidence, how many independent studies stand where.
    """
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\r\n")
    writer.writerow(["", *(safe_cell(_title(column)) for column in answer.columns)])
    for row, cells in zip(answer.rows, answer.cells, strict=True):
        writer.writerow([safe_cell(_title(row)), *(told_cell(cell) for cell in cells)])
    return sink.getvalue()


def _title(heading: HeadingTold) -> str:
    return f"no {heading.label}" if heading.presence is Presence.ABSENT else heading.label


def told_cell(cell: CellTold) -> str:
    """Return a cell in words: its state, and the studies on each side where there are any."""
    studies = cell.tally.independent_studies
    state = cell.state.replace("_", " ")
    counts = [
        f"{count} {word}"
        for count, word in (
            (studies.for_, "for"),
            (studies.against, "against"),
            (studies.inconclusive, "inconclusive"),
            (studies.nuancing, "nuancing"),
        )
        if count
    ]
    return f"{state}: {', '.join(counts)}" if counts else state
