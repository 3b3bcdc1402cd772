"""The evidence on some claims, read out of a snapshot: this module reads no more than is needed.

Claims that are asked about together are read together, each kind of thing once. A snapshot never
changes, so that what was read of it is kept for the next question, for as long as somebody holds
the snapshot: studies, passages and contexts bear on many claims.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar
from weakref import WeakKeyDictionary

from rdflib import URIRef

from cmo_graph.mapping import read
from cmo_graph.model import (
    THINGS,
    Concept,
    EvidenceLine,
    Passage,
    SearchRecord,
    Study,
    Thing,
    Undercut,
)
from cmo_graph.repository import Repository
from cmo_graph.store.protocol import Snapshot
from cmo_graph.support.evidence import Claim, EvidenceOnClaim, gather_evidence, sought_concepts

ThingT = TypeVar("ThingT", bound=Thing)

#: Most things of one snapshot that are kept.
MOST_KEPT = 10_000

_kept: WeakKeyDictionary[Snapshot, dict[URIRef, Thing]] = WeakKeyDictionary()


class Gathering:
    """Reads what is needed, each thing once, and remembers it for the labels."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._found: dict[URIRef, Thing] = {}

    @property
    def things(self) -> tuple[Thing, ...]:
        """Everything that was read, in the order of reading."""
        return tuple(self._found.values())

    def all_of(self, model: type[ThingT], iris: Iterable[URIRef]) -> list[ThingT]:
        """Return things of one model by IRI; an IRI of another dataset is passed over."""
        wanted = [iri for iri in dict.fromkeys(iris) if self._repository.base.locate(iri)]
        self._read([iri for iri in wanted if iri not in self._found])
        found = (self._found.get(iri) for iri in wanted)
        return [thing for thing in found if isinstance(thing, model)]

    def _read(self, iris: Sequence[URIRef]) -> None:
        snapshot = self._repository.snapshot
        kept = _kept.setdefault(snapshot, {})
        # Another thread may empty it meanwhile, so each is asked for once.
        self._found.update({iri: one for iri in iris if (one := kept.get(iri)) is not None})
        missing = [iri for iri in iris if iri not in self._found]
        if not missing:
            return
        description = snapshot.describe(*missing)
        fresh = {
            iri: read(THINGS[self._repository.kind_of(iri)], description, iri)
            for iri in missing
            if iri in description
        }
        self._found.update(fresh)
        if len(kept) + len(fresh) > MOST_KEPT:
            kept.clear()
        kept.update(fresh)

    def matching(self, model: type[ThingT], facet: str, values: Sequence[URIRef]) -> list[ThingT]:
        """Return every thing of one kind that has one of these values in a facet."""
        if not values:
            return []
        return self.all_of(model, self._pages(model.kind_name, {facet: [str(v) for v in values]}))

    def _pages(self, kind: str, filters: Mapping[str, Sequence[str]]) -> Iterator[URIRef]:
        after = None
        while True:
            page = self._repository.snapshot.catalogue.page(
                kind, filters=filters, after=after, limit=500
            )
            yield from page.iris
            after = page.next
            if after is None:
                return

    def evidence_on(self, claims: Sequence[Claim]) -> dict[URIRef, EvidenceOnClaim]:
        """Return all that bears on each of some claims, by IRI."""
        lines = self.matching(EvidenceLine, "claim", [claim.id for claim in claims])
        studies = self._studies({line.study for line in lines})
        undercuts = self.matching(Undercut, "undercuts", [line.id for line in lines])
        targets = {iri for claim in claims for iri in (claim.id, *sought_concepts(claim))}
        searches = self.matching(SearchRecord, "searched_for", sorted(targets))
        passages = self.all_of(Passage, (iri for line in lines for iri in line.passages))
        contexts = self._contexts(
            [iri for line in lines for iri in line.examined_in]
            + [iri for study in studies for iri in study.examined_in]
        )
        return {
            claim.id: gather_evidence(
                claim,
                lines=lines,
                studies=studies,
                undercuts=undercuts,
                searches=searches,
                passages=passages,
                concepts=contexts,
            )
            for claim in claims
        }

    def _studies(self, iris: Iterable[URIRef]) -> list[Study]:
        """Return studies, those they share data with, and those they include, at any distance."""
        return self._closure(Study, iris, self._near)

    def _near(self, study: Study) -> Iterable[URIRef]:
        sharing = self._repository.snapshot.select("sharing_data", study=study.id)
        others = (row["other"] for row in sharing)
        return (*study.same_data, *study.includes, *(o for o in others if isinstance(o, URIRef)))

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
        wanted = sorted(seen)
        while wanted:
            read_now = self.all_of(model, wanted)
            found += read_now
            fresh = {iri for thing in read_now for iri in near(thing)} - seen
            seen |= fresh
            wanted = sorted(fresh)
        return found
