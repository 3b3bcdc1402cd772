"""A named graph's page: this module gathers what it is and what it holds nodes about."""

from dataclasses import dataclass

from rdflib import URIRef
from rdflib.term import Identifier

from cmo_graph.iri import Base, key_of
from cmo_graph.model import Review
from cmo_graph.store.protocol import Snapshot
from cmo_graph.store.version import GraphSummary
from cmo_graph_api.pages.names import Names, Shown

#: Facts of a derived graph's header, and what a page calls them.
_HEADER = (("method", "Made by the rules"), ("version", "From dataset version"))


@dataclass(frozen=True, slots=True)
class Node:
    """One node of a derived graph, and what it is about."""

    iri: str
    anchor: str
    about: Shown


@dataclass(frozen=True, slots=True)
class GraphPage:
    """What stands on the page of one named graph."""

    iri: str
    summary: GraphSummary
    is_stated: bool
    #: The review that owns it; None for a graph that is derived or tells of changes.
    review: Shown | None
    #: Facts of a derived graph: from which version it was made, how, and by whom.
    header: tuple[tuple[str, Shown], ...]
    #: The program that made a derived graph.
    software: Node | None
    #: The first few nodes of a derived graph.
    nodes: tuple[Node, ...]


def graph_page(snapshot: Snapshot, graph: URIRef, *, base: Base) -> GraphPage:
    """Return the page about a graph that the snapshot has."""
    found = sorted(snapshot.select("derived_nodes", graph=graph), key=lambda row: row["node"])
    header = [row for row in snapshot.select("derived_graphs") if row["graph"] == graph][:1]
    owner = base.mint(Review.kind_name, key_of(graph))
    claims = [URIRef(row["claim"]) for row in found]
    names = Names(snapshot.catalogue.labels([owner, *claims]), base=base)
    is_stated = base.is_stated(graph)
    is_known = snapshot.catalogue.find(Review.kind_name, owner) is not None
    return GraphPage(
        iri=str(graph),
        summary=snapshot.version.graphs[graph],
        is_stated=is_stated,
        review=names.show(owner) if is_stated and is_known else None,
        header=tuple((label, names.show(row[name])) for row in header for name, label in _HEADER),
        software=next((_node(row["software"], names, row["software"]) for row in header), None),
        nodes=tuple(_node(row["node"], names, row["claim"]) for row in found),
    )


def _node(node: Identifier, names: Names, about: Identifier) -> Node:
    return Node(str(node), str(node).partition("#")[2], names.show(about))
