"""Which graph a request is about, and in which state: this module reads addresses and tags.

A graph is named by a parameter (`?graph=IRI`, `?default`) or by an address of its own under
`/graph/`. Its entity tag is made of its digest, so that it changes exactly when the graph does.

Source: https://www.w3.org/TR/sparql11-http-rdf-update/ section 4; RFC 9110 sections 8.8 and 13.
"""

from typing import Annotated, Any
from urllib.parse import parse_qsl, quote

from fastapi import Depends, Path, Request
from rdflib import URIRef

from cmo_graph.errors import GraphNotNamed
from cmo_graph.iri import DEFAULT_GRAPH, IRI_PATTERN, as_iri
from cmo_graph.store.version import GraphSummary
from cmo_graph_api.dependencies import StoreDep

#: Digits of a digest that stand in an entity tag.
SHORT = 32
#: Characters of a path that an IRI has as they are; RFC 3986 section 3.3.
_IN_PATH = "/:@!$&'()*+,;=~"

#: How OpenAPI documents the two parameters.
PARAMETERS: dict[str, Any] = {
    "parameters": [
        {
            "name": "graph",
            "in": "query",
            "required": False,
            "description": "IRI of the graph; absolute.",
            "schema": {"type": "string", "pattern": IRI_PATTERN},
        },
        {
            "name": "default",
            "in": "query",
            "required": False,
            "description": "Stands, without a value, for the default graph.",
            "schema": {"type": "string"},
        },
    ]
}


_KNOWN = frozenset({"default", "format", "graph"})


def graph_of_query(request: Request) -> URIRef | None:
    """Return the graph that the parameters of a request name; None when they name none.

    Raises:
        GraphNotNamed: they name two, or one whose IRI is not absolute; or there is a parameter of
            another name, which may be one of these misspelt.
    """
    pairs = parse_qsl(request.url.query, keep_blank_values=True)
    if strange := sorted({name for name, _ in pairs} - _KNOWN):
        known = ", ".join(sorted(_KNOWN))
        raise GraphNotNamed(f"{strange[0][:80]!r} is no parameter here; there are {known}")
    named = [value for name, value in pairs if name == "graph"]
    defaults = [value for name, value in pairs if name == "default"]
    if len(named) + len(defaults) > 1:
        raise GraphNotNamed("the request names more than one")
    if defaults:
        return DEFAULT_GRAPH
    if not named:
        return None
    try:
        return as_iri(named[0])
    except ValueError as error:
        raise GraphNotNamed(str(error).rstrip(".")) from error


def graph_of_path(
    store: StoreDep,
    name: Annotated[str, Path(min_length=1, description="What follows /graph/.")],
) -> URIRef:
    """Return the graph whose own address was asked for."""
    return store.base.graph(quote(name, safe=_IN_PATH))


def graph_of_write(request: Request) -> URIRef:
    """Return the graph that the parameters of a write name.

    Raises:
        GraphNotNamed: they name none, or two, or one whose IRI is not absolute.
    """
    graph = graph_of_query(request)
    if graph is None:
        raise GraphNotNamed("the request names none")
    return graph


QueryGraphDep = Annotated[URIRef | None, Depends(graph_of_query)]
WrittenGraphDep = Annotated[URIRef, Depends(graph_of_write)]
PathGraphDep = Annotated[URIRef, Depends(graph_of_path)]


def state_of(found: GraphSummary | None) -> str | None:
    """Return what tells one state of a graph from another; None when there is no graph."""
    return found.digest[:SHORT] if found else None


def lists_state(header: str | None, state: str | None, *, suffix: str | None = None) -> bool:
    """Say whether a list of entity tags has one of this state (as anything, without `suffix`)."""
    if header is None or state is None:
        return False
    tags = {part.strip().removeprefix("W/").strip('"') for part in header.split(",")}
    if "*" in tags:
        return True
    if suffix is not None:
        return f"{state}.{suffix}" in tags
    return state in {tag.partition(".")[0] for tag in tags}
