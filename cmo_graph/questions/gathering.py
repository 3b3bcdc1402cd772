"""The evidence on some claims, read out of a snapshot: this module reads no more than is needed.

Claims that are asked about together are read together. A snapshot never changes, so that what was
read of it is kept for the next question, for as long as somebody holds the snapshot: studies,
passages and contexts bear on many claims.

Things are read whole where an answer tells most of what they say. Of a configuration, which may be
larger than all evidence on it, only the label and the outcomes are read; of a passage its report.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

from rdflib import RDFS, Literal, URIRef
from rdflib.term import Identifier

from cmo_graph.errors import MalformedThing
from cmo_graph.mapping import LangString, read
from cmo_graph.model import (
    THINGS,
    Concept,
    Configuration,
    EvidenceLine,
    SearchRecord,
    Study,
    Thing,
    Undercut,
)
from cmo_graph.model.codes import Direction, OutcomeDirection, Role
from cmo_graph.repository import Repository
from cmo_graph.store.protocol import Snapshot
from cmo_graph.support.contexts import all_broader
from cmo_graph.support.evidence import (
    Claim,
    EvidenceOnClaim,
    Outcome,
    Outline,
    dimensions_of,
)
from cmo_graph.vocabulary import CMO, OA

KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")
ThingT = TypeVar("ThingT", bound=Thing)

#: Most things of one snapshot that are kept; and most passages, and studies with their neighbours.
MOST_KEPT = 10_000

_OUTCOME = Role.OUTCOME.iri
_DIRECTIONS: Mapping[Identifier, OutcomeDirection] = {one.iri: one for one in OutcomeDirection}


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was read of one snapshot. Threads may read the same twice; the values are equal."""

    things: dict[URIRef, Thing] = field(default_factory=dict)
    #: The report of each passage; none of one that is not there.
    reports: dict[URIRef, tuple[URIRef, ...]] = field(default_factory=dict)
    #: The studies that say they share data with each study.
    sharing: dict[URIRef, tuple[URIRef, ...]] = field(default_factory=dict)


_kept: WeakKeyDictionary[Snapshot, _Kept] = WeakKeyDictionary()


