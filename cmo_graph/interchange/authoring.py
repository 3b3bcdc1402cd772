"""The authoring format, read: this module turns a folder of YAML files into a review's things.

Reading has two passes over the files, so that the order of things is free: the first finds every
record and its id, the second builds the things. Every problem of every file is reported at once;
nothing is returned to load when one of them is an error.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rdflib import URIRef

from cmo_graph.interchange.bibliography import read_bibliography
from cmo_graph.interchange.files import FoundFile, find_files, read_text
from cmo_graph.interchange.layout import FILES, OWNER, Record
from cmo_graph.interchange.notes import Notes, Place, nearest
from cmo_graph.interchange.records import Builder, Draft, note_unknown_key
from cmo_graph.interchange.resolver import Resolver
from cmo_graph.interchange.tree import (
    Entries,
    Entry,
    Items,
    Refused,
    Scalar,
    TreeReading,
    read_tree,
)
from cmo_graph.interchange.values import FAULTY, Values, is_language
from cmo_graph.iri import DEFAULT_BASE, Base, is_local
from cmo_graph.mapping import LangString
from cmo_graph.model import EmmieAssessment, Rating, Report, Study, Thing
from cmo_graph.validation.codes import shortened
from cmo_graph.validation.flaws import Flaw
from cmo_graph.validation.names import Known
from cmo_graph.validation.problems import Problem, has_errors, in_order
from cmo_graph.validation.ratings import check_ratings
from cmo_graph.validation.references import Target
from cmo_graph.validation.review import check_review
from cmo_graph.validation.schemes import rating_schemes

#: Language of texts where review.yaml names none.
DEFAULT_LANGUAGE = "en"
#: Stands for the review's id while a folder without a readable one is checked.
_UNNAMED = "unnamed"
#: A key that gives an id, in a text that is not read otherwise.
_ID = re.compile(r"\bid:[ ]*['\"]?([a-z0-9][a-z0-9-]*)")
#: Stands for a file whose text could not be read, which was noted.
_NOTHING_READ = TreeReading(None, ())


@dataclass(frozen=True, slots=True)
class Reading:
    """What a review's folder says, and what is wrong with it."""

    #: The review first, then in the order of the files; empty when any problem is an error.
    things: tuple[Thing, ...]
    #: By file, line and column.
    problems: tuple[Problem, ...]
    #: Language of texts that name none.
    language: str = DEFAULT_LANGUAGE
    #: The file each thing stands in, by IRI.
    files: Mapping[URIRef, str] = field(default_factory=dict)
    #: (IRI, field) of what the bibliography says and the files leave out.
    cited: frozenset[tuple[URIRef, str]] = frozenset()


def read_review(folder: Path, *, base: Base = DEFAULT_BASE, known: Known | None = None) -> Reading:
    """Read a review's folder.

    Args:
        folder: The folder that has `review.yaml`.
        base: Where the things' IRIs are minted.
        known: Says whether a thing of another review exists. Without it such references stand,
            each with the warning `reference-unchecked`.

    Returns:
        All things, or none and every problem.
    """
    return _Reader(folder, base, known).read()


