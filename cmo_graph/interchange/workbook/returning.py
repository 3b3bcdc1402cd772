"""A workbook after its import: this module gives it the ids that were made, and what it is now.

It then is what an export would be, but for what its authors added and what is in conflict: it can
be edited and imported again.
"""

from collections.abc import Iterator, Mapping, Sequence

from cmo_graph.interchange.importing import Context, GivenFile
from cmo_graph.interchange.notes import Notes
from cmo_graph.interchange.workbook.importer import Compared, compare
from cmo_graph.interchange.workbook.merging import KeyedRow, is_emptied, told_by
from cmo_graph.interchange.workbook.patching import Address, with_cells
from cmo_graph.interchange.workbook.reading import GivenTable, read_base
from cmo_graph.interchange.workbook.rows import SheetRow, digest
from cmo_graph.interchange.workbook.tables import BASE, BASE_MARK, Header

_POSITION = Header("position")


def returned(given: GivenFile, *, context: Context) -> bytes:
    """Return a workbook as it is once its import was written.

    Ids and positions stand in their cells, and the hidden sheet says how the rows are now. Rows in
    conflict stay as they were, so that the conflict is told again.

    Args:
        given: The workbook that was imported.
        context: The context of that import, `existing` being the review as it became.

    Raises:
        ValueError: it is no workbook that can be read.
    """
    found = compare(given, Notes(), context=context)
    if found is None:
        raise ValueError(f"{given.name} cannot be read.")
    cells: dict[str, dict[Address, str]] = {}
    for one in found.minted:
        if one.column:
            cells.setdefault(one.sheet, {})[one.row, one.column] = one.id
    for table in found.given.tables:
        cells.setdefault(table.sheet, {}).update(_positions(table, found))
    lines = tuple(_base(found, context))
    if not any(cells.values()) and read_base(lines) == (found.given.facts, found.given.digests):
        return given.content
    told = ((BASE_MARK.join(line),) for line in lines)
    return with_cells(given, cells, sheets={BASE: tuple(told)})


def _positions(table: GivenTable, found: Compared) -> Iterator[tuple[Address, str]]:
    """Yield the positions of parts, for rows that have another or none."""
    column = table.columns.get(_POSITION)
    rows = found.rows[table.table.name]
    for row, key in zip(rows, _keys(rows), strict=True):
        position = key.rpartition("#")[2]
        said = row.given.cells.get(_POSITION)
        is_part = table.table.record is None and not is_emptied(table.table, row.given)
        if column is not None and is_part and (said is None or said.text != position):
            yield (row.given.number, column), position


def _keys(rows: Sequence[KeyedRow]) -> Sequence[str]:
    """Return the keys of rows from now on.

    A part that was taken out in the review gets a position that no other has, so that its row is
    not taken for the part that stands at its old one.
    """
    taken = {row.held for row in rows if row.held}
    found: list[str] = []
    for row in rows:
        key = row.held or row.key
        owner = key.rpartition("#")[0]
        number = len(rows) + 1
        while not row.held and owner and key in taken:
            number += 1
            key = f"{owner}#{number}"
        taken.add(key)
        found.append(key)
    return found


def _base(found: Compared, context: Context) -> Iterator[tuple[str, str, str, str]]:
    """Yield what the hidden sheet is to say: (sheet, key, group of cells, digest)."""
    facts = {
        "review": context.review,
        "language": found.given.language,
        "profile": found.given.facts.get("profile", "full"),
    }
    for name, value in facts.items():
        yield "", name, "", value
    for table in found.given.tables:
        shown = found.sides.shown.get(table.table.name, {})
        rows = found.rows[table.table.name]
        for row, key in zip(rows, _keys(rows), strict=True):
            for group, told in _groups(table, row, shown.get(row.held)).items():
                if told or not group:
                    yield table.table.name, key, group, told


def _groups(table: GivenTable, row: KeyedRow, held: SheetRow | None) -> Mapping[str, str]:
    """Return the digests that a row is known by from now on; those of before where it differs."""
    if is_emptied(table.table, row.given):
        return {}
    if held is None:
        return {} if row.base is None else row.base
    found: dict[str, str] = {}
    for group in table.table.groups:
        theirs = held.texts(group)
        if told_by(table, row.given, group, theirs) == theirs:
            found[group] = digest(theirs)
        elif row.base is not None:
            found[group] = row.base.get(group, "")
    return found
