"""A configuration as a sentence: this module tells its slots in the order of the explanation.

"In context …, resource … leads to response …, producing outcome …": what nobody stated is said to
be so, in its place. The form is RAMESES's way of writing a configuration; the words are ours.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cmo_graph.mapping import plain
from cmo_graph.model import Configuration, Slot
from cmo_graph.model.codes import Presence, Role
from cmo_graph.model.configuration import Completeness
from cmo_graph_api.pages.evidence import in_words
from cmo_graph_api.pages.names import Names, Shown

#: What a configuration that lacks a part is called.
PARTIAL: dict[Completeness, str] = {
    Completeness.FULL: "",
    Completeness.CONTEXT_MECHANISM: "nobody stated an outcome",
    Completeness.MECHANISM_OUTCOME: "nobody stated a context",
    Completeness.CONTEXT_OUTCOME: "nobody stated a mechanism",
    Completeness.CONTEXT_ONLY: "nobody stated a mechanism or an outcome",
    Completeness.MECHANISM_ONLY: "nobody stated a context or an outcome",
    Completeness.OUTCOME_ONLY: "nobody stated a context or a mechanism",
    Completeness.NONE: "nobody stated a context, a mechanism or an outcome",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotShown:
    """A slot as a page shows it."""

    #: Its fragment, to which its IRI leads.
    anchor: str
    role: str
    concept: Shown
    is_absent: bool
    #: Direction, intention and whatever else was said about it, in words.
    qualifiers: tuple[str, ...]
    #: Whose word it is, in words.
    basis: str
    passages: tuple[Shown, ...]
    note: str

    @property
    def colour(self) -> str:
        """The part of the explanation whose colour it has."""
        return _COLOURS[self.role]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of the sentence, and the slots that follow them."""

    words: str
    slots: tuple[SlotShown, ...] = ()
    #: Whether the words stand for what nobody stated.
    is_unsaid: bool = False


_COLOURS = {
    Role.CONTEXT.value: "context",
    Role.INTERVENTION.value: "resource",
    Role.RESOURCE.value: "resource",
    Role.ACTOR.value: "response",
    Role.RESPONSE.value: "response",
    Role.MECHANISM.value: "response",
    Role.OUTCOME.value: "outcome",
}


def show_slots(configuration: Configuration, names: Names) -> tuple[SlotShown, ...]:
    """Return the slots of a configuration, in its order."""
    return tuple(_slot(slot, names) for slot in configuration.slots)


def _slot(slot: Slot, names: Names) -> SlotShown:
    qualifiers = (
        slot.direction,
        slot.intention,
        slot.valence,
        slot.stage,
        slot.level,
        slot.mechanism_type,
        slot.activation,
    )
    return SlotShown(
        anchor=slot.id.partition("#")[2],
        role=slot.role.value,
        concept=names.show(slot.concept),
        is_absent=slot.presence is Presence.ABSENT,
        qualifiers=tuple(in_words(str(one.value)) for one in qualifiers if one is not None),
        basis=in_words(slot.basis.value),
        passages=tuple(names.show(passage) for passage in slot.passages),
        note=plain(slot.note) if slot.note else "",
    )


def sentence_of(slots: Sequence[SlotShown]) -> tuple[Phrase, ...]:
    """Return a configuration as the phrases of one sentence, without its full stop."""
    return tuple(_phrases(slots))


def _phrases(slots: Sequence[SlotShown]) -> Iterator[Phrase]:
    def of(role: Role, *, absent: bool = False) -> tuple[SlotShown, ...]:
        return tuple(slot for slot in slots if slot.role == role.value and slot.is_absent is absent)

    present, absent = of(Role.CONTEXT), of(Role.CONTEXT, absent=True)
    if present or not absent:
        yield _said("In context ", present, "In a context that nobody stated")
    if absent:
        yield Phrase(" and without " if present else "Without context ", absent)
    yield Phrase(", ")
    interventions = of(Role.INTERVENTION)
    if interventions:
        yield Phrase("intervention ", interventions)
    resources, responses = of(Role.RESOURCE), of(Role.RESPONSE)
    mechanisms = of(Role.MECHANISM)
    if resources or responses:
        yield Phrase(" offers " if interventions else "")
        yield _said("resource ", resources, "a resource that nobody stated")
        yield from _leading(", which leads" if interventions else " leads", of(Role.ACTOR))
        yield _said("response ", responses, "a response that nobody stated")
        if mechanisms:
            yield Phrase(" by mechanism ", mechanisms)
    else:
        yield Phrase(" works through " if interventions else "")
        yield _said("mechanism ", mechanisms, "a mechanism that nobody stated")
        if actors := of(Role.ACTOR):
            yield Phrase(" in ", actors)
    is_split = interventions or resources or responses
    yield Phrase(", producing " if is_split else " produces ")
    yield _said("outcome ", of(Role.OUTCOME), "an outcome that nobody stated")


def _leading(verb: str, actors: tuple[SlotShown, ...]) -> Iterator[Phrase]:
    """Yield what leads to a response; in whom comes first, as nobody may have stated a response."""
    if actors:
        yield Phrase(f"{verb}, in ", actors)
        yield Phrase(", to ")
    else:
        yield Phrase(f"{verb} to ")


def _said(words: str, slots: tuple[SlotShown, ...], unsaid: str) -> Phrase:
    return Phrase(words, slots) if slots else Phrase(unsaid, is_unsaid=True)
