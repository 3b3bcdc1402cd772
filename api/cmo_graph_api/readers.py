"""Reader processes for the current dataset version: this module replaces them when it changes."""

import threading
from dataclasses import dataclass

from cmo_graph.sparql.pool import ReaderPool
from cmo_graph.store.protocol import Snapshot
from cmo_graph_api.settings import Settings


@dataclass(frozen=True, slots=True)
class _Reading:
    """A pool and the snapshot it reads; what is held is not swept away under its processes."""

    pool: ReaderPool
    snapshot: Snapshot


class Readers:
    """Hands out the pool that reads a snapshot; pools of older versions end when they are idle."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._current: _Reading | None = None

    def of(self, snapshot: Snapshot) -> ReaderPool:
        """Return the pool that reads this snapshot, starting it when the version is new.

        Versions are told apart by name: a derived graph that is made anew leaves the digest as it
        is, and is another version all the same.
        """
        with self._lock:
            current = self._current
            if current is None or current.snapshot.version.name != snapshot.version.name:
                former, current = current, _Reading(self._start(snapshot), snapshot)
                self._current = current
                if former is not None:
                    former.pool.retire()
            return current.pool

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
            if self._current is not None:
                self._current.pool.close()
                self._current = None
