"""Is the support of a claim worked out as fast as its evidence can be fetched? This module asks.

The engine alone answers one query for all that is said of the claim's lines, of their studies,
passages and undercuts. Beside it we read models, apply filters, find clusters and count.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from benchmarks.material import Material, Quads
from benchmarks.measure import Times, each, in_fresh_process
from benchmarks.raw import Engine
from benchmarks.table import Row, at_most, duration
from cmo_graph.questions.support import support_of
from cmo_graph.repository import Repository
from cmo_graph.store import Snapshot, open_store

TITLE = "Support of a claim"


def rows(material: Material) -> Iterator[Row]:
    """Ask for the support of many configurations, in the small and in the large store."""
    for quads in material.sources:
        alone, ours = in_fresh_process(
            measure, material.location(quads), claims=material.scale.repeats
        )
        yield _row(quads, alone, ours)


def _row(quads: Quads, alone: Times, ours: Times) -> Row:
    return Row(
        what=f"the support of one configuration, over {len(ours.seconds)} of them",
        size=quads.name,
        value=sum(ours.seconds) / sum(alone.seconds),
        unit="× the query that fetches its lines",
        target=at_most(2),
        behind=(
            f"mean {duration(sum(alone.seconds) / len(alone.seconds))} →"
            f" {duration(sum(ours.seconds) / len(ours.seconds))};"
            f" 19 of 20 within {duration(ours.p95)}"
        ),
    )


def measure(location: str, *, claims: int) -> tuple[Times, Times]:
    """Return the times of the engine's query and of the whole answer, claim by claim."""
    store = open_store(location)
    snapshot = store.current()
    chosen = _claims(snapshot, count=claims)
    engine = Engine.read(snapshot.reader_source)
    repository = Repository(snapshot, store.base)
    # The first round warms both up.
    rounds = [
        (each(_fetching(engine, chosen)), each(_supporting(repository, chosen))) for _ in range(2)
    ]
    store.close()
    return rounds[-1]


def _claims(snapshot: Snapshot, *, count: int) -> list[str]:
    page = snapshot.catalogue.page("configurations", filters={}, after=None, limit=count)
    return [str(iri) for iri in page.iris]


def _fetching(engine: Engine, claims: Sequence[str]) -> Iterator[Callable[[], object]]:
    for claim in claims:
        yield partial(engine.select, "lines_on_claim", claim=claim)


def _supporting(repository: Repository, claims: Sequence[str]) -> Iterator[Callable[[], object]]:
    for claim in claims:
        yield partial(support_of, repository, claim)
