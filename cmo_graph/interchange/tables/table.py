"""Tables out of files: this module reads CSV, workbooks and Word documents as tables alike.

Every cell knows where it stands: by its address in a workbook or a table of a document, by line and
column in a text.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import accumulate, count
from operator import add

from cmo_graph.interchange.containers import decoded
from cmo_graph.interchange.delimited import read_delimited
from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes, Place, column_letters, in_cell
from cmo_graph.interchange.spreadsheets import MOST_CELLS, Row, Sheet, read_workbook
from cmo_graph.interchange.tables.rows import spread_of
from cmo_graph.interchange.tables.word import read_word

#: Most columns of a table.
MOST_COLUMNS = 1_000
#: Most cells that merged ones may spread to, with those looked at for it.
MOST_SPREAD = MOST_CELLS
#: Separators as people call them.
SEPARATOR_NAMES: Mapping[str, str] = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}

_WORD = "word/document.xml"
_ZIP = b"PK\x03\x04"
_OLD = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Table:
    """One table."""

    file: str
    sheet: Sheet
    #: How it was read, in words: "semicolons between columns", "sheet CMOs".
    form: str
    #: The lines of a table that is a text; a cell's place is then a line and a column.
    lines: tuple[str, ...] = field(default=(), repr=False)
    separator: str = ""

    @property
    def name(self) -> str:
        """What it is called; "" for the only table of a text."""
        return self.sheet.name

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows that have a cell with a text, in order."""
        return self.sheet.rows

    def place(self, row: int, column: int) -> Place:
        """Return the place of a cell; rows and columns count from 1."""
        if not self.lines:
            return in_cell(self.file, row, column, sheet=self.name)
        starts = _starts(self.lines[row - 1], self.separator) if row <= len(self.lines) else ()
        # A cell that begins in a later line of its record is told by the record's own line.
        return Place(self.file, row, starts[column - 1] if column <= len(starts) else 1)

    def told(self, row: int, column: int) -> str:
        """Return a cell's place in a few words: "cell C4" or "line 4"."""
        return f"line {row}" if self.lines else f"cell {column_letters(column)}{row}"


@cache
def _field(separator: str) -> re.Pattern[str]:
    sign = re.escape(separator)
    return re.compile(f'(?:^|{sign})(?:"(?:[^"]|"")*"?|[^{sign}]*)')


# The cells of one row are asked for one after the other.
@lru_cache(maxsize=8)
def _starts(line: str, separator: str) -> Sequence[int]:
    """Return the columns, from 1, at which the cells of a line begin."""
    if '"' not in line:
        before = accumulate(map(len, line.split(separator)), initial=1)
        return list(map(add, before, count()))[:-1]
    found = _field(separator).finditer(line)
    return [one.start() + (2 if one.start() or number else 1) for number, one in enumerate(found)]


def read_tables(given: GivenFile, notes: Notes) -> tuple[Table, ...]:
    """Return the tables of a file that have a row; none when it cannot be read, which is noted."""
    if given.content.startswith((_ZIP, _OLD)):
        found = tuple(_packed(given, notes))
    else:
        found = tuple(_delimited(given, notes))
    kept = tuple(table for table in found if table.rows)
    if not kept and not notes.problems:
        notes.add(
            "import-nothing-read",
            f"{given.name} has no table with a row.",
            Place(given.name, 0, 0),
        )
    return kept


def _packed(given: GivenFile, notes: Notes) -> Iterator[Table]:
    is_word = _WORD.encode() in given.content
    sheets = read_word(given, notes) if is_word else read_workbook(given, notes)
    for sheet in sheets or ():
        columns = max((column for row in sheet.rows for column in row.cells), default=0)
        if columns > MOST_COLUMNS:
            _note_width(given, sheet.name, columns, notes)
            return
        if spread_of(sheet) > MOST_SPREAD:
            _note_spread(given, sheet.name, notes)
            return
        form = sheet.name if is_word else f"sheet {sheet.name}"
        yield Table(given.name, sheet, form)


def _delimited(given: GivenFile, notes: Notes) -> Iterator[Table]:
    table = read_delimited(given, notes)
    if table is None:
        return
    columns = max((len(record.values) for record in table.records), default=0)
    if columns > MOST_COLUMNS or columns * len(table.records) > MOST_CELLS:
        _note_width(given, "", columns, notes)
        return
    rows = tuple(
        Row(record.line, {n: text for n, text in enumerate(record.values, start=1) if text})
        for record in table.records
    )
    lines = (decoded(given, notes) or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    form = f"{SEPARATOR_NAMES.get(table.separator, table.separator)} between columns"
    yield Table(given.name, Sheet("", rows), form, tuple(lines), table.separator)


def _note_spread(given: GivenFile, name: str, notes: Notes) -> None:
    notes.add(
        "given-too-large",
        f"{name} has merged cells that spread over too many rows, which is not read.",
        Place(given.name, 0, 0, sheet=name),
        hint="Unmerge them, and let empty cells repeat what stands above (empty: as_above).",
    )


def _note_width(given: GivenFile, name: str, columns: int, notes: Notes) -> None:
    notes.add(
        "given-too-large",
        f"{name or given.name} has {columns} columns, or too many cells; at most {MOST_COLUMNS}"
        f" columns and {MOST_CELLS} cells are read.",
        Place(given.name, 0, 0, sheet=name),
    )
