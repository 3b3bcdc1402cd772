"""What a record says beyond its configuration and line: this module keeps it and gives it back.

The parts of a record are kept only where they say more than the configuration's slots, and are
believed only as long as those are the same: what reviewers changed meanwhile is the later word.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from cmo_graph.interchange.cmo_records.record import CmoRecord, RecordSlot
from cmo_graph.interchange.drafted_things import normal
from cmo_graph.model.codes import Role

Row = Mapping[str, Any]

#: Field of a record → the name under which it is kept.
FIELDS: Mapping[str, str] = {
    "key": "cmoc_id",
    "label": "label",
    "document": "study_id",
    "stance": "stance",
    "page": "page",
}
PARTS, PASSAGES, FURTHER = "parts", "passages", "further"


def record_row(
    record: CmoRecord, *, passages: Sequence[str], of_slots: Sequence[str]
) -> dict[str, Any]:
    """Return what is kept of a record.

    Args:
        record: The record.
        passages: Local ids of the passages of its quotations.
        of_slots: For each part, that of its own quotation; "" for none.
    """
    told: dict[str, Any] = {name: getattr(record, field) for field, name in FIELDS.items()}
    is_more = any(one.direction or one.further for one in record.slots) or any(of_slots)
    parts = [_part(one, iri) for one, iri in zip(record.slots, of_slots, strict=True)]
    told |= {
        PARTS: parts if is_more else [],
        PASSAGES: list(passages),
        FURTHER: dict(record.further),
    }
    return {name: value for name, value in told.items() if value}


def _part(slot: RecordSlot, passage: str) -> dict[str, Any]:
    told = {
        "role": slot.role.value,
        "label": slot.label,
        "direction": slot.direction,
        "passage": passage,
        FURTHER: dict(slot.further),
    }
    return {name: value for name, value in told.items() if value}


def fields_of(row: Row) -> dict[str, str]:
    """Return the fields of a record that a row keeps."""
    return {field: str(row[name]) for field, name in FIELDS.items() if name in row}


def further_of(row: Row) -> dict[str, Any]:
    """Return the further attributes that a row keeps."""
    found = row.get(FURTHER)
    return dict(found) if isinstance(found, dict) else {}


def parts_of(
    row: Row, words: Mapping[str, str], filled: frozenset[tuple[Role, str]]
) -> tuple[RecordSlot, ...]:
    """Return the parts that a row keeps; none where the configuration's are others now.

    Args:
        row: The row.
        words: Words of passages by their local ids.
        filled: (role, label without case) of each slot of the configuration.
    """
    told = row.get(PARTS)
    listed = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    try:
        slots = tuple(_slot(one, words) for one in listed)
    except (KeyError, ValueError):
        return ()
    return slots if filled <= {(one.role, normal(one.label)) for one in slots} else ()


def _slot(part: Mapping[str, Any], words: Mapping[str, str]) -> RecordSlot:
    return RecordSlot(
        role=Role(part["role"]),
        label=str(part["label"]),
        direction=str(part.get("direction", "")),
        quote=words.get(str(part.get("passage", "")), ""),
        further=further_of(part),
    )
