"""Graphs for reading at /graphs and /graph/…: this module sends them whole.

That is the half of the SPARQL 1.1 Graph Store HTTP Protocol that is open to everybody; the other is
`cmo_graph_api.routers.graph_writes`.

Source: https://www.w3.org/TR/sparql11-http-rdf-update/ sections 5.2 and 5.6.
"""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from rdflib import URIRef

from cmo_graph.errors import GraphNotFound
from cmo_graph.iri import DEFAULT_GRAPH
from cmo_graph.store.protocol import Snapshot, Store
from cmo_graph.store.version import Version
from cmo_graph_api.addresses import VERSION_HEADER
from cmo_graph_api.answers import graphs_of
from cmo_graph_api.dependencies import SnapshotDep, StoreDep
from cmo_graph_api.dumps import Dumps, pieces, size_of
from cmo_graph_api.graph_requests import (
    PARAMETERS,
    SHORT,
    PathGraphDep,
    QueryGraphDep,
    lists_state,
    state_of,
)
from cmo_graph_api.middleware import ASKED_AS_HEAD
from cmo_graph_api.negotiation import PAGE_FORMATS, accepted, choose, takes_gzip, wants_page
from cmo_graph_api.problems import documented
from cmo_graph_api.routers.pages import (
    DocumentParameters,
    graph_document,
    graph_relations,
    page_answers,
)
from cmo_graph_api.routers.things import schema_of
from cmo_graph_api.uploads import scratch_folder

router = APIRouter(tags=["graph store"])

#: Media types in which one graph, and the whole dataset, can be had, with their mark in a tag.
GRAPH_SYNTAXES = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
    "application/trig": "trig",
    "application/n-quads": "nq",
}
DATASET_SYNTAXES = {
    "application/trig": "trig",
    "application/n-quads": "nq",
    "application/ld+json": "jsonld",
}
#: What an empty graph's tag begins with.
_NOTHING = "0" * SHORT

_GRAPH: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The graph, or without a parameter the whole dataset.",
        "content": {media_type: {"schema": schema_of(media_type)} for media_type in GRAPH_SYNTAXES},
    },
    304: {"description": "Not changed since the entity tag that was sent."},
}
_PROBLEMS = documented(400, 404, 406, 422, 503)
_FORMAT = {
    "name": "format",
    "in": "query",
    "required": False,
    "description": "Syntax of the answer, in place of what Accept says.",
    "schema": {"type": "string", "enum": sorted(GRAPH_SYNTAXES.values())},
}


@router.get(
    "/graphs",
    operation_id="read_graph",
    response_class=Response,
    responses={**_GRAPH, **_PROBLEMS},
    openapi_extra={"parameters": [*PARAMETERS["parameters"], _FORMAT]},
)
async def read_graph(
    request: Request, snapshot: SnapshotDep, store: StoreDep, graph: QueryGraphDep
) -> Response:
    """Return a graph; without a parameter, the whole dataset."""
    return await _send(request, snapshot, store, graph)


@router.get(
    "/graph/{name:path}",
    operation_id="read_graph_directly",
    response_class=Response,
    responses={**_GRAPH, **page_answers(*GRAPH_SYNTAXES), **_PROBLEMS},
)
async def read_graph_directly(
    request: Request,
    snapshot: SnapshotDep,
    store: StoreDep,
    graph: PathGraphDep,
    parameters: Annotated[DocumentParameters, Query()],
) -> Response:
    """Return the graph whose IRI is this address; to somebody who reads pages, a page about it."""
    wanted = PAGE_FORMATS[parameters.format] if parameters.format else None
    accept = wanted or accepted(request)
    if wants_page(accept, *GRAPH_SYNTAXES):
        _state(snapshot.version, graph)
        page = partial(graph_document, request, snapshot, graph, base=store.base)
        return await run_in_threadpool(page)
    answer = await _send(request, snapshot, store, graph)
    answer.headers.update(graph_relations(request, snapshot, graph, base=store.base))
    return answer


async def _send(
    request: Request, snapshot: Snapshot, store: Store, graph: URIRef | None
) -> Response:
    syntaxes = DATASET_SYNTAXES if graph is None else GRAPH_SYNTAXES
    state = _state(snapshot.version, graph)
    media_type = choose(_wanted(request, syntaxes), tuple(syntaxes))
    # A compressed graph has other bytes, and so a tag of its own.
    coding = "-gzip" if takes_gzip(request.headers.get("accept-encoding")) else ""
    written = f"{syntaxes[media_type]}{coding}"
    headers = {
        "ETag": f'"{state}.{written}"',
        "Vary": "Accept",
        "Cache-Control": "public, no-cache",
        VERSION_HEADER: snapshot.version.digest,
    }
    if lists_state(request.headers.get("if-none-match"), state, suffix=written):
        return Response(status_code=304, headers=headers)
    content_type = f"{media_type}; charset=utf-8" if media_type[:5] == "text/" else media_type
    if request.scope.get(ASKED_AS_HEAD):
        return StreamingResponse(iter(()), headers=headers, media_type=content_type)
    dumps: Dumps = request.app.state.dumps
    spool = await dumps.write(
        snapshot, graph=graph, media_type=media_type, folder=scratch_folder(store)
    )
    headers["Content-Length"] = str(size_of(spool))
    return StreamingResponse(pieces(spool), headers=headers, media_type=content_type)


def _wanted(request: Request, syntaxes: Mapping[str, str]) -> str | None:
    """Return the media type that `format` names, for links; else what Accept says."""
    named = {short: media_type for media_type, short in syntaxes.items()}
    given = request.query_params.get("format")
    return accepted(request) if given is None else named.get(given, given)


def _state(version: Version, graph: URIRef | None) -> str:
    """Return what tells one state of a graph, or of the dataset, from another.

    Raises:
        GraphNotFound: there is no such graph. The default graph is always there.
    """
    if graph is None:
        return graphs_of(version)[:SHORT]
    found = version.graphs.get(graph)
    if found is None and graph != DEFAULT_GRAPH:
        raise GraphNotFound(graph)
    return state_of(found) or _NOTHING
