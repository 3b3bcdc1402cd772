"""Bringing in what reviewers already have: this module has what every importer takes and gives.

An importer is a function from files and a `Context` to `Imported`. It writes nothing, and finds
every problem in one pass. `merged` then says what the review would be with it, and
`cmo_graph.interchange.writing` puts that into the review's folder.

What is imported never overwrites what a review says: where both say something and differ, the
review's own word stands and the difference is told. What the import does not mention stays. These
rules are ours.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from string import ascii_uppercase
from typing import Any, Protocol, TypeVar

from pydantic import ValidationError
from rdflib import URIRef

from cmo_graph.interchange.authoring import DEFAULT_LANGUAGE, Reading
from cmo_graph.interchange.layout import givens
from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.iri import DEFAULT_BASE, Base, key_of
from cmo_graph.mapping import LangString, Part, Plan, plans
from cmo_graph.model import Review, Thing
from cmo_graph.validation.codes import shortened
from cmo_graph.validation.flaws import Flaw, Things
from cmo_graph.validation.names import check_names
from cmo_graph.validation.problems import Problem, Severity, has_errors, in_order
from cmo_graph.validation.ratings import check_ratings
from cmo_graph.validation.review import check_review
from cmo_graph.validation.schemes import rating_schemes

ThingT = TypeVar("ThingT", bound=Thing)
#: (IRI of a thing, field of it).
FieldOf = tuple[URIRef, str]

#: What the sheet of a workbook is called that has the review itself.
_REVIEW_SHEET = "review"
#: The place of something that stands nowhere in particular.
NOWHERE = Place("", 0, 0)
#: What a review holds before there is one.
NO_REVIEW = Reading((), ())


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that somebody gave, whole."""

    #: Its name without folders; it is told in problems and never used to open anything.
    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What an importer needs to know beside the files."""

    #: Id of the review that what is read becomes part of.
    review: str
    base: Base = DEFAULT_BASE
    #: Language of texts that do not say their own.
    language: str = DEFAULT_LANGUAGE
    #: What the review holds already.
    existing: Reading = NO_REVIEW
    #: Id of the agent who coded what is read; "" when nobody is named.
    coder: str = ""
    #: The file that says how to read the others, for importers that take one.
    mapping: GivenFile | None = None
    #: What else was asked for, by name; each importer says what it takes.
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def review_iri(self) -> URIRef:
        """The IRI of the review."""
        return self.base.mint(Review.kind_name, self.review)

    def mint(self, model: type[Thing], local: str) -> URIRef:
        """Return the IRI of the review's thing of this kind with this id."""
        return self.base.mint(model.kind_name, f"{self.review}.{local}")

    def existing_of(self, model: type[ThingT]) -> tuple[ThingT, ...]:
        """Return the things of a kind that the review holds already."""
        return tuple(thing for thing in self.existing.things if isinstance(thing, model))

    def text(self, words: str) -> tuple[LangString, ...]:
        """Return words as a text in the language of the review."""
        return (LangString(words, self.language),)


