"""A store in a folder: its files, and other processes. What survives SIGKILL is in test_power."""

import gc
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import RDF, SKOS, URIRef

from cmo_graph.errors import (
    DraftTorn,
    InvalidParameter,
    NotAStore,
    OtherBase,
    StoreInUse,
    UnknownStoreFormat,
)
from cmo_graph.iri import DEFAULT_BASE, Base
from cmo_graph.store import Draft, Store, disk, open_store
from cmo_graph.store.catalogue.places import Places
from cmo_graph.store.changing import Changing
from cmo_graph.store.disk import DiskStore
from tests.cmo_graph.store.loading_reviews import review_graph, review_triples

ROOT = Path(__file__).parents[3]
SMALL = 20


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


def put(store: Store, number: int, *, size: int = SMALL) -> None:
    with store.writing() as draft:
        draft.replace_graph(review_graph(number), review_triples(number, size=size))


def versions(folder: Path) -> list[int]:
    return sorted(
        int(path.name.partition("-")[0])
        for path in (folder / "versions").iterdir()
        if path.name[0].isdigit()
    )


def start_loading(folder: Path, *, first: int, size: int) -> subprocess.Popen[str]:
    script = Path(__file__).with_name("loading_reviews.py")
    return subprocess.Popen(
        [sys.executable, str(script), str(folder), str(first), str(size)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


# Opening


def test_store_is_found_again_with_its_content(folder: Path) -> None:
    store = open_store(folder)
    put(store, 1)
    before = store.current().version
    store.close()

    again = open_store(folder)

    assert again.current().version == before
    assert again.current().catalogue.labels([DEFAULT_BASE.mint("concepts", "r1.c0")])


def test_open_refuses_a_folder_with_other_files_and_leaves_it(folder: Path) -> None:
    folder.mkdir()
    (folder / "thesis.docx").write_text("chapter 1", encoding="utf-8")

    with pytest.raises(NotAStore, match="other files"):
        open_store(folder)

    assert [path.name for path in folder.iterdir()] == ["thesis.docx"]


def test_open_refuses_a_file_and_leaves_it(folder: Path) -> None:
    folder.write_text("notes", encoding="utf-8")

    with pytest.raises(NotAStore, match="a file"):
        open_store(folder)

    assert folder.read_text(encoding="utf-8") == "notes"


def test_open_refuses_another_base_and_names_both(folder: Path) -> None:
    open_store(folder).close()

    with pytest.raises(OtherBase) as raised:
        open_store(folder, base=Base("https://example.org/"))

    assert "https://example.org/" in str(raised.value)
    assert DEFAULT_BASE.iri in str(raised.value)


def test_open_refuses_an_unknown_format(folder: Path) -> None:
    open_store(folder).close()
    [path] = folder.glob("versions/*/version.json")
    facts = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**facts, "format": 99}), encoding="utf-8")

    with pytest.raises(UnknownStoreFormat, match="99"):
        open_store(folder)


def test_open_makes_no_empty_store_over_versions_whose_current_is_gone(folder: Path) -> None:
    store = open_store(folder, versions_kept=1)
    put(store, 1)
    store.close()
    (folder / "CURRENT").rename(folder.parent / "CURRENT")

    with pytest.raises(NotAStore, match="CURRENT is gone, and versions are there, the newest 1-"):
        open_store(folder)
    (folder.parent / "CURRENT").rename(folder / "CURRENT")

    assert versions(folder) == [1]
    assert open_store(folder).current().version.number == 1


def test_open_makes_the_store_that_somebody_was_killed_over(folder: Path) -> None:
    open_store(folder).close()
    (folder / "CURRENT").unlink()
    (folder / "versions" / "draft-0").mkdir()

    put(open_store(folder), 1)

    assert versions(folder) == [0, 1]
    assert not list(folder.glob("versions/draft-*"))


