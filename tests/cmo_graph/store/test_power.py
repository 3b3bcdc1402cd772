"""What survives when a writer ends at any moment, and in which order it reaches the disk."""

import io
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from operator import methodcaller
from pathlib import Path

import pytest

from cmo_graph.store import Draft, Durability, Store, open_store
from cmo_graph.store.backup import write_backup
from cmo_graph.store.checking import check_store
from tests.cmo_graph.store.cutting import (
    GRAPHS,
    SIZE,
    VERSIONS_KEPT,
    Cut,
    Lines,
    State,
    after,
    as_line,
    kind_of,
    take,
)
from tests.cmo_graph.store.loading_reviews import review_graph, review_triples

ROOT = Path(__file__).parents[3]
CUTS = 200
EMPTY: State = {}
#: A small write is some 200 operations on files: most cuts fall into the first or the second.
MOST_OPERATIONS = 300
#: Small writes within whose time the other writers are killed.
MOST_WRITES = 3

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="writers are forked")


def held_by(store: Store) -> State:
    """Return what the store holds, graph by graph, as lines of N-Quads."""
    sink, found = io.BytesIO(), dict[str, set[str]]()
    store.current().dump(sink, media_type="application/n-quads")
    for line in sink.getvalue().decode().splitlines():
        found.setdefault(line.rpartition(" <")[2].removesuffix("> ."), set()).add(line)
    return {graph: frozenset(lines) for graph, lines in found.items()}


