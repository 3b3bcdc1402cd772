"""Answers to HTTP/1.0: this module sends them with their length.

HTTP/1.0 knows no chunks (RFC 9112 section 6.1), and an answer that merely ends may be part of
one. So what begins without its length waits in a file until all of it is there.
"""

from collections.abc import Awaitable
from http import HTTPStatus
from tempfile import SpooledTemporaryFile

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Bytes of an answer that wait in memory.
_MOST = 1 << 20
#: Bytes sent in one piece.
_PIECE = 256 * 1024
_LENGTH = b"content-length"
_BROKEN_OFF = b"The answer was broken off. Ask for less of it."


class Measured:
    """Gives every answer to HTTP/1.0 a `Content-Length`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    # Without a coroutine of its own where there is nothing to do, as for nearly every request.
    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Pass the request on, and keep an answer back that has no length."""
        if scope["type"] != "http" or scope["http_version"] != "1.0" or scope["method"] == "HEAD":
            return self.app(scope, receive, send)
        return self._measure(scope, receive, send)

    async def _measure(self, scope: Scope, receive: Receive, send: Send) -> None:
        with SpooledTemporaryFile(_MOST) as spool:
            kept = _Kept(send, spool)
            await self.app(scope, receive, kept.send)
            await kept.end()


class _Kept:
    """An answer that is kept back until it is whole, unless it tells its length."""

    def __init__(self, send: Send, spool: SpooledTemporaryFile[bytes]) -> None:
        self._send = send
        self._spool = spool
        self._head: Message | None = None

    async def send(self, message: Message) -> None:
        """Take a message of the application."""
        if message["type"] == "http.response.start" and not _has_length(message):
            self._head = message
        elif self._head is None:
            await self._send(message)
        else:
            self._spool.write(message.get("body", b""))
            if not message.get("more_body", False):
                head, self._head = self._head, None
                await self._send_measured(head)

    async def end(self) -> None:
        """Say so when the application left its answer unfinished."""
        if self._head is not None:
            self._spool.truncate(0)
            self._spool.seek(0)
            self._spool.write(_BROKEN_OFF)
            told = [(b"content-type", b"text/plain; charset=utf-8")]
            await self._send_measured(
                {**self._head, "status": HTTPStatus.INTERNAL_SERVER_ERROR, "headers": told}
            )

    async def _send_measured(self, head: Message) -> None:
        size = self._spool.tell()
        MutableHeaders(scope=head)["Content-Length"] = str(size)
        await self._send(head)
        self._spool.seek(0)
        while piece := self._spool.read(_PIECE):
            await self._send({"type": "http.response.body", "body": piece, "more_body": True})
        await self._send({"type": "http.response.body", "body": b"", "more_body": False})


def _has_length(head: Message) -> bool:
    is_bodiless = head["status"] in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)
    return is_bodiless or any(name == _LENGTH for name, _ in head["headers"])
