"""Things while they are being drafted: this module gives their ids and gathers their fields."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from rdflib import URIRef

from cmo_graph.interchange.importing import Context
from cmo_graph.interchange.naming import numbered, slug
from cmo_graph.interchange.notes import Place
from cmo_graph.iri import key_of
from cmo_graph.mapping import LangString, plain
from cmo_graph.model import (
    Agent,
    Concept,
    Configuration,
    EvidenceLine,
    Link,
    Moderation,
    Passage,
    Report,
    Study,
    Thing,
)

#: Longer ids get a digest, so that two long sentences that begin alike never have one id.
LONGEST_PLAIN = 48
#: The order in which things are told.
KINDS: tuple[type[Thing], ...] = (
    Agent,
    Study,
    Report,
    Passage,
    Concept,
    Configuration,
    Link,
    Moderation,
    EvidenceLine,
)
_CLAIMS = frozenset({Configuration, Link, Moderation})


def normal(label: str) -> str:
    """Return a label without what does not make it another: case, and how white space is set."""
    return " ".join(label.split()).casefold()


class Ids:
    """Gives ids, the same ones for the same files."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._taken: dict[str, set[str]] = {}

    def of(self, model: type[Thing], label: str, *, may_repeat: bool = False) -> URIRef:
        """Return an IRI made of a label.

        Args:
            model: What it is for; claims share one space of ids.
            label: Its words.
            may_repeat: Whether the label says all, so that the same again is the same thing.
        """
        space = "claims" if model in _CLAIMS else model.kind_name
        taken = self._taken.setdefault(space, set())
        plain = slug(label)
        if len(plain) > LONGEST_PLAIN:
            plain = slug(_apart(label, plain))
        local = numbered(plain, () if may_repeat else taken)
        taken.add(local)
        return self._context.mint(model, local)


def _apart(label: str, joined: str) -> str:
    """Return words that tell a long label from others that begin alike."""
    start = joined[: LONGEST_PLAIN - 9].rpartition("-")[0] or joined[: LONGEST_PLAIN - 9]
    return f"{start} {sha256(normal(label).encode()).hexdigest()[:8]}"


class Gathered:
    """The fields of things that are drafted, by IRI."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._held = {thing.id: thing for thing in context.existing.things}
        self._fields: dict[type[Thing], dict[URIRef, dict[str, Any]]] = {kind: {} for kind in KINDS}
        self._remarks: dict[URIRef, dict[str, None]] = {}
        self.places: dict[URIRef, Place] = {}

    def is_held(self, iri: URIRef) -> bool:
        """Say whether the review has the thing already."""
        return iri in self._held

    def held_label(self, iri: URIRef) -> tuple[LangString, ...]:
        """Return the label of a thing that the review has already; () when it has not."""
        return self._held[iri].label if iri in self._held else ()

    def place(self, iri: URIRef, place: Place) -> None:
        """Keep where a thing stands first."""
        self.places.setdefault(iri, place)

    def add(self, model: type[Thing], iri: URIRef, place: Place | None, **fields: Any) -> None:
        """Add fields to a thing: lists are joined, and of anything else the first is kept."""
        told = self._fields[model].setdefault(iri, fields)
        for name, value in fields.items() if told is not fields else ():
            before = told.get(name)
            if isinstance(before, tuple) and isinstance(value, tuple) and name != "label":
                told[name] = tuple(dict.fromkeys((*before, *value)))
            elif before is None:
                told[name] = value
        if place is not None:
            self.place(iri, place)

    def remark(self, iri: URIRef, text: str) -> None:
        """Add words to the note of a thing, once."""
        self._remarks.setdefault(iri, {})[text] = None

    def label(self, concept: URIRef) -> str:
        """Return the label of a concept, drafted or held."""
        told = self._fields[Concept].get(concept)
        if told is not None:
            return plain(told["label"])
        held = self._held.get(concept)
        return plain(held.label) if held is not None else key_of(concept)

    def of(self, model: type[Thing]) -> Iterator[tuple[dict[str, Any], Place]]:
        """Yield the fields of things of a kind, with their places, in order."""
        for iri, told in self._fields[model].items():
            yield told, self.places[iri]

    def things(self) -> tuple[Thing, ...]:
        """Return what was gathered, in the order of `KINDS`."""
        # One object for all things: it would take more room than most of their labels.
        review = self._context.review_iri
        made = [
            model(id=iri, review=review, **self._with_remarks(model, iri, told))
            for model in KINDS
            for iri, told in self._fields[model].items()
        ]
        drafted = {thing.id for thing in made}
        held = (iri for iri in self._remarks if iri in self._held and iri not in drafted)
        return (*made, *(self._remarked(self._held[iri]) for iri in held))

    def _remarked(self, held: Thing) -> Thing:
        """Return a thing of the review with the remarks; merging says what becomes of them."""
        name = _note_of(type(held))
        told = _words(getattr(held, name, None))
        fresh = [words for words in self._remarks[held.id] if words not in "\n".join(told)]
        if not fresh:
            return held
        return held.model_copy(update={name: self._context.text("\n".join((*told, *fresh)))})

    def _with_remarks(
        self, model: type[Thing], iri: URIRef, told: dict[str, Any]
    ) -> dict[str, Any]:
        name = _note_of(model)
        if iri not in self._remarks and name not in told:
            return told
        words = [*_words(told.get(name)), *self._remarks.get(iri, ())]
        if not words:
            return told
        return {**told, name: self._context.text("\n".join(dict.fromkeys(words)))}


def _note_of(model: type[Thing]) -> str:
    return "scope_note" if model is Concept else "note"


def _words(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [pair.value for pair in value or () if isinstance(pair, LangString)]