@dataclass(frozen=True, slots=True)
class Imported:
    """What files say, as things of one review."""

    #: In the order of the files; a Review only when a file has one. Empty or not, nothing is
    #: written when a problem is an error.
    things: tuple[Thing, ...]
    problems: tuple[Problem, ...] = ()
    #: Sentences: what was read as what.
    understood: tuple[str, ...] = ()
    #: Words of the documents that came along, by `text_file`; they are kept outside the review.
    texts: Mapping[str, str] = field(default_factory=dict)
    #: Entries of CSL-JSON for the bibliography beside the review; each `id` is the
    #: `citation_key` of a report.
    bibliography: tuple[Mapping[str, Any], ...] = ()
    #: Where each thing stands in the files, by IRI.
    places: Mapping[URIRef, Place] = field(default_factory=dict)
    #: IRIs of things that are to be as they are here, whole: the importer compared them with the
    #: review itself, and knows that this is the later word.
    whole: frozenset[URIRef] = frozenset()
    #: Language of the files, for a review that begins with them; "" when they have none.
    language: str = ""
    #: Letters of the column of each field, by sheet, where things stand in rows of a workbook.
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class Importer(Protocol):
    """Reads files of one kind."""

    def __call__(self, files: Sequence[GivenFile], *, context: Context) -> Imported:
        """Return what the files say, and every problem in them."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What an import changes about one thing."""

    iri: URIRef
    kind: str
    #: Fields that get a value, or a further one; empty for a thing that is new.
    fields: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return the difference as JSON values."""
        what = {"change": "changed", "fields": list(self.fields)} if self.fields else {}
        return {"thing": str(self.iri), "kind": self.kind, "change": "added", **what}


def differences(before: Reading, after: Reading) -> tuple[Difference, ...]:
    """Return what is new or changed, in the order of `after`; nothing is ever taken away."""
    known = {thing.id: thing for thing in before.things}
    found: list[Difference] = []
    for thing in after.things:
        old = known.get(thing.id)
        if old is None:
            found.append(Difference(thing.id, thing.kind_name))
        elif old != thing:
            names = [p.name for p in plans(type(thing))]
            changed = tuple(n for n in names if getattr(old, n) != getattr(thing, n))
            found.append(Difference(thing.id, thing.kind_name, changed))
    return tuple(found)


def merged(
    existing: Reading, imported: Imported, *, replacing: Set[FieldOf] = frozenset()
) -> Reading:
    """Return the review as it would be with what was imported.

    Args:
        existing: The review; `NO_REVIEW` where there is none yet.
        imported: What was read.
        replacing: Fields in which the import wins, because it is known to be the later word.

    Returns:
        All things of both, the review's own first and in its order; its problems are those that
        the import has or brings about. Without things when one of them is an error.
    """
    notes = Notes()
    notes.problems.extend(imported.problems)
    things = _joined(existing, imported, notes, replacing=replacing)
    if not any(isinstance(thing, Review) for thing in things):
        if not _may_have_review(imported):
            _note_no_review(notes)
    elif not has_errors(notes.problems):
        _note_flaws(existing, things, imported, notes)
    problems = in_order(notes.problems)
    if has_errors(problems):
        return replace(existing, things=(), problems=problems)
    return _placed(existing, things, imported, problems)


def _placed(
    existing: Reading, things: tuple[Thing, ...], imported: Imported, problems: tuple[Problem, ...]
) -> Reading:
    """Return the review with its things; those that changed are written where they belong now."""
    changed = {thing.id: thing for thing in imported.things if thing.id in imported.whole}
    held = {thing.id: thing for thing in existing.things if thing.id in changed}
    cited = frozenset(
        (iri, name)
        for iri, name in existing.cited
        if iri not in held or getattr(held[iri], name) == getattr(changed[iri], name)
    )
    files = {
        iri: file
        for iri, file in existing.files.items()
        if iri not in held or not _moves(held[iri], changed[iri])
    }
    language = existing.language if existing.things else imported.language or existing.language
    return replace(
        existing, things=things, problems=problems, language=language, files=files, cited=cited
    )


def _moves(before: Thing, after: Thing) -> bool:
    """Say whether a thing stands under another one now: a line under another study."""
    return any(getattr(before, name) != getattr(after, name) for name in givens(type(after)))


def joined(parts: Sequence[Imported]) -> Imported:
    """Return several imports as one; where they differ on a thing, the first one stands."""
    notes = Notes()
    held: dict[URIRef, Thing] = {}
    for part in parts:
        for thing in part.things:
            old, place = held.get(thing.id), part.places.get(thing.id, NOWHERE)
            join = None if old is None else _Join(old, place, notes, frozenset())
            held[thing.id] = thing if join is None else join.with_(thing)
    return Imported(
        tuple(held.values()),
        (*(problem for part in parts for problem in part.problems), *notes.problems),
        tuple(sentence for part in parts for sentence in part.understood),
        texts={name: text for part in parts for name, text in part.texts.items()},
        bibliography=tuple(entry for part in parts for entry in part.bibliography),
        places={iri: at for part in reversed(parts) for iri, at in part.places.items()},
    )


def _joined(
    existing: Reading, imported: Imported, notes: Notes, *, replacing: Set[FieldOf]
) -> tuple[Thing, ...]:
    held = {thing.id: thing for thing in existing.things}
    first: dict[URIRef, Place] = {}
    for thing in imported.things:
        place = imported.places.get(thing.id, NOWHERE)
        if thing.id in first:
            _note_twice(thing, first[thing.id], place, notes)
            continue
        first[thing.id] = place
        old = held.get(thing.id)
        if old is None or thing.id in imported.whole:
            held[thing.id] = thing
        else:
            held[thing.id] = _Join(old, place, notes, replacing).with_(thing)
    return tuple(held.values())


class _Join:
    """Joins what a review says of one thing with what an import says of it."""

    def __init__(self, old: Thing, place: Place, notes: Notes, replacing: Set[FieldOf]) -> None:
        self._old = old
        self._place = place
        self._notes = notes
        self._replacing = replacing

    def with_(self, new: Thing) -> Thing:
        """Return the thing with what the import adds; what differs is noted, and not taken."""
        changed: dict[str, Any] = {}
        for plan in plans(type(self._old)):
            before, given = getattr(self._old, plan.name), getattr(new, plan.name)
            value = self._value(plan, before, given)
            if value != before:
                changed[plan.name] = value
        if not changed:
            return self._old
        try:
            return type(self._old).model_validate({**dict(self._old), **changed})
        except ValidationError:
            for name in changed:
                self._note(name, getattr(self._old, name), getattr(new, name))
            return self._old

    def _value(self, plan: Plan, before: Any, given: Any) -> Any:
        default = type(self._old).model_fields[plan.name].default
        if given == before or given in (default, None, ()):
            return before
        if before in (default, None, ()) or (self._old.id, plan.name) in self._replacing:
            return given
        if plan.value_type is LangString:
            return self._text(plan, before, given)
        if plan.is_many and plan.part is None:
            return tuple(dict.fromkeys((*before, *given)))
        self._note(plan.name, before, given)
        return before

    def _text(self, plan: Plan, before: Any, given: Any) -> Any:
        """Add the languages that a text is not in; labels may be several in one language."""
        if type(self._old).model_fields[plan.name].default == ():
            return tuple(dict.fromkeys((*before, *given)))
        spoken = {pair.lang for pair in before}
        if any(pair.lang in spoken and pair not in before for pair in given):
            self._note(plan.name, before, given)
        return (*before, *(pair for pair in given if pair.lang not in spoken))

    def _note(self, name: str, before: Any, given: Any) -> None:
        self._notes.add(
            "import-conflict",
            f"{key_of(self._old.id)} has another {name} in the review: {_told(before)!r}, where"
            f" the file has {_told(given)!r}. The review's own word stands.",
            self._place,
            value=_told(given),
            hint="Change it in the review if the file is right.",
        )


def _told(value: Any) -> str:
    """Return a value as the words of a message."""
    if isinstance(value, LangString):
        return shortened(value.value)
    if isinstance(value, tuple):
        return shortened(", ".join(_told(item) for item in value))
    if isinstance(value, Part):
        facts = (getattr(value, plan.name) for plan in plans(type(value)) if plan.name != "id")
        return shortened(", ".join(_told(fact) for fact in facts if fact is not None))
    if isinstance(value, URIRef):
        return key_of(value)
    return shortened(str(getattr(value, "value", value)))


def _note_twice(thing: Thing, first: Place, place: Place, notes: Notes) -> None:
    notes.add(
        "id-duplicate",
        f"{key_of(thing.id)!r} stands twice in what is imported; the first is in {first.told()}.",
        place,
        value=key_of(thing.id),
        hint="Give one of them another id.",
    )


def _may_have_review(imported: Imported) -> bool:
    """Say whether a file may well have a review, in what could not be read of it."""
    faults = [one for one in imported.problems if one.severity is Severity.ERROR]
    return bool(faults) and (
        not imported.things or any(one.sheet == _REVIEW_SHEET for one in faults)
    )


def _note_no_review(notes: Notes) -> None:
    notes.add(
        "import-without-review",
        "There is no review here, and the file does not have one.",
        NOWHERE,
        hint="Give it a title, which begins one; or write its review.yaml with an id, a label, a"
        " kind and a question.",
    )


def _note_flaws(
    existing: Reading, things: tuple[Thing, ...], imported: Imported, notes: Notes
) -> None:
    """Note what is wrong with the review as a whole that was not wrong before."""
    before = set(_flaws(existing.things)) if existing.things else set()
    for flaw in _flaws(things):
        if flaw not in before:
            at = _place_of(flaw, existing, imported)
            notes.add(flaw.code, flaw.message, at, value=flaw.value, hint=flaw.hint)


def _place_of(flaw: Flaw, existing: Reading, imported: Imported) -> Place:
    # A flaw can be of a part, whose IRI begins with that of its thing.
    is_part = "#" in flaw.thing
    iri = URIRef(flaw.thing.partition("#")[0]) if is_part else flaw.thing
    place = imported.places.get(iri) or Place(existing.files.get(iri, ""), 0, 0)
    path = (key_of(flaw.thing), flaw.field) if flaw.field else (key_of(flaw.thing),)
    letters = imported.columns.get(place.sheet, {}).get(flaw.field) if imported.columns else None
    cell = place.cell
    if letters and not is_part:
        cell = f"{letters}{cell.lstrip(ascii_uppercase)}"
    return Place(place.file, place.line, place.column, path, place.sheet, cell)


def _flaws(things: Iterable[Thing]) -> Iterator[Flaw]:
    held = Things(things)
    named = check_names(held)
    yield from named
    if not has_errors(flaw.as_problem() for flaw in named):
        yield from check_review(held)
        yield from check_ratings(held, schemes=rating_schemes())
