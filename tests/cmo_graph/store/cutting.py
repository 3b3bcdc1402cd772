"""Processes that a test cuts off: this module forks writers from a parent that imported everything.

A writer works through the steps of a plan, one dataset version each, and says so when a step was
acknowledged. It is ended by SIGKILL: after so many file operations, which meets every rename and
every sync sooner or later, or after a time, which also meets the engine at work.

Usage: python -m tests.cmo_graph.store.cutting STORE BACKUP; one `Cut` as JSON a line on standard
input, and the steps that were acknowledged as a JSON list a line on standard output.
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal as OneOf

from rdflib import URIRef

from cmo_graph.store import Store, open_store
from cmo_graph.store.backup import restore_backup
from tests.cmo_graph.store.loading_reviews import review_graph, review_triples

#: Graphs that steps write to in turn.
GRAPHS = 4
#: Statements of each review.
SIZE = 25
VERSIONS_KEPT = 2
#: What an update counts up, and where.
COUNTER = URIRef("urn:x:counter")
COUNTED = URIRef("urn:x:updated")

Lines = frozenset[str]
State = Mapping[str, Lines]


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a writer starts in the plan, and when it is killed."""

    first: int
    #: After so many operations on files; None where the time decides.
    operations: int | None = None
    #: So many seconds after it began to write.
    seconds: float = 0.0


def kind_of(step: int) -> OneOf["load", "aside", "remove", "update", "restore"]:
    """Say what a step of the plan does. An update costs a process of its own, so there are few."""
    chance = random.Random(step).random()  # noqa: S311 - a plan, no secret
    if chance < 0.12:
        return "update"
    if chance < 0.27:
        return "restore"
    if chance < 0.37:
        return "remove"
    return "aside" if chance < 0.6 else "load"


def take(step: int, store: Store, backup: Path) -> None:
    """Do one step of the plan; the store is in another version afterwards, or the same."""
    match kind_of(step):
        case "restore":
            restore_backup(store, backup)
        case "update":
            with store.writing() as draft:
                draft.update(_counting(step))
        case "remove":
            with store.writing() as draft:
                draft.remove_graph(review_graph(step % GRAPHS))
        case "load" | "aside" as kind:
            with store.writing() if kind == "load" else store.writing_aside() as draft:
                triples = review_triples(step, size=SIZE)
                draft.replace_graph(review_graph(step % GRAPHS), triples)


def _counting(step: int) -> str:
    return (
        f"DELETE {{ GRAPH <{COUNTED}> {{ <{COUNTER}> ?p ?old }} }}"
        f" WHERE {{ GRAPH <{COUNTED}> {{ <{COUNTER}> ?p ?old }} }} ;"
        f' INSERT DATA {{ GRAPH <{COUNTED}> {{ <{COUNTER}> <urn:x:is> "{step}" }} }}'
    )


def after(step: int, state: State, restored: State) -> State:
    """Return what the store holds after a step, graph by graph, as lines of N-Quads."""
    graph = str(review_graph(step % GRAPHS))
    match kind_of(step):
        case "restore":
            return restored
        case "update":
            line = f'<{COUNTER}> <urn:x:is> "{step}" <{COUNTED}> .'
            return {**state, str(COUNTED): frozenset({line})}
        case "remove":
            return {name: lines for name, lines in state.items() if name != graph}
        case "load" | "aside":
            lines = frozenset(
                f"{s.n3()} {p.n3()} {o.n3()} <{graph}> ."
                for s, p, o in review_triples(step, size=SIZE)
            )
            return {**state, graph: lines}


def main(folder: Path, backup: Path) -> None:
    """Fork one writer after another, kill each, and tell what it had acknowledged."""
    for line in sys.stdin:
        done = run(folder, backup, Cut(**json.loads(line)))
        sys.stdout.write(f"{json.dumps(done)}\n")
        sys.stdout.flush()


def run(folder: Path, backup: Path, cut: Cut) -> list[int]:
    """Fork a writer, kill it, and return the steps that it acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _write(folder, backup, cut, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        told.readline()
        if cut.operations is None:
            time.sleep(cut.seconds)
            os.kill(child, signal.SIGKILL)
        # Otherwise it kills itself: the pipe ends then.
        done = [int(line) for line in told if line.endswith(b"\n")]
    os.waitpid(child, 0)
    return done


def _write(folder: Path, backup: Path, cut: Cut, told: int) -> None:
    """Work through the plan until SIGKILL."""
    store = open_store(folder, versions_kept=VERSIONS_KEPT)
    os.write(told, b"ready\n")
    if cut.operations is not None:
        _end_after(cut.operations)
    step = cut.first
    while True:
        take(step, store, backup)
        os.write(told, f"{step}\n".encode())
        step += 1


#: What Python tells before it changes a file, a folder or the catalogue, or opens any of them.
_OPERATIONS = ("open", "os.", "shutil.", "sqlite3.")


def _end_after(operations: int) -> None:
    left = operations

    def count(event: str, _: tuple[object, ...]) -> None:
        nonlocal left
        if event.startswith(_OPERATIONS):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def as_line(cut: Cut) -> str:
    """Return a cut as a line that `main` reads."""
    return f"{json.dumps(asdict(cut))}\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
