"""One writer at a time: this module takes a lock that stands on the server.

The lock is one value, and taking it is one update that puts a value of ours in the place of the one
seen before. A writer says that it lives by changing its value every few seconds. No clock is
compared with another machine's: whoever waits takes the lock over when it saw the same value for
`LEASE` seconds. A server that runs two such updates at once may let both through; each then sees
two values and takes its own away again.

What the last holder of a lock changes is refused once another has taken it over (`Records.publish`
names the lock it holds).
"""

import random
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from cmo_graph.errors import StoreInUse, StoreUnavailable
from cmo_graph.store.remote.records import FREE, Records

#: Seconds after which a writer that says nothing is taken for dead.
LEASE = 60.0
#: Seconds between two looks at a lock that another holds.
_POLL = 0.05


class WriteLock:
    """The lock, as this writer holds it."""

    def __init__(self, records: Records, value: str) -> None:
        self._records = records
        self._value = value
        self._owner = value.partition(" ")[0]
        self._beats = 0
        self._over = threading.Event()
        self._changing = threading.Lock()

    @contextmanager
    def steady(self) -> Iterator[str]:
        """Give the lock's value, which stays the same meanwhile."""
        with self._changing:
            yield self._value

    def keep_alive(self, *, every: float) -> None:
        """Say again and again that its holder lives, until it is let go."""
        while not self._over.wait(every):
            # A server that does not answer now may do so at the next beat.
            with suppress(StoreUnavailable):
                self._beat()

    def _beat(self) -> None:
        with self._changing:
            self._beats += 1
            self._records.change_lock(self._value, f"{self._owner} {self._beats}")
            # Looked up, because of an update without an answer one does not know what it did.
            now = list(self._records.lock())
            if len(now) == 1 and now[0].startswith(self._owner):
                self._value = now[0]

    def let_go(self) -> None:
        """Free the lock, if it still is ours."""
        self._over.set()
        with self._changing:
            self._records.change_lock(self._value, FREE)


@contextmanager
def locked(
    records: Records, *, location: str, patience: float, lease: float = LEASE
) -> Iterator[WriteLock]:
    """Hold the write lock of a server.

    Raises:
        StoreInUse: another writer kept it for `patience` seconds.
        StoreUnavailable: the server does not answer.
    """
    lock = WriteLock(records, _taken(records, location=location, patience=patience, lease=lease))
    beating = threading.Thread(
        target=lock.keep_alive, kwargs={"every": lease / 6}, name="write-lock", daemon=True
    )
    beating.start()
    try:
        yield lock
    finally:
        lock.let_go()
        beating.join()


def _taken(records: Records, *, location: str, patience: float, lease: float) -> str:
    mine = f"{uuid.uuid4().hex} 0"
    end = time.monotonic() + patience
    seen, since = "", time.monotonic()
    while True:
        values = sorted(records.lock())
        found = " | ".join(values)
        if found != seen:
            seen, since = found, time.monotonic()
        if _may_take(values, waited=time.monotonic() - since, lease=lease) and _took(
            records, values, mine
        ):
            return mine
        if time.monotonic() > end:
            raise StoreInUse(location, waited=patience)
        time.sleep(_POLL * (0.5 + random.random()))  # noqa: S311 - two who collide part again


def _may_take(values: list[str], *, waited: float, lease: float) -> bool:
    return values == [FREE] or waited > lease


def _took(records: Records, values: list[str], mine: str) -> bool:
    # More than one value is left only by writers that died as they took it at once.
    for value in values:
        records.change_lock(value, mine)
    now = list(records.lock())
    if now == [mine]:
        return True
    if mine in now:
        records.drop_lock(mine)
        if list(records.lock()) == []:
            records.free_lock()
    return False
