"""Problems in a copy of the workbook, and texts that no spreadsheet runs."""

from io import BytesIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmo_graph.interchange.annotating import SHEET, annotated
from cmo_graph.interchange.cells import LONGEST, csv_text, from_csv_text, put_text
from cmo_graph.interchange.containers import CONTROL
from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes
from cmo_graph.interchange.spreadsheets import read_workbook
from cmo_graph.validation.problems import Problem, Severity

FAULT = Problem(
    code="cell-formula",
    message="Cell B2 holds a formula.",
    file="mine.xlsx",
    sheet="Evidence",
    cell="B2",
    value="=1+1",
)
DOUBT = Problem(code="row-hidden", message="Row 3 is hidden.", severity=Severity.WARNING)


def workbook(*rows: tuple[str, ...]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Evidence", 0)
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            put_text(sheet.cell(number, column), text)
    sink = BytesIO()
    book.save(sink)
    return sink.getvalue()


def test_annotated_marks_the_cell_and_lists_every_problem() -> None:
    mine = GivenFile("mine.xlsx", workbook(("id", "quote"), ("a", "b")))

    book = openpyxl.load_workbook(BytesIO(annotated(mine, [FAULT, DOUBT])))

    comment = book["Evidence"]["B2"].comment
    assert comment is not None
    assert comment.text == "Cell B2 holds a formula."
    listed = [row[5] for row in book[SHEET].iter_rows(min_row=2, values_only=True)]
    assert listed == ["Cell B2 holds a formula.", "Row 3 is hidden."]


def test_annotated_lists_problems_when_the_file_cannot_be_opened() -> None:
    book = openpyxl.load_workbook(BytesIO(annotated(GivenFile("mine.xlsx", b"no"), [FAULT])))

    assert book.sheetnames == [SHEET]
    assert (book[SHEET]["H2"].value, book[SHEET]["H2"].data_type) == ("=1+1", "s")


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=30), min_size=1, max_size=5))
def test_texts_come_back_from_a_workbook_as_they_were(texts: list[str]) -> None:
    kept = [text for text in texts if not CONTROL.search(text)]

    notes = Notes()
    sheets = read_workbook(GivenFile("a.xlsx", workbook(tuple(kept))), notes)

    assert notes.problems == []
    assert sheets is not None
    rows = sheets[0].rows
    read = [rows[0].text(column) for column in range(1, len(kept) + 1)] if rows else []
    assert read == (
        [text.replace("\r\n", "\n").replace("\r", "\n") for text in kept] if rows else []
    )


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "=cmd|' /C calc'!A0"])
def test_active_text_is_a_text_in_a_workbook(text: str) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook((text,))))

    cell = book["Evidence"]["A1"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


@given(st.text())
def test_csv_text_is_never_active_and_comes_back(text: str) -> None:
    written = csv_text(text)

    assert not written.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert from_csv_text(written) == text


def test_put_text_refuses_what_a_cell_would_cut_off() -> None:
    with pytest.raises(ValueError, match="keeps 32767"):
        put_text(openpyxl.Workbook().create_sheet().cell(1, 1), "x" * (LONGEST + 1))
