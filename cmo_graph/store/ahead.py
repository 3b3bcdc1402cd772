"""A dataset that is loaded while it is still being read: this module holds back the end.

The engine publishes nothing of a bulk load before it has seen the end of its file. So it may begin
with a file that is not yet known to be good: it is handed the file through a pipe, whose end waits
for the verdict. What is refused is broken off with a line that is no statement, and the engine is
as it was.
"""

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event

import pyoxigraph
from pyoxigraph import RdfFormat

#: Bytes that are handed over in one go. More than a pipe holds (pipe(7)): once the first piece is
#: through, somebody reads.
_PIECE = 1 << 20
_NO_STATEMENT = b"\nrefused\n"
_PIPE = "loading.nq"


class _Verdict:
    """Whether a file is good, once that is known."""

    def __init__(self) -> None:
        self.is_known = Event()
        self.is_good = False

    @property
    def is_bad(self) -> bool:
        return self.is_known.is_set() and not self.is_good


def can_load_ahead(source: Path) -> bool:
    """Say whether it can be done and is worth it: Windows has no such pipes."""
    return hasattr(os, "mkfifo") and source.stat().st_size > _PIECE


@contextmanager
def loading_ahead(
    engine: pyoxigraph.Store, source: Path, *, scratch: Path, loader: ThreadPoolExecutor
) -> Iterator[Future[None]]:
    """Begin to load N-Quads for the length of a block that finds out whether they are good.

    Whoever enters the block is given the load, which ends some time after the block does. When the
    block raises, nothing is loaded. The block must read all of `source`: the engine does not look
    at IRIs a second time. It has to be one on disk; one in memory keeps others out while it loads.

    `loader` has two threads to spare, `scratch` is a folder on this machine.
    """
    pipe = scratch / _PIPE
    os.mkfifo(pipe)
    # Both ends are open before anybody waits for the other: opening a pipe blocks.
    held = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    verdict, sink = _Verdict(), os.open(pipe, os.O_WRONLY)
    load = loader.submit(_load, engine, pipe, held)
    # An error that passes here must not keep the engine open: it keeps the names it passes.
    del engine
    feed = loader.submit(_feed, source, sink, verdict)
    try:
        yield load
        verdict.is_good = True
    finally:
        verdict.is_known.set()
        if not verdict.is_good:
            feed.exception()
            load.exception()


def _load(engine: pyoxigraph.Store, pipe: Path, held: int) -> None:
    try:
        engine.bulk_load(path=pipe, format=RdfFormat.N_QUADS, lenient=True)
    finally:
        del engine
        # When the engine fails, whoever writes into the pipe is told that nobody reads any more.
        os.close(held)
        pipe.unlink()


def _feed(source: Path, sink: int, verdict: _Verdict) -> None:
    with suppress(BrokenPipeError), os.fdopen(sink, "wb") as pipe, source.open("rb") as text:
        while piece := text.read(_PIECE):
            pipe.write(piece)
            if verdict.is_bad:
                break
        verdict.is_known.wait()
        if verdict.is_bad:
            pipe.write(_NO_STATEMENT)
