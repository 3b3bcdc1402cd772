"""The authoring format, written: this module turns a review's things into the texts of its files.

The same things always give the same texts, whatever their order: records stand by id, slots by role
and position, keys in the order of the models. What a place or a default says is left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rdflib import URIRef

from cmo_graph.errors import NotWritable
from cmo_graph.interchange.emitted_records import RecordEmitter, language_of
from cmo_graph.interchange.layout import FILES, FileForm, Record
from cmo_graph.interchange.placement import Placement
from cmo_graph.interchange.yaml_text import Value, as_yaml
from cmo_graph.model import (
    EvidenceLine,
    Review,
    Study,
    Thing,
)


def emit_review(
    things: Iterable[Thing],
    *,
    language: str | None = None,
    files: Mapping[URIRef, str] | None = None,
    omitted: frozenset[tuple[URIRef, str]] = frozenset(),
) -> Mapping[str, str]:
    """Write a review's things as the files of the authoring format.

    Args:
        things: All things of one review, in any order.
        language: Language of the texts that are written without one; without it, the one in which
            the review has its label, English before others.
        files: The file each thing is to stand in, by IRI, for those that may stand in several.
        omitted: (IRI, field) of what is not to be written, because a bibliography says it.

    Returns:
        Each file's text by its name inside the review's folder, in the order of the format.

    Raises:
        NotWritable: there is not exactly one review, or a thing has no place in its files.
    """
    return _Emitter(tuple(things), language, files or {}, omitted).emit()


class _Emitter:
    def __init__(
        self,
        things: tuple[Thing, ...],
        language: str | None,
        files: Mapping[URIRef, str],
        omitted: frozenset[tuple[URIRef, str]],
    ) -> None:
        self._things = tuple(sorted(things, key=lambda thing: thing.id))
        self._review = self._the_review()
        self._language = language or language_of(self._review)
        self._omitted = omitted
        self._placement = Placement(self._things, self._review, files)
        self._records = RecordEmitter(
            self._things, self._review, language=self._language, ids=self._placement.ids
        )
        self._placed = self._placement.by_file()
        self._inside = self._find_inside()
        self._own_studies = {self._placement.ids[study.id] for study in _of(Study, self._things)}
        self._iris = {thing.id for thing in self._things}
        self._written: set[URIRef] = set()

    def emit(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for form in FILES:
            for name in sorted(name for name in self._placed if _is_of(name, form)):
                found[name] = as_yaml(self._file(form, name))
        for iri in sorted(self._iris - self._written):
            raise NotWritable(str(iri), "the thing that it would be written inside is missing")
        return found

    def _the_review(self) -> Review:
        reviews = [thing for thing in self._things if isinstance(thing, Review)]
        if len(reviews) != 1:
            iri = str(reviews[1].id) if reviews else "urn:cmo-graph:no-review"
            raise NotWritable(iri, f"there are {len(reviews)} reviews, and expected is one")
        return reviews[0]

    def _file(self, form: FileForm, name: str) -> Mapping[str, Value]:
        placed = self._placed[name]
        if form.whole is not None:
            return self._whole(form.whole, name, placed)
        header = {form.header: self._header(form, name, placed)} if form.header else {}
        found: dict[str, Value] = {key: value for key, value in header.items() if value}
        for key, record in form.sections.items():
            records = [self._record(record, thing) for thing in _of(record.model, placed)]
            if records:
                found[key] = records
        return found

    def _whole(self, record: Record, name: str, placed: list[Thing]) -> Mapping[str, Value]:
        about = _of(record.model, placed)
        if len(about) != 1:
            raise NotWritable(name, "the file is about one thing, and would hold another number")
        found = dict(self._record(record, about[0]))
        if "language" in record.settings and self._language != "en":
            identity = {"id": found.pop("id"), "language": self._language}
            found = {**identity, **found}
        return found

    def _header(self, form: FileForm, name: str, placed: list[Thing]) -> str:
        lines = _of(EvidenceLine, placed)
        studies = {getattr(line, form.header) for line in lines}
        if len(studies) > 1:
            raise NotWritable(name, "its lines are of several studies")
        if studies:
            return self._records.reference(EvidenceLine, form.header, studies.pop())
        stem = name.partition("/")[2].removesuffix(".yaml")
        return stem if stem in self._own_studies else ""

    def _record(self, record: Record, thing: Thing) -> Mapping[str, Value]:
        self._written.add(thing.id)
        found = dict(self._records.record(record, thing, omitted=self._omitted))
        for key, inner in record.within.items():
            records = [self._record(inner, held) for held in self._held(inner, thing)]
            if records:
                found[key] = records
        return found

    def _held(self, record: Record, holder: Thing) -> Sequence[Thing]:
        """Return the things that are written inside another's record."""
        given = holder.id if record.given else None
        return self._inside.get((self._placement.file_of(holder), record.model, given), ())

    def _find_inside(self) -> dict[tuple[str, type[Thing], URIRef | None], list[Thing]]:
        """Gather the things that are written inside others, by file, kind and holder."""
        found: dict[tuple[str, type[Thing], URIRef | None], list[Thing]] = {}
        for form in FILES:
            outer = [form.whole] if form.whole is not None else form.sections.values()
            for inner in (held for record in outer for held in record.within.values()):
                for thing in _of(inner.model, self._things):
                    given = getattr(thing, inner.given) if inner.given else None
                    name = self._placement.file_of(thing)
                    found.setdefault((name, inner.model, given), []).append(thing)
        return found


def _is_of(name: str, form: FileForm) -> bool:
    start, star, end = form.pattern.partition("*")
    return name.startswith(start) and name.endswith(end) if star else name == form.pattern


def _of(model: type[Thing], things: Iterable[Thing]) -> list[Any]:
    return [thing for thing in things if type(thing) is model]
