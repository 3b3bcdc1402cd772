"""What is drawn is legible: read back from the SVG of synthetic theories and of awkward ones."""

import re
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from cmo_graph.drawing import Diagram, compose, to_svg, to_things
from cmo_graph.drawing.codes import KIND_OF, LANE_ORDERS, Lane, LaneOrder
from cmo_graph.drawing.geometry import Area
from cmo_graph.model import Thing
from cmo_graph.model.codes import Role
from tests.cmo_graph.drawing.reading import SVG, Shown, read, said
from tests.cmo_graph.drawing.theories import concept, configuration, diagram_of, synthetic_diagram

#: How many synthetic theories are drawn, and how many configurations the largest has.
THEORIES, LARGEST = 200, 10


def svg_of(diagram: Diagram) -> str:
    return to_svg(compose(diagram), links=to_things())


def check(shown: Shown, *, lanes: Sequence[Lane] = tuple(Lane)) -> None:
    """Fail when anything in a picture overlaps, is clipped or stands in the wrong lane."""
    whole = Area(0, 0, shown.width, shown.height)
    assert all(whole.holds(text) for text in shown.texts)
    assert all(whole.holds(box.area) for box in shown.boxes)
    assert not _overlapping(shown.texts)
    assert not _overlapping([box.area for box in shown.boxes] + list(shown.badges))
    for box in shown.boxes:
        assert all(box.holds(corner) for text in box.texts for corner in _corners(text)), box
    for over in (*shown.badges, *shown.tags):
        assert whole.holds(over)
        assert not any(over.overlaps(label) for label in shown.labels)
    assert not _overlapping(shown.tags + shown.badges)
    _check_lanes(shown, lanes)
    _check_lines(shown)


def _overlapping(areas: list[Area] | tuple[Area, ...]) -> list[tuple[Area, Area]]:
    return [(one, other) for one, other in combinations(areas, 2) if one.overlaps(other)]


def _corners(area: Area) -> list[tuple[float, float]]:
    return [(x, y) for x in (area.x, area.right) for y in (area.y, area.bottom)]


_LANES = {
    "context": "context",
    "intervention": "resource",
    "resource": "resource",
    "response": "response",
    "mechanism": "response",
    "outcome": "outcome",
}


def _check_lanes(shown: Shown, lanes: Sequence[Lane]) -> None:
    there = [lane.value for lane in lanes if lane.value in shown.lanes]
    assert list(shown.lanes) == there
    edges = [edge for lane in there for edge in (shown.lanes[lane].x, shown.lanes[lane].right)]
    assert edges == sorted(edges)
    for box in shown.boxes:
        if box.kind in _LANES:
            assert shown.lanes[_LANES[box.kind]].holds(box.area)
        else:
            assert any(lane.holds(box.area) for lane in shown.lanes.values())


def _check_lines(shown: Shown) -> None:
    """Fail when an arrow runs through a box."""
    inner = [
        Area(area.x + 1, area.y + 1, area.width - 2, area.height - 2)
        for area in (box.area for box in shown.boxes)
    ]
    for arrow in shown.arrows:
        ends = {n for n, box in enumerate(shown.boxes) if _meets(box.area, arrow)}
        for n, area in enumerate(inner):
            if n not in ends:
                assert not any(
                    area.x < x < area.right and area.y < y < area.bottom for x, y in arrow
                )


def _meets(area: Area, arrow: tuple[tuple[float, float], ...]) -> bool:
    """Say whether an arrow begins at a box, or ends within a tip's length of it."""
    return any(
        area.x - 16 <= x <= area.right + 16 and area.y <= y <= area.bottom
        for x, y in (arrow[0], arrow[-1])
    )


@pytest.mark.parametrize("first", range(0, THEORIES, 50))
def test_drawing_of_synthetic_theories_is_legible(first: int) -> None:
    for seed in range(first, first + 50):
        lanes = list(LANE_ORDERS.values())[seed % 2]
        diagram = replace(synthetic_diagram(1 + seed % LARGEST, seed=seed), lanes=lanes)

        check(read(svg_of(diagram)), lanes=lanes)


#: Roles and concepts of small theories in which everything leads anywhere, back to itself too.
_SLOTS = st.lists(
    st.tuples(st.sampled_from(list(KIND_OF)), st.sampled_from("abcdefg")),
    min_size=1,
    max_size=5,
    unique=True,
)


