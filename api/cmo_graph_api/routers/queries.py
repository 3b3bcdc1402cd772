"""The cookbook under /v1/queries: this module lists our example queries and answers them."""

import json
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from cmo_graph.errors import InvalidParameter
from cmo_graph.questions.stored import bindings_of, solutions_as_json
from cmo_graph.sparql.queries import StoredQuery, stored_queries, stored_query
from cmo_graph_api.answers import graphs_of, respond
from cmo_graph_api.dependencies import RepositoryDep, SnapshotDep
from cmo_graph_api.problems import documented
from cmo_graph_api.routers.meta import NoParameters
from cmo_graph_api.routers.things import other_syntaxes

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
    query = stored_query(name)

    def build(media_type: str) -> str:
        return query.text if media_type == _SPARQL else json.dumps(_facts(query))

    return respond(request, build, version=snapshot.version.digest, offered=[_JSON, _SPARQL])  # type: ignore[return-value]  # FastAPI sends a Response as it is


@router.get(
    "/{name}/answer",
    operation_id="answer_query",
    response_class=Response,
    responses={**other_syntaxes(_RESULTS), **documented(404, 406, 422)},
)
def answer_query(request: Request, repository: RepositoryDep, name: Name) -> Response:
    """Answer a stored query; its own parameters are this request's, as keys, IRIs or tokens.

    Query text of your own goes to /sparql.
    """
    query = stored_query(name)
    given = _given(request, query)

    def build(_: str) -> str:
        bindings = bindings_of(query, given, repository=repository)
        return solutions_as_json(query, repository.snapshot.select(query.name, **bindings))

    version = repository.snapshot.version
    return respond(
        request,
        build,
        version=version.digest,
        offered=[_RESULTS, _JSON],
        depends_on=graphs_of(version),
    )


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
