"""A scenario on a drawing: nothing moves, every mark can be read, and none is a colour alone."""

from collections.abc import Iterable
from itertools import combinations

import pytest
from lxml import etree

from cmo_graph.drawing import (
    ArrowState,
    Diagram,
    Drawing,
    ElementState,
    States,
    compose,
    mark,
    to_pdf,
    to_png,
    to_svg,
)
from cmo_graph.drawing.codes import Look
from cmo_graph.drawing.geometry import Area, Marks
from cmo_graph.drawing.states import ARROW_WORDS, CROSS_RADIUS, ELEMENT_WORDS
from cmo_graph.model.codes import Role
from tests.cmo_graph.drawing.theories import concept, configuration, diagram_of, synthetic_diagram

LOOKS = tuple(ELEMENT_WORDS)
WAYS = tuple(ARROW_WORDS)


def states_of(diagram: Diagram, words: Iterable[str] = ("A scenario.",)) -> States:
    """Return states in which every look comes, with the longest words that there are."""
    return States(
        elements={
            one.iri: ElementState(
                look=LOOKS[number % len(LOOKS)], word="no longer pushed down", told="Because."
            )
            for number, one in enumerate(diagram.elements)
        },
        arrows={
            one.iri: ArrowState(look=WAYS[number % len(WAYS)], told="Because.")
            for number, one in enumerate(diagram.arrows)
        },
        words=tuple(words),
    )


def marked(diagram: Diagram) -> tuple[Drawing, Marks]:
    drawing = mark(compose(diagram), states_of(diagram))
    assert drawing.marks is not None
    return drawing, drawing.marks


def small() -> Diagram:
    return diagram_of(
        [
            concept("c", "Trust"),
            concept("r", "Time"),
            concept("o", "Safety"),
            configuration("one", (Role.CONTEXT, "c"), (Role.RESPONSE, "r"), (Role.OUTCOME, "o")),
        ]
    )


@pytest.mark.parametrize("seed", range(12))
def test_marks_hide_nothing_that_can_be_read(seed: int) -> None:
    drawing, marks = marked(synthetic_diagram(2 + seed % 9, seed=seed))
    areas = {iri: one.area for iri, one in marks.elements.items()}

    assert not [1 for a, b in combinations(areas.values(), 2) if a.overlaps(b)]
    for drawn in drawing.elements:
        labels = [text.area for text in drawn.lines]
        assert not any(area.overlaps(one) for one in labels for area in areas.values())
        assert not any(area.overlaps(drawn.tag) for area in areas.values())
        others = [area for iri, area in areas.items() if iri != drawn.element.iri]
        assert not any(area.overlaps(drawn.area) for area in others)


@pytest.mark.parametrize("seed", range(12))
def test_crosses_stand_on_their_arrows_and_apart(seed: int) -> None:
    drawing, marks = marked(synthetic_diagram(2 + seed % 5, seed=seed))
    r = CROSS_RADIUS
    crosses = [
        Area(one.cross[0] - r, one.cross[1] - r, 2 * r, 2 * r)
        for one in marks.arrows.values()
        if one.cross
    ]

    assert len(crosses) == sum(one.look is Look.FAILS for one in marks.arrows.values())
    boxes = [one.area for one in drawing.elements]
    assert not [1 for cross in crosses for box in boxes if cross.overlaps(box)]
    assert not [1 for a, b in combinations(crosses, 2) if a.overlaps(b)]


def test_nothing_moves_when_a_scenario_is_laid_over_a_drawing() -> None:
    plain = compose(small())
    drawing, _ = marked(small())

    assert drawing.elements == plain.elements
    assert drawing.arrows == plain.arrows
    assert to_svg(plain) == to_svg(compose(small()))


def test_states_are_told_by_outline_sign_and_word() -> None:
    drawing, marks = marked(small())
    root = etree.fromstring(to_svg(drawing).encode())
    outlines = {
        shape.get("stroke-width", "") + shape.get("stroke-dasharray", "")
        for element in root.iterfind(".//{*}g")
        if "d-element" in element.get("class", "")
        for shape in element.iterfind("{*}path[@class='d-shape'][@stroke-width]")
    }

    assert len(outlines) == len(marks.elements) == 3
    texts = [text.text for text in root.iterfind(".//{*}text")]
    assert texts.count("no longer pushed down") == 3
    assert set(texts) >= {"holds", "does not hold", "not known", "takes effect", "stopped"}


def test_words_of_a_scenario_stand_below_and_are_escaped() -> None:
    diagram = small()
    told = "With <script> “x” & all"
    drawing = mark(compose(diagram), states_of(diagram, [told]))

    root = etree.fromstring(to_svg(drawing).encode())
    assert told in [text.text for text in root.iterfind(".//{*}text")]
    assert told in root.findtext("{*}desc", "")
    assert all(0 < text.area.bottom <= drawing.height for text in drawing.marks.words)  # type: ignore[union-attr]  # just marked


def test_scenario_goes_to_paper() -> None:
    drawing, _ = marked(small())

    assert to_png(drawing).startswith(b"\x89PNG")
    assert to_pdf(drawing).startswith(b"%PDF")
