"""A workbook is what a spreadsheet takes: texts that stay texts, dropdowns, help, lists."""

import re
from dataclasses import replace
from functools import cache
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from lxml import etree
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from cmo_graph.errors import NotExportable
from cmo_graph.interchange.exporting import ExportRequest
from cmo_graph.interchange.workbook.exporter import export_workbook
from cmo_graph.interchange.workbook.tables import BASE, LISTS, READ_ME, TABLES
from cmo_graph.interchange.workbook.vocabularies import all_choices
from cmo_graph.interchange.workbook.wording import column_help, definitions, read_me
from cmo_graph.mapping import LangString
from cmo_graph.model import THINGS, Concept
from cmo_graph.model.codes import Direction
from tests.cmo_graph.interchange.workbook.books import (
    blank_workbook,
    read_into,
    small,
    small_workbook,
    written,
)


@cache
def opened() -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(small_workbook().content))


def titles(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for cell in sheet[1]]


def letter_of(sheet: Worksheet, title: str) -> str:
    return get_column_letter(titles(sheet).index(title) + 1)


def rule_of(sheet: Worksheet, title: str) -> DataValidation:
    rules: list[DataValidation] = sheet.data_validations.dataValidation
    start = f"{letter_of(sheet, title)}2:"
    [rule] = [rule for rule in rules if str(rule.sqref).startswith(start)]
    return rule


def values_at(book: openpyxl.Workbook, reference: str) -> list[object]:
    name, first, last = re.fullmatch(r"'(.+)'!\$[AB]\$(\d+):\$[AB]\$(\d+)", reference).groups()  # type: ignore[union-attr]  # it fits
    column = "A" if "$A" in reference else "B"
    found = [book[name][f"{column}{row}"].value for row in range(int(first), int(last) + 1)]
    return [value for value in found if value is not None]


def test_every_kind_of_thing_and_every_list_of_parts_has_a_sheet() -> None:
    assert {table.model for table in TABLES.values() if table.record} == set(THINGS.values())
    assert opened().sheetnames == [READ_ME, *TABLES, LISTS, BASE]
    assert all(len(name) <= 31 for name in TABLES)


def test_names_of_columns_are_distinct_and_every_column_and_value_has_words() -> None:
    for table in TABLES.values():
        for column in table.columns.values():
            words = column_help(table, column)
            assert words.endswith((".", ")", "1.")), words
            assert len(words) > 20
    for choices in all_choices({}).values():
        assert all(meaning for _, meaning in choices.values), choices.title
    assert all(text for heading, text in read_me(review="", language="en", profile="") if heading)
    assert definitions()


def test_header_row_is_frozen_explained_and_filtered() -> None:
    for name in TABLES:
        sheet = opened()[name]
        assert sheet.freeze_panes in ("B2", "C2")
        assert str(sheet.auto_filter.ref).startswith("A1:")
        assert all(cell.comment is not None and cell.comment.text for cell in sheet[1])
        letters = [letter_of(sheet, title) for title in titles(sheet)]
        assert all(sheet.column_dimensions[letter].width > 9 for letter in letters)


def test_dropdowns_offer_vocabularies_and_ids() -> None:
    book = opened()

    direction = rule_of(book["lines"], "direction")
    concept = rule_of(book["cmocs slots"], "concept")
    claim = rule_of(book["lines"], "claim")
    value = rule_of(book["ratings"], "value")

    offered = values_at(book, str(direction.formula1))
    assert offered == [code.value for code in Direction]
    assert direction.errorStyle in (None, "stop")
    assert "trust" in values_at(book, str(concept.formula1))
    assert concept.errorStyle == "warning"
    assert {"trust-opens", "plan-to-responsibility", "mistrust-blocks"} <= set(
        values_at(book, str(claim.formula1))
    )
    assert "cmo:eifCost1" in values_at(book, str(value.formula1))


