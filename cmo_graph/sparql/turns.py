"""Whose turn it is: this module lets so many in at once, and the others wait in their order.

Whoever goes out may hand over what it used, and then the next begins at once: before anything else
that the event loop has to do. It is woken when its work is done, and not for its turn as well.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Generic, TypeVar

from cmo_graph.sparql.alarms import Alarm, Alarms

Tool = TypeVar("Tool")


class _Waiting(Generic[Tool]):
    """Somebody who waits for a turn."""

    def __init__(self, accept: Callable[[Tool], bool], woken: "asyncio.Future[bool]") -> None:
        self.accept = accept
        self.woken = woken
        self.has_accepted = False
        #: Rings when the waiting takes too long.
        self.alarm: Alarm | None = None


class Turns(Generic[Tool]):
    """Turns that are taken and given back. Belongs to one event loop."""

    def __init__(self, number: int, *, alarms: Alarms) -> None:
        """Give out `number` turns at once."""
        self._free = number
        self._alarms = alarms
        self._waiting: deque[_Waiting[Tool]] = deque()

    async def take(
        self, woken: "asyncio.Future[bool]", *, seconds: float, accept: Callable[[Tool], bool]
    ) -> bool:
        """Take a turn; False when there was none within so many seconds.

        Args:
            woken: What is waited for, when there is no turn now. It becomes true for a turn. Where
                something is accepted, whoever accepts it settles this, when the work is done.
            seconds: Longest time to wait.
            accept: Called with what another hands over, before this returns; says whether that is
                of use. Whoever has accepted something and is then cancelled has to give it back.
        """
        if self._free:
            self._free -= 1
            return True
        waiting = _Waiting(accept, woken)
        waiting.alarm = self._alarms.set(seconds, partial(_settle, waiting, is_given=False))
        self._waiting.append(waiting)
        try:
            return await woken
        except asyncio.CancelledError:
            if not waiting.has_accepted and not woken.cancelled() and woken.result():
                self.give_back()
            raise
        finally:
            self._alarms.call_off(waiting.alarm)

    def hand_over(self, tool: Tool) -> bool:
        """Give a turn on together with what was used in it; False when nobody accepts that."""
        while self._waiting and self._waiting[0].woken.done():
            self._waiting.popleft()
        if not self._waiting or not self._waiting[0].accept(tool):
            return False
        waiting = self._waiting.popleft()
        waiting.has_accepted = True
        if waiting.alarm is not None:
            self._alarms.call_off(waiting.alarm)
        return True

    def give_back(self) -> None:
        """Give a turn back: to whoever waits longest, or for later."""
        while self._waiting:
            if _settle(self._waiting.popleft(), is_given=True):
                return
        self._free += 1


def _settle(waiting: _Waiting[Tool], *, is_given: bool) -> bool:
    """Tell whoever waits for a turn; False when nobody waits for it any more."""
    if waiting.woken.done():
        return False
    waiting.woken.set_result(is_given)
    return True
