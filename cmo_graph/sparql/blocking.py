"""Untrusted queries without an event loop: this module asks a pool from ordinary code.

The command line asks this way. The pool lives in a loop of its own, in a thread of its own.
"""

import asyncio
import threading
from collections.abc import Coroutine, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from rdflib import URIRef

from cmo_graph.sparql.answers import ReadAnswer
from cmo_graph.sparql.asking import Dataset, question
from cmo_graph.sparql.pool import Limits, ReaderPool
from cmo_graph.sparql.process import Source

Result = TypeVar("Result")


class BlockingAnswer:
    """The answer to a query, in pieces; close it when it is not read to its end."""

    def __init__(self, pool: "BlockingPool", answer: ReadAnswer) -> None:
        self.media_type = answer.media_type
        self._pool = pool
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces not yet read.

        Raises: as `cmo_graph.sparql.asking.Answer.__aiter__`.
        """
        while (piece := self._pool.wait_for(self._answer.next_piece())) is not None:
            yield piece

    def read(self) -> bytes:
        """Return the whole answer."""
        return b"".join(self)

    def close(self) -> None:
        """Stop the query, unless it has ended; any thread may, also while another reads."""
        self._pool.wait_for(self._close())

    async def _close(self) -> None:
        self._answer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class BlockingPool:
    """Reader processes over one source. Any thread may use it."""

    def __init__(
        self,
        source: Path,
        *,
        size: int = 2,
        limits: Limits | None = None,
        wait_seconds: float = 5.0,
    ) -> None:
        """Start the processes; they open the source while the caller goes on.

        Args:
            source: The folder of a store, or an N-Quads file.
            size: How many queries can run at once.
            limits: What one query may take.
            wait_seconds: Longest time a query waits for a reader.
        """
        self._source = Source(source)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._pool = self.wait_for(self._open(size, limits, wait_seconds))

    async def _open(self, size: int, limits: Limits | None, wait_seconds: float) -> ReaderPool:
        pool = ReaderPool(size=size, limits=limits, wait_seconds=wait_seconds)
        pool.prepare(self._source)
        await pool.settled()
        return pool

    def answer(
        self,
        text: str,
        *,
        media_type: str | None = None,
        dataset: Dataset | None = None,
        base_iri: str | None = None,
        bindings: Mapping[str, URIRef] | None = None,
        timeout_seconds: float | None = None,
        gzip: bool = False,
    ) -> BlockingAnswer:
        """Ask a query; return its answer once it has ended or its first 256 KB are there.

        The arguments are those of `cmo_graph.sparql.asking.question`.

        Raises: as `question`, and as `cmo_graph.sparql.asking.Asker.answer`.
        """
        asked = question(
            text,
            media_type=media_type,
            dataset=dataset,
            base_iri=base_iri,
            bindings=bindings,
            timeout_seconds=timeout_seconds,
            gzip=gzip,
        )
        return BlockingAnswer(self, self.wait_for(self._pool.answer(self._source, asked)))

    def process_ids(self) -> frozenset[int]:
        """Return the ids of the processes that are running, idle and busy."""
        return self._pool.process_ids()

    def close(self) -> None:
        """End every process, whatever it is doing; an answer under way breaks off."""
        self.wait_for(self._pool.close())

    def wait_for(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run a coroutine in the loop of the pool and return what it returns."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
        self.wait_for(self._loop.shutdown_default_executor())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
