"""The short way to /sparql: this module lets small queries past what does not concern them.

A small query takes the engine less time than the layers of the framework take to pass it on. So a
GET with a query, by no page of another origin, goes straight to the function that answers it, past
all layers but those that watch it and tell of what nobody expected. What it is told is what it
would be told on the long way; a test compares the two.
"""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

from fastapi import Request, Response
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from cmo_graph.errors import CmoGraphError
from cmo_graph_api.addresses import VERSION_HEADER, place_of
from cmo_graph_api.observing import noted

_PATH = "/sparql"
_VERSION = VERSION_HEADER.lower().encode()


class Shortcut:
    """Answers the requests of the short way by `endpoint`."""

    def __init__(
        self,
        endpoint: Callable[[Request], Awaitable[Response]],
        *,
        headers: Mapping[str, str],
    ) -> None:
        """Give every answer `headers`, as the layers that are passed by would."""
        self._endpoint = endpoint
        self._headers = [
            (name.lower().encode(), value.encode())
            for name, value in {**headers, "Vary": "Origin"}.items()
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        noted(scope).route = _PATH
        answer = await self._answer(Request(scope, receive))
        answer.raw_headers.extend(self._headers)
        version = place_of(scope).answering
        # An answer says it by itself; a problem does not know.
        if version is not None and answer.status_code >= HTTPStatus.BAD_REQUEST:
            answer.raw_headers.append((_VERSION, version.digest.encode()))
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        try:
            return await self._endpoint(request)
        except (CmoGraphError, HTTPException) as error:
            kind = HTTPException if isinstance(error, HTTPException) else CmoGraphError
            tell = request.app.exception_handlers[kind]
            told: Response = tell(request, error)
            return told


def is_short(scope: Scope) -> bool:
    """Say whether a request goes the short way."""
    return (
        scope["type"] == "http"
        and scope["path"] == _PATH
        and scope["method"] == "GET"
        and b"query=" in scope["query_string"]
        and all(name != b"origin" for name, _ in scope["headers"])
    )
