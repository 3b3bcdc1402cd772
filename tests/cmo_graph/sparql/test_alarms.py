import asyncio
import gc
import weakref

import pytest

from cmo_graph.sparql.alarms import Alarms

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["asyncio", "uvloop"])
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, bool]]:
    return "asyncio", {"use_uvloop": request.param == "uvloop"}


async def test_alarms_ring_in_the_order_in_which_they_are_due() -> None:
    alarms, rung = Alarms(), []
    last = asyncio.Event()
    alarms.set(0.06, last.set)
    alarms.set(0.04, lambda: rung.append("late"))
    alarms.set(0.01, lambda: rung.append("soon"))

    await last.wait()

    assert rung == ["soon", "late"]


async def test_alarm_that_is_called_off_does_not_ring() -> None:
    alarms, rung = Alarms(), []
    last = asyncio.Event()
    alarm = alarms.set(0.01, lambda: rung.append("first"))
    alarms.set(0.03, last.set)

    alarms.call_off(alarm)
    await last.wait()
    alarms.call_off(alarm)

    assert rung == []


async def test_alarm_that_is_called_off_holds_nothing() -> None:
    class Query:
        def __init__(self, alarms: Alarms) -> None:
            self.alarm = alarms.set(60, self.expire)

        def expire(self) -> None:
            raise AssertionError

    alarms = Alarms()
    query = Query(alarms)
    gone = weakref.ref(query)
    alarms.call_off(query.alarm)

    gc.disable()
    try:
        del query
        assert gone() is None
    finally:
        gc.enable()


async def test_alarm_can_be_set_by_one_that_rings() -> None:
    alarms, last = Alarms(), asyncio.Event()
    alarms.set(0.0, lambda: alarms.set(0.01, last.set))

    await asyncio.wait_for(last.wait(), 10)


async def test_alarms_go_on_when_what_one_calls_fails() -> None:
    alarms, last = Alarms(), asyncio.Event()
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)
    alarms.set(0.0, lambda: [][0])
    alarms.set(0.0, last.set)
    alarms.set(0.01, last.set)

    await asyncio.wait_for(last.wait(), 10)
