"""Tables as text are read with their separators and lines, however they were saved."""

import pytest

from cmo_graph.interchange.delimited import read_delimited, separator_of
from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes


@pytest.mark.parametrize(
    ("text", "separator"),
    [("a,b;c,d", ","), ('"a,b,c";d', ";"), ("a\tb", "\t"), ("a|b|c", "|"), ("\n\na;b", ";")],
)
def test_separator_is_the_one_most_seen_outside_of_quotes(text: str, separator: str) -> None:
    assert separator_of(text) == separator


def test_records_know_the_lines_they_begin_on() -> None:
    content = b"sep=;\r\na;b\r\n\"two\r\nlines\";2\r\n;\r\n'=x;'y\r\n"

    table = read_delimited(GivenFile("a.csv", content), Notes())

    assert table is not None
    assert table.names == ("a", "b")
    assert [(one.line, one.values) for one in table.records] == [
        (2, ("a", "b")),
        (3, ("two\nlines", "2")),
        (6, ("=x", "'y")),
    ]


def test_table_that_breaks_off_is_told_with_its_line() -> None:
    notes = Notes()

    table = read_delimited(GivenFile("a.csv", b'a,b\n"c,d\n'), notes)

    assert table is None
    assert [(one.code, one.line) for one in notes.problems] == [("table-malformed", 2)]
