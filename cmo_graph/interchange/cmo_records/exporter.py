"""Configurations and what bears on them as records: this module is the exporter of the kind.

A record is what one study says of one configuration, under the study; what nobody has evidence of
stands under no study. Rows that an import kept come out as they were given (`rows`).
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rdflib import URIRef

from cmo_graph.interchange.authoring import Reading
from cmo_graph.interchange.cmo_records.record import PRESENCE, CmoRecord, RecordSlot
from cmo_graph.interchange.cmo_records.rows import PASSAGES, Row, fields_of, further_of, parts_of
from cmo_graph.interchange.drafted_things import normal
from cmo_graph.interchange.exporting import Exported, ExportRequest, MadeFile, review_of
from cmo_graph.interchange.kept_attributes import from_note
from cmo_graph.interchange.maps.cited import document_name
from cmo_graph.interchange.yaml_text import as_yaml
from cmo_graph.mapping import LangString, plain
from cmo_graph.model import (
    Agent,
    Concept,
    Configuration,
    EvidenceLine,
    Passage,
    Report,
    Review,
    Slot,
    Study,
    Thing,
)
from cmo_graph.model.codes import Direction, OutcomeDirection, Presence

#: What can be made; the first when nothing is said.
RECORD_SHAPES = ("yaml", "json")
RECORD_TYPES = ("application/yaml", "application/json")
_WRITTEN = (Agent, Concept, Configuration, EvidenceLine, Passage, Report, Review, Study)


def export_records(reading: Reading, *, request: ExportRequest) -> Exported:
    """Return a review's configurations as records, keyed by study; the option `shape` says how."""
    shape = request.options.get("shape", RECORD_SHAPES[0])
    records = records_of(reading.things, language=reading.language)
    key = review_of(reading).key
    content = as_records(records, shape).encode()
    made = MadeFile(f"{key}-records.{shape}", content, RECORD_TYPES[RECORD_SHAPES.index(shape)])
    return Exported((made,), tuple(_told(reading, records)))


def _told(reading: Reading, records: Sequence[CmoRecord]) -> Iterator[str]:
    left = Counter(one.kind_name for one in reading.things if not isinstance(one, _WRITTEN))
    claims = {one.id for one in reading.things if isinstance(one, Configuration)}
    lines = [one for one in reading.things if isinstance(one, EvidenceLine)]
    if elsewhere := sum(line.claim not in claims for line in lines):
        left["evidence lines on other claims than configurations"] = elsewhere
    if left:
        told = ", ".join(f"{number} {kind}" for kind, number in sorted(left.items()))
        yield f"Records have no place for {told}; the review keeps them."
    unworded = sum(1 for one in records if one.document and not one.quotes)
    if unworded:
        yield f"{unworded} records have a study, and no words that may go out or are at hand."


def records_of(things: Sequence[Thing], *, language: str) -> list[CmoRecord]:
    """Return what each study says of each configuration."""
    return list(_Recording(things, language).records())


