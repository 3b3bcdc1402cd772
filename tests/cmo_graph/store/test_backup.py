"""Backups: whole datasets in one file, and files that are not what they say."""

import hashlib
import json
import random
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad
from rdflib import Literal, URIRef

from cmo_graph.errors import BackupExists, NotRestorable, StoreDamaged
from cmo_graph.iri import DEFAULT_GRAPH, Base
from cmo_graph.store import Store, backup, open_store
from cmo_graph.store.backup import restore_backup, write_backup
from cmo_graph.store.changing import Changing
from cmo_graph.store.checking import check_store
from tests.cmo_graph.store.loading_reviews import review_graph, review_triples

Facts = dict[str, Any]
SIZE = 50


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two stores and a backup of the first, to be copied."""
    folder = tmp_path_factory.mktemp("made")
    for name, numbers in {"store": (1, 2), "other": (7,)}.items():
        store = open_store(folder / name)
        for number in numbers:
            put(store, number)
        store.close()
    write_backup(open_store(folder / "store"), folder / "kept.zip")
    return folder


@pytest.fixture
def store(originals: Path, tmp_path: Path) -> Store:
    """A store with two reviews, the first of them in three languages and scripts."""
    return open_store(shutil.copytree(originals / "store", tmp_path / "store"))


@pytest.fixture
def other(originals: Path, tmp_path: Path) -> Store:
    """A store with a review of its own."""
    return open_store(shutil.copytree(originals / "other", tmp_path / "other"))


@pytest.fixture
def file(originals: Path, tmp_path: Path) -> Path:
    """A backup of `store`."""
    return shutil.copyfile(originals / "kept.zip", tmp_path / "kept.zip")


def put(store: Store, number: int) -> None:
    with store.writing() as draft:
        triples = [*review_triples(number, size=SIZE)]
        subject = triples[0][0]
        texts = ('a "quoted" \\ line\nand another', "größer < klein & 日本 🌱", "tab\tend ")
        triples += [(subject, URIRef("urn:x:note"), Literal(text)) for text in texts]
        draft.replace_graph(review_graph(number), triples)


def put_blank_nodes(store: Store) -> None:
    """State something of blank nodes, and in the default graph, as an update may."""
    node, prop = BlankNode("n1"), NamedNode("urn:x:p")
    with store.writing() as draft:
        assert isinstance(draft, Changing)
        quads = [
            Quad(node, prop, BlankNode("n2"), NamedNode("urn:x:g")),
            Quad(BlankNode("n2"), prop, node, NamedNode("urn:x:g")),
            Quad(node, prop, NamedNode("urn:x:o"), DefaultGraph()),
        ]
        graphs = [*store.current().version.graphs, URIRef("urn:x:g"), DEFAULT_GRAPH]
        with draft._changing(dict.fromkeys(graphs)):
            draft.engine.extend(quads)


# Round trips


def test_backup_is_restored_with_every_digest(store: Store, file: Path, tmp_path: Path) -> None:
    fresh = open_store(tmp_path / "fresh")

    restored = restore_backup(fresh, file)

    assert restored.digest == store.current().version.digest
    assert restored.graphs == store.current().version.graphs
    assert fresh.current().version == restored
    assert check_store(tmp_path / "fresh") == ()


def test_restored_store_lists_what_the_first_one_listed(
    store: Store, file: Path, tmp_path: Path
) -> None:
    fresh = open_store(tmp_path / "fresh")
    restore_backup(fresh, file)
    concepts = [triple[0] for triple in review_triples(1, size=SIZE)]

    assert fresh.current().describe(*concepts) == store.current().describe(*concepts)
    assert fresh.current().catalogue.labels(concepts) == store.current().catalogue.labels(concepts)


def test_restore_replaces_what_is_there_and_keeps_it_as_a_version(
    store: Store, file: Path, other: Store
) -> None:
    before = other.current().version

    restored = restore_backup(other, file)

    assert set(restored.graphs) == set(store.current().version.graphs)
    assert restored.number == before.number + 1
    assert other.at(str(before.number)).version == before


def test_restore_of_what_is_there_publishes_nothing(store: Store, file: Path) -> None:
    before = store.current().version

    assert restore_backup(store, file) == before


def test_backup_of_an_empty_store_empties_another(tmp_path: Path, other: Store) -> None:
    file = write_backup(open_store(tmp_path / "empty"), tmp_path / "empty.zip")

    assert restore_backup(other, file).graphs == {}


def test_backup_keeps_the_names_of_blank_nodes_and_the_default_graph(
    store: Store, tmp_path: Path
) -> None:
    put_blank_nodes(store)
    fresh = open_store(tmp_path / "fresh")

    restored = restore_backup(fresh, write_backup(store, tmp_path / "blank.zip"))

    assert restored.graphs == store.current().version.graphs
    assert restored.graphs[DEFAULT_GRAPH].quads == 1
    assert check_store(tmp_path / "fresh") == ()


def test_store_in_memory_is_backed_up_and_restored_too(tmp_path: Path) -> None:
    one, other = open_store("memory:"), open_store("memory:")
    put(one, 1)

    restored = restore_backup(other, write_backup(one, tmp_path / "memory.zip"))

    assert restored.graphs == one.current().version.graphs


def test_dataset_in_a_backup_is_plain_nquads(store: Store, file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        lines = archive.read("dataset.nq").splitlines()

    assert len(lines) == len(set(lines)) == store.current().version.quads
    assert all(line.endswith(b"> .") for line in lines)


# Writing


def test_backup_to_a_folder_is_named_after_its_version(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()

    file = write_backup(store, folder)

    assert file.name == f"cmo-graph-{store.current().version.name}.zip"
    assert list(folder.iterdir()) == [file]


def test_backup_is_not_written_over_another(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "kept.zip"
    file.write_text("dear to somebody", encoding="utf-8")

    with pytest.raises(BackupExists):
        write_backup(store, file)

    assert file.read_text(encoding="utf-8") == "dear to somebody"


def test_backup_of_a_damaged_store_is_refused_and_leaves_no_file(
    store: Store, tmp_path: Path
) -> None:
    folder = store.current().reader_source.parent
    path = folder / "version.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    facts["graphs"][str(review_graph(1))]["digest"] = "0" * 64
    path.write_text(json.dumps(facts), encoding="utf-8")
    target = tmp_path / "backups"
    target.mkdir()

    with pytest.raises(StoreDamaged, match=str(review_graph(1))):
        write_backup(open_store(tmp_path / "store"), target)

    assert list(target.iterdir()) == []


def test_backup_is_one_version_while_another_process_writes(tmp_path: Path) -> None:
    folder = tmp_path / "written"
    open_store(folder).close()
    script = Path(__file__).with_name("loading_reviews.py")
    with subprocess.Popen(
        [sys.executable, str(script), str(folder), "0", "40"],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    ) as writer:
        assert writer.stdout is not None
        for number in range(3):
            writer.stdout.readline()
            file = write_backup(open_store(folder), tmp_path / f"{number}.zip")
            restored = restore_backup(open_store(tmp_path / f"restored-{number}"), file)
            assert all(graph.quads == 40 for graph in restored.graphs.values())
            assert len(restored.graphs) > number
        writer.kill()


# Files that are not what they say


def as_before(store: Store) -> Callable[[], bool]:
    """Return a question: is the store as it is now, and sound?"""
    folder, version = Path(store.location), store.current().version
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}

    def is_so() -> bool:
        now = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
        before.pop(folder / "lock", None)
        now.pop(folder / "lock", None)
        return now == before and store.current().version == version

    return is_so


def refused(store: Store, file: Path, *, match: str) -> None:
    """Make sure that a file is refused for a reason, and that the store is as it was."""
    is_as_before = as_before(store)

    with pytest.raises(NotRestorable, match=match):
        restore_backup(store, file)

    assert is_as_before()


def rewritten(file: Path, members: Mapping[str, bytes]) -> Path:
    """Return a backup in which members are others; the facts follow the dataset's bytes."""
    made = file.with_name("made-up.zip")
    with zipfile.ZipFile(file) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**kept, **members}.items():
            archive.writestr(name, content)
    return made