@pytest.mark.parametrize("content", [b"", b"9-none\n", b"../versions\n", b"\xff"])
def test_open_refuses_a_current_that_names_no_version(folder: Path, content: bytes) -> None:
    open_store(folder).close()
    (folder / "CURRENT").write_bytes(content)

    with pytest.raises(NotAStore, match="CURRENT names cannot be read"):
        open_store(folder)


def test_open_refuses_to_keep_no_version(folder: Path) -> None:
    with pytest.raises(InvalidParameter):
        open_store(folder, versions_kept=0)

    assert not folder.exists()


def test_store_says_when_its_folder_is_gone(folder: Path) -> None:
    store = open_store(folder)
    shutil.rmtree(folder)

    with pytest.raises(NotAStore):
        store.current()


# Versions


def test_store_keeps_so_many_versions_and_never_fewer_than_the_current(folder: Path) -> None:
    store = open_store(folder, versions_kept=2)

    for number in range(5):
        put(store, number)

    assert versions(folder) == [4, 5]


def test_making_anew_what_is_derived_pushes_no_version_out(folder: Path) -> None:
    store = open_store(folder, versions_kept=2)
    derived = store.base.derived("support")
    put(store, 1)
    put(store, 2)
    stated = [version.digest for version in store.versions()]
    for number in range(3):
        with store.writing() as draft:
            thing = URIRef(f"http://localhost:8000/id/concepts/r.c{number}")
            draft.replace_graph(derived, [(thing, RDF.type, SKOS.Concept)])

    assert [version.digest for version in store.versions()] == stated
    assert [version.number for version in store.versions()] == [5, 1]
    assert versions(folder) == [1, 5]


def test_store_keeps_a_version_that_somebody_reads(folder: Path) -> None:
    store = open_store(folder, versions_kept=1)
    put(store, 1)
    held = store.current()
    for number in range(2, 5):
        put(store, number)
    assert versions(folder) == [1, 4]
    assert held.reader_source.is_dir()

    del held
    put(store, 5)

    assert versions(folder) == [5]


def test_store_keeps_a_version_that_another_store_reads(folder: Path) -> None:
    store, reader = open_store(folder, versions_kept=1), open_store(folder)
    held = reader.current()

    put(store, 1)
    put(store, 2)

    assert versions(folder) == [0, 2]
    assert reader.current().version.number == 2
    assert held.version.number == 0


def test_version_is_a_checkpoint_and_not_a_copy(folder: Path) -> None:
    store = open_store(folder)
    put(store, 1, size=2_000)
    put(store, 2)

    shared = [path for path in store.current().reader_source.iterdir() if path.stat().st_nlink > 1]

    assert any(path.suffix == ".sst" for path in shared)


def test_next_writer_sweeps_what_a_killed_one_left(folder: Path) -> None:
    store = open_store(folder)
    put(store, 1)
    draft = folder / "versions" / "draft-0"
    (draft / "work").mkdir(parents=True)
    (draft / "work" / "bulk-1.sst").write_bytes(b"half")
    (folder / "versions" / "2-000000000000").mkdir()

    put(store, 2)

    assert versions(folder) == [0, 1, 2]
    assert not list(folder.rglob("bulk-*.sst"))
    assert not list(folder.glob("versions/draft-*"))


def test_version_made_aside_takes_the_name_that_a_killed_writer_left(folder: Path) -> None:
    store = open_store(folder)
    put(store, 1)
    name = f"2-{store.current().version.name.partition('-')[2]}"

    with store.writing_aside() as draft:
        draft.replace_graph(DEFAULT_BASE.derived("support"), review_triples(1, size=SMALL))
        (folder / "versions" / name / "store").mkdir(parents=True)

    assert draft.became is not None
    assert draft.became.name == name
    assert versions(folder) == [0, 2]
    assert not list(folder.glob("versions/draft-*"))


def test_version_holds_no_files_of_its_draft(folder: Path) -> None:
    store = open_store(folder)
    put(store, 1, size=500)

    kept = {path.name for path in store.current().reader_source.parent.iterdir()}

    assert kept == {"store", "catalogue.sqlite", "version.json"}
    assert not list(folder.rglob("*.log.*"))


