"""A dataset that is loaded while it is read is there whole or not at all."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import RDFS, Literal, URIRef

from cmo_graph.errors import MalformedRDF, RefusedRDF
from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.store import Store, open_store
from cmo_graph.store.ahead import can_load_ahead, loading_ahead
from cmo_graph.synthetic import write_nquads

N_QUADS = "application/n-quads"
FIRST, SECOND = (DEFAULT_BASE.graph(f"synthetic-{number}") for number in (1, 2))
#: A statement that the dataset does not hold.
BEFORE = (URIRef("http://a/s"), RDFS.label, Literal("before", lang="en"))

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have no names here")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ahead") / "dataset.nq"
    with path.open("wb") as sink:
        write_nquads(sink, configurations=60, seed=1, reviews=2)
    assert can_load_ahead(path)
    return path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path / "store")
    with store.writing() as draft:
        draft.replace_graph(FIRST, [BEFORE])
    yield store
    store.close()


def test_dataset_loaded_while_it_is_read_is_the_one_that_is_read_first(
    store: Store, dataset: Path
) -> None:
    straight = open_store("memory:")
    for each in (store, straight):
        with each.writing() as draft:
            assert list(draft.load_dataset(dataset, media_type=N_QUADS)) == [FIRST, SECOND]

    found, expected = store.current(), straight.current()
    assert found.version.graphs == expected.version.graphs
    assert not found.describe(BEFORE[0])
    assert found.catalogue.labels([BEFORE[0]]) == {}


def test_graphs_can_be_changed_after_the_dataset_that_holds_them(
    store: Store, dataset: Path
) -> None:
    with store.writing() as draft:
        draft.load_dataset(dataset, media_type=N_QUADS)
        draft.replace_graph(SECOND, [BEFORE])
        draft.remove_graph(FIRST)

    assert {graph: held.quads for graph, held in store.current().version.graphs.items()} == {
        SECOND: 1
    }


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("_:b <http://a/p> <http://a/o> <http://a/g> .", RefusedRDF),
        ("<http://a/s> <http://a/p> <http://a/o> .", RefusedRDF),
        ("<http://a/s> <http://a/p> <http://a/o> <http://a/g>", MalformedRDF),
    ],
)
@pytest.mark.parametrize("at_end", [True, False])
def test_draft_is_as_it_was_when_a_line_is_refused(
    store: Store, dataset: Path, tmp_path: Path, line: str, error: type[Exception], at_end: bool
) -> None:
    faulty, text = tmp_path / "faulty.nq", dataset.read_text(encoding="utf-8")
    faulty.write_text(f"{text}{line}\n" if at_end else f"{line}\n{text}", encoding="utf-8")
    before = store.current().version

    with store.writing() as draft:
        with pytest.raises(error):
            draft.load_dataset(faulty, media_type=N_QUADS)
        assert draft.graphs() == [FIRST]

    assert store.current().version == before


def test_engine_is_let_go_of_when_a_line_is_refused(
    store: Store, dataset: Path, tmp_path: Path
) -> None:
    faulty = tmp_path / "faulty.nq"
    faulty.write_text(f"{dataset.read_text(encoding='utf-8')}_:b", encoding="utf-8")

    with store.writing() as draft:
        with pytest.raises(MalformedRDF) as held:
            draft.load_dataset(faulty, media_type=N_QUADS)
        # An update opens the engine's files in another process.
        draft.update("INSERT DATA { GRAPH <http://a/g> { <http://a/s> <http://a/p> 1 } }")

    assert held.value.__traceback__ is not None
    assert URIRef("http://a/g") in store.current().version.graphs


def test_load_ends_with_the_engines_error_when_the_engine_fails(
    dataset: Path, tmp_path: Path
) -> None:
    pyoxigraph.Store(str(tmp_path / "engine")).flush()
    engine = pyoxigraph.Store.read_only(str(tmp_path / "engine"))

    with ThreadPoolExecutor(2) as loader:
        with loading_ahead(engine, dataset, scratch=tmp_path, loader=loader) as load:
            pass
        with pytest.raises(RuntimeError, match="read-write"):
            load.result()
