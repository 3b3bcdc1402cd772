"""Pieces of SVG: this module writes numbers, rectangles and lines of text.

Coordinates have one decimal, which is finer than any printer's eye at this size, and keeps pages
small.
"""

from collections.abc import Iterator
from html import escape

from cmo_graph.drawing.colours import LIGHT
from cmo_graph.drawing.geometry import Area, Text
from cmo_graph.drawing.lettering import Weight


def texts(*texts: Text, on_solid: bool = False, is_faint: bool = False) -> Iterator[str]:
    """Yield lines of text, each fitted to its width.

    Args:
        texts: The lines.
        on_solid: Whether they stand on a ground of the colour of ink.
        is_faint: Whether they are of less weight than their own saying.
    """
    for text in texts:
        colour = LIGHT.quiet if text.is_quiet or is_faint else LIGHT.ink
        name = "d-quiet" if text.is_quiet or is_faint else "d-ink"
        if on_solid:
            colour, name = LIGHT.paper, "d-lit"
        bold = ' font-weight="600"' if text.weight is Weight.SEMIBOLD else ""
        yield (
            f'<text class="{name}" x="{number(text.x)}"'
            f' y="{number(text.y)}" font-size="{number(text.size)}" text-anchor="{text.anchor}"'
            f' textLength="{number(text.width)}" lengthAdjust="spacingAndGlyphs"{bold}'
            f' fill="{colour}">{escape(text.text)}</text>'
        )


def rectangle(area: Area) -> str:
    """Return the attributes of a rectangle."""
    place = f'x="{number(area.x)}" y="{number(area.y)}"'
    return f'{place} width="{number(area.width)}" height="{number(area.height)}"'


def number(value: float) -> str:
    """Return a coordinate."""
    return f"{round(value, 1):g}"