def test_version_of_many_files_is_written_anew_with_the_same_content(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "MOST_FILES", 15)
    store, straight = open_store(folder), open_store("memory:")

    for number in range(5):
        put(store, number)
        put(straight, number)

    assert len(list(store.current().reader_source.glob("*.sst"))) <= 15 + 10
    assert store.current().version.digest == straight.current().version.digest
    assert store.current().describe(*_concepts(4)) == straight.current().describe(*_concepts(4))


def test_draft_that_is_compacted_has_fewer_files_with_the_same_content(folder: Path) -> None:
    compacted, plain = open_store(folder), open_store(folder.with_name("plain"))
    for store in (compacted, plain):
        put(store, 1, size=200)
        put(store, 2, size=201)

    put(plain, 1, size=202)
    with compacted.writing() as draft:
        draft.replace_graph(review_graph(1), review_triples(1, size=202))
        draft.compact()

    few, many = (list(one.current().reader_source.glob("*.sst")) for one in (compacted, plain))
    assert len(few) < len(many)
    assert compacted.current().version.graphs == plain.current().version.graphs
    assert compacted.current().describe(*_concepts(2)) == plain.current().describe(*_concepts(2))


def test_write_leaves_its_catalogue_to_no_search_for_cycles(folder: Path) -> None:
    store = open_store(folder)
    put(store, 1)
    gc.collect()
    gc.disable()
    try:
        put(store, 2)
        assert not [thing for thing in gc.get_objects() if isinstance(thing, Places)]
    finally:
        gc.enable()


def _concepts(number: int) -> list[URIRef]:
    return [triple[0] for triple in review_triples(number, size=SMALL)]


def test_draft_that_failed_half_way_is_not_published(folder: Path) -> None:
    store = open_store(folder)
    put(store, 1)

    with (
        pytest.raises(DraftTorn),
        store.writing() as draft,
        pytest.raises(RuntimeError, match="disk"),
    ):
        _break_off(draft, review_graph(1))

    assert store.current().version.number == 1


def _break_off(draft: Draft, graph: URIRef) -> None:
    """Stop a change where a full disk would: after the old content went, before the new came."""
    assert isinstance(draft, Changing)
    with draft._changing({graph: None}):
        draft.engine.remove_graph(pyoxigraph.NamedNode(graph))
        raise RuntimeError("disk full")


# Other processes and threads


def test_second_writer_is_told_when_the_first_takes_too_long(folder: Path) -> None:
    store = DiskStore(folder, base=DEFAULT_BASE)
    hasty = DiskStore(folder, base=DEFAULT_BASE, patience=0.1)

    with store.writing(), pytest.raises(StoreInUse), hasty.writing():
        pass

    put(hasty, 1)
    assert store.current().version.number == 1


def test_writer_does_not_begin_a_second_draft_inside_the_first(folder: Path) -> None:
    store = DiskStore(folder, base=DEFAULT_BASE, patience=0.1)

    with store.writing(), pytest.raises(StoreInUse), store.writing():
        pass


def test_writers_in_two_processes_take_turns(folder: Path) -> None:
    store = open_store(folder)
    with start_loading(folder, first=100, size=SMALL) as other:
        assert other.stdout is not None
        other.stdout.readline()
        for number in range(5):
            put(store, number)
        other.stdout.readline()
        other.kill()
        acknowledged = [int(line) for line in other.stdout if line.endswith("\n")]

    found = set(store.current().version.graphs)
    expected = {review_graph(number) for number in [*range(5), 100, 101, *acknowledged]}
    assert expected <= found


def test_current_notices_what_another_process_published(folder: Path) -> None:
    store = open_store(folder)
    before = store.current()
    with start_loading(folder, first=7, size=SMALL) as other:
        assert other.stdout is not None
        other.stdout.readline()
        other.kill()

    assert store.current().version.number > before.version.number
    assert review_graph(7) in store.current().version.graphs
