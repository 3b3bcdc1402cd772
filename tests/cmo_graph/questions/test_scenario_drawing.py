"""A scenario's picture: of a large theory, what it changes, and no more than can be read."""

from itertools import chain

import pytest

from cmo_graph.drawing.focusing import MOST_ARROWS, MOST_ELEMENTS
from cmo_graph.iri import DEFAULT_BASE, key_of
from cmo_graph.mapping import as_triples
from cmo_graph.questions.scenario_drawing import Extent, draw_scenario
from cmo_graph.questions.scenario_runs import ScenarioQuestion, run_scenario
from cmo_graph.questions.shelves import Shelves
from cmo_graph.questions.switches import switches_of
from cmo_graph.repository import Repository
from cmo_graph.store import open_store
from cmo_graph.synthetic import synthetic_review

SHELVES = Shelves()


@pytest.fixture(scope="module")
def repository() -> Repository:
    store = open_store("memory:")
    things = synthetic_review(configurations=300, seed=7, key="large")
    with store.writing() as draft:
        draft.replace_graph(
            DEFAULT_BASE.graph("large"), chain.from_iterable(map(as_triples, things))
        )
    return Repository(store.current(), store.base)


def test_picture_of_a_large_theory_is_of_what_the_scenario_changes(repository: Repository) -> None:
    theory = SHELVES.theory(repository).compiled
    for switch in switches_of(theory, most=3):
        name = "off" if switch.is_intervention else "absent"
        question = ScenarioQuestion.model_validate({name: [key_of(switch.concept)]})
        ran = run_scenario(question, repository=repository, shelves=SHELVES)
        drawn = draw_scenario(
            ran, extent=Extent.WHOLE, words=(), repository=repository, shelves=SHELVES
        )

        diagram = drawn.drawing.diagram
        assert drawn.is_large
        assert switch.concept in diagram.by_iri
        assert 1 < len(diagram.elements) <= MOST_ELEMENTS
        assert len(diagram.arrows) <= MOST_ARROWS
        assert diagram.narrowed.startswith("Over 150 concepts cannot be read at once; these")
        assert drawn.drawing.marks is not None
        assert set(drawn.drawing.marks.elements) == set(diagram.by_iri)


def test_picture_of_a_large_theory_without_a_scenario_is_empty(repository: Repository) -> None:
    ran = run_scenario(ScenarioQuestion(), repository=repository, shelves=SHELVES)
    drawn = draw_scenario(
        ran, extent=Extent.WHOLE, words=(), repository=repository, shelves=SHELVES
    )

    assert drawn.is_large
    assert drawn.drawing.diagram.elements == ()
