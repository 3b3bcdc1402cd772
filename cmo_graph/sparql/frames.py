"""What a reader process writes, frame by frame: this module cuts it, as it comes through a pipe.

How a frame looks is told in `cmo_graph.sparql.reader`. One coroutine at a time takes frames; what
nobody takes is read ahead up to a bound, and then the process that writes has to wait.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import cast

from cmo_graph.sparql.reader import FRAME

Frame = tuple[bytes, bytes]


class Frames(asyncio.Protocol):
    """The frames that come through one pipe. Belongs to one event loop."""

    def __init__(self, *, read_ahead: int) -> None:
        """Hold back a writer that is `read_ahead` bytes ahead, until half of them are taken."""
        #: Called whenever something has come, or the end; it takes what it can.
        self.listener: Callable[[], None] | None = None
        #: Whether nothing more will come.
        self.has_ended = False
        self._read_ahead = read_ahead
        self._come = bytearray()
        self._transport: asyncio.ReadTransport | None = None
        self._waiting: asyncio.Future[None] | None = None
        self._is_paused = False

    async def next(self) -> Frame | None:
        """Wait for a frame as (letter, content); None when the pipe ended before it was whole."""
        while (frame := self.at_hand()) is None:
            if self.has_ended:
                return None
            # What has come may be the beginning of a frame that is longer than what is read ahead.
            self._resume()
            self._waiting = asyncio.get_running_loop().create_future()
            try:
                await self._waiting
            finally:
                self._waiting = None
        return frame

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast(asyncio.ReadTransport, transport)  # of a pipe that is read

    def data_received(self, data: bytes) -> None:
        """Take what came."""
        self._come += data
        self._wake()
        # For one who listens, more has to come before there is anything to take.
        is_ahead = len(self._come) > self._read_ahead and self.listener is None
        if is_ahead and self._transport and not self._is_paused:
            self._transport.pause_reading()
            self._is_paused = True

    def connection_lost(self, error: Exception | None) -> None:  # noqa: ARG002 - as asyncio's
        """End; what has come can still be taken."""
        self.has_ended = True
        self._wake()

    def at_hand(self) -> Frame | None:
        """Take the first frame out of what has come, if it is whole."""
        if len(self._come) < FRAME.size:
            return None
        letter, length = FRAME.unpack_from(self._come)
        end = FRAME.size + length
        if len(self._come) < end:
            return None
        content = bytes(self._come[FRAME.size : end])
        del self._come[:end]
        if self._is_paused and len(self._come) <= self._read_ahead // 2:
            self._resume()
        return letter, content

    def _resume(self) -> None:
        if self._is_paused and self._transport:
            self._is_paused = False
            # A pipe that is being closed is read no more.
            with suppress(RuntimeError):
                self._transport.resume_reading()

    def _wake(self) -> None:
        if self.listener is not None:
            self.listener()
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)
