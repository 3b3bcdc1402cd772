"""A workbook after its import: this module gives it the ids that were made, and what it is now.

It then is what an export would be, but for what its authors added and what is in conflict: it can
be edited and imported again.
"""

from collections.abc import Iterator, Mapping

from cmo_graph.interchange.importing import Context, GivenFile
from cmo_graph.interchange.notes import Notes
from cmo_graph.interchange.workbook.importer import Compared, compare
from cmo_graph.interchange.workbook.merging import KeyedRow, is_emptied, position_of, told_by
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
    """Yield where parts stand in the review, for those whose rows say otherwise."""
    column = table.columns.get(_POSITION)
    shown = found.sides.shown.get(table.table.name, {})
    for row in found.rows[table.table.name]:
        held = shown.get(row.held)
        said = row.given.cells.get(_POSITION)
        if column is None or held is None or not position_of(held):
            continue
        position = str(position_of(held))
        if said is None or said.text != position:
            yield (row.given.number, column), position


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
        held = {row.held for row in rows}
        for row in rows:
            # The position of a part that was taken out in the review can be another's by now.
            if row.held or row.key not in held:
                for group, told in _groups(table, row, shown.get(row.held)).items():
                    if told or not group:
                        yield table.table.name, row.held or row.key, group, told


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
