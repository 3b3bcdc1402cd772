"""Derived graphs fit what is stated, or say that they do not, whoever writes meanwhile."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import URIRef

from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.mapping import as_triples
from cmo_graph.questions import derived
from cmo_graph.questions.derived import METHODS, MOST_OVERTAKEN, is_out_of_date, refresh_derived
from cmo_graph.store import Draft, Store, Version, open_store
from cmo_graph.synthetic import synthetic_review

REVIEW = DEFAULT_BASE.graph("synthetic")
DERIVED = tuple(map(DEFAULT_BASE.derived, METHODS))
#: Seconds after which a thread that hangs fails its test.
LONGEST = 60.0


def state(store: Store, configurations: int) -> None:
    """Make the dataset a review of so many configurations."""
    things = synthetic_review(configurations=configurations, seed=1) if configurations else ()
    with store.writing() as draft:
        draft.replace_graph(REVIEW, [triple for thing in things for triple in as_triples(thing)])


@cache
def derived_of(configurations: int) -> Version:
    """Return the version that a store comes to when nobody else writes."""
    store = open_store("memory:")
    state(store, configurations)
    refresh_derived(store)
    return store.current().version


def is_fit(store: Store, configurations: int) -> bool:
    """Say whether the newest version is that of so many configurations, derived graphs and all."""
    return store.current().version.graphs == derived_of(configurations).graphs


def is_stale(store: Store) -> bool:
    return is_out_of_date(store.current(), base=store.base)


@contextmanager
def intruding(store: Store, intrude: Callable[[], None]) -> Iterator[None]:
    """Have others write just before a version that `store` makes aside would be published."""
    plain = store.writing_aside

    @contextmanager
    def intruded() -> Iterator[Draft]:
        with plain() as draft:
            yield draft
            intrude()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "writing_aside", intruded)
        yield


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Store, Store]:
    """Give a store twice, as two processes have it."""
    ours, theirs = open_store(tmp_path / "store"), open_store(tmp_path / "store")
    state(ours, 2)
    return ours, theirs


@pytest.mark.parametrize("worth_compacting", [1, 100_000])
def test_writer_does_not_wait_while_a_version_with_derived_graphs_is_made(
    pair: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch, worth_compacting: int
) -> None:
    monkeypatch.setattr(derived, "WORTH_COMPACTING", worth_compacting)
    ours, theirs = pair
    is_at_work, is_written = threading.Event(), threading.Event()
    done: list[bool] = []

    def wait_for_the_other() -> None:
        is_at_work.set()
        assert is_written.wait(LONGEST)

    with intruding(ours, wait_for_the_other):
        deriving = threading.Thread(target=lambda: done.append(refresh_derived(ours)))
        deriving.start()
        assert is_at_work.wait(LONGEST)
        state(theirs, 3)
        seen = theirs.current().version
        is_written.set()
        deriving.join(LONGEST)

    assert set(seen.graphs) == {REVIEW}
    assert done == [True]
    assert is_fit(theirs, 3)


def test_graphs_come_to_be_although_somebody_writes_all_the_time(
    pair: tuple[Store, Store],
) -> None:
    ours, theirs = pair
    written: list[int] = []

    def write() -> None:
        written.append(3 + len(written) % 2)
        state(theirs, written[-1])

    with intruding(ours, write):
        assert refresh_derived(ours)

    assert len(written) == MOST_OVERTAKEN
    assert is_fit(theirs, written[-1])


def test_graphs_are_left_to_whoever_made_them_first(pair: tuple[Store, Store]) -> None:
    ours, theirs = pair
    quicker: list[bool] = []

    with intruding(ours, lambda: quicker.append(refresh_derived(theirs))):
        assert not refresh_derived(ours)

    assert quicker == [True]
    assert ours.current().version.number == 2
    assert is_fit(ours, 2)


#: What others write while derived graphs are read and while they are put in place, one a turn.
_MEANWHILE = st.lists(st.integers(0, 3), max_size=MOST_OVERTAKEN + 1)
#: A number is a write, a pair a refresh.
_STEPS = st.lists(st.integers(0, 3) | st.tuples(_MEANWHILE, _MEANWHILE), min_size=1, max_size=3)


@pytest.mark.parametrize("location", ["memory:", "store"])
@settings(max_examples=6, deadline=None)
@given(steps=_STEPS)
def test_graphs_fit_or_are_out_of_date_after_any_writes_and_refreshes(
    tmp_path_factory: pytest.TempPathFactory,
    location: str,
    steps: Sequence[int | tuple[list[int], list[int]]],
) -> None:
    is_memory = location == "memory:"
    store = open_store(location if is_memory else tmp_path_factory.mktemp("any") / location)
    written = [0]

    def write(configurations: int) -> None:
        state(store, configurations)
        written.append(configurations)

    for step in steps:
        if isinstance(step, int):
            write(step)
            assert is_fit(store, written[-1]) or is_stale(store)
        else:
            refresh_while(store, write, *step)
            assert is_fit(store, written[-1])
    assert all(is_true_to_its_headers(store, version) for version in store.versions())


def refresh_while(
    store: Store, write: Callable[[int], None], reading: list[int], placing: list[int]
) -> None:
    def write_next(waiting: list[int]) -> None:
        if waiting:
            write(waiting.pop())

    with intruding(store, lambda: write_next(placing)):
        refresh_derived(store, tell=lambda _done, _total: write_next(reading))


def is_true_to_its_headers(store: Store, version: Version) -> bool:
    """Say whether the derived graphs are those of the dataset that their headers name."""
    by_digest = {derived_of(n).digest: derived_of(n).graphs for n in range(4)}
    headers = store.at(str(version.number)).select("derived_graphs")
    return {graph: summary for graph, summary in version.graphs.items() if graph in DERIVED} == {
        URIRef(row["graph"]): by_digest[str(row["version"])][URIRef(row["graph"])]
        for row in headers
    }
