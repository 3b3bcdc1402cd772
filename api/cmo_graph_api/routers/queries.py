"""The cookbook under /v1/queries: this module lists our example queries and answers them."""

import json
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field

from cmo_graph.errors import InvalidParameter, UnknownQuery
from cmo_graph.questions.stored import bindings_of
from cmo_graph.sparql.asking import TABLE_MEDIA_TYPES, question
from cmo_graph.sparql.queries import StoredQuery, stored_queries, stored_query
from cmo_graph_api import dependencies
from cmo_graph_api.addresses import asked_address, place_of
from cmo_graph_api.answers import Head, entity_headers, is_fresh, respond
from cmo_graph_api.dependencies import ReadersDep, RepositoryDep, SnapshotDep
from cmo_graph_api.negotiation import accepted, choose, takes_gzip
from cmo_graph_api.problems import documented
from cmo_graph_api.routers.meta import NoParameters
from cmo_graph_api.routers.things import other_syntaxes
from cmo_graph_api.untrusted import answer_question

router = APIRouter(prefix="/v1/queries", tags=["queries"])

_JSON = "application/json"
_SPARQL = "application/sparql-query"
_RESULTS = "application/sparql-results+json"

Name = Annotated[
    str, Path(pattern="^[a-z][a-z0-9_]*$", max_length=80, description="Name of the query.")
]


class ParameterFacts(BaseModel):
    """A parameter of a stored query."""

    name: str
    description: str
    kind: str = Field(description="What may be given: a kind of thing, an enum's name, or iri.")
    example: str = ""


class QueryFacts(BaseModel):
    """One query of the cookbook."""

    name: str
    summary: str
    description: str
    questions: list[str] = Field(description="Competency questions it answers.")
    parameters: list[ParameterFacts]
    text: str = Field(description="The query; its parameters are variables to be bound.")


class Cookbook(BaseModel):
    """Every query of the cookbook."""

    items: list[QueryFacts]


def _facts(query: StoredQuery) -> dict[str, object]:
    return {
        "name": query.name,
        "summary": query.summary,
        "description": query.description,
        "questions": list(query.questions),
        "parameters": [
            {
                "name": parameter.name,
                "description": parameter.description,
                "kind": parameter.kind,
                "example": parameter.example,
            }
            for parameter in query.parameters.values()
        ],
        "text": query.text,
    }


@router.get("", operation_id="list_queries", responses={**other_syntaxes(), **documented(406, 422)})
def list_queries(
    request: Request, snapshot: SnapshotDep, _: Annotated[NoParameters, Query()]
) -> Cookbook:
    """List the example queries, by name; each answers a question reviewers ask."""

    def build(_: str) -> str:
        cookbook = [query for query in stored_queries() if query.folder == "cookbook"]
        return json.dumps({"items": [_facts(query) for query in cookbook]})

    return respond(request, build, version=snapshot.version.digest, offered=[_JSON])  # type: ignore[return-value]  # FastAPI sends a Response as it is


@router.get(
    "/{name}",
    operation_id="read_query",
    responses={**other_syntaxes(_SPARQL), **documented(404, 406, 422)},
)
def read_query(
    request: Request, snapshot: SnapshotDep, name: Name, _: Annotated[NoParameters, Query()]
) -> QueryFacts:
    """Return one query: its facts as JSON, or its text as SPARQL."""
    query = _in_cookbook(name)

    def build(media_type: str) -> str:
        return query.text if media_type == _SPARQL else json.dumps(_facts(query))

    return respond(request, build, version=snapshot.version.digest, offered=[_JSON, _SPARQL])  # type: ignore[return-value]  # FastAPI sends a Response as it is


@router.get(
    "/{name}/answer",
    operation_id="answer_query",
    response_class=Response,
    responses={
        **other_syntaxes(_JSON, *TABLE_MEDIA_TYPES),
        **documented(404, 406, 422, 429, 503, 504),
    },
)
async def answer_query(
    request: Request, repository: RepositoryDep, readers: ReadersDep, name: Name
) -> Response:
    """Answer a stored query; its own parameters are this request's, as keys, IRIs or tokens.

    It runs as any query from outside, under the same deadline and memory cap: a parameter that is
    left out is answered for all its values, which can be too many. Query text of your own goes to
    /sparql.
    """
    query = _in_cookbook(name)
    given = _given(request, query)
    snapshot = repository.snapshot
    media_type = choose(accepted(request), (*TABLE_MEDIA_TYPES, _JSON))
    gzip = takes_gzip(request.headers.get("accept-encoding"))
    address = f"{asked_address(request)}\n{gzip}\n{readers.state_of(snapshot.version)}"
    headers = entity_headers(snapshot.version.digest, address=address, media_type=media_type)
    headers["Vary"] = "Accept, Accept-Encoding"
    if is_fresh(request, headers):
        return Response(status_code=304, headers=headers)
    asked = question(
        query.text,
        media_type=_RESULTS if media_type == _JSON else media_type,
        bindings=await run_in_threadpool(bindings_of, query, given, repository=repository),
        gzip=gzip,
    )
    return await answer_question(
        request,
        asked,
        asker=readers.of(snapshot, is_newest=place_of(request.scope).version is None),
        admission=readers.admission,
        alarms=readers.alarms,
        seconds=dependencies.settings(request).query_timeout,
        head=Head.of(headers, media_type=media_type),
    )


def _in_cookbook(name: str) -> StoredQuery:
    """Return a query of the cookbook; those that only serve this program are not offered."""
    query = stored_query(name)
    if query.folder != "cookbook":
        raise UnknownQuery(name)
    return query


def _given(request: Request, query: StoredQuery) -> Mapping[str, str]:
    """Return the parameters given; each at most once and none but the query's own."""
    names = [name for name, _ in request.query_params.multi_items()]
    accepted = ", ".join(query.parameters) or "nothing"
    for name in names:
        if name not in query.parameters:
            raise InvalidParameter(name, request.query_params[name], f"one of: {accepted}")
        if names.count(name) > 1:
            raise InvalidParameter(name, request.query_params[name], "one value")
    return dict(request.query_params)
