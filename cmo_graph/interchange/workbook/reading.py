"""A workbook that came back, read: this module finds its rows, whoever moved or added what.

Sheets and columns are known by their names, in any order. What bears another name is told and left
out; a row that is empty in every known column is passed over.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from string import ascii_uppercase

from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes, Place, column_letters, nearest
from cmo_graph.interchange.spreadsheets import Row, Sheet, read_workbook
from cmo_graph.interchange.values import is_language
from cmo_graph.interchange.workbook.tables import (
    BASE,
    BASE_FACTS,
    BASE_MARK,
    HEADER_ROW,
    LISTS,
    READ_ME,
    TABLES,
    Header,
    Table,
)
from cmo_graph.validation.problems import Problem, has_errors

#: Columns of nobody's that are told of one sheet.
MOST_TOLD = 20
#: (sheet, key of the row) → digest of each group of its cells, as they were written.
Digests = Mapping[tuple[str, str], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Cell:
    """A text, and where it stands; nowhere when it is the review's own."""

    text: str
    sheet: str = ""
    row: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class GivenRow:
    """One row of a sheet, as somebody left it."""

    number: int
    cells: Mapping[Header, Cell]


@dataclass(frozen=True, slots=True)
class GivenTable:
    """One sheet of records, as somebody left it."""

    table: Table
    #: Its name in the workbook, in whatever letters.
    sheet: str
    #: Columns from 1.
    columns: Mapping[Header, int]
    rows: tuple[GivenRow, ...]

    def place(self, file: str, row: int, header: Header | None = None) -> Place:
        """Return the place of a cell; the first known one of its row when it has none."""
        number = self._number(header) if header is not None else None
        number = number or min(self.columns.values(), default=1)
        return Place(file, 0, 0, sheet=self.sheet, cell=f"{column_letters(number)}{row}")

    def _number(self, header: Header) -> int | None:
        """Return the column of a header, or of another language of its field."""
        named = (number for known, number in self.columns.items() if known.column == header.column)
        return self.columns.get(header) or next(named, None)


@dataclass(frozen=True, slots=True)
class GivenWorkbook:
    """All that a workbook says."""

    tables: tuple[GivenTable, ...]
    #: Language of texts whose column names none.
    language: str
    #: What was noted when the workbook was written: `review`, `language`, `profile`.
    facts: Mapping[str, str] = field(default_factory=dict)
    #: How its rows were when it was written; empty when it was not written by this program.
    digests: Digests = field(default_factory=dict)
    #: (sheet, cell) of what could not be read, and is told.
    faulty: frozenset[tuple[str, str]] = frozenset()

    @property
    def faulty_rows(self) -> frozenset[tuple[str, int]]:
        """(sheet, row) of every row in which something could not be read."""
        return frozenset((sheet, row_number(cell)) for sheet, cell in self.faulty)


def row_number(cell: str) -> int:
    """Return the row of an address such as F17."""
    return int(cell.lstrip(ascii_uppercase) or 0)


def read_given(given: GivenFile, notes: Notes, *, language: str) -> GivenWorkbook | None:
    """Return what a workbook says; None when its sheets cannot be made out, which is noted.

    Args:
        given: The workbook.
        notes: Where problems are noted.
        language: Language of texts where the workbook itself has none.
    """
    found = Notes()
    sheets = read_workbook(given, found)
    if sheets is None:
        notes.problems.extend(found.problems)
        return None
    by_name = {sheet.name: sheet for sheet in sheets}
    facts, digests = read_base(_lines(by_name.get(BASE)))
    known = list(_known(given.name, sheets, notes))
    language = _language(known, facts, notes, file=given.name) or language
    tables = tuple(_Reader(given.name, notes, language).table(*pair) for pair in known)
    is_in_order = not has_errors(notes.problems)
    faults = tuple(_of_cells_read(found.problems, tables))
    notes.problems.extend(faults)
    if not any(table.rows for table in tables) and not has_errors(notes.problems):
        _note_nothing(given.name, notes)
    faulty = frozenset((fault.sheet, fault.cell) for fault in faults if fault.cell)
    is_whole = is_in_order and all(fault.cell for fault in faults)
    return GivenWorkbook(tables, language, facts, digests, faulty) if is_whole else None


