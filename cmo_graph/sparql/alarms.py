"""What is to happen later unless it is called off: this module rings many alarms with one timer.

A deadline is there for the few queries that meet it, and of a small query it is called off before
anything happened. An event loop's own timers cost more than such a query's answer; here setting an
alarm and calling it off is to put it into a set and take it out.
"""

import asyncio
import math
from collections.abc import Callable

#: Seconds by which an event loop's timer may come early.
_EARLY = 0.002


def _nothing() -> None:
    """Do nothing, for an alarm that was called off."""


class Alarm:
    """A call that is due at a time of the event loop."""

    __slots__ = ("call", "due")

    def __init__(self, due: float, call: Callable[[], object]) -> None:
        self.due = due
        self.call = call


class Alarms:
    """Calls that are to be made later. Belongs to one event loop."""

    def __init__(self) -> None:
        self._set: set[Alarm] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._rings_at = math.inf

    def set(self, seconds: float, call: Callable[[], object]) -> Alarm:
        """Have `call` called after so many seconds, unless it is called off."""
        alarm = Alarm(asyncio.get_running_loop().time() + seconds, call)
        self._set.add(alarm)
        if alarm.due < self._rings_at:
            self._ring_at(alarm.due)
        return alarm

    def call_off(self, alarm: Alarm) -> None:
        """Forget an alarm, if it has not rung yet, and what it would have called."""
        self._set.discard(alarm)
        # Whoever is called mostly holds the alarm: left so, only Python's search for cycles would
        # ever give back the memory of a query, and take a tenth of its time for it.
        alarm.call = _nothing

    def _ring_at(self, due: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._rings_at = due
        self._timer = asyncio.get_running_loop().call_at(due, self._ring)

    def _ring(self) -> None:
        """Make the call that is due, if any: the timer may have been set for one called off."""
        self._rings_at = math.inf
        try:
            first = self._first()
            if first is not None and first.due <= asyncio.get_running_loop().time() + _EARLY:
                self._set.discard(first)
                first.call()
        finally:
            first = self._first()
            if first is not None and first.due < self._rings_at:
                self._ring_at(first.due)

    def _first(self) -> Alarm | None:
        return min(self._set, key=lambda alarm: alarm.due, default=None)
