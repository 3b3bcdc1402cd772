"""One untrusted query under way: this module reads its answer and stops it at its deadline.

The first part of an answer is held back, so that an early failure is a clean error and not a
truncated answer; a failure after that ends the iteration with the same error, and the face that
passes the answer on breaks off.
"""

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from types import TracebackType
from typing import Self

from cmo_graph.errors import (
    AnswerTooLarge,
    CmoGraphError,
    QueryNotSupported,
    QueryOutOfMemory,
    QuerySyntaxError,
    QueryTimedOut,
)
from cmo_graph.sparql.process import ReaderProcess
from cmo_graph.sparql.reader import End, Request
from cmo_graph.sparql.scan import Form, undeclared_prefixes

#: Bytes of an answer that are held back until it is known whether more will come.
HELD_BACK = 256 * 1024
#: Characters of a query that a syntax error tells.
_EXCERPT = 40
#: Takes a reader back, sound or not, and says whether it lives on.
GiveBack = Callable[[ReaderProcess, bool], bool]


class Answer:
    """The answer to a query, in pieces; close it when it is not read to its end."""

    def __init__(self, run: "Run", request: Request, *, form: Form) -> None:
        self.media_type = request.media_type
        self.form = form
        self._run = run
        self._rest = run.pieces(request)
        self._held: deque[bytes] = deque()
        held = 0
        for piece in self._rest:
            self._held.append(piece)
            held += len(piece)
            if held >= HELD_BACK:
                break

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces not yet read.

        Raises:
            QueryTimedOut, QueryOutOfMemory, QueryCrashed, AnswerTooLarge: the query was stopped
                after its first part; what has been read is no whole answer.
        """
        while self._held:
            yield self._held.popleft()
        yield from self._rest

    def read(self) -> bytes:
        """Return the whole answer."""
        return b"".join(self)

    def close(self) -> None:
        """Stop the query, unless it has ended; any thread may, also while another reads."""
        self._held.clear()
        self._run.break_off()
        # While another thread reads, the generator cannot be closed; that thread meets its end.
        with suppress(ValueError):
            self._rest.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class Run:
    """One query in one reader until its deadline. Ends once, whoever ends it."""

    def __init__(self, reader: ReaderProcess, *, seconds: float, give_back: GiveBack) -> None:
        self._reader = reader
        self._give_back = give_back
        self._seconds = seconds
        self._lock = threading.Lock()
        self._is_over = False
        self._has_expired = False
        #: Whether the reader went back sound; only the thread that reads its answer says so.
        self._lives = False
        self._watch = threading.Timer(seconds, self._expire)
        self._watch.daemon = True

    def pieces(self, request: Request) -> Generator[bytes, None, None]:
        """Yield the answer in pieces; closing the iterator stops the query."""
        try:
            self._reader.wait_until_ready()
            self._watch.start()
            self._reader.ask(request)
            while not isinstance(frame := self._reader.next_frame(), End):
                if frame is None:
                    raise self._cause()
                yield frame
            self._settle(frame, request)
        finally:
            self.break_off()
            if not self._lives:
                self._reader.close()

    def break_off(self) -> None:
        """Stop the query, unless it has ended; any thread may."""
        self._end(is_sound=False)

    def _expire(self) -> None:
        with self._lock:
            self._has_expired = not self._is_over
        self._end(is_sound=False)

    def _end(self, *, is_sound: bool) -> None:
        with self._lock:
            if self._is_over:
                return
            self._is_over = True
        self._watch.cancel()
        self._lives = self._give_back(self._reader, is_sound)

    def _cause(self) -> CmoGraphError:
        return QueryTimedOut(self._seconds) if self._has_expired else self._reader.cause_of_death()

    def _settle(self, end: End, request: Request) -> None:
        """Give the reader back and raise what the answer ended with, if not well."""
        self._end(is_sound=end.outcome != "memory" and not end.is_worn)
        if end.outcome == "syntax":
            raise _syntax_error(end, request.query)
        if end.outcome == "unsupported":
            raise QueryNotSupported(end.reason)
        if end.outcome == "large":
            raise AnswerTooLarge(request.most_bytes)
        if end.outcome == "memory":
            raise QueryOutOfMemory(self._reader.megabytes)


def _syntax_error(end: End, query: str) -> QuerySyntaxError:
    undeclared = undeclared_prefixes(query)
    lines = query.split("\n")[max(end.line - 1, 0) :]
    rest = "".join(lines[:1])[max(end.column - 1, 0) :][:_EXCERPT].strip()
    if undeclared:
        reason = f"the prefix {undeclared[0]}: is not declared."
    elif end.reason.startswith("expected"):
        # What the engine expected is the whole of its grammar, more often than not.
        reason = f"{rest!r} cannot stand here." if rest else "something is missing here."
    else:
        reason = end.reason
    return QuerySyntaxError(reason, line=end.line, column=end.column)
