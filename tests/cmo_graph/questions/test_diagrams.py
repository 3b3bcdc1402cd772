"""A theory is drawn once for each question, and kept; what cannot be drawn offers less."""

import pytest

from cmo_graph.drawing import LaneOrder, Way
from cmo_graph.interchange.loading import load_seed
from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.mapping import as_triples
from cmo_graph.questions.diagrams import DiagramQuestion, draw_theory
from cmo_graph.questions.narrowing import MOST_OFFERED, offer_less
from cmo_graph.questions.shelves import Shelves
from cmo_graph.repository import Repository
from cmo_graph.store import open_store
from cmo_graph.synthetic import synthetic_review

THEORY = "sos.programme-theory"


@pytest.fixture(scope="module")
def seed() -> Repository:
    store = open_store("memory:")
    load_seed(store)
    return Repository(store.current(), store.base)


@pytest.fixture(scope="module")
def large() -> Repository:
    store = open_store("memory:")
    things = synthetic_review(configurations=400, seed=3)
    with store.writing() as draft:
        triples = (triple for thing in things for triple in as_triples(thing))
        draft.replace_graph(DEFAULT_BASE.graph("synthetic"), triples)
    return Repository(store.current(), store.base)


def test_drawing_is_kept_for_whoever_asks_the_same(seed: Repository) -> None:
    shelves = Shelves()
    first, again, other = (
        draw_theory(THEORY, question, repository=seed, shelves=shelves).drawing
        for question in (
            DiagramQuestion(),
            DiagramQuestion(focus=[]),
            DiagramQuestion(lanes=LaneOrder.RESOURCE_FIRST),
        )
    )

    assert first is again
    assert [band.lane for band in other.bands] != [band.lane for band in first.bands]


def test_theory_that_can_be_drawn_offers_nothing_less(seed: Repository) -> None:
    assert offer_less(THEORY, DiagramQuestion(), repository=seed, shelves=Shelves()) is None


def test_theory_too_large_to_draw_offers_starts_with_most_arrows_first(large: Repository) -> None:
    found = offer_less("synthetic.theory-1", DiagramQuestion(), repository=large, shelves=Shelves())

    assert found is not None
    ways = {offer.sort: offer.way for offer in found.offers}
    assert (ways["outcome"], ways["context"]) == (Way.UP, Way.DOWN)
    for offer in found.offers:
        counts = [start.count for start in offer.starts]
        assert counts == sorted(counts, reverse=True)
        assert 0 < len(counts) <= min(MOST_OFFERED, offer.total)


def test_theory_too_large_to_draw_is_drawn_about_a_concept(large: Repository) -> None:
    question = DiagramQuestion(focus=["synthetic.outcome-1"], direction=Way.UP)

    assert offer_less("synthetic.theory-1", question, repository=large, shelves=Shelves()) is None
