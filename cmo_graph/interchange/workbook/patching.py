"""Cells put into a workbook that somebody keeps: this module changes those, and nothing else of it.

What a program for workbooks would rewrite, and in part lose — pictures, comments, colours, rules —
stays byte for byte: only the sheets that get cells are written anew.

Source: ECMA-376 part 1, section 18.3.1 (sheets, rows and cells).
"""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from lxml import etree

from cmo_graph.interchange.containers import open_zip
from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes, column_letters
from cmo_graph.interchange.spreadsheets import (
    LARGEST_SHEET,
    column_of,
    read_book,
    sheet_parts,
    whole_number,
)

#: (row, column), both from 1.
Address = tuple[int, int]
Lines = Iterable[Sequence[str]]


def with_cells(
    given: GivenFile,
    cells: Mapping[str, Mapping[Address, str]],
    *,
    sheets: Mapping[str, Lines],
) -> bytes:
    """Return a workbook with some cells changed.

    Args:
        given: The workbook, which was read already.
        cells: Texts by the name of their sheet and their address; "" empties a cell.
        sheets: What whole sheets are to hold, row by row; those that are not there are not made.

    Raises:
        ValueError: it is no workbook.
    """
    archive = open_zip(given, Notes())
    book = read_book(archive) if archive is not None else None
    if archive is None or book is None:
        raise ValueError(f"{given.name} is no workbook.")
    parts = {part: element.get("name", "") for element, part in sheet_parts(book, archive)}
    sink = BytesIO()
    with ZipFile(BytesIO(given.content)) as source, ZipFile(sink, "w", ZIP_DEFLATED) as target:
        for info in source.infolist():
            content = source.read(info)
            sheet = parts.get(info.filename, "")
            if sheet in sheets:
                content = _patched(content, {}, sheets[sheet])
            elif cells.get(sheet):
                content = _patched(content, cells[sheet], None)
            target.writestr(info, content)
    return sink.getvalue()


def _patched(content: bytes, cells: Mapping[Address, str], lines: Lines | None) -> bytes:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(content[:LARGEST_SHEET], parser)
    inside = root.find("{*}sheetData")
    if inside is None:
        return content
    sheet = _Sheet(inside)
    if lines is not None:
        cells = {
            (row, column): text
            for row, line in enumerate(lines, start=1)
            for column, text in enumerate(line, start=1)
            if text
        }
        sheet.clear()
    for (row, column), text in sorted(cells.items()):
        sheet.put(row, column, text)
    found: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return found


class _Sheet:
    """The cells of one sheet, as XML."""

    def __init__(self, inside: etree._Element) -> None:
        self._inside = inside
        self._namespace = etree.QName(inside).namespace
        self._rows: dict[int, etree._Element] = {}
        last = 0
        for row in inside.iterchildren("{*}row"):
            last = whole_number(row.get("r")) or last + 1
            self._rows[last] = row
        self._last = last

    def clear(self) -> None:
        """Take every cell out."""
        for row in self._rows.values():
            self._inside.remove(row)
        self._rows, self._last = {}, 0

    def put(self, row: int, column: int, text: str) -> None:
        """Put a text into a cell, which keeps its look; no text empties it."""
        cell = self._cell(self._row(row), row, column)
        for child in list(cell):
            cell.remove(child)
        if not text:
            cell.attrib.pop("t", "")
            return
        cell.set("t", "inlineStr")
        inline = self._under(cell, "is")
        self._under(inline, "t").text = text

    def _under(self, parent: etree._Element, tag: str) -> etree._Element:
        return etree.SubElement(parent, f"{{{self._namespace}}}{tag}")

    def _row(self, number: int) -> etree._Element:
        found = self._rows.get(number)
        if found is None:
            found = etree.Element(f"{{{self._namespace}}}row", {"r": str(number)})
            if number > self._last:
                self._inside.append(found)
                self._last = number
            else:
                after = min(one for one in self._rows if one > number)
                self._rows[after].addprevious(found)
            self._rows[number] = found
        return found

    def _cell(self, inside: etree._Element, row: int, column: int) -> etree._Element:
        last, before = 0, None
        for cell in inside.iterchildren("{*}c"):
            last = column_of(cell.get("r", "")) or last + 1
            if last == column:
                return cell
            if last > column:
                break
            before = cell
        made = etree.Element(f"{{{self._namespace}}}c", {"r": f"{column_letters(column)}{row}"})
        if before is None:
            inside.insert(0, made)
        else:
            before.addnext(made)
        return made
