"""What every answer gets: this module has HEAD, security headers and a cap on bodies."""

from collections.abc import Mapping
from types import MappingProxyType

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Stands in the scope of a request that came as HEAD, for those whose bodies are costly.
ASKED_AS_HEAD = "cmo_graph.asked_as_head"
#: Nothing is fetched from elsewhere, and no script or style inside a page runs.
SECURITY_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
        " frame-ancestors 'none'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class SecurityHeaders:
    """Adds the security headers to every answer that does not bring stricter ones of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, adding headers to what comes back."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)


class AnswerHead:
    """Answers HEAD as GET without the body (RFC 9110 section 9.3.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a HEAD request on as GET and keep the body back."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app({**scope, "method": "GET", ASKED_AS_HEAD: True}, receive, send_without_body)


class LimitBody:
    """Refuses a request whose body is longer than is read here, before anything parses it."""

    def __init__(
        self, app: ASGIApp, *, most_bytes: int, larger: Mapping[str, int] = MappingProxyType({})
    ) -> None:
        """Limit the bodies that `app` gets; `larger` has the limits of paths that take more."""
        self.app = app
        self._most_bytes = most_bytes
        self._larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting what comes in."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        seen, most_bytes = 0, self._most(scope["path"])

        async def receive_some() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most_bytes:
                raise HTTPException(413, f"A request's body may be {most_bytes} bytes long.")
            return message

        await self.app(scope, receive_some, send)

    def _most(self, path: str) -> int:
        for begin, most_bytes in self._larger.items():
            if path == begin or path.startswith(f"{begin}/"):
                return most_bytes
        return self._most_bytes
