"""What stands at the tip of an arrow: this module draws it as a path, which every viewer knows."""

from dataclasses import dataclass

from cmo_graph.drawing.codes import Head
from cmo_graph.drawing.geometry import Point


@dataclass(frozen=True, slots=True)
class Tip:
    """A tip as the data of an SVG path, and how much of the line it takes the place of."""

    path: str
    is_hollow: bool
    length: float


def tip_of(head: Head, *, at: Point, towards: int, width: float) -> Tip:
    """Return the tip of an arrow that arrives at a point.

    Args:
        head: Which tip.
        at: Where it arrives.
        towards: 1 when it arrives from the left, -1 from the right.
        width: Of its line, in pixels.
    """
    x, y = at
    if head is Head.INCREASES:
        length, half = 7 + width, 3.4 + width * 0.75
        back = x - towards * length
        return Tip(
            f"M{_n(x)} {_n(y)} L{_n(back)} {_n(y - half)} L{_n(back)} {_n(y + half)}Z",
            is_hollow=False,
            length=length - 1,
        )
    if head is Head.DECREASES:
        half, near, far = 6.5 + width / 2, x - towards * 1.5, x - towards * 4.5
        return Tip(
            f"M{_n(near)} {_n(y - half)} L{_n(far)} {_n(y - half)}"
            f" L{_n(far)} {_n(y + half)} L{_n(near)} {_n(y + half)}Z",
            is_hollow=False,
            length=3,
        )
    radius = 4 + width / 3
    middle = x - towards * (radius + 1)
    if head is Head.UNCLEAR:
        return Tip(
            f"M{_n(middle - radius)} {_n(y)} L{_n(middle)} {_n(y - radius)}"
            f" L{_n(middle + radius)} {_n(y)} L{_n(middle)} {_n(y + radius)}Z",
            is_hollow=True,
            length=2 * radius + 1,
        )
    r = _n(radius)
    return Tip(
        f"M{_n(middle - radius)} {_n(y)} A{r} {r} 0 1 1 {_n(middle + radius)} {_n(y)}"
        f" A{r} {r} 0 1 1 {_n(middle - radius)} {_n(y)}Z",
        is_hollow=head is Head.NO_EFFECT,
        length=2 * radius + 1,
    )


def _n(value: float) -> str:
    return f"{round(value, 1):g}"
