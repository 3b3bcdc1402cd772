"""Fewer packets for an answer: this module sends its head and its body in one.

The HTTP server writes a head and a body one after the other, and an event loop sends each at once:
two system calls, two packets, and a client that is woken twice. What is written here within one
turn of the loop is sent together.
"""

import asyncio
from typing import Any

from cmo_graph_api.receiving import Receiving

#: Bytes that wait at most for the turn's end.
_MOST = 64 * 1024


class JoinedWrites:
    """A transport that sends what was written during a turn of the event loop at its end.

    All else is the transport's own.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._waiting: list[bytes] = []
        self._bytes = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send bytes: soon, and in their order."""
        if not self._waiting:
            self._loop.call_soon(self._send)
        self._waiting.append(data)
        self._bytes += len(data)
        if self._bytes > _MOST:
            self._send()

    def is_closing(self) -> bool:
        """Say whether the connection is closing or closed."""
        return self._transport.is_closing()

    def close(self) -> None:
        """Close the connection when everything is sent."""
        self._send()
        self._transport.close()

    def _send(self) -> None:
        if self._waiting:
            waiting, self._waiting, self._bytes = self._waiting, [], 0
            self._transport.write(b"".join(waiting))


class Protocol(Receiving):
    """HTTP as the server speaks it, in fewer packets."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin."""
        super().connection_made(JoinedWrites(transport))  # type: ignore[arg-type]
