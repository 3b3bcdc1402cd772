"""The outlines of elements: this module draws them and says how far their sides stand in.

An outline is a left and a right side, so that a mechanism nobody split can begin as a resource and
end as a response. Lines meet the outline itself, not the rectangle round it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt

from cmo_graph.drawing.codes import Kind

#: From (height of the box, distance from its middle) to how far the side stands in, in pixels.
_Inset = Callable[[float, float], float]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an outline."""

    name: str
    #: How far the side stands in at most, in pixels.
    depth: float
    #: What a label keeps free of, beside its own padding.
    kept_free: float


FLAT = Side("flat", 0.0, 6.0)
POINTED = Side("pointed", 14.0, 14.0)
CUT = Side("cut", 12.0, 10.0)
ROUND = Side("round", 26.0, 10.0)
SOFT = Side("round", 10.0, 7.0)

#: Left and right side of each kind.
SHAPES: Mapping[Kind, tuple[Side, Side]] = {
    Kind.CONTEXT: (FLAT, FLAT),
    Kind.INTERVENTION: (FLAT, POINTED),
    Kind.RESOURCE: (POINTED, POINTED),
    Kind.RESPONSE: (ROUND, ROUND),
    Kind.MECHANISM: (POINTED, ROUND),
    Kind.OUTCOME: (SOFT, SOFT),
    Kind.MODERATOR: (CUT, CUT),
}


def inset(side: Side, *, height: float, distance: float) -> float:
    """Return how far a side stands in at a distance above or below the middle of its box."""
    away = abs(distance)
    if side.name == "pointed":
        return side.depth * away / (height / 2)
    depth = min(side.depth, height / 2)
    corner = max(0.0, away - (height / 2 - depth))
    if side.name == "cut":
        return corner
    return depth - sqrt(max(0.0, depth**2 - corner**2))


def outline(
    kind: Kind, *, x: float, y: float, width: float, height: float, shrunk: float = 0.0
) -> str:
    """Return the outline of a kind in a rectangle as the data of an SVG path.

    Args:
        kind: What is drawn.
        x: Left, `y` top, of the rectangle with `width` and `height`, all in pixels.
        y: See `x`.
        width: See `x`.
        height: See `x`.
        shrunk: How far inside the outline is drawn, for a second stroke.
    """
    x, y, width, height = x + shrunk, y + shrunk, width - 2 * shrunk, height - 2 * shrunk
    left, right = SHAPES[kind]
    down = _down(right, x + width, y, height, towards=-1, shrunk=shrunk)
    up = _down(left, x, y + height, -height, towards=1, shrunk=shrunk)
    return f"M{down[1:]} {up}Z"


def _down(side: Side, x: float, y: float, height: float, *, towards: int, shrunk: float) -> str:
    """Return one side, from its one end to the other; a negative height leads upwards."""
    sign = 1 if height > 0 else -1
    depth = max(0.0, min(side.depth - shrunk / 2, abs(height) / 2))
    near, end = x + towards * depth, y + height
    if side.name == "flat":
        return f"L{_n(x)} {_n(y)} L{_n(x)} {_n(end)}"
    if side.name == "pointed":
        return f"L{_n(near)} {_n(y)} L{_n(x)} {_n(y + height / 2)} L{_n(near)} {_n(end)}"
    first, second = y + sign * depth, end - sign * depth
    joins = "L" if side.name == "cut" else f"A{_n(depth)} {_n(depth)} 0 0 1 "
    return (
        f"L{_n(near)} {_n(y)} {joins}{_n(x)} {_n(first)}"
        f" L{_n(x)} {_n(second)} {joins}{_n(near)} {_n(end)}"
    )


def _n(value: float) -> str:
    return f"{round(value, 1):g}"
