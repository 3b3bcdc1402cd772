"""What is dear to make and often asked for: this module keeps a few such values by key."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT", bound=Hashable)
ValueT = TypeVar("ValueT")


class _Place(Generic[ValueT]):
    """Where one value is made, by the first thread that wants it; the others wait."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.made: list[ValueT] = []


class Shelf(Generic[KeyT, ValueT]):
    """The values used last, made once each. Any thread may use it.

    Threads that want one value wait for each other; threads that want different values do not.

    Example:
        >>> shelf = Shelf[str, int](kept=2)
        >>> shelf.get("a", lambda: 1), shelf.get("a", lambda: 2)
        (1, 1)
    """

    def __init__(self, *, kept: int) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self._places: OrderedDict[KeyT, _Place[ValueT]] = OrderedDict()

    def get(
        self,
        key: KeyT,
        make: Callable[[], ValueT],
        *,
        is_kept: Callable[[ValueT], bool] = lambda _value: True,
    ) -> ValueT:
        """Return the value of a key, made now when it is not kept.

        What `make` raises is raised here, and nothing is kept of it; nor of a value of which
        `is_kept` says no, which only those get who waited for it. Neither takes another's place.
        """
        place = self._place(key)
        with place.lock:
            if not place.made:
                try:
                    place.made.append(make())
                finally:
                    self._settle(key, place, is_kept=any(map(is_kept, place.made)))
            return place.made[0]

    def _place(self, key: KeyT) -> _Place[ValueT]:
        with self._lock:
            place = self._places.setdefault(key, _Place())
            self._places.move_to_end(key)
            return place

    def _settle(self, key: KeyT, place: _Place[ValueT], *, is_kept: bool) -> None:
        """Keep a place, and let go of what was used longest ago; or clear the place away."""
        with self._lock:
            if is_kept:
                self._places[key] = place
                made = [one for one, other in self._places.items() if other.made]
                for old in made[: -self._kept]:
                    del self._places[old]
            elif self._places.get(key) is place:
                del self._places[key]