def with_dataset(file: Path, dataset: bytes, **changes: object) -> Path:
    """Return a backup of another dataset, which names the right length and SHA-256 of it."""
    facts = {**facts_of(file), **changes}
    facts["dataset"] = {"bytes": len(dataset), "sha256": hashlib.sha256(dataset).hexdigest()}
    return rewritten(file, {"dataset.nq": dataset, "version.json": json.dumps(facts).encode()})


def facts_of(file: Path) -> Facts:
    with zipfile.ZipFile(file) as archive:
        found: Facts = json.loads(archive.read("version.json"))
    return found


def dataset_of(file: Path) -> bytes:
    with zipfile.ZipFile(file) as archive:
        return archive.read("dataset.nq")


def test_file_that_is_not_there_is_told(other: Store, tmp_path: Path) -> None:
    refused(other, tmp_path / "nothing.zip", match="no such file")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<s> <p> <o> .\n", b"\x00" * 1000])
def test_file_that_is_no_zip_file_is_refused(other: Store, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "other.zip"
    file.write_bytes(content)

    refused(other, file, match="no whole zip file")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_truncated_backup_is_refused(other: Store, file: Path, share: float) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * share)])

    refused(other, file, match="zip file")


def test_backup_with_any_byte_changed_is_refused_or_says_the_same(
    store: Store, file: Path, tmp_path: Path
) -> None:
    content, chance = file.read_bytes(), random.Random(4)  # noqa: S311 - no secrets
    expected, target, refusals = store.current().version, open_store(tmp_path / "target"), 0
    for place in chance.sample(range(len(content)), 60):
        damaged = bytearray(content)
        damaged[place] ^= 1 << chance.randrange(8)
        file.write_bytes(damaged)
        try:
            # A few bytes, such as a member's date, say nothing.
            assert restore_backup(target, file).graphs == expected.graphs
        except NotRestorable:
            refusals += 1

    assert refusals > 50
    assert target.current().version.graphs in ({}, expected.graphs)


