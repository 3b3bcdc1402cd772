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


def turns(number: int) -> Turns:
    return Turns(number, alarms=Alarms())


async def waiting(turns: Turns, *, seconds: float = LONG) -> "asyncio.Task[bool]":
    """Have somebody wait for a turn."""
    task = asyncio.ensure_future(turns.take(seconds=seconds))
    await asyncio.sleep(0)
    return task


async def test_turns_go_to_whoever_waits_longest() -> None:
    one = turns(1)
    assert await one.take(seconds=LONG)
    first, second = await waiting(one), await waiting(one)

    one.give_back()
    await asyncio.sleep(0)

    assert first.done()
    assert not second.done()
    one.give_back()
    assert await second


async def test_turn_that_does_not_come_in_time_is_none() -> None:
    one = turns(1)
    assert await one.take(seconds=LONG)

    assert not await one.take(seconds=0.01)

    one.give_back()
    assert await one.take(seconds=0)


async def test_turn_of_whoever_went_away_is_anothers() -> None:
    one = turns(1)
    assert await one.take(seconds=LONG)
    gone, stays = await waiting(one), await waiting(one)

    gone.cancel()
    one.give_back()

    assert await stays


async def test_turn_is_given_on_by_whoever_goes_away_as_it_comes() -> None:
    one = turns(1)
    assert await one.take(seconds=LONG)
    gone, stays = await waiting(one), await waiting(one)

    one.give_back()
    gone.cancel()

    assert await stays
    with pytest.raises(asyncio.CancelledError):
        await gone


async def test_turns_are_as_many_as_were_given_out() -> None:
    two = turns(2)
    taken = [await two.take(seconds=0), await two.take(seconds=0)]

    two.give_back()
    two.give_back()
    again = [await two.take(seconds=0), await two.take(seconds=0)]

    assert taken == again == [True, True]
    assert not await two.take(seconds=0.01)
