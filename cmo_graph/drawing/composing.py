"""From a diagram to a drawing: this module gives everything its place.

The same diagram gives the same drawing. Boxes, badges and labels do not overlap, no element leaves
its lane, and no label is wider or higher than what it stands in; tests read that from the result.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cmo_graph.drawing import legend
from cmo_graph.drawing.codes import HEADINGS, LETTERS, Lane
from cmo_graph.drawing.columns import columns_of
from cmo_graph.drawing.diagram import Arrow, Diagram, Element, Standing
from cmo_graph.drawing.geometry import Area, Band, Drawing, DrawnArrow, DrawnElement, Point, Text
from cmo_graph.drawing.lettering import Weight, break_label, measure
from cmo_graph.drawing.placing import Box, Placed, Stop, Wire, place
from cmo_graph.drawing.routes import End, ports, route, side_height
from cmo_graph.drawing.shapes import SHAPES, inset
from cmo_graph.iri import IRI

#: Sizes in pixels: boxes, their labels, what stands round them.
BOX_WIDTH, LEAST_HEIGHT = 176.0, 36.0
LABEL_SIZE, LINE_HEIGHT, PADDING = 12.0, 16.0, 10.0
TAG_SIZE, TAG_HEIGHT = 9.5, 14.0
BADGE_SIZE, BADGE_HEIGHT = 10.5, 17.0
MARGIN, BAND_PADDING, HEADING_HEIGHT = 16.0, 14.0, 40.0
TITLE_SIZE, NOTE_SIZE = 17.0, 12.0
#: Least width of a drawing, so that its title and legend have room.
LEAST_WIDTH = 640.0

#: Width of an arrow by its number of independent supporting studies: none, 1, 2 or 3, more.
WIDTHS: Mapping[int, float] = {0: 1.4, 1: 1.6, 2: 2.8, 4: 4.2}


def line_width(standing: Standing) -> float:
    """Return how wide an arrow is, in pixels."""
    return max(width for least, width in WIDTHS.items() if standing.supporting >= least)


@dataclass(frozen=True, slots=True)
class _Lettered:
    """An element with its label in lines, and the size of its box."""

    element: Element
    lines: tuple[tuple[str, float], ...]
    column: int
    height: float


def compose(diagram: Diagram) -> Drawing:
    """Return the drawing of a diagram.

    Cost: that of `place`, and a few milliseconds.
    """
    lettered = _lettered(diagram)
    wires = _wires(diagram)
    placed = place([Box(one.column, BOX_WIDTH, one.height) for one in lettered], wires)
    width = max(LEAST_WIDTH, placed.width + 2 * (MARGIN + BAND_PADDING))
    title = _texts(diagram.title, x=MARGIN, y=MARGIN, width=width - 2 * MARGIN, size=TITLE_SIZE)
    top = title[-1].y + 10
    notes = _notes(diagram, width=width, top=top)
    top = notes[-1].y + 12 if notes else top
    corner = ((width - placed.width) / 2, top + HEADING_HEIGHT)
    elements = [_drawn(one, placed.boxes[n], corner) for n, one in enumerate(lettered)]
    bands = _bands(elements, diagram.lanes, top=top, height=placed.height)
    arrows = _arrows(diagram, wires, placed, elements, corner)
    bottom = top + HEADING_HEIGHT + placed.height + BAND_PADDING + 14
    keys = legend.keys(diagram, x=MARGIN, y=bottom, width=width - 2 * MARGIN)
    height = max((key.area.bottom for key in keys), default=bottom) + MARGIN
    order = _reading_order(elements)
    return Drawing(
        diagram=diagram,
        width=round(width),
        height=round(height),
        title=title,
        notes=notes,
        bands=bands,
        elements=tuple(elements[n] for n in order),
        arrows=_ordered(arrows, [elements[n].element.iri for n in order]),
        legend=keys,
    )


def _lettered(diagram: Diagram) -> list[_Lettered]:
    columns = columns_of(diagram)
    least = _least_heights(diagram, columns)
    return [_letter(one, columns[one.iri], least[one.iri]) for one in diagram.elements]


def _least_heights(diagram: Diagram, columns: Mapping[IRI, int]) -> Mapping[IRI, float]:
    """Return how high each element must be for the lines that meet it."""
    leaving: Counter[tuple[IRI, bool]] = Counter()
    arriving: Counter[tuple[IRI, bool]] = Counter()
    for arrow in diagram.arrows:
        forward = columns[arrow.start] < columns[arrow.end]
        leaving[arrow.start, forward] += 1
        arriving[arrow.end, not forward] += 1
    found = {element.iri: LEAST_HEIGHT for element in diagram.elements}
    for side in {*leaving, *arriving}:
        needed = side_height(leaving=leaving[side], arriving=arriving[side])
        found[side[0]] = max(found[side[0]], needed)
    return found


def _letter(element: Element, column: int, least: float) -> _Lettered:
    left, right = SHAPES[element.kind]
    widest = BOX_WIDTH - left.kept_free - right.kept_free - PADDING
    lines = break_label(element.label, widest=widest, size=LABEL_SIZE)
    height = max(least, len(lines) * LINE_HEIGHT + 2 * PADDING)
    return _Lettered(element, tuple((one.text, one.width) for one in lines), column, height)


def _wires(diagram: Diagram) -> list[Wire]:
    positions = {element.iri: n for n, element in enumerate(diagram.elements)}
    return [
        Wire(positions[one.start], positions[one.end], _badge_size(one.standing.badge))
        for one in diagram.arrows
    ]


def _badge_size(text: str) -> Point | None:
    if not text:
        return None
    return measure(text, size=BADGE_SIZE, weight=Weight.SEMIBOLD) + 12, BADGE_HEIGHT


def _texts(
    text: str, *, x: float, y: float, width: float, size: float, is_quiet: bool = False
) -> tuple[Text, ...]:
    """Return a text in lines, below `y`."""
    weight = Weight.REGULAR if is_quiet else Weight.SEMIBOLD
    return tuple(
        Text(
            text=line.text,
            x=x,
            y=round(y + size * (1 + 1.35 * number), 1),
            width=line.width,
            size=size,
            anchor="start",
            weight=weight,
            is_quiet=is_quiet,
        )
        for number, line in enumerate(break_label(text, widest=width, size=size, weight=weight))
    )


def _notes(diagram: Diagram, *, width: float, top: float) -> tuple[Text, ...]:
    said = [diagram.narrowed] if diagram.narrowed else []
    if any(arrow.is_implied for arrow in diagram.arrows):
        said.append(
            "An arrow inside a configuration shows the studies on that whole configuration."
        )
    if not diagram.elements:
        said.append("This theory has no claim that could be drawn.")
    return (
        _texts(
            " ".join(said), x=MARGIN, y=top, width=width - 2 * MARGIN, size=NOTE_SIZE, is_quiet=True
        )
        if said
        else ()
    )


def _drawn(one: _Lettered, centre: Point, corner: Point) -> DrawnElement:
    x, y = centre[0] + corner[0], centre[1] + corner[1]
    area = Area(round(x - BOX_WIDTH / 2, 1), round(y - one.height / 2, 1), BOX_WIDTH, one.height)
    letters = "·".join(LETTERS[kind] for kind in one.element.kinds)
    left, right = SHAPES[one.element.kind]
    first = y - len(one.lines) * LINE_HEIGHT / 2 + 0.76 * LINE_HEIGHT
    middle = x + (left.kept_free - right.kept_free) / 2
    tag = _tag(letters, area, left.kept_free)
    return DrawnElement(
        element=one.element,
        area=area,
        lines=tuple(
            Text(
                text=text,
                x=round(middle, 1),
                y=round(first + number * LINE_HEIGHT, 1),
                width=width,
                size=LABEL_SIZE,
            )
            for number, (text, width) in enumerate(one.lines)
        ),
        tag=tag,
        letters=Text(
            text=letters,
            x=round(tag.middle[0], 1),
            y=round(tag.bottom - 3.6, 1),
            width=tag.width - 8,
            size=TAG_SIZE,
            weight=Weight.SEMIBOLD,
        ),
    )


def _tag(letters: str, area: Area, kept_free: float) -> Area:
    width = measure(letters, size=TAG_SIZE, weight=Weight.SEMIBOLD) + 8
    return Area(area.x + kept_free + 4, area.y - TAG_HEIGHT / 2 - 1, round(width, 1), TAG_HEIGHT)


def _bands(
    elements: Sequence[DrawnElement], lanes: Sequence[Lane], *, top: float, height: float
) -> tuple[Band, ...]:
    return tuple(
        _band(lane, [one.area for one in elements if one.element.lane is lane], top, height)
        for lane in lanes
        if any(one.element.lane is lane for one in elements)
    )


def _band(lane: Lane, inside: Sequence[Area], top: float, height: float) -> Band:
    left = min(area.x for area in inside) - BAND_PADDING
    right = max(area.right for area in inside) + BAND_PADDING
    area = Area(left, top, round(right - left, 1), HEADING_HEIGHT + height + BAND_PADDING)
    heading = HEADINGS[lane]
    return Band(
        lane=lane,
        area=area,
        heading=Text(
            text=heading,
            x=round(area.middle[0], 1),
            y=top + 22,
            width=measure(heading, size=13, weight=Weight.SEMIBOLD),
            size=13,
            weight=Weight.SEMIBOLD,
        ),
    )


def _arrows(
    diagram: Diagram,
    wires: Sequence[Wire],
    placed: Placed,
    elements: Sequence[DrawnElement],
    corner: Point,
) -> list[DrawnArrow]:
    stops = [tuple(_moved(stop, corner) for stop in line) for line in placed.wires]
    forward = [elements[wire.start].area.x < elements[wire.end].area.x for wire in wires]
    pairs = [
        (wire.start, wire.end) if ahead else (wire.end, wire.start)
        for wire, ahead in zip(wires, forward, strict=True)
    ]
    offsets = _offsets(pairs, stops, elements)
    drawn = []
    for line, (left, right) in enumerate(pairs):
        points = route(
            _port(elements[left], offsets[End(line, on_right=True)], on_right=True),
            stops[line],
            _port(elements[right], offsets[End(line, on_right=False)], on_right=False),
        )
        badge = next((stop for stop in stops[line] if stop.is_badge), None)
        drawn.append(
            _arrow(
                diagram.arrows[line],
                points if forward[line] else points[::-1],
                ahead=forward[line],
                badge=None if badge is None else _badge_area(badge),
            )
        )
    return drawn


def _moved(stop: Stop, corner: Point) -> Stop:
    return replace(stop, centre=(stop.centre[0] + corner[0], stop.centre[1] + corner[1]))


def _offsets(
    pairs: Sequence[tuple[int, int]],
    stops: Sequence[Sequence[Stop]],
    elements: Sequence[DrawnElement],
) -> Mapping[End, float]:
    """Return where lines meet their boxes; `pairs` has the left and the right box of each."""
    ends: dict[int, list[End]] = defaultdict(list)
    towards: dict[End, Sequence[float]] = {}
    for line, (left, right) in enumerate(pairs):
        leaves, arrives = End(line, on_right=True), End(line, on_right=False)
        ends[left].append(leaves)
        ends[right].append(arrives)
        passed = [stop.centre[1] for stop in stops[line]]
        towards[leaves] = [*passed, elements[right].area.middle[1]]
        towards[arrives] = [*passed[::-1], elements[left].area.middle[1]]
    return ports(ends, towards, heights=[one.area.height for one in elements])


def _port(one: DrawnElement, offset: float, *, on_right: bool) -> Point:
    side = SHAPES[one.element.kind][on_right]
    stands_in = inset(side, height=one.area.height, distance=offset)
    x = one.area.right - stands_in if on_right else one.area.x + stands_in
    return x, one.area.middle[1] + offset


def _badge_area(stop: Stop) -> Area:
    (x, y), width = stop.centre, round(stop.width, 1)
    return Area(round(x - width / 2, 1), round(y - BADGE_HEIGHT / 2, 1), width, BADGE_HEIGHT)


def _arrow(arrow: Arrow, points: Sequence[Point], *, ahead: bool, badge: Area | None) -> DrawnArrow:
    text = arrow.standing.badge
    return DrawnArrow(
        arrow=arrow,
        points=tuple(points),
        towards=1 if ahead else -1,
        width=line_width(arrow.standing),
        is_dotted=not arrow.standing.supporting,
        badge=badge,
        badge_text=None
        if badge is None
        else Text(
            text=text,
            x=round(badge.middle[0], 1),
            y=round(badge.bottom - 4.8, 1),
            width=badge.width - 12,
            size=BADGE_SIZE,
            weight=Weight.SEMIBOLD,
        ),
    )


def _reading_order(elements: Sequence[DrawnElement]) -> list[int]:
    return sorted(
        range(len(elements)),
        key=lambda n: (elements[n].area.x, elements[n].area.y, elements[n].element.iri),
    )


def _ordered(arrows: Sequence[DrawnArrow], elements: Sequence[IRI]) -> tuple[DrawnArrow, ...]:
    place_of = {iri: place for place, iri in enumerate(elements)}
    return tuple(
        sorted(
            arrows,
            key=lambda one: (place_of[one.arrow.start], one.points[0][1], one.arrow.iri),
        )
    )
