"""Routes of pages: this module lets an address end in a syntax, and a form leave a field empty.

A page is asked for in one of its syntaxes by `Accept`, by `format=`, or by the end of its address.
Keys have full stops too: where a thing is called what the address ends in, it is meant
(`/concepts/sos.ttl` is the concept `sos.ttl` if there is one). Which syntaxes a page has is what
the parameter `format` of its route takes.
"""

import re
from collections.abc import Callable
from typing import Any, TypeGuard, get_args
from urllib.parse import parse_qsl, urlencode

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from cmo_graph.errors import NotFound
from cmo_graph.iri import is_key
from cmo_graph_api.addresses import place_of
from cmo_graph_api.syntaxes import keep_syntaxes

Handler = Callable[[Request], Any]

#: What the end of an address may look like that is taken for a syntax.
_SUFFIX = re.compile("[a-z][a-z0-9]{0,9}")
_TOLD_TWICE = {
    "type": "repeated",
    "loc": ("query", "format"),
    "msg": "is not taken where the address ends in a syntax already",
}


class PageRoute(APIRoute):
    """A route to a page: its address may end in a syntax, and an empty field was not sent."""

    def get_route_handler(self) -> Handler:
        """Return the handler that understands both."""
        answer, names = super().get_route_handler(), syntax_names(self)

        async def answer_page(request: Request) -> Response:
            suffix = place_of(request.scope).suffix
            if suffix:
                return await _answer_in(request, answer, names, suffix=suffix)
            try:
                return await _answer_in(request, answer, names)
            except (NotFound, RequestValidationError) as refusal:
                cut = _cut(request)
                if cut is None or not _is_about_key(refusal):
                    raise
                return await _answer_cut(answer, names, cut=cut, refusal=refusal)

        return answer_page


def syntax_names(route: APIRoute) -> tuple[str, ...]:
    """Return the names of the syntaxes of a page: what its parameter `format` takes."""
    for parameter in route.dependant.query_params:
        model = parameter.field_info.annotation
        fields = model.model_fields if _is_model(model) else {}
        if "format" in fields:
            # `Literal["html", "json"] | None`
            literal, _ = get_args(fields["format"].annotation)
            return get_args(literal)
    return ()


def _is_model(annotation: Any) -> TypeGuard[type[BaseModel]]:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


async def _answer_cut(
    answer: Handler,
    names: tuple[str, ...],
    *,
    cut: tuple[Request, str],
    refusal: NotFound | RequestValidationError,
) -> Response:
    """Answer with the page of what the address names before its suffix.

    Raises:
        NotFound: nothing is called that; of two readings, the one is told that could be a key.
    """
    shorter, suffix = cut
    if suffix not in names and (isinstance(refusal, NotFound) or not is_key(_last(shorter))):
        raise refusal
    try:
        return await _answer_in(shorter, answer, names, suffix=suffix)
    except NotFound:
        if isinstance(refusal, NotFound):
            raise refusal from None
        raise


async def _answer_in(
    request: Request, answer: Handler, names: tuple[str, ...], *, suffix: str = ""
) -> Response:
    if suffix and suffix not in names:
        raise HTTPException(404, _unknown(suffix, names))
    given = parse_qsl(request.url.query, keep_blank_values=True)
    filled = [(name, value) for name, value in given if value.strip()]
    if suffix and any(name == "format" for name, _ in filled):
        raise RequestValidationError([_TOLD_TWICE])
    asked = [*filled, *([("format", suffix)] if suffix else [])]
    scope = {**request.scope, "query_string": urlencode(asked).encode()}
    inner = Request(scope, request.receive)
    if names:
        keep_syntaxes(inner, scope["path"], names, named=suffix)
    found: Response = await answer(inner)
    return found


def _unknown(suffix: str, names: tuple[str, ...]) -> str:
    if not names:
        return f"This page is not there as .{suffix}; it has no syntax but its own."
    there = ", ".join(f".{name}" for name in names)
    return f"This page is not there as .{suffix}. An address of it may end in: {there}."


def _cut(request: Request) -> tuple[Request, str] | None:
    """Return a request without what follows the last full stop of its key, and that."""
    path: str = request.scope["path"]
    stem, _, suffix = _last(request).rpartition(".")
    if not stem or not _SUFFIX.fullmatch(suffix) or not path.endswith(f".{suffix}"):
        return None
    params = request.path_params
    scope = {
        **request.scope,
        "path": path.removesuffix(f".{suffix}"),
        "path_params": {**params, next(reversed(params)): stem},
    }
    return Request(scope, request.receive), suffix


def _last(request: Request) -> str:
    """Return the last parameter of the path; empty when it has none."""
    return str(next(reversed(request.path_params.values()), ""))


def _is_about_key(refusal: NotFound | RequestValidationError) -> bool:
    """Say whether a request was refused for what its path ends in."""
    if isinstance(refusal, NotFound):
        return True
    return any(fault["loc"][0] == "path" for fault in refusal.errors())
