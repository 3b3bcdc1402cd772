"""A theory as a picture: this module asks for its drawing, whole or about what is looked at.

Evidence is filtered before widths and badges are worked out. Drawings are kept by dataset version.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import Field

from cmo_graph.drawing import Diagram, Focus, LaneOrder, Way, compose, narrow, theory_diagram
from cmo_graph.drawing.codes import LANE_ORDERS
from cmo_graph.drawing.focusing import MOST_ARROWS, MOST_ELEMENTS
from cmo_graph.drawing.geometry import Area, Drawing, DrawnArrow, DrawnElement
from cmo_graph.iri import IRI, Base
from cmo_graph.mapping import plain
from cmo_graph.questions.answers import Answer, MethodTold, Told, dataset_of
from cmo_graph.questions.filtering import EvidenceFilters, Name, resolved
from cmo_graph.questions.holdings import Holdings
from cmo_graph.questions.selections import Selection
from cmo_graph.questions.shelves import Shelves
from cmo_graph.questions.theories import TheoryContent
from cmo_graph.questions.theory_versions import THEORY_KINDS
from cmo_graph.repository import Repository
from cmo_graph.support.filters import Filters

METHOD = MethodTold(
    name="cmo-graph-diagram",
    version="1",
    parameters={"most_elements": MOST_ELEMENTS, "most_arrows": MOST_ARROWS},
)

#: Most concepts to start from, and most steps to follow.
MOST_STARTS, DEEPEST = 20, 20


class DiagramQuestion(EvidenceFilters):
    """What of a theory is drawn, and which evidence on it counts."""

    focus: Annotated[list[Name], Field(max_length=MOST_STARTS)] = Field(
        default=[], description="Concepts to start from; repeatable. Default: the whole theory."
    )
    direction: Way = Field(
        default=Way.BOTH,
        description="`up` for what leads to them, `down` for what follows, `both`.",
    )
    depth: int | None = Field(
        default=None, ge=1, le=DEEPEST, description="Most arrows from a start. Default: all."
    )
    min_studies: int = Field(
        default=0, ge=0, le=1_000, description="Fewest independent supporting studies of an arrow."
    )
    contested: bool = Field(
        default=False, description="Only arrows with independent studies on both sides."
    )
    lanes: LaneOrder = Field(
        default=LaneOrder.CONTEXT_FIRST,
        description="Order of the lanes, from left to right: context (c), resource (mr),"
        " response (mx), outcome (o).",
    )

    def as_focus(self, repository: Repository) -> Focus:
        """Return what is looked at, with keys looked up.

        Raises:
            NotFound: there is no such concept.
        """
        return Focus(
            concepts=tuple(sorted(resolved(repository, self.focus, "concepts"))),
            way=self.direction,
            depth=self.depth,
            minimum=self.min_studies,
            contested=self.contested,
        )


@dataclass(frozen=True, slots=True)
class Drawn:
    """A theory's drawing, with the claims that it shows."""

    theory: IRI
    content: TheoryContent
    drawing: Drawing
    filters: Filters
    base: Base


def draw_theory(
    theory: str, question: DiagramQuestion, *, repository: Repository, shelves: Shelves
) -> Drawn:
    """Return the drawing of a theory.

    Args:
        theory: Key or IRI of a programme theory, whose newest version is drawn, or of a version.
        question: What of it.
        repository: Where it is.
        shelves: What was made of this dataset version before.

    Raises:
        NotFound: there is no such theory, version, concept, review or study.
    """
    chosen = repository.resolve(theory, *THEORY_KINDS)
    focus, filters = question.as_focus(repository), question.as_filters(repository)
    content = shelves.theory(repository, str(chosen))

    def draw() -> Drawing:
        whole = whole_diagram(chosen, filters, repository=repository, shelves=shelves)
        return compose(replace(narrow(whole, focus), lanes=LANE_ORDERS[question.lanes]))

    drawing = shelves.drawing(repository, (chosen, focus, question.lanes, filters), draw)
    return Drawn(chosen, content, drawing, filters, repository.base)


def whole_diagram(
    theory: IRI, filters: Filters, *, repository: Repository, shelves: Shelves
) -> Diagram:
    """Return the diagram of a whole theory, however large it is.

    Raises:
        NotFound: there is no such theory or version.
    """
    content, selection = shelves.theory(repository, str(theory)), Selection(theory=theory)

    def make() -> Diagram:
        return theory_diagram(
            _title(theory, shelves.holdings(repository, selection)),
            configurations=content.configurations,
            links=content.links,
            moderations=content.moderations,
            concepts=content.concepts,
            supports=shelves.supports(repository, filters, selection),
        )

    return shelves.diagram(repository, theory, filters, make)