@contextmanager
def cutter(folder: Path, backup: Path) -> Iterator[Callable[[Cut], list[int]]]:
    """Give a function that runs a writer, kills it, and returns the steps it acknowledged."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.cmo_graph.store.cutting", folder, backup],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as parent:
        into, out = parent.stdin, parent.stdout
        assert into is not None
        assert out is not None

        def cut_off(cut: Cut) -> list[int]:
            into.write(as_line(cut))
            into.flush()
            done: list[int] = json.loads(out.readline())
            return done

        yield cut_off
        into.close()


def seconds_of_a_write(folder: Path) -> float:
    """Return how long a small write takes here and now: longer on a busy machine."""
    store, taken = open_store(folder), []
    for number in range(5):
        began = time.perf_counter()
        with store.writing() as draft:
            draft.replace_graph(review_graph(number % GRAPHS), review_triples(number, size=SIZE))
        taken.append(time.perf_counter() - began)
    store.close()
    return statistics.median(taken)


def cuts(chance: random.Random, *, longest: float) -> Iterator[Cut]:
    for number in range(CUTS):
        if number % 2:
            yield Cut(first=0, seconds=chance.uniform(0, longest))
        else:
            yield Cut(first=0, operations=chance.randrange(1, MOST_OPERATIONS))


@needs_fork
@pytest.mark.slow
def test_writer_killed_at_any_moment_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    """200 times: a version is there whole or not at all, and a check finds nothing wrong."""
    folder, chance = tmp_path / "store", random.Random(20261123)  # noqa: S311 - no secrets
    restored = {str(review_graph(0)): lines_of(0), "urn:x:other": lines_of(1, "urn:x:other")}
    backup = backup_of(restored, tmp_path)
    open_store(folder).close()
    state, reached, met = EMPTY, 0, Counter[str]()

    longest = MOST_WRITES * seconds_of_a_write(tmp_path / "paced")

    with cutter(folder, backup) as cut_off:
        for cut in cuts(chance, longest=longest):
            done = cut_off(Cut(first=reached, operations=cut.operations, seconds=cut.seconds))
            assert done == list(range(reached, reached + len(done)))
            for step in done:
                state = after(step, state, restored)
            reached += len(done)

            store = open_store(folder, versions_kept=VERSIONS_KEPT)
            found = held_by(store)
            met[f"{kind_of(reached)} cut"] += 1
            # The step under way was cut off, or it was published and not yet acknowledged.
            if found != state:
                state = after(reached, state, restored)
                met[f"{kind_of(reached)} kept"] += 1
                reached += 1
            assert found == state, (cut, reached)
            assert [fault for fault in check_store(folder) if fault.is_fault] == []
            store.close()

    assert all(met[f"{kind} cut"] for kind in ("load", "aside", "remove", "update", "restore")), met
    assert reached > CUTS / 4, met


def lines_of(number: int, graph: str | None = None) -> Lines:
    return frozenset(
        f"{s.n3()} {p.n3()} {o.n3()} <{graph or review_graph(number)}> ."
        for s, p, o in review_triples(number, size=12)
    )


def backup_of(state: State, folder: Path) -> Path:
    source = folder / "restored.nq"
    source.write_text("\n".join(line for lines in state.values() for line in lines) + "\n")
    store = open_store("memory:")
    with store.writing() as draft:
        draft.load_dataset(source, media_type="application/n-quads")
    return write_backup(store, folder / "restored.zip")


def test_plan_of_the_steps_has_all_kinds_and_is_the_same_every_time() -> None:
    kinds = [kind_of(step) for step in range(100)]

    assert set(kinds) == {"load", "aside", "remove", "update", "restore"}
    assert kinds == [kind_of(step) for step in range(100)]


def test_steps_of_the_plan_do_what_they_are_said_to_do(tmp_path: Path) -> None:
    restored = {str(review_graph(0)): lines_of(0)}
    backup = backup_of(restored, tmp_path)
    store, state = open_store(tmp_path / "store", durability=Durability.PROCESS), EMPTY
    for step in range(GRAPHS * 4):
        take(step, store, backup)
        state = after(step, state, restored)

        assert held_by(store) == state, kind_of(step)


# The order in which a write reaches the disk


@dataclass(frozen=True, slots=True)
class Operation:
    """One call that the order on the disk depends on."""

    name: str
    #: Number of the file or folder that is synced; name of what is renamed to.
    what: int | str


#: How a draft is begun.
Begin = Callable[[Store], AbstractContextManager[Draft]]
WRITING: Begin = methodcaller("writing")
ASIDE: Begin = methodcaller("writing_aside")
every_way = pytest.mark.parametrize("begin", [WRITING, ASIDE], ids=["in turn", "aside"])


@pytest.fixture
def operations(monkeypatch: pytest.MonkeyPatch) -> Sequence[Operation]:
    """Keep note of every sync and rename, which are done all the same."""
    noted: list[Operation] = []
    fsync, rename, replace = os.fsync, os.rename, os.replace

    def noted_fsync(opened: int) -> None:
        fsync(opened)
        noted.append(Operation("sync", os.fstat(opened).st_ino))

    def noted_rename(source: str | Path, target: str | Path) -> None:
        rename(source, target)
        noted.append(Operation("rename", Path(target).name))

    def noted_replace(source: str | Path, target: str | Path) -> None:
        replace(source, target)
        noted.append(Operation("rename", Path(target).name))

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(os, "rename", noted_rename)
    monkeypatch.setattr(os, "replace", noted_replace)
    return noted


def numbers(folder: Path) -> Mapping[int, str]:
    return {path.stat().st_ino: str(path) for path in [folder, *folder.rglob("*")]}


@every_way
def test_all_of_a_version_is_synced_before_it_has_its_name(
    tmp_path: Path, operations: Sequence[Operation], begin: Begin
) -> None:
    store = open_store(tmp_path / "store")
    mark = len(operations)
    put(store, 1, begin)
    made = operations[mark:]
    version = store.current().reader_source.parent

    published = made.index(Operation("rename", version.name))
    synced = {operation.what for operation in made[:published] if operation.name == "sync"}
    assert {path for number, path in numbers(version).items() if number not in synced} == set()


@every_way
def test_version_has_its_name_on_disk_before_current_names_it(
    tmp_path: Path, operations: Sequence[Operation], begin: Begin
) -> None:
    store = open_store(tmp_path / "store")
    mark = len(operations)
    put(store, 1, begin)
    made = operations[mark:]
    versions = store.current().reader_source.parents[1]

    named = made.index(Operation("rename", store.current().reader_source.parent.name))
    pointed = made.index(Operation("rename", "CURRENT"))
    current = (tmp_path / "store" / "CURRENT").stat().st_ino
    assert named < made.index(Operation("sync", versions.stat().st_ino), named) < pointed
    assert Operation("sync", current) in made[named:pointed]


@every_way
def test_current_is_on_disk_before_a_write_is_acknowledged(
    tmp_path: Path, operations: Sequence[Operation], begin: Begin
) -> None:
    store = open_store(tmp_path / "store")
    put(store, 1, begin)

    pointed = len(operations) - 1 - operations[::-1].index(Operation("rename", "CURRENT"))
    assert Operation("sync", (tmp_path / "store").stat().st_ino) in operations[pointed:]


def test_new_store_is_on_disk_with_the_folder_that_lists_it(
    tmp_path: Path, operations: Sequence[Operation]
) -> None:
    open_store(tmp_path / "store")

    assert Operation("sync", tmp_path.stat().st_ino) in operations


def test_backup_is_on_disk_before_it_has_its_name(
    tmp_path: Path, operations: Sequence[Operation]
) -> None:
    file = write_backup(open_store("memory:"), tmp_path / "kept.zip")

    assert operations == [
        Operation("sync", file.stat().st_ino),
        Operation("rename", "kept.zip"),
        Operation("sync", tmp_path.stat().st_ino),
    ]


def test_nothing_is_synced_where_the_process_is_all_that_is_to_be_survived(
    tmp_path: Path, operations: Sequence[Operation]
) -> None:
    store = open_store(tmp_path / "store", durability=Durability.PROCESS)
    put(store, 1)

    assert not [operation for operation in operations if operation.name == "sync"]
    assert review_graph(1) in open_store(tmp_path / "store").current().version.graphs


def put(store: Store, number: int, begin: Begin = WRITING) -> None:
    with begin(store) as draft:
        draft.replace_graph(review_graph(number), review_triples(number, size=10))
