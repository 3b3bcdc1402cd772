"""What people do to a workbook is read, or told with its sheet and cell."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest

from cmo_graph.interchange.authoring import Reading
from cmo_graph.interchange.importing import NO_REVIEW, Context, GivenFile, merged
from cmo_graph.interchange.workbook.importer import import_workbook
from cmo_graph.mapping import plain
from cmo_graph.model import Concept, Report, Review
from cmo_graph.validation.problems import has_errors
from tests.cmo_graph.interchange.workbook.books import (
    Book,
    after,
    blank_workbook,
    read_into,
    small,
    small_workbook,
)

Edit = Callable[[openpyxl.Workbook], None]


def edited(file: GivenFile, edit: Edit) -> GivenFile:
    """A workbook that another program changed."""
    book = openpyxl.load_workbook(BytesIO(file.content))
    edit(book)
    sink = BytesIO()
    book.save(sink)
    return replace(file, content=sink.getvalue())


def told(file: GivenFile, existing: Reading) -> list[tuple[str, str, str]]:
    """The problems: (code, sheet, cell)."""
    return [(one.code, one.sheet, one.cell) for one in read_into(file, existing).problems]


def entitled(book: openpyxl.Workbook) -> None:
    book["concepts"].insert_rows(1)
    book["concepts"]["A1"].value = "All that we think"


def begun() -> Book:
    return Book(blank_workbook()).put(
        "review", 2, {"id": "sos", "label": "Mine", "kind": "realist_synthesis", "question": "Why?"}
    )


def test_review_begins_with_a_template() -> None:
    book = (
        begun()
        .add("concepts", label="Trust", alt_labels="faith\nreliance")
        .add("concepts", label="Children are safer")
        .add("cmocs", label="Trust helps", stage="candidate")
        .add("cmocs slots", configuration="trust-helps", role="outcome", concept="trust")
        .put("cmocs slots", 2, {"basis": "theoretical", "direction": "increase"})
    )

    reading = merged(NO_REVIEW, read_into(book.file, NO_REVIEW))

    assert not has_errors(reading.problems), reading.problems
    keys = {thing.key for thing in reading.things}
    assert keys == {"sos", "sos.trust", "sos.children-are-safer", "sos.trust-helps"}
    [trust] = [thing for thing in reading.things if thing.key == "sos.trust"]
    assert isinstance(trust, Concept)
    assert [pair.value for pair in trust.alt_labels] == ["faith", "reliance"]


def test_template_of_another_language_is_read_in_it() -> None:
    book = begun().put("review", 2, {"language": "nl"}).add("concepts", label="Vertrouwen")

    imported = read_into(book.file, NO_REVIEW)

    [concept] = [thing for thing in imported.things if isinstance(thing, Concept)]
    assert [pair.lang for pair in concept.label] == ["nl"]
    assert imported.language == "nl"


def test_values_are_read_as_spreadsheets_type_them() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        sheet = book["reports"]
        titles = [cell.value for cell in sheet[1]]
        sheet.cell(2, titles.index("text_length") + 1).value = 4_800.0
        sheet.cell(2, titles.index("issued") + 1).value = "2021-02-09"
        book["agents"]["B2"].value = 2021

    things = after(edited(small_workbook(), edit), small())

    report = things["final-report"]
    assert isinstance(report, Report)
    assert report.text_length == 4_800
    assert str(report.issued) == "2021-02-09"
    assert plain(things["ann"].label) == "2021"


def test_columns_and_sheets_may_be_moved_and_rows_sorted() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book.move_sheet("concepts", -5)
        sheet = book["concepts"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        top, *below = [list(reversed(row)) for row in rows]
        for number, row in enumerate([top, *reversed(below)], start=1):
            for column, value in enumerate(row, start=1):
                sheet.cell(number, column).value = value

    imported = read_into(edited(small_workbook(), edit), small())

    assert (imported.things, imported.problems) == ((), ())


def test_columns_and_sheets_of_ones_own_are_told_and_left_alone() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        column = book["concepts"].max_column + 1
        book["concepts"].cell(1, column).value = "To do"
        book["concepts"].cell(2, column).value = "=1+1"
        minutes = book.create_sheet("Minutes")
        minutes["A3"], minutes["B3"] = "We met.", "=NOW()"

    assert told(edited(small_workbook(), edit), small()) == [
        ("workbook-sheet-unknown", "Minutes", "A3"),
        ("workbook-column-unknown", "concepts", "N1"),
    ]


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        pytest.param(
            lambda book: setattr(book["concepts"], "title", "My ideas"),
            ("workbook-sheet-renamed", "My ideas", "A1"),
            id="sheet renamed",
        ),
        pytest.param(
            lambda book: setattr(book["concepts"]["E2"], "value", "=A1&B1"),
            ("cell-formula", "concepts", "E2"),
            id="formula",
        ),
        pytest.param(
            lambda book: book["concepts"].merge_cells("B2:B4"),
            ("workbook-cells-merged", "concepts", "B2"),
            id="merged cells",
        ),
        pytest.param(
            lambda book: book["concepts"].insert_rows(1),
            None,
            id="empty row above the header",
        ),
        pytest.param(
            entitled,
            ("workbook-header-missing", "concepts", "A1"),
            id="title above the header",
        ),
        pytest.param(
            lambda book: setattr(book["concepts"]["E1"], "value", "label"),
            ("workbook-column-twice", "concepts", "E1"),
            id="column twice",
        ),
    ],
)
def test_what_breaks_a_sheet_is_one_problem_at_its_cell(
    edit: Edit, expected: tuple[str, str, str] | None
) -> None:
    assert told(edited(small_workbook(), edit), small()) == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("sheet", "row", "cells", "expected"),
    [
        ("concepts", 2, {"id": "Two Words"}, ("id-malformed", "concepts", "A2")),
        ("concepts", 2, {"label": ""}, ("key-missing", "concepts", "B2")),
        ("concepts", 3, {"broader": "trsut"}, ("reference-unknown", "concepts", "G3")),
        ("lines", 2, {"direction": "support"}, ("value-not-listed", "lines", "E2")),
        ("lines", 2, {"coded": "last week"}, ("value-not-date", "lines", "N2")),
        ("passages", 2, {"start": "ten"}, ("value-not-number", "passages", "D2")),
        ("passages", 2, {"end": "5"}, ("passage-without-length", "passages", "E2")),
        ("cmocs slots", 2, {"role": "contxt"}, ("value-not-listed", "cmocs slots", "C2")),
        ("cmocs slots", 2, {"role": ""}, ("key-missing", "cmocs slots", "C2")),
        ("cmocs slots", 2, {"configuration": ""}, ("key-missing", "cmocs slots", "A2")),
        ("cmocs slots", 2, {"direction": "mixed"}, ("qualifier-misplaced", "cmocs slots", "G2")),
        (
            "cmocs slots",
            9,
            {
                "configuration": "nope",
                "role": "context",
                "concept": "trust",
                "basis": "theoretical",
            },
            ("reference-unknown", "cmocs slots", "A9"),
        ),
        ("review", 2, {"id": "other"}, ("workbook-of-other-review", "review", "A2")),
        ("review", 2, {"language": "nl"}, ("workbook-language-changed", "review", "B2")),
        ("review", 3, {"label": "Another"}, ("review-not-one", "review", "A3")),
    ],
)
def test_faulty_value_is_told_at_its_cell(
    sheet: str, row: int, cells: dict[str, str], expected: tuple[str, str, str]
) -> None:
    book = Book(small_workbook()).put(sheet, row, cells)

    assert expected in told(book.file, small())


def test_column_that_every_row_needs_is_told_once_when_it_is_missing() -> None:
    book = begun()
    for label in ("Ann", "Ben", "Cem"):
        book = book.add("agents", label=label)
    book = book.titled("agents", "kind", "what they are")

    assert told(book.file, NO_REVIEW) == [
        ("workbook-column-unknown", "agents", "C1"),
        ("workbook-column-missing", "agents", "A1"),
    ]


def test_flaw_of_the_review_as_a_whole_is_told_at_its_cell() -> None:
    book = Book(small_workbook()).add("concepts", label="Children are safer")

    reading = merged(small(), read_into(book.file, small()))

    assert [(one.code, one.cell) for one in reading.problems] == [
        ("concept-unused", "A9"),
        ("label-repeated", "B9"),
    ]


def test_filter_that_hides_rows_is_told() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book["concepts"].row_dimensions[3].hidden = True

    assert told(edited(small_workbook(), edit), small()) == [("row-hidden", "concepts", "A3")]


def test_workbook_without_rows_is_told() -> None:
    assert told(blank_workbook(), NO_REVIEW) == [("import-nothing-read", "", "")]


def test_workbook_of_other_sheets_alone_is_told() -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Data", 0).append(("Context", "Outcome"))
    written = BytesIO()
    book.save(written)
    given = GivenFile("data.xlsx", written.getvalue())

    found = sorted(code for code, _, _ in told(given, NO_REVIEW))

    assert found == ["import-nothing-read"]


def test_unknown_role_is_told_in_its_cell_alone() -> None:
    book = (
        begun()
        .add("concepts", label="Trust")
        .add("cmocs", label="Trust helps", stage="candidate")
        .add("cmocs slots", configuration="trust-helps", role="respons", concept="trust")
        .put("cmocs slots", 2, {"basis": "theoretical"})
        .add("cmocs slots", configuration="trust-helps", role="response", concept="trust")
        .put("cmocs slots", 3, {"basis": "theoretical"})
    )

    found = [
        (code, sheet, cell)
        for code, sheet, cell in told(book.file, NO_REVIEW)
        if code != "configuration-partial"
    ]

    assert found == [("value-not-listed", "cmocs slots", "C2")]


def test_several_workbooks_are_not_read_at_once() -> None:
    files = [small_workbook(), blank_workbook()]

    imported = import_workbook(files, context=Context(review="sos"))

    assert [problem.code for problem in imported.problems] == ["workbook-not-one"]


def test_review_without_an_id_gets_the_one_it_is_imported_as() -> None:
    book = begun().put("review", 2, {"id": ""})

    imported = read_into(book.file, NO_REVIEW)

    [review] = imported.things
    assert isinstance(review, Review)
    assert review.key == "sos"


def test_faulty_row_of_the_review_is_not_told_as_a_missing_review() -> None:
    book = begun().put("review", 2, {"kind": "realist_sinthesis"}).add("concepts", label="Trust")

    found = merged(NO_REVIEW, read_into(book.file, NO_REVIEW)).problems

    assert "value-not-listed" in [one.code for one in found]
    assert "import-without-review" not in [one.code for one in found]
