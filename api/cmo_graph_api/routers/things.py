"""Things under /v1: this module gives every kind of the model a list and a page of its own.

The routes are made from `THINGS` and `FACETS`, so that a new kind or filter appears by itself.
"""

import json
from collections.abc import Sequence
from functools import cache, partial
from typing import Annotated, Any, Literal, TypeVar

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, create_model
from rdflib import URIRef

from cmo_graph.iri import KEY_PATTERN
from cmo_graph.model import THINGS, Thing
from cmo_graph.repository import FACETS, Facet, Page, Repository
from cmo_graph.repository.serialisation import (
    as_csv,
    as_json,
    as_jsonld_document,
    as_rdf,
    triples_of,
)
from cmo_graph_api.addresses import address
from cmo_graph_api.answers import respond
from cmo_graph_api.dependencies import RepositoryDep
from cmo_graph_api.negotiation import FORMATS, HTML
from cmo_graph_api.pagination import Window, next_url
from cmo_graph_api.problems import documented
from cmo_graph_api.relations import link_header, of_thing

#: Media types every thing and every list is offered in, the preferred first.
OFFERED: tuple[str, ...] = tuple(FORMATS.values())

#: Where the JSON-LD context is.
CONTEXT = "/v1/context.jsonld"

Format = Literal["json", "jsonld", "ttl", "nt", "rdf", "csv"]

#: One thing each, in words: `/v1/studies/{key}` reads a study.
_ONE: dict[str, str] = {"studies": "study", "theories": "theory", "evidence": "evidence line"}


class OneThing(BaseModel):
    """Parameters of a request for one thing; anything else is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Format | None = Field(default=None, description="Syntax; wins over Accept.")


class ManyThings(Window):
    """Parameters every list of things takes."""

    format: Format | None = Field(default=None, description="Syntax; wins over Accept.")
    q: str | None = Field(
        default=None,
        min_length=1,
        max_length=200,
        description="Words that the label or text contains; the last may be a beginning.",
    )


ThingT = TypeVar("ThingT", bound=Thing)
WindowT = TypeVar("WindowT", bound=Window)


def _one(kind: str) -> str:
    return _ONE.get(kind, kind.removesuffix("s").replace("-", " "))


def _many(kind: str) -> str:
    return {"evidence": "evidence lines"}.get(kind, kind.replace("-", " "))


def with_filters(kind: str, base: type[WindowT], *, name: str) -> type[WindowT]:
    """Return the parameters of a list of one kind: those of `base`, and a filter for each facet.

    The values of the facet `x` are in the field `x_`.
    """
    fields: dict[str, Any] = {
        f"{facet_name}_": (
            list[_values(facet)],  # type: ignore[misc]  # a type made at run time
            Field(
                default_factory=list, alias=facet_name, description=f"{facet.summary}; repeatable."
            ),
        )
        for facet_name, facet in FACETS[kind].items()
    }
    return create_model(name, __base__=base, **fields)


def filters_in(kind: str, parameters: Window) -> dict[str, list[str]]:
    """Return the filters that were asked of a list of one kind, by facet."""
    given = {name: getattr(parameters, f"{name}_") for name in FACETS[kind]}
    return {name: values for name, values in given.items() if values}


def _values(facet: Facet) -> Any:
    return Literal[facet.tokens] if facet.tokens else Annotated[str, Field(max_length=2000)]


def _camel(kind: str) -> str:
    return "".join(part.capitalize() for part in kind.split("-"))


def _body(model: type[Thing]) -> type[BaseModel]:
    """Return the model of an answer: a thing's own fields, its key, and labels."""
    own: dict[str, Any] = {
        name: (field.annotation, field) for name, field in model.model_fields.items()
    }
    return create_model(
        f"{model.__name__}Answer",
        __doc__=model.__doc__,
        key=(str, Field(description="The short name in paths.", pattern=KEY_PATTERN)),
        **own,
        labels=(
            dict[str, str],
            Field(default={}, description="A label for every thing referred to, by IRI."),
        ),
    )


def _list_body(kind: str, item: type[BaseModel]) -> type[BaseModel]:
    return create_model(
        f"{_camel(kind)}Page",
        items=(list[item], Field(description="The things on this page, in key order.")),  # type: ignore[valid-type]  # a model made at run time
        total=(int, Field(description="How many match in all.")),
        next=(str | None, Field(description="Cursor of the next page; null on the last.")),
        next_url=(str | None, Field(description="Address of the next page; null on the last.")),
        labels=(dict[str, str], Field(description="A label for everything referred to, by IRI.")),
    )


def schema_of(media_type: str) -> dict[str, str]:
    """Return the JSON schema of a body: anything for JSON, which another standard describes."""
    return {} if media_type.endswith("json") else {"type": "string"}


def other_syntaxes(*media_types: str) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI description of a 200 answer's further media types, and of a 304."""
    content = {media_type: {"schema": schema_of(media_type)} for media_type in media_types}
    headers = {
        "ETag": {"schema": {"type": "string"}, "description": "Changes with the dataset."},
        "Dataset-Version": {"schema": {"type": "string"}, "description": "Version read from."},
    }
    return {
        200: {"content": content, "headers": headers},
        304: {"description": "Not changed since the entity tag that was sent."},
    }


