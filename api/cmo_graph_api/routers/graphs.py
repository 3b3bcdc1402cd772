"""The graph store at /graphs: this module speaks the SPARQL 1.1 Graph Store HTTP Protocol.

A graph is named indirectly (`/graphs?graph=IRI`, `/graphs?default`) or by its own address
(`/graph/…`, which is its IRI where the dataset's base is this server). Each write is one dataset
version, whole or not at all. RDF is parsed in a confined process before the write lock is taken.

Source: https://www.w3.org/TR/sparql11-http-rdf-update/; preconditions, RFC 9110 section 13.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Annotated, Any, BinaryIO
from urllib.parse import parse_qsl, quote
from uuid import uuid4

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from rdflib import URIRef
from starlette.exceptions import HTTPException

from cmo_graph.errors import GraphNotFound, GraphNotNamed, GraphReadOnly
from cmo_graph.iri import DEFAULT_GRAPH, IRI_PATTERN, Base, as_iri
from cmo_graph.offered.reading import OfferedRDF, offered_rdf
from cmo_graph.store.protocol import Draft, Snapshot, Store
from cmo_graph.store.version import GraphSummary, Version
from cmo_graph.vocabulary import CMO_NAMESPACE
from cmo_graph_api.addresses import VERSION_HEADER
from cmo_graph_api.answers import graphs_of
from cmo_graph_api.dependencies import SnapshotDep, StoreDep
from cmo_graph_api.dumps import Dumps, pieces, size_of
from cmo_graph_api.middleware import ASKED_AS_HEAD
from cmo_graph_api.negotiation import PAGE_FORMATS, choose, wants_page
from cmo_graph_api.problems import documented
from cmo_graph_api.routers.pages import (
    DocumentParameters,
    graph_document,
    graph_relations,
    page_answers,
)
from cmo_graph_api.uploads import ACCEPTED, FORM, BodyDep, scratch_folder, texts_of
from cmo_graph_api.writing import derive_anew, require_writer

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
#: Writes at the same time: one is stored while the next one is parsed.
WRITES_AT_ONCE = 2
#: Characters of a path that an IRI has as they are; RFC 3986 section 3.3.
_IN_PATH = "/:@!$&'()*+,;=~"
#: Digits of a graph's digest in its entity tag.
_SHORT = 32
#: What an empty graph's tag begins with.
_NOTHING = "0" * _SHORT
#: Graphs that this program alone writes.
_ONTOLOGY = URIRef(CMO_NAMESPACE.removesuffix("#"))

_METHODS = "GET, HEAD, PUT, POST, DELETE, OPTIONS"
_WRITES = [Depends(require_writer)]
_GRAPH: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The graph, or without a parameter the whole dataset.",
        "content": {media_type: {"schema": {"type": "string"}} for media_type in GRAPH_SYNTAXES},
    },
    304: {"description": "Not changed since the entity tag that was sent."},
}
_READ_PROBLEMS = documented(400, 404, 406, 422, 503)
_WRITE_PROBLEMS = documented(400, 401, 403, 412, 413, 415, 422, 503)
_PARAMETERS: dict[str, Any] = {
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
_FORMAT = {
    "name": "format",
    "in": "query",
    "required": False,
    "description": "Syntax of the answer, in place of what Accept says.",
    "schema": {"type": "string", "enum": sorted(GRAPH_SYNTAXES.values())},
}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            media_type: {"schema": {"type": "string", "format": "binary"}}
            for media_type in (*ACCEPTED, FORM)
        },
    }
}


def graph_of_query(request: Request) -> URIRef | None:
    """Return the graph that the parameters of a request name; None when they name none.

    Raises:
        GraphNotNamed: they name two, or one whose IRI is not absolute.
    """
    pairs = parse_qsl(request.url.query, keep_blank_values=True)
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


# Reading


@router.get(
    "/graphs",
    operation_id="read_graph",
    response_class=Response,
    responses={**_GRAPH, **_READ_PROBLEMS},
    openapi_extra={"parameters": [*_PARAMETERS["parameters"], _FORMAT]},
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
    responses={**_GRAPH, **page_answers(*GRAPH_SYNTAXES), **_READ_PROBLEMS},
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
    accept = wanted or request.headers.get("accept")
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
    headers = {
        "ETag": f'"{state}.{syntaxes[media_type]}"',
        "Vary": "Accept",
        "Cache-Control": "public, no-cache",
        VERSION_HEADER: snapshot.version.digest,
    }
    if _lists(request.headers.get("if-none-match"), state, suffix=syntaxes[media_type]):
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
    return request.headers.get("accept") if given is None else named.get(given, given)


def _state(version: Version, graph: URIRef | None) -> str:
    """Return what tells one state of a graph, or of the dataset, from another.

    Raises:
        GraphNotFound: there is no such graph. The default graph is always there.
    """
    if graph is None:
        return graphs_of(version)[:_SHORT]
    found = version.graphs.get(graph)
    if found is None and graph != DEFAULT_GRAPH:
        raise GraphNotFound(graph)
    return found.digest[:_SHORT] if found else _NOTHING


# Writing


@router.put(
    "/graphs",
    operation_id="replace_graph",
    dependencies=_WRITES,
    status_code=204,
    response_class=Response,
    responses={201: {"description": "Made anew."}, **_WRITE_PROBLEMS},
    openapi_extra=_PARAMETERS | _BODY,
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
    responses={201: {"description": "Made anew."}, **_WRITE_PROBLEMS},
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
    responses={201: {"description": "Made anew; Location names it."}, **_WRITE_PROBLEMS},
    openapi_extra=_PARAMETERS | _BODY,
)
async def add_to_graph(
    request: Request, store: StoreDep, graph: QueryGraphDep, body: BodyDep
) -> Response:
    """Add the body to a graph; without a parameter, to a new graph that gets an IRI."""
    if graph is not None:
        return await _in_turn(request, partial(_post, request, store, graph, body))
    minted = store.base.graph(f"posted/{uuid4().hex}")
    answer = await _in_turn(request, partial(_post, request, store, minted, body))
    answer.headers["Location"] = minted
    return answer


@router.post(
    "/graph/{name:path}",
    operation_id="add_to_graph_directly",
    dependencies=_WRITES,
    status_code=204,
    response_class=Response,
    responses={201: {"description": "Made anew."}, **_WRITE_PROBLEMS},
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
    openapi_extra=_PARAMETERS,
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


@router.options("/graphs", include_in_schema=False)
@router.options("/graph/{name:path}", include_in_schema=False)
def tell_methods() -> Response:
    """Say what may be done with a graph."""
    return Response(status_code=204, headers={"Allow": _METHODS})


@router.patch("/graphs", include_in_schema=False)
@router.patch("/graph/{name:path}", include_in_schema=False)
def refuse_patch() -> Response:
    """Refuse a change in part, which SPARQL updates are for."""
    raise HTTPException(405, "Send a SPARQL update to /sparql instead.", {"Allow": _METHODS})


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
    state = found.digest[:_SHORT] if found else None
    expected, unwanted = headers.get("if-match"), headers.get("if-none-match")
    if expected is not None and not _lists(expected, state):
        raise HTTPException(412, "The graph is not, or no longer, in the state If-Match names.")
    if unwanted is not None and _lists(unwanted, state):
        raise HTTPException(412, "The graph is there already, in a state If-None-Match names.")


def _lists(header: str | None, state: str | None, *, suffix: str | None = None) -> bool:
    """Say whether a list of entity tags has one of this state (of any syntax without `suffix`)."""
    if header is None or state is None:
        return False
    tags = {part.strip().removeprefix("W/").strip('"') for part in header.split(",")}
    if "*" in tags:
        return True
    if suffix is not None:
        return f"{state}.{suffix}" in tags
    return state in {tag.partition(".")[0] for tag in tags}
