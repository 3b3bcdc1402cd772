"""Records as configurations and evidence: this module is their importer.

Rules that are ours: records of one id with the same parts are one configuration; with other parts
they are two, since ids are often those of a document. A record with a document, a quotation and a
date of coding is an evidence line. Words for "not known" fill no part. What a record says beyond
that is kept, record by record, in the note of its line or configuration.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from rdflib import URIRef

from cmo_graph.interchange.cmo_records.reading import TreeValue, find_records
from cmo_graph.interchange.cmo_records.record import PRESENCE, CmoRecord, RecordSlot
from cmo_graph.interchange.cmo_records.rows import record_row
from cmo_graph.interchange.containers import decoded, read_json, read_text
from cmo_graph.interchange.drafted_sources import DraftSource
from cmo_graph.interchange.drafted_things import normal
from cmo_graph.interchange.drafting import Draft, DraftSlot
from cmo_graph.interchange.importing import Context, GivenFile, Imported
from cmo_graph.interchange.kept_attributes import as_note
from cmo_graph.interchange.maps.importer import coded_of
from cmo_graph.interchange.maps.json_maps import Lines
from cmo_graph.interchange.maps.words import stance_of
from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.interchange.tables.wording import own_wording
from cmo_graph.interchange.tree import read_tree
from cmo_graph.iri import key_of
from cmo_graph.model.codes import Direction, Presence, Role
from cmo_graph.validation.problems import has_errors

RECORD_SHAPES = ("yaml", "json")
#: Options of the importer; a date is any text here.
RECORD_OPTIONS: Mapping[str, tuple[str, ...]] = {"shape": RECORD_SHAPES, "coded": ()}
_BLANK = b"\xef\xbb\xbf \t\r\n"


def import_records(files: Sequence[GivenFile], *, context: Context) -> Imported:
    """Return what records say.

    The option `coded` says on which day all of it was coded (2026-11-01): without it nothing is an
    evidence line. The option `shape` says what the files are.
    """
    notes = Notes()
    coded = coded_of(context.options, notes)
    draft = Draft(context, coded=coded)
    draft.notes.problems.extend(notes.problems)
    drafter = _Drafter(draft, context, coded)
    understood: list[str] = []
    for file in files:
        records, form = _read(file, context, draft.notes)
        for record in records:
            drafter.add(record)
        if records:
            documents = len({one.document for one in records if one.document})
            understood.append(
                f"{file.name}: {len(records)} records of {documents} documents, read as {form}."
            )
    drafter.finish()
    return draft.imported([*understood, *drafter.understood()])


def _read(file: GivenFile, context: Context, notes: Notes) -> tuple[list[CmoRecord], str]:
    is_json = file.content.lstrip(_BLANK)[:1] in (b"{", b"[")
    shape = context.options.get("shape", "json" if is_json else "yaml")
    before = len(notes.problems)
    found = _read_json(file, notes) if shape == "json" else _read_yaml(file, notes)
    if found is None and not has_errors(notes.problems[before:]):
        notes.add(
            "import-unknown-kind",
            f"{file.name} holds no records of configurations.",
            Place(file.name, 0, 0),
            hint="A record has parts such as context, mechanism and outcome.",
        )
    return found or [], "YAML" if shape == "yaml" else "JSON"


def _read_json(file: GivenFile, notes: Notes) -> list[CmoRecord] | None:
    value = read_json(file, notes)
    if not isinstance(value, dict | list):
        return None
    lines = Lines(value, decoded(file, notes) or "")
    return find_records(value, lambda item: lines.place(file.name, item), notes)


def _read_yaml(file: GivenFile, notes: Notes) -> list[CmoRecord] | None:
    text = read_text(file, notes)
    if text is None:
        return None
    reading = read_tree(text, file=file.name)
    notes.problems.extend(reading.problems)
    if reading.tree is None or has_errors(reading.problems):
        return None
    told = TreeValue(reading.tree, file.name)
    return find_records(told.value, told.place, notes)


@dataclass(frozen=True, slots=True)
class _Told:
    """A record whose parts and quotations are drafted."""

    record: CmoRecord
    source: DraftSource | None
    #: Of the whole, and of its parts.
    passages: tuple[URIRef, ...]
    slots: tuple[DraftSlot, ...]
    row: Mapping[str, Any]


def _local(iri: URIRef) -> str:
    return key_of(iri).partition(".")[2]


def _presence(slot: RecordSlot) -> Presence:
    is_absent = slot.further.get(PRESENCE) == Presence.ABSENT.value
    return Presence.ABSENT if is_absent and slot.role is Role.CONTEXT else Presence.PRESENT


class _Drafter:
    """Drafts records."""

    def __init__(self, draft: Draft, context: Context, coded: date | None) -> None:
        self._draft = draft
        self._context = context
        self._coded = coded
        self._wording = own_wording()
        #: The parts of the first record of each id.
        self._parts: dict[str, frozenset[tuple[Role, URIRef]]] = {}
        self._rows: dict[URIRef, list[Mapping[str, Any]]] = {}
        self._lines: dict[tuple[Any, ...], tuple[_Told, list[Mapping[str, Any]]]] = {}
        self._sentinels: Counter[str] = Counter()
        self._undated: list[Place] = []

    def add(self, record: CmoRecord) -> None:
        """Draft one record."""
        told = self._told(record)
        claim = self._claim(told)
        if claim is None:
            return
        direction = stance_of(record.stance) if record.stance else Direction.SUPPORTS
        row = told.row
        if told.source is None or not told.passages or direction is None or self._coded is None:
            if told.source is not None and told.passages and self._coded is None:
                self._undated.append(record.place)
            self._rows.setdefault(claim, []).append(row)
            return
        at = (claim, told.source.study, direction, told.passages)
        self._lines.setdefault(at, (told, []))[1].append(row)

    def _told(self, record: CmoRecord) -> _Told:
        quoted = record.quotes or any(slot.quote for slot in record.slots)
        name = record.document or (record.place.file if quoted else "")
        source = self._draft.source(name, record.place) if name else None
        passages = tuple(self._passage(words, record, source) for words in record.quotes)
        own = [self._own_passage(slot, record, source) for slot in record.slots]
        row = record_row(
            record,
            passages=[_local(iri) for iri in passages],
            of_slots=[_local(iri) if iri else "" for iri in own],
        )
        slots = [
            self._slot(slot, record.place, iri)
            for slot, iri in zip(record.slots, own, strict=True)
            if not self._says_nothing(slot)
        ]
        resting = dict.fromkeys((*passages, *filter(None, own)))
        return _Told(record, source, tuple(resting), tuple(slots), row)

    def _passage(self, words: str, record: CmoRecord, source: DraftSource | None) -> URIRef:
        assert source is not None  # noqa: S101  # there is one wherever there are words
        return self._draft.passage(words, record.place, source=source, page=record.page)

    def _own_passage(
        self, slot: RecordSlot, record: CmoRecord, source: DraftSource | None
    ) -> URIRef | None:
        return self._passage(slot.quote, record, source) if slot.quote else None

    def _says_nothing(self, slot: RecordSlot) -> bool:
        is_sentinel = self._wording.is_sentinel(slot.label)
        self._sentinels[slot.label] += is_sentinel
        return is_sentinel

    def _slot(self, slot: RecordSlot, place: Place, passage: URIRef | None) -> DraftSlot:
        direction = self._wording.outcome_direction.get(normal(slot.direction))
        return DraftSlot(
            slot.role,
            self._draft.concept(slot.label, place, role=slot.role),
            direction=direction if slot.role is Role.OUTCOME else None,
            presence=_presence(slot),
            passages=(passage,) if passage else (),
        )

    def _claim(self, told: _Told) -> URIRef | None:
        record = told.record
        name = record.key
        parts = frozenset((slot.role, slot.concept) for slot in told.slots)
        if name and self._parts.setdefault(name, parts) != parts:
            name = self._other_name(record, parts)
            self._draft.notes.add(
                "record-id-twice",
                f"The id {record.key!r} stands for other parts before; this is read as a"
                " configuration of its own.",
                record.place,
                value=record.key,
                hint="Give each configuration an id of its own.",
            )
        if not told.slots:
            self._draft.notes.add(
                "record-empty",
                f"The record {record.key!r} fills no part of a configuration, and is left out.",
                record.place,
                value=record.key,
                hint="Say its context, its mechanism or its outcome.",
            )
            return None
        return self._draft.configuration(told.slots, record.place, named=name, label=record.label)

    def _other_name(self, record: CmoRecord, parts: frozenset[tuple[Role, URIRef]]) -> str:
        """Return a name of its own for a record whose id another one has.

        A line's number would do until somebody writes another record above it.
        """
        name = f"{record.key} {record.document}"
        if record.document and self._parts.setdefault(name, parts) == parts:
            return name
        told = sorted((role.value, _local(concept)) for role, concept in parts)
        return f"{record.key} {sha256(repr(told).encode()).hexdigest()[:8]}"

    def finish(self) -> None:
        """Draft the lines, and keep what the records say beyond them."""
        for (claim, _, direction, passages), (told, rows) in self._lines.items():
            assert told.source is not None  # noqa: S101  # what `add` says
            self._draft.line(
                claim,
                told.record.place,
                source=told.source,
                direction=direction,
                passages=passages,
                note=self._context.text(as_note("", *rows)),
            )
        for claim, rows in self._rows.items():
            self._draft.remark(claim, as_note("", *rows))
        if self._undated:
            self._draft.notes.add(
                "edge-undated",
                f"{len(self._undated)} records have a document and a quotation, and are evidence"
                " lines only when it is known on which day they were coded; they are kept in the"
                " notes of their configurations.",
                self._undated[0],
                hint="Say it for all of them: --option coded=2026-11-01.",
            )

    def understood(self) -> list[str]:
        """Return a sentence on the words that fill no part."""
        met = +self._sentinels
        if not met:
            return []
        told = ", ".join(f"{word} ({number})" for word, number in sorted(met.items()))
        return [f"Words that say that nothing is known fill no part: {told}."]
