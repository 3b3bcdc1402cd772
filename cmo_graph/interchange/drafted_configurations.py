"""Configurations while a review is drafted: this module gathers their slots, and makes them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from operator import attrgetter
from typing import Any, NamedTuple

from rdflib import URIRef

from cmo_graph.interchange.drafted_things import Gathered, Ids, normal
from cmo_graph.interchange.importing import Context
from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.iri import Base, key_of
from cmo_graph.model import Configuration, Slot
from cmo_graph.model.codes import (
    Activation,
    ClaimBasis,
    ContextLevel,
    Intention,
    MechanismType,
    OutcomeDirection,
    OutcomeStage,
    Presence,
    Role,
    TheoryStage,
    Valence,
)
from cmo_graph.model.configuration import ROLE_ORDER, slot_name
from cmo_graph.validation.codes import shortened

_RANKS: Mapping[Role, int] = {role: rank for rank, role in enumerate(ROLE_ORDER)}
#: Most concepts that a configuration's made-up label names.
_MOST_NAMED = 6


#: What a slot may have beside its concept; None where nobody said anything.
_QUALIFIERS = (
    *("role", "basis", "presence", "direction", "intention", "valence", "stage"),
    *("level", "mechanism_type", "activation"),
)
_qualifiers = attrgetter(*_QUALIFIERS)
#: What each slot is made from; id, role, concept, basis and position are always its own. What a
#: slot may have of its own is set here, so that `Node.like` may set it.
_ANY_SLOT = Slot(
    id=URIRef("urn:x-cmo-graph:slot"),
    role=Role.CONTEXT,
    concept=URIRef("urn:x-cmo-graph:concept"),
    basis=ClaimBasis.UNATTRIBUTED,
    position=1,
    passages=(),
    note=None,
)


# Made for every slot of every row: a tuple takes a third of the time of a frozen dataclass.
class DraftSlot(NamedTuple):
    """A concept in a role, with what the file says about it; None where it says nothing."""

    role: Role
    concept: URIRef
    basis: ClaimBasis = ClaimBasis.UNATTRIBUTED
    presence: Presence = Presence.PRESENT
    direction: OutcomeDirection | None = None
    intention: Intention | None = None
    valence: Valence | None = None
    stage: OutcomeStage | None = None
    level: ContextLevel | None = None
    mechanism_type: MechanismType | None = None
    activation: Activation | None = None
    passages: tuple[URIRef, ...] = ()
    note: str = ""


@dataclass(slots=True)
class _Drafted:
    """A configuration while its slots are gathered."""

    fields: dict[str, Any]
    #: Each slot with all its passages, by (role, concept).
    slots: dict[tuple[Role, URIRef], tuple[DraftSlot, tuple[URIRef, ...]]] = field(
        default_factory=dict
    )


class Configurations:
    """Gathers configurations; `Draft.configuration` says how."""

    def __init__(
        self,
        context: Context,
        ids: Ids,
        gathered: Gathered,
        notes: Notes,
        *,
        labels: Mapping[URIRef, str],
    ) -> None:
        self._context = context
        self._ids = ids
        self._gathered = gathered
        self._notes = notes
        # A way back to the draft would be a cycle, and keep all of it until Python looks for some.
        self._labels = labels
        self._drafted: dict[URIRef, _Drafted] = {}
        self._kinds: dict[tuple[object, ...], Slot] = {}
        #: What each slot becomes in any configuration, and its name there; by its identity.
        self._models: dict[int, tuple[Slot, str]] = {}
        self._named: dict[str, URIRef] = {}

    def add(
        self,
        slots: Sequence[DraftSlot],
        place: Place,
        *,
        passages: tuple[URIRef, ...],
        named: str,
        label: str,
        fields: Mapping[str, object],
    ) -> URIRef | None:
        """Return the configuration with these slots; None without any, which is noted."""
        if not slots:
            what = f"The configuration {named!r}" if named else "A configuration"
            self._notes.add("draft-slots-missing", f"{what} has no slot, and is not made.", place)
            return None
        iri = self._configuration_iri(slots, named)
        drafted = self._drafted.get(iri)
        if drafted is None:
            drafted = self._drafted[iri] = _Drafted({"label": label})
        for name, value in fields.items():
            drafted.fields.setdefault(name, value)
        for slot in slots:
            told = (*slot.passages, *passages) if slot.passages else passages
            at = (slot.role, slot.concept)
            if at in drafted.slots:
                self._add_again(drafted, slot, told, place)
            else:
                drafted.slots[at] = (slot, told)
        self._gathered.place(iri, place)
        return iri

    def _configuration_iri(self, slots: Sequence[DraftSlot], named: str) -> URIRef:
        if named:
            key = normal(named)
        else:
            told = {(slot.role.value, slot.concept, slot.presence.value) for slot in slots}
            key = repr(sorted(told))
        found = self._named.get(key)
        if found is None:
            words = named or _identity(slots, key)
            found = self._named[key] = self._ids.of(Configuration, words)
        return found

    def _add_again(
        self, drafted: _Drafted, slot: DraftSlot, told: tuple[URIRef, ...], place: Place
    ) -> None:
        at = (slot.role, slot.concept)
        before, known = drafted.slots[at]
        notes = "\n".join(dict.fromkeys(filter(None, (before.note, slot.note))))
        passages = tuple(dict.fromkeys((*known, *told)))
        drafted.slots[at] = (before._replace(note=notes), passages)
        if (before.presence, before.direction) != (slot.presence, slot.direction):
            self._note_slot(before, slot, place)

    def _note_slot(self, before: DraftSlot, slot: DraftSlot, place: Place) -> None:
        first, second = (
            " ".join(word.value for word in (one.presence, one.direction) if word is not None)
            for one in (before, slot)
        )
        self._notes.add(
            "draft-slot-differs",
            f"{key_of(slot.concept)} stands twice as {slot.role.value}, as {first} and as"
            f" {second}; the first is kept.",
            place,
            value=second,
            hint="Make them two configurations, or correct one.",
        )

    def fillings(self) -> Iterator[tuple[Role, URIRef]]:
        """Yield each role that a concept has in a configuration, (role, concept)."""
        for drafted in self._drafted.values():
            yield from drafted.slots

    def finish(self) -> None:
        """Make the configurations out of their slots."""
        self._models.clear()
        for iri, drafted in self._drafted.items():
            self._gathered.add(Configuration, iri, None, **self._finished(iri, drafted))

    def _finished(self, iri: URIRef, drafted: _Drafted) -> dict[str, Any]:
        told = sorted(drafted.slots.values(), key=_rank)
        label = drafted.fields.get("label") or self._told([slot for slot, _ in told])
        stage = drafted.fields.get("stage") or TheoryStage.CANDIDATE
        made = tuple(
            self._slot(iri, slot, passages, number)
            for number, (slot, passages) in enumerate(told, start=1)
        )
        own = {**drafted.fields, "label": self._context.text(label)}
        return {**own, "stage": stage, "slots": made}

    def _slot(
        self, iri: URIRef, slot: DraftSlot, passages: tuple[URIRef, ...], number: int
    ) -> Slot:
        """Return a slot; what it may not have is found when its configuration is made."""
        # Validating a slot by itself and again in its configuration would take twice as long.
        # Rows share the slots that their equal values say; all of them are kept until the end.
        found = self._models.get(id(slot))
        if found is None:
            found = self._models[id(slot)] = (
                self._like(slot).like(
                    concept=slot.concept,
                    note=self._context.text(slot.note) if slot.note else None,
                ),
                slot_name(slot.role, slot.concept),
            )
        model, name = found
        return model.like(id=Base.part(iri, name), position=number, passages=passages)

    def _like(self, slot: DraftSlot) -> Slot:
        """Return the slot that all are made from which differ in concept and words alone."""
        qualifiers = _qualifiers(slot)
        found = self._kinds.get(qualifiers)
        if found is None:
            told: dict[str, object] = dict(zip(_QUALIFIERS, qualifiers, strict=True))
            if slot.role is Role.OUTCOME and slot.direction is None:
                told["direction"] = OutcomeDirection.UNCLEAR
            told = {name: value for name, value in told.items() if value is not None}
            found = self._kinds[qualifiers] = _ANY_SLOT.model_copy(update=told)
        return found

    def _told(self, slots: Sequence[DraftSlot]) -> str:
        """Return a configuration's label: its concepts in the order of their roles."""
        told, before = "", None
        for slot in slots[:_MOST_NAMED]:
            said = self._labels.get(slot.concept) or self._gathered.label(slot.concept)
            if slot.presence is Presence.ABSENT:
                said = f"no {said}"
            if before is None:
                told = said
            else:
                told += f"; {said}" if slot.role is before else f" → {said}"
            before = slot.role
        return shortened(told)


def _rank(told: tuple[DraftSlot, tuple[URIRef, ...]]) -> int:
    return _RANKS[told[0].role]


def _identity(slots: Sequence[DraftSlot], key: str) -> str:
    """Return words for what has no name: its last concept, and the digest of all its slots."""
    last = max(slots, key=lambda slot: _RANKS[slot.role]).concept
    lead = key_of(last).partition(".")[2][:40].strip("-")
    return f"{lead} {sha256(key.encode()).hexdigest()[:10]}"