def _note_nothing(file: str, notes: Notes) -> None:
    """Note that a workbook has nothing of ours; that of each of its sheets goes without saying."""
    others = [one for one in notes.problems if one.code == "workbook-sheet-unknown"]
    notes.problems[:] = [one for one in notes.problems if one not in others]
    names = ", ".join(one.value for one in others)
    notes.add(
        "import-nothing-read",
        f"{file} has no row on a sheet of records" + (f"; it has {names}." if names else "."),
        Place(file, 0, 0),
        hint=next((one.hint for one in others if one.hint), f"They are {', '.join(TABLES)}."),
    )


def read_base(lines: Iterable[Sequence[str]]) -> tuple[Mapping[str, str], Digests]:
    """Return what the lines of the hidden sheet say: facts of the workbook, digests of its rows."""
    facts: dict[str, str] = {}
    digests: dict[tuple[str, str], dict[str, str]] = {}
    for name, key, group, digest in lines:
        if name:
            digests.setdefault((name, key), {})[group] = digest
        else:
            facts[key] = digest
    return facts, digests


def _lines(sheet: Sheet | None) -> Iterator[Sequence[str]]:
    for row in sheet.rows if sheet is not None else ():
        line = row.text(1).split(BASE_MARK)
        if len(line) == BASE_FACTS:
            yield line


def _known(file: str, sheets: Sequence[Sheet], notes: Notes) -> Iterator[tuple[Table, Sheet]]:
    """Yield the sheets of records; others that are not ours are noted."""
    taken: set[str] = set()
    for sheet in sheets:
        name = " ".join(sheet.name.lower().split())
        if name in TABLES and name not in taken:
            taken.add(name)
            yield TABLES[name], sheet
        elif sheet.name not in (READ_ME, LISTS, BASE) and sheet.rows:
            _note_sheet(file, sheet, notes)


def _note_sheet(file: str, sheet: Sheet, notes: Notes) -> None:
    place = Place(file, 0, 0, sheet=sheet.name, cell=f"A{sheet.rows[0].number}")
    meant = _meant(sheet)
    if meant is None:
        notes.add(
            "workbook-sheet-unknown",
            f"{sheet.name} is no sheet of records, and was not read.",
            place,
            value=sheet.name,
            hint=nearest(sheet.name, TABLES),
        )
        return
    notes.add(
        "workbook-sheet-renamed",
        f"{sheet.name} has the columns of the sheet {meant.name}, and another name.",
        place,
        value=sheet.name,
        hint=f"Name it {meant.name}; sheets are known by their names.",
    )


def _meant(sheet: Sheet) -> Table | None:
    """Return the sheet of records that has all the columns of this one; None when none has."""
    titles = sheet.rows[0].cells.values()
    for table in TABLES.values():
        found = {header.column for title in titles if (header := table.header(title, "en"))}
        needed = {column.name for column in table.columns.values() if column.is_required}
        if {table.key_column, *needed} <= found:
            return table
    return None


def _language(
    known: Iterable[tuple[Table, Sheet]], facts: Mapping[str, str], notes: Notes, *, file: str
) -> str:
    """Return the language that the workbook was written in, or that its review's row gives.

    Once it was written, it does not change: the columns without a language are in it.
    """
    before = facts.get("language", "")
    for table, sheet in known:
        if "language" not in table.columns or len(sheet.rows) < 2:
            continue
        for number, title in sheet.rows[0].cells.items():
            said = sheet.rows[1].text(number).strip().lower()
            if table.header(title, "") != Header("language") or not said:
                continue
            if before and said != before:
                place = sheet.place(file, sheet.rows[1].number, number)
                _note_language(said, before, place, notes)
            return before or said
    return before


def _note_language(said: str, before: str, place: Place, notes: Notes) -> None:
    notes.add(
        "workbook-language-changed",
        f"The language of this workbook is {before}, and its row says {said}.",
        place,
        value=said,
        hint=f"Put {before} back; texts in {said} have columns of their own, such as"
        f" label ({said}).",
    )


def _of_cells_read(problems: Iterable[Problem], tables: Sequence[GivenTable]) -> Iterator[Problem]:
    """Yield the problems but for those in cells that are nobody's business here."""
    letters = {
        table.sheet: {column_letters(number) for number in table.columns.values()}
        for table in tables
    }
    for problem in problems:
        column = problem.cell.rstrip("0123456789")
        if not problem.sheet or column in letters.get(problem.sheet, ()):
            yield problem


