"""Rows as configurations: this module drafts what each row of a table says.

What a table does not say stays open, and every cell is kept: as a slot, a source, a quotation or a
line, else as words in the note of its row's configuration.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from rdflib import URIRef

from cmo_graph.interchange.drafted_sources import DraftSource
from cmo_graph.interchange.drafted_things import normal
from cmo_graph.interchange.drafting import Draft, DraftSlot
from cmo_graph.interchange.importing import Context
from cmo_graph.interchange.notes import Place
from cmo_graph.interchange.tables.cells import values_of
from cmo_graph.interchange.tables.codes import MOST_TOLD, AnyCode, CodeReader
from cmo_graph.interchange.tables.columns import Bound, Layout
from cmo_graph.interchange.tables.mapping import REMARKS, ROLES, Fill, TableMapping, as_date
from cmo_graph.interchange.tables.rows import Heading, Line, idle_headings, lines_of
from cmo_graph.interchange.tables.table import Table
from cmo_graph.interchange.tables.telling import Seen
from cmo_graph.interchange.tables.values import Parsed, Part, Values
from cmo_graph.interchange.tables.wording import PolarityReader, Wording
from cmo_graph.model.codes import (
    ClaimBasis,
    Direction,
    EvidenceBasis,
    Finding,
    MechanismType,
    OutcomeDirection,
    Presence,
    Role,
)

#: Most values of one cell.
MOST_VALUES = 500

_MECHANISMS = frozenset({Role.RESPONSE, Role.MECHANISM})
_OUTCOMES = frozenset({Role.OUTCOME})
_ABSENT, _PRESENT = Presence.ABSENT, Presence.PRESENT


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
        self.table = table
        self.layout = layout
        self.mapping = mapping
        self.draft = draft
        self.context = context
        self.seen = seen
        self.wording: Wording = mapping.wording
        self.codes = CodeReader(mapping.wording, draft.notes)
        self.unnamed: DraftSource | None = None
        self._values = Values(mapping, draft, polarity)

    def read(self) -> None:
        """Draft every row."""
        lines = lines_of(
            self.table.sheet,
            header=self.layout.header,
            columns=self.layout.columns,
            is_ragged=self.mapping.is_ragged,
            levels=len(self.mapping.headings),
        )
        for line in lines:
            self.seen.rows += 1
            self.seen.headings |= {(self.table.name, h.row) for h in line.headings.values()}
            if line.is_hidden:
                self._note_hidden(line)
            _Row(self, line).draft()
        if self.mapping.headings:
            self.seen.idle += idle_headings(
                self.table.sheet, header=self.layout.header, columns=self.layout.columns
            )
        self.seen.merged += sum(1 for top, _, bottom, _ in self.table.sheet.merged if bottom > top)

    def known(self, fills: Fill, text: str) -> Parsed | None:
        """Return what a slot's value says; None when no row has had it yet."""
        return self._values.known(fills, text)

    def parsed(self, fills: Fill, text: str, place: Place) -> Parsed:
        """Return what a slot's value says that no row has had yet."""
        return self._values.parsed(fills, text, place)

    def _note_hidden(self, line: Line) -> None:
        self.draft.notes.add(
            "row-hidden",
            f"Row {line.number} is hidden, and was read like any other.",
            self.table.place(line.number, 1),
        )


class _Value(NamedTuple):
    """One value of a cell."""

    text: str
    column: int
    bound: Bound | None


