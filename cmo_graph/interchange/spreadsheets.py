"""Workbooks from outside: this module reads the cells of an .xlsx file as texts.

A cell is the text that its author sees, as far as that can be known without a program to calculate
and format: numbers without a useless `.0`, dates as year-month-day. A formula is refused, since the
value beside it is a program's memory of another day; an error such as #N/A is refused as well.

Only what is asked for is read; charts, macros, pictures and links to other files never are.

Source: ECMA-376 part 1, sections 18.2 (workbook), 18.3 (sheets), 18.4 (shared texts), 18.8 (dates).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from io import BytesIO

from lxml import etree

from cmo_graph.interchange.containers import (
    CONTROL,
    Archive,
    is_plain_xml,
    open_zip,
)
from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes, Place, column_letters, in_cell

#: Most cells with something in them that are read of one workbook.
MOST_CELLS = 3_000_000
#: Most bytes of one sheet, as XML.
LARGEST_SHEET = 256 * 1024 * 1024
#: Most characters in a cell; spreadsheets themselves keep no more.
LONGEST_CELL = 32_767
#: Most faulty cells that are told of one sheet, one by one.
MOST_TOLD = 100

_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_LINKS = "xl/_rels/workbook.xml.rels"
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
#: Formats of dates and times that every workbook knows without declaring them.
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_NOT_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


@dataclass(frozen=True, slots=True)
class Row:
    """One row."""

    #: As the spreadsheet counts it, from 1.
    number: int
    #: The texts of the cells that have one, by column from 1.
    cells: Mapping[int, str]
    #: Whether the spreadsheet does not show it.
    is_hidden: bool = False

    def text(self, column: int) -> str:
        """Return the text of a cell; "" when it has none."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet."""

    name: str
    #: The rows that have a cell with a text, in order.
    rows: tuple[Row, ...]
    #: Cells that are shown as one: (first row, first column, last row, last column).
    merged: tuple[tuple[int, int, int, int], ...] = ()
    is_hidden: bool = False

    def place(self, file: str, row: int, column: int) -> Place:
        """Return the place of a cell."""
        return in_cell(file, row, column, sheet=self.name)


def read_workbook(given: GivenFile, notes: Notes) -> tuple[Sheet, ...] | None:
    """Return a workbook's sheets in order; None when it is no workbook, which is noted.

    Faulty cells are noted by their address, and read as empty.
    """
    if given.content.startswith(_OLD_OR_LOCKED):
        _note_unreadable(given, notes, "it is in the old .xls format, or has a password")
        return None
    archive = open_zip(given, notes)
    if archive is None:
        return None
    before = len(notes.problems)
    sheets = _Workbook(archive, notes).sheets()
    if sheets is None and len(notes.problems) == before:
        _note_unreadable(given, notes, "parts that every workbook has are missing in it")
    return sheets


def _note_unreadable(given: GivenFile, notes: Notes, reason: str) -> None:
    notes.add(
        "workbook-unreadable",
        f"{given.name} cannot be read as an .xlsx workbook: {reason}.",
        Place(given.name, 0, 0),
        hint="Open it in a spreadsheet and save it as .xlsx, without a password.",
    )


def read_book(archive: Archive) -> etree._Element | None:
    """Return what a workbook says of itself and its sheets; None when it is none."""
    names = ("xl/workbook.xml", _LINKS)
    if any(archive.find(name) is None for name in names):
        return None
    book, links = (archive.read_xml(name) for name in names)
    return book if links is not None else None


def sheet_parts(book: etree._Element, archive: Archive) -> Iterator[tuple[etree._Element, str]]:
    """Yield each sheet of a workbook with the name of the part of the zip that holds it."""
    links = archive.read_xml(_LINKS)
    targets = {
        one.get("Id", ""): _inside(one.get("Target", ""))
        for one in (links.iterfind("{*}Relationship") if links is not None else ())
        if one.get("TargetMode") != "External"
    }
    for element in book.iterfind("{*}sheets/{*}sheet"):
        relation = element.get(_RELATION) or element.get(_STRICT_RELATION)
        yield element, targets.get(relation or "", "")


