"""Compressed answers: this module lets the framework's gzip do it, for those who take gzip.

What has an entity tag says that it depends on `Accept-Encoding`, whether it came compressed, as it
is, or as a 304: a cache that is told so by a 304 alone would keep the old word, and hand compressed
bytes to those who cannot read them (RFC 9110 section 15.4.5, RFC 9111 section 4.3.4).
"""

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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

        async def send_varied(message: Message) -> None:
            if message["type"] == "http.response.start":
                _tell_what_it_varies_by(MutableHeaders(scope=message))
            await send(message)

        await super().__call__(scope, receive, send_varied)


def _tell_what_it_varies_by(headers: MutableHeaders) -> None:
    """Name `Accept-Encoding` in `Vary` once, and give a compressed file a tag of its own."""
    tag = headers.get("etag")
    if tag is None:
        return
    named = [name.strip() for line in headers.getlist("vary") for name in line.split(",")]
    headers["vary"] = ", ".join(dict.fromkeys((*named, "Accept-Encoding")))
    # The framework has one tag for a file, however it is sent; ranges are of the file as it is.
    if "accept-ranges" in headers and "content-encoding" in headers:
        headers["etag"] = f"W/{tag}"
        del headers["accept-ranges"]
