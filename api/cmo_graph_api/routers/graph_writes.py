"""Writing graphs at /graphs and /graph/…: this module replaces, adds to and removes them.

That is the half of the SPARQL 1.1 Graph Store HTTP Protocol that needs the server's token. Each
write is one dataset version, whole or not at all. RDF is parsed in a confined process before the
write lock is taken.

Source: https://www.w3.org/TR/sparql11-http-rdf-update/ sections 5.3 to 5.5; RFC 9110 section 13.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, BinaryIO
from uuid import uuid4

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Request, Response
from rdflib import URIRef
from starlette.exceptions import HTTPException

from cmo_graph.errors import GraphNotFound, GraphReadOnly
from cmo_graph.iri import DEFAULT_GRAPH, Base
from cmo_graph.offered.reading import OfferedRDF, offered_rdf
from cmo_graph.store.protocol import Draft, Store
from cmo_graph.store.version import GraphSummary
from cmo_graph.vocabulary import CMO_NAMESPACE
from cmo_graph_api.addresses import VERSION_HEADER
from cmo_graph_api.dependencies import StoreDep
from cmo_graph_api.graph_requests import (
    PARAMETERS,
    PathGraphDep,
    QueryGraphDep,
    WrittenGraphDep,
    lists_state,
    state_of,
)
from cmo_graph_api.problems import documented
from cmo_graph_api.uploads import ACCEPTED, FORM, BodyDep, scratch_folder, texts_of
from cmo_graph_api.writing import derive_anew, require_writer

router = APIRouter(tags=["graph store"])

#: Writes at the same time: one is stored while the next one is parsed.
WRITES_AT_ONCE = 2
#: Graph that this program alone writes, as it does those that follow from others.
_ONTOLOGY = URIRef(CMO_NAMESPACE.removesuffix("#"))

_WRITES = [Depends(require_writer)]
_PROBLEMS = documented(400, 401, 403, 412, 413, 415, 422, 503)
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            media_type: {"schema": {"type": "string", "format": "binary"}}
            for media_type in (*ACCEPTED, FORM)
        },
    }
}


@router.put(
    "/graphs",
    operation_id="replace_graph",
    dependencies=_WRITES,
    status_code=204,
    response_class=Response,
    responses={201: {"description": "Made anew."}, **_PROBLEMS},
    openapi_extra=PARAMETERS | _BODY,
)
async def replace_graph(
    request: Request, store: StoreDep, graph: WrittenGraphDep, body: BodyDep
) -> Response:
    """Make the body the whole content of a graph."""
    return await _in_turn(request, partial(_put, request, store, graph, body))


@router.put(
    "/graph/{name:path}",
    operation_id="replace_graph_directly",
    dependencies=_WRITES,
    status_code=204,
    response_class=Response,
    responses={201: {"description": "Made anew."}, **_PROBLEMS},
    openapi_extra=_BODY,
)
async def replace_graph_directly(
    request: Request, store: StoreDep, graph: PathGraphDep, body: BodyDep
) -> Response:
    """Make the body the whole content of the graph whose IRI is this address."""
    return await _in_turn(request, partial(_put, request, store, graph, body))


@router.post(
    "/graphs",
    operation_id="add_to_graph",
    dependencies=_WRITES,
    status_code=204,
    response_class=Response,
    responses={201: {"description": "Made anew; Location names it."}, **_PROBLEMS},
    openapi_extra=PARAMETERS | _BODY,
)
async def add_to_graph(
    request: Request, store: StoreDep, graph: QueryGraphDep, body: BodyDep
) -> Response:
    """Add the body to a graph; without a parameter, to a new graph that gets an IRI."""
    if graph is not None:
        return await _in_turn(request, partial(_post, request, store, graph, body))
    minted = store.base.graph(f"posted/{uuid4().hex}")
    answer = await _in_turn(request, partial(_post, request, store, minted, body))
    if answer.status_code == 201:
        answer.headers["Location"] = minted
    return answer


@router.post(
    "/graph/{name:path}",
    operation_id="add_to_graph_directly",
    dependencies=_WRITES,
    status_code=204,
    response_class=Response,
    responses={201: {"description": "Made anew."}, **_PROBLEMS},
    openapi_extra=_BODY,
)
async def add_to_graph_directly(
    request: Request, store: StoreDep, graph: PathGraphDep, body: BodyDep
) -> Response:
    """Add the body to the graph whose IRI is this address."""
    return await _in_turn(request, partial(_post, request, store, graph, body))


@router.delete(
    "/graphs",
    operation_id="remove_graph",
    dependencies=_WRITES,
    status_code=204,
    response_class=Response,
    responses=documented(400, 401, 403, 404, 412, 422, 503),
    openapi_extra=PARAMETERS,
)
async def remove_graph(request: Request, store: StoreDep, graph: WrittenGraphDep) -> Response:
    """Remove a graph; the default graph is emptied."""
    return await _in_turn(request, partial(_delete, request, store, graph))


@router.delete(
    "/graph/{name:path}",
    operation_id="remove_graph_directly",
    dependencies=_WRITES,
    status_code=204,
    response_class=Response,
    responses=documented(400, 401, 403, 404, 412, 422, 503),
)
async def remove_graph_directly(request: Request, store: StoreDep, graph: PathGraphDep) -> Response:
    """Remove the graph whose IRI is this address."""
    return await _in_turn(request, partial(_delete, request, store, graph))


@router.patch("/graphs", include_in_schema=False)
@router.patch("/graph/{name:path}", include_in_schema=False)
def refuse_patch() -> Response:
    """Refuse a change in part, which SPARQL updates are for."""
    raise HTTPException(405, "Send a SPARQL update to /sparql instead.")


async def _in_turn(request: Request, write: Callable[[], Response]) -> Response:
    """Make a write in a thread; those that wait, hold none that others are answered by."""
    turn: CapacityLimiter = request.app.state.graph_writes
    return await to_thread.run_sync(write, limiter=turn)


def _put(request: Request, store: Store, graph: URIRef, body: BinaryIO) -> Response:
    with _offered(request, store, graph, body) as offered:
        with _changing(request, store, graph) as draft:
            draft.replace_graph_offered(graph, offered)
        return _written(request, draft, graph)


def _post(request: Request, store: Store, graph: URIRef, body: BinaryIO) -> Response:
    with _offered(request, store, graph, body) as offered:
        with _changing(request, store, graph) as draft:
            draft.add_to_graph_offered(graph, offered)
        return _written(request, draft, graph)


def _delete(request: Request, store: Store, graph: URIRef) -> Response:
    refuse_system_graph(graph, base=store.base)
    with _changing(request, store, graph) as draft:
        if graph not in draft.former.graphs and graph != DEFAULT_GRAPH:
            raise GraphNotFound(graph)
        draft.remove_graph(graph)
    return _written(request, draft, graph)


def _written(request: Request, draft: Draft, graph: URIRef) -> Response:
    """Say what became of a graph, and have made anew what follows from it."""
    derive_anew(request)
    version = draft.became or draft.former
    is_new = graph in version.graphs and graph not in draft.former.graphs
    headers = {VERSION_HEADER: version.digest}
    return Response(status_code=201 if is_new else 204, headers=headers)


@contextmanager
def _offered(request: Request, store: Store, graph: URIRef, body: BinaryIO) -> Iterator[OfferedRDF]:
    """Read what a body holds, in a process of its own."""
    refuse_system_graph(graph, base=store.base)
    with (
        texts_of(body, content_type=request.headers.get("content-type", "")) as texts,
        offered_rdf(
            *(text.source for text in texts),
            media_types=tuple(text.media_type for text in texts),
            base_iri=store.base.iri if graph == DEFAULT_GRAPH else graph,
            folder=scratch_folder(store),
        ) as offered,
    ):
        yield offered


@contextmanager
def _changing(request: Request, store: Store, graph: URIRef) -> Iterator[Draft]:
    """Begin a draft.

    Raises:
        HTTPException: 412 when the graph is not in the state that the request expects.
    """
    with store.writing() as draft:
        _check_preconditions(request.headers, draft.former.graphs.get(graph))
        yield draft


def refuse_system_graph(graph: URIRef, *, base: Base) -> None:
    """Let nobody write to the graphs that the program makes.

    Raises:
        GraphReadOnly: it is one of those.
    """
    if graph == _ONTOLOGY:
        raise GraphReadOnly(graph, "it holds the ontology, which comes with the program")
    if not base.is_stated(graph):
        raise GraphReadOnly(graph, "it follows from the other graphs, and is made from them")


def _check_preconditions(headers: Mapping[str, str], found: GraphSummary | None) -> None:
    """Compare the present state of a graph with what a write expects; RFC 9110 section 13.1.

    A tag fits whichever syntax it was handed out with: what is meant is the graph's state.

    Raises:
        HTTPException: 412.
    """
    state = state_of(found)
    expected, unwanted = headers.get("if-match"), headers.get("if-none-match")
    if expected is not None and not lists_state(expected, state):
        raise HTTPException(412, "The graph is not, or no longer, in the state If-Match names.")
    if unwanted is not None and lists_state(unwanted, state):
        raise HTTPException(412, "The graph is there already, in a state If-None-Match names.")
