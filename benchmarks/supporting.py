"""Is the support of a claim worked out as fast as its evidence can be fetched? This module asks.

The engine alone answers one query for all that is said of the claim's lines, of their studies and
undercuts, and for the reports of their passages. Beside it we look for searches, read models, apply
filters, find clusters and count.

Each claim is asked once of a snapshot that nobody asked anything, because what was read of one is
kept: a second round would show how fast we remember. Studies that bear on several claims are met
again, as they are in use.
"""

from collections.abc import Iterator
from functools import partial

from benchmarks.material import Material, Quads
from benchmarks.measure import Times, in_fresh_process, in_turn
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
            f" 19 of 20 within {duration(ours.p95)}; processor time, in turn, each claim once of a"
            " snapshot that was not asked before"
        ),
    )


def measure(location: str, *, claims: int) -> tuple[Times, Times]:
    """Return the times of the engine's query and of the whole answer, claim by claim."""
    # The first round warms the code up; the snapshot of the second knows nothing of it.
    _round(location, claims=claims)
    return _round(location, claims=claims)


def _round(location: str, *, claims: int) -> tuple[Times, Times]:
    store = open_store(location)
    snapshot = store.current()
    engine = Engine.read(snapshot.reader_source)
    repository = Repository(snapshot, store.base)
    found = in_turn(
        (
            partial(engine.select, "lines_on_claim", claim=claim),
            partial(support_of, repository, claim),
        )
        for claim in _claims(snapshot, count=claims)
    )
    store.close()
    return found


def _claims(snapshot: Snapshot, *, count: int) -> list[str]:
    page = snapshot.catalogue.page("configurations", filters={}, after=None, limit=count)
    return [str(iri) for iri in page.iris]
