import asyncio

import pytest

from cmo_graph.sparql.alarms import Alarms
from cmo_graph.sparql.turns import Turns

pytestmark = pytest.mark.anyio
#: Seconds nobody waits for.
LONG = 60.0


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def turns(number: int) -> Turns[str]:
    return Turns(number, alarms=Alarms())


def nothing(tool: str) -> bool:
    """Accept nothing that is handed over."""
    return not tool


async def take(turns: Turns[str], *, seconds: float = LONG) -> bool:
    """Take a turn, and accept nothing."""
    woken = asyncio.get_running_loop().create_future()
    return await turns.take(woken, seconds=seconds, accept=nothing)


async def waiting(turns: Turns[str]) -> "asyncio.Task[bool]":
    """Have somebody wait for a turn."""
    task = asyncio.ensure_future(take(turns))
    await asyncio.sleep(0)
    return task


async def test_turns_go_to_whoever_waits_longest() -> None:
    one = turns(1)
    assert await take(one)
    first, second = await waiting(one), await waiting(one)

    one.give_back()
    await asyncio.sleep(0)

    assert first.done()
    assert not second.done()
    one.give_back()
    assert await second


async def test_turn_that_does_not_come_in_time_is_none() -> None:
    one = turns(1)
    assert await take(one)

    assert not await take(one, seconds=0.01)

    one.give_back()
    assert await take(one, seconds=0)


async def test_turn_of_whoever_went_away_is_anothers() -> None:
    one = turns(1)
    assert await take(one)
    gone, stays = await waiting(one), await waiting(one)

    gone.cancel()
    one.give_back()

    assert await stays


async def test_turn_is_given_on_by_whoever_goes_away_as_it_comes() -> None:
    one = turns(1)
    assert await take(one)
    gone, stays = await waiting(one), await waiting(one)

    one.give_back()
    gone.cancel()

    assert await stays
    with pytest.raises(asyncio.CancelledError):
        await gone


async def test_turns_are_as_many_as_were_given_out() -> None:
    two = turns(2)
    taken = [await take(two, seconds=0), await take(two, seconds=0)]

    two.give_back()
    two.give_back()
    again = [await take(two, seconds=0), await take(two, seconds=0)]

    assert taken == again == [True, True]
    assert not await take(two, seconds=0.01)


class User:
    """Somebody who waits for a turn, and accepts whatever is handed over."""

    def __init__(self, turns: Turns[str], *, seconds: float = LONG) -> None:
        self.used: list[str] = []
        self.woken = asyncio.get_running_loop().create_future()
        self.task = asyncio.ensure_future(
            turns.take(self.woken, seconds=seconds, accept=self.accept)
        )

    def accept(self, tool: str) -> bool:
        self.used.append(tool)
        return True


async def test_what_is_handed_over_is_used_before_anything_else_happens() -> None:
    one = turns(1)
    assert await take(one)
    gone = await waiting(one)
    user = User(one)
    await asyncio.sleep(0)
    gone.cancel()

    assert one.hand_over("a tool")

    assert user.used == ["a tool"]


async def test_whoever_accepts_is_woken_when_its_work_is_done() -> None:
    one = turns(1)
    assert await take(one)
    user = User(one, seconds=0.01)
    await asyncio.sleep(0)
    one.hand_over("a tool")

    # The time for waiting is over; nobody waits for a turn any more.
    await asyncio.sleep(0.05)
    assert not user.task.done()

    user.woken.set_result(True)
    assert await user.task


async def test_turn_of_whoever_accepted_and_went_away_is_its_own_to_give_back() -> None:
    one = turns(1)
    assert await take(one)
    user = User(one)
    await asyncio.sleep(0)
    one.hand_over("a tool")
    user.task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await user.task

    assert not await take(one, seconds=0.01)

    one.give_back()
    assert await take(one, seconds=0)


async def test_what_nobody_accepts_is_kept_by_whoever_has_it() -> None:
    one = turns(1)
    assert await take(one)
    assert not one.hand_over("a tool")
    waits = await waiting(one)

    assert not one.hand_over("a tool")

    one.give_back()
    assert await waits
