"""What a version made aside must do in any store: it never stands in the way of another writer."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from rdflib import RDFS, SKOS, Literal, URIRef

from cmo_graph.errors import StoreClosed, VersionReadOnly
from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.mapping import Triple
from cmo_graph.store import Store, open_store
from cmo_graph.store.pinned import PinnedStore
from tests.contract.test_store import STORES

#: The stores where other writers need not wait; on a server they do.
ASIDE: Mapping[str, Callable[[Path], Store]] = {
    "memory": lambda _: open_store("memory:"),
    "disk": lambda folder: open_store(folder / "store"),
}

OURS, THEIRS = DEFAULT_BASE.derived("support"), DEFAULT_BASE.graph("theirs")
TRUST = DEFAULT_BASE.mint("concepts", "theirs.trust")
LABEL: tuple[Triple, ...] = ((TRUST, RDFS.label, Literal("Trust", lang="en")),)
NOTE: tuple[Triple, ...] = ((OURS, SKOS.note, Literal("made aside", lang="en")),)


@pytest.fixture(params=list(STORES))
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = STORES[request.param](tmp_path, request)
    yield opened
    opened.close()


@pytest.fixture(params=list(ASIDE))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = ASIDE[request.param](tmp_path)
    yield opened
    opened.close()


def put(store: Store, graph: URIRef, triples: Iterable[Triple]) -> None:
    with store.writing() as draft:
        draft.replace_graph(graph, triples)


def test_version_made_aside_is_published_as_any_other(any_store: Store) -> None:
    put(any_store, THEIRS, LABEL)
    before = any_store.current().version

    with any_store.writing_aside() as draft:
        draft.replace_graph(OURS, NOTE)
        assert any_store.current().version == before

    after = any_store.current().version
    assert draft.former == before
    assert draft.became == after
    assert (after.number, after.digest) == (before.number + 1, before.digest)
    assert set(after.graphs) == {OURS, THEIRS}
    assert any_store.current().catalogue.labels([TRUST])


def test_version_made_aside_is_not_published_when_nothing_changes(any_store: Store) -> None:
    put(any_store, THEIRS, LABEL)
    before = any_store.current().version

    with any_store.writing_aside() as draft:
        draft.replace_graph(THEIRS, LABEL)

    assert draft.became is None
    assert any_store.current().version == before


def test_version_made_aside_is_not_published_when_it_fails(any_store: Store) -> None:
    before = any_store.current().version

    def fail() -> None:
        with any_store.writing_aside() as draft:
            draft.replace_graph(OURS, NOTE)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert any_store.current().version == before
    put(any_store, THEIRS, LABEL)
    assert set(any_store.current().version.graphs) == {THEIRS}


def test_version_made_aside_gives_way_to_one_published_meanwhile(store: Store) -> None:
    with store.writing_aside() as draft:
        draft.replace_graph(OURS, NOTE)
        put(store, THEIRS, LABEL)

    assert draft.became is None
    assert store.current().version.number == 1
    assert set(store.current().version.graphs) == {THEIRS}


def test_version_made_aside_gives_way_when_what_is_stated_is_the_same_again(store: Store) -> None:
    put(store, THEIRS, LABEL)
    with store.writing_aside() as draft:
        draft.replace_graph(OURS, NOTE)
        put(store, THEIRS, ())
        put(store, THEIRS, LABEL)

    assert draft.became is None
    assert store.current().version.number == 3
    assert set(store.current().version.graphs) == {THEIRS}


def test_of_two_versions_made_aside_the_first_that_is_ready_is_published(store: Store) -> None:
    with store.writing_aside() as slow:
        slow.replace_graph(OURS, NOTE)
        with store.writing_aside() as quick:
            quick.replace_graph(THEIRS, LABEL)

    assert (slow.became, quick.became) == (None, store.current().version)
    assert set(store.current().version.graphs) == {THEIRS}


def test_writer_in_another_thread_does_not_wait_for_a_version_made_aside(store: Store) -> None:
    writer = threading.Thread(target=put, args=(store, THEIRS, LABEL))
    with store.writing_aside() as draft:
        draft.replace_graph(OURS, NOTE)
        writer.start()
        writer.join()

    assert set(store.current().version.graphs) == {THEIRS}


def test_store_that_is_closed_publishes_no_version_made_aside(store: Store) -> None:
    drafts = []

    def close_meanwhile() -> None:
        with store.writing_aside() as draft:
            drafts.append(draft)
            draft.replace_graph(OURS, NOTE)
            store.close()

    with pytest.raises(StoreClosed):
        close_meanwhile()

    assert [draft.became for draft in drafts] == [None]


def test_version_that_is_pinned_refuses_drafts_made_aside(store: Store) -> None:
    pinned = PinnedStore(store, store.current())

    with pytest.raises(VersionReadOnly):
        pinned.writing_aside()
