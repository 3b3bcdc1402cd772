"""Requests that never arrive whole: this module gives them up.

A client that sends a request byte by byte, or nothing at all, would hold its connection for good,
and some thousands of them would leave no room for anybody else. So a request has a while to arrive
in, and longer the more of it there is. What the server itself is slow to take does not count.

The rule is that of Apache's mod_reqtimeout (`MinRate`); the numbers are ours.
"""

import asyncio
import logging
from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

logger = logging.getLogger(__name__)

#: Seconds that a request has to arrive in, from the connection's beginning or its own first byte.
SECONDS = 30.0
#: Bytes that win it another second.
BYTES_A_SECOND = 500

_TOLD = b"The request did not arrive in time."
_GIVEN_UP = (
    STATUS_LINE[HTTPStatus.REQUEST_TIMEOUT]
    + b"content-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\n" % len(_TOLD)
    + b"connection: close\r\n\r\n"
    + _TOLD
)


class Receiving(HttpToolsProtocol):
    """HTTP as uvicorn speaks it, with clients that have to come to an end."""

    #: As `SECONDS`.
    seconds = SECONDS

    _is_whole = False
    _began = 0.0
    _bytes = 0
    _look_later: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._began = self.loop.time()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._watch_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take in a part of a request, and wait for the rest where there is one."""
        super().data_received(data)
        self._bytes += len(data)
        # Most requests arrive in one piece, and never need a timer.
        if self._is_whole:
            self._watch_no_more()
        elif self._look_later is None and not self.transport.is_closing():
            self._watch()

    def on_message_begin(self) -> None:
        """Note that a request begins."""
        super().on_message_begin()
        self._is_whole, self._began, self._bytes = False, self.loop.time(), 0

    def on_message_complete(self) -> None:
        """Note that a request is there."""
        super().on_message_complete()
        self._is_whole = True

    def _watch(self) -> None:
        self._look_later = self.loop.call_at(self._due(), self._look)

    def _watch_no_more(self) -> None:
        if self._look_later is not None:
            self._look_later.cancel()
            self._look_later = None

    def _due(self) -> float:
        return self._began + self.seconds + self._bytes / BYTES_A_SECOND

    def _look(self) -> None:
        """Give a request up that is due; one that we ourselves do not take in has time."""
        if self.flow.read_paused or self._is_answering():
            self._began = self.loop.time()
        if self.loop.time() < self._due():
            self._watch()
            return
        self._look_later = None
        logger.warning("a request of %s did not arrive in time", (self.client or ("a client",))[0])
        self.transport.write(_GIVEN_UP)
        self.transport.close()

    def _is_answering(self) -> bool:
        """Say whether a request that is there, or an answer, is at work on this connection."""
        if self.cycle is None or self.cycle.response_complete:  # type: ignore[redundant-expr]  # None at first
            return False
        return self.cycle.response_started or not self.cycle.more_body
