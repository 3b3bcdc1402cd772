"""Compressed answers: this module lets the framework's gzip do it, for those who take gzip."""

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from cmo_graph_api.negotiation import takes_gzip

#: Bytes below which an answer is not compressed.
SHORT = 1024
#: A quick level of compression: JSON and RDF compress well at any.
QUICK = 3

_HEADER = b"accept-encoding"


class Compress(GZipMiddleware):
    """Compresses answers; what says that it is compressed already is passed on as it is."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app, minimum_size=SHORT, compresslevel=QUICK)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; the framework alone would overlook that `gzip;q=0` declines."""
        if scope["type"] == "http" and not takes_gzip(Headers(scope=scope).get("accept-encoding")):
            others = [header for header in scope["headers"] if header[0] != _HEADER]
            scope = {**scope, "headers": others}
        await super().__call__(scope, receive, send)
