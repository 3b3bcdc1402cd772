"""Whatever updates a store is given, its version says exactly what each graph holds."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import URIRef

from cmo_graph.iri import DEFAULT_GRAPH
from cmo_graph.store import Store, open_store
from cmo_graph.store.version import GraphDigest, GraphSummary
from tests.cmo_graph.sparql.test_updater import REQUESTS, Written, by_graph, filled, joined

STORES: dict[str, Callable[[Path], Store]] = {
    "memory": lambda _: open_store("memory:"),
    "disk": lambda folder: open_store(folder / "store"),
}


@pytest.mark.parametrize("kind", STORES)
@settings(max_examples=12, deadline=None)
@given(updates=st.lists(REQUESTS, min_size=1, max_size=3), union=st.booleans())
def test_version_says_what_random_updates_leave(
    kind: str, updates: list[list[Written]], union: bool
) -> None:
    plain = filled([])
    with TemporaryDirectory() as folder:
        store = STORES[kind](Path(folder))
        try:
            for written in updates:
                with store.writing() as draft:
                    draft.update(joined(written, lambda one: one.ours), union=union)
                # An empty graph is none between two updates.
                kept = filled([])
                kept.bulk_extend(iter(plain))
                kept.update(joined(written, lambda one: one.plain if union else one.ours))
                plain = kept

                found = {
                    name_of(graph): summary_of(frozenset(map(str, quads)))
                    for graph, quads in by_graph(plain).items()
                }
                assert store.current().version.graphs == found
        finally:
            store.close()


def name_of(graph: str) -> URIRef:
    return DEFAULT_GRAPH if graph == "DEFAULT" else URIRef(graph[1:-1])


def summary_of(quads: frozenset[str]) -> GraphSummary:
    """Sum up statements written as quads; the graph's name is at the end, but for the default."""
    digest = GraphDigest()
    digest.take({quad_line(quad) for quad in quads})
    return digest.summary()


def quad_line(quad: str) -> bytes:
    named = quad.rpartition(" <a:g")
    return f"{named[0] if named[1] else quad} .".encode()
