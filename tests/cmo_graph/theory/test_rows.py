from hypothesis import given
from hypothesis import strategies as st

from cmo_graph.theory.rows import Rows, closure, counters

SIZE = 12

some_rows = st.lists(st.lists(st.integers(0, SIZE - 1), max_size=4, unique=True), max_size=SIZE)


@given(some_rows)
def test_rows_give_back_what_they_were_made_of(rows: list[list[int]]) -> None:
    kept = Rows(rows)

    assert kept == tuple(map(tuple, rows))
    assert [kept[at] for at in range(len(kept))] == list(kept)
    assert list(kept.sizes()) == [len(row) for row in rows]


@given(some_rows)
def test_rows_inverted_say_the_same_from_the_other_end(rows: list[list[int]]) -> None:
    pairs = {(row, member) for row, members in enumerate(rows) for member in members}

    inverted = Rows(rows).inverted(SIZE)

    assert {(row, member) for member, found in enumerate(inverted) for row in found} == pairs
    assert all(list(found) == sorted(found) for found in inverted)


def test_rows_without_any_are_empty() -> None:
    assert list(Rows([])) == []
    assert len(Rows([])) == 0


def test_closure_names_the_start_from_which_each_is_reached() -> None:
    rows = Rows([(1,), (2,), (1,), ()])

    assert closure(rows, [0, 3]) == {0: 0, 1: 0, 2: 0, 3: 3}


def test_counters_take_a_byte_each_until_one_needs_more() -> None:
    assert counters([0, 255]).itemsize == 1
    assert list(counters([0, 256])) == [0, 256]
    assert list(counters([])) == []
