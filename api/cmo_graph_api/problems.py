"""How errors are told over HTTP: this module answers with RFC 9457 problems.

The library raises its own classes; `problem_kinds` says with which status, type and next step each
is told.
"""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from cmo_graph import errors
from cmo_graph_api.addresses import asked_from_root, link
from cmo_graph_api.methods import methods_of
from cmo_graph_api.negotiation import accepted, wants_page
from cmo_graph_api.observing import REQUEST_ID, noted
from cmo_graph_api.pages.rendering import problem_page
from cmo_graph_api.problem_kinds import HTTP_SLUGS, Kind, kind_of

logger = logging.getLogger(__name__)

#: Beginning of every problem type's IRI; what follows is the slug.
PROBLEMS = "https://w3id.org/cmo-graph/problems#"
MEDIA_TYPE = "application/problem+json"
#: What a log calls the answer to a client that went away; nobody receives it.
CLIENT_GONE = 499


class Problem(BaseModel):
    """An RFC 9457 problem; further members depend on its type."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="IRI of the kind of problem.", examples=[PROBLEMS + "not-found"])
    title: str = Field(description="The kind of problem in a few words.")
    status: int = Field(description="HTTP status code.")
    detail: str = Field(description="What went wrong this time, and what to do.")
    instance: str = Field(description="Path that was asked for.")
    request_id: str | None = Field(
        default=None, description="The request's id, under which the access log has it."
    )


def register(app: FastAPI) -> None:
    """Make `app` answer every failure with a problem."""
    app.add_exception_handler(errors.CmoGraphError, _tell_library_error)
    app.add_exception_handler(RequestValidationError, _tell_invalid_request)
    app.add_exception_handler(HTTPException, _tell_http_error)
    app.add_exception_handler(ClientDisconnect, _tell_nobody)
    app.add_exception_handler(Exception, _tell_unexpected)


def _answer(
    request: Request,
    *,
    status: int,
    slug: str,
    title: str,
    detail: str,
    members: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    body = {
        **(members or {}),
        "type": PROBLEMS + slug,
        "title": title,
        "status": status,
        "detail": detail,
        "instance": asked_from_root(request),
        **_noted(request, slug),
    }
    return _sent(request, body, status=status, headers=headers or {})


def _sent(
    request: Request, body: Mapping[str, object], *, status: int, headers: Mapping[str, str]
) -> Response:
    """Send a problem, to somebody who wants to read pages as a page."""
    told = {**headers, "Vary": "Accept"}
    if wants_page(accepted(request), MEDIA_TYPE):
        return HTMLResponse(problem_page(request, body), status, headers=told)
    return JSONResponse(dict(body), status, headers=told, media_type=MEDIA_TYPE)


def _tell_library_error(request: Request, error: Exception) -> Response:
    kind = kind_of(error)
    if kind is None or not isinstance(error, errors.CmoGraphError):
        return _tell_unexpected(request, error)
    body = as_problem(error, kind=kind, instance=asked_from_root(request))
    body |= _noted(request, kind.slug)
    waits = error.members.get("retry_after")
    headers = {**kind.headers, **({"Retry-After": str(waits)} if waits else {})}
    return _sent(request, body, status=kind.status, headers=headers)


def _noted(request: Request, slug: str) -> dict[str, str]:
    """Note the reason for the access log; return the member that names the line in it."""
    notes = noted(request.scope)
    notes.reason = slug
    return {"request_id": notes.request_id}


def slug_of(error: object) -> str:
    """Return the slug of what broke off an answer, or of what that was raised from."""
    while isinstance(error, Exception):
        kind = kind_of(error)
        if kind is not None:
            return kind.slug
        error = error.__cause__
    return "unexpected"


def as_problem(
    error: errors.CmoGraphError, *, instance: str, kind: Kind | None = None
) -> dict[str, object]:
    """Return a library error as an RFC 9457 problem; its members stand beside the standard ones.

    Raises:
        KeyError: no row of `KINDS` says how it is told.
    """
    kind = kind or kind_of(error)
    if kind is None:
        raise KeyError(type(error))
    return {
        **error.members,
        "type": PROBLEMS + kind.slug,
        "title": kind.title,
        "status": kind.status,
        "detail": f"{error} {kind.next_step}".strip(),
        "instance": instance,
    }


def _tell_invalid_request(request: Request, error: Exception) -> Response:
    found = error.errors() if isinstance(error, RequestValidationError) else ()
    faults = [_fault(fault) for fault in found]
    return _answer(
        request,
        status=422,
        slug="parameter-invalid",
        title="A parameter is not acceptable",
        detail=" ".join(f"{fault['parameter']}: {fault['message']}." for fault in faults)
        + f" See {link(request, '/docs')} for what is accepted.",
        members={"errors": faults},
    )


def _fault(fault: Mapping[str, Any]) -> dict[str, str]:
    place: Sequence[Any] = fault["loc"]
    unknown = fault["type"] == "extra_forbidden"
    return {
        "in": str(place[0]),
        "parameter": ".".join(str(step) for step in place[1:]) or str(place[0]),
        "message": "is not a parameter of this request" if unknown else str(fault["msg"]),
    }


def _tell_http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = getattr(error, "headers", None)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers = {"Allow": methods_of(request)}
        if request.method == "OPTIONS":
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)
    title = HTTPStatus(status).phrase
    detail = str(getattr(error, "detail", "") or title)
    return _answer(
        request,
        status=status,
        slug=HTTP_SLUGS.get(status, title.lower().replace(" ", "-")),
        title=title,
        detail=_about(request, status) if detail == title else detail,
        headers=headers,
    )


def _about(request: Request, status: int) -> str:
    """Return what HTTP's own name of a failure does not say."""
    path = asked_from_root(request)
    if status == HTTPStatus.NOT_FOUND:
        return (
            f"Nothing is at {path}. The addresses that there are stand at {link(request, '/docs')}."
        )
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return f"{path} does not take {request.method}; the header Allow names what it takes."
    return f"{HTTPStatus(status).phrase}: {path}."


def _tell_nobody(request: Request, error: Exception) -> Response:  # noqa: ARG001 - as all of them
    """End a request whose client went away before all of it was there."""
    return Response(status_code=CLIENT_GONE)


def _tell_unexpected(request: Request, error: Exception) -> Response:
    number = noted(request.scope).request_id
    logger.error("request %s failed unexpectedly", number, exc_info=error)
    return _answer(
        request,
        status=500,
        slug="unexpected",
        title="Something went wrong here",
        detail=f"The failure is in the server's log under {number}.",
        members={"log_id": number},
        headers={REQUEST_ID: number},
    )


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return OpenAPI responses for problems with these statuses."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }
