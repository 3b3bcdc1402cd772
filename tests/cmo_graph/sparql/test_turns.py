import asyncio
from collections.abc import Callable

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


async def waiting(
    turns: Turns[str], *, seconds: float = LONG, accept: Callable[[str], bool] = nothing
) -> "asyncio.Task[bool]":
    """Have somebody wait for a turn."""
    task = asyncio.ensure_future(turns.take(seconds=seconds, accept=accept))
    await asyncio.sleep(0)
    return task


async def test_turns_go_to_whoever_waits_longest() -> None:
    one = turns(1)
    assert await one.take(seconds=LONG, accept=nothing)
    first, second = await waiting(one), await waiting(one)

    one.give_back()
    await asyncio.sleep(0)

    assert first.done()
    assert not second.done()
    one.give_back()
    assert await second


async def test_turn_that_does_not_come_in_time_is_none() -> None:
    one = turns(1)
    assert await one.take(seconds=LONG, accept=nothing)

    assert not await one.take(seconds=0.01, accept=nothing)

    one.give_back()
    assert await one.take(seconds=0, accept=nothing)


async def test_turn_of_whoever_went_away_is_anothers() -> None:
    one = turns(1)
    assert await one.take(seconds=LONG, accept=nothing)
    gone, stays = await waiting(one), await waiting(one)

    gone.cancel()
    one.give_back()

    assert await stays


async def test_turn_is_given_on_by_whoever_goes_away_as_it_comes() -> None:
    one = turns(1)
    assert await one.take(seconds=LONG, accept=nothing)
    gone, stays = await waiting(one), await waiting(one)

    one.give_back()
    gone.cancel()

    assert await stays
    with pytest.raises(asyncio.CancelledError):
        await gone


async def test_turns_are_as_many_as_were_given_out() -> None:
    two = turns(2)
    taken = [await two.take(seconds=0, accept=nothing), await two.take(seconds=0, accept=nothing)]

    two.give_back()
    two.give_back()
    again = [await two.take(seconds=0, accept=nothing), await two.take(seconds=0, accept=nothing)]

    assert taken == again == [True, True]
    assert not await two.take(seconds=0.01, accept=nothing)


async def test_what_is_handed_over_is_used_before_anything_else_happens() -> None:
    one, used = turns(1), list[str]()
    assert await one.take(seconds=LONG, accept=nothing)
    gone = await waiting(one)

    def use(tool: str) -> bool:
        used.append(tool)
        return True

    next_one = await waiting(one, accept=use)
    gone.cancel()

    assert one.hand_over("a tool")

    assert used == ["a tool"]
    assert await next_one


async def test_what_nobody_accepts_is_kept_by_whoever_has_it() -> None:
    one = turns(1)
    assert await one.take(seconds=LONG, accept=nothing)
    assert not one.hand_over("a tool")
    waits = await waiting(one)

    assert not one.hand_over("a tool")

    one.give_back()
    assert await waits
