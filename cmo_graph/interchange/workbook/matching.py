"""Which row of the review a row of a workbook is: this module finds it.

A thing is known by its id. A part has none: its position says which it was when the workbook was
written, and positions shift when parts come and go. So a part is looked for by what it said then,
then by its position, and one that is new by what it says now. The last keeps a workbook that is
imported twice from adding its new parts twice. These rules are ours.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from cmo_graph.interchange.workbook.merging import Groups, KeyedRow, told_by
from cmo_graph.interchange.workbook.reading import GivenTable
from cmo_graph.interchange.workbook.rows import SheetRow, digest


def match_rows(
    table: GivenTable, rows: Sequence[KeyedRow], *, shown: Mapping[str, SheetRow]
) -> Sequence[KeyedRow]:
    """Return the rows of a sheet with the keys of the review's rows that they are.

    Args:
        table: The sheet.
        rows: Its rows.
        shown: The review's rows of that sheet as the workbook shows them.
    """
    if table.table.record is None:
        return tuple(_matched_parts(table, rows, shown))
    taken: set[str] = set()
    found: list[KeyedRow] = []
    for row in rows:
        if row.key in taken:
            # A second row of one id is told as that, whatever was written.
            found.append(replace(row, base=None))
        else:
            found.append(replace(row, held=row.key if row.key in shown else ""))
        taken.add(row.key)
    return found


def _matched_parts(
    table: GivenTable, rows: Sequence[KeyedRow], shown: Mapping[str, SheetRow]
) -> Iterator[KeyedRow]:
    by_owner: dict[str, list[SheetRow]] = {}
    for held in shown.values():
        by_owner.setdefault(_owner(held.key), []).append(held)
    given: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        given.setdefault(_owner(row.key), []).append(number)
    found: dict[int, str] = {}
    for owner, numbers in given.items():
        parts = _Parts(by_owner.get(owner, ()))
        for number in numbers:
            found[number] = parts.as_written_there(rows[number])
        for number in numbers:
            found[number] = found[number] or parts.as_written(rows[number].base)
        for number in numbers:
            found[number] = found[number] or parts.at_position(rows[number])
        for number in numbers:
            found[number] = found[number] or parts.as_now(table, rows[number])
    for number, row in enumerate(rows):
        yield replace(row, held=found[number])


def _owner(key: str) -> str:
    return key.rpartition("#")[0]


class _Parts:
    """The parts of one thing that no row was found to be yet."""

    def __init__(self, held: Iterable[SheetRow]) -> None:
        self._left: dict[str, Groups] = {row.key: digests(row) for row in held}

    def as_written_there(self, row: KeyedRow) -> str:
        """Take the part that is as a row was when it was written, and where; "" when none is."""
        told = self._left.get(row.key)
        is_it = told is not None and row.base is not None and _is(told, row.base)
        return self._take(row.key if is_it else "")

    def as_written(self, base: Groups | None) -> str:
        """Take the part that is still as a row was when it was written; "" when none is."""
        if base is None:
            return ""
        return self._take(next((k for k, told in self._left.items() if _is(told, base)), ""))

    def at_position(self, row: KeyedRow) -> str:
        """Take the part at the position of a row that was written there; "" when it is taken."""
        return self._take(row.key if row.base is not None and row.key in self._left else "")

    def as_now(self, table: GivenTable, row: KeyedRow) -> str:
        """Take the part that says what a new row says; "" when none does."""
        if row.base is not None or not self._left:
            return ""
        told = {group: digest(told_by(table, row.given, group)) for group in table.table.groups}
        return self._take(next((k for k, other in self._left.items() if _is(other, told)), ""))

    def _take(self, key: str) -> str:
        self._left.pop(key, None)
        return key


def _is(told: Groups, other: Groups) -> bool:
    return all(one == other.get(group, "") for group, one in told.items())


def digests(row: SheetRow) -> Groups:
    """Return what tells whether each group of a row's cells still says what it said."""
    return {group: digest(row.texts(group)) for group in row.table.groups}
