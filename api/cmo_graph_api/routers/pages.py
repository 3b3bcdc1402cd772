"""Pages for people: this module has a page of each thing, and of each named graph.

A thing's page is one syntax of the document about it; the others are RDF with the same statements.
"""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any, Literal

import starlette.convertors
from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from rdflib import URIRef

from cmo_graph.iri import KEY_PATTERN, Base
from cmo_graph.model import THINGS
from cmo_graph.store.protocol import Snapshot
from cmo_graph_api.addresses import address_at, link
from cmo_graph_api.answers import respond
from cmo_graph_api.dependencies import RepositoryDep, SettingsDep, ShelvesDep
from cmo_graph_api.negotiation import HTML, PAGE_FORMATS
from cmo_graph_api.page_routes import PageRoute
from cmo_graph_api.pages.designs import designed
from cmo_graph_api.pages.graphs import graph_page
from cmo_graph_api.pages.names import kind_words
from cmo_graph_api.pages.rendering import render
from cmo_graph_api.pages.subjects import Subject
from cmo_graph_api.pages.things import ThingStatements, page_of
from cmo_graph_api.problems import documented
from cmo_graph_api.relations import link_header, of_document
from cmo_graph_api.routers.documents import (
    ThingParameters,
    answer_document,
    cite_thing,
    pages_depend_on,
    thing_answers,
)
from cmo_graph_api.routers.things import other_syntaxes

router = APIRouter(tags=["pages"], route_class=PageRoute)


class _KindConvertor(starlette.convertors.StringConvertor):
    """A step of a path that is the word of a kind; any other path is none of ours."""

    regex = "|".join(THINGS)


starlette.convertors.register_url_convertor("kind", _KindConvertor())

Kind = Annotated[
    str, Path(description="The word of a kind.", json_schema_extra={"enum": list(THINGS)})
]
Key = Annotated[str, Path(description="Key of the thing.", pattern=KEY_PATTERN)]


class DocumentParameters(BaseModel):
    """Parameters of a request for a document; anything else is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[tuple(PAGE_FORMATS)] | None = Field(  # type: ignore[valid-type]  # known at run time
        default=None, description="Syntax; wins over Accept."
    )


def page_answers(*media_types: str) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI description of a page that has other syntaxes, too."""
    return {**other_syntaxes(HTML, *media_types), **documented(404, 406, 422)}


def version_facts(request: Request, snapshot: Snapshot, path: str) -> Mapping[str, Any]:
    """Return what every page says of the dataset version it is read from."""
    version = snapshot.version
    return {
        "version": version,
        "permalink": address_at(request, path, version=version.digest),
        "current": address_at(request, path, version=None),
    }


@router.get(
    "/{kind:kind}/{key}",
    operation_id="read_page",
    response_class=Response,
    responses=thing_answers(),
)
def read_page(
    request: Request,
    repository: RepositoryDep,
    shelves: ShelvesDep,
    settings: SettingsDep,
    kind: Kind,
    key: Key,
    parameters: Annotated[ThingParameters, Query()],
) -> Response:
    """Return the document about one thing: all that is stated of it and its parts, and derived.

    As HTML it shows what points at the thing, too.
    """
    snapshot, path = repository.snapshot, f"/{kind}/{key}"
    iri = repository.resolve(key, kind)
    subject = Subject(iri, repository, shelves, settings.texts, partial(link, request))
    # The words of passages come from files beside the store.
    told = designed(kind, subject) if settings.texts else None

    def show(statements: ThingStatements) -> str:
        shown = told or designed(kind, subject)
        return render(
            request,
            shown.template,
            **shown.told,
            page=page_of(
                statements,
                snapshot,
                with_pointing=shown.with_pointing,
                with_parts=shown.with_parts,
            ),
            kind=kind,
            kind_name=kind_words(kind)[0],
            key=key,
            formats=PAGE_FORMATS,
            citation=cite_thing(request, iri, path, snapshot),
            **version_facts(request, snapshot, path),
        )

    return answer_document(
        request,
        iri,
        path,
        repository=repository,
        wanted=parameters.format,
        show=show,
        depends_on=str(told or ""),
    )


def graph_document(request: Request, snapshot: Snapshot, graph: URIRef, *, base: Base) -> Response:
    """Return the page about a named graph that the snapshot has."""
    path = "/" + graph.removeprefix(base.iri)

    def build(_: str) -> str:
        return render(
            request,
            "graph.html",
            page=graph_page(snapshot, graph, base=base),
            path=path,
            formats=PAGE_FORMATS,
            **version_facts(request, snapshot, path),
        )

    return respond(
        request,
        build,
        version=snapshot.version.digest,
        offered=[HTML],
        wanted="html",
        depends_on=pages_depend_on(snapshot),
        headers=graph_relations(request, snapshot, graph, base=base),
    )


def graph_relations(
    request: Request, snapshot: Snapshot, graph: URIRef, *, base: Base
) -> Mapping[str, str]:
    """Return what the content of a named graph says of its surroundings."""
    path = "/" + graph.removeprefix(base.iri)
    return link_header(of_document(request, path, formats=PAGE_FORMATS, snapshot=snapshot))
