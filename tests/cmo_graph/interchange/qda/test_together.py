from hypothesis import given
from hypothesis import strategies as st

from cmo_graph.interchange.qda.together import (
    LONGEST,
    Stretches,
    overlap_enough,
    stretches_together,
)

spans = st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda it: (it[0], it[0] + it[1]))


@given(st.lists(spans, max_size=12))
def test_stretches_that_overlap_enough_are_in_one_group_and_no_others(
    held: list[tuple[int, int]],
) -> None:
    groups = stretches_together(held)

    where = {span: number for number, group in enumerate(groups) for span in group}
    assert sorted(where) == sorted(set(held))
    # The oracle: whoever can be reached by overlaps.
    for span in where:
        reached, waiting = {span}, [span]
        while waiting:
            one = waiting.pop()
            fresh = {other for other in where if overlap_enough(one, other)} - reached
            reached |= fresh
            waiting.extend(fresh)
        assert reached == {other for other in where if where[other] == where[span]}


def test_whole_interviews_join_nothing() -> None:
    assert stretches_together([(0, LONGEST + 1), (5, 9)]) == [[(0, LONGEST + 1)], [(5, 9)]]


def test_equal_stretches_alone_are_together_when_asked() -> None:
    assert stretches_together([(0, 9), (0, 9), (0, 5)], overlapping=False) == [[(0, 9)], [(0, 5)]]


def test_stretches_near_one_are_found() -> None:
    held = Stretches([(0, 100), (10, 20), (90, 140), (200, 210)])

    assert list(held.near((0, 100))) == [(0, 100), (10, 20)]
