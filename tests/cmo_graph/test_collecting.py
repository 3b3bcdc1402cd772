import gc
import weakref
from collections.abc import Iterator

import pytest

from cmo_graph.collecting import collector_paused


class Circle:
    """Something that only a search for cycles gives back."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    gc.collect()
    yield
    gc.enable()


@pytest.mark.parametrize("was_on", [True, False])
def test_collector_is_afterwards_what_it_was(was_on: bool) -> None:
    (gc.enable if was_on else gc.disable)()

    with collector_paused():
        meanwhile = gc.isenabled()

    assert not meanwhile
    assert gc.isenabled() is was_on


def test_cycle_made_meanwhile_is_found_by_a_look_at_the_young_unless_it_ages() -> None:
    def left(*, ageing: bool) -> bool:
        with collector_paused(ageing=ageing):
            gone = weakref.ref(Circle())
        gc.collect(0)
        return gone() is not None

    assert not left(ageing=False)
    assert left(ageing=True)
