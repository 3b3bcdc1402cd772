"""A scenario on a drawing: this module marks what holds, what is stopped and what is not known.

Nothing moves: under any scenario each element is where the theory's own drawing has it, so that two
pictures can be held side by side. A mark is never a colour alone. An element that holds is filled
and heavily outlined, one that does not is hollow and dashed, one that is unknown hollow and thin;
each has a sign and a word on its lower edge. An arrow that takes effect lies on a band, one that is
stopped is crossed out, and both that and an unknown one are faint. Dots keep their meaning.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import hypot

from cmo_graph.drawing import legend
from cmo_graph.drawing.codes import Look
from cmo_graph.drawing.geometry import (
    Area,
    ArrowMark,
    Drawing,
    DrawnArrow,
    DrawnElement,
    ElementMark,
    Marks,
    Point,
    Text,
)
from cmo_graph.drawing.lettering import Line, Weight, break_label, legible, measure
from cmo_graph.drawing.shapes import SHAPES
from cmo_graph.iri import IRI

#: Sizes in pixels.
WORD_SIZE, MARK_HEIGHT, SIGN_WIDTH, MARGIN = 9.5, 14.0, 11.0, 16.0
CROSS_RADIUS = 6.0
_TEXT_SIZE, _MOST_LINES = 12.0, 8
#: Where on an arrow a cross may stand, as shares of its length, the best place first.
_PLACES = (0.5, 0.44, 0.56, 0.38, 0.62, 0.3, 0.7, 0.22, 0.78, 0.15, 0.85)
#: Straight pieces by which the length of a curve is measured.
_PIECES = 6

#: What looks are called in the legend: of elements, then of arrows.
ELEMENT_WORDS: Mapping[Look, str] = {
    Look.HOLDS: "holds",
    Look.FAILS: "does not hold",
    Look.UNKNOWN: "not known",
    Look.LOWERED: "pushed down",
    Look.BOTH_WAYS: "pushed both ways",
}
ARROW_WORDS: Mapping[Look, str] = {
    Look.HOLDS: "takes effect",
    Look.FAILS: "stopped",
    Look.UNKNOWN: "not known, or no part of the logic",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementState:
    """How a concept stands under a scenario."""

    look: Look
    #: A few words of ours, such as "set absent".
    word: str
    #: The same in a sentence, with the reason.
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrowState:
    """How a step stands under a scenario."""

    look: Look
    #: In a sentence, with the reason.
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class States:
    """How everything in a diagram stands under a scenario, by IRI."""

    elements: Mapping[IRI, ElementState]
    arrows: Mapping[IRI, ArrowState]
    #: The scenario and what follows from it in words, a paragraph each.
    words: Sequence[str]


def mark(drawing: Drawing, states: States) -> Drawing:
    """Return a drawing with the answer to a scenario laid over it.

    Args:
        drawing: Of the theory by itself.
        states: Of all its elements and arrows.
    """
    elements = {
        one.element.iri: _element_mark(one, states.elements[one.element.iri])
        for one in drawing.elements
    }
    keys = legend.in_rows(
        _entries(drawing, states),
        x=MARGIN,
        y=max((key.area.bottom for key in drawing.legend), default=drawing.height - MARGIN),
        width=drawing.width - 2 * MARGIN,
    )
    bottom = max((key.area.bottom for key in keys), default=drawing.height)
    words = _paragraphs(states.words, top=bottom + 6, width=drawing.width - 2 * MARGIN)
    return replace(
        drawing,
        height=round(max(text.area.bottom for text in words) if words else bottom) + MARGIN,
        legend=(*drawing.legend, *keys),
        marks=Marks(
            elements=elements,
            arrows=_arrow_marks(drawing, states, elements.values()),
            words=words,
            told=" ".join(states.words),
        ),
    )


def _element_mark(drawn: DrawnElement, state: ElementState) -> ElementMark:
    area, right = drawn.area, SHAPES[drawn.element.kind][1]
    width = measure(state.word, size=WORD_SIZE, weight=Weight.SEMIBOLD)
    whole = round(width + SIGN_WIDTH + 10, 1)
    place = Area(
        round(area.right - right.kept_free - 4 - whole, 1),
        round(area.bottom - MARK_HEIGHT / 2 + 1, 1),
        whole,
        MARK_HEIGHT,
    )
    return ElementMark(
        look=state.look,
        area=place,
        sign=(round(place.x + 4 + SIGN_WIDTH / 2, 1), round(place.middle[1], 1)),
        word=Text(
            text=state.word,
            x=round(place.x + 6 + SIGN_WIDTH, 1),
            y=round(place.bottom - 3.6, 1),
            width=round(width, 1),
            size=WORD_SIZE,
            anchor="start",
            weight=Weight.SEMIBOLD,
        ),
        told=state.told,
    )


def _arrow_marks(
    drawing: Drawing, states: States, marks: Iterable[ElementMark]
) -> dict[IRI, ArrowMark]:
    """Return the marks of arrows, with crosses where they hide nothing that can be read."""
    taken = [one.area for one in marks]
    taken += [area for one in drawing.elements for area in (one.area, one.tag)]
    taken += [one.badge for one in drawing.arrows if one.badge is not None]
    found = {}
    for one in drawing.arrows:
        state, cross = states.arrows[one.arrow.iri], None
        if state.look is Look.FAILS:
            cross = _place_for_cross(one, taken)
            taken.append(_round(cross))
        found[one.arrow.iri] = ArrowMark(look=state.look, cross=cross, told=state.told)
    return found


def _place_for_cross(drawn: DrawnArrow, taken: Sequence[Area]) -> Point:
    line = list(_straightened(drawn.points))
    places = [_along(line, share) for share in _PLACES]
    free = (one for one in places if not any(_round(one).overlaps(area) for area in taken))
    return next(free, places[0])


def _round(middle: Point) -> Area:
    x, y = middle
    return Area(x - CROSS_RADIUS, y - CROSS_RADIUS, 2 * CROSS_RADIUS, 2 * CROSS_RADIUS)


def _straightened(points: Sequence[Point]) -> Iterator[Point]:
    """Yield points along a line of Bézier curves, near enough for lengths."""
    yield points[0]
    for first in range(0, len(points) - 1, 3):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = points[first : first + 4]
        for piece in range(1, _PIECES + 1):
            t = piece / _PIECES
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            yield a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy


def _along(line: Sequence[Point], share: float) -> Point:
    """Return the point at a share of a line's length."""
    lengths = [hypot(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(line)]
    left = share * sum(lengths)
    for ((ax, ay), (bx, by)), length in zip(pairwise(line), lengths, strict=True):
        if left <= length:
            t = left / length if length else 0.0
            return round(ax + t * (bx - ax), 1), round(ay + t * (by - ay), 1)
        left -= length
    return line[-1]


def _entries(drawing: Drawing, states: States) -> Iterator[legend.Entry]:
    looks = {states.elements[one.element.iri].look for one in drawing.elements}
    yield from ((("look", one.value), told) for one, told in ELEMENT_WORDS.items() if one in looks)
    ways = {states.arrows[one.arrow.iri].look for one in drawing.arrows}
    if Look.ASIDE in ways:
        ways.add(Look.UNKNOWN)
    yield from ((("fires", one.value), told) for one, told in ARROW_WORDS.items() if one in ways)


def _paragraphs(texts: Iterable[str], *, top: float, width: float) -> tuple[Text, ...]:
    found: list[Text] = []
    for text in texts:
        for line in _lines(text, width):
            top += _TEXT_SIZE * 1.4
            found.append(
                Text(
                    text=line.text,
                    x=MARGIN,
                    y=round(top, 1),
                    width=line.width,
                    size=_TEXT_SIZE,
                    anchor="start",
                )
            )
        top += 4
    return tuple(found)


def _lines(text: str, width: float) -> Sequence[Line]:
    """Return a text in lines that are as full as they can be; labels' lines are made alike."""
    words = [(word, measure(word, size=_TEXT_SIZE)) for word in legible(text).split(" ")]
    space, lines = measure(" ", size=_TEXT_SIZE), [Line(*words[0])]
    for word, wide in words[1:]:
        last = lines[-1]
        if last.width + space + wide <= width:
            lines[-1] = Line(f"{last.text} {word}", last.width + space + wide)
        else:
            lines.append(Line(word, wide))
    if len(lines) > _MOST_LINES or any(line.width > width for line in lines):
        return break_label(text, widest=width, size=_TEXT_SIZE, most_lines=_MOST_LINES)
    return lines
