"""SPARQL at /sparql: this module speaks the query part of the SPARQL 1.1 Protocol.

The text never reaches the engine of this process: it is looked through, then answered by a reader
process under a deadline and caps (`cmo_graph_api.untrusted`). What is checked comes in the order of
its cost: size, text, syntax of the answer, what the client has already, the client's share, and
only then a reader. Updates go to `cmo_graph_api.routers.updates`.

Source: https://www.w3.org/TR/sparql11-protocol/ section 2.1.
"""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from cmo_graph.errors import QueryTooLong
from cmo_graph_api import dependencies
from cmo_graph_api.addresses import place_of
from cmo_graph_api.answers import ReadyAnswer, is_fresh
from cmo_graph_api.carried import (
    FORM,
    QUERY,
    UPDATE,
    Carried,
    content_type,
    from_address,
    from_body,
    read_body,
)
from cmo_graph_api.kept_answers import Kept
from cmo_graph_api.methods import methods_of
from cmo_graph_api.observing import note_text, noted
from cmo_graph_api.prepared import GRAPHS, TABLES, Prepared, Preparing, prepare, sent_by
from cmo_graph_api.problems import documented
from cmo_graph_api.routers import service_description, updates
from cmo_graph_api.routers.things import schema_of
from cmo_graph_api.settings import Settings
from cmo_graph_api.untrusted import answer_question


