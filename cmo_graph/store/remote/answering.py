"""Untrusted queries put to a server: this module answers them as reader processes would.

The text was scanned before, so it calls no other server. It is asked of the graphs of one version
and of nothing else that stands on the server, unless it names graphs by FROM itself. The answer is
read and written anew in a thread, which waits when nobody takes what it made. What is not answered
by the deadline is broken off here; a server should have a limit of its own, to end the work there.
"""

import asyncio
import re
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

from rdflib import URIRef

from cmo_graph.errors import (
    QueryNotSupported,
    QuerySyntaxError,
    QueryTimedOut,
    TooManyQueries,
)
from cmo_graph.iri import DEFAULT_GRAPH
from cmo_graph.sparql.answers import HELD_BACK
from cmo_graph.sparql.asking import Answer, Asker, Question
from cmo_graph.sparql.pool import Limits
from cmo_graph.sparql.scan import Form, scan, undeclared_prefixes
from cmo_graph.store.remote.client import Client, Graphs
from cmo_graph.store.remote.outside import asked_outside
from cmo_graph.store.remote.reading import RemoteSnapshot
from cmo_graph.store.remote.results import PIECE, Sink, write_graph, write_table, write_truth
from cmo_graph.store.remote.terms import bound, written
from cmo_graph.store.version import Version

#: Pieces of an answer that wait to be taken.
_WAITING = 8
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
#: What Virtuoso takes for its own functions and for orders to fetch, in IRIs and in names.
_OWN = re.compile(r"\b(?:bif|sql|get|define)\s*:", re.IGNORECASE)


class RemoteAskers:
    """Threads in which queries are put to servers, as many as may run at once."""

    def __init__(self, *, size: int, limits: Limits, wait_seconds: float) -> None:
        self.size = size
        self.limits = limits
        self.wait_seconds = wait_seconds
        self.turns = asyncio.Semaphore(size)
        self.threads = ThreadPoolExecutor(size, thread_name_prefix="remote-query")

    def of(
        self, snapshot: RemoteSnapshot, *, copied: Callable[[], Awaitable[Asker]] | None = None
    ) -> Asker:
        """Return who answers queries of a version.

        Args:
            snapshot: The version.
            copied: Gives who answers them from a copy, once the server has a newer version; by
                default, that there is one is told.
        """
        return RemoteAsker(self, snapshot, copied=copied)

    def close(self) -> None:
        """Let go of the threads; those that are busy meet their deadlines."""
        self.threads.shutdown(wait=False, cancel_futures=True)


def _nothing() -> None:
    """Tell nobody that a query has begun."""


class RemoteAsker:
    """Answers queries of one version."""

    def __init__(
        self,
        askers: RemoteAskers,
        snapshot: RemoteSnapshot,
        *,
        copied: Callable[[], Awaitable[Asker]] | None,
    ) -> None:
        self._askers = askers
        self._snapshot = snapshot
        self._copied = copied

    async def answer(self, asked: Question, *, begun: Callable[[], None] = _nothing) -> Answer:
        """Return an answer once it has ended or its first part is there.

        Raises: as `cmo_graph.sparql.asking.Asker.answer`; and `StoreUnavailable`.
        """
        await self._take_turn()
        answer = RemoteAnswer(asked, self._snapshot, self._askers)
        begun()
        if await answer.begin():
            return answer
        if self._copied is None:
            raise self._snapshot.failure("a newer version was published meanwhile; ask again")
        return await (await self._copied()).answer(asked)

    async def _take_turn(self) -> None:
        try:
            await asyncio.wait_for(self._askers.turns.acquire(), self._askers.wait_seconds)
        except TimeoutError:
            raise TooManyQueries(self._askers.size, waited=self._askers.wait_seconds) from None


class _Moved(Exception):
    """Another version has taken the place of the one that is asked."""


