"""Requests that a proxy passed on: this module lets the HTTP server look at those alone.

The server looks at every request for what a trusted proxy says of its client, and reads the
address of the connection anew each time. Most requests say nothing of the kind.
"""

from operator import itemgetter
from typing import cast

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn._types import ASGI3Application
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

_NAME = itemgetter(0)
_HEADERS = frozenset({b"x-forwarded-for", b"x-forwarded-proto"})


class Forwarded:
    """Takes a trusted proxy's word for who asks, where a request has such a word."""

    def __init__(self, app: ASGIApp, *, trusted: str) -> None:
        """Trust these addresses and networks, separated by commas."""
        self._app = app
        self._told = ProxyHeadersMiddleware(cast(ASGI3Application, app), trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "lifespan" and _HEADERS.isdisjoint(map(_NAME, scope["headers"])):
            await self._app(scope, receive, send)
        else:
            await cast(ASGIApp, self._told)(scope, receive, send)
