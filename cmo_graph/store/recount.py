"""What a graph really holds: this module reads it back from the engine and sums it up again."""

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode
from rdflib import URIRef

from cmo_graph.iri import DEFAULT_GRAPH
from cmo_graph.store.catalogue.reading import GraphReader
from cmo_graph.store.lines import read_lines
from cmo_graph.store.version import GraphDigest, GraphSummary


def recount(
    engine: pyoxigraph.Store,
    graph: URIRef,
    *,
    keep_order: bool,
    reader: GraphReader | None = None,
) -> GraphSummary:
    """Return what a graph holds now, and tell it to `reader` on the way.

    Cost: reads the whole graph.
    """
    digest = GraphDigest()
    for lines in read_lines(engine, graph, keep_order=keep_order):
        digest.take(lines)
        if reader is not None:
            reader.take(lines)
    return digest.summary()


def graphs_with_content(engine: pyoxigraph.Store) -> list[URIRef]:
    """Return the graphs that hold a statement, `DEFAULT_GRAPH` among them, sorted."""
    found = {URIRef(graph.value) for graph in engine.named_graphs() if isinstance(graph, NamedNode)}
    if any(True for _ in engine.quads_for_pattern(None, None, None, DefaultGraph())):
        found.add(DEFAULT_GRAPH)
    return sorted(found)
