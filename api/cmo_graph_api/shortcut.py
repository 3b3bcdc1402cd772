"""The short way to /sparql: this module lets small queries past what does not concern them.

A small query takes the engine less time than the layers of the framework take to pass it on. So a
GET with a query, by no page of another origin, goes from the border straight to the function that
answers it. What it is told is what it would be told on the long way; a test compares the two.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from http import HTTPStatus

from fastapi import Request, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cmo_graph.errors import CmoGraphError
from cmo_graph_api.addresses import VERSION_HEADER, place_of
from cmo_graph_api.observing import noted

_PATH = "/sparql"


class Shortcut:
    """Answers the requests that it knows by `endpoint`, and passes all others on."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        endpoint: Callable[[Request], Awaitable[Response]],
        headers: Mapping[str, str],
    ) -> None:
        """Give every answer `headers`, as the layers that are passed by would."""
        self.app = app
        self._endpoint = endpoint
        self._headers = [
            (name.lower().encode(), value.encode())
            for name, value in {**headers, "Vary": "Origin"}.items()
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if not _is_short(scope):
            await self.app(scope, receive, send)
            return
        noted(scope).route = _PATH
        request = Request(scope, receive)
        answer = await self._answer(request)
        await answer(scope, receive, partial(self._send, scope, send))

    async def _answer(self, request: Request) -> Response:
        try:
            return await self._endpoint(request)
        except (CmoGraphError, HTTPException) as error:
            kind = HTTPException if isinstance(error, HTTPException) else CmoGraphError
            tell = request.app.exception_handlers[kind]
            told: Response = tell(request, error)
            return told

    async def _send(self, scope: Scope, send: Send, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [*message["headers"], *self._headers]
            version = place_of(scope).answering
            # An answer says it by itself; a problem does not know.
            if version is not None and message["status"] >= HTTPStatus.BAD_REQUEST:
                headers.append((VERSION_HEADER.lower().encode(), version.digest.encode()))
            message = {**message, "headers": headers}
        await send(message)


def _is_short(scope: Scope) -> bool:
    return (
        scope["type"] == "http"
        and scope["path"] == _PATH
        and scope["method"] == "GET"
        and b"query=" in scope["query_string"]
        and all(name != b"origin" for name, _ in scope["headers"])
    )
