"""Answers as tables: one fact a row, and no cell that a spreadsheet would run."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmo_graph.questions.tables import as_table


@given(rows=st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_table_holds_what_it_was_given_and_nothing_that_runs(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(as_table(("a", "b"), rows), newline="")))

    assert read[0] == ["a", "b"]
    for row, given_row in zip(read[1:], rows, strict=True):
        for cell, text in zip(row, given_row, strict=True):
            assert cell in (text, f"'{text}")
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_table_leaves_a_cell_empty_where_there_is_no_value() -> None:
    assert as_table(("a", "b"), [(None, 0)]) == "a,b\r\n,0\r\n"


def test_table_fills_up_a_row_that_ends_early() -> None:
    assert as_table(("a", "b", "c"), [(1,), (1, 2, 3)]) == "a,b,c\r\n1,,\r\n1,2,3\r\n"


def test_table_refuses_a_row_that_is_longer_than_its_headings() -> None:
    with pytest.raises(ValueError, match="3 cells under 2 headings"):
        as_table(("a", "b"), [(1, 2, 3)])