class _Reader:
    def __init__(self, folder: Path, base: Base, known: Known | None) -> None:
        self._folder = folder
        self._base = base
        self._known = known
        self._notes = Notes()
        #: Kinds of which something could not be read.
        self._unread: set[str] = set()
        #: Ids that stand in what could not be read.
        self._hidden: set[str] = set()
        self._texts: dict[str, str] = {}
        #: What the bibliography gave.
        self._filled: set[tuple[URIRef, str]] = set()
        #: What the key at the top of a file names, by file.
        self._headers: dict[str, Any] = {}

    def read(self) -> Reading:
        found = find_files(self._folder, self._notes)
        there = {file.form.pattern for file in found}
        for form in FILES:
            if form.is_required and form.pattern not in there:
                self._unread.update(form.kinds)
        trees = list(self._trees(found))
        self._review, self._language = self._settings(trees)
        self._resolver = Resolver(
            self._notes, base=self._base, review=self._review, known=self._known
        )
        self._resolver.leave_open(*self._unread)
        self._resolver.hide(self._hidden)
        self._review_iri = self._base.mint("reviews", self._review)
        self._values = Values(self._notes, self._resolver, language=self._language)
        self._builder = Builder(self._notes, self._values)
        self._bibliography = read_bibliography(self._folder, self._notes)
        drafts = [draft for file, tree in trees for draft in self._drafts(file, tree)]
        for file, tree in trees:
            self._read_header(file, tree)
        things = [thing for draft in drafts if (thing := self._built(draft)) is not None]
        self._note_flaws(things)
        problems = in_order(self._notes.problems)
        files = {draft.iri: draft.place.file for draft in drafts}
        return Reading(
            () if has_errors(problems) else tuple(things),
            problems,
            self._language,
            MappingProxyType(files),
            frozenset(self._filled),
        )

    def _trees(self, found: list[FoundFile]) -> Iterator[tuple[FoundFile, Entries]]:
        for file in found:
            before = len(self._notes.problems)
            text = read_text(self._folder, file.name, self._notes)
            reading = _NOTHING_READ if text is None else read_tree(text, file=file.name)
            self._notes.problems.extend(reading.problems)
            if isinstance(reading.tree, Entries):
                yield file, reading.tree
            elif reading.tree is not None and not isinstance(reading.tree, Refused):
                self._notes.add(
                    "value-not-mapping",
                    f"{file.name} is written as keys with values, and this is something else.",
                    Place(file.name).at(reading.tree),
                )
            self._texts[file.name] = text or ""
            if len(self._notes.problems) > before:
                seen = _ids_in(text or "")
                self._hidden.update(seen)
                self._unread.update(() if seen else file.form.kinds)

    def _settings(self, trees: list[tuple[FoundFile, Entries]]) -> tuple[str, str]:
        """Return the review's id and language, or what stands for them where they are wrong."""
        found = next((tree for file, tree in trees if file.form.is_required), None)
        if found is None:
            return _UNNAMED, DEFAULT_LANGUAGE
        review = _scalar_of(found, "id")
        language = _scalar_of(found, "language") or DEFAULT_LANGUAGE
        if not is_language(language):
            place = Place("review.yaml").at(found.entries["language"].value, "language")
            self._notes.add(
                "language-malformed",
                f"{language!r} is not a language tag.",
                place,
                value=language,
                hint="Tags look like en, nl or pt-br.",
            )
            language = DEFAULT_LANGUAGE
        return (review if is_local(review) else _UNNAMED), language

    def _drafts(self, file: FoundFile, tree: Entries) -> Iterator[Draft]:
        place = Place(file.name, tree.line, tree.column)
        if file.form.whole is not None:
            yield from self._record(file.form.whole, tree, place, given={})
            if "*" in file.form.pattern:
                self._check_name(file, tree, "id")
            return
        allowed = [*file.form.sections, *([file.form.header] if file.form.header else [])]
        for key, entry in tree.entries.items():
            if key in file.form.sections:
                yield from self._list(file.form.sections[key], key, entry, place, given={})
            elif key not in allowed:
                self._resolver.hide(_ids_in(self._texts[file.name]))
                note_unknown_key(self._notes, key, allowed, place.at(entry, key))

    def _list(
        self, record: Record, key: str, entry: Entry, place: Place, *, given: Mapping[str, Any]
    ) -> Iterator[Draft]:
        here = place.at(entry, key)
        items = self._values.items(entry, key, here)
        if items is None:
            self._resolver.hide(_ids_in(self._texts[place.file]))
        for number, item in enumerate(items or (), start=1):
            at = here.at(item, str(number))
            tree = self._values.entries(item, f"Each of {key}", at)
            if tree is None:
                self._resolver.hide(_ids_in(self._texts[place.file]))
            else:
                yield from self._record(record, tree, at, given=given)

    def _record(
        self, record: Record, tree: Entries, place: Place, *, given: Mapping[str, Any]
    ) -> Iterator[Draft]:
        iri = self._identified(record, tree, place)
        yield Draft(record, tree, place, iri, given)
        for key, inner in record.within.items():
            if key in tree.entries:
                holder = {inner.given: iri} if inner.given else {}
                yield from self._list(inner, key, tree.entries[key], place, given=holder)

    def _identified(self, record: Record, tree: Entries, place: Place) -> URIRef:
        """Return the IRI of a record, and take note of its id."""
        kind = record.model.kind_name
        local = self._id(tree, place)
        if local is None:
            self._resolver.leave_open(kind)
            return self._resolver.mint(kind, _UNNAMED)
        self._resolver.declare(kind, local, place.at(tree.entries["id"].value, "id"))
        return self._resolver.mint(kind, local)

    def _id(self, tree: Entries, place: Place) -> str | None:
        """Return a record's id; None when it has none that can be one, which is noted."""
        entry = tree.entries.get("id")
        if entry is None:
            self._notes.add("key-missing", "This record has no id.", place, value="id")
            return None
        here = place.at(entry.value, "id")
        local = self._values.scalar(entry.value, "id", here)
        if local is None or is_local(local):
            return local
        self._notes.add(
            "id-malformed",
            f"{shortened(local)!r} cannot be an id: ids are lower-case letters, digits and"
            " hyphens, 80 at most.",
            here,
            value=local,
        )
        return None

    def _read_header(self, file: FoundFile, tree: Entries) -> None:
        """Resolve what the key at the top of a file names."""
        key = file.form.header
        if not key:
            return
        entry = tree.entries.get(key)
        if entry is None:
            self._headers[file.name] = None
            return
        place = Place(file.name).at(entry.value, key)
        text = self._values.scalar(entry.value, key, place)
        found = text and self._resolver.resolve(text, Target((Study.kind_name,)), place)
        self._headers[file.name] = found or FAULTY
        if found:
            self._check_name(file, tree, key)

    def _check_name(self, file: FoundFile, tree: Entries, key: str) -> None:
        """Note when a file is not named after the thing that it is about."""
        named = _scalar_of(tree, key)
        stem = file.path.stem
        if named and is_local(named) and named != stem:
            self._notes.add(
                "file-name-differs",
                f"{file.name} has the {key} {named!r}, and is named after it.",
                Place(file.name).at(tree.entries[key].value, key),
                value=named,
                hint=f"Rename it to {named}.yaml, or change the {key}.",
            )

    def _built(self, draft: Draft) -> Thing | None:
        record = draft.record
        implied: dict[str, Any] = {OWNER: self._review_iri}
        if record.given and record.given not in draft.given:
            header = self._headers.get(draft.place.file)
            implied |= {record.given: header} if header is not None else {}
        return self._builder.build(
            replace(draft, given={**draft.given, **implied}), more=self._cited(draft)
        )

    def _cited(self, draft: Draft) -> Mapping[str, Any]:
        """Return what the bibliography says of a report, where the record leaves it out."""
        key = _scalar_of(draft.tree, "citation_key")
        if not key or not self._bibliography.file or draft.record.model is not Report:
            return {}
        source = self._bibliography.sources.get(key)
        if source is None:
            self._notes.add(
                "bibliography-key-missing",
                f"{key!r} is not a key of {self._bibliography.file}.",
                draft.place.at(draft.tree.entries["citation_key"].value, "citation_key"),
                value=key,
                hint=nearest(key, self._bibliography.sources),
            )
            return {"label": FAULTY}
        label = source.title and (LangString(source.title, self._language),)
        said = {
            "label": label,
            "issued": source.issued,
            "identifier": source.identifier,
            "url": source.url,
        }
        left_out = said.keys() - draft.tree.entries.keys()
        filled = {name: said[name] for name in sorted(left_out) if said[name] is not None}
        self._filled.update((draft.iri, name) for name in filled)
        return filled

    def _note_flaws(self, things: list[Thing]) -> None:
        """Apply the rules across the review to what could be built."""
        distinct = {thing.id: thing for thing in reversed(things)}
        is_whole = not has_errors(self._notes.problems)
        in_reading_order = [thing for thing in things if distinct[thing.id] is thing]
        flaws = list(check_review(in_reading_order, is_whole=is_whole))
        if any(isinstance(thing, Rating | EmmieAssessment) for thing in things):
            flaws.extend(check_ratings(in_reading_order, schemes=rating_schemes()))
        for flaw in flaws:
            self._notes.add(
                flaw.code, flaw.message, self._place_of(flaw), value=flaw.value, hint=flaw.hint
            )

    def _place_of(self, flaw: Flaw) -> Place:
        """Return where a flaw stands: the list's item, else the key, else the record."""
        tree, place = self._builder.places[flaw.thing]
        entry = tree.entries.get(flaw.field)
        if entry is None:
            return place
        if isinstance(entry.value, Items):
            for number, item in enumerate(entry.value.items, start=1):
                if isinstance(item, Scalar) and _names(item.text, flaw.value):
                    return place.at(item, flaw.field, str(number))
        return place.at(entry, flaw.field)


def _ids_in(text: str) -> list[str]:
    """Return the ids that a text seems to give, where it cannot be read as what it is."""
    return _ID.findall(text)


def _names(reference: str, name: str) -> bool:
    """Say whether a reference ends in an id."""
    return reference == name or reference.endswith((f".{name}", f"/{name}"))


def _scalar_of(tree: Entries, key: str) -> str:
    """Return the text behind a key; "" when there is none."""
    entry = tree.entries.get(key)
    return entry.value.text if entry is not None and isinstance(entry.value, Scalar) else ""