def _listing(page: Page, repository: Repository, request: Request) -> str:
    body = {
        "items": [as_json(thing) for thing in page.items],
        "total": page.total,
        "next": page.next,
        "next_url": next_url(request, page.next),
        "labels": repository.labels(page.items),
    }
    return json.dumps(body, ensure_ascii=False)


def _single(thing: Thing, repository: Repository) -> str:
    body = {**as_json(thing), "labels": repository.labels([thing])}
    return json.dumps(body, ensure_ascii=False)


def _written(
    media_type: str, things: Sequence[Thing], *, kind: type[Thing], context: str
) -> str | bytes:
    """Return things in a syntax other than JSON."""
    if media_type == FORMATS["jsonld"]:
        return json.dumps(as_jsonld_document(things, context=context), ensure_ascii=False)
    if media_type == FORMATS["csv"]:
        return as_csv(things, kind=kind)
    return as_rdf(triples_of(things), media_type)


def list_as(
    media_type: str, kind: str, page: Page, *, request: Request, repository: Repository
) -> str | bytes:
    """Return one page of a list as the interface gives it, in a syntax of `OFFERED`."""
    if media_type == FORMATS["json"]:
        return _listing(page, repository, request)
    context = address(request, CONTEXT)
    return _written(media_type, page.items, kind=THINGS[kind], context=context)


def thing_as(
    media_type: str, kind: str, iri: URIRef, *, request: Request, repository: Repository
) -> str | bytes:
    """Return one thing as the interface gives it, in a syntax of `OFFERED`."""
    thing = next(repository.read_all(kind, [iri]))
    if media_type == FORMATS["json"]:
        return _single(thing, repository)
    context = address(request, CONTEXT)
    return _written(media_type, [thing], kind=THINGS[kind], context=context)


def _list_things(
    kind: str, request: Request, repository: Repository, parameters: ManyThings
) -> Response:
    def build(media_type: str) -> str | bytes:
        page = repository.page(
            kind,
            filters=filters_in(kind, parameters),
            text=parameters.q,
            after=parameters.after,
            limit=parameters.limit,
        )
        return list_as(media_type, kind, page, request=request, repository=repository)

    return respond(
        request,
        build,
        version=repository.snapshot.version.digest,
        offered=OFFERED,
        wanted=parameters.format,
    )


def _read_thing(
    kind: str, request: Request, repository: Repository, key: str, wanted: str | None
) -> Response:
    iri, snapshot = repository.resolve(key, kind), repository.snapshot
    return respond(
        request,
        lambda media_type: thing_as(media_type, kind, iri, request=request, repository=repository),
        version=repository.snapshot.version.digest,
        offered=OFFERED,
        wanted=wanted,
        headers=link_header(
            [
                *of_thing(request, iri, f"/v1/{kind}/{key}", formats=FORMATS, snapshot=snapshot),
                (address(request, f"/{kind}/{key}"), "alternate", HTML),
                (address(request, f"/v1/{kind}"), "collection", FORMATS["json"]),
            ]
        ),
    )


def _add_kind(router: APIRouter, kind: str, model: type[Thing]) -> None:
    body = _body(model)
    filters = with_filters(kind, ManyThings, name=f"ListOf{_camel(kind)}Parameters")

    def list_things(request: Request, repository: RepositoryDep, parameters: Any) -> Response:
        return partial(_list_things, kind)(request, repository, parameters)

    def read_thing(
        request: Request,
        repository: RepositoryDep,
        key: Annotated[str, Path(description="Key of the thing.", pattern=KEY_PATTERN)],
        parameters: Annotated[OneThing, Query()],
    ) -> Response:
        return _read_thing(kind, request, repository, key, parameters.format)

    list_things.__annotations__["parameters"] = Annotated[filters, Query()]
    router.add_api_route(
        f"/{kind}",
        list_things,
        operation_id=f"list_{kind.replace('-', '_')}",
        summary=f"List {_many(kind)}",
        description=f"{model.__doc__ or ''}\n\nA page at a time, in key order.",
        response_model=_list_body(kind, body),
        responses={**other_syntaxes(*OFFERED[1:]), **documented(404, 406, 422)},
        tags=[kind],
    )
    router.add_api_route(
        f"/{kind}/{{key}}",
        read_thing,
        operation_id=f"read_{_one(kind).replace(' ', '_')}",
        summary=f"Read one {_one(kind)}",
        description=model.__doc__ or "",
        response_model=body,
        responses={**other_syntaxes(*OFFERED[1:]), **documented(404, 406, 422)},
        tags=[kind],
    )


@cache
def make_router() -> APIRouter:
    """Return the routes of every kind; they are made once, for their models take long."""
    router = APIRouter(prefix="/v1")
    for kind, model in THINGS.items():
        _add_kind(router, kind, model)
    return router
