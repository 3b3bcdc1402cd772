"""Rows as configurations: this module drafts what each row of a table says.

What a table does not say stays open, and every cell is kept: as a slot, a source, a quotation or a
line, else as words in the note of its row's configuration.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from rdflib import URIRef

from cmo_graph.interchange.drafted_things import normal
from cmo_graph.interchange.drafted_sources import DraftSource
from cmo_graph.interchange.drafting import Draft, DraftSlot
from cmo_graph.interchange.importing import Context
from cmo_graph.interchange.notes import Place, column_letters
from cmo_graph.interchange.tables.cells import halves_of, typed, values_of
from cmo_graph.interchange.tables.codes import CodeReader
from cmo_graph.interchange.tables.columns import Bound, Layout
from cmo_graph.interchange.tables.mapping import REMARKS, ROLES, Fill, TableMapping, as_date
from cmo_graph.interchange.tables.rows import Heading, Line, lines_of
from cmo_graph.interchange.tables.table import Table
from cmo_graph.interchange.tables.wording import PolarityReader, Wording
from cmo_graph.model.codes import (
    ClaimBasis,
    EvidenceBasis,
    MechanismType,
    OutcomeDirection,
    Presence,
    Role,
)

_MECHANISMS = frozenset({Role.RESPONSE, Role.MECHANISM})


@dataclass(slots=True)
class Seen:
    """What was met in tables, for telling it."""

    rows: int = 0
    headings: set[tuple[str, int]] = field(default_factory=set)
    merged: int = 0
    sentinels: Counter[str] = field(default_factory=Counter)
    #: Rows whose quotations have no direction.
    undirected: int = 0


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
        self._polarity = polarity
        self._seen = seen
        self._wording: Wording = mapping.wording
        self._codes = CodeReader(mapping.wording, draft.notes)
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
            self._seen.headings |= {(self._table.name, h.row) for h in line.headings.values()}
            if line.is_hidden:
                self._note_hidden(line)
            _Row(self, line).draft()
        self._seen.merged += sum(
            1 for top, _, bottom, _ in self._table.sheet.merged if bottom > top
        )

    def _note_hidden(self, line: Line) -> None:
        self._draft.notes.add(
            "row-hidden",
            f"Row {line.number} is hidden, and was read like any other.",
            self._table.place(line.number, 1),
        )


@dataclass(frozen=True, slots=True)
class _Value:
    """One value of a cell."""

    text: str
    column: int
    bound: Bound | None


class _Row:
    """Drafts one row."""

    def __init__(self, reader: RowReader, line: Line) -> None:
        self._reader = reader
        self._line = line
        self._draft = reader._draft
        self._mapping = reader._mapping
        self._values: dict[Fill, list[_Value]] = {}
        self._remarks: list[str] = []
        self._slots: list[tuple[Fill, DraftSlot]] = []

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
        return self._reader._table.place(row or self._line.number, column)

    def _gather(self) -> None:
        """Take the row's cells apart by what they fill; what says nothing is kept as words."""
        for level, heading in sorted(self._line.headings.items()):
            self._gather_heading(self._mapping.headings[level], heading)
        for bound in self._reader._layout.bound:
            text = self._line.cells.get(bound.column, "")
            if not text or bound.fills is Fill.IGNORE:
                continue
            for value in values_of(text, bound.separators):
                self._add(bound.fills, _Value(value, bound.column, bound))
        for column, name in self._reader._layout.unmapped.items():
            if text := self._line.cells.get(column, "").strip():
                self._remarks.append(f"{' '.join(name.split())}: {text}")

    def _gather_heading(self, fills: Fill, heading: Heading) -> None:
        value = _Value(heading.text, heading.column, None)
        if fills in REMARKS:
            self._remarks.append(f"{fills.value.capitalize()}: {heading.text}")
        else:
            self._add(fills, value)

    def _add(self, fills: Fill, value: _Value) -> None:
        # A sentinel of a vocabulary's own ("none" for no change) is a word there.
        if fills not in _WORDED and self._reader._wording.is_sentinel(value.text):
            self._reader._seen.sentinels[normal(value.text)] += 1
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
        if reader._unnamed is None:
            place = self._place(1)
            reader._unnamed = self._draft.source(
                f"Sources that {reader._table.file} does not name", place
            )
            self._draft.notes.add(
                "table-source-missing",
                "A row has a quotation or a direction of evidence, but no source; such rows count"
                " as one study that nobody has named.",
                place,
                hint="Say which column has the source, or `source` under all_rows.",
            )
        return reader._unnamed

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
        for fills, role in ROLES.items():
            for value in self._values.get(fills, ()):
                self._slots.extend((fills, slot) for slot in self._slots_of(fills, role, value))
        self._set_directions()
        self._set_types()

    def _slots_of(self, fills: Fill, role: Role, value: _Value) -> Iterator[DraftSlot]:
        place = self._place(value.column)
        for half, text in self._halves(fills, role, value, place):
            words, kind = typed(text) if fills in self._mapping.types_in else (text, None)
            yield self._slot(fills, half, words, kind, place)

    def _halves(
        self, fills: Fill, role: Role, value: _Value, place: Place
    ) -> Sequence[tuple[Role, str]]:
        if fills not in self._mapping.split:
            return [(role, value.text)]
        halves = halves_of(value.text, self._reader._wording.halves)
        if halves[0].role is Role.MECHANISM:
            self._draft.notes.add(
                "table-cell-unsplit",
                "This does not say which half is the resource and which the response; it is kept"
                " as a mechanism.",
                place,
                value=value.text,
                hint="Write it as resource → response.",
            )
        return [(half.role, half.words) for half in halves]

    def _slot(
        self, fills: Fill, role: Role, words: str, kind: MechanismType | None, place: Place
    ) -> DraftSlot:
        direction, note = None, ""
        if fills in self._mapping.polarity_in:
            worded = self._reader._polarity.read(words)
            words, direction = worded.label, worded.direction if role is Role.OUTCOME else None
            note = f"In the table: {worded.words}" if worded.words else ""
            if worded.direction is None:
                self._note_unknown_polarity(words, place)
        return DraftSlot(
            role,
            self._draft.concept(words, place, role=role),
            basis=self._basis(),
            presence=Presence.ABSENT if fills is Fill.ABSENT_CONTEXT else Presence.PRESENT,
            direction=direction,
            mechanism_type=kind if role in _MECHANISMS else None,
            note=note,
        )

    def _note_unknown_polarity(self, words: str, place: Place) -> None:
        if self._values.get(Fill.OUTCOME_DIRECTION):
            return
        self._draft.notes.add(
            "table-polarity-unknown",
            f"No word of {words!r} is known to say which way it goes; its direction stays open.",
            place,
            value=words,
            hint="Add its word to `polarity` in the mapping.",
        )

    def _basis(self) -> ClaimBasis:
        for value in self._values.get(Fill.BASIS, ())[:1]:
            found = self._reader._codes.read(ClaimBasis, value.text, self._place(value.column))
            if found is not None:
                return found
            self._remark_once(value)
        return self._mapping.all_rows.basis or ClaimBasis.UNATTRIBUTED

    def _remark_once(self, value: _Value) -> None:
        name = value.bound.name if value.bound else "Heading"
        words = f"{name}: {value.text}"
        if words not in self._remarks:
            self._remarks.append(words)

    def _set_directions(self) -> None:
        """Give the outcomes the directions of a column of their own, one each or one for all."""
        told = self._coded(Fill.OUTCOME_DIRECTION, OutcomeDirection)
        self._set(told, frozenset({Role.OUTCOME}), "direction")

    def _set_types(self) -> None:
        told = self._coded(Fill.MECHANISM_TYPE, MechanismType)
        self._set(told, _MECHANISMS, "mechanism_type")

    def _set(self, told: Sequence[Any], roles: frozenset[Role], name: str) -> None:
        at = [number for number, (_, slot) in enumerate(self._slots) if slot.role in roles]
        if not told or (len(told) > 1 and len(told) != len(at)):
            if told:
                self._remark_all(
                    Fill.OUTCOME_DIRECTION if name == "direction" else Fill.MECHANISM_TYPE
                )
            return
        for count, number in enumerate(at):
            fills, slot = self._slots[number]
            value = told[count if len(told) > 1 else 0]
            if value is not None:
                self._slots[number] = (fills, _with(slot, name, value))

    def _coded(self, fills: Fill, codes: Any) -> list[Any]:
        found = []
        for value in self._values.get(fills, ()):
            code = self._reader._codes.read(codes, value.text, self._place(value.column))
            found.append(code)
            if code is None:
                self._remark_once(value)
        return found

    def _configuration(
        self, of_row: tuple[URIRef, ...], of_slots: Mapping[Fill, tuple[URIRef, ...]]
    ) -> URIRef | None:
        taken = {fills for fills, _ in self._slots}
        loose = [iri for fills, told in of_slots.items() if fills not in taken for iri in told]
        whole = () if self._is_directed() else tuple(dict.fromkeys((*of_row, *loose)))
        if whole:
            self._reader._seen.undirected += 1
        slots = [
            _with(slot, "passages", tuple(dict.fromkeys((*of_slots.get(fills, ()), *whole))))
            if whole or fills in of_slots
            else slot
            for fills, slot in self._slots
        ]
        place = self._place(self._values_place())
        fields: dict[str, Any] = {}
        if words := "\n".join(self._texts(Fill.NARRATIVE)):
            fields["narrative"] = self._reader._context.text(words)
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
        own = self._reader._codes
        every = self._mapping.all_rows
        [direction] = self._coded(Fill.DIRECTION, own.direction)[:1] or [every.direction]
        [finding] = self._coded(Fill.FINDING, own.finding)[:1] or [every.finding]
        [basis] = self._coded(Fill.EVIDENCE_BASIS, EvidenceBasis)[:1] or [every.evidence_basis]
        fields: dict[str, Any] = {}
        if strength := self._first(Fill.STRENGTH):
            fields["strength_as_worded"] = self._reader._context.text(strength)
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
                self._reader._codes.note(
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


def _with(slot: DraftSlot, name: str, value: Any) -> DraftSlot:
    return replace(slot, **{name: value})


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


def told_columns(layout: Layout) -> Iterator[str]:
    """Yield sentences: what each column was understood as."""
    for bound in layout.bound:
        yield bound.told()
    for column, name in layout.unmapped.items():
        where = f"Column {column_letters(column)} {' '.join(name.split())!r}"
        yield f"{where} is not mapped; its values are kept in notes."
