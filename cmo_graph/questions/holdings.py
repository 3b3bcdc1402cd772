"""All claims of a dataset version and all evidence on them: this module reads each kind once.

For questions about a whole theory. What is asked of one claim reads what it needs in `support`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

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
from cmo_graph.model.codes import ContextDimension, Role
from cmo_graph.repository import Repository
from cmo_graph.support.contexts import all_broader
from cmo_graph.support.evidence import Claim, EvidenceOnClaim, claims_no_effect, sought_concepts

ThingT = TypeVar("ThingT", bound=Thing)


def everything(repository: Repository, model: type[ThingT]) -> Iterator[ThingT]:
    """Yield every thing of one kind, in key order."""
    after = None
    while True:
        page = repository.page(model.kind_name, filters={}, after=after, limit=500)
        yield from (thing for thing in page.items if isinstance(thing, model))
        after = page.next
        if after is None:
            return


class Holdings:
    """The claims, concepts and evidence of one dataset version; each kind is read when needed.

    Threads that ask for the same kind at the same time may read it twice, and get equal values.
    """

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def _all(self, model: type[ThingT]) -> tuple[ThingT, ...]:
        return tuple(everything(self._repository, model))

    @cached_property
    def concepts(self) -> tuple[Concept, ...]:
        """Every concept, in key order."""
        return self._all(Concept)

    @cached_property
    def configurations(self) -> tuple[Configuration, ...]:
        """Every configuration, in key order."""
        return self._all(Configuration)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every link that reviewers wrote, in key order."""
        return self._all(Link)

    @cached_property
    def moderations(self) -> tuple[Moderation, ...]:
        """Every moderation, in key order."""
        return self._all(Moderation)

    @cached_property
    def theories(self) -> tuple[ProgrammeTheory, ...]:
        """Every programme theory, in key order."""
        return self._all(ProgrammeTheory)

    @cached_property
    def versions(self) -> tuple[TheoryVersion, ...]:
        """Every version of every programme theory, in key order."""
        return self._all(TheoryVersion)

    @cached_property
    def confidences(self) -> tuple[Confidence, ...]:
        """Every judgement of confidence, in key order."""
        return self._all(Confidence)

    @cached_property
    def studies(self) -> Mapping[IRI, Study]:
        """Every study by IRI."""
        return {study.id: study for study in self._all(Study)}

    @cached_property
    def claims(self) -> Mapping[IRI, Claim]:
        """Every configuration, link and moderation by IRI."""
        every: tuple[Claim, ...] = (*self.configurations, *self.links, *self.moderations)
        return {claim.id: claim for claim in every}

    @cached_property
    def models(self) -> Mapping[IRI, Concept]:
        """Every concept by IRI."""
        return {concept.id: concept for concept in self.concepts}

    @cached_property
    def dimensions(self) -> Mapping[IRI, ContextDimension]:
        """In which respect a concept says where a study was done, for those that say so."""
        return {
            concept.id: concept.context_dimension
            for concept in self.concepts
            if concept.context_dimension is not None
        }

    def interventions(self, concepts: Iterable[IRI]) -> frozenset[IRI]:
        """Return which of these are an intervention in some configuration of the dataset."""
        slots = (slot for one in self.configurations for slot in one.in_role(Role.INTERVENTION))
        return frozenset(slot.concept for slot in slots) & frozenset(concepts)

    def evidence_on(self, claim: Claim) -> EvidenceOnClaim:
        """Return all that bears on one claim, whatever its human status."""
        lines = self._lines.get(claim.id, ())
        sought = sought_concepts(claim)
        undercuts = {
            undercut.id: undercut for line in lines for undercut in self._undercuts.get(line.id, ())
        }
        return EvidenceOnClaim(
            lines=tuple(lines),
            studies=self._studies_around(line.study for line in lines),
            undercuts=tuple(undercuts.values()),
            searches=tuple(
                search
                for target in (claim.id, *sorted(sought))
                for search in self._searches.get(target, ())
            ),
            reports=self._reports,
            dimensions=self.dimensions,
            broader=self._broader,
            sought=sought,
            claims_no_effect=claims_no_effect(claim),
        )

    @cached_property
    def _lines(self) -> Mapping[IRI, Sequence[EvidenceLine]]:
        found: dict[IRI, list[EvidenceLine]] = defaultdict(list)
        for line in self._all(EvidenceLine):
            found[line.claim].append(line)
        return found

    @cached_property
    def _undercuts(self) -> Mapping[IRI, Sequence[Undercut]]:
        found: dict[IRI, list[Undercut]] = defaultdict(list)
        for undercut in self._all(Undercut):
            for line in undercut.undercuts:
                found[line].append(undercut)
        return found

    @cached_property
    def _searches(self) -> Mapping[IRI, Sequence[SearchRecord]]:
        found: dict[IRI, list[SearchRecord]] = defaultdict(list)
        for search in self._all(SearchRecord):
            found[search.searched_for].append(search)
        return found

    @cached_property
    def _reports(self) -> Mapping[IRI, IRI]:
        return {passage.id: passage.report for passage in self._all(Passage)}

    @cached_property
    def _broader(self) -> Mapping[IRI, frozenset[IRI]]:
        return all_broader(self.concepts)

    @cached_property
    def _neighbours(self) -> Mapping[IRI, frozenset[IRI]]:
        """Studies by study: those they include, and those that either says share its data."""
        found: dict[IRI, set[IRI]] = defaultdict(set)
        for study in self.studies.values():
            found[study.id].update(study.same_data, study.includes)
            for other in study.same_data:
                found[other].add(study.id)
        return {study: frozenset(near) for study, near in found.items()}

    def _studies_around(self, iris: Iterable[IRI]) -> dict[IRI, Study]:
        waiting = list(iris)
        seen = set(waiting)
        for study in waiting:
            fresh = self._neighbours.get(study, frozenset()) - seen
            seen |= fresh
            waiting += fresh
        return {iri: self.studies[iri] for iri in seen if iri in self.studies}
