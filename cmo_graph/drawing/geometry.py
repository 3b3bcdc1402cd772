"""A drawing: this module has the places of all that is drawn, for whatever writes it.

One drawing is written as SVG, PNG, PDF and JSON and shown in notebooks, so that they never differ.
Coordinates are pixels from the upper left corner, rightwards and downwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from cmo_graph.drawing.codes import Lane, Look
from cmo_graph.drawing.diagram import Arrow, Diagram, Element
from cmo_graph.drawing.lettering import Weight
from cmo_graph.iri import IRI

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.y + self.height

    @property
    def middle(self) -> Point:
        """Its centre."""
        return self.x + self.width / 2, self.y + self.height / 2

    def overlaps(self, other: "Area") -> bool:
        """Say whether the two have any point inside both."""
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )

    def holds(self, other: "Area") -> bool:
        """Say whether the other lies wholly in this one."""
        return (
            self.x <= other.x
            and other.right <= self.right
            and self.y <= other.y
            and other.bottom <= self.bottom
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One line of text."""

    text: str
    #: Its left edge, middle or right edge, as `anchor` says, and its baseline.
    x: float
    y: float
    width: float
    size: float
    anchor: str = "middle"
    weight: Weight = Weight.REGULAR
    is_quiet: bool = False

    @property
    def area(self) -> Area:
        """What it takes up, from the top of its highest letters to the foot of its lowest."""
        left = self.x - (self.width / 2 if self.anchor == "middle" else 0)
        # Ascent and descent of the shipped fonts, as shares of the size.
        return Area(left, self.y - 0.93 * self.size, self.width, 1.17 * self.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A lane, with its heading."""

    lane: Lane
    area: Area
    heading: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnElement:
    """An element in its place."""

    element: Element
    area: Area
    lines: tuple[Text, ...]
    #: The letters of its kinds, on its upper edge.
    tag: Area
    letters: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnArrow:
    """An arrow in its place."""

    arrow: Arrow
    #: The point where it starts, then three for each Bézier curve; the last is the tip.
    points: tuple[Point, ...]
    #: 1 where it arrives from the left, -1 from the right.
    towards: int
    width: float
    is_dotted: bool
    badge: Area | None = None
    badge_text: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One entry of the legend: a sample, and what it means."""

    #: What the sample is of: `kind`, `head`, `line`, `badge`, `look` or `fires`, and which.
    sample: tuple[str, str]
    area: Area
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementMark:
    """How an element stands under a scenario: a sign and a word on its lower edge."""

    look: Look
    area: Area
    #: The middle of the sign.
    sign: Point
    word: Text
    #: The standing in a sentence, with its reason.
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrowMark:
    """How an arrow stands under a scenario; one that is stopped is crossed out."""

    look: Look
    cross: Point | None
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """A scenario laid over a drawing, by the IRIs of elements and arrows."""

    elements: Mapping[IRI, ElementMark]
    arrows: Mapping[IRI, ArrowMark]
    #: The scenario and its answer in words, below the legend.
    words: tuple[Text, ...]
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A whole diagram in its place."""

    diagram: Diagram
    width: float
    height: float
    title: tuple[Text, ...]
    notes: tuple[Text, ...]
    bands: tuple[Band, ...]
    #: By lane, column and height; arrows by what they start from, then by height.
    elements: tuple[DrawnElement, ...]
    arrows: tuple[DrawnArrow, ...]
    legend: tuple[Key, ...]
    #: What a scenario makes of it; None for the theory by itself.
    marks: Marks | None = None

    def _repr_svg_(self) -> str:
        """Return the drawing for a notebook."""
        from cmo_graph.drawing.svg import to_svg

        return to_svg(self)
