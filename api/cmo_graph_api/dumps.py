"""Whole graphs for download: this module writes them into files, a few at a time.

Writing a graph out takes seconds where it is large. Only a few threads do that, so that a crowd of
downloads keeps nobody else waiting; a client that reads slowly holds a file, and no thread.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

import anyio
import anyio.to_thread
from rdflib import URIRef
from starlette.exceptions import HTTPException

from cmo_graph.store.protocol import Snapshot

#: Graphs written at the same time.
AT_ONCE = 2
#: Requests that may wait for their turn.
MOST_WAITING = 32
#: Bytes sent in one piece.
_PIECE = 256 * 1024


class Dumps:
    """Writes graphs out, `AT_ONCE` at a time."""

    def __init__(self) -> None:
        self._turn = anyio.CapacityLimiter(AT_ONCE)

    async def write(
        self, snapshot: Snapshot, *, graph: URIRef | None, media_type: str, folder: Path | None
    ) -> BinaryIO:
        """Return a file with one graph, or with the whole dataset when `graph` is None.

        Raises:
            HTTPException: 503 when too many wait already.
        """
        if self._turn.statistics().tasks_waiting >= MOST_WAITING:
            raise HTTPException(
                503, "Too many graphs are being written. Try again soon.", {"Retry-After": "10"}
            )
        return await anyio.to_thread.run_sync(
            _written, snapshot, graph, media_type, folder, limiter=self._turn
        )


def _written(
    snapshot: Snapshot, graph: URIRef | None, media_type: str, folder: Path | None
) -> BinaryIO:
    spool = TemporaryFile(dir=folder)  # noqa: SIM115  # `pieces` closes it
    try:
        snapshot.dump(spool, media_type=media_type, graph=graph)
    except BaseException:
        spool.close()
        raise
    return spool


def size_of(spool: BinaryIO) -> int:
    """Return how many bytes a file has, and go to its beginning."""
    size = spool.seek(0, 2)
    spool.seek(0)
    return size


def pieces(spool: BinaryIO) -> Iterator[bytes]:
    """Yield a file piece by piece, and close it."""
    with spool:
        while piece := spool.read(_PIECE):
            yield piece
