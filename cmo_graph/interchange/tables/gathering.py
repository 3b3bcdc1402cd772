"""One row taken apart: this module gathers what its cells say, by what they fill.

What says nothing, and what has no place of its own, is kept as words. Equal cells of a column say
the same, so that most are taken apart once.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cmo_graph.interchange.drafted_things import normal
from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.interchange.tables.cells import values_of
from cmo_graph.interchange.tables.columns import Bound, Layout
from cmo_graph.interchange.tables.mapping import REMARKS, Fill, TableMapping
from cmo_graph.interchange.tables.rows import Heading, Line
from cmo_graph.interchange.tables.table import Table
from cmo_graph.interchange.tables.telling import Seen

#: Most values of one cell.
MOST_VALUES = 500
#: What is read by words of its own, so that a sentinel can be one of them.
_WORDED = frozenset(
    {
        Fill.OUTCOME_DIRECTION,
        Fill.DIRECTION,
        Fill.FINDING,
        Fill.EVIDENCE_BASIS,
        Fill.BASIS,
        Fill.MECHANISM_TYPE,
    }
)
#: What hardly any two rows have the same: to remember it would only take room.
_SELDOM_TWICE = frozenset(
    {Fill.ID, Fill.LABEL, Fill.NARRATIVE, Fill.NOTE, Fill.QUOTE, Fill.PARAPHRASE}
)


class Value(NamedTuple):
    """One value of a cell, or of a heading, which has no column of its own."""

    text: str
    column: int
    bound: Bound | None

    def told(self) -> str:
        """Return it as words for a note."""
        return f"{self.bound.name if self.bound else 'Heading'}: {self.text}"


class _Taken(NamedTuple):
    """What one cell says."""

    values: tuple[Value, ...]
    remarks: tuple[str, ...]
    #: Values that say that nothing is said.
    sentinels: tuple[str, ...]


class RowValues:
    """The values of one row by what they fill, and what is kept of it as words."""

    __slots__ = ("_table", "by_fill", "number", "remarks")

    def __init__(self, table: Table, number: int) -> None:
        self._table = table
        self.number = number
        self.by_fill: dict[Fill, list[Value]] = {}
        self.remarks: list[str] = []

    def place(self, column: int = 0) -> Place:
        """Return the place of a cell; that of the first value when no column is given."""
        return self._table.place(self.number, column or self._first_column())

    def _first_column(self) -> int:
        return next((found[0].column for found in self.by_fill.values()), 1)

    def of(self, fills: Fill) -> Sequence[Value]:
        """Return the values that fill this, in order."""
        return self.by_fill.get(fills, ())

    def texts(self, fills: Fill) -> list[str]:
        """Return their texts."""
        return [value.text for value in self.by_fill.get(fills, ())]

    def first(self, fills: Fill) -> str:
        """Return the text of the first of them; "" when there is none."""
        found = self.by_fill.get(fills)
        return found[0].text if found else ""

    def remark(self, value: Value) -> None:
        """Keep a value as words, once."""
        words = value.told()
        if words not in self.remarks:
            self.remarks.append(words)

    def remark_all(self, *fills: Fill) -> None:
        """Keep all that fills one of these as words, once."""
        for one in fills:
            for value in self.by_fill.get(one, ()):
                self.remark(value)


class Gatherer:
    """Takes the rows of one table apart."""

    def __init__(
        self, table: Table, layout: Layout, mapping: TableMapping, *, notes: Notes, seen: Seen
    ) -> None:
        self._table = table
        self._mapping = mapping
        self._notes = notes
        self._seen = seen
        self._unmapped = tuple(layout.unmapped.items())
        #: Each column that is read, with what its cells were found to say.
        self._columns: Sequence[tuple[Bound, dict[str, _Taken] | None]] = [
            (bound, None if bound.fills in _SELDOM_TWICE else {})
            for bound in layout.bound
            if bound.fills is not Fill.IGNORE
        ]

    def gather(self, line: Line) -> RowValues:
        """Return what a row says."""
        found = RowValues(self._table, line.number)
        for level, heading in sorted(line.headings.items()) if line.headings else ():
            self._add(found, self._mapping.headings[level], self._headed(level, heading))
        cells = line.cells
        for bound, known in self._columns:
            text = cells.get(bound.column)
            if text is None:
                continue
            taken = known.get(text) if known is not None else None
            if taken is None:
                taken = self._taken(bound, text, line)
                if taken is None:
                    continue
                if known is not None:
                    known[text] = taken
            self._add(found, bound.fills, taken)
        found.remarks.extend(self._left(cells))
        return found

    def _add(self, found: RowValues, fills: Fill, taken: _Taken) -> None:
        values, remarks, sentinels = taken
        if values:
            held = found.by_fill.get(fills)
            if held is None:
                found.by_fill[fills] = list(values)
            else:
                held.extend(values)
        if remarks:
            found.remarks.extend(remarks)
            for one in sentinels:
                self._seen.sentinels[one] += 1

    def _left(self, cells: Mapping[int, str]) -> list[str]:
        """Return the words of columns that the mapping does not have."""
        told = ((name, cells.get(column, "").strip()) for column, name in self._unmapped)
        return [f"{name}: {words}" for name, words in told if words]

    def _headed(self, level: int, heading: Heading) -> _Taken:
        fills = self._mapping.headings[level]
        if fills in REMARKS:
            return _Taken((), (f"{fills.value.capitalize()}: {heading.text}",), ())
        return self._sorted(fills, fills.value, [Value(heading.text, heading.column, None)])

    def _taken(self, bound: Bound, text: str, line: Line) -> _Taken | None:
        """Return what a cell says; None when it says too much, which is noted."""
        words = values_of(text, bound.separators)
        if len(words) > MOST_VALUES:
            self._note_values(bound, len(words), line)
            return None
        return self._sorted(bound.fills, bound.name, [Value(w, bound.column, bound) for w in words])

    def _sorted(self, fills: Fill, name: str, told: Sequence[Value]) -> _Taken:
        """Return values apart from what is kept as words: what says nothing, and remarks."""
        values, remarks, sentinels = [], [], []
        for value in told:
            # A sentinel of a vocabulary's own ("none" for no change) is a word there.
            is_empty = fills not in _WORDED and self._mapping.wording.is_sentinel(value.text)
            if is_empty:
                sentinels.append(normal(value.text))
            if is_empty or fills in REMARKS:
                remarks.append(f"{name}: {value.text}")
            else:
                values.append(value)
        return _Taken(tuple(values), tuple(remarks), tuple(sentinels))

    def _note_values(self, bound: Bound, number: int, line: Line) -> None:
        self._notes.add(
            "given-too-large",
            f"A cell has {number} values; at most {MOST_VALUES} are read.",
            self._table.place(line.number, bound.column),
            hint="Change the separator, or split the cell.",
        )
