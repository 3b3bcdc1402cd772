"""A drawing as SVG: this module writes it for pages, files, printers and notebooks.

Colours stand in attributes, in light, so that viewers without style sheets, printers and office
suites show them; the style sheet turns them for the dark. Heads are paths, and each line of text is
an element of its own, because some readers of SVG know nothing else. All that can be opened is a
link with its words, in the order of lanes. `data-concept` and `data-lane` of an element, and
`data-from` and `data-to` of an arrow, are for scripts that lead a keyboard along them.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from cmo_graph.drawing.codes import Head, Kind, Look
from cmo_graph.drawing.colours import BAR_OF, LIGHT, arrow_colour
from cmo_graph.drawing.composing import WIDTHS
from cmo_graph.drawing.diagram import Arrow, Element
from cmo_graph.drawing.geometry import (
    Area,
    ArrowMark,
    Band,
    Drawing,
    DrawnArrow,
    DrawnElement,
    ElementMark,
    Key,
    Text,
)
from cmo_graph.drawing.legend import SAMPLE_WIDTH
from cmo_graph.drawing.lettering import legible
from cmo_graph.drawing.shapes import outline
from cmo_graph.drawing.signs import (
    FAINT,
    HOLLOW,
    OUTLINES,
    band_of_effect,
    cross,
    element_mark,
    look_key,
)
from cmo_graph.drawing.style import style_sheet
from cmo_graph.drawing.tips import tip_of
from cmo_graph.drawing.writing import number as _n
from cmo_graph.drawing.writing import rectangle as _rectangle
from cmo_graph.drawing.writing import texts as _texts
from cmo_graph.iri import IRI

FONTS = "Noto Sans, Segoe UI, Liberation Sans, Arial, sans-serif"
#: The pattern of an arrow without a supporting study; nothing else is dotted.
_DOTS = "0.1 4.6"
#: How wide what a pointer must hit is, in pixels (WCAG 2.2, 2.5.8, has room beside it).
_REACH = 14
_WORDS = re.compile(r"<(title|desc)\b[^>]*>[^<]*</\1>")
#: Wider than this, a page may show a diagram smaller than it is.
_WIDE = 1200


@dataclass(frozen=True, slots=True)
class Links:
    """Where elements and arrows lead."""

    element: Callable[[Element], str]
    arrow: Callable[[Arrow], str]
    #: Where they open, as HTML has it: "_blank" inside a frame; "" in the place of the diagram.
    target: str = ""
    #: What opening an element does, where that is not to show it; added to what it tells.
    purpose: Callable[[Element], str] = lambda _: ""


def to_things() -> Links:
    """Return links to the things themselves: an arrow leads to the first claim that says it."""
    return Links(lambda element: str(element.iri), lambda arrow: str(arrow.claims[0]))


def to_svg(
    drawing: Drawing,
    *,
    links: Links | None = None,
    is_file: bool = True,
    prefix: str = "diagram",
    current: IRI | None = None,
    with_words: bool = True,
) -> str:
    """Return a drawing as SVG; the same drawing gives the same text.

    Args:
        drawing: What `compose` returned.
        links: Where its parts lead; without them, nothing is a link.
        is_file: Whether it stands by itself, and so carries its style sheet.
        prefix: What its ids begin with, where several stand on one page.
        current: IRI of the arrow, or element, that the page around it tells of.
        with_words: Whether what is seen is told in words, too; paper has no use for them.
    """
    lines = _written(drawing, links, is_file=is_file, prefix=prefix, current=current)
    told = "\n".join(lines)
    return told if with_words else _WORDS.sub("", told)


def _written(
    drawing: Drawing, links: Links | None, *, is_file: bool, prefix: str, current: IRI | None
) -> Iterator[str]:
    width, height = _n(drawing.width), _n(drawing.height)
    wide = " d-wide" if drawing.width > _WIDE else ""
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="cmo-diagram{wide}" width="{width}"'
        f' height="{height}" viewBox="0 0 {width} {height}" role="group" lang="en"'
        f' aria-labelledby="{prefix}-title" aria-describedby="{prefix}-desc"'
        f' font-family="{FONTS}">'
    )
    yield f'<title id="{prefix}-title">{_words(drawing.diagram.title)}</title>'
    yield f'<desc id="{prefix}-desc">{_description(drawing)}</desc>'
    if is_file:
        yield f"<style>{style_sheet()}</style>"
    yield f'<rect class="d-paper" width="{width}" height="{height}" fill="{LIGHT.paper}"/>'
    yield from _texts(*drawing.title, *drawing.notes)
    for band in drawing.bands:
        yield from _band(band)
    yield from _bands_of_effect(drawing)
    arrows = _by_start(drawing)
    marks = drawing.marks.elements if drawing.marks else {}
    for element in drawing.elements:
        yield from _element(element, marks.get(element.element.iri), links, current)
        for arrow in arrows.get(element.element.iri, ()):
            yield from _arrow(arrow, drawing, links, current)
    for arrow in drawing.arrows:
        yield from _badge(arrow)
    for key in drawing.legend:
        yield from _key(key)
    if drawing.marks:
        yield from _texts(*drawing.marks.words)
    yield "</svg>"


def _description(drawing: Drawing) -> str:
    diagram = drawing.diagram
    *lanes, last = (lane.value for lane in diagram.lanes)
    told = (
        f"{len(diagram.elements)} of {diagram.total} concepts in lanes, from left to right"
        f" {', '.join(lanes)} and {last}, joined by {len(diagram.arrows)} arrows. An arrow's width"
        " tells how many independent studies support it; a dotted one has none."
    )
    follows = drawing.marks.told if drawing.marks else ""
    return _words(f"{told} {diagram.narrowed} {follows}")


def _by_start(drawing: Drawing) -> dict[IRI, list[DrawnArrow]]:
    found: dict[IRI, list[DrawnArrow]] = {}
    for arrow in drawing.arrows:
        found.setdefault(arrow.arrow.start, []).append(arrow)
    return found


def _band(band: Band) -> Iterator[str]:
    name = band.lane.value
    yield (
        f'<rect class="l-{name}" {_rectangle(band.area)} rx="6" fill="{LIGHT.lanes[band.lane]}"/>'
    )
    bar = Area(band.area.x, band.area.y, band.area.width, 4)
    colour = LIGHT.kinds[BAR_OF[band.lane]][1]
    yield f'<rect class="b-{name}" {_rectangle(bar)} fill="{colour}"/>'
    yield from _texts(band.heading)


def _element(
    drawn: DrawnElement, mark: ElementMark | None, links: Links | None, current: IRI | None
) -> Iterator[str]:
    element = drawn.element
    kind, area = element.kind, drawn.area
    look = mark.look if mark else None
    fill, stroke = LIGHT.kinds[kind]
    href = links.element(element) if links else None
    classes = f"d-element k-{kind.value}{f' s-{look.value}' if look else ''}"
    about = f'data-concept="{_words(element.key)}" data-lane="{element.lane.value}"'
    told = f"{element.told}. {mark.told}" if mark else element.told
    told += links.purpose(element) if links else ""
    yield _opened(href, classes, told, about, links, is_current=element.iri == current)
    data = outline(kind, x=area.x, y=area.y, width=area.width, height=area.height)
    fill = LIGHT.paper if look in HOLLOW else fill
    yield f'<path class="d-shape" d="{data}" fill="{fill}" stroke="{stroke}"{OUTLINES[look]}/>'
    if element.is_intended:
        inner = outline(kind, x=area.x, y=area.y, width=area.width, height=area.height, shrunk=3.2)
        yield f'<path class="d-shape" d="{inner}" fill="none" stroke="{stroke}"/>'
    yield from _texts(*drawn.lines)
    yield (
        f'<rect class="d-tag" {_rectangle(drawn.tag)} rx="3" fill="{LIGHT.paper}"'
        f' stroke="{stroke}"/>'
    )
    yield from _texts(drawn.letters)
    if mark:
        yield from element_mark(mark)
    yield _closed(href)


def _opened(
    href: str | None,
    classes: str,
    told: str,
    about: str,
    links: Links | None,
    *,
    is_current: bool,
) -> str:
    words = _words(told)
    title = f"<title>{words}</title>"
    if href is None or links is None:
        return f'<g class="{classes}" {about}>{title}'
    target = f' target="{escape(links.target)}" rel="noopener"' if links.target else ""
    current = ' aria-current="true"' if is_current else ""
    return (
        f'<a class="{classes}" {about} href="{escape(href)}"{target}'
        f' aria-label="{words}"{current}>{title}'
    )


def _closed(href: str | None) -> str:
    return "</g>" if href is None else "</a>"


def _arrow(
    drawn: DrawnArrow, drawing: Drawing, links: Links | None, current: IRI | None
) -> Iterator[str]:
    arrow = drawn.arrow
    href = links.arrow(arrow) if links else None
    mark = drawing.marks.arrows.get(arrow.iri) if drawing.marks else None
    told = drawing.diagram.tell(arrow) + (f". {mark.told}" if mark else "")
    classes = f"d-arrow h-{arrow.head.value}"
    start, end = (drawing.diagram.by_iri[iri].key for iri in (arrow.start, arrow.end))
    about = f'data-from="{_words(start)}" data-to="{_words(end)}"'
    yield _opened(href, classes, told, about, links, is_current=arrow.iri == current)
    data = path_of(drawn)
    yield (
        f'<path class="d-reach" d="{data}" fill="none" stroke="none" stroke-width="{_REACH}"'
        ' pointer-events="stroke"/>'
    )
    is_faint = mark is not None and mark.look is not Look.HOLDS
    if is_faint:
        yield FAINT
    yield from _line(data, arrow.head, width=drawn.width, is_dotted=drawn.is_dotted)
    yield _tip(arrow.head, drawn.points[-1], drawn.towards, drawn.width)
    if is_faint:
        yield "</g>"
    if mark and mark.cross:
        yield cross(mark.cross)
    yield _closed(href)


def _bands_of_effect(drawing: Drawing) -> Iterator[str]:
    """Yield what lies under arrows that take effect, beneath all else."""
    marks: Mapping[IRI, ArrowMark] = drawing.marks.arrows if drawing.marks else {}
    for drawn in drawing.arrows:
        mark = marks.get(drawn.arrow.iri)
        if mark and mark.look is Look.HOLDS:
            yield band_of_effect(path_of(drawn), drawn.width)


def path_of(drawn: DrawnArrow) -> str:
    """Return the line of an arrow, without its tip, as the data of an SVG path."""
    *points, (x, y) = drawn.points
    tip = tip_of(drawn.arrow.head, at=(x, y), towards=drawn.towards, width=drawn.width)
    points.append((x - drawn.towards * tip.length, y))
    first, *rest = (f"{_n(one)} {_n(other)}" for one, other in points)
    return f"M{first} C{' '.join(rest)}"


def _line(data: str, head: Head, *, width: float, is_dotted: bool) -> Iterator[str]:
    dots = f' stroke-dasharray="{_DOTS}" stroke-linecap="round"' if is_dotted else ""
    drawn = width + 0.6 if is_dotted else width
    yield (
        f'<path class="d-line" d="{data}" fill="none" stroke="{arrow_colour(head, LIGHT)}"'
        f' stroke-width="{_n(drawn)}"{dots}/>'
    )


def _tip(head: Head, at: tuple[float, float], towards: int, width: float) -> str:
    tip = tip_of(head, at=at, towards=towards, width=width)
    colour = arrow_colour(head, LIGHT)
    if tip.is_hollow:
        return (
            f'<path class="d-tip d-hollow" d="{tip.path}" fill="{LIGHT.paper}"'
            f' stroke="{colour}" stroke-width="1.6"/>'
        )
    return f'<path class="d-tip" d="{tip.path}" fill="{colour}"/>'


def _badge(drawn: DrawnArrow) -> Iterator[str]:
    if drawn.badge is None or drawn.badge_text is None:
        return
    yield (
        f'<g pointer-events="none" aria-hidden="true"><rect class="d-badge"'
        f' {_rectangle(drawn.badge)} rx="8.5" fill="{LIGHT.paper}" stroke="{LIGHT.quiet}"/>'
    )
    yield from _texts(drawn.badge_text)
    yield "</g>"


def _key(key: Key) -> Iterator[str]:
    sort, name = key.sample
    x, y = key.area.x, key.area.y + key.area.height / 2
    if sort == "kind":
        kind = Kind(name)
        fill, stroke = LIGHT.kinds[kind]
        data = outline(kind, x=x, y=y - 9, width=SAMPLE_WIDTH - 2, height=18)
        shape = f'<path class="d-shape" d="{data}" fill="{fill}" stroke="{stroke}"/>'
        yield f'<g class="k-{name}">{shape}</g>'
    elif sort == "look":
        yield from look_key(Look(name), key.area)
    elif sort == "fires":
        yield from _way_key(Look(name), x, y)
    elif sort == "badge":
        badge = Area(x, y - 8.5, SAMPLE_WIDTH, 17)
        yield (
            f'<rect class="d-badge" {_rectangle(badge)} rx="8.5" fill="{LIGHT.paper}"'
            f' stroke="{LIGHT.quiet}"/>'
        )
        middle = Text(text=name, x=badge.middle[0], y=y + 3.6, width=26, size=9.5)
        yield from _texts(middle)
    else:
        head = Head(name) if sort == "head" else Head.INCREASES
        width = WIDTHS[int(name)] if sort == "line" else 1.6
        end = x + SAMPLE_WIDTH - 2
        tip = tip_of(head, at=(end, y), towards=1, width=width)
        data = f"M{_n(x)} {_n(y)} L{_n(end - tip.length)} {_n(y)}"
        yield f'<g class="h-{head.value}">'
        yield from _line(data, head, width=width, is_dotted=sort == "line" and name == "0")
        yield _tip(head, (end, y), 1, width)
        yield "</g>"
    yield from _texts(key.text)


def _way_key(look: Look, x: float, y: float) -> Iterator[str]:
    end = x + SAMPLE_WIDTH - 2
    tip = tip_of(Head.INCREASES, at=(end, y), towards=1, width=1.6)
    data = f"M{_n(x)} {_n(y)} L{_n(end - tip.length)} {_n(y)}"
    if look is Look.HOLDS:
        yield band_of_effect(data, 1.6)
    yield f'<g class="h-{Head.INCREASES.value}">'
    yield "<g>" if look is Look.HOLDS else FAINT
    yield from _line(data, Head.INCREASES, width=1.6, is_dotted=False)
    yield _tip(Head.INCREASES, (end, y), 1, 1.6)
    yield "</g></g>"
    if look is Look.FAILS:
        yield cross((x + SAMPLE_WIDTH / 2 - 4, y))


def _words(text: str) -> str:
    """Return a text for a title or a label, in which nothing acts."""
    return escape(legible(text))
