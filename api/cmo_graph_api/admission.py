"""Who may ask a query now: this module gives each client its share, and the server its bounds.

A client has at most so many queries under way, and so many seconds of query time for each minute:
its allowance fills up steadily, and what its queries take is taken from it. It may go below nothing
by what a query took longer than was left; then it waits. A client is an address; of IPv6 the first
64 bits, which one subscriber has.

Belongs to one event loop.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from ipaddress import IPv6Address, ip_address
from types import TracebackType
from typing import Self

from cmo_graph.errors import ClientAsksTooMuch, QueryTimeSpent, QueueIsFull

#: Clients that are remembered, when none of them has a query under way.
_REMEMBERED = 10_000
_MINUTE = 60.0


@dataclass(slots=True)
class _Client:
    """What one client has under way, and its allowance when it was last looked at."""

    left: float
    seen: float
    under_way: int = 0


class Stay:
    """One query's time inside, from its beginning to its end; a block ends it, or `end`."""

    __slots__ = ("_began", "_clock", "_is_prolonged", "_leave")

    def __init__(self, clock: Callable[[], float], *, leave: Callable[[float], None]) -> None:
        self._clock = clock
        self._leave = leave
        self._began: float | None = None
        self._is_prolonged = False

    def begin(self) -> None:
        """Note that the query begins: the time it waited is not the client's."""
        self._began = self._clock()

    @property
    def seconds(self) -> float:
        """How long the query has run."""
        return 0.0 if self._began is None else self._clock() - self._began

    def prolong(self) -> Self:
        """Let it last beyond the block, until `end`."""
        self._is_prolonged = True
        return self

    def end(self) -> None:
        """Go out; once."""
        self._leave(self.seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self._is_prolonged:
            self.end()


class Admission:
    """Lets queries in, and keeps the accounts of their clients."""

    def __init__(
        self,
        *,
        most_inside: int,
        most_of_one: int,
        seconds_a_minute: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin with nobody inside.

        Args:
            most_inside: Queries of all clients, those that wait for a reader included.
            most_of_one: Queries of one client.
            seconds_a_minute: Query time that one client is given for each minute.
            clock: Tells seconds.
        """
        self._most_inside = most_inside
        self._most_of_one = most_of_one
        self._allowance = seconds_a_minute
        self._clock = clock
        self._clients: dict[str, _Client] = {}
        self._inside = 0

    def stay(self, address: str) -> Stay:
        """Let one query of a client in until its stay is ended.

        Raises:
            ClientAsksTooMuch, QueryTimeSpent: the client has had its share for now.
            QueueIsFull: too many are inside already.
        """
        client = self._client(client_of(address))
        self._refuse(client)
        client.under_way += 1
        self._inside += 1
        return Stay(self._clock, leave=partial(self._leave, client))

    def _leave(self, client: _Client, seconds: float) -> None:
        client.under_way -= 1
        self._inside -= 1
        self._let_grow(client)
        client.left -= seconds

    def _refuse(self, client: _Client) -> None:
        if client.under_way >= self._most_of_one:
            raise ClientAsksTooMuch(self._most_of_one)
        if client.left <= 0:
            wait = math.ceil(-client.left * _MINUTE / self._allowance) + 1
            raise QueryTimeSpent(allowed=self._allowance, retry_after=wait)
        if self._inside >= self._most_inside:
            raise QueueIsFull(self._most_inside)

    def _client(self, name: str) -> _Client:
        """Return a client, with what its allowance has grown by meanwhile."""
        client = self._clients.pop(name, None) or _Client(self._allowance, self._clock())
        self._let_grow(client)
        self._clients[name] = client  # the last one seen comes last
        if len(self._clients) > _REMEMBERED:
            self._forget_one()
        return client

    def _let_grow(self, client: _Client) -> None:
        now = self._clock()
        grown = client.left + (now - client.seen) * self._allowance / _MINUTE
        client.left, client.seen = min(grown, self._allowance), now

    def _forget_one(self) -> None:
        idle = next((name for name, found in self._clients.items() if not found.under_way), None)
        if idle is not None:
            del self._clients[idle]


@lru_cache(maxsize=_REMEMBERED)
def client_of(address: str) -> str:
    """Return what a client is told apart by, given its address."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped) if mapped else str(IPv6Address(int(found) >> 64 << 64))
    return address