class _Reader:
    """Reads the sheets of one workbook."""

    def __init__(self, file: str, notes: Notes, language: str) -> None:
        self._file = file
        self._notes = notes
        self._language = language

    def table(self, table: Table, sheet: Sheet) -> GivenTable:
        if not sheet.rows:
            return GivenTable(table, sheet.name, {}, ())
        top, *below = sheet.rows
        if not any(table.header(title, self._language) for title in top.cells.values()):
            self._note_no_header(table, sheet, top)
            return GivenTable(table, sheet.name, {}, ())
        columns = self._columns(table, sheet, top)
        self._note_shape(sheet, below)
        known = {
            number: (header, table.columns[header.column].is_verbatim)
            for header, number in columns.items()
        }
        rows = (self._row(sheet.name, known, row) for row in below)
        return GivenTable(table, sheet.name, columns, tuple(row for row in rows if row.cells))

    def _columns(self, table: Table, sheet: Sheet, top: Row) -> Mapping[Header, int]:
        found: dict[Header, int] = {}
        twice: list[tuple[int, str]] = []
        unknown: list[tuple[int, str]] = []
        for number, title in top.cells.items():
            header = table.header(title, self._language)
            if header is None:
                unknown.append((number, title))
            elif header in found:
                twice.append((number, title))
            else:
                found[header] = number
                self._check_language(header, sheet.place(self._file, top.number, number))
        for number, title in unknown[:MOST_TOLD]:
            self._note_column(table, title, sheet.place(self._file, top.number, number))
        for number, title in twice[:1]:
            self._note_twice(sheet, title, sheet.place(self._file, top.number, number))
        return found

    def _check_language(self, header: Header, place: Place) -> None:
        if header.lang and not is_language(header.lang):
            self._notes.add(
                "language-malformed",
                f"{header.lang!r} is not a language tag, in the name of a column of"
                f" {header.column}.",
                place,
                value=header.lang,
                hint="Tags look like en, nl or pt-br.",
            )

    def _note_twice(self, sheet: Sheet, title: str, place: Place) -> None:
        self._notes.add(
            "workbook-column-twice",
            f"{sheet.name} has two columns {title.strip()!r}.",
            place,
            value=title,
            hint="Take one of them away, or give it another name.",
        )

    def _note_no_header(self, table: Table, sheet: Sheet, top: Row) -> None:
        self._notes.add(
            "workbook-header-missing",
            f"The first row of {sheet.name} names none of its columns.",
            sheet.place(self._file, top.number, min(top.cells)),
            hint=f"Its columns are {', '.join(table.columns)}; they are named in the first row.",
        )

    def _note_column(self, table: Table, title: str, place: Place) -> None:
        self._notes.add(
            "workbook-column-unknown",
            f"{title.strip()!r} is no column of the sheet {table.name}, and was not read.",
            place,
            value=title,
            hint=nearest(title, table.columns),
        )

    def _note_shape(self, sheet: Sheet, below: Sequence[Row]) -> None:
        """Note what makes rows hard to tell apart, or hard to see."""
        hidden = [row.number for row in below if row.is_hidden]
        if hidden:
            more = f", and {len(hidden) - 1} more" if hidden[1:] else ""
            self._notes.add(
                "row-hidden",
                f"Row {hidden[0]} of {sheet.name} is hidden{more}; it was read like any other.",
                sheet.place(self._file, hidden[0], 1),
                hint="A filter hides rows; it does not take them out.",
            )
        for first, column, last, _ in sheet.merged:
            if last > first and last > HEADER_ROW:
                self._notes.add(
                    "workbook-cells-merged",
                    f"Rows {first} to {last} of {sheet.name} share a merged cell, so that all but"
                    " the first are empty in it.",
                    sheet.place(self._file, first, column),
                    hint="Unmerge the cells, and fill in each row.",
                )

    def _row(self, sheet: str, known: Mapping[int, tuple[Header, bool]], row: Row) -> GivenRow:
        cells: dict[Header, Cell] = {}
        for number, text in row.cells.items():
            header, is_verbatim = known.get(number, (None, False))
            stripped = text.strip()
            if header is not None and stripped:
                told = text if is_verbatim else stripped
                cells[header] = Cell(told, sheet, row.number, number)
        return GivenRow(row.number, cells)
