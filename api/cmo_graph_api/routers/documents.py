"""Documents about things: this module answers with one thing, or a list, in any of its syntaxes.

A page shows a document to people. In RDF it is all that is stated of the thing and its parts; as
JSON and CSV it is the data that the interface under /v1 gives.
"""

from collections.abc import Callable, Iterable
from typing import Any, Literal

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, Field
from rdflib import URIRef

import cmo_graph
from cmo_graph.iri import key_of
from cmo_graph.repository import Repository
from cmo_graph.repository.serialisation import as_rdf
from cmo_graph.store.protocol import Snapshot
from cmo_graph_api.addresses import address
from cmo_graph_api.answers import graphs_of, respond
from cmo_graph_api.negotiation import CITATION_FORMATS, FORMATS, HTML, THING_FORMATS
from cmo_graph_api.pages.citing import Citation, citation_as, cite
from cmo_graph_api.pages.things import ThingStatements, read_statements
from cmo_graph_api.problems import documented
from cmo_graph_api.relations import link_header, of_thing
from cmo_graph_api.routers.things import other_syntaxes, thing_as


class ThingParameters(BaseModel):
    """Parameters of a request for a document about a thing; anything else is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[tuple(THING_FORMATS)] | None = Field(  # type: ignore[valid-type]  # known at run time
        default=None, description="Syntax; wins over Accept, as does the end of an address (.ttl)."
    )


def thing_answers(*media_types: str) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI description of a document about a thing."""
    offered = (*THING_FORMATS.values(), *media_types)
    return {**other_syntaxes(*offered), **documented(404, 406, 422)}


def answer_document(
    request: Request,
    iri: URIRef,
    path: str,
    *,
    repository: Repository,
    wanted: str | None,
    show: Callable[[ThingStatements], str],
    depends_on: str = "",
    further: Iterable[str] = (),
) -> Response:
    """Answer with the document about a thing in the syntax that is wanted.

    Args:
        request: The request.
        iri: The thing.
        path: Our path of its page, `/{kind}/{key}`.
        repository: What holds it.
        wanted: Name of a syntax that wins over the `Accept` header.
        show: Makes the page out of what is stated.
        depends_on: What the page follows from besides the dataset and the program.
        further: Media types that the caller answers with by itself, and were not wanted.
    """
    snapshot, kind = repository.snapshot, path.split("/")[1]

    def build(media_type: str) -> str | bytes:
        if media_type in CITATION_FORMATS.values():
            return citation_as(cite_thing(request, iri, path, snapshot), media_type)
        if media_type in (FORMATS["json"], FORMATS["csv"]):
            return thing_as(media_type, kind, iri, request=request, repository=repository)
        statements = read_statements(snapshot, iri, base=repository.base)
        if media_type != HTML:
            return as_rdf(statements.triples(), media_type)
        return show(statements)

    return respond(
        request,
        build,
        version=snapshot.version.digest,
        offered=(*THING_FORMATS.values(), *further),
        wanted=wanted,
        depends_on=f"{pages_depend_on(snapshot)} {depends_on}",
        headers=link_header(
            [
                *of_thing(request, iri, path, formats={}, snapshot=snapshot),
                (address(request, f"/{kind}"), "collection", HTML),
            ]
        ),
    )


def cite_thing(request: Request, iri: URIRef, path: str, snapshot: Snapshot) -> Citation:
    """Return how the page of a thing is cited."""
    title = snapshot.catalogue.labels([iri]).get(iri) or key_of(iri)
    return cite(request, snapshot, path, title=title, thing=iri)


def pages_depend_on(snapshot: Snapshot) -> str:
    """Return what a page follows from besides the dataset's digest; its footer has the number."""
    version = snapshot.version
    return f"{graphs_of(version)} {version.number} {cmo_graph.__version__}"
