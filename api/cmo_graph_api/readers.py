"""Reader processes for the current dataset version: this module replaces them when it changes."""

import threading

from cmo_graph.sparql.pool import ReaderPool
from cmo_graph.store.protocol import Snapshot
from cmo_graph_api.settings import Settings


class Readers:
    """Hands out the pool that reads a snapshot; pools of older versions end when they are idle."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._version: str | None = None
        self._pool: ReaderPool | None = None

    def of(self, snapshot: Snapshot) -> ReaderPool:
        """Return the pool that reads this snapshot, starting it when the version is new."""
        with self._lock:
            if self._pool is None or self._version != snapshot.version.digest:
                former, self._pool = self._pool, self._start(snapshot)
                self._version = snapshot.version.digest
                if former is not None:
                    former.retire()
            return self._pool

    def _start(self, snapshot: Snapshot) -> ReaderPool:
        return ReaderPool(
            snapshot.reader_source,
            size=self._settings.query_readers,
            timeout_seconds=self._settings.query_timeout,
            memory_megabytes=self._settings.query_memory,
        )

    def close(self) -> None:
        """End every reader process."""
        with self._lock:
            if self._pool is not None:
                self._pool.close()
                self._pool = None
