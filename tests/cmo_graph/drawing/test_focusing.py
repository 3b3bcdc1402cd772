"""Part of a diagram is what arrows lead to, and no more than can be read."""

import pytest

from cmo_graph.drawing import Diagram, Focus, Way, narrow
from cmo_graph.drawing.focusing import MOST_ARROWS, MOST_ELEMENTS
from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.model.codes import Role
from tests.cmo_graph.drawing.theories import configuration, diagram_of, synthetic_diagram


def keys(diagram: Diagram) -> set[str]:
    return {element.key for element in diagram.elements}


@pytest.fixture(scope="module")
def chain() -> Diagram:
    """A leads to b, b to c, c to d; e is by itself."""
    return diagram_of(
        [
            configuration("t.1", (Role.RESOURCE, "a"), (Role.OUTCOME, "b")),
            configuration("t.2", (Role.RESPONSE, "b"), (Role.OUTCOME, "c")),
            configuration("t.3", (Role.RESPONSE, "c"), (Role.OUTCOME, "d")),
            configuration("t.4", (Role.OUTCOME, "e")),
        ]
    )


@pytest.mark.parametrize(
    ("way", "depth", "expected"),
    [
        (Way.UP, None, {"a", "b", "c"}),
        (Way.UP, 1, {"b", "c"}),
        (Way.DOWN, None, {"c", "d"}),
        (Way.BOTH, 1, {"b", "c", "d"}),
    ],
)
def test_focus_follows_arrows(
    chain: Diagram, way: Way, depth: int | None, expected: set[str]
) -> None:
    start = DEFAULT_BASE.mint("concepts", "c")

    found = narrow(chain, Focus(concepts=(start,), way=way, depth=depth))

    assert keys(found) == expected
    assert f"{len(expected)} of 5 concepts" in found.narrowed


def test_focus_leaves_a_small_diagram_as_it_is(chain: Diagram) -> None:
    assert narrow(chain) is chain


def test_focus_drops_arrows_with_fewer_studies_and_what_only_they_join() -> None:
    whole = synthetic_diagram(20, seed=3)

    found = narrow(whole, Focus(minimum=1))

    assert 0 < len(found.arrows) < len(whole.arrows)
    assert all(arrow.standing.supporting for arrow in found.arrows)
    assert "at least 1 supporting study" in found.narrowed


def test_focus_is_narrowed_to_one_outcome_when_the_theory_is_too_large() -> None:
    whole = synthetic_diagram(300, seed=1)

    found = narrow(whole)

    assert len(whole.elements) > MOST_ELEMENTS
    assert 1 < len(found.elements) <= MOST_ELEMENTS
    assert len(found.arrows) <= MOST_ARROWS
    assert f"{len(found.elements)} of {len(whole.elements)} concepts: what leads to" in (
        found.narrowed
    )


def test_focus_on_a_hub_of_a_large_theory_keeps_to_what_can_be_read() -> None:
    spokes = [
        configuration(f"t.{n}", (Role.RESOURCE, "hub"), (Role.OUTCOME, f"o{n}"))
        for n in range(MOST_ELEMENTS + 20)
    ]
    hub = DEFAULT_BASE.mint("concepts", "hub")

    found = narrow(diagram_of(spokes), Focus(concepts=(hub,)))

    assert len(found.elements) == MOST_ELEMENTS
    assert "hub" in keys(found)
    assert "within 1 step" in found.narrowed
