"""Memory that was freed, and is held all the same: this module has the system take it back.

The C library keeps what is freed, in a heap for each of a few threads, for whoever asks next. What
a write takes for a moment in one thread stays, while the next write takes it in another: a server
that is written to for hours comes to hold half as much again as it needs.
"""

import ctypes
import threading
import time

#: Seconds between two times, as the heaps are locked for some milliseconds.
PAUSE = 10.0


def hand_back() -> None:
    """Have the system take back what was freed; does nothing where the C library cannot.

    Takes some ten milliseconds for a hundred megabytes. Source: malloc_trim(3), of glibc alone.
    """
    trim = getattr(_c_library(), "malloc_trim", None)
    if trim is not None:
        trim(0)


class HandingBack:
    """Hands back what was freed, now and then. Any thread may ask."""

    def __init__(self, *, pause: float = PAUSE) -> None:
        self._pause = pause
        self._turn = threading.Lock()
        self._next = 0.0

    def ask(self) -> bool:
        """Hand back, unless that was done a moment ago; say whether it was done now."""
        with self._turn:
            if time.monotonic() < self._next:
                return False
            self._next = time.monotonic() + self._pause
        hand_back()
        return True


def _c_library() -> ctypes.CDLL | None:
    try:
        return ctypes.CDLL(None)
    except (OSError, TypeError):  # on Windows there is none of that name
        return None
