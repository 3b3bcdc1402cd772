import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from benchmarks.__main__ import BENCHMARKS, PAGE
from benchmarks.measure import Times
from benchmarks.table import (
    Row,
    as_page,
    as_table,
    at_least,
    at_most,
    duration,
    rounded,
    with_sections,
)


@pytest.mark.slow
def test_benchmarks_run_through_and_write_their_page_when_quick(tmp_path: Path) -> None:
    page = tmp_path / "page.md"

    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", "--page", page],
        cwd=PAGE.parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    text = page.read_text(encoding="utf-8")
    assert text.index("## Ratios") < text.index("## Absolute figures")
    for benchmark in BENCHMARKS:
        assert f"### {benchmark.TITLE}\n" in text


def test_benchmarks_page_is_of_no_quick_run_and_names_no_place_on_a_machine() -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert "This is the quick run" not in text
    for place in (tempfile.gettempdir(), Path.home(), PAGE.parent.parent):
        assert f"{place}/" not in text
    for benchmark in BENCHMARKS:
        assert f"### {benchmark.TITLE}\n" in text


def _row(**changes: object) -> Row:
    facts = {"what": "a thing", "size": "seed", "value": 0.5, "unit": "× raw", **changes}
    return Row(**facts)  # type: ignore[arg-type]  # facts of one row


def test_row_is_missed_only_when_it_has_a_target_that_is_not_reached() -> None:
    assert _row(target=at_least(0.6)).is_missed
    assert not _row(target=at_most(0.6)).is_missed
    assert not _row().is_missed


def test_table_says_of_a_target_whether_it_was_met() -> None:
    table = as_table([_row(target=at_least(0.6), behind="1 s")])

    assert table.splitlines()[-1] == "| a thing | seed | 0.5 × raw | ≥ 0.6 × missed | 1 s |"


def test_page_tells_ratios_before_absolute_figures() -> None:
    page = as_page({"Loading": [_row(unit="ms"), _row()]}, scale="A small run.")

    ratios, absolute = page.split("## Absolute figures of that run")
    assert "× raw" in ratios
    assert "ms" in absolute
    assert "× raw" not in absolute


def test_sections_of_a_later_run_take_the_place_of_the_former() -> None:
    page = as_page(
        {"Loading": [_row(unit="ms"), _row()], "Asking": [_row(unit="ms"), _row()]},
        scale="A small run.",
    )

    found = with_sections(page, {"Loading": [_row(value=0.7), _row(unit="ms", value=9)]})

    assert found.count("### Loading") == 2
    assert found.count("| a thing | seed | 0.5 × raw |") == 1
    assert "| a thing | seed | 0.7 × raw |  |  |\n\n### Asking" in found
    assert "| a thing | seed | 9 ms |  |  |\n\n### Asking" in found
    assert with_sections(page, {}) == page
    longer = with_sections(page, {"Dancing": [_row(value=3), _row(unit="ms", value=4)]})
    assert longer.count("### Dancing\n") == 2
    assert longer.index("### Dancing") < longer.index("## Absolute figures")
    assert with_sections(longer, {}) == longer


@pytest.mark.parametrize(
    ("value", "text"), [(0.012345, "0.0123"), (7.0, "7"), (12.34, "12.3"), (12345.6, "12,346")]
)
def test_rounded_keeps_three_digits(value: float, text: str) -> None:
    assert rounded(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(2.5, "2.5 s"), (0.0025, "2.5 ms"), (2.5e-6, "2.5 µs"), (0.0, "0 µs")]
)
def test_duration_is_told_in_the_unit_that_suits_it(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_times_tell_median_best_and_what_nineteen_of_twenty_stay_under() -> None:
    times = Times(tuple(float(number) for number in range(1, 101)))

    assert (times.best, times.median, times.p95) == (1.0, 50.5, 96.0)