class _Workbook:
    def __init__(self, archive: Archive, notes: Notes) -> None:
        self._archive = archive
        self._notes = notes
        self._cells = 0
        self._told = 0

    def sheets(self) -> tuple[Sheet, ...] | None:
        book = read_book(self._archive)
        if book is None:
            return None
        self._texts = tuple(self._shared())
        self._dates = frozenset(self._date_styles())
        self._since = _epoch(book)
        found: list[Sheet] = []
        for element, part in sheet_parts(book, self._archive):
            sheet = self._sheet(element, part)
            if sheet is None:
                return None
            found.append(sheet)
        return tuple(found) or None

    def _shared(self) -> Iterator[str]:
        name = "xl/sharedStrings.xml"
        if self._archive.find(name) is None:
            return
        for element in self._iterate(name, "si"):
            yield _rich_text(element)

    def _date_styles(self) -> Iterator[int]:
        """Yield the numbers of the styles that show a number as a date."""
        name = "xl/styles.xml"
        root = self._archive.read_xml(name) if self._archive.find(name) else None
        if root is None:
            return
        own = {
            whole_number(one.get("numFmtId")): one.get("formatCode", "")
            for one in root.iterfind("{*}numFmts/{*}numFmt")
        }
        for number, style in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
            format_id = whole_number(style.get("numFmtId"))
            if _is_date(own[format_id]) if format_id in own else format_id in _DATE_FORMATS:
                yield number

    def _sheet(self, element: etree._Element, part: str) -> Sheet | None:
        name = element.get("name", "")
        if self._archive.find(part) is None:
            # A sheet that is a chart has no cells.
            return None if not part.startswith("xl/chartsheets") else Sheet(name, ())
        self._name, self._told = name, 0
        rows: list[Row] = []
        merged: list[tuple[int, int, int, int]] = []
        for found in self._iterate(part, "row", "mergeCell"):
            if found.tag.rpartition("}")[2] == "mergeCell":
                merged.extend(_range(found.get("ref", "")))
                continue
            last = rows[-1].number if rows else 0
            rows.append(self._row(found, last))
            if self._cells > MOST_CELLS:
                self._note_size()
                return None
        kept = tuple(row for row in rows if row.cells)
        return Sheet(name, kept, tuple(merged), element.get("state", "visible") != "visible")

    def _iterate(self, name: str, *tags: str) -> Iterator[etree._Element]:
        """Yield the elements with these names, and let go of each; what is faulty is noted."""
        content = self._archive.read(name, most=LARGEST_SHEET)
        file = GivenFile(f"{self._archive.name}/{name}", content or b"")
        if content is None or not is_plain_xml(file, self._notes):
            return
        wanted = [f"{{*}}{tag}" for tag in tags]
        reading = etree.iterparse(
            BytesIO(content), tag=wanted, resolve_entities=False, no_network=True, huge_tree=False
        )
        try:
            for _, element in reading:
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
        except etree.XMLSyntaxError as error:
            self._notes.add(
                "xml-malformed",
                f"{name} in {self._archive.name} is not XML: {error.msg}.",
                Place(self._archive.name, 0, 0, path=(name,)),
            )

    def _row(self, element: etree._Element, last: int) -> Row:
        number = whole_number(element.get("r")) or last + 1
        cells: dict[int, str] = {}
        column = 0
        for cell in element.iterchildren("{*}c"):
            address = cell.get("r", "")
            # Cells mostly stand side by side, and to compare is quicker than to take apart.
            is_next = address == f"{column_letters(column + 1)}{number}"
            column = column + 1 if is_next else column_of(address) or column + 1
            if text := self._text(cell, number, column):
                cells[column] = text
        self._cells += len(cells)
        is_hidden = element.get("hidden") in ("1", "true")
        return Row(number, cells, is_hidden)

    def _text(self, cell: etree._Element, row: int, column: int) -> str:
        value, text = "", ""
        for child in cell:
            tag = _local_name(child.tag)
            if tag == "f":
                self._note("cell-formula", row, column, f"={child.text or ''}")
                return ""
            if tag == "v":
                value = child.text or ""
            elif tag == "is":
                text = _rich_text(child)
        kind = cell.get("t", "n")
        if kind == "e" or (kind == "s" and whole_number(value) >= len(self._texts)):
            self._note("cell-error", row, column, value)
            return ""
        return self._checked(text or self._as_text(kind, value, cell.get("s", "")), row, column)

    def _as_text(self, kind: str, value: str, style: str) -> str:
        if kind == "s":
            return self._texts[whole_number(value)]
        if kind == "b":
            return "true" if value == "1" else "false"
        if kind in ("str", "d", "inlineStr"):
            return _unescaped(value)
        if not value:
            return ""
        return _as_number(value, self._since if whole_number(style) in self._dates else None)

    def _checked(self, text: str, row: int, column: int) -> str:
        """Return a text that can be kept; "" when it cannot, which is noted."""
        if len(text) > LONGEST_CELL:
            self._note("cell-too-long", row, column, text)
            return ""
        # Most texts have nothing that is not printed, which is quicker to find out.
        if not text.isprintable() and CONTROL.search(text):
            self._note("given-control-character", row, column, text)
            return ""
        return text

    def _note(self, code: str, row: int, column: int, value: str) -> None:
        self._told += 1
        if self._told > MOST_TOLD:
            return
        place = in_cell(self._archive.name, row, column, sheet=self._name)
        said, hint = _SAID[code]
        self._notes.add(
            code, f"Cell {place.cell} of {self._name} {said}.", place, value=value, hint=hint
        )

    def _note_size(self) -> None:
        self._notes.add(
            "given-too-large",
            f"{self._archive.name} has more than {MOST_CELLS} cells, which is not read.",
            Place(self._archive.name, 0, 0),
        )


