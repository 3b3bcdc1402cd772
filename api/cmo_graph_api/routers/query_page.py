"""The page to write SPARQL on: this module has the page, and the terms that its editor completes.

Without a script the page is a form that sends the query to /sparql. The query is in the address, so
it can be shared; the page itself asks nothing.
"""

import json
from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

import cmo_graph
from cmo_graph.sparql.queries import StoredQuery, stored_queries
from cmo_graph.vocabulary import PREFIXES
from cmo_graph_api.answers import respond
from cmo_graph_api.dependencies import RepositoryDep
from cmo_graph_api.negotiation import CITATION_FORMATS, HTML
from cmo_graph_api.page_routes import PageRoute
from cmo_graph_api.pages.citing import citation_as, cite
from cmo_graph_api.pages.names import curie
from cmo_graph_api.pages.ontology import vocabulary
from cmo_graph_api.pages.rendering import render
from cmo_graph_api.problems import documented
from cmo_graph_api.relations import link_header, of_document
from cmo_graph_api.routers.meta import NoParameters
from cmo_graph_api.routers.pages import page_answers, version_facts
from cmo_graph_api.routers.reasoned import JSON
from cmo_graph_api.syntaxes import own_path

router = APIRouter(tags=["pages"], route_class=PageRoute)

#: What the editor holds when nobody has written anything: every claim and what it is called.
FIRST_QUERY = """\
PREFIX cmo: <https://w3id.org/cmo-graph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?configuration ?label {
  ?configuration a cmo:Configuration ;
    rdfs:label ?label .
}
ORDER BY ?label
"""
#: Formats that the form offers, as /sparql calls them.
_OFFERED = (
    ("json", "JSON"),
    ("csv", "CSV"),
    ("tsv", "TSV"),
    ("xml", "XML"),
    ("turtle", "Turtle (of a graph)"),
)


#: The page, and how the query on it is cited.
_FORMATS: Mapping[str, str] = {"html": HTML, **CITATION_FORMATS}


class QueryPage(BaseModel):
    """What stands in the editor."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    query: str = Field(
        default=FIRST_QUERY, max_length=8_000, description="The query to begin with."
    )
    example: str | None = Field(
        default=None, max_length=80, description="Name of a query of the cookbook, instead."
    )
    format: Literal[tuple(_FORMATS)] | None = Field(  # type: ignore[valid-type]  # known at run time
        default=None, description="Syntax; wins over Accept."
    )


class Term(BaseModel):
    """A term that a query can name."""

    name: str = Field(description="With the prefix of its namespace.")
    label: str


class Terms(BaseModel):
    """The terms of the ontology, and those of others that are used here."""

    terms: list[Term]


@router.get(
    "/query",
    operation_id="show_query_page",
    response_class=Response,
    responses=page_answers(*CITATION_FORMATS.values()),
)
def show_query_page(
    request: Request, repository: RepositoryDep, page: Annotated[QueryPage, Query()]
) -> Response:
    """Return the page to write a query on, with the examples of the cookbook."""
    snapshot = repository.snapshot
    examples = {query.name: query for query in stored_queries() if query.folder == "cookbook"}
    example = examples.get(page.example or "")

    def build(media_type: str) -> str:
        title = "A SPARQL query" if example is None else example.summary
        told = cite(request, snapshot, own_path(request), title=title)
        if media_type != HTML:
            return citation_as(told, media_type)
        return render(
            request,
            "query.html",
            query=page.query if example is None else example_text(example),
            examples=examples.values(),
            offered=_OFFERED,
            prefixes=json.dumps(PREFIXES),
            citation=told,
            **version_facts(request, snapshot, own_path(request)),
        )

    return respond(
        request,
        build,
        version=snapshot.version.digest,
        offered=tuple(_FORMATS.values()),
        wanted=page.format,
        depends_on=cmo_graph.__version__,
        headers=link_header(of_document(request, own_path(request), formats={}, snapshot=snapshot)),
    )


def example_text(query: StoredQuery) -> str:
    """Return a query of the cookbook as it stands in an editor.

    Its header is left out; a comment says how to bind each of its variables that is a parameter.
    """
    lines = [line for line in query.text.splitlines() if not line.startswith("#+")]
    told = [
        f"# ?{one.name}: {one.description} To choose one: VALUES ?{one.name} {{ … }} in the braces."
        for one in query.parameters.values()
    ]
    return "\n".join([f"# {query.summary}", *told, *lines]).strip() + "\n"


@router.get(
    "/query/terms",
    operation_id="list_query_terms",
    response_model=Terms,
    responses=documented(406, 422),
)
def list_query_terms(
    request: Request, repository: RepositoryDep, _: Annotated[NoParameters, Query()]
) -> Response:
    """Return what a query can name: classes, properties and codes of the ontology."""
    known = vocabulary(repository.base)
    facts = [
        *known.classes,
        *known.properties,
        *known.borrowed,
        *(member for scheme in known.schemes for member in scheme.members),
    ]
    terms = [Term(name=curie(one.iri), label=one.label) for one in facts]
    return respond(
        request,
        lambda _: Terms(terms=terms).model_dump_json(),
        version=repository.snapshot.version.digest,
        offered=[JSON],
        depends_on=cmo_graph.__version__,
    )
