"""Lists for people: this module gives every kind of thing a table, with filters in the address.

The filters are those of the same list under /v1; the routes are made from `THINGS` and `FACETS`.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Annotated, Any, Literal, TypedDict

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from rdflib import URIRef

from cmo_graph.model import CLAIMS, THINGS
from cmo_graph.repository import FACETS, Repository
from cmo_graph_api.answers import respond
from cmo_graph_api.dependencies import RepositoryDep
from cmo_graph_api.negotiation import CITATION_FORMATS, HTML, THING_FORMATS
from cmo_graph_api.page_routes import PageRoute
from cmo_graph_api.pages.asking import Asking, asking
from cmo_graph_api.pages.citing import Citation, citation_as, cite
from cmo_graph_api.pages.evidence import in_words
from cmo_graph_api.pages.names import kind_words
from cmo_graph_api.pages.ontology import definition_of
from cmo_graph_api.pages.rendering import render
from cmo_graph_api.pages.statuses import LOOKS
from cmo_graph_api.pages.tables import table_of
from cmo_graph_api.pagination import Window
from cmo_graph_api.relations import link_header, of_document
from cmo_graph_api.routers.documents import pages_depend_on, thing_answers
from cmo_graph_api.routers.pages import version_facts
from cmo_graph_api.routers.things import filters_in, list_as, with_filters
from cmo_graph_api.syntaxes import own_path

#: Things on one page of a list; and claims, whose evidence is summed up for each.
PAGE_SIZE, CLAIMS_ON_PAGE = 50, 25


class PageParameters(Window):
    """Parameters of a list that people read."""

    limit: int = Field(default=PAGE_SIZE, ge=1, le=500, description="Most things on the page.")
    q: str | None = Field(default=None, max_length=200, description="Words to look for.")
    format: Literal[tuple(THING_FORMATS)] | None = Field(  # type: ignore[valid-type]  # known at run time
        default=None, description="Syntax; wins over Accept."
    )


class ClaimsPageParameters(PageParameters):
    """The same for claims."""

    limit: int = Field(default=CLAIMS_ON_PAGE, ge=1, le=500, description="Most things on the page.")


class _Window(TypedDict):
    text: str | None
    after: str | None
    limit: int


@cache
def make_router() -> APIRouter:
    """Return the lists of every kind; they are made once, for their models take long."""
    router = APIRouter(tags=["pages"], route_class=PageRoute)
    for kind in THINGS:
        _add_list(router, kind)
    return router


def _add_list(router: APIRouter, kind: str) -> None:
    def show_list(request: Request, repository: RepositoryDep, parameters: Any) -> Response:
        return _show(kind, request, repository, parameters)

    camel = "".join(part.capitalize() for part in kind.split("-"))
    base = ClaimsPageParameters if THINGS[kind] in CLAIMS else PageParameters
    filtered = with_filters(kind, base, name=f"TableOf{camel}Parameters")
    show_list.__annotations__["parameters"] = Annotated[filtered, Query()]
    router.add_api_route(
        f"/{kind}",
        show_list,
        operation_id=f"show_{kind.replace('-', '_')}",
        summary=f"Show {kind_words(kind)[1]}",
        description="For people: as a table, a page at a time, in key order.",
        response_class=Response,
        responses=thing_answers(),
    )


def _show(
    kind: str, request: Request, repository: Repository, parameters: PageParameters
) -> Response:
    snapshot = repository.snapshot
    filters = filters_in(kind, parameters)
    resolved = repository.filter_values(kind, filters)

    def told_of() -> Citation:
        return cite(request, snapshot, own_path(request), title=_title(kind))

    def build(media_type: str) -> str | bytes:
        if media_type in CITATION_FORMATS.values():
            return citation_as(told_of(), media_type)
        if media_type != HTML:
            found = repository.page(kind, filters=filters, **_window(parameters))
            return list_as(media_type, kind, found, request=request, repository=repository)
        return _page(kind, request, repository, parameters, resolved, citation=told_of())

    return respond(
        request,
        build,
        version=snapshot.version.digest,
        offered=tuple(THING_FORMATS.values()),
        wanted=parameters.format,
        depends_on=pages_depend_on(snapshot),
        headers=link_header(of_document(request, f"/{kind}", formats={}, snapshot=snapshot)),
    )


def _page(
    kind: str,
    request: Request,
    repository: Repository,
    parameters: PageParameters,
    resolved: Mapping[str, Sequence[str]],
    *,
    citation: Citation,
) -> str:
    """Return the page with the table; `resolved` are the filters' values as the catalogue has."""
    snapshot, filters = repository.snapshot, filters_in(kind, parameters)
    page = snapshot.catalogue.page(kind, filters=resolved, **_window(parameters))
    named = {value for values in resolved.values() for value in values if ":" in value}
    labels = snapshot.catalogue.labels(URIRef(value) for value in named)
    told = {str(iri): label for iri, label in labels.items()}
    asked = asking(request, f"/{kind}", told, base=repository.base)
    return render(
        request,
        "list.html",
        kind=kind,
        kind_name=kind_words(kind)[1],
        definition=_definition(kind),
        table=table_of(kind, page.iris, repository=repository),
        looks=LOOKS,
        asked=asked,
        chips=_chips(filters, resolved, asked),
        choices=_choices(kind, filters),
        total=page.total,
        q=parameters.q or "",
        is_first=parameters.after is None,
        next_path=asked.changed(after=page.next) if page.next else "",
        citation=citation,
        **version_facts(request, snapshot, asked.changed()),
    )


def _window(parameters: PageParameters) -> _Window:
    """Return which things of the list the page has."""
    return {"text": parameters.q or None, "after": parameters.after, "limit": parameters.limit}


def _title(kind: str) -> str:
    words = kind_words(kind)[1]
    return words[:1].upper() + words[1:]


def _chips(
    filters: Mapping[str, Sequence[str]], resolved: Mapping[str, Sequence[str]], asked: Asking
) -> list[tuple[str, str, str]]:
    """Return the filters that hold: facet and value in words, and the address without it."""
    return [
        (
            in_words(name),
            asked.show(value).text if ":" in value else in_words(value),
            asked.changed(**{name: asked.without(name, given), "after": None}),
        )
        for name, values in filters.items()
        for given, value in zip(values, resolved[name], strict=True)
    ]


def _choices(kind: str, filters: Mapping[str, Sequence[str]]) -> list[tuple[str, str, Any]]:
    """Return the filters with few values: name, what it is of, and its values with the chosen."""
    return [
        (
            name,
            in_words(name),
            [(token, in_words(token), token in filters.get(name, ())) for token in facet.tokens],
        )
        for name, facet in FACETS[kind].items()
        if facet.tokens
    ]


def _definition(kind: str) -> str:
    """Return what the things of a kind are: in the ontology's words, else in the model's."""
    model = THINGS[kind]
    told = (model.__doc__ or "").partition("\n\n")[0].replace("`", "")
    return definition_of(model.rdf_type) or " ".join(told.split())