def _title(theory: IRI, holdings: Holdings) -> str:
    every = (*holdings.theories, *holdings.versions)
    return next((plain(one.label) for one in every if one.id == theory), str(theory))


class PlaceTold(Told):
    """A rectangle in pixels, from the upper left corner of the drawing."""

    x: float
    y: float
    width: float
    height: float


class LaneTold(Told):
    """A lane."""

    lane: str
    heading: str
    place: PlaceTold


class ElementTold(Told):
    """A concept in its place."""

    concept: IRI
    key: str
    label: str
    kind: str = Field(description="What it is drawn as.")
    kinds: list[str] = Field(description="All that it is in this theory, its own kind first.")
    lane: str
    place: PlaceTold
    lines: list[str] = Field(description="Its label as it is broken into lines.")


class ArrowTold(Told):
    """A step in its place."""

    link: IRI
    from_: IRI = Field(alias="from")
    to: IRI
    head: str
    claims: list[IRI] = Field(description="The claims whose evidence it shows.")
    is_implied: bool = Field(
        description="Whether these are configurations that imply the step, taken together."
    )
    status: str
    supporting: int = Field(description="Independent studies; 0 is dotted.")
    disputing: int
    inconclusive: int
    nuancing: int
    studies: int
    told: str = Field(description="The arrow in words.")
    points: list[tuple[float, float]] = Field(
        description="Where it starts, then three points for each Bézier curve."
    )
    badge: str | None = None


class DiagramAnswer(Answer):
    """A theory as a picture: what stands where."""

    theory: IRI
    title: str
    width: float
    height: float
    total: int = Field(description="Concepts of the whole theory.")
    narrowed: str = Field(description="What was left out and why; empty for all of it.")
    lanes: list[LaneTold]
    elements: list[ElementTold] = Field(description="By lane, column and height.")
    arrows: list[ArrowTold]


def tell_drawing(
    drawn: Drawn, question: DiagramQuestion, *, theory: str, repository: Repository
) -> DiagramAnswer:
    """Return a drawing as an answer for programs."""
    drawing = drawn.drawing
    diagram = drawing.diagram
    return DiagramAnswer(
        dataset=dataset_of(repository),
        method=METHOD,
        query={"theory": theory, **question.echo()},
        theory=drawn.theory,
        title=diagram.title,
        width=drawing.width,
        height=drawing.height,
        total=diagram.total,
        narrowed=diagram.narrowed,
        lanes=[
            LaneTold(lane=band.lane.value, heading=band.heading.text, place=_place(band.area))
            for band in drawing.bands
        ],
        elements=[_element(one) for one in drawing.elements],
        arrows=_arrows(drawing.arrows, drawing),
    )


def _place(area: Area) -> PlaceTold:
    return PlaceTold(x=area.x, y=area.y, width=area.width, height=area.height)


def _element(drawn: DrawnElement) -> ElementTold:
    element = drawn.element
    return ElementTold(
        concept=element.iri,
        key=element.key,
        label=element.label,
        kind=element.kind.value,
        kinds=[kind.value for kind in element.kinds],
        lane=element.lane.value,
        place=_place(drawn.area),
        lines=[line.text for line in drawn.lines],
    )


def _arrows(arrows: Sequence[DrawnArrow], drawing: Drawing) -> list[ArrowTold]:
    return [
        ArrowTold.model_validate(
            {
                "link": arrow.iri,
                "from": arrow.start,
                "to": arrow.end,
                "head": arrow.head.value,
                "claims": list(arrow.claims),
                "is_implied": arrow.is_implied,
                "status": arrow.standing.status.value,
                "supporting": arrow.standing.supporting,
                "disputing": arrow.standing.disputing,
                "inconclusive": arrow.standing.inconclusive,
                "nuancing": arrow.standing.nuancing,
                "studies": arrow.standing.studies,
                "told": drawing.diagram.tell(arrow),
                "points": list(drawn.points),
                "badge": arrow.standing.badge or None,
            }
        )
        for drawn in arrows
        for arrow in [drawn.arrow]
    ]
