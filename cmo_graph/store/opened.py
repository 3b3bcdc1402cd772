"""Versions that are open: this module finds again what somebody holds, and keeps a few.

Opening a version takes milliseconds, and two who read the same one share what the engine caches.
"""

import weakref
from collections import OrderedDict
from collections.abc import Callable, Container
from typing import Generic, TypeVar

from cmo_graph.store.protocol import Snapshot

SnapshotT = TypeVar("SnapshotT", bound=Snapshot)

#: Versions kept open although nobody holds them: each has files of its own open.
MOST_UNHELD = 2


class OpenVersions(Generic[SnapshotT]):
    """Snapshots by name. One thread at a time may use it."""

    def __init__(self, *, most_unheld: int = MOST_UNHELD) -> None:
        self._held: weakref.WeakValueDictionary[str, SnapshotT] = weakref.WeakValueDictionary()
        self._recent: OrderedDict[str, SnapshotT] = OrderedDict()
        self._most_unheld = most_unheld

    def get(self, name: str, open_it: Callable[[], SnapshotT | None]) -> SnapshotT | None:
        """Return the snapshot of this name, opened when nobody holds it; None when it is gone."""
        found = self._held.get(name) or open_it()
        if found is None:
            return None
        self._held[name] = found
        self._recent[name] = found
        self._recent.move_to_end(name)
        while len(self._recent) > self._most_unheld:
            self._recent.popitem(last=False)
        return found

    def keep(self, numbers: Container[int]) -> None:
        """Hold on to no other versions: their files are going to be removed."""
        for name, snapshot in list(self._recent.items()):
            if snapshot.version.number not in numbers:
                del self._recent[name]

    def clear(self) -> None:
        """Hold on to nothing."""
        self._recent.clear()
