"""Which thing each row of a workbook is: this module reads ids, and makes those that are missing.

An id that is made follows from the row's label, so that the same workbook always gives the same.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cmo_graph.interchange.naming import local_id
from cmo_graph.interchange.notes import Notes, column_letters
from cmo_graph.interchange.workbook.merging import KeyedRow, told_by
from cmo_graph.interchange.workbook.reading import Cell, GivenRow, GivenTable, GivenWorkbook
from cmo_graph.interchange.workbook.rows import digest
from cmo_graph.interchange.workbook.tables import Header, Table
from cmo_graph.iri import is_local
from cmo_graph.model import Review
from cmo_graph.validation.codes import shortened
from cmo_graph.validation.references import CLAIM_KINDS

_LABEL = "label"


@dataclass(frozen=True, slots=True)
class Minted:
    """An id that a row without one gets."""

    #: Sheet, row and column in the workbook; the column is 0 where there is none for ids.
    sheet: str
    row: int
    column: int
    id: str


@dataclass(slots=True)
class Keys:
    """What the rows of a workbook are."""

    #: By the name of the sheet.
    rows: dict[str, list[KeyedRow]] = field(default_factory=dict)
    minted: list[Minted] = field(default_factory=list)
    #: Kinds of thing of which some id could not be read.
    unread: set[str] = field(default_factory=set)


def find_keys(given: GivenWorkbook, notes: Notes, *, file: str, review: str) -> Keys:
    """Return which thing, or part of one, each row is; faulty ids are noted and left out.

    Args:
        given: The workbook.
        notes: Where problems are noted.
        file: Its name.
        review: Id of the review that it is imported into.
    """
    return _Finder(given, notes, file, review).found()


class _Finder:
    def __init__(self, given: GivenWorkbook, notes: Notes, file: str, review: str) -> None:
        self._given = given
        self._notes = notes
        self._file = file
        self._review = review
        self._keys = Keys()
        #: Ids that rows give, by what shares a space of ids.
        self._taken: dict[str, set[str]] = {}

    def found(self) -> Keys:
        things = [table for table in self._given.tables if table.table.record is not None]
        for table in things:
            given = {cell.text for row in table.rows if (cell := row.cells.get(Header("id")))}
            self._taken.setdefault(_space(table.table), set()).update(given)
        for table in self._given.tables:
            is_part = table.table.record is None
            rows = self._parts(table) if is_part else self._things(table)
            self._keys.rows[table.table.name] = list(rows)
        return self._keys

    def _things(self, table: GivenTable) -> Iterator[KeyedRow]:
        if table.table.model is Review:
            self._check_review(table)
        for given in table.rows:
            row = given if Header("id") in given.cells else self._minted(table, given)
            key = row.cells[Header("id")].text
            if is_local(key):
                yield KeyedRow(row, key, self._given.digests.get((table.table.name, key)))
            else:
                self._keys.unread.add(_kind(table.table))
                self._note_malformed(table, row, key)

    def _minted(self, table: GivenTable, row: GivenRow) -> GivenRow:
        """Return a row with the id that is made for it."""
        taken = self._taken[_space(table.table)]
        is_review = table.table.model is Review
        key = self._review if is_review else local_id(self._label(table, row), taken)
        taken.add(key)
        column = table.columns.get(Header("id"), 0)
        if (table.sheet, f"{column_letters(column)}{row.number}") in self._given.faulty:
            self._keys.unread.add(_kind(table.table))
        self._keys.minted.append(Minted(table.sheet, row.number, column, key))
        cell = Cell(key, table.sheet, row.number, column or 1)
        return GivenRow(row.number, {Header("id"): cell, **row.cells})

    def _label(self, table: GivenTable, row: GivenRow) -> str:
        told = {header.lang: cell for header, cell in row.cells.items() if header.column == _LABEL}
        cell = told.get(self._given.language) or next(iter(told.values()), None)
        return cell.text if cell is not None else f"{table.table.name} {row.number}"

    def _check_review(self, table: GivenTable) -> None:
        for row in table.rows[1:]:
            self._notes.add(
                "review-not-one",
                f"{table.sheet} has a second row; a workbook is of one review.",
                table.place(self._file, row.number),
                hint="Take the row out.",
            )

    def _note_malformed(self, table: GivenTable, row: GivenRow, key: str) -> None:
        self._notes.add(
            "id-malformed",
            f"{shortened(key)!r} cannot be an id: ids are lower-case letters, digits and"
            " hyphens, 80 at most.",
            table.place(self._file, row.number, Header("id")),
            value=key,
            hint="Leave the cell empty, and an id is made of the label.",
        )

    def _parts(self, table: GivenTable) -> Iterator[KeyedRow]:
        first = Header(table.table.key_column)
        found: list[KeyedRow] = []
        for row in table.rows:
            owner = row.cells.get(first)
            if owner is None:
                self._note_ownerless(table, row)
                continue
            cell = row.cells.get(Header("position"))
            position = cell.text if cell is not None and cell.text.isdecimal() else ""
            key = f"{owner.text}#{position}"
            found.append(KeyedRow(row, key, self._given.digests.get((table.table.name, key))))
        return self._told_once(table, found)

    def _note_ownerless(self, table: GivenTable, row: GivenRow) -> None:
        column = table.table.key_column
        self._notes.add(
            "key-missing",
            f"This row has no {column}, so nobody knows what it is a part of.",
            table.place(self._file, row.number, Header(column)),
            value=column,
            hint=f"Give the id of a row of {table.table.owner}.",
        )

    def _told_once(self, table: GivenTable, rows: Sequence[KeyedRow]) -> Iterator[KeyedRow]:
        """Yield the rows; of those that give one position, all but one are new.

        The old one is that which is as it was written, or else the first.
        """
        times = Counter(row.key for row in rows)
        chosen: dict[str, KeyedRow] = {}
        for row in rows:
            if times[row.key] > 1 and (row.key not in chosen or _is_untouched(table, row)):
                chosen[row.key] = row
        later: list[KeyedRow] = []
        for row in rows:
            if row.key in chosen and row is not chosen[row.key]:
                later.append(KeyedRow(row.given, row.key))
            else:
                yield row
        yield from later


def _space(table: Table) -> str:
    """Return the name of what shares a space of ids."""
    kind = _kind(table)
    return CLAIM_KINDS[0] if kind in CLAIM_KINDS else kind


def _kind(table: Table) -> str:
    return table.record.model.kind_name if table.record is not None else table.name


def _is_untouched(table: GivenTable, row: KeyedRow) -> bool:
    """Say whether a row is as it was written."""
    base = row.base
    return base is not None and all(
        digest(told_by(table, row.given, group)) == base.get(group, "")
        for group in table.table.groups
    )
