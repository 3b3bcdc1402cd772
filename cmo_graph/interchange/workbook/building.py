"""Merged rows as things: this module builds those that change, and leaves the others alone."""

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any

from rdflib import URIRef

from cmo_graph.interchange.importing import Context
from cmo_graph.interchange.layout import OWNER, Record
from cmo_graph.interchange.notes import Notes, Place, nearest
from cmo_graph.interchange.records import Builder, Draft
from cmo_graph.interchange.resolver import Resolver
from cmo_graph.interchange.tree import Entry, Scalar
from cmo_graph.interchange.values import Values
from cmo_graph.interchange.workbook.merging import MergedRow, MergedTable, own_row
from cmo_graph.interchange.workbook.reading import Cell, GivenTable, GivenWorkbook
from cmo_graph.interchange.workbook.rows import Rows
from cmo_graph.interchange.workbook.tables import TABLE_OF, TABLES, Header, Table
from cmo_graph.interchange.workbook.trees import Cells, record_tree
from cmo_graph.mapping import plans
from cmo_graph.model import Thing
from cmo_graph.model.codes import Role
from cmo_graph.model.configuration import ROLE_ORDER

_POSITION = Header("position")
_ROLE = Header("role")


def build_things(
    given: GivenWorkbook,
    merged: Mapping[str, MergedTable],
    *,
    held: Rows,
    unread: Set[str],
    context: Context,
    notes: Notes,
    file: str,
) -> tuple[tuple[Thing, Place], ...]:
    """Return the things that rows make new or change, each with the place of its row.

    Args:
        given: The workbook.
        merged: The sheets that it has, merged with the review, by name.
        held: The rows of the review, for the sheets that the workbook has not.
        unread: Kinds of thing of which some id could not be read.
        context: The review.
        notes: Where problems are noted; what cannot be built is left out.
        file: Name of the workbook.
    """
    building = _Building(given, merged, held, context, notes, file)
    return tuple(building.things(unread))


