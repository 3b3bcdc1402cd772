"""Graphs written out for download: a few at a time, and the rest wait or are told to."""

import threading
from collections.abc import Callable
from typing import BinaryIO, cast

import anyio
import pytest
from cmo_graph_api.dumps import AT_ONCE, MOST_WAITING, Dumps, pieces, size_of
from starlette.exceptions import HTTPException

from cmo_graph.store.protocol import Snapshot


class Slow:
    """Writes when it is let, and counts how many write at the same time."""

    def __init__(self) -> None:
        self.let = threading.Event()
        self.most = self._now = 0
        self._lock = threading.Lock()

    def dump(self, sink: BinaryIO, *, media_type: str, graph: object) -> None:  # noqa: ARG002
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        self.let.wait(20)
        sink.write(b"<a:s> <a:p> <a:o> .\n" * 50_000)
        with self._lock:
            self._now -= 1


def run(main: Callable[[Slow, Dumps], object]) -> Slow:
    slow = Slow()

    async def started() -> None:
        await main(slow, Dumps())  # type: ignore[misc]  # every `main` here is a coroutine function

    anyio.run(started)
    return slow


async def write(slow: Slow, dumps: Dumps) -> bytes:
    spool = await dumps.write(
        cast(Snapshot, slow), graph=None, media_type="application/n-triples", folder=None
    )
    assert size_of(spool) == 1_000_000
    return b"".join(pieces(spool))


def test_graph_is_written_whole_and_sent_in_pieces() -> None:
    async def main(slow: Slow, dumps: Dumps) -> None:
        slow.let.set()
        assert len(await write(slow, dumps)) == 1_000_000

    run(main)


def test_few_graphs_are_written_at_a_time() -> None:
    async def main(slow: Slow, dumps: Dumps) -> None:
        async with anyio.create_task_group() as tasks:
            for _ in range(AT_ONCE + 3):
                tasks.start_soon(write, slow, dumps)
            await anyio.wait_all_tasks_blocked()
            slow.let.set()

    assert run(main).most <= AT_ONCE


def test_crowd_is_told_to_come_back() -> None:
    async def main(slow: Slow, dumps: Dumps) -> None:
        async with anyio.create_task_group() as tasks:
            for _ in range(AT_ONCE + MOST_WAITING):
                tasks.start_soon(write, slow, dumps)
            await anyio.wait_all_tasks_blocked()
            with pytest.raises(HTTPException) as caught:
                await write(slow, dumps)
            assert caught.value.status_code == 503
            assert caught.value.headers == {"Retry-After": "10"}
            slow.let.set()

    run(main)