class RemoteAnswer:
    """The answer of a server, as it arrives."""

    encoding: str | None = None

    def __init__(self, asked: Question, snapshot: RemoteSnapshot, askers: RemoteAskers) -> None:
        self.media_type = asked.media_type
        self._asked = asked
        self._snapshot = snapshot
        self._askers = askers
        limits = askers.limits
        self._seconds = min(asked.timeout_seconds or limits.seconds, limits.seconds)
        self._end = time.monotonic() + self._seconds
        self._loop = asyncio.get_running_loop()
        #: Pieces; None for the end; an error that ended it.
        self._arrived: asyncio.Queue[bytes | Exception | None] = asyncio.Queue()
        self._room = threading.Semaphore(_WAITING + HELD_BACK // PIECE)
        self._stopped = threading.Event()
        self._held: deque[bytes] = deque()
        self._has_ended = False

    async def begin(self) -> bool:
        """Wait for the end, or for as much as is held back; False when the version has moved."""
        work = self._askers.threads.submit(self._run)
        work.add_done_callback(lambda _: self._tell(self._askers.turns.release))
        try:
            held = 0
            while held < HELD_BACK and (piece := await self._next()) is not None:
                self._held.append(piece)
                held += len(piece)
        except _Moved:
            return False
        except BaseException:
            self.close()
            raise
        return True

    @property
    def whole(self) -> bytes | None:
        """All of the answer, where it has ended already and nothing of it was read."""
        return b"".join(self._held) if self._has_ended else None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the pieces not yet read.

        Raises: as `cmo_graph.sparql.asking.Answer.__aiter__`; and `StoreUnavailable`.
        """
        while self._held:
            yield self._held.popleft()
        while not self._has_ended and (piece := await self._next()) is not None:
            yield piece

    def close(self) -> None:
        """Stop reading; the thread ends at its next piece."""
        self._stopped.set()
        self._held.clear()

    async def _next(self) -> bytes | None:
        try:
            left = max(self._end - time.monotonic(), 0)
            arrived = await asyncio.wait_for(self._arrived.get(), left)
        except TimeoutError:
            self._stopped.set()
            raise QueryTimedOut(self._seconds) from None
        if isinstance(arrived, bytes):
            self._room.release()
            return arrived
        self._has_ended = True
        if arrived is not None:
            raise self._told(arrived)
        return None

    def _told(self, error: Exception) -> Exception:
        if isinstance(error, _Moved) and self._held:
            return self._snapshot.failure("a newer version took the place of the one it answered")
        return error

    # In the thread

    def _run(self) -> None:
        try:
            if not self._stopped.is_set():
                self._answer()
            end: Exception | None = None
        except Exception as error:  # noqa: BLE001 - told to whoever reads the answer
            end = _bare(error)
        self._tell(lambda: self._arrived.put_nowait(end))

    def _answer(self) -> None:
        sink = Sink(self._send, most_bytes=self._askers.limits.most_bytes)
        with self._snapshot.live() as client:
            if client is None:
                raise _Moved
            try:
                self._write(client, sink)
            except BrokenPipeError as error:
                raise sink.failure or error from None
            if not self._snapshot.is_live():
                raise _Moved

    def _write(self, client: Client, sink: Sink) -> None:
        asked = self._asked
        text = _text(asked, client)
        graphs = _graphs(asked, self._snapshot.version)
        left = max(self._end - time.monotonic(), 0.01)
        with asked_outside(client, text, form=asked.form, graphs=graphs, seconds=left) as found:
            if asked.form.gives_a_graph:
                write_graph(found.quads(), sink, media_type=asked.media_type)
            elif asked.form is Form.ASK:
                write_truth(found.truth(), sink, media_type=asked.media_type)
            else:
                most = self._askers.limits.most_rows
                write_table(found.rows(), sink, media_type=asked.media_type, most_rows=most)

    def _send(self, piece: bytes) -> None:
        while not self._room.acquire(timeout=0.1):
            if self._stopped.is_set() or time.monotonic() > self._end:
                raise QueryTimedOut(self._seconds)
        if self._stopped.is_set():
            raise QueryTimedOut(self._seconds)
        self._tell(lambda: self._arrived.put_nowait(piece))

    def _tell(self, what: Callable[[], None]) -> None:
        # A server that stops has closed its loop while a query was running.
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(what)


def _bare(error: Exception) -> Exception:
    """Return an error without what led to it.

    That holds results of the engine, which no other thread may so much as let go of.
    """
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def _text(asked: Question, client: Client) -> str:
    """Return the text that is sent.

    Raises:
        QuerySyntaxError: a prefix is not declared; servers know some that we do not.
        QueryNotSupported: it calls functions of the server's own.
    """
    text = asked.text
    undeclared = undeclared_prefixes(text)
    if undeclared:
        raise QuerySyntaxError(f"the prefix {undeclared[0]}: is not declared.")
    if client.dialect.has_own_functions and _OWN.search(_ESCAPE.sub(_unescaped, text)):
        raise QueryNotSupported("it holds bif:, sql:, get: or define:, which are the server's own.")
    if asked.bindings:
        text = bound(text, asked.bindings, encode=client.dialect.encode)
    return f"BASE {written(URIRef(asked.base_iri))} {text}" if asked.base_iri else text


def _unescaped(match: re.Match[str]) -> str:
    number = int(match[1] or match[2], 16)
    return chr(number) if number < 0x110000 else ""


def _graphs(asked: Question, version: Version) -> Graphs | None:
    """Return the graphs that a query is asked of; None when it names them by FROM."""
    if asked.dataset is not None:
        known = {str(graph) for graph in version.graphs}
        named = [graph for graph in map(str, asked.dataset.named) if graph in known]
        return Graphs([g for g in map(str, asked.dataset.default) if g in known], named)
    if scan(asked.text).names_dataset:
        return None
    every = [str(graph) for graph in version.graphs]
    named = [graph for graph in every if graph != str(DEFAULT_GRAPH)]
    return Graphs(every if asked.union else [str(DEFAULT_GRAPH)], named)