class _Building:
    def __init__(
        self,
        given: GivenWorkbook,
        merged: Mapping[str, MergedTable],
        held: Rows,
        context: Context,
        notes: Notes,
        file: str,
    ) -> None:
        self._given = {table.table.name: table for table in given.tables}
        self._faulty = given.faulty_rows
        self._language = given.language
        self._merged = merged
        self._held = held
        self._context = context
        self._notes = notes
        self._file = file
        self._resolver = Resolver(notes, base=context.base, review=context.review, known=None)
        self._values = Values(notes, self._resolver, language=given.language)
        self._ids: dict[str, list[str]] = {}

    def things(self, unread: Set[str]) -> Iterator[tuple[Thing, Place]]:
        self._resolver.leave_open(*unread)
        builder = Builder(self._notes, self._values)
        for kind, table in TABLE_OF.items():
            self._declare(kind, table)
        parts = {name: self._by_owner(name) for name, table in TABLES.items() if table.owner}
        for kind, table in TABLE_OF.items():
            for row in self._rows(table):
                own = {name: parts[name].pop(row.key, []) for name in table.parts}
                every = (row, *(part for rows in own.values() for part in rows))
                if any(one.is_changed for one in every) and not any(map(self._is_faulty, every)):
                    draft = self._draft(kind, row, own)
                    thing = builder.build(draft, more={})
                    if thing is not None:
                        yield thing, draft.place
        for name, left in parts.items():
            for owner, rows in left.items():
                self._note_ownerless(TABLES[name], owner, rows)

    def _is_faulty(self, row: MergedRow) -> bool:
        """Say whether something in a row could not be read, which was told."""
        cell = next(iter(row.given.cells.values()), None) if row.given is not None else None
        return cell is not None and (cell.sheet, cell.row) in self._faulty

    def _declare(self, kind: str, table: Table) -> None:
        """Take note of every id, so that rows can name rows in any order."""
        self._ids[table.name] = []
        for row in self._rows(table):
            self._resolver.declare(kind, row.key, self._place(table, row))
            self._ids[table.name].append(row.key)

    def _rows(self, table: Table) -> Iterable[MergedRow]:
        found = self._merged.get(table.name)
        if found is not None:
            return found.rows
        rows = self._held.get(table.name, {}).values()
        return map(own_row, rows)

    def _place(self, table: Table, row: MergedRow, header: Header | None = None) -> Place:
        given: GivenTable | None = self._given.get(table.name)
        if given is None or row.given is None:
            return Place(self._file, 0, 0)
        return given.place(self._file, row.given.number, header)

    def _by_owner(self, name: str) -> dict[str, list[MergedRow]]:
        """Return the rows of parts by the thing that they belong to."""
        found: dict[str, list[MergedRow]] = {}
        for row in self._rows(TABLES[name]):
            found.setdefault(row.key.rpartition("#")[0], []).append(row)
        return found

    def _draft(self, kind: str, row: MergedRow, own: Mapping[str, list[MergedRow]]) -> Draft:
        table = TABLE_OF[kind]
        at = next((cell for cell in row.cells.values() if cell.row), Cell(row.key))
        parts = {name: tuple(self._in_order(TABLES[name], rows)) for name, rows in own.items()}
        tree = record_tree(table, row.cells, parts, language=self._language, at=at)
        given: dict[str, Any] = {OWNER: self._context.review_iri}
        iri: URIRef = self._resolver.mint(kind, row.key)
        return Draft(_record(table), tree, self._place(table, row), iri, given)

    def _in_order(self, table: Table, rows: Iterable[MergedRow]) -> Iterator[Cells]:
        """Yield the parts of a thing in their order; a faulty role or position is noted.

        A slot without a role has no place in its record, and is left out.
        """
        ranked = [(self._rank(table, row), row) for row in rows if not row.is_removed]
        kept = [row for rank, row in ranked if rank is not None]
        ranks = [(rank, *self._position(table, row)) for rank, row in ranked if rank is not None]
        # Sorting is stable: rows of one rank stay as they stand in the sheet.
        for _, row in sorted(zip(ranks, kept, strict=True), key=lambda pair: pair[0]):
            yield row.cells

    def _position(self, table: Table, row: MergedRow) -> tuple[bool, float]:
        """Return a part's place: first those of the review, then new ones by what they ask for."""
        cell = row.cells.get(_POSITION)
        if row.position or cell is None:
            return not row.position, row.position or float("inf")
        value = self._read(table, _POSITION, cell)
        return True, float(value) if isinstance(value, int) else float("inf")

    def _rank(self, table: Table, row: MergedRow) -> int | None:
        """Return the place of a slot's role among the roles; 0 for parts that are no slots."""
        if _ROLE.column not in table.columns:
            return 0
        cell = row.cells.get(_ROLE)
        if cell is None:
            place = self._place(table, row, _ROLE)
            self._notes.add("key-missing", "This slot has no role.", place, value=_ROLE.column)
            return None
        value = self._read(table, _ROLE, cell)
        return ROLE_ORDER.index(value) if isinstance(value, Role) else None

    def _read(self, table: Table, header: Header, cell: Cell) -> Any:
        """Read a value that is no key of a record, as one of its kind is read."""
        plan = next(plan for plan in plans(table.model) if plan.name == header.column)
        scalar = Scalar(cell.text, cell.row, cell.column, plain=False, sheet=cell.sheet)
        entry = Entry(scalar, cell.row, cell.column, cell.sheet)
        place = Place(self._file, 0, 0).at(entry, header.column)
        return self._values.read(table.model, plan, entry, place)

    def _note_ownerless(self, table: Table, owner: str, rows: Iterable[MergedRow]) -> None:
        """Note parts of what is neither in the workbook nor in the review."""
        for row in rows:
            if row.given is not None:
                self._notes.add(
                    "reference-unknown",
                    f"No row of {table.owner} has the id {owner!r}.",
                    self._place(table, row, Header(table.key_column)),
                    value=owner,
                    hint=nearest(owner, self._ids[table.owner]),
                )


def _record(table: Table) -> Record:
    if table.record is None:
        raise TypeError(f"{table.name} holds parts.")
    return table.record
