"""Rows as configurations: this module drafts what each row of a table says.

What a table does not say stays open, and every cell is kept: as a slot, a source, a quotation or a
line, else as words in the note of its row's configuration.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from rdflib import URIRef

from cmo_graph.interchange.drafted_sources import DraftSource
from cmo_graph.interchange.drafted_things import normal
from cmo_graph.interchange.drafting import Draft, DraftSlot
from cmo_graph.interchange.importing import Context
from cmo_graph.interchange.tables.codes import MOST_TOLD, AnyCode, CodeReader
from cmo_graph.interchange.tables.columns import Layout
from cmo_graph.interchange.tables.gathering import Gatherer, RowValues, Value
from cmo_graph.interchange.tables.mapping import ROLES, Fill, TableMapping
from cmo_graph.interchange.tables.row_lines import OF_LINES, LineReader
from cmo_graph.interchange.tables.rows import Line, idle_headings, lines_of
from cmo_graph.interchange.tables.table import Table
from cmo_graph.interchange.tables.telling import Seen
from cmo_graph.interchange.tables.values import MECHANISMS, Parsed, Values
from cmo_graph.interchange.tables.wording import PolarityReader
from cmo_graph.model.codes import ClaimBasis, MechanismType, OutcomeDirection, Role

#: Passages of single slots, by what their column is of.
_OfSlots = Mapping[Fill, tuple[URIRef, ...]]

_OUTCOMES = frozenset({Role.OUTCOME})
#: What says something of single slots of a row, beside their own words.
_OF_SLOTS = frozenset({Fill.OUTCOME_DIRECTION, Fill.MECHANISM_TYPE, Fill.BASIS})


class RowReader:
    """Drafts the rows of one table."""

    def __init__(
        self,
        table: Table,
        layout: Layout,
        mapping: TableMapping,
        *,
        draft: Draft,
        context: Context,
        polarity: PolarityReader,
        seen: Seen,
    ) -> None:
        self._table = table
        self._layout = layout
        self._mapping = mapping
        self._draft = draft
        self._context = context
        self._seen = seen
        self._gatherer = Gatherer(table, layout, mapping, notes=draft.notes, seen=seen)
        self._codes = CodeReader(mapping.wording, draft.notes)
        self._values = Values(mapping, draft, polarity)
        self._lines = LineReader(mapping.all_rows, draft=draft, context=context, codes=self._codes)
        self._sources: dict[str, DraftSource] = {}
        self._unnamed: DraftSource | None = None

    def read(self) -> None:
        """Draft every row."""
        lines = lines_of(
            self._table.sheet,
            header=self._layout.header,
            columns=self._layout.columns,
            is_ragged=self._mapping.is_ragged,
            levels=len(self._mapping.headings),
        )
        for line in lines:
            self._seen.rows += 1
            if line.headings:
                self._seen.headings |= {(self._table.name, h.row) for h in line.headings.values()}
            if line.is_hidden:
                self._note_hidden(line)
            self._draft_row(self._gatherer.gather(line))
        if self._mapping.headings:
            self._seen.idle += idle_headings(
                self._table.sheet, header=self._layout.header, columns=self._layout.columns
            )
        merged = self._table.sheet.merged
        self._seen.merged += sum(1 for top, _, bottom, _ in merged if bottom > top)

    def _note_hidden(self, line: Line) -> None:
        self._draft.notes.add(
            "row-hidden",
            f"Row {line.number} is hidden, and was read like any other.",
            self._table.place(line.number, 1),
        )

    def _draft_row(self, row: RowValues) -> None:
        sources = self._sources_of(row)
        of_row, of_slots = self._passages(row, sources)
        claim = self._configuration(row, self._parts(row), of_row, of_slots)
        if claim is None:
            self._keep_without_claim(row, sources)
            return
        for source in sources:
            if self._lines.draft(row, claim, source=source, passages=of_row) is None:
                row.remark_all(*OF_LINES)
        for words in row.remarks:
            self._draft.remark(claim, words)

    def _sources_of(self, row: RowValues) -> list[DraftSource]:
        note = "\n".join(value.told() for value in row.of(Fill.SOURCE_NOTE) if value.bound)
        found = [self._source(value, row, note) for value in row.of(Fill.SOURCE)]
        if not found and self._mapping.all_rows.source:
            named = self._mapping.all_rows.source
            found = [self._draft.source(named, row.place(1), note=note)]
        elif note and not found:
            row.remarks.append(note)
        if not found and (row.of(Fill.QUOTE) or row.of(Fill.DIRECTION)):
            found = [self._unnamed_source(row)]
        return found

    def _source(self, value: Value, row: RowValues, note: str) -> DraftSource:
        found = None if note else self._sources.get(value.text)
        if found is None:
            found = self._draft.source(value.text, row.place(value.column), note=note)
            self._sources[value.text] = found
        return found

    def _unnamed_source(self, row: RowValues) -> DraftSource:
        if self._unnamed is None:
            place = row.place(1)
            self._unnamed = self._draft.source(
                f"Sources that {self._table.file} does not name", place
            )
            self._draft.notes.add(
                "table-source-missing",
                "A row has a quotation or a direction of evidence, but no source; such rows count"
                " as one study that nobody has named.",
                place,
                hint="Say which column has the source, or `source` under all_rows.",
            )
        return self._unnamed

    def _passages(
        self, row: RowValues, sources: Sequence[DraftSource]
    ) -> tuple[tuple[URIRef, ...], _OfSlots]:
        """Return the passages of the row as a whole, and those of single slots."""
        of_row: list[URIRef] = []
        of_slots: dict[Fill, tuple[URIRef, ...]] = {}
        told = row.of(Fill.QUOTE)
        page, label = row.first(Fill.PAGE), " ".join(row.texts(Fill.PARAPHRASE))
        for number, value in enumerate(told):
            of = value.bound.of if value.bound else None
            source = sources[number if len(sources) == len(told) else 0]
            if len(sources) > 1 and len(sources) != len(told):
                source = self._unnamed_source(row)
            iri = self._draft.passage(
                value.text,
                row.place(value.column),
                source=source,
                page=page,
                label=label if of is None else "",
            )
            if of is None:
                of_row.append(iri)
            else:
                of_slots[of] = (*of_slots.get(of, ()), iri)
        if not told:
            row.remark_all(Fill.PAGE, Fill.PARAPHRASE)
        return tuple(dict.fromkeys(of_row)), of_slots

    def _parts(self, row: RowValues) -> list[tuple[Fill, DraftSlot]]:
        """Return the slots that a row says, with what each fills; what is doubtful is noted."""
        parts: list[tuple[Fill, DraftSlot]] = []
        for fills, values in row.by_fill.items():
            if fills not in ROLES:
                continue
            for value in values:
                parsed = self._values.parsed(fills, value, row)
                if parsed.doubts:
                    self._note_doubts(parsed, value, row)
                parts.extend([(fills, slot) for slot in parsed.slots])
        return parts

    def _note_doubts(self, parsed: Parsed, value: Value, row: RowValues) -> None:
        self._seen.doubts += 1
        if self._seen.doubts > MOST_TOLD:
            return
        for code, message, hint in parsed.doubts:
            if code != "table-polarity-unknown" or not row.of(Fill.OUTCOME_DIRECTION):
                place = row.place(value.column)
                self._draft.notes.add(code, message, place, value=value.text, hint=hint)

    def _configuration(
        self,
        row: RowValues,
        parts: Sequence[tuple[Fill, DraftSlot]],
        of_row: tuple[URIRef, ...],
        of_slots: _OfSlots,
    ) -> URIRef | None:
        whole = of_row
        if self._lines.is_directed(row):
            whole = ()
        elif of_slots:
            taken = {fills for fills, _ in parts}
            loose = [iri for fills, told in of_slots.items() if fills not in taken for iri in told]
            whole = tuple(dict.fromkeys((*of_row, *loose)))
        self._seen.undirected += bool(whole)
        slots = [slot for _, slot in parts]
        if of_slots or not _OF_SLOTS.isdisjoint(row.by_fill):
            slots = self._with_own(row, parts, of_slots)
        fields: dict[str, Any] = {}
        if words := "\n".join(row.texts(Fill.NARRATIVE)):
            fields["narrative"] = self._context.text(words)
        if self._mapping.all_rows.stage is not None:
            fields["stage"] = self._mapping.all_rows.stage
        return self._draft.configuration(
            slots,
            row.place(),
            passages=whole,
            named=self._name(row),
            label=row.first(Fill.LABEL),
            **fields,
        )

    def _with_own(
        self, row: RowValues, parts: Sequence[tuple[Fill, DraftSlot]], of_slots: _OfSlots
    ) -> list[DraftSlot]:
        """Return the slots with what columns of their own say of each."""
        slots = [slot for _, slot in parts]
        directions = self._each(row, Fill.OUTCOME_DIRECTION, OutcomeDirection, slots, _OUTCOMES)
        types = self._each(row, Fill.MECHANISM_TYPE, MechanismType, slots, MECHANISMS)
        basis = self._basis(row)
        return [
            slot._replace(
                basis=basis or slot.basis,
                direction=directions.get(number) or slot.direction,
                mechanism_type=types.get(number) or slot.mechanism_type,
                passages=of_slots.get(fills, ()),
            )
            for number, (fills, slot) in enumerate(parts)
        ]

    def _basis(self, row: RowValues) -> ClaimBasis | None:
        for value in row.of(Fill.BASIS)[:1]:
            found = self._codes.read(ClaimBasis, value.text, row.place(value.column))
            if found is None:
                row.remark(value)
            return found
        return None

    def _each(
        self,
        row: RowValues,
        fills: Fill,
        codes: type[AnyCode],
        slots: Sequence[DraftSlot],
        roles: frozenset[Role],
    ) -> dict[int, AnyCode]:
        """Return what a column of its own says of slots: one value each, or one for all of them."""
        if not row.of(fills):
            return {}
        told = self._codes.read_all(codes, row, fills)
        at = [number for number, slot in enumerate(slots) if slot.role in roles]
        if len(told) > 1 and len(told) != len(at):
            row.remark_all(fills)
            return {}
        each = told * len(at) if len(told) == 1 else told
        return {number: code for number, code in zip(at, each, strict=True) if code is not None}

    def _name(self, row: RowValues) -> str:
        """Return what the row's configuration is called; "" where its slots are its identity."""
        if named := row.first(Fill.ID):
            return named
        if not self._mapping.together:
            return ""
        told = sorted(
            (fills.value, normal(text))
            for fills in self._mapping.together
            for text in row.texts(fills)
        )
        lead = " ".join(text for _, text in told)[:30]
        return f"{lead} {sha256(repr(told).encode()).hexdigest()[:8]}" if told else ""

    def _keep_without_claim(self, row: RowValues, sources: Sequence[DraftSource]) -> None:
        """Keep the words of a row without slots with its source; the gap is noted already."""
        told = [f"{one.value}: {text}" for one in row.by_fill for text in row.texts(one)]
        for source in sources[:1]:
            for words in (*told, *row.remarks):
                self._draft.remark(source.study, words)