def test_statement_that_is_missing_is_noticed(other: Store, file: Path) -> None:
    made = with_dataset(file, dataset_of(file).partition(b"\n")[2])

    refused(other, made, match="another digest")


def test_statement_that_was_added_is_noticed(other: Store, file: Path) -> None:
    made = with_dataset(file, dataset_of(file) + b"<urn:x:s> <urn:x:p> <urn:x:o> <urn:x:new> .\n")

    refused(other, made, match="urn:x:new")


def test_dataset_of_another_backup_is_noticed(
    store: Store, other: Store, file: Path, tmp_path: Path
) -> None:
    theirs = write_backup(other, tmp_path / "theirs.zip")

    refused(store, rewritten(theirs, {"dataset.nq": dataset_of(file)}), match="dataset")


def test_digests_that_do_not_add_up_are_noticed(other: Store, file: Path) -> None:
    made = with_dataset(file, dataset_of(file), digest="0" * 64)

    refused(other, made, match="agree with itself")


@pytest.mark.parametrize(
    "facts",
    [
        b"",
        b"null",
        b"[]",
        b'{"backup": 1}',
        b'{"backup": 1, "base": 7}',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_facts_that_are_none_are_refused(other: Store, file: Path, facts: bytes) -> None:
    refused(other, rewritten(file, {"version.json": facts}), match=r"version\.json")


def test_backup_of_another_format_is_refused(other: Store, file: Path) -> None:
    refused(other, with_dataset(file, dataset_of(file), backup=2), match="format 2")


def test_backup_of_another_base_is_refused(tmp_path: Path, other: Store) -> None:
    elsewhere = open_store(tmp_path / "elsewhere", base=Base("https://example.org/"))

    refused(other, write_backup(elsewhere, tmp_path / "elsewhere.zip"), match="example.org")


@pytest.mark.parametrize(
    "name", ["../outside", "/etc/passwd", "store/CURRENT", "dataset.nq/x", "C:\\x", "version.JSON"]
)
def test_other_members_are_refused_and_never_written(
    other: Store, file: Path, tmp_path: Path, name: str
) -> None:
    before = set(tmp_path.rglob("*"))
    made = rewritten(file, {name: b"evil"})

    refused(other, made, match="nothing else")
    assert set(tmp_path.rglob("*")) - before == {made}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_member_that_is_there_twice_is_refused(other: Store, file: Path) -> None:
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("version.json", b"{}")

    refused(other, file, match="nothing else")


def test_bomb_is_refused_before_it_is_unpacked(other: Store, file: Path) -> None:
    made = with_dataset(file, b" " * (backup.SMALL + 1))
    assert made.stat().st_size < backup.SMALL / backup.MOST_TIMES

    refused(other, made, match="unpack")


def test_bomb_of_facts_is_refused(other: Store, file: Path) -> None:
    made = rewritten(file, {"version.json": b" " * (backup.LONGEST_FACTS + 1)})

    refused(other, made, match="longer")


@pytest.mark.parametrize(
    ("line", "match"),
    [
        (b'<urn:s> <urn:p> "\\u0000" <urn:g> .\n', "control character"),
        (b'<urn:s> <urn:p> "' + b"x" * 1_100_000 + b'" <urn:g> .\n', "bytes"),
        (b"<urn:s> <urn:p> <<( <urn:s> <urn:p> <urn:o> )>> <urn:g> .\n", "triple term"),
        (b"<urn:s> <urn:p> " + b"<<( <urn:s> <urn:p> " * 100_000 + b"\n", "nests triple terms"),
        (b'<urn:s> <urn:p> "a"@en--ltr <urn:g> .\n', "base direction"),
        (b"this is no statement\n", "damaged"),
        (b"<urn:s> <urn:p> <relative> <urn:g> .\n", "damaged"),
        (b'<urn:s> <urn:p> "' + b"x" * 15_000_000, "damaged|bytes"),
    ],
    ids=["control", "long", "triple-term", "nested", "direction", "no-rdf", "relative", "unended"],
)
def test_dataset_that_no_load_would_take_is_refused(
    other: Store, file: Path, line: bytes, match: str
) -> None:
    refused(other, with_dataset(file, line), match=match)


def test_store_that_is_in_use_elsewhere_goes_on_after_a_refused_restore(
    other: Store, file: Path
) -> None:
    shutil.copyfile(file, broken := file.with_name("broken.zip"))
    broken.write_bytes(broken.read_bytes()[:-30])
    with pytest.raises(NotRestorable):
        restore_backup(other, broken)

    put(other, 8)

    assert review_graph(8) in other.current().version.graphs