class Gathering:
    """Reads what is needed to sum up some claims."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._snapshot = repository.snapshot
        self._kept = _kept.setdefault(repository.snapshot, _Kept())

    def outlines(self, iris: Sequence[URIRef]) -> list[Outline]:
        """Return claims by IRI, as far as their evidence asks; what is not there is passed over."""
        found: list[Outline] = []
        for iri in dict.fromkeys(iris):
            if self._kind_of(iri) == Configuration.kind_name:
                found += self._configuration(iri)
            else:
                found += [Outline.of(cast(Claim, claim)) for claim in self._all_of(Thing, [iri])]
        return found

    def _configuration(self, iri: URIRef) -> Iterator[Outline]:
        label = texts_of(self._snapshot.values(iri, RDFS.label))
        if not label:
            return
        slots = self._snapshot.values(iri, CMO.qualifiedSlot)
        outcomes = [
            self._outcome(slot)
            for slot in slots
            if isinstance(slot, URIRef) and self._snapshot.states(slot, CMO.role, _OUTCOME)
        ]
        yield Outline.of_configuration(iri, label=label, outcomes=outcomes)

    def _outcome(self, slot: URIRef) -> Outcome:
        direction = self._one(slot, CMO.outcomeDirection)
        return Outcome(URIRef(self._one(slot, CMO.concept)), _DIRECTIONS.get(direction))

    def _one(self, iri: URIRef, prop: URIRef) -> Identifier:
        found = self._snapshot.values(iri, prop)
        if len(found) != 1:
            raise MalformedThing(iri, f"it has {len(found)} values of <{prop}> in place of one")
        return found[0]

    def evidence_on(self, claims: Sequence[Outline]) -> dict[URIRef, EvidenceOnClaim]:
        """Return all that bears on each of some claims, by IRI."""
        lines = {
            claim.id: self._matching(EvidenceLine, CMO.bearsOn, [claim.id]) for claim in claims
        }
        every = [line for found in lines.values() for line in found]
        studies = {study.id: study for study in self._studies({line.study for line in every})}
        reports = self._reports(iri for line in every for iri in line.passages)
        contexts = self._contexts(_declared(lines.values(), studies))
        broader, dimensions = all_broader(contexts), dimensions_of(contexts)
        return {
            claim.id: EvidenceOnClaim(
                lines=tuple(lines[claim.id]),
                studies=studies,
                undercuts=self._undercuts(lines[claim.id]),
                searches=self._searches(claim),
                reports=reports,
                dimensions=dimensions,
                broader=broader,
                sought=claim.sought,
                claims_no_effect=claim.claims_no_effect,
            )
            for claim in claims
        }

    def _undercuts(self, lines: Iterable[EvidenceLine]) -> tuple[Undercut, ...]:
        return tuple(self._matching(Undercut, CMO.undercuts, [line.id for line in lines]))

    def _searches(self, claim: Outline) -> tuple[SearchRecord, ...]:
        targets = [claim.id, *sorted(claim.sought)]
        return tuple(self._matching(SearchRecord, CMO.searchedFor, targets))

    def _matching(
        self, model: type[ThingT], prop: URIRef, values: Iterable[URIRef]
    ) -> list[ThingT]:
        """Return every thing of one kind of which a property has one of these values."""
        subjects = (iri for value in values for iri in self._snapshot.subjects(prop, value))
        return self._all_of(model, subjects)

    def _all_of(self, model: type[ThingT], iris: Iterable[URIRef]) -> list[ThingT]:
        """Return things of one model by IRI, each once; other IRIs are passed over."""
        wanted = [iri for iri in dict.fromkeys(iris) if self._kind_of(iri) in _kinds(model)]
        found = {iri: self._kept.things.get(iri) for iri in wanted}
        missing = [iri for iri, thing in found.items() if thing is None]
        if missing:
            fresh = self._read(missing)
            _keep(self._kept.things, fresh)
            found.update(fresh)
        return [thing for thing in found.values() if isinstance(thing, model)]

    def _read(self, iris: Sequence[URIRef]) -> dict[URIRef, Thing]:
        description = self._snapshot.describe(*iris)
        return {
            iri: read(THINGS[self._repository.kind_of(iri)], description, iri)
            for iri in iris
            if iri in description
        }

    def _kind_of(self, iri: URIRef) -> str | None:
        located = self._repository.base.locate(iri)
        return located[0] if located else None

    def _reports(self, passages: Iterable[URIRef]) -> Mapping[URIRef, URIRef]:
        return {
            passage: report
            for passage in dict.fromkeys(passages)
            for report in _remembered(self._kept.reports, passage, self._report)
        }

    def _report(self, passage: URIRef) -> Sequence[URIRef]:
        found = self._snapshot.values(passage, OA.hasSource)
        return [report for report in found if isinstance(report, URIRef)]

    def _studies(self, iris: Iterable[URIRef]) -> list[Study]:
        """Return studies, those they share data with, and those they include, at any distance."""
        return self._closure(Study, iris, self._near)

    def _near(self, study: Study) -> Iterable[URIRef]:
        sharing = _remembered(
            self._kept.sharing, study.id, lambda iri: self._snapshot.subjects(CMO.sameData, iri)
        )
        return (*study.same_data, *study.includes, *sharing)

    def _contexts(self, iris: Iterable[URIRef]) -> list[Concept]:
        return self._closure(Concept, iris, lambda concept: concept.broader)

    def _closure(
        self,
        model: type[ThingT],
        iris: Iterable[URIRef],
        near: Callable[[ThingT], Iterable[URIRef]],
    ) -> list[ThingT]:
        found: list[ThingT] = []
        seen = set(iris)
        wanted: Iterable[URIRef] = seen
        while wanted:
            read_now = self._all_of(model, sorted(wanted))
            found += read_now
            wanted = {iri for thing in read_now for iri in near(thing)} - seen
            seen |= wanted
        return found


@cache
def _kinds(model: type[Thing]) -> frozenset[str]:
    return frozenset(kind for kind, other in THINGS.items() if issubclass(other, model))


def _declared(
    lines_by_claim: Iterable[Sequence[EvidenceLine]], studies: Mapping[URIRef, Study]
) -> set[URIRef]:
    """Return where the evidence was seen, for claims with lines on both sides.

    Only there can the two sides stand in different contexts; see `find_context_splits`.
    """
    found: set[URIRef] = set()
    for lines in lines_by_claim:
        if {Direction.SUPPORTS, Direction.DISPUTES} <= {line.direction for line in lines}:
            found.update(iri for line in lines for iri in line.examined_in)
            around = (studies[line.study] for line in lines if line.study in studies)
            found.update(iri for study in around for iri in study.examined_in)
    return found


def texts_of(values: Iterable[Identifier]) -> tuple[LangString, ...]:
    """Return the texts among some values, as a model has them."""
    found = (LangString(str(v), v.language or "und") for v in values if isinstance(v, Literal))
    return tuple(sorted(found, key=lambda text: (text.lang, text.value)))


def _remembered(
    kept: dict[URIRef, tuple[URIRef, ...]],
    iri: URIRef,
    find: Callable[[URIRef], Sequence[URIRef]],
) -> tuple[URIRef, ...]:
    # Another thread may empty it meanwhile, so it is asked once.
    found = kept.get(iri)
    if found is None:
        found = tuple(find(iri))
        _keep(kept, {iri: found})
    return found


def _keep(kept: dict[KeyT, ValueT], fresh: Mapping[KeyT, ValueT]) -> None:
    if len(kept) + len(fresh) > MOST_KEPT:
        kept.clear()
    kept.update(fresh)
