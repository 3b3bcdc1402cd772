"""Which file a thing stands in: this module places a review's things in its folder."""

from collections.abc import Mapping, Sequence

from rdflib import URIRef

from cmo_graph.errors import NotWritable
from cmo_graph.interchange.layout import FILES, Record
from cmo_graph.iri import Base, is_key, is_local, key_of
from cmo_graph.model import (
    Confidence,
    EvidenceLine,
    Moderation,
    Passage,
    Report,
    Review,
    Sourced,
    Thing,
    Undercut,
)

#: File of what bears on no one study.
_GENERAL = "evidence/general.yaml"


class Placement:
    """Knows the id and the file of every thing of a review."""

    def __init__(
        self, things: tuple[Thing, ...], review: Review, files: Mapping[URIRef, str]
    ) -> None:
        self._review = review
        self._base = base_of(review)
        self._files = files
        self._things = things
        self._by_iri = {thing.id: thing for thing in things}
        #: The id that each thing is written with, by IRI.
        self.ids = {thing.id: self._local_of(thing) for thing in things}

    def _local_of(self, thing: Thing) -> str:
        """Return the id that a thing is written with."""
        located = self._base.locate(thing.id)
        key = thing.key.removeprefix(f"{self._review.key}.")
        if located is None or located[0] != thing.kind_name or not is_local(key):
            raise NotWritable(str(thing.id), "its IRI is not one that this review's files can give")
        if thing.review != self._review.id:
            raise NotWritable(str(thing.id), f"it belongs to the review {key_of(thing.review)}")
        return key

    def by_file(self) -> dict[str, list[Thing]]:
        """Return the things that each file holds, by its name."""
        placed: dict[str, list[Thing]] = {}
        for thing in self._things:
            placed.setdefault(self.file_of(thing), []).append(thing)
        return placed

    def file_of(self, thing: Thing) -> str:
        """Return the name of the file that a thing stands in."""
        name = self._files.get(thing.id)
        return name if name is not None else self._own_file(thing)

    def _own_file(self, thing: Thing) -> str:
        for form in FILES:
            if form.whole is not None and form.whole.model is type(thing):
                return form.pattern.replace("*", self.ids[thing.id])
            inside = form.whole.within.values() if form.whole is not None else ()
            if "*" not in form.pattern and any(record.model is type(thing) for record in inside):
                return form.pattern
        if isinstance(thing, Moderation) and thing.moderates in self._by_iri:
            holder = self._by_iri[thing.moderates]
            return self.file_of(holder)
        for form in FILES:
            models = [inner.model for outer in form.sections.values() for inner in _all(outer)]
            if type(thing) in models:
                return form.pattern if "*" not in form.pattern else self._evidence_file(thing)
        raise NotWritable(str(thing.id), f"no file holds things of the kind {thing.kind_name}")

    def _evidence_file(self, thing: Thing) -> str:
        """Return the file of the study that a statement is most plainly about."""
        study = self._study_of(thing)
        if study is None:
            return _GENERAL
        local = self.ids.get(study, key_of(study))
        if not is_key(local):
            raise NotWritable(str(thing.id), f"no file can be named after its study <{study}>")
        return f"evidence/{local}.yaml"

    def _study_of(self, thing: Thing) -> URIRef | None:
        if isinstance(thing, EvidenceLine):
            return thing.study
        if isinstance(thing, Undercut):
            lines = [self._by_iri.get(iri) for iri in thing.undercuts]
            return next((line.study for line in lines if isinstance(line, EvidenceLine)), None)
        if isinstance(thing, Confidence):
            return None
        return self._study_read(thing.passages) if isinstance(thing, Sourced) else None

    def _study_read(self, passages: Sequence[URIRef]) -> URIRef | None:
        """Return the study that the report of the first passage reports on."""
        for iri in passages:
            passage = self._by_iri.get(iri)
            report = self._by_iri.get(passage.report) if isinstance(passage, Passage) else None
            if isinstance(report, Report) and report.reports_on:
                return report.reports_on[0]
        return None


def base_of(review: Review) -> Base:
    """Return the base under which a review's IRI was minted."""
    return Base(str(review.id).removesuffix(f"id/{Review.kind_name}/{review.key}"))


def _all(record: Record) -> list[Record]:
    return [record, *(inner for held in record.within.values() for inner in _all(held))]
