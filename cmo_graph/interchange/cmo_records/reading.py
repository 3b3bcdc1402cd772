"""Records out of YAML and JSON: this module reads them, keyed by document or in one list."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cmo_graph.interchange.cmo_records.record import (
    BESIDE,
    LISTS,
    RECORD_NAMES,
    ROLE_NAMES,
    SLOT_NAMES,
    CmoRecord,
    RecordSlot,
    is_record,
    role_named,
)
from cmo_graph.interchange.maps.names import (
    as_text,
    fields_named,
    is_single,
    is_told,
    on_a_line,
    plain_name,
)
from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.interchange.tree import Entries, Items, Scalar, Tree
from cmo_graph.model.codes import Role

#: Finds the place of an object of the value.
PlaceOf = Callable[[Any], Place]
#: Name of a further attribute: the key that a record stands under, where it names another document.
KEYED = "keyed under"


class TreeValue:
    """A YAML tree as plain values, which know their lines."""

    def __init__(self, tree: Tree, file: str) -> None:
        self._file = file
        self._places: dict[int, Place] = {}
        self.value = self._plain(tree)

    def _plain(self, tree: Tree) -> Any:
        if isinstance(tree, Entries):
            found: Any = {name: self._plain(entry.value) for name, entry in tree.entries.items()}
        elif isinstance(tree, Items):
            found = [self._plain(item) for item in tree.items]
        else:
            return tree.text if isinstance(tree, Scalar) else None
        self._places[id(found)] = Place(self._file, tree.line, tree.column)
        return found

    def place(self, item: Any) -> Place:
        """Return the place of a list or mapping of the value."""
        return self._places.get(id(item), Place(self._file, 0, 0))


def find_records(value: Any, place: PlaceOf, notes: Notes) -> list[CmoRecord] | None:
    """Return the records in a value, in their order; None when it holds none.

    Args:
        value: A list of records, a mapping that has one, or one record or list for each document.
        place: Says where an object stands.
        notes: Where problems are noted.
    """
    doubts = Notes()
    found = list(_items(value, "", place, doubts))
    if not found:
        return None
    notes.problems.extend(doubts.problems)
    return [_record(item, document, place(item)) for item, document in found]


def _items(
    value: Any, document: str, place: PlaceOf, notes: Notes, *, level: int = 0
) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield (record, key of the document that it stands under)."""
    if is_record(value):
        yield value, document
    elif isinstance(value, list):
        for item in value:
            if is_record(item):
                yield item, document
            else:
                _note_item(item, place(value), notes)
    elif isinstance(value, dict) and level < 2:
        for name, inner in value.items():
            if isinstance(inner, list | dict) and _holds_records(inner):
                is_list = plain_name(name) in LISTS
                own = document if is_list else name
                yield from _items(inner, own, place, notes, level=level + 1)
            elif is_told(inner):
                _note_item({name: inner}, place(value), notes)


def _holds_records(value: Any) -> bool:
    items = value if isinstance(value, list) else [value, *value.values()]
    return any(
        is_record(item) or (isinstance(item, list) and any(map(is_record, item))) for item in items
    )


def _note_item(item: Any, place: Place, notes: Notes) -> None:
    told = (", ".join(item) if isinstance(item, dict) else str(item)) or "it is empty"
    notes.add(
        "record-unread",
        f"What stands here has no part of a configuration, and is not read: {told[:80]}.",
        place,
        value=told,
    )


def _record(item: Mapping[str, Any], document: str, place: Place) -> CmoRecord:
    named = fields_named((name for name in item if role_named(name) is None), RECORD_NAMES)
    used: set[str] = set()
    fields: dict[str, str] = {}
    for field, name in named.items():
        if field != "quote" and is_told(item[name]) and is_single(item[name]):
            fields[field] = as_text(item[name])
            used.add(name)
    quotes = _texts(item.get(named.get("quote", ""), ()))
    used |= {named["quote"]} if quotes else set()
    slots = tuple(_slots(item, used))
    further = {name: one for name, one in item.items() if name not in used and is_told(one)}
    if document and fields.setdefault("document", document) != document:
        further[KEYED] = document
    told: dict[str, Any] = fields
    return CmoRecord(
        **told,
        slots=slots,
        quotes=quotes,
        further=further,
        place=place,
    )


def _texts(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, list | tuple) else (value,)
    return tuple(as_text(one) for one in items if is_told(one) and is_single(one))


def _slots(item: Mapping[str, Any], used: set[str]) -> Iterator[RecordSlot]:
    """Yield the parts of a record, and add the names they stand under to those that are used."""
    for name, value in item.items():
        role = role_named(name)
        if role is None:
            continue
        found = [slot for one in _listed(value) if (slot := _slot(role, one)) is not None]
        used |= {name} if len(found) == len(_listed(value)) else set()
        beside = dict(_beside(item, role, used)) if len(found) == 1 else {}
        for slot in found:
            yield _with(slot, beside)


def _listed(value: Any) -> list[Any]:
    return [one for one in (value if isinstance(value, list) else [value]) if is_told(one)]


def _slot(role: Role, value: Any) -> RecordSlot | None:
    if is_single(value):
        return RecordSlot(role=role, label=on_a_line(as_text(value)))
    if not isinstance(value, dict):
        return None
    named = fields_named((n for n, one in value.items() if is_single(one)), SLOT_NAMES)
    texts = {field: as_text(value[name]) for field, name in named.items()}
    label = on_a_line(texts.pop("label", ""))
    further = {n: one for n, one in value.items() if n not in named.values() and is_told(one)}
    told: dict[str, Any] = texts
    return RecordSlot(role=role, label=label, **told, further=further) if label else None


def _beside(item: Mapping[str, Any], role: Role, used: set[str]) -> Iterator[tuple[str, str]]:
    """Yield what stands beside a part: `context_evidence`, `context_code`."""
    for field, endings in BESIDE.items():
        wanted = {f"{name}{ending}" for name in ROLE_NAMES[role] for ending in endings}
        for name, value in item.items():
            if plain_name(name) in wanted and is_single(value) and is_told(value):
                used.add(name)
                yield field, as_text(value)
                break


def _with(slot: RecordSlot, beside: Mapping[str, str]) -> RecordSlot:
    code = {"code": beside["code"]} if "code" in beside else {}
    return RecordSlot(
        role=slot.role,
        label=slot.label,
        quote=slot.quote or beside.get("quote", ""),
        direction=slot.direction or beside.get("direction", ""),
        further={**code, **slot.further},
    )
