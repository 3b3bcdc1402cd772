"""What was understood of tables, in sentences: this module has them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from cmo_graph.interchange.notes import column_letters
from cmo_graph.interchange.tables.columns import Layout
from cmo_graph.interchange.tables.mapping import Fill, TableMapping
from cmo_graph.interchange.tables.rows import Heading
from cmo_graph.interchange.tables.wording import PolarityReader

#: Most words that are told of those that were matched.
_MOST_TOLD = 40


@dataclass(slots=True)
class Seen:
    """What was met in tables, for telling it."""

    rows: int = 0
    headings: set[tuple[str, int]] = field(default_factory=set)
    #: Headings with no row below them.
    idle: list[Heading] = field(default_factory=list)
    merged: int = 0
    sentinels: Counter[str] = field(default_factory=Counter)
    #: Rows whose quotations have no direction.
    undirected: int = 0
    #: Cells with a doubt about their words.
    doubts: int = 0


def told_columns(layout: Layout, mapping: TableMapping) -> Iterator[str]:
    """Yield sentences: what each column was understood as."""
    for bound in layout.bound:
        yield "".join((bound.told(), *_also_told(bound.fills, mapping)))
    for column, name in layout.unmapped.items():
        where = f"Column {column_letters(column)} {' '.join(name.split())!r}"
        yield f"{where} is not mapped; its values are kept in notes."


def _also_told(fills: Fill, mapping: TableMapping) -> Iterator[str]:
    if fills in mapping.split:
        yield " Arrows set resources apart from responses."
    if fills in mapping.polarity_in:
        yield " Words of direction are taken off its labels."
    if fills in mapping.types_in:
        yield " Types of mechanisms in brackets are taken off its labels."


def told_rows(seen: Seen, polarity: PolarityReader) -> Iterator[str]:
    """Yield sentences: what was met in the rows."""
    yield f"{seen.rows} rows were read as configurations."
    if seen.headings:
        yield f"{len(seen.headings)} rows are headings, and hold for the rows below them."
    if seen.idle:
        words = [f"{one.text!r} (row {one.row})" for one in seen.idle[:_MOST_TOLD]]
        yield f"Left out, as headings with no row below them: {', '.join(words)}."
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
