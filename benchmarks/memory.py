"""How much memory does a quad take? This module asks the stores and the engine, each in a process.

In memory, all quads are held; on disk, what the engine keeps of its files after some questions.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph

from benchmarks.material import Material, Quads
from benchmarks.measure import in_fresh_process, resident
from benchmarks.raw import Engine
from benchmarks.table import Row, rounded
from cmo_graph.store import IN_MEMORY, open_store

TITLE = "Memory"

_NQUADS = "application/n-quads"


def rows(material: Material) -> Iterator[Row]:
    """Measure the store in memory, then the store on disk."""
    library = material.library(material.scale.in_memory)
    for quads in (material.seed, library):
        alone = in_fresh_process(engine_in_memory, quads.path)
        ours = in_fresh_process(store_in_memory, quads.path)
        yield _row("the store in memory", quads, alone, ours)
    for quads in material.sources:
        alone = in_fresh_process(engine_on_disk, material.location(quads))
        ours = in_fresh_process(store_on_disk, material.location(quads))
        yield _row("a snapshot of the store on disk, opened and asked", quads, alone, ours)


def _row(what: str, quads: Quads, alone: int, ours: int) -> Row:
    return Row(
        what=what,
        size=f"{quads.name}, {quads.lines:,} quads",
        value=ours / max(alone, 1),
        unit="× the memory of the engine alone",
        behind=(
            f"{rounded(ours / quads.lines)} bytes a quad ({ours / 1e6:,.0f} MB);"
            f" engine {rounded(alone / quads.lines)} ({alone / 1e6:,.0f} MB)"
        ),
    )


def engine_in_memory(path: Path) -> int:
    """Load N-Quads into the engine in memory; return the bytes it took."""
    return _taken(lambda: _loaded(path))


def _loaded(path: Path) -> pyoxigraph.Store:
    engine = pyoxigraph.Store()
    engine.bulk_load(path=path, format=pyoxigraph.RdfFormat.N_QUADS)
    return engine


def store_in_memory(path: Path) -> int:
    """Load N-Quads into our store in memory; return the bytes it took."""

    def load() -> object:
        store = open_store(IN_MEMORY)
        with store.writing() as draft:
            draft.load_dataset(path, media_type=_NQUADS)
        return store

    return _taken(load)


def engine_on_disk(location: str) -> int:
    """Open a published version with the engine alone and count types; return the bytes it took."""
    store = open_store(location)
    files = store.current().reader_source
    store.close()

    def ask() -> object:
        engine = Engine.read(files)
        engine.ask_text(_TYPES)
        return engine

    return _taken(ask)


def store_on_disk(location: str) -> int:
    """Open our store and ask it for the same; return the bytes it took."""

    def ask() -> object:
        store = open_store(location)
        snapshot = store.current()
        Engine.read(snapshot.reader_source).ask_text(_TYPES)
        snapshot.catalogue.counts()
        return store

    return _taken(ask)


#: Counts the things of each class: a question that looks at much of the store.
_TYPES = "SELECT ?type (COUNT(?thing) AS ?things) WHERE { ?thing a ?type } GROUP BY ?type"


def _taken(make: Callable[[], object]) -> int:
    before = resident()
    made = make()
    taken = resident() - before
    del made
    return taken