#: What is said of a faulty cell, and what to do.
_SAID: Mapping[str, tuple[str, str]] = {
    "cell-formula": (
        "holds a formula, where a value belongs",
        "Copy the column and paste it back as values.",
    ),
    "cell-error": ("holds an error", "Put in the value that is meant, or clear the cell."),
    "cell-too-long": (
        f"holds more than {LONGEST_CELL} characters",
        "Shorten the text; a quotation need not be a chapter.",
    ),
    "given-control-character": (
        "holds an invisible control character",
        "Type the text again; such characters come with text pasted from a PDF.",
    ),
}


def _inside(target: str) -> str:
    """Return a relation's target as a name inside the zip file."""
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _epoch(book: etree._Element) -> datetime:
    """Return the day 0 of the workbook's dates: Macs once counted from 1904."""
    facts = book.find("{*}workbookPr")
    is_1904 = facts is not None and facts.get("date1904") in ("1", "true")
    return datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)


def _is_date(format_code: str) -> bool:
    shown = _NOT_FORMAT.sub("", format_code).partition(";")[0].lower()
    return any(letter in shown for letter in "ymdhs") and "general" not in shown


def _as_number(value: str, since: datetime | None) -> str:
    try:
        number = float(value)
        if since is None:
            return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
        # Excel keeps seconds as fractions of a day, which are not exact.
        moment = since + timedelta(seconds=round(number * 86_400))
    except (ValueError, OverflowError):
        return value
    whole_day = number.is_integer()
    return moment.date().isoformat() if whole_day else moment.isoformat(sep=" ")


@lru_cache(maxsize=1024)
def _local_name(tag: object) -> str:
    """Return the name of an element without its namespace; "" for a comment."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _rich_text(element: etree._Element) -> str:
    """Return a text without its formats, and without the readings that stand above Japanese."""
    if len(element) == 1:
        [only] = element
        if _local_name(only.tag) == "t":
            return _unescaped(only.text or "")
    pieces: list[str] = []
    for child in element:
        tag = _local_name(child.tag)
        if tag == "t":
            pieces.append(child.text or "")
        elif tag == "r":
            pieces.extend(one.text or "" for one in child.iterfind("{*}t"))
    return _unescaped("".join(pieces))


def _unescaped(text: str) -> str:
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def column_of(address: str) -> int:
    """Return the column, from 1, of an address such as F17; 0 when it is none."""
    found = _ADDRESS.fullmatch(address)
    return _column(found.group(1)) if found else 0


@lru_cache(maxsize=16_384)
def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _range(reference: str) -> Iterator[tuple[int, int, int, int]]:
    first, _, last = reference.partition(":")
    corners = [_ADDRESS.fullmatch(one) for one in (first, last or first)]
    if all(corners):
        rows = [int(one.group(2)) for one in corners if one]
        yield rows[0], column_of(first), rows[1], column_of(last or first)


def whole_number(text: str | None) -> int:
    """Return a whole number that is not negative; 0 for what is none."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
