"""Some claims of a dataset version and all evidence on them: this module reads no more than that.

The answers are those that `Holdings` gives of the same claims. Concepts are those that the claims
and their evidence name, all broader ones, and those narrower than what the claims name: no other
concept has a part in what follows from them.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from rdflib import SKOS, URIRef

from cmo_graph.iri import IRI
from cmo_graph.model import (
    Concept,
    Confidence,
    Configuration,
    EvidenceLine,
    Link,
    Moderation,
    Passage,
    ProgrammeTheory,
    SearchRecord,
    Study,
    TheoryVersion,
    Thing,
    Undercut,
)
from cmo_graph.questions.holdings import Holdings
from cmo_graph.questions.selections import listed_under, versions_of
from cmo_graph.repository import Repository
from cmo_graph.repository.things import CLAIM_KINDS
from cmo_graph.support.evidence import Claim, sought_concepts
from cmo_graph.vocabulary import CMO

ThingT = TypeVar("ThingT", bound=Thing)


class PartHoldings(Holdings):
    """The claims that are given, their concepts, and the evidence on them."""

    def __init__(
        self,
        repository: Repository,
        claims: Mapping[str, Sequence[URIRef]],
        *,
        theory: IRI | None = None,
        also: Iterable[IRI] = (),
    ) -> None:
        """Choose what is read.

        Args:
            repository: Where it is.
            claims: By kind, as `selected_claims` returns them.
            theory: The programme theory, or the version, that these claims are of.
            also: Concepts that are read though no claim may name them.
        """
        super().__init__(repository)
        self._chosen = claims
        self._theory = theory
        self._also = frozenset(also)

    def _all(self, model: type[ThingT]) -> tuple[ThingT, ...]:
        return tuple(things_by_iri(self._repository, model, self._wanted(model)).values())

    def _wanted(self, model: type[Thing]) -> Iterable[URIRef]:
        if model.kind_name in self._chosen:
            return self._chosen[model.kind_name]
        found: Mapping[type[Thing], Callable[[], Iterable[URIRef]]] = {
            EvidenceLine: lambda: self._under(EvidenceLine, "claim", self.claims),
            Undercut: lambda: self._under(Undercut, "undercuts", self._line_iris),
            SearchRecord: lambda: self._under(SearchRecord, "searched_for", self._sought),
            Confidence: lambda: self._under(Confidence, "claim", self.claims),
            TheoryVersion: lambda: [version.id for version in self._of_theory],
            # A theory that has no version is named by itself only.
            ProgrammeTheory: lambda: {
                *(version.theory for version in self._of_theory),
                *(() if self._theory is None else (self._theory,)),
            },
        }
        return found[model]()

    def _under(self, model: type[Thing], facet: str, values: Iterable[IRI]) -> Iterator[URIRef]:
        return listed_under(self._repository, model.kind_name, facet, values)

    @cached_property
    def concepts(self) -> tuple[Concept, ...]:
        """Every concept that has a part in what follows from the claims, in key order."""
        named = {iri for claim in self.claims.values() for iri in _named_by(claim)} | self._also
        seen_in = {iri for line in self._every_line for iri in line.examined_in}
        seen_in |= {iri for study in self.studies.values() for iri in study.examined_in}
        narrower = _reached(named, lambda iri: self._subjects(SKOS.broader, iri))
        found = with_broader(self._repository, named | narrower | seen_in)
        return tuple(found[iri] for iri in sorted(found))

    @cached_property
    def studies(self) -> Mapping[IRI, Study]:
        """The studies behind the evidence, those they share data with, and those they include."""
        found: dict[IRI, Study] = {}
        seen = {line.study for line in self._every_line}
        waiting = set(seen)
        while waiting:
            fresh = things_by_iri(self._repository, Study, waiting)
            found.update(fresh)
            near = {iri for one in fresh.values() for iri in (*one.same_data, *one.includes)}
            # One that is not described can still be what others say they share data with.
            near |= {other for iri in waiting for other in self._subjects(CMO.sameData, iri)}
            waiting = near - seen
            seen |= waiting
        return {iri: found[iri] for iri in sorted(found)}

    def interventions(self, concepts: Iterable[IRI]) -> frozenset[IRI]:
        """Return which of these are an intervention in some configuration of the dataset."""
        return frozenset(iri for iri in concepts if self._subjects(CMO.hasIntervention, iri))

    def _subjects(self, prop: URIRef, iri: IRI) -> Sequence[URIRef]:
        return self._repository.snapshot.subjects(prop, URIRef(iri))

    @cached_property
    def _of_theory(self) -> tuple[TheoryVersion, ...]:
        return () if self._theory is None else versions_of(self._repository, self._theory)

    @cached_property
    def _every_line(self) -> tuple[EvidenceLine, ...]:
        return tuple(line for lines in self._lines.values() for line in lines)

    @property
    def _line_iris(self) -> tuple[IRI, ...]:
        return tuple(line.id for line in self._every_line)

    @property
    def _sought(self) -> set[IRI]:
        sought = {iri for claim in self.claims.values() for iri in sought_concepts(claim)}
        return sought | set(self.claims)

    @cached_property
    def _reports(self) -> Mapping[IRI, IRI]:
        passages = sorted({iri for line in self._every_line for iri in line.passages})
        told = self._repository.snapshot.catalogue.told(Passage.kind_name, passages)
        return {iri: URIRef(said["report"][0]) for iri, said in told.items()}


def things_by_iri(
    repository: Repository, model: type[ThingT], iris: Iterable[IRI]
) -> dict[IRI, ThingT]:
    """Return those of some things that the dataset lists as of a kind, by IRI in order."""
    wanted = sorted(set(iris))
    listed = repository.snapshot.catalogue.told(model.kind_name, wanted)
    things = repository.read_all(model.kind_name, list(listed))
    return {thing.id: thing for thing in things if isinstance(thing, model)}


def concepts_around(repository: Repository, iris: Collection[IRI]) -> tuple[Concept, ...]:
    """Return some concepts with all broader and narrower ones, in key order."""
    if not iris:
        return ()
    return PartHoldings(repository, dict.fromkeys(CLAIM_KINDS, ()), also=iris).concepts


def with_broader(repository: Repository, iris: Iterable[IRI]) -> dict[IRI, Concept]:
    """Return those of some concepts that the dataset lists, and all broader ones, by IRI."""
    found: dict[IRI, Concept] = {}
    waiting = set(iris)
    while waiting:
        fresh = things_by_iri(repository, Concept, waiting)
        found.update(fresh)
        waiting = {wide for one in fresh.values() for wide in one.broader} - found.keys()
    return found


def _reached(start: Iterable[IRI], near: Callable[[IRI], Iterable[URIRef]]) -> set[IRI]:
    """Return all that can be reached from some IRIs, but for these themselves."""
    begun = set(start)
    seen, waiting = set(begun), list(begun)
    for iri in waiting:  # which grows while it is walked
        fresh = [one for one in near(iri) if one not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
    return seen - begun


def _named_by(claim: Claim) -> Iterator[IRI]:
    if isinstance(claim, Configuration):
        yield from (slot.concept for slot in claim.slots)
    elif isinstance(claim, Link):
        yield from (claim.from_concept, claim.to_concept, *claim.holds_in)
    elif isinstance(claim, Moderation):
        yield claim.moderator
