"""A workbook and a review, merged: this module says which cells of which rows are taken.

The workbook keeps a digest of each row as it was written. A row that still has it was not touched;
a row of the review that still has it was not touched there. So what changed on one side only is
known, and what changed on both is a conflict, in which the review's own word stands.

A row that is missing is no deletion, nor is a column that is missing. A part, such as a slot, is
taken out by emptying all of its row but the first two cells. These rules are ours.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from cmo_graph.interchange.notes import Notes
from cmo_graph.interchange.workbook.reading import Cell, GivenRow, GivenTable
from cmo_graph.interchange.workbook.rows import Rows, SheetRow, as_text, comparable, digest
from cmo_graph.interchange.workbook.tables import Header, Table
from cmo_graph.validation.codes import shortened

#: No cells.
NOTHING: Mapping[Header, str] = MappingProxyType({})
#: Digest of each group of a row's cells, as they were written.
Groups = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class KeyedRow:
    """A row of a workbook whose key is known."""

    given: GivenRow
    #: The id of a thing; of a part, the id of its thing, `#`, and its position or "".
    key: str
    #: Digests of its groups when it was written; None when it was not written by this program.
    base: Groups | None = None
    #: Key of the review's row that it is; "" when the review has none.
    held: str = ""


@dataclass(frozen=True, slots=True)
class MergedRow:
    """A row as it is to be."""

    key: str
    cells: Mapping[Header, Cell]
    #: Whether it says something that the review does not.
    is_changed: bool
    #: Where its row stands in the workbook; None when it stands in the review alone.
    given: GivenRow | None = None
    #: Whether the part that it was is taken out.
    is_removed: bool = False
    #: Of a part: its position in the review; 0 when it is new.
    position: int = 0


@dataclass(slots=True)
class Tally:
    """Counts what became of the rows of one sheet."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    conflicts: int = 0
    same: int = 0
    #: Rows that the review has and the workbook has not.
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Sides:
    """The review that a workbook came back to."""

    #: Its rows.
    held: Rows
    #: Its rows as the workbook shows them: with fewer words of the sources, perhaps.
    shown: Rows
    #: Whether there is a review at all; without one, every row is new.
    is_there: bool
    #: Whether the workbook's word is taken where both sides changed.
    takes_workbook: bool = False


def merge_table(
    table: GivenTable, rows: Iterable[KeyedRow], *, sides: Sides, notes: Notes, file: str
) -> "MergedTable":
    """Merge one sheet; conflicts and rows that were taken away are noted.

    Args:
        table: The sheet.
        rows: Its rows, their keys made out.
        sides: The review.
        notes: Where problems are noted.
        file: Name of the workbook.
    """
    return _Merger(table, sides, notes, file).merged(rows)


@dataclass(slots=True)
class MergedTable:
    """A sheet as it is to be."""

    table: Table
    #: In the order of the workbook, then those that the review alone has.
    rows: list[MergedRow] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)


