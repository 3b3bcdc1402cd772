"""SPARQL at /sparql: this module speaks the query part of the SPARQL 1.1 Protocol.

The text never reaches the engine of this process: it is scanned, then answered by a reader process
under a deadline and a cap on memory. Parameters not known here are passed over, because clients
send some of their own.

Source: https://www.w3.org/TR/sparql11-protocol/ section 2.1.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from rdflib import URIRef
from starlette.exceptions import HTTPException

from cmo_graph.errors import CmoGraphError, InvalidParameter, NotAQuery
from cmo_graph.iri import as_iri
from cmo_graph.sparql.answers import Answer
from cmo_graph.sparql.pool import Dataset, media_types
from cmo_graph.sparql.scan import scan
from cmo_graph_api.addresses import asked_address
from cmo_graph_api.answers import entity_headers, graphs_of, is_fresh
from cmo_graph_api.dependencies import ReadersDep, SnapshotDep
from cmo_graph_api.negotiation import choose
from cmo_graph_api.problems import documented
from cmo_graph_api.routers.things import schema_of

router = APIRouter(tags=["sparql"])

#: Longest body of a request, in bytes.
LONGEST_BODY = 64 * 1024

_FORM = "application/x-www-form-urlencoded"
_DIRECT = "application/sparql-query"

#: Short names some clients send as `format` or `output` in place of an Accept header.
_SHORT: dict[str, str] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "turtle": "text/turtle",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as the protocol carries it."""

    text: str
    dataset: Dataset | None
    timeout_seconds: float | None
    wanted: str | None


_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer, streamed.",
        "content": {
            media_type: {"schema": schema_of(media_type)}
            for media_type in (
                "application/sparql-results+json",
                "application/sparql-results+xml",
                "text/csv",
                "text/tab-separated-values",
                "text/turtle",
                "application/n-triples",
                "application/rdf+xml",
                "application/ld+json",
                "application/trig",
                "application/n-quads",
            )
        },
    },
    304: {"description": "Not changed since the entity tag that was sent."},
    **documented(400, 403, 406, 413, 415, 422, 503, 504),
}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            _DIRECT: {"schema": {"type": "string"}},
            _FORM: {
                "schema": {
                    "type": "object",
                    "properties": {"query": {"type": "string"}},
                    "required": ["query"],
                }
            },
        },
    }
}


async def _body(request: Request) -> bytes:
    """Return the body of a request, refusing a longer one before it is read.

    Raises:
        HTTPException: 413.
    """
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > LONGEST_BODY:
            raise HTTPException(413, f"A query may be {LONGEST_BODY} bytes long.")
    return bytes(found)


@router.get(
    "/sparql",
    operation_id="query_by_get",
    name="query_by_get",
    response_class=Response,
    responses=_ANSWERS,
)
def query_by_get(
    request: Request,
    snapshot: SnapshotDep,
    readers: ReadersDep,
    query: Annotated[str, Query(description="A SPARQL 1.1 query.")],
) -> Response:
    """Answer a SPARQL query in the URL.

    Without FROM, default-graph-uri or named-graph-uri the default graph is the union of all graphs.
    `default-graph-uri`, `named-graph-uri`, `timeout` (seconds; may only shorten) and `format` are
    heeded besides.
    """
    pairs = request.query_params.multi_items()
    return _answer(request, _asked(query, pairs), snapshot=snapshot, readers=readers)


@router.post(
    "/sparql",
    operation_id="query_by_post",
    response_class=Response,
    responses=_ANSWERS,
    openapi_extra=_BODY,
)
def query_by_post(
    request: Request,
    snapshot: SnapshotDep,
    readers: ReadersDep,
    body: Annotated[bytes, Depends(_body)],
) -> Response:
    """Answer a SPARQL query in the body: the text itself, or a form with the parameter query."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    text = _decoded(body)
    pairs = request.query_params.multi_items()
    if kind == _DIRECT:
        return _answer(request, _asked(text, pairs), snapshot=snapshot, readers=readers)
    if kind == _FORM:
        pairs = [*pairs, *parse_qsl(text, keep_blank_values=True)]
        return _answer(request, _asked(None, pairs), snapshot=snapshot, readers=readers)
    raise HTTPException(415, f"A query is sent as {_DIRECT} or {_FORM}.")


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotAQuery("it is not UTF-8") from error


def _asked(text: str | None, pairs: Sequence[tuple[str, str]]) -> Asked:
    queries = [value for name, value in pairs if name == "query"]
    if text is None and len(queries) == 1:
        text = queries[0]
    if text is None or len(queries) > 1:
        raise NotAQuery(f"the request holds {len(queries)} of them, and one is expected")
    default = tuple(_iris("default-graph-uri", pairs))
    named = tuple(_iris("named-graph-uri", pairs))
    short = next((value for name, value in pairs if name in ("format", "output")), "")
    return Asked(
        text=text,
        dataset=Dataset(default, named) if default or named else None,
        timeout_seconds=_timeout(pairs),
        wanted=_SHORT.get(short.lower(), short if "/" in short else None),
    )


def _iris(name: str, pairs: Sequence[tuple[str, str]]) -> Iterator[URIRef]:
    for found, value in pairs:
        if found == name:
            try:
                yield as_iri(value)
            except ValueError as error:
                raise InvalidParameter(name, value, "an absolute IRI") from error


def _timeout(pairs: Sequence[tuple[str, str]]) -> float | None:
    given = next((value for name, value in pairs if name == "timeout"), None)
    if given is None:
        return None
    try:
        seconds = float(given)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise InvalidParameter("timeout", given, "a number of seconds above 0")
    return seconds


def _answer(
    request: Request, asked: Asked, *, snapshot: SnapshotDep, readers: ReadersDep
) -> Response:
    accept = asked.wanted or request.headers.get("accept")
    media_type = choose(accept, media_types(scan(asked.text).form))
    address = "\n".join((asked_address(request), asked.text, graphs_of(snapshot.version)))
    headers = entity_headers(snapshot.version.digest, address=address, media_type=media_type)
    if is_fresh(request, headers):
        return Response(status_code=304, headers=headers)
    answer = readers.of(snapshot).answer(
        asked.text,
        media_type=media_type,
        dataset=asked.dataset,
        timeout_seconds=asked.timeout_seconds,
    )
    return stream(answer, media_type=answer.media_type, headers=headers, held=snapshot)


def stream(
    answer: Answer, *, media_type: str, headers: Mapping[str, str], held: SnapshotDep
) -> StreamingResponse:
    """Send an answer as it comes; the snapshot that its reader reads is held until its end."""
    return StreamingResponse(
        _pieces(answer, held=held), media_type=media_type, headers=dict(headers)
    )


def _pieces(answer: Answer, *, held: SnapshotDep) -> Iterator[bytes]:
    """Yield an answer; what fails after its beginning was sent breaks the connection off.

    `held` is the snapshot that a reader still reads: its files stay for as long.

    Nothing is ever written into a half-sent body, so no client takes it for a whole one.
    """
    try:
        with answer:
            yield from answer
        del held
    except CmoGraphError as error:
        raise ConnectionAbortedError(str(error)) from error
