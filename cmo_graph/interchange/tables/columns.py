"""Which column of a table is which of a mapping: this module finds out, and tells what is left."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cmo_graph.interchange.drafted_things import normal
from cmo_graph.interchange.notes import Notes, Place, column_letters, nearest
from cmo_graph.interchange.spreadsheets import Row
from cmo_graph.interchange.tables.mapping import ROLES, Column, Fill, TableMapping
from cmo_graph.interchange.tables.rows import unmerged
from cmo_graph.interchange.tables.table import Table

#: Most rows from the top among which the columns' names are sought.
MOST_ABOVE = 30


@dataclass(frozen=True, slots=True)
class Bound:
    """One column of a table, and what it fills."""

    #: As the table counts it, from 1.
    column: int
    #: Its name in the table.
    name: str
    fills: Fill
    of: Fill | None
    separators: tuple[str, ...]

    def told(self) -> str:
        """Return what it was understood as, as a sentence."""
        of = f" of each {self.of.value}" if self.of else ""
        several = f", several between {_signs(self.separators)}" if self.separators else ""
        where = f"Column {column_letters(self.column)} {self.name!r}"
        return f"{where} → {self.fills.value}{of}{several}."


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a table's columns are."""

    #: The number of the row with the names; 0 when there is none.
    header: int
    bound: tuple[Bound, ...]
    #: Columns that the mapping does not have, by number → name.
    unmapped: Mapping[int, str]

    @property
    def columns(self) -> tuple[int, ...]:
        """All columns, from the left."""
        return tuple(sorted({*(one.column for one in self.bound), *self.unmapped}))

    @property
    def has_slots(self) -> bool:
        """Whether a column fills a slot."""
        return any(one.fills in ROLES for one in self.bound)


def _signs(separators: Iterable[str]) -> str:
    told = ("line ends" if sign == "\n" else repr(sign) for sign in separators)
    return " or ".join(told)


def find_layouts(
    tables: Sequence[Table], mapping: TableMapping, notes: Notes
) -> tuple[tuple[Table, Layout], ...]:
    """Return the tables that a mapping fits, each with its columns; what does not fit is noted."""
    meant = [one for one in tables if not mapping.sheet or one.name == mapping.sheet]
    if not meant:
        _note_sheet(tables, mapping, notes)
        return ()
    found = [(table, _layout(table, mapping)) for table in meant]
    fitting = tuple((table, layout) for table, layout in found if layout.has_slots)
    _note_missing(meant, mapping, fitting or tuple(found[:1]), notes)
    if not fitting:
        return ()
    for table, layout in fitting:
        _note_twice(table, layout, notes)
    return fitting


def _layout(table: Table, mapping: TableMapping) -> Layout:
    header, names = _header(table, mapping)
    first: dict[str, int] = {}
    for column, name in names.items():
        first.setdefault(normal(name), column)
    bound: dict[int, Bound] = {}
    for told in mapping.columns:
        there = [first[normal(name)] for name in told.names if normal(name) in first]
        column = next((one for one in there if one not in bound), 0)
        if column:
            bound[column] = _bound(column, names[column], told, mapping)
    ordered = tuple(bound[column] for column in sorted(bound))
    left = {c: " ".join(n.split()) for c, n in names.items() if c not in bound}
    return Layout(header, ordered, left)


def _bound(column: int, name: str, told: Column, mapping: TableMapping) -> Bound:
    own = told.separators
    if own is None:
        own = mapping.separators if told.fills in ROLES else ()
    return Bound(column, " ".join(name.split()), told.fills, told.of, own)


def _header(table: Table, mapping: TableMapping) -> tuple[int, Mapping[int, str]]:
    """Return the number of the row with the columns' names, and the names."""
    if mapping.header is None:
        used = {column for row in table.rows for column in row.cells}
        return 0, {column: column_letters(column) for column in sorted(used)}
    rows = unmerged(table.sheet, table.rows[:MOST_ABOVE])
    if mapping.header:
        rows = unmerged(table.sheet, [r for r in table.rows if r.number == mapping.header])
    told = {normal(name) for column in mapping.columns for name in column.names}
    found = max(rows, key=lambda row: _matches(row, told), default=None)
    if found is None:
        return 0, {}
    return found.number, dict(sorted(found.cells.items()))


def _matches(row: Row, told: set[str]) -> int:
    """Count the names that a row has; of rows with as many, the first one is taken."""
    return len({normal(text) for text in row.cells.values()} & told)


def _note_sheet(tables: Sequence[Table], mapping: TableMapping, notes: Notes) -> None:
    names = ", ".join(table.name for table in tables)
    notes.add(
        "mapping-column-missing",
        f"There is no sheet {mapping.sheet!r}; the file has {names or 'one table without a name'}.",
        Place(tables[0].file if tables else "", 0, 0),
        value=mapping.sheet,
        hint=nearest(mapping.sheet, [table.name for table in tables]),
    )


def _note_missing(
    tables: Sequence[Table],
    mapping: TableMapping,
    found: Sequence[tuple[Table, Layout]],
    notes: Notes,
) -> None:
    """Note the columns that the mapping needs and no table has, and a table without a slot."""
    there = {normal(one.name) for _, layout in found for one in layout.bound}
    others = [name for _, layout in found for name in layout.unmapped.values()]
    missing = [one for one in _needed(mapping) if not there & set(map(normal, one.names))]
    for column in missing:
        notes.add(
            "mapping-column-missing",
            f"{tables[0].file} has no column {' or '.join(map(repr, column.names))}.",
            column.place,
            value=column.names[0],
            hint=nearest(column.names[0], others) or f"Its columns: {', '.join(others[:12])}.",
        )
    if not missing and not any(layout.has_slots for _, layout in found):
        notes.add(
            "mapping-column-missing",
            f"{tables[0].file} has no column that the mapping reads as a context, mechanism,"
            " outcome or another slot.",
            Place(tables[0].file, 0, 0, sheet=tables[0].name),
            hint=f"Its columns: {', '.join(others[:12])}. --guess proposes a mapping.",
        )


def _needed(mapping: TableMapping) -> Iterator[Column]:
    return (column for column in mapping.columns if column.is_needed)


def _note_twice(table: Table, layout: Layout, notes: Notes) -> None:
    told = {normal(one.name) for one in layout.bound}
    for column, name in layout.unmapped.items():
        place = table.place(layout.header or 1, column)
        code = "table-column-twice" if normal(name) in told else "table-column-unmapped"
        said = "stands twice; this one" if normal(name) in told else "is not in the mapping; it"
        notes.add(
            code,
            f"The column {name!r} {said} is kept in the notes of what its rows say.",
            place,
            value=name,
            hint="Say under columns what it fills, or ignore.",
        )
