"""The ontology under /ns: this module serves its documentation and its statements.

Its IRIs begin with an address that is not ours; whoever has it redirects it here. They are
fragments of one document, which is this one.

Source: https://www.w3.org/TR/swbp-vocab-pub/ recipe 3.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

import cmo_graph
from cmo_graph.errors import NotFound
from cmo_graph.mapping import Triple
from cmo_graph.repository.serialisation import as_rdf
from cmo_graph_api.addresses import VERSION_HEADER, link
from cmo_graph_api.answers import respond
from cmo_graph_api.dependencies import StoreDep
from cmo_graph_api.dereferencing import ONTOLOGY
from cmo_graph_api.negotiation import FORMATS, HTML, PAGE_FORMATS
from cmo_graph_api.page_routes import PageRoute
from cmo_graph_api.pages import ontology
from cmo_graph_api.pages.rendering import render
from cmo_graph_api.problems import documented
from cmo_graph_api.relations import link_header
from cmo_graph_api.routers.meta import NoParameters
from cmo_graph_api.routers.pages import DocumentParameters, page_answers
from cmo_graph_api.routers.things import other_syntaxes
from cmo_graph_api.syntaxes import alternates

router = APIRouter(prefix="/ns", tags=["ontology"], route_class=PageRoute)

#: Licence of the ontology.
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_RDF: Mapping[str, str] = {name: FORMATS[name] for name in ("ttl", "jsonld", "nt", "rdf")}


class PartParameters(BaseModel):
    """In which syntax a part of the ontology is wanted; it has no page."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[tuple(_RDF)] | None = Field(  # type: ignore[valid-type]  # known at run time
        default=None, description="Syntax; wins over Accept."
    )


def _relations(request: Request, path: str) -> Mapping[str, str]:
    return link_header(
        [
            *alternates(request),
            (LICENCE, "license", ""),
            (ONTOLOGY, "canonical" if path == "/ns" else "collection", ""),
        ]
    )


def _answer(
    request: Request,
    path: str,
    document: str,
    *,
    triples: Iterable[Triple],
    page: Callable[[], str] | None,
    wanted: str | None,
) -> Response:
    """Answer with a page or with RDF; the dataset has no part in it."""
    formats = PAGE_FORMATS if page else _RDF

    def build(media_type: str) -> str | bytes:
        return page() if page and media_type == HTML else as_rdf(triples, media_type)

    answer = respond(
        request,
        build,
        version=ontology.digest_of(document),
        offered=tuple(formats.values()),
        wanted=wanted,
        headers=_relations(request, path),
        depends_on=cmo_graph.__version__,
    )
    del answer.headers[VERSION_HEADER]
    return answer


@router.get(
    "",
    operation_id="read_ontology",
    response_class=Response,
    responses=page_answers(*_RDF.values()),
)
def read_ontology(
    request: Request, store: StoreDep, parameters: Annotated[DocumentParameters, Query()]
) -> Response:
    """Return the ontology with its schemes: as documentation, or as RDF."""

    def page() -> str:
        return render(
            request,
            "ontology.html",
            vocabulary=ontology.vocabulary(store.base),
            iri=ONTOLOGY,
            formats=PAGE_FORMATS,
        )

    return _answer(
        request,
        "/ns",
        "terms",
        triples=ontology.triples_of("terms"),
        page=page,
        wanted=parameters.format,
    )


@router.get(
    "/context.jsonld",
    operation_id="read_ontology_context",
    response_class=Response,
    responses={**other_syntaxes(_RDF["jsonld"]), **documented(406, 422)},
)
def read_ontology_context(request: Request, _: Annotated[NoParameters, Query()]) -> Response:
    """Return the JSON-LD context that travels with the ontology."""
    answer = respond(
        request,
        lambda _: ontology.context_text(),
        version=cmo_graph.__version__,
        offered=[_RDF["jsonld"], FORMATS["json"]],
    )
    del answer.headers[VERSION_HEADER]
    return answer


def _add_document(name: str, summary: str) -> None:
    def read_part(request: Request, parameters: Annotated[PartParameters, Query()]) -> Response:
        return _answer(
            request,
            f"/ns/{name}",
            name,
            triples=ontology.triples_of(name),
            page=None,
            wanted=parameters.format,
        )

    responses: dict[int | str, dict[str, Any]] = {
        **other_syntaxes(*_RDF.values()),
        **documented(406, 422),
    }
    router.add_api_route(
        f"/{name}",
        read_part,
        operation_id=f"read_{name}",
        summary=summary,
        response_class=Response,
        responses=responses,
    )


_add_document("shapes", "Return the SHACL shapes that data has to fit")
_add_document("alignments", "Return the matches with terms of other ontologies")


@router.get(
    "/{name}",
    operation_id="read_ontology_scheme",
    response_class=Response,
    responses={
        **page_answers(*_RDF.values()),
        303: {"description": "A term, or the version: it is told of at /ns."},
    },
)
def read_ontology_scheme(
    request: Request,
    store: StoreDep,
    name: Annotated[
        str, Path(pattern="^[A-Za-z0-9][A-Za-z0-9.-]{0,99}$", description="Local name of a term.")
    ],
    parameters: Annotated[DocumentParameters, Query()],
) -> Response:
    """Return one scheme and its members; any other term, and the version, lead to /ns."""
    try:
        triples = ontology.scheme_triples(name)
    except NotFound:
        return RedirectResponse(_within(request, name), status_code=303)

    def page() -> str:
        scheme = ontology.scheme_facts(name, base=store.base)
        path = f"/ns/{name}"
        return render(
            request,
            "scheme.html",
            scheme=scheme,
            vocabulary=ontology.vocabulary(store.base),
            iri=ONTOLOGY,
            path=path,
            formats=PAGE_FORMATS,
        )

    return _answer(
        request, f"/ns/{name}", "terms", triples=triples, page=page, wanted=parameters.format
    )


def _within(request: Request, name: str) -> str:
    """Return where in the ontology's own document something is told of.

    Raises:
        NotFound: the ontology says nothing of it.
    """
    if name == ontology.version():
        return link(request, "/ns")
    if ontology.is_term(name):
        return link(request, f"/ns#{name}")
    raise NotFound("term", name)
