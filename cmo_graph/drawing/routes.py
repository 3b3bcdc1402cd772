"""How lines leave, pass and reach: this module gives each a port of its own, and its curves.

A line passes columns on the level, where `placing` kept room for it, and bends only in the gaps
between columns, where no box stands. The ports of a side are in the order in which lines come, so
that lines do not cross at a box.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cmo_graph.drawing.placing import Point, Stop

#: Least pixels between lines that leave a side, and between those that arrive with their tips; and
#: what a side keeps free at either end.
LEAVING_GAP, ARRIVING_GAP, PORT_MARGIN = 7.0, 10.0, 10.0
#: Most pixels between ports, where there is room.
WIDEST_GAP = 14.0


@dataclass(frozen=True, slots=True)
class End:
    """Where a line meets a box: the line's number, and whether on the box's right side."""

    line: int
    on_right: bool


def side_height(*, leaving: int, arriving: int) -> float:
    """Return how high a box must be for so many lines to meet one side of it."""
    gap = ARRIVING_GAP if arriving else LEAVING_GAP
    return 2 * PORT_MARGIN + gap * max(0, leaving + arriving - 1)


def ports(
    ends: Mapping[int, Sequence[End]],
    towards: Mapping[End, Sequence[float]],
    *,
    heights: Sequence[float],
) -> dict[End, float]:
    """Return how far from the middle of its box each line meets it, downwards.

    Args:
        ends: By box: the ends of lines there.
        towards: By end: the heights at which its line goes on, the nearest first.
        heights: Of each box.
    """
    found: dict[End, float] = {}
    for box, here in ends.items():
        for on_right in (False, True):
            side = [end for end in here if end.on_right is on_right]
            side.sort(key=lambda end: (*towards[end], end.line))
            room = max(0.0, heights[box] - 2 * PORT_MARGIN)
            gap = min(WIDEST_GAP, room / max(1, len(side) - 1))
            for number, end in enumerate(side):
                found[end] = round((number - (len(side) - 1) / 2) * gap, 2)
    return found


def route(start: Point, stops: Sequence[Stop], end: Point) -> tuple[Point, ...]:
    """Return a line from left to right: one point, and three for each Bézier curve."""
    points = [start]
    for stop in stops:
        x, y = stop.centre
        points += _curve(points[-1], (x - stop.width / 2, y))
        points += _curve((x - stop.width / 2, y), (x + stop.width / 2, y))
    points += _curve(points[-1], end)
    return tuple((round(x, 1), round(y, 1)) for x, y in points)


def _curve(start: Point, end: Point) -> tuple[Point, Point, Point]:
    """Return a curve that leaves and arrives on the level."""
    half = (end[0] - start[0]) / 2
    return (start[0] + half, start[1]), (end[0] - half, end[1]), end