class _Merger:
    def __init__(self, given: GivenTable, sides: Sides, notes: Notes, file: str) -> None:
        self._given = given
        self._table = given.table
        self._sides = sides
        self._notes = notes
        self._file = file
        self._held = sides.held.get(self._table.name, {})
        self._shown = sides.shown.get(self._table.name, {})
        self._made = MergedTable(self._table)

    def merged(self, rows: Iterable[KeyedRow]) -> MergedTable:
        seen: set[str] = set()
        for row in rows:
            held = self._held.get(row.held)
            if held is not None:
                self._made.rows.append(replace(self._both(row, held), position=position_of(held)))
            else:
                self._made.rows.extend(self._alone(row))
            seen.add(row.held)
        for key, held in self._held.items():
            if key not in seen:
                self._made.tally.missing += 1
                self._made.rows.append(own_row(held))
        return self._made

    def _alone(self, row: KeyedRow) -> Iterator[MergedRow]:
        """Yield a row that the review has not: a new one, or one that was taken out there."""
        if is_emptied(self._table, row.given):
            return
        if row.base is None or not self._sides.is_there:
            self._made.tally.added += 1
            yield MergedRow(row.key, row.given.cells, is_changed=True, given=row.given)
        elif any(
            digest(told_by(self._given, row.given, group)) != row.base.get(group, "")
            for group in self._table.groups
        ):
            self._note_gone(row)

    def _both(self, row: KeyedRow, held: SheetRow) -> MergedRow:
        cells = own_cells(held)
        shown = self._shown.get(row.held, held)
        if is_emptied(self._table, row.given):
            return self._emptied(row, shown, cells)
        taken: dict[Header, Cell | None] = {}
        clashes: list[Header] = []
        for group in self._table.groups:
            theirs = shown.texts(group)
            mine = told_by(self._given, row.given, group, theirs)
            if mine != theirs:
                took, clashed = self._changed(mine, theirs, row.base, group)
                taken |= {header: row.given.cells.get(header) for header in took}
                clashes += clashed
        for header in clashes:
            self._note_conflict(row, header, shown)
        self._count(bool(taken), bool(clashes))
        for header, cell in taken.items():
            cells.pop(header, None)
            if cell is not None:
                cells[header] = cell
        return MergedRow(row.held, cells, is_changed=bool(taken), given=row.given)

    def _count(self, is_taken: bool, is_clashing: bool) -> None:
        tally = self._made.tally
        tally.changed += is_taken
        tally.conflicts += is_clashing
        tally.same += not (is_taken or is_clashing)

    def _changed(
        self,
        mine: Mapping[Header, str],
        theirs: Mapping[Header, str],
        base: Groups | None,
        group: str,
    ) -> tuple[list[Header], list[Header]]:
        """Return the cells of a group that are taken, and those in which both sides differ."""
        headers = dict.fromkeys([*mine, *theirs])
        differing = [h for h in headers if mine.get(h, "") != theirs.get(h, "")]
        if base is None:
            # Nobody knows what it was: what the review says stands, what it leaves open is taken.
            clashing = [h for h in differing if theirs.get(h) and mine.get(h)]
            if self._sides.takes_workbook:
                return [h for h in differing if mine.get(h)], []
            return [h for h in differing if not theirs.get(h)], clashing
        was = base.get(group, "")
        if digest(mine) == was:
            return [], []
        if digest(theirs) == was or self._sides.takes_workbook:
            return differing, []
        return [], differing

    def _emptied(self, row: KeyedRow, shown: SheetRow, cells: dict[Header, Cell]) -> MergedRow:
        """Return a part that is to be taken out, unless the review changed it meanwhile."""
        was = row.base or {}
        is_same = all(
            digest(shown.texts(group)) == was.get(group, "") for group in self._table.groups
        )
        if row.base is not None and (is_same or self._sides.takes_workbook):
            self._made.tally.removed += 1
            return MergedRow(row.held, {}, is_changed=True, given=row.given, is_removed=True)
        self._made.tally.conflicts += 1
        for header in shown.values:
            if header not in row.given.cells:
                self._note_conflict(row, header, shown)
        return MergedRow(row.held, cells, is_changed=False, given=row.given)

    def _note_conflict(self, row: KeyedRow, header: Header, shown: SheetRow) -> None:
        cell = row.given.cells.get(header)
        value = shown.values.get(header)
        here = shortened(cell.text) if cell else "nothing"
        there = shortened(as_text(value)) if value is not None else "nothing"
        place = self._given.place(self._file, row.given.number, header)
        when = "" if row.base is None else ", and both changed since the workbook was written"
        self._notes.add(
            "import-conflict",
            f"Cell {place.cell} of {place.sheet} has {here!r}, the review has {there!r}{when}."
            " The review's own word stands.",
            place,
            value=cell.text if cell else "",
            hint="Put the review's words there, or import with --option conflicts=workbook.",
        )

    def _note_gone(self, row: KeyedRow) -> None:
        place = self._given.place(self._file, row.given.number)
        self._notes.add(
            "workbook-row-gone",
            f"Row {row.given.number} of {place.sheet} was changed, and the review has"
            f" {row.key!r} no more.",
            place,
            value=row.key,
            hint="To bring it back, copy the row to a new one with another id.",
        )


def is_emptied(table: Table, given: GivenRow) -> bool:
    """Say whether a row only says which part it was."""
    first_two = {table.key_column, "position"}
    return table.record is None and {header.column for header in given.cells} <= first_two


def told_by(
    table: GivenTable, row: GivenRow, group: str, theirs: Mapping[Header, str] = NOTHING
) -> Mapping[Header, str]:
    """Return a group's cells as the workbook has them; in columns it lacks, as the review has."""
    columns = table.table.columns
    mine = {
        header: comparable(columns[header.column], cell.text)
        for header, cell in row.cells.items()
        if columns[header.column].group == group
    }
    absent = {header: text for header, text in theirs.items() if header not in table.columns}
    return absent | {header: text for header, text in mine.items() if text}


def own_row(row: SheetRow) -> MergedRow:
    """Return a row of the review as it is."""
    return MergedRow(row.key, own_cells(row), is_changed=False, position=position_of(row))


def position_of(row: SheetRow) -> int:
    """Return the position of a part; 0 for a thing."""
    return int(row.key.rpartition("#")[2]) if row.table.record is None else 0


def own_cells(row: SheetRow) -> dict[Header, Cell]:
    """Return the cells of a row of the review."""
    return {header: Cell(as_text(value)) for header, value in row.values.items()}