class _Direct(APIRoute):
    """A route whose function takes the request as it is; the framework only documents it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        return self.endpoint


router = APIRouter(tags=["sparql"], route_class=_Direct)


def _parameter(name: str, description: str, **schema: object) -> dict[str, object]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": schema,
    }


_IRIS = {"type": "array", "items": {"type": "string", "format": "iri"}}
_PARAMETERS: list[dict[str, object]] = [
    _parameter("default-graph-uri", "A graph of the default graph; any number.", **_IRIS),
    _parameter("named-graph-uri", "A graph that GRAPH can see; any number.", **_IRIS),
    _parameter(
        "timeout",
        "Seconds after which the query is stopped; may only shorten the server's own deadline.",
        type="number",
        exclusiveMinimum=0,
    ),
    _parameter(
        "format",
        "A media type, or a short name such as json, csv or turtle; wins over Accept. `output` is"
        " the same.",
        type="string",
    ),
]
_QUERY = _parameter(
    "query", "A SPARQL 1.1 query; without one, the service is described.", type="string"
)
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer, streamed; without a query, the service description.",
        "content": {
            media_type: {"schema": schema_of(media_type)}
            for media_type in dict.fromkeys((*TABLES, *GRAPHS))
        },
    },
    304: {"description": "Not changed since the entity tag that was sent."},
    **documented(400, 403, 404, 406, 413, 422, 429, 503, 504),
}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            QUERY: {"schema": {"type": "string"}},
            FORM: {
                "schema": {
                    "type": "object",
                    "properties": {
                        "query": {"type": "string"},
                        "update": {"type": "string"},
                    },
                }
            },
            UPDATE: {"schema": {"type": "string"}},
        },
    }
}


@router.get(
    "/sparql",
    operation_id="query_by_get",
    name="query_by_get",
    response_class=Response,
    responses=_ANSWERS,
    openapi_extra={"parameters": [_QUERY, *_PARAMETERS]},
)
async def query_by_get(request: Request) -> Response:
    """Answer a SPARQL query in the address; without one, describe the service.

    Without FROM, default-graph-uri or named-graph-uri the default graph is the union of all graphs,
    unless the server is set otherwise.
    """
    settings = dependencies.settings(request)
    sent = sent_by(request)
    if len(sent[0]) > settings.query_get_bytes:
        raise QueryTooLong(len(sent[0]), allowed=settings.query_get_bytes)
    known: Preparing = request.app.state.preparing
    prepared = known.find(sent)
    if prepared is None:
        carried = from_address(sent[0])
        if carried.text is None:
            return await service_description.describe_service(request)
        prepared = _prepared(request, carried, settings)
        known.remember(sent, prepared)
    noted(request.scope).text_hash = prepared.text_hash
    return await _answer(request, prepared, settings)


@router.post(
    "/sparql",
    operation_id="query_by_post",
    response_class=Response,
    responses={**_ANSWERS, 204: {"description": "Updated."}, **documented(401, 412, 415)},
    openapi_extra={"parameters": _PARAMETERS, **_BODY},
)
async def query_by_post(request: Request) -> Response:
    """Answer a SPARQL query in the body, or make an update.

    The body is the text itself, or a form with the parameter `query` or `update`. An update needs
    the write token.
    """
    settings = dependencies.settings(request)
    media_type = content_type(request)
    if media_type == UPDATE:
        await updates.authorise(request)
    may_update = media_type == UPDATE or (media_type == FORM and settings.write_token is not None)
    longest = settings.update_bytes if may_update else settings.query_post_bytes
    body = await read_body(request, most_bytes=longest)
    carried = from_body(request.scope["query_string"], body, media_type=media_type)
    if carried.is_update:
        note_text(request.scope, carried.text or "", is_update=True)
        await updates.authorise(request)
        return await updates.answer_update(request, carried)
    if len(body) > settings.query_post_bytes:
        raise QueryTooLong(len(body), allowed=settings.query_post_bytes)
    return await _answer(request, _prepared(request, carried, settings), settings)


@router.api_route("/sparql", methods=["QUERY"], include_in_schema=False)
async def query_by_query(request: Request) -> Response:
    """Answer a SPARQL query in the body of a QUERY request, which is safe as a GET is.

    Source: draft-ietf-httpbis-safe-method-w-body.
    """
    if content_type(request) == UPDATE:
        raise HTTPException(415, f"QUERY changes nothing; an update is sent by POST, not {UPDATE}.")
    settings = dependencies.settings(request)
    body = await read_body(request, most_bytes=settings.query_post_bytes)
    carried = from_body(
        request.scope["query_string"], body, media_type=content_type(request), takes_update=False
    )
    return await _answer(request, _prepared(request, carried, settings), settings)


@router.api_route("/sparql", methods=["OPTIONS"], include_in_schema=False)
async def methods_of_endpoint(request: Request) -> Response:
    """Say with which methods the endpoint is asked, and in what."""
    return Response(
        status_code=204,
        headers={"Allow": methods_of(request), "Accept-Post": f"{QUERY}, {UPDATE}, {FORM}"},
    )


def _prepared(request: Request, carried: Carried, settings: Settings) -> Prepared:
    # Noted before it is looked through, as a text that is refused is told as well.
    note_text(request.scope, carried.text or "")
    return prepare(carried, sent_by(request), settings)


async def _answer(request: Request, prepared: Prepared, settings: Settings) -> Response:
    store = await dependencies.store(request)
    snapshot = await dependencies.snapshot_of(request, store)
    readers, version = dependencies.readers(request), snapshot.version
    state = readers.state_of(version)
    head = prepared.head(version.digest, state=state)
    tag = head.by_name.get("ETag")
    if tag is not None and request.method != "POST" and is_fresh(request, head.by_name):
        return Response(status_code=304, headers=dict(head.by_name))
    kept = readers.kept.find(tag, state=state) if tag is not None else None
    if kept is not None:
        return ReadyAnswer(kept.body, head, encoding=kept.encoding)
    answer = await answer_question(
        request,
        prepared.question,
        asker=readers.of(snapshot, is_newest=place_of(request.scope).version is None),
        admission=readers.admission,
        alarms=readers.alarms,
        seconds=settings.query_timeout,
        head=head,
    )
    if tag is not None and isinstance(answer, ReadyAnswer):
        given = Kept(bytes(answer.body), answer.encoding)
        readers.kept.keep(tag, given, state=state, query=prepared.question.text)
    return answer
