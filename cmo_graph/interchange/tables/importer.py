"""Tables as configurations, quotations and lines: this module is their importer.

A mapping says how they are read: a file, or a ready one by its name (the option `mapping`). With
the option `guess` a mapping is proposed and nothing is read.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from cmo_graph.interchange.drafting import Draft
from cmo_graph.interchange.importing import NOWHERE, Context, GivenFile, Imported
from cmo_graph.interchange.notes import Notes, nearest
from cmo_graph.interchange.tables.columns import find_layouts
from cmo_graph.interchange.tables.guessing import propose
from cmo_graph.interchange.tables.mapping import TableMapping, as_date, read_mapping
from cmo_graph.interchange.tables.reading import RowReader, Seen, told_columns
from cmo_graph.interchange.tables.ready_mappings import READY, ready_mapping
from cmo_graph.interchange.tables.table import Table, read_tables
from cmo_graph.interchange.tables.wording import PolarityReader
from cmo_graph.validation.problems import has_errors, in_order

#: Options → the answers to each; any text answers those without.
TABLE_OPTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"mapping": READY, "guess": ("yes",), "coded": ()}
)
#: Most words that are told of those that were matched.
_MOST_TOLD = 40


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
    return draft.imported([*understood, *_told(seen, polarity)])


def _told(seen: Seen, polarity: PolarityReader) -> Iterator[str]:
    yield f"{seen.rows} rows were read as configurations."
    if seen.headings:
        yield f"{len(seen.headings)} rows are headings, and hold for the rows below them."
    if seen.merged:
        yield f"{seen.merged} merged cells hold for every row that they span."
    if seen.sentinels:
        words = [f"{word!r} ({number})" for word, number in seen.sentinels.most_common(_MOST_TOLD)]
        yield f"Said to be nothing: {', '.join(words)}."
    if polarity.matched:
        told = polarity.matched.most_common(_MOST_TOLD)
        words = [f"{word!r} → {what} ({number})" for (word, what), number in told]
        yield f"Words of direction: {', '.join(words)}."
    if seen.undirected:
        yield (
            f"{seen.undirected} rows have quotations without a direction: these stand as passages"
            " of the row's slots. `direction` under all_rows makes them evidence lines."
        )
