"""Whether the soak would notice: its oracle and its line through figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.soak.__main__ import MOST_ONCE, MOST_PROCESSES, MOST_SLOPE, faults_of, slope_of
from tests.soak.model import EMPTY, REVIEWS, Oracle, State, labels_of, lines_of, size_of
from tests.soak.served import Taken

WRONG = "not what it should be"


def is_empty(state: State) -> str | None:
    return None if state == EMPTY else WRONG


def test_answer_of_a_known_version_is_judged_at_once() -> None:
    oracle = Oracle()
    oracle.publish("a", EMPTY)
    oracle.publish("b", {**EMPTY, 0: 3})

    oracle.judge("a", is_empty)
    oracle.judge("b", is_empty)

    assert (oracle.judged, len(oracle.wrong)) == (2, 1)


def test_answer_of_a_version_not_yet_acknowledged_is_judged_later() -> None:
    oracle = Oracle()
    oracle.judge("a", is_empty)
    assert oracle.judged == 0

    oracle.publish("a", {**EMPTY, 0: 3})
    oracle.publish("b", EMPTY)
    oracle.judge("b", is_empty)

    assert (oracle.judged, len(oracle.wrong)) == (2, 1)


def test_answer_of_a_version_that_nobody_published_is_wrong() -> None:
    oracle = Oracle()
    oracle.judge("a", is_empty)
    oracle.finish()

    assert oracle.wrong == ["unknown version a"]


def test_digest_of_two_contents_is_wrong() -> None:
    oracle = Oracle()
    oracle.publish("a", EMPTY)
    oracle.publish("a", {**EMPTY, 0: 3})

    assert len(oracle.wrong) == 1


@given(st.integers(0, REVIEWS - 1), st.integers(0, 1000))
def test_generations_of_a_review_differ_in_every_label(review: int, generation: int) -> None:
    labels, later = labels_of(review, generation), labels_of(review, generation + 1)

    assert len(lines_of(review, generation)) == 3 * size_of(generation) == 3 * len(labels)
    assert not set(labels.values()) & set(later.values())


@given(st.floats(-50, 50), st.floats(0, 500), st.integers(2, 40))
def test_slope_of_a_line_is_that_of_the_line(slope: float, start: float, count: int) -> None:
    points = [(10.0 * index, start + slope * index / 6) for index in range(count)]

    assert slope_of(points).per_minute == pytest.approx(slope, abs=1e-6)
    assert slope_of(points).growth == pytest.approx(slope * (count - 1) / 6, abs=1e-6)


def looks(*, minutes: int, megabytes: float = 0.0, files: float = 0.0) -> list[Taken]:
    """Return looks at a server that grows by so much a minute."""
    return [
        Taken(60.0 * minute, 200 + megabytes * minute, int(90 + files * minute), 4)
        for minute in range(minutes + 1)
    ]


def test_level_server_has_no_faults() -> None:
    assert faults_of(looks(minutes=10)) == []
    assert faults_of([]) == []


def test_server_whose_memory_grows_for_long_is_found() -> None:
    steep = MOST_SLOPE + MOST_ONCE / 10 + 0.5

    assert faults_of(looks(minutes=10, megabytes=steep)) == [
        f"memory grows by {steep:.2f} MB a minute"
    ]


def test_server_that_keeps_files_open_is_found() -> None:
    assert "files" in faults_of(looks(minutes=10, files=5))[0]


def test_server_of_too_many_processes_is_found() -> None:
    crowded = [Taken(0.0, 200, 90, MOST_PROCESSES + 1)]

    assert "processes" in faults_of(crowded)[0]
