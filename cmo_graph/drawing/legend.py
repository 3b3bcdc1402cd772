"""What the signs of a diagram mean: this module lays out its legend, which exports carry along."""

from collections.abc import Iterable, Iterator

from cmo_graph.drawing.codes import HEADS, KINDS, Head, Kind
from cmo_graph.drawing.diagram import Diagram
from cmo_graph.drawing.geometry import Area, Key, Text
from cmo_graph.drawing.lettering import measure

#: Sizes in pixels.
TEXT_SIZE, ROW_HEIGHT, SAMPLE_WIDTH, GAP = 11.5, 26.0, 38.0, 22.0
#: How many independent studies each width stands for, by the least of them.
STUDIES = {0: "no supporting study", 1: "1 supporting study", 2: "2 or 3", 4: "4 or more"}


#: A sample, and what it means.
Entry = tuple[tuple[str, str], str]


def keys(diagram: Diagram, *, x: float, y: float, width: float) -> tuple[Key, ...]:
    """Return the entries for what a diagram shows, in rows that are no wider than `width`."""
    return in_rows(_entries(diagram), x=x, y=y, width=width)


def in_rows(entries: Iterable[Entry], *, x: float, y: float, width: float) -> tuple[Key, ...]:
    """Return entries in rows that are no wider than `width`."""
    found: list[Key] = []
    left, top = x, y
    for sample, told in entries:
        needed = SAMPLE_WIDTH + 8 + measure(told, size=TEXT_SIZE)
        if left > x and left + needed > x + width:
            left, top = x, top + ROW_HEIGHT
        found.append(_key(sample, told, Area(left, top, round(needed, 1), ROW_HEIGHT)))
        left = round(left + needed + GAP, 1)
    return tuple(found)


def _entries(diagram: Diagram) -> Iterator[Entry]:
    kinds = {element.kind for element in diagram.elements}
    yield from ((("kind", kind.value), KINDS[kind]) for kind in Kind if kind in kinds)
    if not diagram.arrows:
        return
    heads = {arrow.head for arrow in diagram.arrows}
    yield from ((("head", head.value), HEADS[head]) for head in Head if head in heads)
    yield from ((("line", str(least)), told) for least, told in STUDIES.items())
    if any(arrow.standing.badge for arrow in diagram.arrows):
        yield ("badge", "n for"), "how independent studies stand"


def _key(sample: tuple[str, str], told: str, area: Area) -> Key:
    return Key(
        sample=sample,
        area=area,
        text=Text(
            text=told,
            x=area.x + SAMPLE_WIDTH + 8,
            y=area.y + 17,
            width=measure(told, size=TEXT_SIZE),
            size=TEXT_SIZE,
            anchor="start",
        ),
    )
