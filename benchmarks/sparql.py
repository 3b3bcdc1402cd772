"""What does isolation cost a SPARQL query? This module asks a reader process and the engine."""

from collections.abc import Iterator

from benchmarks.material import Material, Quads
from benchmarks.measure import alternate, repeat
from benchmarks.raw import Engine, query
from benchmarks.table import Row, duration
from cmo_graph.sparql.blocking import BlockingPool
from cmo_graph.sparql.pool import Limits
from cmo_graph.store import open_store

TITLE = "SPARQL through an isolated reader"

#: What is asked, by the file of the query.
_QUERIES = {
    "visitor_point": "one configuration's slots",
    "visitor_page": "1,000 slots with their concepts' labels",
    "visitor_count": "configurations counted by outcome, the ten most frequent",
}


def rows(material: Material) -> Iterator[Row]:
    """Ask the same queries in this process and of a pool, turn by turn."""
    for quads in material.sources:
        store = open_store(material.location(quads))
        snapshot = store.current()
        engine = Engine.read(snapshot.reader_source)
        with BlockingPool(snapshot.reader_source, size=1, limits=Limits(seconds=600)) as pool:
            for name, what in _QUERIES.items():
                yield _row(what, name, quads, engine, pool, material.scale.repeats)
        store.close()


def _row(
    what: str, name: str, quads: Quads, engine: Engine, pool: BlockingPool, repeats: int
) -> Row:
    text = query(name)
    once = repeat(lambda: engine.ask_text(text), times=1).median
    times = repeats if once < 0.05 else 3
    alone, isolated = alternate(
        lambda: engine.ask_text(text), lambda: b"".join(pool.answer(text)), times=times
    )
    return Row(
        what=what,
        size=quads.name,
        value=isolated.median / alone.median,
        unit="× the engine in this process",
        behind=(
            f"{duration(alone.median)} → {duration(isolated.median)},"
            f" {len(engine.ask_text(text)):,} bytes"
        ),
    )