class _Recording:
    def __init__(self, things: Sequence[Thing], language: str) -> None:
        self._things = things
        self._language = language
        self._labels = {
            one.id: plain(one.label, language) for one in things if isinstance(one, Concept)
        }
        self._studies = {one.id: one for one in things if isinstance(one, Study)}
        self._passages = {one.id: one for one in things if isinstance(one, Passage)}
        self._words = {
            one.key.partition(".")[2]: one.surroundings.exact
            for one in self._passages.values()
            if one.surroundings and one.surroundings.exact
        }
        self._lines: dict[URIRef, list[EvidenceLine]] = {}
        for line in things:
            if isinstance(line, EvidenceLine):
                self._lines.setdefault(line.claim, []).append(line)

    def records(self) -> Iterator[CmoRecord]:
        found = [one for one in self._things if isinstance(one, Configuration)]
        # Of several with one id in the file, the first one to be read gets it as it stands.
        for one in sorted(found, key=lambda one: one.key):
            rows = self._rows(one.note)
            lines = self._lines.get(one.id, [])
            for line in lines:
                yield from self._of_line(one, line)
            for row in rows:
                yield self._record(one, row, {}, row.get(PASSAGES, ()))
            if not rows and not lines:
                yield self._record(one, {}, self._told(one), ())

    def _rows(self, note: tuple[LangString, ...] | None) -> tuple[Row, ...]:
        return from_note(plain(note, self._language) if note else "")[1]

    def _told(self, one: Configuration) -> dict[str, str]:
        return {"key": one.key.partition(".")[2], "label": plain(one.label, self._language)}

    def _of_line(self, one: Configuration, line: EvidenceLine) -> Iterator[CmoRecord]:
        study = self._studies.get(line.study)
        is_support = line.direction is Direction.SUPPORTS
        passages = [self._passages[iri] for iri in line.passages if iri in self._passages]
        told = {
            **self._told(one),
            "document": document_name(study) if study else "",
            "stance": "" if is_support else line.direction.value,
            "page": next((passage.page for passage in passages if passage.page), None) or "",
        }
        local = [passage.key.partition(".")[2] for passage in passages]
        rows = self._rows(line.note)
        for row in rows:
            yield self._record(one, row, {}, row.get(PASSAGES, ()))
        if not rows:
            yield self._record(one, {}, told, local)

    def _record(
        self, one: Configuration, row: Row, told: Mapping[str, str], passages: Any
    ) -> CmoRecord:
        filled = frozenset((slot.role, normal(self._label(slot))) for slot in one.slots)
        slots = parts_of(row, self._words, filled) or tuple(map(self._slot, one.slots))
        listed = passages if isinstance(passages, list | tuple) else ()
        fields: dict[str, Any] = {**told, **fields_of(row)}
        return CmoRecord(
            **fields,
            slots=slots,
            quotes=tuple(self._words[name] for name in listed if name in self._words),
            further=further_of(row),
        )

    def _label(self, slot: Slot) -> str:
        return self._labels.get(slot.concept, str(slot.concept))

    def _slot(self, slot: Slot) -> RecordSlot:
        is_told = slot.direction not in (None, OutcomeDirection.UNCLEAR)
        direction = slot.direction.value if slot.direction and is_told else ""
        absent = {PRESENCE: slot.presence.value} if slot.presence is Presence.ABSENT else {}
        return RecordSlot(
            role=slot.role, label=self._label(slot), direction=direction, further=absent
        )


def as_records(records: Sequence[CmoRecord], shape: str) -> str:
    """Return records as YAML or JSON, keyed by study in the order of the studies' names."""
    keyed: dict[str, list[dict[str, Any]]] = {}
    for record in sorted(records, key=lambda one: (one.document, one.key)):
        keyed.setdefault(record.document, []).append(_plain(record))
    if shape == "json":
        return f"{json.dumps(keyed, ensure_ascii=False, indent=2)}\n"
    return as_yaml({name: [_texts(one) for one in items] for name, items in keyed.items()})


def _plain(record: CmoRecord) -> dict[str, Any]:
    told: dict[str, Any] = {"cmoc_id": record.key, "label": record.label}
    for slot in record.slots:
        told.setdefault(slot.role.value, []).append(_part(slot))
    own = {
        name: found[0] if len(found) == 1 else found
        for name, found in told.items()
        if isinstance(found, list)
    }
    quote: Any = record.quotes[0] if len(record.quotes) == 1 else list(record.quotes)
    told |= {**own, "evidence_quote": quote, "page": record.page, "stance": record.stance}
    return {**{name: value for name, value in told.items() if value}, **record.further}


def _part(slot: RecordSlot) -> Any:
    told = {"label": slot.label, "evidence": slot.quote, "direction": slot.direction}
    more = {**{name: value for name, value in told.items() if value}, **slot.further}
    return slot.label if more == {"label": slot.label} else more


def _texts(value: Any) -> Any:
    """Return JSON values as what YAML keeps as it is: texts, and lists and mappings of them."""
    if isinstance(value, dict):
        return {name: _texts(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_texts(one) for one in value]
    return value if isinstance(value, str) else json.dumps(value)
