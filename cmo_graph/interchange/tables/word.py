"""Tables of Word documents: this module reads them as sheets.

A cell that spans several rows has its words in the first of them, as in a workbook; so the same
rules say what it means. What tracked changes deleted is not read.

Source: ECMA-376 part 1, section 17.4 (tables).
"""

from collections.abc import Iterator

from lxml import etree

from cmo_graph.interchange.containers import CONTROL, open_zip
from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes, in_cell
from cmo_graph.interchange.spreadsheets import LONGEST_CELL, MOST_CELLS, Row, Sheet

#: Most columns that a cell may span.
MOST_SPANNED = 100

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def read_word(given: GivenFile, notes: Notes) -> tuple[Sheet, ...] | None:
    """Return a document's tables in order; None when it cannot be read, which is noted.

    They are called "table 1", "table 2"…. A table inside a cell is part of the cell's words.
    """
    archive = open_zip(given, notes)
    body = archive.read_xml("word/document.xml") if archive is not None else None
    if body is None:
        return None
    outer = (one for one in body.iter(f"{_W}tbl") if not _is_inside(one))
    return tuple(
        _Reader(given.name, f"table {number}", notes).sheet(table)
        for number, table in enumerate(outer, start=1)
    )


def _is_inside(table: etree._Element) -> bool:
    return next(table.iterancestors(f"{_W}tbl"), None) is not None


class _Reader:
    def __init__(self, file: str, name: str, notes: Notes) -> None:
        self._file = file
        self._name = name
        self._notes = notes
        #: Column → (first row, last column) of a cell that goes on downwards.
        self._open: dict[int, tuple[int, int]] = {}
        self._merged: list[tuple[int, int, int, int]] = []

    def sheet(self, table: etree._Element) -> Sheet:
        rows: list[Row] = []
        cells = number = 0
        for number, row in enumerate(table.iterchildren(f"{_W}tr"), start=1):
            found = dict(self._cells(row, number))
            cells += len(found)
            if cells > MOST_CELLS:
                break
            rows.append(Row(number, found))
        for column in tuple(self._open):
            self._close(column, number)
        kept = tuple(row for row in rows if row.cells)
        return Sheet(self._name, kept, tuple(sorted(self._merged)))

    def _cells(self, row: etree._Element, number: int) -> Iterator[tuple[int, str]]:
        column = 1
        for cell in row.iterchildren(f"{_W}tc"):
            properties = cell.find(f"{_W}tcPr")
            width = _width(properties)
            goes_on = _goes_on(properties)
            if goes_on != "continue":
                self._close(column, number - 1)
                if goes_on:
                    self._open[column] = (number, column + width - 1)
                elif width > 1:
                    self._merged.append((number, column, number, column + width - 1))
                if text := self._checked(_words_of(cell), number, column):
                    yield column, text
            column += width

    def _close(self, column: int, last_row: int) -> None:
        first = self._open.pop(column, None)
        if first is not None:
            self._merged.append((first[0], column, last_row, first[1]))

    def _checked(self, text: str, row: int, column: int) -> str:
        code = "cell-too-long" if len(text) > LONGEST_CELL else ""
        code = code or ("given-control-character" if CONTROL.search(text) else "")
        if not code:
            return text
        place = in_cell(self._file, row, column, sheet=self._name)
        said = (
            f"holds more than {LONGEST_CELL} characters"
            if code == "cell-too-long"
            else "holds an invisible control character"
        )
        message = f"Cell {place.cell} of {self._name} {said}."
        self._notes.add(code, message, place, value=text)
        return ""


def _width(properties: etree._Element | None) -> int:
    span = properties.find(f"{_W}gridSpan") if properties is not None else None
    told = span.get(f"{_W}val", "1") if span is not None else "1"
    return max(1, min(int(told), MOST_SPANNED)) if told.isdecimal() and len(told) < 6 else 1


def _goes_on(properties: etree._Element | None) -> str:
    """Return whether a cell begins or continues one that spans rows: restart, continue or ""."""
    merge = properties.find(f"{_W}vMerge") if properties is not None else None
    return merge.get(f"{_W}val", "continue") if merge is not None else ""


def _words_of(cell: etree._Element) -> str:
    paragraphs = ("".join(_pieces(one)) for one in cell.iter(f"{_W}p"))
    return "\n".join(words for words in (one.strip() for one in paragraphs) if words)


def _pieces(paragraph: etree._Element) -> Iterator[str]:
    for element in paragraph.iter(f"{_W}t", *_SIGNS):
        if element.tag == f"{_W}t":
            yield element.text or ""
        elif next(element.iterancestors(), paragraph).tag == f"{_W}r":
            yield _SIGNS[element.tag]
