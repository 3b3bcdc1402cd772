"""Answers to untrusted queries: this module keeps reader processes and replaces those that fail.

A query that hangs, crashes or takes too much memory costs its reader process, never this one. There
are never more processes than queries may run at once, however many dataset versions are asked: a
reader of one version makes room for a reader of another.
"""

import asyncio
import os
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cmo_graph.errors import TooManyQueries
from cmo_graph.sparql.alarms import Alarms
from cmo_graph.sparql.answers import ReadAnswer
from cmo_graph.sparql.asking import Dataset, Question
from cmo_graph.sparql.documents import prefixes_for
from cmo_graph.sparql.process import ReaderProcess, Source
from cmo_graph.sparql.reader import Terms, told
from cmo_graph.sparql.turns import Turns

#: How often a reader is started for one query, when it ends before it is ready.
_ATTEMPTS = 3
_PROCESSORS = os.cpu_count() or 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most of each that one query may take."""

    #: From its start to the last byte of its answer, the reader's reading of it included.
    seconds: float = 10.0
    #: Memory beyond what the open source takes.
    megabytes: int = 1024
    #: Length of the answer, before it is compressed.
    most_bytes: int = 256 * 1024 * 1024
    #: Rows of a table.
    most_rows: int = 1_000_000


def _nothing() -> None:
    """Tell nobody that a query has begun."""


class ReaderPool:
    """Reader processes for any number of sources. Belongs to one event loop."""

    def __init__(
        self, *, size: int = 2, limits: Limits | None = None, wait_seconds: float = 5.0
    ) -> None:
        """Make a pool without processes.

        Args:
            size: How many queries can run at once.
            limits: What one query may take.
            wait_seconds: Longest time a query waits for a reader.
        """
        self.size = size
        self.limits = limits or Limits()
        self._wait_seconds = wait_seconds
        self._alarms = Alarms()
        self._turns = Turns[ReaderProcess](size, alarms=self._alarms)
        #: Nearly all queries are asked on the same few terms.
        self._told = lru_cache(maxsize=64)(self._terms)
        self._idle: list[ReaderProcess] = []
        self._busy: set[ReaderProcess] = set()
        #: Busy readers that were started before the newest version was known.
        self._stale: set[ReaderProcess] = set()
        self._newest: Source | None = None
        self._replaced = 0
        self._is_closed = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def answer(
        self, source: Source, asked: Question, *, begun: Callable[[], None] = _nothing
    ) -> ReadAnswer:
        """Ask a query of a source; return its answer once it has ended or 256 KB of it are there.

        Args:
            source: What is asked.
            asked: The query.
            begun: Called when a reader is there, and the query begins.

        Raises: as `cmo_graph.sparql.asking.Asker.answer`.
            OSError: no reader could open the source.
        """
        # The system may have ended a reader before it was ready, for want of memory say.
        attempts = _ATTEMPTS
        while True:
            try:
                return await self._answer(source, asked, begun)
            except OSError:
                attempts -= 1
                if not attempts:
                    raise

    async def _answer(
        self, source: Source, asked: Question, begun: Callable[[], None]
    ) -> ReadAnswer:
        seconds = min(asked.timeout_seconds or self.limits.seconds, self.limits.seconds)
        request = self._request(asked, seconds)
        answer = ReadAnswer(
            asked,
            seconds=seconds,
            most_bytes=self.limits.most_bytes,
            most_rows=self.limits.most_rows,
            alarms=self._alarms,
            give_back=self._give_back,
        )

        def accept(reader: ReaderProcess) -> bool:
            """Begin with a reader that another query has ended with."""
            if reader.source is not source and reader.source.path != source.path:
                return False
            start(reader)
            return True

        def start(reader: ReaderProcess) -> None:
            self._busy.add(reader)
            begun()
            answer.start(reader, request)

        try:
            await self._take_turn(answer.woken, accept)
            if not answer.has_started:
                start(await self._take(source))
            await answer.begin()
        except BaseException:
            answer.close()
            raise
        return answer

    def prepare(self, source: Source) -> None:
        """Take `source` for the newest: readers of others end when idle, its own are started."""
        if source is self._newest:
            return
        if self._newest is not None and self._newest.path == source.path:
            return
        self._newest = source
        self._stale = {reader for reader in self._busy if reader.source.path != source.path}
        for reader in [reader for reader in self._idle if reader.source.path != source.path]:
            self._idle.remove(reader)
            self._soon(reader.close())
        for _ in range(self.size - len(self._idle) - len(self._busy)):
            self._soon(self._start_ahead(source))

    def process_ids(self) -> frozenset[int]:
        """Return the ids of the processes that are running, idle and busy."""
        return frozenset(reader.process_id for reader in (*self._idle, *self._busy))

    def usage(self) -> dict[str, int]:
        """Return how many readers are `busy` and `idle`, and how many were `replaced` so far."""
        return {
            "busy": len(self._busy),
            "idle": len(self._idle),
            "replaced": self._replaced,
        }

    async def settled(self) -> None:
        """Wait until every process that was to be started or ended is."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self) -> None:
        """End every process, whatever it is doing; an answer under way breaks off."""
        self._is_closed = True
        for reader in (*self._idle, *self._busy):
            self._soon(reader.close())
        self._idle.clear()
        await self.settled()

    def _request(self, asked: Question, seconds: float) -> bytes:
        bound = tuple(asked.bindings.items())
        terms = self._told(
            asked.media_type, seconds, asked.union, asked.dataset, asked.base_iri, asked.gzip, bound
        )
        return terms + asked.text.encode("utf-8", "surrogatepass")

    def _terms(
        self,
        media_type: str,
        seconds: float,
        union: bool,
        dataset: Dataset | None,
        base_iri: str | None,
        gzip: bool,
        bound: tuple[tuple[str, str], ...],
    ) -> bytes:
        return told(
            Terms(
                media_type=media_type,
                seconds=seconds * _PROCESSORS,
                most_bytes=self.limits.most_bytes,
                most_rows=self.limits.most_rows,
                union=union,
                default_graphs=None if dataset is None else list(map(str, dataset.default)),
                named_graphs=None if dataset is None else list(map(str, dataset.named)),
                base_iri=base_iri,
                bindings={name: str(iri) for name, iri in bound},
                gzip=gzip,
                prefixes=prefixes_for(media_type),
            )
        )

    async def _take_turn(
        self, woken: "asyncio.Future[bool]", accept: Callable[[ReaderProcess], bool]
    ) -> None:
        if not await self._turns.take(woken, seconds=self._wait_seconds, accept=accept):
            raise TooManyQueries(self.size, waited=self._wait_seconds)

    async def _take(self, source: Source) -> ReaderProcess:
        """Return a reader that is ready, for a turn that was taken."""
        try:
            if self._is_closed:
                raise TooManyQueries(self.size, waited=0)
            reader = self._idle_reader(source) or await self._new_reader(source)
        except BaseException:
            self._turns.give_back()
            raise
        if not reader.is_ready:
            await self._make_ready(reader)
        return reader

    async def _make_ready(self, reader: ReaderProcess) -> None:
        self._busy.add(reader)
        try:
            await reader.wait_until_ready()
        except BaseException:
            self._give_back(reader, False)
            raise

    def _idle_reader(self, source: Source) -> ReaderProcess | None:
        """Return a living reader of this source; the last one used has the warmest caches."""
        for reader in reversed(self._idle):
            if reader.source is source or reader.source.path == source.path:
                self._idle.remove(reader)
                if reader.is_alive():
                    return reader
                self._soon(reader.close())
        return None

    async def _new_reader(self, source: Source) -> ReaderProcess:
        while self._idle and len(self._idle) + len(self._busy) >= self.size:
            self._soon(self._idle.pop(0).close())
        return await ReaderProcess.start(source, megabytes=self.limits.megabytes)

    async def _start_ahead(self, source: Source) -> None:
        """Start a reader before it is needed; where that fails, the query that needs it tells."""
        with suppress(OSError):
            reader = await ReaderProcess.start(source, megabytes=self.limits.megabytes)
            if self._is_closed or len(self._idle) + len(self._busy) >= self.size:
                await reader.close()
            else:
                self._idle.append(reader)

    def _give_back(self, reader: ReaderProcess, is_sound: bool) -> None:
        """Take a reader back; one that is not sound is ended, and another started in its place."""
        is_stale = reader in self._stale
        self._stale.discard(reader)
        self._busy.discard(reader)
        if is_sound and not is_stale and not self._is_closed:
            if not self._turns.hand_over(reader):
                self._idle.append(reader)
                self._turns.give_back()
            return
        reader.kill()
        self._soon(self._replace(reader))

    async def _replace(self, reader: ReaderProcess) -> None:
        """Start a reader when another is gone, its memory given back; then let others in."""
        try:
            await reader.close()
            if self._newest is not None and not self._is_closed:
                self._replaced += 1
                await self._start_ahead(self._newest)
        finally:
            self._turns.give_back()

    def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class LocalAsker:
    """Answers queries of one dataset version in reader processes on this machine."""

    def __init__(self, pool: ReaderPool, source: Source) -> None:
        self._pool = pool
        self._source = source

    def answer(
        self, asked: Question, *, begun: Callable[[], None] = _nothing
    ) -> Coroutine[Any, Any, ReadAnswer]:
        """Ask a query of this version; see `cmo_graph.sparql.asking.Asker`."""
        return self._pool.answer(self._source, asked, begun=begun)
