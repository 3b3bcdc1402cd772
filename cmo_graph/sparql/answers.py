"""One untrusted query under way: this module reads its answer and stops it at its deadline.

The first part of an answer is held back, so that an early failure is a clean error and not a
truncated answer; a failure after that ends the reading with the same error, and the face that
passes the answer on breaks off.

The deadline runs until the reader process has written the last byte. A process writes no faster
than its answer is read, so whoever reads too slowly meets the deadline as well.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable

from cmo_graph.errors import (
    AnswerTooLarge,
    CmoGraphError,
    NotInThisSyntax,
    QueryNotSupported,
    QueryOutOfMemory,
    QuerySyntaxError,
    QueryTimedOut,
)
from cmo_graph.sparql.alarms import Alarm, Alarms
from cmo_graph.sparql.asking import Question
from cmo_graph.sparql.faults import plain_fault
from cmo_graph.sparql.process import ReaderProcess
from cmo_graph.sparql.reader import COMPRESSED, COMPRESSED_WHOLE, DONE, WHOLE, End
from cmo_graph.sparql.scan import undeclared_prefixes

#: Bytes of an answer that are held back until it is known whether more will come.
HELD_BACK = 256 * 1024
#: Seconds after which a query has to let others go first: those that are quicker, and whatever else
#: is asked of the server.
_QUICK = 0.1
_WELL = End("done")
#: Takes a reader back, and is told whether it is sound.
GiveBack = Callable[[ReaderProcess, bool], None]


class ReadAnswer:
    """The answer that a reader process gives. Ends once, whoever ends it."""

    def __init__(
        self,
        asked: Question,
        *,
        seconds: float,
        most_bytes: int,
        most_rows: int,
        alarms: Alarms,
        give_back: GiveBack,
    ) -> None:
        self.media_type = asked.media_type
        self.encoding: str | None = None
        self._query = asked.text
        self._most_bytes = most_bytes
        self._most_rows = most_rows
        self._seconds = seconds
        self._alarms = alarms
        self._give_back = give_back
        self._reader: ReaderProcess | None = None
        self._held: deque[bytes] = deque()
        self._held_bytes = 0
        #: Settled when the answer has ended, or as much of it as is held back is there. Until a
        #: reader is asked, true says that it is this query's turn; false that it never was.
        self.woken: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._outcome: End | None = None
        self._is_over = False
        self._has_expired = False
        self._watch: Alarm | None = None

    def start(self, reader: ReaderProcess, request: bytes) -> None:
        """Ask; what comes is taken at once, and the reader given back when it was all."""
        self._reader = reader
        if self.woken.done():
            self.woken = asyncio.get_running_loop().create_future()
        self._watch = self._alarms.set(min(_QUICK, self._seconds), self._slow_down)
        reader.listen(self._take)
        reader.ask(request)

    @property
    def has_started(self) -> bool:
        """Whether a reader was asked."""
        return self._reader is not None

    async def begin(self) -> None:
        """Wait for the end of the answer or for as much of it as is held back.

        Raises: as `cmo_graph.sparql.asking.Asker.answer`.
        """
        try:
            await self.woken
            if self._outcome is not None:
                self._raise_unless_well(self._outcome)
            elif self._is_over or self._held_bytes < HELD_BACK:
                raise await self._cause()
        except BaseException:
            self.close()
            raise

    @property
    def whole(self) -> bytes | None:
        """All of the answer, where it has ended already and nothing of it was read."""
        return b"".join(self._held) if self._outcome is not None else None

    async def next_piece(self) -> bytes | None:
        """Return the next piece; None after the last.

        Raises: as `cmo_graph.sparql.asking.Answer.__aiter__`.
        """
        if self._held:
            return self._held.popleft()
        return None if self._outcome is not None else await self._read()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the pieces not yet read."""
        while (piece := await self.next_piece()) is not None:
            yield piece

    def close(self) -> None:
        """Stop the query, unless it has ended."""
        self._held.clear()
        self._end(is_sound=False)

    def _slow_down(self) -> None:
        """Let others go first from now on, until the deadline."""
        if self._reader is not None:
            self._reader.slow_down()
            self._watch = self._alarms.set(max(self._seconds - _QUICK, 0), self._expire)

    def _expire(self) -> None:
        self._has_expired = True
        self._end(is_sound=False)

    def _end(self, *, is_sound: bool) -> None:
        if self._is_over or self._reader is None:
            return
        self._is_over = True
        if self._watch is not None:
            self._alarms.call_off(self._watch)
        self._take_no_more(self._reader)
        self._give_back(self._reader, is_sound)

    def _take(self) -> None:
        """Take what has come, until as much as is held back is there, or the end."""
        reader = self._reader
        while reader is not None and self._held_bytes < HELD_BACK:
            frame = reader.frame_at_hand()
            if frame is None:
                if not reader.has_ended:
                    return
                break
            piece = self._piece(*frame)
            if piece is None:
                return
            self._held.append(piece)
            self._held_bytes += len(piece)
        if reader is not None:
            self._take_no_more(reader)

    def _take_no_more(self, reader: ReaderProcess) -> None:
        reader.listen(None)
        if not self.woken.done():
            self.woken.set_result(True)

    async def _read(self) -> bytes | None:
        """Read one piece of the answer; None when it has ended well."""
        if self._is_over or self._reader is None:
            raise await self._cause()
        frame = self._reader.frame_at_hand() or await self._reader.next_frame()
        if frame is None or self._is_over:
            cause = await self._cause()
            self._end(is_sound=False)
            raise cause
        piece = self._piece(*frame)
        if self._outcome is not None:
            self._raise_unless_well(self._outcome)
        return piece

    def _piece(self, letter: bytes, content: bytes) -> bytes | None:
        """Return the piece of the answer in a frame; None for the end, and the reader goes back."""
        if letter in (COMPRESSED, COMPRESSED_WHOLE):
            self.encoding = "gzip"
        if letter in (WHOLE, COMPRESSED_WHOLE):
            self._held.append(content)
            self._finish(_WELL)
        elif letter == DONE:
            self._finish(End(**json.loads(content)))
        else:
            return content
        return None

    def _finish(self, end: End) -> None:
        self._outcome = end
        self._end(is_sound=end.outcome != "memory" and not end.is_worn)

    async def _cause(self) -> CmoGraphError:
        if self._has_expired or self._reader is None:
            return QueryTimedOut(self._seconds)
        return await self._reader.cause_of_death()

    def _raise_unless_well(self, end: End) -> None:
        if end.outcome == "syntax":
            raise _syntax_error(end, self._query)
        if end.outcome == "inexpressible":
            raise NotInThisSyntax(end.reason)
        if end.outcome == "unsupported":
            raise QueryNotSupported(end.reason)
        if end.outcome == "bytes":
            raise AnswerTooLarge(self._most_bytes)
        if end.outcome == "rows":
            raise AnswerTooLarge(self._most_rows, what="rows")
        if end.outcome == "memory" and self._reader is not None:
            raise QueryOutOfMemory(self._reader.megabytes)


def _syntax_error(end: End, query: str) -> QuerySyntaxError:
    undeclared = undeclared_prefixes(query)
    if undeclared:
        reason = f"the prefix {undeclared[0]}: is not declared."
    else:
        reason = plain_fault(end.reason, query, line=end.line, column=end.column)
    return QuerySyntaxError(reason, line=end.line, column=end.column)
