"""What bears on a claim: this module gathers it from a snapshot and has it summed up."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

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
from cmo_graph.repository.things import CLAIM_KINDS
from cmo_graph.support.evidence import Claim, EvidenceOnClaim, gather_evidence, sought_concepts
from cmo_graph.support.filters import ACCEPTED, Filters
from cmo_graph.support.opinion import OpinionMethod
from cmo_graph.support.summary import Support, summarise_support

ThingT = TypeVar("ThingT", bound=Thing)


@dataclass(frozen=True, slots=True)
class Examined:
    """A claim and the support it has."""

    claim: Claim
    support: Support
    #: Everything the support refers to, for labels.
    things: tuple[Thing, ...]


def support_of(
    repository: Repository,
    claim: str,
    *,
    filters: Filters = ACCEPTED,
    opinion: OpinionMethod | None = None,
) -> Examined:
    """Return a claim, given by key or IRI, with its support.

    Raises:
        NotFound: there is no such configuration, link or moderation.
    """
    iri = repository.resolve(claim, *CLAIM_KINDS)
    found = _Gathering(repository)
    thing = cast(Claim, found.one(iri))
    evidence = found.evidence_on(thing)
    support = summarise_support(iri, evidence=evidence, filters=filters, opinion=opinion)
    return Examined(thing, support, found.things)


class _Gathering:
    """Reads what is needed, each thing once, and remembers it for the labels."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._found: dict[URIRef, Thing] = {}

    @property
    def things(self) -> tuple[Thing, ...]:
        return tuple(self._found.values())

    def one(self, iri: URIRef) -> Thing:
        return self.all_of(Thing, [iri])[0]

    def all_of(self, model: type[ThingT], iris: Iterable[URIRef]) -> list[ThingT]:
        """Return things of one model by IRI; an IRI of another dataset is passed over."""
        wanted = [iri for iri in dict.fromkeys(iris) if self._repository.base.locate(iri)]
        missing = [iri for iri in wanted if iri not in self._found]
        description = self._repository.snapshot.describe(*missing)
        for iri in missing:
            if iri in description:
                kind = THINGS[self._repository.kind_of(iri)]
                self._found[iri] = read(kind, description, iri)
        found = (self._found.get(iri) for iri in wanted)
        return [thing for thing in found if isinstance(thing, model)]

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

    def evidence_on(self, claim: Claim) -> EvidenceOnClaim:
        lines = self.matching(EvidenceLine, "claim", [claim.id])
        studies = self._studies({line.study for line in lines})
        return gather_evidence(
            claim,
            lines=lines,
            studies=studies,
            undercuts=self.matching(Undercut, "undercuts", [line.id for line in lines]),
            searches=self.matching(
                SearchRecord, "searched_for", [claim.id, *sorted(sought_concepts(claim))]
            ),
            passages=self.all_of(Passage, (iri for line in lines for iri in line.passages)),
            concepts=self._contexts(
                [
                    *(iri for line in lines for iri in line.examined_in),
                    *(iri for study in studies for iri in study.examined_in),
                ]
            ),
        )

    def _studies(self, iris: Iterable[URIRef]) -> list[Study]:
        """Return studies, those they share data with, and those they include, at any distance."""
        found: dict[URIRef, Study] = {}
        wanted = set(iris)
        while wanted:
            for study in self.all_of(Study, sorted(wanted)):
                found[study.id] = study
            near = {iri for study in found.values() for iri in (*study.same_data, *study.includes)}
            wanted = {iri for iri in near - found.keys() if iri in self._known(near)}
        return list(found.values())

    def _known(self, iris: Iterable[URIRef]) -> set[URIRef]:
        return {study.id for study in self.all_of(Study, iris)}

    def _contexts(self, iris: Iterable[URIRef]) -> list[Concept]:
        found: dict[URIRef, Concept] = {}
        wanted = set(iris)
        while wanted:
            read_now = self.all_of(Concept, sorted(wanted))
            found.update({concept.id: concept for concept in read_now})
            wanted = {iri for concept in read_now for iri in concept.broader} - found.keys()
        return list(found.values())
