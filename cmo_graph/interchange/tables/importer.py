"""Tables as configurations, quotations and lines: this module is their importer.

A mapping says how they are read: a file, or a ready one by its name (the option `mapping`). With
the option `guess` a mapping is proposed and nothing is read.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from cmo_graph.interchange.drafting import Draft
from cmo_graph.interchange.importing import NOWHERE, Context, GivenFile, Imported
from cmo_graph.interchange.notes import Notes, nearest
from cmo_graph.interchange.tables.columns import find_layouts
from cmo_graph.interchange.tables.guessing import propose
from cmo_graph.interchange.tables.mapping import TableMapping, as_date
from cmo_graph.interchange.tables.mapping_files import read_mapping
from cmo_graph.interchange.tables.reading import RowReader
from cmo_graph.interchange.tables.ready_mappings import READY, ready_mapping
from cmo_graph.interchange.tables.table import Table, read_tables
from cmo_graph.interchange.tables.telling import Seen, told_columns, told_rows
from cmo_graph.interchange.tables.wording import PolarityReader
from cmo_graph.validation.problems import has_errors, in_order

#: Options → the answers to each; any text answers those without.
TABLE_OPTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"mapping": READY, "guess": ("yes",), "coded": ()}
)


def import_tables(files: Sequence[GivenFile], *, context: Context) -> Imported:
    """Return what tables say, read as a mapping says."""
    notes = Notes()
    tables = [table for file in files for table in read_tables(file, notes)]
    if has_errors(notes.problems) and not tables:
        return Imported((), in_order(notes.problems))
    if "guess" in context.options:
        return Imported((), in_order(notes.problems), (propose(tables),))
    mapping = _mapping(context, notes)
    if mapping is None:
        return Imported((), in_order(notes.problems))
    return _imported(tables, mapping, context, notes)


def _mapping(context: Context, notes: Notes) -> TableMapping | None:
    if context.mapping is not None:
        return read_mapping(context.mapping, notes, ready=ready_mapping)
    name = context.options.get("mapping", "")
    found = ready_mapping(name)
    if found is None:
        notes.add(
            "mapping-unknown" if name else "mapping-missing",
            f"There is no ready mapping {name!r}."
            if name
            else "A table is read through a mapping, and none was given.",
            NOWHERE,
            value=name,
            hint=nearest(name, READY)
            or f"--guess proposes one; ready ones are {', '.join(READY)}.",
        )
    return found


def _imported(
    tables: Sequence[Table], mapping: TableMapping, context: Context, notes: Notes
) -> Imported:
    draft = Draft(context, coded=as_date(context.options.get("coded", "")))
    draft.notes.problems.extend(notes.problems)
    polarity, seen = PolarityReader(mapping.wording), Seen()
    understood: list[str] = []
    for table, layout in find_layouts(tables, mapping, draft.notes):
        where = f"names in row {layout.header}" if layout.header else "without names"
        understood.append(f"{table.file}: {table.form}, {where}.")
        understood.extend(told_columns(layout, mapping))
        RowReader(
            table, layout, mapping, draft=draft, context=context, polarity=polarity, seen=seen
        ).read()
    return draft.imported([*understood, *told_rows(seen, polarity)])
