"""Part of a diagram: this module follows arrows up or down from what is looked at, and filters.

Beyond some 150 elements every layout fails its reader, so a larger diagram is narrowed to what is
nearest to one outcome, and says so.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from enum import Enum

from cmo_graph.drawing.codes import Kind
from cmo_graph.drawing.diagram import Arrow, Diagram, Element
from cmo_graph.iri import IRI
from cmo_graph.support.codes import SupportStatus

#: Most elements, and arrows, of what is drawn. Ours.
MOST_ELEMENTS, MOST_ARROWS = 150, 250


class Way(Enum):
    """Which way arrows are followed from what is looked at."""

    UP = "up"
    DOWN = "down"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """What of a diagram is wanted; by default all of it."""

    #: IRIs of elements to start from; empty for everything.
    concepts: tuple[IRI, ...] = ()
    way: Way = Way.BOTH
    #: Most arrows to follow from a start; None for all.
    depth: int | None = None
    #: Fewest independent supporting studies of an arrow.
    minimum: int = 0
    #: Whether only arrows with studies on both sides count.
    contested: bool = False


#: All of a diagram.
EVERYTHING = Focus()

_WORDS: Mapping[Way, str] = {
    Way.UP: "what leads to",
    Way.DOWN: "what follows from",
    Way.BOTH: "what leads to, and follows from,",
}


def narrow(diagram: Diagram, focus: Focus = EVERYTHING) -> Diagram:
    """Return the part of a diagram that is wanted, and of that no more than can be read.

    Concepts to start from that the diagram does not have are passed over. Of a part with more than
    `MOST_ELEMENTS` elements or `MOST_ARROWS` arrows, fewer steps are followed; of a whole diagram,
    the steps that lead to the outcome on which the arrows have most supporting studies.

    Returns:
        The diagram itself when all of it is wanted and it is not too large; else one that says in
        `narrowed` what was left out.
    """
    focus = _known(focus, diagram)
    if focus == EVERYTHING and not is_too_large(diagram):
        return diagram
    filtered = _filtered(diagram, focus)
    part = _part(filtered, focus)
    if is_too_large(part):
        if not focus.concepts:
            focus = replace(focus, concepts=(_centre(filtered),), way=Way.UP)
        part, focus = _shrunk(filtered, focus)
    return replace(part, narrowed=_told(diagram, part, focus))


def wanted(diagram: Diagram, focus: Focus = EVERYTHING) -> Diagram:
    """Return the part of a diagram that is wanted, however large it is."""
    focus = _known(focus, diagram)
    return _part(_filtered(diagram, focus), focus)


def _known(focus: Focus, diagram: Diagram) -> Focus:
    return replace(focus, concepts=tuple(iri for iri in focus.concepts if iri in diagram.by_iri))


def is_too_large(diagram: Diagram) -> bool:
    """Say whether a diagram is larger than anybody could read."""
    return len(diagram.elements) > MOST_ELEMENTS or len(diagram.arrows) > MOST_ARROWS


def _filtered(diagram: Diagram, focus: Focus) -> Diagram:
    """Return the diagram with the arrows that count; elements stay when one of them has an end."""
    if not focus.minimum and not focus.contested:
        return diagram
    arrows = [one for one in diagram.arrows if _counts(one, focus)]
    kept = {*focus.concepts, *(end for one in arrows for end in (one.start, one.end))}
    return _restricted(replace(diagram, arrows=tuple(arrows)), kept)


def _counts(arrow: Arrow, focus: Focus) -> bool:
    standing = arrow.standing
    is_contested = standing.status is SupportStatus.CONTESTED
    return standing.supporting >= focus.minimum and (is_contested or not focus.contested)


def _part(diagram: Diagram, focus: Focus) -> Diagram:
    if not focus.concepts:
        return diagram
    return _restricted(diagram, _distances(diagram, focus).keys())


def _restricted(diagram: Diagram, kept: Set[IRI]) -> Diagram:
    return Diagram(
        title=diagram.title,
        elements=tuple(one for one in diagram.elements if one.iri in kept),
        arrows=tuple(one for one in diagram.arrows if one.start in kept and one.end in kept),
        total=diagram.total,
        lanes=diagram.lanes,
    )


def _distances(diagram: Diagram, focus: Focus) -> dict[IRI, int]:
    """Return the fewest arrows from a start to each element within reach, nearest first."""
    found = dict.fromkeys(focus.concepts, 0)
    for way in (Way.UP, Way.DOWN):
        if focus.way in (way, Way.BOTH):
            for iri, distance in _walk(diagram.arrows, focus, way).items():
                found[iri] = min(distance, found.get(iri, distance))
    return dict(sorted(found.items(), key=lambda pair: (pair[1], pair[0])))


def _walk(arrows: Iterable[Arrow], focus: Focus, way: Way) -> dict[IRI, int]:
    steps: dict[IRI, list[IRI]] = defaultdict(list)
    for arrow in arrows:
        start, end = (arrow.end, arrow.start) if way is Way.UP else (arrow.start, arrow.end)
        steps[start].append(end)
    found = dict.fromkeys(focus.concepts, 0)
    frontier, distance = list(focus.concepts), 0
    while frontier and distance != focus.depth:
        distance += 1
        reached = dict.fromkeys(end for start in frontier for end in steps[start])
        frontier = [end for end in reached if end not in found]
        found.update(dict.fromkeys(frontier, distance))
    return found


def _centre(diagram: Diagram) -> IRI:
    """Return the outcome, or where there is none the element, that most studies lead to."""
    supporting: dict[IRI, int] = defaultdict(int)
    arriving: dict[IRI, int] = defaultdict(int)
    for arrow in diagram.arrows:
        supporting[arrow.end] += arrow.standing.supporting
        arriving[arrow.end] += 1

    def rank(element: Element) -> tuple[bool, int, int, IRI]:
        studies, arrows = supporting[element.iri], arriving[element.iri]
        return element.kind is not Kind.OUTCOME, -studies, -arrows, element.iri

    return min(diagram.elements, key=rank).iri


def _shrunk(diagram: Diagram, focus: Focus) -> tuple[Diagram, Focus]:
    """Return as much as can be drawn: whole steps, or the first elements of a single one."""
    distances = _distances(diagram, focus)
    for depth in range(max(distances.values(), default=0), 0, -1):
        fewer = replace(focus, depth=depth)
        part = _part(diagram, fewer)
        if not is_too_large(part):
            return part, fewer
    nearest = set(list(distances)[:MOST_ELEMENTS])
    part = _restricted(diagram, nearest)
    return replace(part, arrows=part.arrows[:MOST_ARROWS]), replace(focus, depth=1)


def _told(diagram: Diagram, part: Diagram, focus: Focus) -> str:
    told = f"{len(part.elements)} of {diagram.total} concepts"
    if focus.concepts:
        names = " and ".join(diagram.by_iri[iri].name for iri in focus.concepts[:2])
        steps = {None: "", 1: " within 1 step"}.get(focus.depth, f" within {focus.depth} steps")
        told += f": {_WORDS[focus.way]} {names}{steps}"
    if focus.minimum:
        studies = "study" if focus.minimum == 1 else "studies"
        told += f"; arrows with at least {focus.minimum} supporting {studies}"
    if focus.contested:
        told += "; arrows with studies on both sides"
    return f"{told}."
