"""Derived graphs of a server that starts: few are made at once, many in the background."""

import logging
from pathlib import Path

import pytest
from cmo_graph_api.deriving import Deriving

from cmo_graph.interchange.loading import ONTOLOGY_GRAPH, load_seed
from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.questions.derived import is_out_of_date, refresh_derived
from cmo_graph.store import open_store
from cmo_graph.store.protocol import Store

SUPPORT = DEFAULT_BASE.derived("support")


@pytest.fixture
def stale(tmp_path: Path) -> Store:
    """Give a store with claims whose support is missing."""
    store = open_store(str(tmp_path / "store"))
    load_seed(store)
    with store.writing() as draft:
        draft.remove_graph(SUPPORT)
    return store


def is_stale(store: Store) -> bool:
    return is_out_of_date(store.current(), base=store.base)


def test_few_claims_are_derived_before_the_first_answer(stale: Store) -> None:
    with Deriving(stale):
        assert not is_stale(stale)


def test_many_claims_are_derived_while_the_server_answers(
    stale: Store, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO), Deriving(stale, at_once=0) as deriving:
        deriving.wait()

    assert not is_stale(stale)
    assert "The derived graphs are up to date." in caplog.text


@pytest.mark.parametrize("keeps_ontology", [True, False])
def test_ontology_that_an_update_emptied_is_brought_back_where_it_is_kept(
    keeps_ontology: bool,
) -> None:
    store = open_store("memory:")
    with Deriving(store, keeps_ontology=keeps_ontology) as deriving:
        with store.writing() as draft:
            draft.update("CLEAR ALL")
        deriving.wake()
        deriving.wait()

        assert (ONTOLOGY_GRAPH in store.current().version.graphs) is keeps_ontology


def test_failure_is_logged_and_kills_nobody(stale: Store, caplog: pytest.LogCaptureFixture) -> None:
    version = stale.current().version
    deriving = Deriving(stale, at_once=0)
    (Path(stale.location) / "lock").unlink(missing_ok=True)
    (Path(stale.location) / "lock").mkdir()

    with deriving:
        deriving.wait()

    assert "The derived graphs were not made." in caplog.text
    assert stale.current().version == version


def test_refresh_that_is_stopped_publishes_nothing(stale: Store) -> None:
    version = stale.current().version

    assert not refresh_derived(stale, is_stopped=lambda: True)
    assert stale.current().version == version


@pytest.mark.parametrize("asked", range(1, 12))
def test_refresh_can_be_stopped_at_any_page(stale: Store, asked: int) -> None:
    version, times = stale.current().version, iter(range(1_000))

    done = refresh_derived(stale, is_stopped=lambda: next(times) >= asked)

    assert done or stale.current().version == version
    assert refresh_derived(stale) is not done
    assert not is_stale(stale)
