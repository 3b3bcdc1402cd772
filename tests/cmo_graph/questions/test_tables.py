"""Answers as tables: one fact a row, and no cell that a spreadsheet would run."""

import csv
import io

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
