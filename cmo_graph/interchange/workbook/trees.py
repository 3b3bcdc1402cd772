"""Rows as records: this module makes of cells the tree that the reader of YAML files makes of text.

What builds things then is the same for both, and so is what it says of faulty values; each value
knows its sheet, row and column.
"""

from collections.abc import Iterable, Iterator, Mapping

from cmo_graph.interchange.tree import Entries, Entry, Items, Scalar, Tree
from cmo_graph.interchange.workbook.reading import Cell
from cmo_graph.interchange.workbook.rows import split_ids, split_lines
from cmo_graph.interchange.workbook.tables import TABLES, Column, Header, Table

#: Columns of the rows of parts that a record does not have: its place says them.
_OF_PLACE = frozenset({"position", "role"})
Cells = Mapping[Header, Cell]


def record_tree(
    table: Table, cells: Cells, parts: Mapping[str, Iterable[Cells]], *, language: str, at: Cell
) -> Entries:
    """Return the record of a thing.

    Args:
        table: Its sheet.
        cells: The cells of its row.
        parts: The cells of its parts, in order, by the name of their sheet.
        language: Language of texts that a record gives without one.
        at: Where the row begins.
    """
    settings = table.record.settings if table.record is not None else ()
    entries = dict(_entries(table, cells, language, leave_out=frozenset(settings)))
    for name, rows in parts.items():
        entries |= _listed(TABLES[name], rows, language, at)
    return Entries(entries, at.row, at.column, at.sheet)


def _listed(table: Table, rows: Iterable[Cells], language: str, at: Cell) -> Mapping[str, Entry]:
    """Return the lists of parts by their keys: that of the field, or the roles of slots."""
    found: dict[str, list[Tree]] = {}
    leave_out = _OF_PLACE | {table.key_column}
    for cells in rows:
        role = cells.get(Header("role"))
        key = role.text if role is not None else table.listed_as
        first = min(cells.values(), key=lambda cell: cell.column)
        entries = dict(_entries(table, cells, language, leave_out=leave_out))
        found.setdefault(key, []).append(Entries(entries, first.row, first.column, first.sheet))
    return {key: _entry(Items(tuple(items), 0, 0), at) for key, items in found.items()}


def _entries(
    table: Table, cells: Cells, language: str, *, leave_out: frozenset[str]
) -> Iterator[tuple[str, Entry]]:
    by_column: dict[str, dict[str, Cell]] = {}
    for header, cell in cells.items():
        by_column.setdefault(header.column, {})[header.lang] = cell
    for name, told in by_column.items():
        if name not in leave_out:
            cell = next(iter(told.values()))
            yield name, _entry(_value(table.columns[name], told, language), cell)


def _value(column: Column, told: Mapping[str, Cell], language: str) -> Tree:
    if not column.is_text:
        [cell] = told.values()
        return _items(cell, split_ids(cell.text)) if column.is_list else _scalar(cell)
    texts = {lang: _text(column, cell) for lang, cell in told.items()}
    if list(texts) == [language]:
        return texts[language]
    return Entries({lang: _entry(texts[lang], cell) for lang, cell in told.items()}, 0, 0)


def _text(column: Column, cell: Cell) -> Tree:
    return _items(cell, split_lines(cell.text)) if column.is_lines else _scalar(cell)


def _items(cell: Cell, texts: Iterable[str]) -> Items:
    items = tuple(_scalar(cell, text) for text in texts)
    return Items(items, cell.row, cell.column, cell.sheet)


def _scalar(cell: Cell, text: str | None = None) -> Scalar:
    # As if in quotes: an empty cell says nothing, and a word such as null is that word.
    told = cell.text if text is None else text
    return Scalar(told, cell.row, cell.column, plain=False, sheet=cell.sheet)


def _entry(value: Tree, cell: Cell) -> Entry:
    return Entry(value, cell.row, cell.column, cell.sheet)
