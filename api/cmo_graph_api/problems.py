"""How errors are told over HTTP: this module answers with RFC 9457 problems.

The library raises its own classes; one table says with which status, type and next step each is
told. docs/problems.md has a section for every slug; a test holds the two together.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from cmo_graph import errors
from cmo_graph_api.addresses import asked_path
from cmo_graph_api.negotiation import accepted, wants_page
from cmo_graph_api.observing import REQUEST_ID, noted
from cmo_graph_api.pages.rendering import problem_page

logger = logging.getLogger(__name__)

#: Beginning of every problem type's IRI; what follows is the slug.
PROBLEMS = "https://w3id.org/cmo-graph/problems#"
MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """How one library error is told over HTTP."""

    status: HTTPStatus
    slug: str
    title: str
    next_step: str
    #: Seconds after which trying again makes sense; None when it does not.
    retry_after: int | None = None
    #: How a client can say who it is (`WWW-Authenticate`); empty when that would not help.
    challenge: str = ""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers that go with the problem."""
        headers = {"WWW-Authenticate": self.challenge} if self.challenge else {}
        if self.retry_after is not None:
            headers["Retry-After"] = str(self.retry_after)
        return headers


#: Every library error the API can answer with.
KINDS: Mapping[type[errors.CmoGraphError], Kind] = {
    errors.NotFound: Kind(
        HTTPStatus.NOT_FOUND, "not-found", "No such thing", "List its kind to see the keys."
    ),
    errors.SeveralCalled: Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "label-ambiguous",
        "Several things have this label",
        "Give the key of the one that is meant.",
    ),
    errors.MalformedThing: Kind(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "thing-malformed",
        "Something stored is not as the model has it",
        "SPARQL still reads it; mend it with an update, or load its review again.",
    ),
    errors.FiguresNotInstalled: Kind(
        HTTPStatus.NOT_IMPLEMENTED,
        "figures-not-installed",
        "This server does not write such pictures",
        "Ask for SVG, which every browser shows and prints.",
    ),
    errors.UnknownQuery: Kind(
        HTTPStatus.NOT_FOUND, "query-not-found", "No such query", "List them with GET /v1/queries."
    ),
    errors.VersionNotKept: Kind(
        HTTPStatus.NOT_FOUND,
        "version-not-kept",
        "No such dataset version",
        "List those that are kept with GET /v1/datasets.",
    ),
    errors.StoreUnavailable: Kind(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "store-unavailable",
        "The server that keeps the data does not answer",
        "Try again soon.",
        retry_after=5,
    ),
    errors.VersionTooLarge: Kind(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "version-too-large",
        "This version cannot be read this way",
        "Ask the current version.",
        retry_after=5,
    ),
    errors.StoreReadOnly: Kind(
        HTTPStatus.FORBIDDEN, "store-read-only", "The store takes no writes", ""
    ),
    errors.VersionReadOnly: Kind(
        HTTPStatus.FORBIDDEN,
        "version-read-only",
        "A dataset version never changes",
        "Leave /v1/datasets/{version} out of the address to change what comes next.",
    ),
    errors.InvalidParameter: Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "parameter-invalid",
        "A parameter is not acceptable",
        "See /docs for what it may be.",
    ),
    errors.TooManyClaims: Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "too-many-claims",
        "The question is about too many claims",
        "Name a theory (theory=…) or a review (review=…), or leave out the filters of evidence.",
    ),
    errors.NotYetWorkedOut: Kind(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "not-yet-worked-out",
        "This is being worked out",
        "Try again in a minute, or name a theory (theory=…) or a review (review=…).",
        retry_after=60,
    ),
    errors.ContradictoryScenario: Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "scenario-contradictory",
        "The scenario contradicts itself",
        "Leave the concept out of one of the two.",
    ),
    errors.InvalidIRI: Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY, "iri-invalid", "Not an IRI", "Give an absolute IRI."
    ),
    errors.NotAQuery: Kind(
        HTTPStatus.BAD_REQUEST,
        "not-a-query",
        "Not a SPARQL query",
        "Only queries are answered here.",
    ),
    errors.QuerySyntaxError: Kind(
        HTTPStatus.BAD_REQUEST, "query-malformed", "The query is not SPARQL", ""
    ),
    errors.QueryTooComplex: Kind(
        HTTPStatus.BAD_REQUEST, "query-too-complex", "The query is too complex", "Ask in parts."
    ),
    errors.QueryTooLong: Kind(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "query-too-long",
        "The query is too long",
        "Ask in parts; what is too long for an address may be sent by POST.",
    ),
    errors.FederationRefused: Kind(
        HTTPStatus.FORBIDDEN,
        "federation-refused",
        "Other servers are not called",
        "Ask the other server yourself.",
    ),
    errors.QueryNotSupported: Kind(
        HTTPStatus.BAD_REQUEST, "query-not-supported", "The engine cannot evaluate this", ""
    ),
    errors.UnknownResultFormat: Kind(
        HTTPStatus.NOT_ACCEPTABLE, "not-acceptable", "Not Acceptable", "Ask for one of those."
    ),
    errors.QueryTimedOut: Kind(
        HTTPStatus.GATEWAY_TIMEOUT,
        "query-timed-out",
        "The query took too long",
        "Bind more of it, or add LIMIT.",
    ),
    errors.QueryOutOfMemory: Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "query-out-of-memory",
        "The query needs too much memory",
        "Bind more of it, or leave out ORDER BY and DISTINCT.",
    ),
    errors.QueryCrashed: Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "query-crashed",
        "The engine broke down over this query",
        "Write it in another way.",
    ),
    errors.AnswerTooLarge: Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "answer-too-large",
        "The answer is too large",
        "Add LIMIT and OFFSET.",
    ),
    errors.TooManyQueries: Kind(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "too-many-queries",
        "Too many queries at once",
        "Try again soon.",
        retry_after=5,
    ),
    errors.QueueIsFull: Kind(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "queue-full",
        "Too many queries are waiting",
        "Try again soon.",
        retry_after=5,
    ),
    errors.ClientAsksTooMuch: Kind(
        HTTPStatus.TOO_MANY_REQUESTS,
        "too-many-queries-of-one-client",
        "You have too many queries under way",
        "Wait until one has ended.",
        retry_after=2,
    ),
    errors.QueryTimeSpent: Kind(
        HTTPStatus.TOO_MANY_REQUESTS,
        "query-time-spent",
        "Your query time is used up",
        "Wait, or ask for less.",
    ),
    errors.NotAnUpdate: Kind(
        HTTPStatus.BAD_REQUEST,
        "not-an-update",
        "Not a SPARQL update",
        "Send a query as the parameter query, or as application/sparql-query.",
    ),
    errors.LoadRefused: Kind(
        HTTPStatus.FORBIDDEN,
        "load-refused",
        "No document is fetched",
        "Fetch it yourself, and send it to /graphs.",
    ),
    errors.DatasetNamedTwice: Kind(
        HTTPStatus.BAD_REQUEST,
        "dataset-named-twice",
        "Two datasets are named",
        "Name the graphs in one of the two places.",
    ),
    errors.WritesDisabled: Kind(
        HTTPStatus.FORBIDDEN,
        "writes-disabled",
        "Nobody can write here",
        "Load with the command line, or start the server with a token.",
    ),
    errors.WriteNotAuthorised: Kind(
        HTTPStatus.UNAUTHORIZED,
        "write-not-authorised",
        "A write needs the token",
        "Send it as Authorization: Bearer and the token.",
        challenge='Bearer realm="writes"',
    ),
    errors.GraphNotFound: Kind(
        HTTPStatus.NOT_FOUND, "graph-not-found", "No such graph", "List them with GET /v1/meta."
    ),
    errors.GraphNotNamed: Kind(
        HTTPStatus.BAD_REQUEST,
        "graph-not-named",
        "No graph is named",
        "Give either graph and an absolute IRI, or default.",
    ),
    errors.GraphReadOnly: Kind(
        HTTPStatus.FORBIDDEN,
        "graph-read-only",
        "This graph is the program's own",
        "Write to another graph.",
    ),
    errors.MalformedRDF: Kind(
        HTTPStatus.BAD_REQUEST, "rdf-malformed", "The RDF breaks its grammar", "Nothing was stored."
    ),
    errors.RefusedRDF: Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY, "rdf-refused", "The RDF is not kept", "Nothing was stored."
    ),
    errors.StoreInUse: Kind(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "store-in-use",
        "Somebody else is writing",
        "Try again soon.",
        retry_after=5,
    ),
    errors.MalformedUpload: Kind(
        HTTPStatus.BAD_REQUEST,
        "upload-malformed",
        "The body cannot be read",
        "Nothing was stored.",
    ),
    errors.ImportHasProblems: Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "import-has-problems",
        "The files have problems",
        "Nothing was stored.",
    ),
    errors.ReviewChanged: Kind(
        HTTPStatus.CONFLICT,
        "review-changed",
        "Somebody else changed the review",
        "Ask again.",
    ),
    errors.NotExportable: Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "not-exportable",
        "The file cannot hold the review",
        "Ask for another kind, or change the review.",
    ),
    errors.UnsupportedMediaType: Kind(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "media-type-unsupported",
        "Unsupported Media Type",
        "Send one of those.",
    ),
}

