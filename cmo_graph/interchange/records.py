"""From records to things: this module builds the model's things out of what a review's files say.

Nothing here knows any one kind of thing: fields and their types are the models' own, and what the
format adds to them stands in `layout`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from pydantic import ValidationError
from rdflib import URIRef

from cmo_graph.interchange.layout import IMPLIED_IN_PARTS, OWNER, Record
from cmo_graph.interchange.notes import Notes, Place, nearest
from cmo_graph.interchange.sentences import Told, tell
from cmo_graph.interchange.tree import Entries, Items
from cmo_graph.interchange.values import FAULTY, Values
from cmo_graph.iri import Base
from cmo_graph.mapping import LangString, Node, Part, Plan, plans
from cmo_graph.model import Change, ConfidenceComponent, Slot, Thing
from cmo_graph.model.configuration import ROLE_ORDER, slot_iri
from cmo_graph.model.sources import Appraisal

NodeT = TypeVar("NodeT", bound=Node)


@dataclass(frozen=True, slots=True)
class Draft:
    """A record that was found, and the identity that its place and its id give it."""

    record: Record
    tree: Entries
    place: Place
    iri: URIRef
    #: Fields that follow from the place.
    given: Mapping[str, Any]


class Builder:
    """Builds things, and remembers where each of them and of their parts stands."""

    def __init__(self, notes: Notes, values: Values) -> None:
        self._notes = notes
        self._values = values
        #: Where the record of a thing or a part stands, by IRI.
        self.places: dict[URIRef, tuple[Entries, Place]] = {}

    def build(self, draft: Draft, *, more: Mapping[str, Any]) -> Thing | None:
        """Build a thing; None when something about it is wrong, which is noted.

        Args:
            draft: The record.
            more: Values for fields that the record leaves out.
        """
        record, model = draft.record, draft.record.model
        self._note_odd_keys(draft)
        fields: dict[str, Any] = {**more, "id": draft.iri, **draft.given}
        for plan in plans(model):
            if plan.name in record.flattened:
                fields |= self._flattened(draft, plan)
            elif plan.name == record.grouped:
                fields[plan.name] = self._slots(draft)
            elif plan.name not in draft.given:
                fields |= self._field(model, plan, draft.tree, draft.place, whole=draft.iri)
        return self._validated(model, fields, draft.tree, draft.place)

    def _field(
        self, model: type[Node], plan: Plan, tree: Entries, place: Place, *, whole: URIRef
    ) -> dict[str, Any]:
        """Read one field; empty when its key is not there."""
        entry = tree.entries.get(plan.name)
        if entry is None:
            return {}
        here = place.at(entry, plan.name)
        if plan.part is None:
            return {plan.name: self._values.read(model, plan, entry, here)}
        items = self._values.items(entry, plan.name, here)
        parts = list(self._parts(plan.part, plan.name, items or (), here, whole=whole))
        return {plan.name: FAULTY if items is None or None in parts else tuple(parts)}

    def _parts(
        self, model: type[Part], key: str, items: Any, place: Place, *, whole: URIRef
    ) -> Iterator[Part | None]:
        for number, item in enumerate(items, start=1):
            here = place.at(item, str(number))
            tree = self._values.entries(item, f"Each of {key}", here)
            implied = {"position": number}
            yield self._part(model, tree, here, whole=whole, implied=implied)

    def _part(
        self,
        model: type[Part],
        tree: Entries | None,
        place: Place,
        *,
        whole: URIRef,
        implied: Mapping[str, Any],
    ) -> Part | None:
        if tree is None:
            return None
        taken = IMPLIED_IN_PARTS | implied.keys()
        self._note_unknown(tree, place, [n for n in model.model_fields if n not in taken], taken)
        fields = dict(implied)
        for plan in plans(model):
            if plan.name not in taken:
                fields |= self._field(model, plan, tree, place, whole=whole)
        fields["id"] = _part_iri(model, whole, fields)
        return self._validated(model, fields, tree, place)

    def _flattened(self, draft: Draft, plan: Plan) -> dict[str, Any]:
        """Read a single part whose fields stand in the record; empty when none of them does."""
        model = plan.part
        if model is None:
            raise TypeError(f"{plan.name} is flattened but holds no part.")
        fields: dict[str, Any] = {}
        for inner in plans(model):
            fields |= self._field(model, inner, draft.tree, draft.place, whole=draft.iri)
        if not fields and not plan.is_required:
            return {}
        fields["id"] = Base.part(draft.iri, draft.record.flattened[plan.name])
        part = self._validated(model, fields, draft.tree, draft.place)
        return {plan.name: FAULTY if part is None else part}

    def _slots(self, draft: Draft) -> Any:
        found: list[Part | None] = []
        is_whole = True
        for role in ROLE_ORDER:
            entry = draft.tree.entries.get(role.value)
            if entry is None:
                continue
            here = draft.place.at(entry, role.value)
            items = self._values.items(entry, role.value, here)
            is_whole = is_whole and items is not None
            for number, item in enumerate(items or (), start=1):
                at = here.at(item, str(number))
                tree = self._values.entries(item, f"Each {role.value}", at)
                implied = {"role": role, "position": len(found) + 1}
                found.append(self._part(Slot, tree, at, whole=draft.iri, implied=implied))
        if not found and is_whole:
            self._note_no_slots(draft)
        return tuple(found) if found and is_whole and None not in found else FAULTY

    def _note_no_slots(self, draft: Draft) -> None:
        self._notes.add(
            "slots-missing",
            "This configuration has no slot; it needs one at least.",
            draft.place,
            hint=f"Slots stand under {', '.join(role.value for role in ROLE_ORDER)}.",
        )

    def _note_odd_keys(self, draft: Draft) -> None:
        record = draft.record
        own = [n for n in record.model.model_fields if n not in (*record.flattened, record.grouped)]
        inner = [
            plan.name
            for outer in plans(record.model)
            if outer.part is not None and outer.name in record.flattened
            for plan in plans(outer.part)
        ]
        roles = [role.value for role in ROLE_ORDER] if record.grouped else []
        implied = frozenset({OWNER, record.given} - {""})
        allowed = [*own, *inner, *roles, *record.within, *record.settings]
        self._note_unknown(
            draft.tree, draft.place, [n for n in allowed if n not in implied], implied
        )

    def _note_unknown(
        self, tree: Entries, place: Place, allowed: list[str], implied: frozenset[str]
    ) -> None:
        for key, entry in tree.entries.items():
            if key in allowed:
                continue
            here = place.at(entry, key)
            if key in implied:
                self._notes.add(
                    "key-implied",
                    f"{key} follows from where this record stands.",
                    here,
                    value=key,
                    hint="Take the key out.",
                )
            else:
                note_unknown_key(self._notes, key, allowed, here)

    def _validated(
        self, model: type[NodeT], fields: dict[str, Any], tree: Entries, place: Place
    ) -> NodeT | None:
        """Build a node of the values that are good; None when that is not all of it."""
        if isinstance(fields["id"], URIRef):
            self.places.setdefault(fields["id"], (tree, place))
        good = {name: value for name, value in fields.items() if value is not FAULTY}
        lacking = [plan for plan in plans(model) if plan.name not in good]
        bad = [plan for plan in lacking if plan.is_required or plan.name in fields]
        for plan in bad:
            if plan.name not in fields and (plan.part is None or plan.is_many):
                self._note_missing(plan.name, place)
        stand_ins = {plan.name: value for plan in bad if (value := _stand_in(plan)) is not None}
        try:
            node = model.model_validate(good | stand_ins)
        except ValidationError as error:
            for told in _tellable(error, is_whole=len(stand_ins) == len(bad)):
                self._note_told(told, tree, place)
            return None
        return None if bad else node

    def _note_missing(self, key: str, place: Place) -> None:
        self._notes.add(
            "key-missing", f"This record has no {key}, which its kind must have.", place, value=key
        )

    def _note_told(self, told: Told, tree: Entries, place: Place) -> None:
        entry = tree.entries.get(told.field)
        here = place if entry is None else place.at(entry, told.field)
        if entry is not None and told.item is not None and isinstance(entry.value, Items):
            here = here.at(entry.value.items[told.item], str(told.item + 1))
        self._notes.add(told.code, told.message, here, value=told.value)


def note_unknown_key(notes: Notes, key: str, allowed: list[str], place: Place) -> None:
    """Note a key that nothing reads."""
    notes.add(
        "key-unknown",
        f"{key!r} is not a key of this record.",
        place,
        value=key,
        hint=nearest(key, allowed) or f"Its keys are {', '.join(sorted(allowed))}.",
    )


def _stand_in(plan: Plan) -> Any:
    """Return a value that no rule of a record looks at; None where every value may matter.

    It lets the rules be applied to the rest of a record that has a faulty reference or text.
    """
    stand_ins: Mapping[type, Any] = {
        URIRef: URIRef(f"urn:cmo-graph:faulty:{plan.name}"),
        LangString: (LangString("faulty", "und"),),
        date: date.min,
    }
    value = stand_ins.get(plan.value_type)
    return (value,) if plan.is_many and value is not None else value


def _tellable(error: ValidationError, *, is_whole: bool) -> Iterator[Told]:
    """Yield the errors that are not mere consequences of what was noted already."""
    for found in error.errors(include_url=False):
        if found["type"] != "missing" and (found["loc"] or is_whole):
            yield tell(dict(found))


def _part_iri(model: type[Part], whole: URIRef, fields: Mapping[str, Any]) -> URIRef:
    """Return the IRI of a part in a list; unique although a faulty field was to go into it."""
    number = str(fields["position"])
    if model is Slot and isinstance(fields.get("concept"), URIRef):
        return slot_iri(whole, fields["role"], fields["concept"])
    if model is ConfidenceComponent:
        component = fields.get("component")
        return Base.part(whole, "component", getattr(component, "value", number))
    return Base.part(whole, _PART_NAMES.get(model, "part"), number)


_PART_NAMES: Mapping[type[Part], str] = {Appraisal: "appraisal", Change: "change"}
