"""Stores that are sound, and stores that somebody damaged in one place."""

import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from rdflib import RDF, SKOS, Literal

from cmo_graph.errors import NotAStore
from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.mapping import Triple
from cmo_graph.store import Durability, Store, open_store
from cmo_graph.store.checking import check_store
from cmo_graph.vocabulary import CMO
from tests.cmo_graph.store.loading_reviews import review_graph


def concepts(number: int, *, size: int = 30) -> Iterator[Triple]:
    """Yield concepts that the catalogue lists, each broader than the next."""
    review = DEFAULT_BASE.mint("reviews", f"r{number}")
    before = None
    for index in range(size):
        iri = DEFAULT_BASE.mint("concepts", f"r{number}.c{index}")
        yield iri, RDF.type, SKOS.Concept
        yield iri, CMO.inReview, review
        yield iri, SKOS.prefLabel, Literal(f"Trust {index}", lang="en")
        yield iri, SKOS.prefLabel, Literal(f"Vertrauen {index}", lang="de")
        if before is not None:
            yield iri, SKOS.broader, before
        before = iri


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with three versions; to be copied, not changed."""
    folder = tmp_path_factory.mktemp("sound") / "store"
    store = open_store(folder, durability=Durability.PROCESS)
    for number in (1, 2):
        put(store, number)
    store.close()
    return folder


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    """A store with three versions."""
    return shutil.copytree(sound, tmp_path / "store")


def put(store: Store, number: int) -> None:
    with store.writing() as draft:
        draft.replace_graph(review_graph(number), concepts(number))


def newest(folder: Path) -> Path:
    return folder / "versions" / (folder / "CURRENT").read_text(encoding="ascii").strip()


def codes(folder: Path) -> set[str]:
    return {finding.code for finding in check_store(folder)}


def test_sound_store_has_no_findings(folder: Path) -> None:
    assert check_store(folder) == ()


def test_catalogue_of_concepts_is_one_that_lists_them(folder: Path) -> None:
    assert open_store(folder).current().catalogue.counts()["concepts"] == 60


def test_store_that_changed_often_is_sound(tmp_path: Path) -> None:
    folder, chance = tmp_path / "store", random.Random(7)  # noqa: S311 - no secrets
    store = open_store(folder, durability=Durability.PROCESS)
    for _ in range(15):
        number = chance.randrange(4)
        with store.writing() as draft:
            if chance.random() < 0.3:
                draft.remove_graph(review_graph(number))
            else:
                size = chance.randrange(1, 20)
                draft.replace_graph(review_graph(number), concepts(number, size=size))

    assert check_store(folder) == ()


def test_checking_changes_nothing(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    check_store(folder)

    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_every_version_is_told_before_it_is_read(folder: Path) -> None:
    told: list[str] = []
    check_store(folder, tell=told.append)

    assert told == sorted(path.name for path in (folder / "versions").iterdir())


# Damage


def test_flipped_byte_of_a_catalogue_is_found_wherever_it_is(folder: Path) -> None:
    path, chance = newest(folder) / "catalogue.sqlite", random.Random(11)  # noqa: S311 - no secrets
    content = path.read_bytes()
    for place in chance.sample(range(len(content)), 12):
        damaged = bytearray(content)
        damaged[place] ^= 1 << chance.randrange(8)
        path.write_bytes(damaged)

        assert "file-changed" in codes(folder), place


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE things SET key = 'r1.other' WHERE key = 'r1.c3'",
        "UPDATE things SET facets = '[]' WHERE key = 'r1.c3'",
        "UPDATE entries SET total = total + 1 WHERE facet = '' AND kind = 'concepts'",
        "DELETE FROM listed WHERE key = 'r1.c3'",
        "DELETE FROM labels WHERE lang = 'de' AND label = 'Vertrauen 7'",
        "UPDATE labels SET label = 'Mistrust' WHERE label = 'Trust 7'",
        "DELETE FROM broader WHERE narrow LIKE '%r1.c3'",
        "INSERT INTO roles SELECT id, 'urn:x', 'context' FROM graphs LIMIT 1",
        "UPDATE texts SET label = 'Mistrust' WHERE label MATCH 'Vertrauen'",
        "DROP TABLE labels",
    ],
)
def test_catalogue_that_does_not_fit_the_statements_is_found(folder: Path, statement: str) -> None:
    """As where it was changed before it was summed up, so that its own SHA-256 is right."""
    version = newest(folder)
    with closing(sqlite3.connect(version / "catalogue.sqlite")) as index, index:
        assert index.execute(statement).rowcount != 0
    facts = json.loads((version / "version.json").read_text(encoding="utf-8"))
    del facts["files"]["catalogue.sqlite"]
    (version / "version.json").write_text(json.dumps(facts), encoding="utf-8")

    assert codes(folder) & {"catalogue-differs", "catalogue-damaged"}


def test_missing_file_of_the_engine_is_found(folder: Path) -> None:
    min(newest(folder).glob("store/*.sst")).unlink()

    assert codes(folder) == {"engine-unreadable", "file-missing"}


def test_flipped_byte_in_a_file_of_the_engine_is_found(folder: Path) -> None:
    for path in sorted(newest(folder).glob("store/*.sst")):
        content = path.read_bytes()
        damaged = bytearray(content)
        damaged[len(content) // 2] ^= 1
        # Other versions share the file by a link: they are damaged with it.
        path.write_bytes(damaged)

        assert "file-changed" in codes(folder), path.name

        path.write_bytes(content)
    assert check_store(folder) == ()


def test_version_over_other_statements_is_found(folder: Path) -> None:
    other = sorted((folder / "versions").iterdir())[1]
    shutil.rmtree(newest(folder) / "store")
    shutil.copytree(other / "store", newest(folder) / "store")

    found = check_store(folder)

    assert "graph-differs" in {finding.code for finding in found}
    assert any(str(review_graph(2)) in finding.message for finding in found)


def edit_facts(folder: Path, change: Callable[[dict[str, object]], object]) -> None:
    path = newest(folder) / "version.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    change(facts)
    path.write_text(json.dumps(facts), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda facts: facts.update(digest="0" * 64), "version-differs"),
        (lambda facts: facts.update(number=9), "version-differs"),
        (lambda facts: facts.update(format=9), "format-unknown"),
        (lambda facts: facts.pop("graphs"), "version-unreadable"),
        (lambda facts: facts["graphs"].popitem(), "graph-differs"),
    ],
    ids=["digest", "number", "format", "no-graphs", "a-graph-less"],
)
def test_facts_that_are_wrong_are_found(
    folder: Path, change: Callable[[dict[str, object]], object], code: str
) -> None:
    edit_facts(folder, change)

    assert code in codes(folder)


@pytest.mark.parametrize("facts", [b"", b"{", b"[]", b"null", b"\xff"])
def test_facts_that_are_none_are_found(folder: Path, facts: bytes) -> None:
    (newest(folder) / "version.json").write_bytes(facts)

    assert codes(folder) == {"version-unreadable"}


@pytest.mark.parametrize("content", [None, b"", b"9-none\n", b"../versions\n", b"\xff", b".\n"])
def test_current_that_names_no_version_is_found(folder: Path, content: bytes | None) -> None:
    if content is None:
        (folder / "CURRENT").unlink()
    else:
        (folder / "CURRENT").write_bytes(content)

    assert "current-missing" in codes(folder)


def test_versions_are_read_and_not_given_up_when_current_is_gone(folder: Path) -> None:
    name = newest(folder).name
    (newest(folder) / "catalogue.sqlite").unlink()
    (folder / "CURRENT").unlink()

    found = check_store(folder)

    assert f"the newest there is {name}." in found[0].message
    assert {finding.code for finding in found[1:]} == {"catalogue-missing", "file-missing"}


def test_missing_catalogue_is_found(folder: Path) -> None:
    (newest(folder) / "catalogue.sqlite").unlink()

    assert codes(folder) == {"catalogue-missing", "file-missing"}


# What was left lying about


def test_what_a_killed_writer_left_is_told_and_is_no_fault(folder: Path) -> None:
    (folder / "versions" / "draft-0").mkdir()
    (folder / "versions" / "9-0123456789ab").mkdir()
    (newest(folder) / "core").touch()
    (folder / "notes.txt").touch()
    found = check_store(folder)

    assert {finding.code for finding in found} == {"draft-left", "file-unknown"}
    assert not any(finding.is_fault for finding in found)


def test_draft_that_is_at_work_is_not_told(folder: Path) -> None:
    with open_store(folder).writing_aside():
        (folder / "versions" / "draft-0").mkdir()
        found = check_store(folder)

    assert [finding.message.partition(" was ")[0] for finding in found] == [
        str(folder / "versions" / "draft-0")
    ]


def test_next_write_clears_what_a_killed_writer_left(folder: Path) -> None:
    (folder / "versions" / "draft-0").mkdir()
    put(open_store(folder), 3)

    assert check_store(folder) == ()


def test_draft_of_a_writer_at_work_is_not_told(folder: Path) -> None:
    store = open_store(folder)
    with store.writing() as draft:
        draft.replace_graph(review_graph(5), concepts(5))

        assert check_store(folder) == ()


def test_folder_that_is_no_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAStore):
        check_store(tmp_path)
