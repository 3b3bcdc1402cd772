from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cmo_graph.interchange.loading import (
    ONTOLOGY_GRAPH,
    ReviewHasProblems,
    load_ontology,
    load_review,
    load_seed,
)
from cmo_graph.store import Store, open_store
from tests.cmo_graph.interchange.small_review import FILES, write_review
from tests.cmo_graph.interchange.test_faults import FAULTS, FILE_FAULTS, Fault


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store on disk that holds the small review without faults."""
    folder = tmp_path_factory.mktemp("loading")
    store = open_store(folder / "store")
    load_review(store, write_review(folder / "review"))
    yield store
    store.close()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_load_of_a_review_with_a_fault_leaves_the_store_unchanged(
    fault: Fault, store: Store, tmp_path: Path
) -> None:
    before = store.current().version
    planted = FILES[fault.file].replace(fault.old, fault.new, 1)

    with pytest.raises(ReviewHasProblems):
        load_review(store, write_review(tmp_path, {**FILES, fault.file: planted}))

    assert store.current().version == before


@pytest.mark.parametrize(("code", "plant"), FILE_FAULTS)
def test_load_of_a_review_with_a_broken_file_leaves_the_store_unchanged(
    code: str, plant: Callable[[Path], str], store: Store, tmp_path: Path
) -> None:
    before = store.current().version
    folder = write_review(tmp_path / "review")
    plant(folder)

    with pytest.raises(ReviewHasProblems) as refused:
        load_review(store, folder)

    assert code in {problem.code for problem in refused.value.problems}
    assert store.current().version == before


def test_seed_is_loaded_once_and_only_into_a_store_without_a_review(store: Store) -> None:
    empty = open_store("memory:")

    assert load_seed(empty) is not None
    assert load_seed(empty) is None
    assert load_seed(store) is None


def test_ontology_is_replaced_only_when_it_differs() -> None:
    store = open_store("memory:")

    assert load_ontology(store) is True
    assert load_ontology(store) is False
    with store.writing() as draft:
        draft.remove_graph(ONTOLOGY_GRAPH)
    assert load_ontology(store) is True