class _Row:
    """Drafts one row."""

    def __init__(self, reader: RowReader, line: Line) -> None:
        self._reader = reader
        self._line = line
        self._draft = reader.draft
        self._mapping = reader.mapping
        self._values: dict[Fill, list[_Value]] = {}
        self._remarks: list[str] = []
        self._parts: list[tuple[Fill, Part]] = []

    def draft(self) -> None:
        """Draft what the row says."""
        self._gather()
        sources = self._sources()
        of_row, of_slots = self._passages(sources)
        self._gather_slots()
        claim = self._configuration(of_row, of_slots)
        if claim is None:
            self._keep_without_claim(sources)
            return
        for source in sources:
            if self._line_of(claim, source, of_row) is None:
                self._remark_all(*_OF_LINES)
        for words in self._remarks:
            self._draft.remark(claim, words)

    def _place(self, column: int, row: int = 0) -> Place:
        return self._reader.table.place(row or self._line.number, column)

    def _gather(self) -> None:
        """Take the row's cells apart by what they fill; what says nothing is kept as words."""
        for level, heading in sorted(self._line.headings.items()):
            self._gather_heading(self._mapping.headings[level], heading)
        cells = self._line.cells
        for bound in self._reader.layout.bound:
            column, fills = bound.column, bound.fills
            if column not in cells or fills is Fill.IGNORE:
                continue
            values = values_of(cells[column], bound.separators)
            if len(values) > MOST_VALUES:
                self._note_values(bound, len(values))
                continue
            for value in values:
                self._add(fills, _Value(value, column, bound))
        for column, name in self._reader.layout.unmapped.items():
            if text := cells.get(column, "").strip():
                self._remarks.append(f"{name}: {text}")

    def _note_values(self, bound: Bound, number: int) -> None:
        self._draft.notes.add(
            "given-too-large",
            f"A cell has {number} values; at most {MOST_VALUES} are read.",
            self._place(bound.column),
            hint="Change the separator, or split the cell.",
        )

    def _gather_heading(self, fills: Fill, heading: Heading) -> None:
        value = _Value(heading.text, heading.column, None)
        if fills in REMARKS:
            self._remarks.append(f"{fills.value.capitalize()}: {heading.text}")
        else:
            self._add(fills, value)

    def _add(self, fills: Fill, value: _Value) -> None:
        # A sentinel of a vocabulary's own ("none" for no change) is a word there.
        if fills not in _WORDED and self._reader.wording.is_sentinel(value.text):
            self._reader.seen.sentinels[normal(value.text)] += 1
            name = value.bound.name if value.bound else fills.value
            self._remarks.append(f"{name}: {value.text}")
        elif fills in REMARKS and value.bound is not None:
            self._remarks.append(f"{value.bound.name}: {value.text}")
        else:
            self._values.setdefault(fills, []).append(value)

    def _texts(self, fills: Fill) -> list[str]:
        return [value.text for value in self._values.get(fills, ())]

    def _first(self, fills: Fill) -> str:
        return next(iter(self._texts(fills)), "")

    def _sources(self) -> list[DraftSource]:
        told = self._values.get(Fill.SOURCE, [])
        note = "\n".join(
            f"{value.bound.name}: {value.text}"
            for value in self._values.get(Fill.SOURCE_NOTE, ())
            if value.bound is not None
        )
        found = [
            self._draft.source(value.text, self._place(value.column), note=note) for value in told
        ]
        if not found and self._mapping.all_rows.source:
            named = self._mapping.all_rows.source
            found = [self._draft.source(named, self._place(1), note=note)]
        elif note and not found:
            self._remarks.append(note)
        if not found and (Fill.QUOTE in self._values or Fill.DIRECTION in self._values):
            found = [self._unnamed_source()]
        return found

    def _unnamed_source(self) -> DraftSource:
        reader = self._reader
        if reader.unnamed is None:
            place = self._place(1)
            reader.unnamed = self._draft.source(
                f"Sources that {reader.table.file} does not name", place
            )
            self._draft.notes.add(
                "table-source-missing",
                "A row has a quotation or a direction of evidence, but no source; such rows count"
                " as one study that nobody has named.",
                place,
                hint="Say which column has the source, or `source` under all_rows.",
            )
        return reader.unnamed

    def _passages(
        self, sources: Sequence[DraftSource]
    ) -> tuple[tuple[URIRef, ...], dict[Fill, tuple[URIRef, ...]]]:
        """Return the passages of the row as a whole, and those of single slots."""
        of_row: list[URIRef] = []
        of_slots: dict[Fill, tuple[URIRef, ...]] = {}
        told = self._values.get(Fill.QUOTE, [])
        page, label = self._first(Fill.PAGE), " ".join(self._texts(Fill.PARAPHRASE))
        for number, value in enumerate(told):
            of = value.bound.of if value.bound else None
            source = sources[number if len(sources) == len(told) else 0]
            if len(sources) > 1 and len(sources) != len(told):
                source = self._unnamed_source()
            iri = self._draft.passage(
                value.text,
                self._place(value.column),
                source=source,
                page=page,
                label=label if of is None else "",
            )
            if of is None:
                of_row.append(iri)
            else:
                of_slots[of] = (*of_slots.get(of, ()), iri)
        if not told:
            self._remark_all(Fill.PAGE, Fill.PARAPHRASE)
        return tuple(dict.fromkeys(of_row)), of_slots

    def _remark_all(self, *fills: Fill) -> None:
        for one in fills:
            for value in self._values.get(one, ()):
                self._remark_once(value)

    def _gather_slots(self) -> None:
        """Take the slots' values apart into concepts with what their words say."""
        for fills, values in self._values.items():
            for value in values if fills in ROLES else ():
                parsed = self._reader.known(fills, value.text)
                if parsed is None:
                    parsed = self._reader.parsed(fills, value.text, self._place(value.column))
                if parsed.doubts:
                    self._note_doubts(parsed, value)
                self._parts.extend((fills, part) for part in parsed.parts)

    def _note_doubts(self, parsed: Parsed, value: _Value) -> None:
        place = self._place(value.column)
        self._reader.seen.doubts += 1
        if self._reader.seen.doubts > MOST_TOLD:
            return
        for code, message, hint in parsed.doubts:
            if code != "table-polarity-unknown" or Fill.OUTCOME_DIRECTION not in self._values:
                self._draft.notes.add(code, message, place, value=value.text, hint=hint)

    def _slots(
        self, of_slots: Mapping[Fill, tuple[URIRef, ...]], whole: tuple[URIRef, ...]
    ) -> list[DraftSlot]:
        """Return the slots, with the passages of each and those of the whole row."""
        directions = self._each(Fill.OUTCOME_DIRECTION, OutcomeDirection, _OUTCOMES)
        types = self._each(Fill.MECHANISM_TYPE, MechanismType, _MECHANISMS)
        basis = self._basis()
        return [
            DraftSlot(
                part.role,
                part.concept,
                basis,
                _ABSENT if fills is Fill.ABSENT_CONTEXT else _PRESENT,
                direction=directions.get(number) or part.direction,
                mechanism_type=types.get(number) or part.kind,
                passages=(*of_slots.get(fills, ()), *whole) if of_slots else whole,
                note=part.note,
            )
            for number, (fills, part) in enumerate(self._parts)
        ]

    def _basis(self) -> ClaimBasis:
        for value in self._values.get(Fill.BASIS, ())[:1]:
            found = self._reader.codes.read(ClaimBasis, value.text, self._place(value.column))
            if found is not None:
                return found
            self._remark_once(value)
        return self._mapping.all_rows.basis or ClaimBasis.UNATTRIBUTED

    def _remark_once(self, value: _Value) -> None:
        name = value.bound.name if value.bound else "Heading"
        words = f"{name}: {value.text}"
        if words not in self._remarks:
            self._remarks.append(words)

    def _each(
        self, fills: Fill, codes: type[AnyCode], roles: frozenset[Role]
    ) -> dict[int, AnyCode]:
        """Return what a column of its own says of slots: one value each, or one for all of them."""
        if fills not in self._values:
            return {}
        told = self._coded(fills, codes)
        at = [number for number, (_, part) in enumerate(self._parts) if part.role in roles]
        if len(told) > 1 and len(told) != len(at):
            self._remark_all(fills)
            return {}
        each = told * len(at) if len(told) == 1 else told
        return {number: code for number, code in zip(at, each, strict=True) if code is not None}

    def _coded(self, fills: Fill, codes: type[AnyCode]) -> list[AnyCode | None]:
        found = []
        for value in self._values.get(fills, ()):
            code = self._reader.codes.read(codes, value.text, self._place(value.column))
            found.append(code)
            if code is None:
                self._remark_once(value)
        return found

    def _configuration(
        self, of_row: tuple[URIRef, ...], of_slots: Mapping[Fill, tuple[URIRef, ...]]
    ) -> URIRef | None:
        taken = {fills for fills, _ in self._parts}
        loose = [iri for fills, told in of_slots.items() if fills not in taken for iri in told]
        whole = () if self._is_directed() else tuple(dict.fromkeys((*of_row, *loose)))
        self._reader.seen.undirected += bool(whole)
        slots = self._slots(of_slots, whole)
        place = self._place(self._values_place())
        fields: dict[str, Any] = {}
        if words := "\n".join(self._texts(Fill.NARRATIVE)):
            fields["narrative"] = self._reader.context.text(words)
        if self._mapping.all_rows.stage is not None:
            fields["stage"] = self._mapping.all_rows.stage
        return self._draft.configuration(
            slots, place, named=self._name(), label=self._first(Fill.LABEL), **fields
        )

    def _values_place(self) -> int:
        first = next((value for values in self._values.values() for value in values), None)
        return first.column if first is not None else 1

    def _name(self) -> str:
        """Return what the row's configuration is called; "" where its slots are its identity."""
        if named := self._first(Fill.ID):
            return named
        if not self._mapping.together:
            return ""
        told = sorted(
            (fills.value, normal(value.text))
            for fills in self._mapping.together
            for value in self._values.get(fills, ())
        )
        lead = " ".join(text for _, text in told)[:30]
        return f"{lead} {sha256(repr(told).encode()).hexdigest()[:8]}" if told else ""

    def _is_directed(self) -> bool:
        return bool(self._values.get(Fill.DIRECTION) or self._mapping.all_rows.direction)

    def _line_of(
        self, claim: URIRef, source: DraftSource, passages: tuple[URIRef, ...]
    ) -> URIRef | None:
        """Return the line of a source; None where the table does not say which way it bears."""
        if not self._is_directed():
            return None
        every = self._mapping.all_rows
        [direction] = self._coded(Fill.DIRECTION, Direction)[:1] or [every.direction]
        [finding] = self._coded(Fill.FINDING, Finding)[:1] or [every.finding]
        [basis] = self._coded(Fill.EVIDENCE_BASIS, EvidenceBasis)[:1] or [every.evidence_basis]
        fields: dict[str, Any] = {}
        if strength := self._first(Fill.STRENGTH):
            fields["strength_as_worded"] = self._reader.context.text(strength)
        place = self._place(self._values_place())
        coder = self._first(Fill.CODER) or every.coder
        return self._draft.line(
            claim,
            place,
            source=source,
            direction=direction,
            finding=finding,
            basis=basis or EvidenceBasis.NOT_REPORTED,
            passages=passages,
            coder=self._draft.agent(coder, place) if coder else None,
            coded=self._coded_on() or every.coded,
            **fields,
        )

    def _coded_on(self) -> Any:
        for value in self._values.get(Fill.CODED, ())[:1]:
            found = as_date(value.text)
            if found is None:
                self._reader.codes.note(
                    value.text, "a date such as 2026-02-08", self._place(value.column)
                )
                self._remark_once(value)
            return found
        return None

    def _keep_without_claim(self, sources: Sequence[DraftSource]) -> None:
        """Keep the words of a row without slots with its source; the gap is noted already."""
        told = [f"{one.value}: {text}" for one in self._values for text in self._texts(one)]
        for source in sources[:1]:
            for words in (*told, *self._remarks):
                self._draft.remark(source.study, words)


#: What is kept as words where there is no evidence line that has a place for it.
_OF_LINES = (
    Fill.SOURCE,
    Fill.FINDING,
    Fill.EVIDENCE_BASIS,
    Fill.STRENGTH,
    Fill.CODER,
    Fill.CODED,
)
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