@settings(max_examples=60, deadline=None)
@given(theory=st.lists(_SLOTS, max_size=9), lanes=st.sampled_from(list(LANE_ORDERS.values())))
def test_drawing_of_any_small_theory_is_legible(
    theory: list[list[tuple[Role, str]]], lanes: tuple[Lane, ...]
) -> None:
    things = [configuration(f"t.{n}", *slots) for n, slots in enumerate(theory)]
    diagram = replace(diagram_of(things), lanes=lanes)

    check(read(svg_of(diagram)), lanes=lanes)
    assert svg_of(diagram) == svg_of(diagram)


def test_lanes_stand_in_the_order_that_is_asked_for() -> None:
    diagram = synthetic_diagram(8, seed=2)
    order = LANE_ORDERS[LaneOrder.RESOURCE_FIRST]

    shown = read(svg_of(replace(diagram, lanes=order)))

    assert list(shown.lanes) == ["resource", "context", "response", "outcome"]
    assert shown.lanes["resource"].right < shown.lanes["context"].x


def test_drawing_is_the_same_whatever_the_order_of_claims() -> None:
    for seed in range(8):
        plain = svg_of(synthetic_diagram(8, seed=seed))

        assert svg_of(synthetic_diagram(8, seed=seed, shuffled=seed)) == plain


def several() -> str:
    """Return drawings of some theories, one after another."""
    return "\n".join(svg_of(synthetic_diagram(1 + seed, seed=seed)) for seed in range(10))


def test_drawings_are_the_same_in_other_processes() -> None:
    program = (
        "from tests.cmo_graph.drawing.test_drawing import several;"
        "import sys; sys.stdout.write(several())"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout.decode()
        for seed in ("0", "17")
    ]

    assert told == [several(), several()]


def test_drawing_is_the_same_when_threads_draw_at_once() -> None:
    diagrams = [synthetic_diagram(1 + seed % 6, seed=seed) for seed in range(12)]
    alone = [svg_of(diagram) for diagram in diagrams]

    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(svg_of, diagrams))

    assert together == alone


HOSTILE = {
    "markup": "<script>alert(1)</script><a href='javascript:x'>&amp;\"]]>",
    "bidi": "safe \u202egnp.exe\u202c \u2066isolated\u2069 \u200fmark",
    "long": "immeasurably " * 160,
    "unbroken": "W" * 2000,
    "emoji": "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 " * 20
    + "\U0001f3f4\u200d☠️",
    "empty-looking": "\u200b\u2060\u3164 \u00a0\ufeff",
    "stacked": "Z" + "\u0301" * 400 + "algo",
    "east": "家族と社会福祉士が信頼し合うことによって子どもの安全が守られる" * 4,
    "right-to-left": "الأسر تثق في الأخصائي الاجتماعي عندما يستمع إليهم بصبر واحترام",
    "controls": "a\x00b\x1b[31mc\nd\te",
}


def hostile_diagram(label: str) -> Diagram:
    return diagram_of(hostile_things(label), title=label)


def hostile_things(label: str) -> list[Thing]:
    return [
        concept("t.c", label),
        concept("t.r", label),
        concept("t.x", label),
        concept("t.o", label),
        configuration(
            "t.one",
            (Role.CONTEXT, "t.c"),
            (Role.RESOURCE, "t.r"),
            (Role.RESPONSE, "t.x"),
            (Role.OUTCOME, "t.o"),
        ),
    ]


@pytest.mark.parametrize("label", HOSTILE.values(), ids=HOSTILE)
def test_drawing_shows_hostile_labels_as_text(label: str) -> None:
    svg = svg_of(hostile_diagram(label))
    root = etree.fromstring(svg.encode())

    check(read(svg))
    assert {etree.QName(one).localname for one in root.iter()} <= {
        *("svg", "title", "desc", "style", "rect", "path", "text", "g", "a")
    }
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\u200f\x00-\x08\x1b]", svg)
    assert all(said(one, "href").startswith("http://") for one in root.iter(f"{SVG}a"))
    assert all(len(said(one, "aria-label")) < 2_000 for one in root.iter(f"{SVG}a"))


@settings(max_examples=40, deadline=None)
@given(label=st.text(max_size=120))
def test_drawing_keeps_any_label_in_its_box(label: str) -> None:
    shown = read(svg_of(hostile_diagram(label or "x")))

    check(shown)
    assert all(word.strip() for box in shown.boxes for word in box.words)
