"""Bytes on the way: this module hands an answer to a parser, and a file to a server.

A parser reads an answer as a file. What fails on the way is remembered here, because the parser
knows only that its file ended.
"""

import io
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

import httpx2

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

#: Bytes that are read from, and sent to, a server at once.
PIECE = 1 << 18


class Incoming(io.RawIOBase):
    """The body of an answer as a file, up to a size and a time."""

    def __init__(
        self, response: httpx2.Response, *, most_bytes: int, seconds: float | None = None
    ) -> None:
        super().__init__()
        self._pieces = response.iter_bytes(PIECE)
        self._left = most_bytes
        self._most_bytes = most_bytes
        self._end = None if seconds is None else time.monotonic() + seconds
        self._held = memoryview(b"")
        #: What went wrong on the way.
        self.fault = ""
        #: Whether that was the time.
        self.is_late = False

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, target: "WriteableBuffer", /) -> int:
        """Read what is there into `target`.

        Raises:
            OSError: the answer breaks off, or is too long; `fault` says why.
        """
        room = memoryview(target).cast("B")
        while not self._held:
            piece = self._next()
            if piece is None:
                return 0
            self._held = memoryview(piece)
        count = min(len(room), len(self._held))
        room[:count] = self._held[:count]
        self._held = self._held[count:]
        return count

    def _next(self) -> bytes | None:
        try:
            piece = next(self._pieces, None)
        except httpx2.TimeoutException as error:
            self.is_late = True
            raise self._failing("it did not go on with its answer") from error
        except httpx2.HTTPError as error:
            raise self._failing("its answer breaks off") from error
        self._left -= len(piece or b"")
        if self._left < 0:
            raise self._failing(f"its answer has more than {self._most_bytes} bytes")
        if self._end is not None and time.monotonic() > self._end:
            self.is_late = True
            raise self._failing("its answer takes too long")
        return piece

    def _failing(self, fault: str) -> OSError:
        self.fault = fault
        return OSError(fault)


class Body:
    """A file as the body of a request, which can be sent more than once."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source

    def __iter__(self) -> Iterator[bytes]:
        """Yield the file from its beginning."""
        self._source.seek(0)
        while piece := self._source.read(PIECE):
            yield piece