#: Names of the problems that HTTP itself knows, by status.
HTTP_SLUGS: Mapping[int, str] = {
    404: "no-such-page",
    405: "method-not-allowed",
    406: "not-acceptable",
    412: "precondition-failed",
    413: "request-too-large",
    415: "media-type-unsupported",
    503: "busy",
}


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
        "instance": asked_path(request),
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
    kind = _kind_of(error)
    if kind is None or not isinstance(error, errors.CmoGraphError):
        return _tell_unexpected(request, error)
    body = as_problem(error, kind=kind, instance=asked_path(request))
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
        kind = _kind_of(error)
        if kind is not None:
            return kind.slug
        error = error.__cause__
    return "unexpected"


def _kind_of(error: Exception) -> Kind | None:
    return next((KINDS[cls] for cls in type(error).__mro__ if cls in KINDS), None)


def as_problem(
    error: errors.CmoGraphError, *, instance: str, kind: Kind | None = None
) -> dict[str, object]:
    """Return a library error as an RFC 9457 problem; its members stand beside the standard ones.

    Raises:
        KeyError: no row of `KINDS` says how it is told.
    """
    kind = kind or _kind_of(error)
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
        + " See /docs for what is accepted.",
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
    title = HTTPStatus(status).phrase
    detail = str(getattr(error, "detail", "") or title)
    return _answer(
        request,
        status=status,
        slug=HTTP_SLUGS.get(status, title.lower().replace(" ", "-")),
        title=title,
        detail=_about(request, status) if detail == title else detail,
        headers=getattr(error, "headers", None),
    )


def _about(request: Request, status: int) -> str:
    """Return what HTTP's own name of a failure does not say."""
    path = asked_path(request)
    if status == HTTPStatus.NOT_FOUND:
        return f"Nothing is at {path}. The addresses that there are stand at /docs."
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return f"{path} does not take {request.method}; the header Allow names what it takes."
    return f"{HTTPStatus(status).phrase}: {path}."


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
