"""What a diagram shows, before anything has a place: this module has elements and arrows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cmo_graph.drawing.codes import KINDS, VERBS, Head, Kind, Lane
from cmo_graph.drawing.lettering import legible
from cmo_graph.iri import IRI
from cmo_graph.support.codes import SupportStatus

#: Longest label that is told in words, in characters.
LONGEST_NAME = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """A concept in the lane where the theory mostly has it; it is drawn once."""

    iri: IRI
    key: str
    label: str
    kind: Kind
    lane: Lane
    #: All kinds it plays, its own first.
    kinds: tuple[Kind, ...]
    #: Whether some configuration names it among the programme's aims.
    is_intended: bool = False

    @property
    def told(self) -> str:
        """The element in words, for those who do not see it."""
        others = [KINDS[kind] for kind in self.kinds if kind is not self.kind]
        also = f" (also {', '.join(others)})" if others else ""
        return f"{KINDS[self.kind].capitalize()}{also}: {self.name}"

    @property
    def name(self) -> str:
        """The label in one line, cut where nobody would listen to the end of it."""
        name = legible(self.label[:LONGEST_NAME])
        return name if len(self.label) <= LONGEST_NAME else f"{name}…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the evidence behind an arrow stands; counts of independent studies."""

    status: SupportStatus
    supporting: int = 0
    disputing: int = 0
    inconclusive: int = 0
    nuancing: int = 0
    #: All with any line that counts, such as accounts of stakeholders.
    studies: int = 0

    @property
    def badge(self) -> str:
        """What stands in the middle of the arrow; "" where width and line say all there is."""
        if self.disputing:
            return f"{self.supporting} for · {self.disputing} against"
        if self.inconclusive and not self.supporting:
            return f"{self.inconclusive} inconclusive"
        return ""

    @property
    def told(self) -> str:
        """The counts in words."""
        if not self.studies:
            return "no evidence yet"
        counts = [
            (self.supporting, "for"),
            (self.disputing, "against"),
            (self.inconclusive, "inconclusive"),
            (self.nuancing, "nuancing"),
        ]
        told = ", ".join(f"{count} {word}" for count, word in counts if count)
        if not told:
            return f"no study tested it, {_studies(self.studies)} of accounts or theory only"
        return f"{_studies(self.studies)}: {told}"


def _studies(count: int) -> str:
    return "1 independent study" if count == 1 else f"{count} independent studies"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """A step from one element to another, and the claims that say so."""

    #: IRI of the link: a written one's own, or that of the step configurations imply.
    iri: IRI
    #: IRIs of the elements at its ends.
    start: IRI
    end: IRI
    head: Head
    #: The claims whose evidence it shows, sorted: a link, a moderation, or the configurations.
    claims: tuple[IRI, ...]
    #: Whether the evidence is on whole configurations that imply the step.
    is_implied: bool
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram:
    """Elements and arrows of a theory, each in the order of IRIs."""

    title: str
    elements: tuple[Element, ...]
    arrows: tuple[Arrow, ...]
    #: How many elements the theory has; more than `elements` in a focus view.
    total: int
    #: What was left out and why, in sentences; "" for a whole theory.
    narrowed: str = ""
    #: All lanes, from left to right.
    lanes: tuple[Lane, ...] = tuple(Lane)
    _by_iri: dict[IRI, Element] = field(default_factory=dict, repr=False, compare=False)

    @property
    def by_iri(self) -> Mapping[IRI, Element]:
        """The elements by IRI."""
        if not self._by_iri:
            self._by_iri.update((element.iri, element) for element in self.elements)
        return self._by_iri

    def tell(self, arrow: Arrow) -> str:
        """Return an arrow in words, for those who do not see it."""
        start, end = self.by_iri[arrow.start], self.by_iri[arrow.end]
        whose = "for the whole configuration, " if arrow.is_implied else ""
        return f"{start.name} {VERBS[arrow.head]} {end.name}; {whose}{arrow.standing.told}"