def test_every_list_of_a_dropdown_is_there_and_every_closed_column_has_one() -> None:
    book = opened()
    for name, table in TABLES.items():
        sheet = book[name]
        for rule in sheet.data_validations.dataValidation:
            if rule.type == "list":
                assert len(str(rule.formula1)) < 255
                assert re.fullmatch(r"'[^']+'!\$[AB]\$\d+:\$[AB]\$\d+", str(rule.formula1))
        for column in table.columns.values():
            if column.plan is not None and column.plan.code is not None:
                offered = values_at(book, str(rule_of(sheet, column.name).formula1))
                assert offered == [code.value for code in column.plan.code]
            elif column.target is not None and column.target.kinds:
                assert rule_of(sheet, column.name).type == "list"


def test_lists_and_help_are_protected_and_digests_are_hidden() -> None:
    book = opened()

    for name in (READ_ME, LISTS, BASE):
        assert book[name].protection.sheet
    assert book[BASE].sheet_state == "veryHidden"
    assert not book["concepts"].protection.sheet


def test_numbers_and_dates_are_typed_and_empty_cells_take_what_is_typed() -> None:
    book = opened()
    reports, passages = book["reports"], book["passages"]

    letter = letter_of(reports, "issued")
    issued = reports[f"{letter}2"]
    start = passages[f"{letter_of(passages, 'start')}2"]

    assert issued.is_date
    assert issued.number_format == "yyyy-mm-dd"
    assert isinstance(start.value, int)
    assert book["concepts"].column_dimensions["A"].number_format == "@"
    assert reports.column_dimensions[letter].number_format == "yyyy-mm-dd"


def test_texts_that_a_spreadsheet_would_run_are_texts() -> None:
    awkward = ("=1+1", "@SUM(A1)", "+1", "-1", '=HYPERLINK("http://x")', "_x0041_", "007")
    concepts = [thing for thing in small().things if isinstance(thing, Concept)]
    things = tuple(
        concept.model_copy(update={"definition": (LangString(text, "en"),)})
        for concept, text in zip(concepts, awkward, strict=True)
    )
    others = tuple(thing for thing in small().things if not isinstance(thing, Concept))
    reading = replace(small(), things=(*others, *things))

    file = written(reading)
    book = openpyxl.load_workbook(BytesIO(file.content))

    cells = [row[4] for row in book["concepts"].iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(
        cell.quotePrefix == str(cell.value).startswith(("=", "@", "+", "-")) for cell in cells
    )
    with ZipFile(BytesIO(file.content)) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())
    assert read_into(file, reading).things == ()


def test_text_that_is_too_long_for_a_cell_is_refused_by_its_address() -> None:
    [concept] = [thing for thing in small().things if thing.key == "sos.trust"]
    long = concept.model_copy(update={"definition": (LangString("x" * 32_768, "en"),)})
    things = tuple(long if thing is concept else thing for thing in small().things)

    with pytest.raises(NotExportable, match="cell E8 of concepts would have 32768 characters"):
        written(replace(small(), things=things))


def test_characters_that_no_workbook_holds_are_left_out_and_told() -> None:
    [concept] = [thing for thing in small().things if thing.key == "sos.trust"]
    odd = concept.model_copy(update={"definition": (LangString("a\u2028b\x07c", "en"),)})
    things = tuple(odd if thing is concept else thing for thing in small().things)
    reading = replace(small(), things=things)

    made = export_workbook(reading, request=ExportRequest())

    [sentence] = made.told
    assert "E8 of concepts" in sentence
    assert read_into(written(reading), reading).things == ()


def test_template_has_the_sheets_and_no_rows() -> None:
    book = openpyxl.load_workbook(BytesIO(blank_workbook().content))

    assert book.sheetnames == [READ_ME, *TABLES, LISTS, BASE]
    assert all(book[name].max_row == 1 for name in TABLES)
    assert rule_of(book["lines"], "claim").type == "list"


def test_parts_of_the_file_are_well_formed_and_stand_in_the_order_of_the_standard() -> None:
    order = ["sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData"]
    order += ["sheetProtection", "autoFilter", "mergeCells", "dataValidations", "pageMargins"]
    order += ["legacyDrawing"]
    with ZipFile(BytesIO(small_workbook().content)) as archive:
        parts = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        roots = {name: etree.fromstring(archive.read(name)) for name in parts}
    for name, root in roots.items():
        if name.startswith("xl/worksheets/sheet"):
            found = [etree.QName(child).localname for child in root]
            assert found == [tag for tag in order if tag in found]
