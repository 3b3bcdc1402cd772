"""Marks of a scenario as SVG: this module writes signs, words, outlines and bands.

`states` says what they mean. Signs are paths, because few fonts have such letters.
"""

from collections.abc import Iterator, Mapping

from cmo_graph.drawing.codes import Kind, Look
from cmo_graph.drawing.colours import LIGHT
from cmo_graph.drawing.geometry import Area, ElementMark, Point, Text
from cmo_graph.drawing.legend import SAMPLE_WIDTH
from cmo_graph.drawing.lettering import Weight
from cmo_graph.drawing.shapes import outline
from cmo_graph.drawing.states import CROSS_RADIUS
from cmo_graph.drawing.writing import number as _n
from cmo_graph.drawing.writing import rectangle, texts

#: What is hollow; whose sign stands on a solid ground; and the outline of each.
HOLLOW = frozenset({Look.FAILS, Look.UNKNOWN})
_SOLID = frozenset({Look.HOLDS})
OUTLINES: Mapping[Look | None, str] = {
    None: ' stroke-width="1.6"',
    Look.HOLDS: ' stroke-width="2.6"',
    Look.FAILS: ' stroke-width="1.6" stroke-dasharray="6 4"',
    Look.UNKNOWN: ' stroke-width=".9"',
    Look.LOWERED: ' stroke-width="2.6"',
    Look.BOTH_WAYS: ' stroke-width="2.6"',
}
#: What opens a group of an arrow that does not take effect.
FAINT = '<g opacity=".5">'


def element_mark(mark: ElementMark) -> Iterator[str]:
    """Yield the sign and the word of an element."""
    yield _plate(mark.area, mark.look)
    yield _sign(mark.look, mark.sign)
    yield from texts(mark.word, on_solid=mark.look in _SOLID, is_faint=mark.look is Look.UNKNOWN)


def _plate(area: Area, look: Look) -> str:
    """Return what a sign stands on: solid for what holds, open for what does not, else faint."""
    if look in _SOLID:
        paint = f'class="d-solid" fill="{LIGHT.ink}" stroke="{LIGHT.ink}"'
    elif look is Look.UNKNOWN:
        paint = f'class="d-faint" fill="{LIGHT.paper}" stroke="{LIGHT.quiet}" stroke-width=".6"'
    else:
        paint = f'class="d-open" fill="{LIGHT.paper}" stroke="{LIGHT.ink}" stroke-width="1.2"'
    return f'<rect {paint} {rectangle(area)} rx="{_n(area.height / 2)}"/>'


def _sign(look: Look, at: Point) -> str:
    """Return the sign of a look as a path, because few fonts have such letters."""
    x, y = at
    if look is Look.HOLDS:
        check = f"M{_n(x - 3.6)} {_n(y)} L{_n(x - 1)} {_n(y + 2.8)} L{_n(x + 3.8)} {_n(y - 3.2)}"
        return (
            f'<path class="d-lit-line" d="{check}" fill="none" stroke="{LIGHT.paper}"'
            ' stroke-width="1.8"/>'
        )
    if look is Look.UNKNOWN:
        text = Text(text="?", x=x, y=y + 3.4, width=4.6, size=10, weight=Weight.SEMIBOLD)
        return "".join(texts(text, is_faint=True))
    line = {
        Look.FAILS: (
            f"M{_n(x - 3)} {_n(y - 3)} L{_n(x + 3)} {_n(y + 3)}"
            f" M{_n(x - 3)} {_n(y + 3)} L{_n(x + 3)} {_n(y - 3)}"
        ),
        Look.LOWERED: (
            f"M{_n(x)} {_n(y - 4)} L{_n(x)} {_n(y + 3.6)}"
            f" M{_n(x - 3)} {_n(y + 0.8)} L{_n(x)} {_n(y + 3.8)} L{_n(x + 3)} {_n(y + 0.8)}"
        ),
        Look.BOTH_WAYS: (
            f"M{_n(x)} {_n(y - 4)} L{_n(x)} {_n(y + 4)}"
            f" M{_n(x - 3)} {_n(y + 1.4)} L{_n(x)} {_n(y + 4.2)} L{_n(x + 3)} {_n(y + 1.4)}"
            f" M{_n(x - 3)} {_n(y - 1.4)} L{_n(x)} {_n(y - 4.2)} L{_n(x + 3)} {_n(y - 1.4)}"
        ),
    }[look]
    return f'<path class="d-sign" d="{line}" fill="none" stroke="{LIGHT.ink}" stroke-width="1.8"/>'


def cross(at: Point) -> str:
    """Return the sign of an arrow that is stopped."""
    ring = (
        f'<circle class="d-open" cx="{_n(at[0])}" cy="{_n(at[1])}" r="{_n(CROSS_RADIUS)}"'
        f' fill="{LIGHT.paper}" stroke="{LIGHT.ink}" stroke-width="1.2"/>'
    )
    return ring + _sign(Look.FAILS, at)


def band_of_effect(data: str, width: float) -> str:
    """Return what lies under an arrow that takes effect, from the data of its path."""
    return (
        f'<path class="d-effect" d="{data}" fill="none" stroke="{LIGHT.effect}"'
        f' stroke-width="{_n(width + 6)}" stroke-linecap="round"/>'
    )


def look_key(look: Look, area: Area) -> Iterator[str]:
    """Yield the sample of an element for the legend."""
    x, y = area.x, area.middle[1]
    data = outline(Kind.OUTCOME, x=x, y=y - 10, width=SAMPLE_WIDTH - 2, height=20)
    fill, stroke = LIGHT.kinds[Kind.INTERVENTION]
    fill = LIGHT.paper if look in HOLLOW else fill
    yield f'<g class="k-intervention s-{look.value}">'
    yield f'<path class="d-shape" d="{data}" fill="{fill}" stroke="{stroke}"{OUTLINES[look]}/>'
    yield "</g>"
    middle = (x + SAMPLE_WIDTH / 2 - 1, y)
    yield _plate(Area(middle[0] - 7, y - 7, 14, 14), look)
    yield _sign(look, middle)
