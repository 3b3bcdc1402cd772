"""Rows as an .xlsx file: this module writes the sheets, with their help and their dropdowns.

Texts are marked as texts, so that no spreadsheet runs them or takes an id for a number. What
dropdowns offer stands on a protected sheet; digests of the rows stand on a hidden one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from cmo_graph.errors import NotExportable
from cmo_graph.interchange.cells import LONGEST, is_active, stored
from cmo_graph.interchange.workbook.rows import CellValue, Rows, SheetRow, as_text, clean, digest
from cmo_graph.interchange.workbook.tables import (
    BASE,
    BASE_MARK,
    LISTS,
    READ_ME,
    TABLE_OF,
    TABLES,
    Column,
    Header,
    Table,
)
from cmo_graph.interchange.workbook.vocabularies import ListKey, all_choices, list_key
from cmo_graph.interchange.workbook.wording import column_help, read_me

#: Dropdowns reach this many rows at least, and as many again below what is there.
ROWS_AHEAD = 1_000
#: The first day that every spreadsheet counts alike; earlier ones are written as texts.
_FIRST_DAY = date(1900, 3, 1)
#: The largest number that a spreadsheet keeps to the last digit.
_LARGEST = 10**15
_TEXT, _NUMBER, _DATE, _HEAD, _MUST = "cmo text", "cmo number", "cmo date", "cmo head", "cmo must"
_DAY = "yyyy-mm-dd"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a workbook says of itself."""

    language: str
    #: Id of the review; "" for a template.
    review: str = ""
    #: Name of the profile that says how many of the sources' words it holds; "" for a template.
    profile: str = ""


@dataclass(slots=True)
class WrittenWorkbook:
    """A workbook, and what it could not hold."""

    content: bytes = b""
    #: Cells that lost characters which no workbook brings back: (sheet, address).
    cleaned: list[tuple[str, str]] = field(default_factory=list)


def write_workbook(rows: Rows, facts: Facts) -> WrittenWorkbook:
    """Write rows as a workbook.

    Raises:
        NotExportable: a text is longer than a cell keeps.
    """
    return _Writer(rows, facts).written()


class _Writer:
    def __init__(self, rows: Rows, facts: Facts) -> None:
        self._rows = rows
        self._facts = facts
        self._made = WrittenWorkbook()
        self._book = Workbook()
        del self._book[self._book.sheetnames[0]]
        self._book.properties.creator = "cmo-graph"
        for style in _styles():
            self._book.add_named_style(style)
        self._choices = all_choices(rows)
        #: Where each list stands on the sheet of lists.
        self._ranges: dict[ListKey, str] = dict(self._places())

    def written(self) -> WrittenWorkbook:
        self._write_read_me()
        for table in TABLES.values():
            self._write_table(table)
        self._write_lists()
        self._write_base()
        sink = BytesIO()
        self._book.save(sink)
        self._made.content = sink.getvalue()
        return self._made

    def _write_read_me(self) -> None:
        sheet = self._sheet(READ_ME, (28, 100))
        facts = self._facts
        lines = read_me(review=facts.review, language=facts.language, profile=facts.profile)
        for row, (heading, text) in enumerate(lines, start=1):
            _put(sheet, row, 1, heading, _HEAD)
            _put(sheet, row, 2, text)
        sheet.protection.sheet = True

    def _sheet(self, name: str, widths: Sequence[int]) -> Worksheet:
        sheet: Worksheet = self._book.create_sheet(name)
        for number, width in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        return sheet

    def _write_table(self, table: Table) -> None:
        rows = self._rows.get(table.name, {})
        headers = tuple(_headers(table, rows, self._facts.language))
        columns = [table.columns[header.column] for header in headers]
        sheet = self._sheet(table.name, [_width(column) for column in columns])
        for number, column in enumerate(columns, start=1):
            # Cells that nobody filled in yet take what is typed as these do.
            sheet.column_dimensions[get_column_letter(number)].number_format = _format(column)
        sheet.freeze_panes = "B2" if table.record is not None else "C2"
        for number, header in enumerate(headers, start=1):
            self._write_title(sheet, number, table, header)
        for number, row in enumerate(rows.values(), start=2):
            self._write_row(sheet, number, row, headers)
        last = max(ROWS_AHEAD, len(rows) + ROWS_AHEAD)
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(headers))}{len(rows) + 1}"
        for number, column in enumerate(columns, start=1):
            for rule in self._rules(column):
                letter = get_column_letter(number)
                rule.add(f"{letter}2:{letter}{last}")
                sheet.add_data_validation(rule)

    def _write_title(self, sheet: Worksheet, number: int, table: Table, header: Header) -> None:
        column = table.columns[header.column]
        style = _MUST if column.is_required else _HEAD
        cell = _put(sheet, 1, number, header.title(self._facts.language), style)
        cell.comment = Comment(column_help(table, column), "cmo-graph", height=140, width=320)

    def _write_row(
        self, sheet: Worksheet, number: int, row: SheetRow, headers: Sequence[Header]
    ) -> None:
        for place, header in enumerate(headers, start=1):
            value = row.values.get(header)
            if value is not None:
                self._write_value(sheet, number, place, value)

    def _write_value(self, sheet: Worksheet, row: int, column: int, value: CellValue) -> None:
        if isinstance(value, date) and value >= _FIRST_DAY:
            _put_number(sheet, row, column, value, _DATE)
            return
        if isinstance(value, int) and abs(value) < _LARGEST:
            _put_number(sheet, row, column, value, _NUMBER)
            return
        text = as_text(value)
        kept = clean(text)
        address = f"{get_column_letter(column)}{row}"
        if kept != text:
            self._made.cleaned.append((sheet.title, address))
        if len(kept) > LONGEST:
            raise NotExportable(
                "workbook",
                f"cell {address} of {sheet.title} would have {len(kept)} characters, and keeps"
                f" {LONGEST}",
            )
        _put(sheet, row, column, kept)

    def _rules(self, column: Column) -> Iterator[DataValidation]:
        """Yield what a cell of a column may hold, as its dropdown."""
        source = self._source(column)
        if source:
            yield _dropdown(column, source)
        elif column.plan is not None and column.plan.value_type is int:
            rule = DataValidation(
                "whole", operator="greaterThanOrEqual", formula1="0", allow_blank=True
            )
            rule.showErrorMessage = True
            rule.error = "A whole number belongs here."
            yield rule

    def _source(self, column: Column) -> str:
        """Return where the values of a column stand; "" when it takes any."""
        key = list_key(column)
        if key is not None and self._choices[key].values:
            return self._ranges[key]
        kinds = column.target.kinds if column.target is not None else ()
        if not kinds:
            return ""
        table = TABLE_OF[kinds[0]]
        last = len(self._rows.get(table.name, {})) + ROWS_AHEAD
        return f"'{table.name}'!$A$2:$A${last}"

    def _places(self) -> Iterator[tuple[ListKey, str]]:
        row = 2
        for key, choices in self._choices.items():
            last = row + len(choices.values) - 1
            yield key, f"'{LISTS}'!$B${row}:$B${last}"
            row = last + 1

    def _write_lists(self) -> None:
        sheet = self._sheet(LISTS, (28, 32, 110))
        sheet.freeze_panes = "A2"
        for column, head in enumerate(("list", "value", "meaning"), start=1):
            _put(sheet, 1, column, head, _HEAD)
        lines = (
            (choices.title, value, clean(meaning)[:LONGEST])
            for choices in self._choices.values()
            for value, meaning in choices.values
        )
        for row, line in enumerate(lines, start=2):
            for column, text in enumerate(line, start=1):
                _put(sheet, row, column, text)
        sheet.protection.sheet = True

    def _write_base(self) -> None:
        sheet = self._sheet(BASE, ())
        facts = self._facts
        told = {"review": facts.review, "language": facts.language, "profile": facts.profile}
        lines = (("", name, "", value) for name, value in told.items() if facts.review)
        for row, line in enumerate((*lines, *base_lines(self._rows)), start=1):
            _put(sheet, row, 1, BASE_MARK.join(line))
        sheet.protection.sheet = True
        sheet.sheet_state = "veryHidden"


