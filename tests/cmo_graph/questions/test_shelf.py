import threading
from collections.abc import Callable

import pytest

from cmo_graph.questions.shelf import Shelf


def counting() -> tuple[list[str], Callable[[str], Callable[[], str]]]:
    """Return what was made so far, and how to make something."""
    made: list[str] = []

    def maker(value: str) -> Callable[[], str]:
        def make() -> str:
            made.append(value)
            return value

        return make

    return made, maker


def test_shelf_makes_a_value_once() -> None:
    made, maker = counting()
    shelf = Shelf[str, str](kept=2)

    assert [shelf.get("a", maker("one")), shelf.get("a", maker("two"))] == ["one", "one"]
    assert made == ["one"]


def test_shelf_lets_go_of_what_was_used_longest_ago() -> None:
    made, maker = counting()
    shelf = Shelf[str, str](kept=2)

    for key in ("a", "b", "a", "c", "a", "b"):
        shelf.get(key, maker(key))

    assert made == ["a", "b", "c", "b"]


def test_shelf_keeps_nothing_of_a_failure() -> None:
    shelf = Shelf[str, str](kept=2)

    def fail() -> str:
        raise ValueError("not yet")

    with pytest.raises(ValueError, match="not yet"):
        shelf.get("a", fail)
    assert shelf.get("a", lambda: "made") == "made"


def test_shelf_lets_go_of_nothing_for_a_failure_or_a_value_that_is_not_kept() -> None:
    made, maker = counting()
    shelf = Shelf[str, str](kept=2)
    for key in ("a", "b"):
        shelf.get(key, maker(key))

    def fail() -> str:
        raise ValueError("not yet")

    with pytest.raises(ValueError, match="not yet"):
        shelf.get("c", fail)
    for _ in range(2):
        assert shelf.get("d", maker("d"), is_kept=lambda value: value != "d") == "d"
    for key in ("a", "b"):
        shelf.get(key, maker(key))

    assert made == ["a", "b", "d", "d"]


def test_shelf_makes_a_value_once_for_many_threads() -> None:
    made, maker = counting()
    shelf = Shelf[str, str](kept=2)
    together = threading.Barrier(8)

    def want() -> None:
        together.wait()
        shelf.get("a", maker("a"))

    threads = [threading.Thread(target=want) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert made == ["a"]
