"""Whose turn it is: this module lets so many in at once, and the others wait in their order."""

import asyncio
from collections import deque
from functools import partial

from cmo_graph.sparql.alarms import Alarms


class Turns:
    """Turns that are taken and given back. Belongs to one event loop."""

    def __init__(self, number: int, *, alarms: Alarms) -> None:
        """Give out `number` turns at once."""
        self._free = number
        self._alarms = alarms
        #: True for a turn; False when the waiting took too long.
        self._waiting: deque[asyncio.Future[bool]] = deque()

    async def take(self, *, seconds: float) -> bool:
        """Take a turn; False when there was none within so many seconds."""
        if self._free:
            self._free -= 1
            return True
        turn: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        alarm = self._alarms.set(seconds, partial(_settle, turn, is_given=False))
        try:
            return await turn
        except asyncio.CancelledError:
            if not turn.cancelled() and turn.result():
                self.give_back()
            raise
        finally:
            self._alarms.call_off(alarm)

    def give_back(self) -> None:
        """Give a turn back: to whoever waits longest, or for later."""
        while self._waiting:
            if _settle(self._waiting.popleft(), is_given=True):
                return
        self._free += 1


def _settle(turn: "asyncio.Future[bool]", *, is_given: bool) -> bool:
    """Tell whoever waits for a turn; False when nobody waits for it any more."""
    if turn.done():
        return False
    turn.set_result(is_given)
    return True