def _put(sheet: Worksheet, row: int, column: int, text: str, style: str = _TEXT) -> Cell:
    """Put a text into a cell as a text."""
    cell = _cell(sheet, row, column)
    if text:
        cell.value = stored(text)
        cell.data_type = "s"
    cell.style = style
    if is_active(text):
        cell.quotePrefix = True
    return cell


def _put_number(sheet: Worksheet, row: int, column: int, value: int | date, style: str) -> None:
    cell = _cell(sheet, row, column)
    cell.value = value
    cell.style = style


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        raise TypeError(f"{cell.coordinate} is inside a merged cell.")
    return cell


def base_lines(rows: Rows) -> Iterator[tuple[str, str, str, str]]:
    """Yield what the hidden sheet says of rows: (sheet, key, group of cells, digest)."""
    for name, found in rows.items():
        for key, row in found.items():
            for group in row.table.groups:
                told = digest(row.texts(group))
                if told or not group:
                    yield name, key, group, told


def _headers(table: Table, rows: Mapping[str, SheetRow], language: str) -> Iterator[Header]:
    """Yield the columns of a sheet: texts in the review's language, and in those they have."""
    spoken: dict[str, set[str]] = {}
    for row in rows.values():
        for header in row.values:
            spoken.setdefault(header.column, set()).add(header.lang)
    for name, column in table.columns.items():
        if not column.is_text:
            yield Header(name)
            continue
        yield Header(name, language)
        for lang in sorted(spoken.get(name, set()) - {language}):
            yield Header(name, lang)


def _dropdown(column: Column, source: str) -> DataValidation:
    is_closed = column.plan is not None and column.plan.code is not None
    rule = DataValidation("list", formula1=source, allow_blank=True)
    # A cell with several ids has none of the list's values; other ids can be of other reviews.
    rule.showErrorMessage = not column.is_list
    rule.errorStyle = "stop" if is_closed else "warning"
    rule.errorTitle = column.name
    where = LISTS if is_closed else "the sheet that it names, or the list of ids"
    rule.error = f"This is not in {where}."
    return rule


def _format(column: Column) -> str:
    value_type = column.plan.value_type if column.plan is not None else str
    return {int: "0", date: _DAY}.get(value_type, "@")


def _width(column: Column) -> int:
    if column.is_text:
        return 44
    value_type = column.plan.value_type if column.plan is not None else str
    return {int: 12, date: 13}.get(value_type, 26)


def _styles() -> Iterator[NamedStyle]:
    top = Alignment(vertical="top")
    wrapped = Alignment(vertical="top", wrap_text=True)
    yield NamedStyle(_TEXT, number_format="@", alignment=wrapped)
    yield NamedStyle(_NUMBER, number_format="0", alignment=top)
    yield NamedStyle(_DATE, number_format=_DAY, alignment=top)
    for name, colour in ((_HEAD, "FFE4E9F2"), (_MUST, "FFC9D6EC")):
        fill = PatternFill("solid", start_color=colour)
        yield NamedStyle(
            name, number_format="@", font=Font(bold=True), fill=fill, alignment=wrapped
        )
