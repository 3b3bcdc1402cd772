"""The support of every claim, page by page: this module keeps memory small and reads little.

What tells which lines count stands in the catalogue, which answers for hundreds of things at once;
of configurations only the slots are read, all in one go. Only the lines of contested claims are
read whole, for the contexts they were seen in. The rules are those of `summarise_support`, and so
is the answer; of what is given to it, what no record tells is left out.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar, cast

from rdflib import URIRef

from cmo_graph.errors import MalformedThing
from cmo_graph.iri import IRI
from cmo_graph.mapping import read
from cmo_graph.model import (
    Concept,
    Configuration,
    EvidenceLine,
    Link,
    Moderation,
    SearchRecord,
    Study,
    Thing,
    Undercut,
)
from cmo_graph.model.codes import (
    ClaimBasis,
    Direction,
    EvidenceBasis,
    Finding,
    HumanStatus,
    LinkKind,
    ModerationEffect,
    Polarity,
    ReadVia,
    SearchResult,
)
from cmo_graph.questions.slot_spool import SlotSpool, Stopped
from cmo_graph.repository import Repository
from cmo_graph.support.codes import SupportStatus
from cmo_graph.support.contexts import all_broader
from cmo_graph.support.evidence import Claim, EvidenceOnClaim, claims_no_effect, sought_concepts
from cmo_graph.support.summary import Support, summarise_support
from cmo_graph.vocabulary import Code

#: Claims that are looked at together.
PAGE = 300
#: Most studies, and most concepts, that are kept for the pages to come.
MOST_KEPT = 5_000
#: Things that are read from the catalogue together.
_TOGETHER = 2_000

ThingT = TypeVar("ThingT", bound=Thing)
CodeT = TypeVar("CodeT", bound=Code)
_Told = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """Some claims, each with no more than support and implied links follow from."""

    claims: tuple[Claim, ...]
    #: How many claims were done with this page, and how many there are in all.
    done: int
    total: int


def claim_pages(
    repository: Repository, slots: SlotSpool, *, is_stopped: Callable[[], bool]
) -> Iterator[ClaimPage]:
    """Yield all claims in pages: configurations, then links, then moderations.

    Raises:
        MalformedThing: the dataset states something that the model does not allow.
        Stopped: `is_stopped` said so, after a page.
    """
    counts = repository.snapshot.catalogue.counts()
    makers: Mapping[type[Thing], Callable[[Repository, Sequence[URIRef], SlotSpool], Any]] = {
        Configuration: _configurations,
        Link: _links,
        Moderation: _moderations,
    }
    done, total = 0, sum(counts[model.kind_name] for model in makers)
    for model, make in makers.items():
        for iris in _pages(repository, model.kind_name, {}, limit=PAGE):
            if is_stopped():
                raise Stopped
            done += len(iris)
            yield ClaimPage(tuple(make(repository, iris, slots)), done, total)


def _pages(
    repository: Repository, kind: str, filters: Mapping[str, Sequence[str]], *, limit: int
) -> Iterator[tuple[URIRef, ...]]:
    after = None
    while True:
        page = repository.snapshot.catalogue.page(kind, filters=filters, after=after, limit=limit)
        yield page.iris
        after = page.next
        if after is None:
            return


def _configurations(
    repository: Repository, iris: Sequence[URIRef], slots: SlotSpool
) -> Iterator[Configuration]:
    told, slots_of = _told(repository, Configuration, iris), slots.slots_of(iris)
    for iri in iris:
        if str(iri) not in slots_of:
            raise MalformedThing(iri, "slots: it has none")
        yield _partly(Configuration, iri, told[iri], slots=slots_of[str(iri)])


def _links(repository: Repository, iris: Sequence[URIRef], _: SlotSpool) -> Iterator[Link]:
    for iri, told in _told(repository, Link, iris).items():
        yield _partly(
            Link,
            iri,
            told,
            from_concept=_iri(iri, told, "from"),
            to_concept=_iri(iri, told, "to"),
            kind=_code(iri, told, "kind", LinkKind),
            polarity=_code(iri, told, "polarity", Polarity),
            basis=_code(iri, told, "basis", ClaimBasis),
        )


def _moderations(
    repository: Repository, iris: Sequence[URIRef], _: SlotSpool
) -> Iterator[Moderation]:
    for iri, told in _told(repository, Moderation, iris).items():
        yield _partly(
            Moderation,
            iri,
            told,
            moderator=_iri(iri, told, "concept"),
            effect=_code(iri, told, "effect", ModerationEffect),
            moderates=_iri(iri, told, "moderates"),
            basis=_code(iri, told, "basis", ClaimBasis),
        )


class Bulk:
    """Sums up the evidence on page after page of claims of one dataset version."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._studies: dict[URIRef, Study | None] = {}
        self._concepts: dict[URIRef, Concept | None] = {}

    def supports(self, claims: Sequence[Claim]) -> Iterator[Support]:
        """Yield the support of each claim under the default filters, in their order.

        Of its lines, undercuts and searches only what counting needs is told.

        Raises:
            MalformedThing: the dataset states something that the model does not allow.
        """
        evidence = self._evidence_on(claims)
        for claim in claims:
            support = summarise_support(claim.id, evidence=evidence[claim.id])
            if support.status is SupportStatus.CONTESTED:
                where = self._with_contexts(evidence[claim.id])
                support = summarise_support(claim.id, evidence=where)
            yield support

    def _evidence_on(self, claims: Sequence[Claim]) -> dict[IRI, EvidenceOnClaim]:
        lines = self._lines_on(claims)
        every = [line for own in lines.values() for line in own]
        studies = self._known_studies(line.study for line in every)
        undercuts = self._undercuts_of(every)
        sought = {claim.id: sought_concepts(claim) for claim in claims}
        searches = self._searches_for({iri for own in sought.items() for iri in (own[0], *own[1])})
        reports = self._reports_of(every)
        return {
            claim.id: EvidenceOnClaim(
                lines=tuple(lines[claim.id]),
                studies=self._around(lines[claim.id], studies),
                undercuts=tuple(one for line in lines[claim.id] for one in undercuts[line.id]),
                searches=tuple(
                    one for iri in (claim.id, *sought[claim.id]) for one in searches[iri]
                ),
                reports=reports,
                sought=sought[claim.id],
                claims_no_effect=claims_no_effect(claim),
            )
            for claim in claims
        }

    def _lines_on(self, claims: Iterable[Claim]) -> Mapping[IRI, list[EvidenceLine]]:
        found: dict[IRI, list[EvidenceLine]] = defaultdict(list)
        for iri, told in self._matching(EvidenceLine, "claim", [claim.id for claim in claims]):
            line = _partly(
                EvidenceLine,
                iri,
                told,
                claim=_iri(iri, told, "claim"),
                study=_iri(iri, told, "study"),
                direction=_code(iri, told, "direction", Direction),
                basis=_code(iri, told, "basis", EvidenceBasis),
                read_via=_code(iri, told, "read_via", ReadVia),
                finding=_code(iri, told, "finding", Finding) if "finding" in told else None,
                status=_status(iri, told),
                passages=tuple(map(URIRef, sorted(told.get("passage", ())))),
            )
            found[line.claim].append(line)
        return found

    def _undercuts_of(self, lines: Iterable[EvidenceLine]) -> Mapping[IRI, list[Undercut]]:
        found: dict[IRI, list[Undercut]] = defaultdict(list)
        for iri, told in self._matching(Undercut, "undercuts", [line.id for line in lines]):
            undercut = _partly(
                Undercut,
                iri,
                told,
                undercuts=tuple(map(URIRef, told["undercuts"])),
                status=_status(iri, told),
            )
            for line in undercut.undercuts:
                found[line].append(undercut)
        return found

    def _searches_for(self, targets: Iterable[IRI]) -> Mapping[IRI, list[SearchRecord]]:
        found: dict[IRI, list[SearchRecord]] = defaultdict(list)
        for iri, told in self._matching(SearchRecord, "searched_for", sorted(targets)):
            search = _partly(
                SearchRecord,
                iri,
                told,
                searched_for=_iri(iri, told, "searched_for"),
                result=_code(iri, told, "result", SearchResult),
            )
            found[search.searched_for].append(search)
        return found

    def _reports_of(self, lines: Iterable[EvidenceLine]) -> dict[IRI, IRI]:
        passages = sorted({passage for line in lines for passage in line.passages})
        told = self._repository.snapshot.catalogue.told("passages", passages)
        return {iri: _iri(iri, said, "report") for iri, said in told.items()}

    def _matching(
        self, model: type[Thing], facet: str, values: Sequence[IRI]
    ) -> Iterator[tuple[URIRef, _Told]]:
        """Yield what is told of each thing that has one of these values in a facet."""
        for first in range(0, len(values), PAGE):
            some = [str(value) for value in values[first : first + PAGE]]
            pages = _pages(self._repository, model.kind_name, {facet: some}, limit=_TOGETHER)
            for iris in pages:
                yield from _told(self._repository, model, iris).items()

    # Studies

    @cached_property
    def _sharing(self) -> Mapping[URIRef, Sequence[URIRef]]:
        """By study, those that say they rest on its data; the statements are few."""
        found: dict[URIRef, list[URIRef]] = defaultdict(list)
        for row in self._repository.snapshot.select("shared_data"):
            if isinstance(row["study"], URIRef) and isinstance(row["other"], URIRef):
                found[row["study"]].append(row["other"])
        return found

    def _near(self, study: Study) -> tuple[URIRef, ...]:
        return (*study.same_data, *study.includes, *self._sharing.get(study.id, ()))

    def _known_studies(self, iris: Iterable[URIRef]) -> dict[URIRef, Study]:
        """Return studies, those they share data with, and those they include, at any distance."""
        return self._closure(Study, iris, self._near, self._studies)

    def _around(
        self, lines: Iterable[EvidenceLine], known: Mapping[URIRef, Study]
    ) -> dict[IRI, Study]:
        waiting = list(dict.fromkeys(line.study for line in lines))
        seen = set(waiting)
        for iri in waiting:  # which grows while it is walked
            study = known.get(iri)
            near = self._sharing.get(iri, ()) if study is None else self._near(study)
            fresh = [one for one in dict.fromkeys(near) if one not in seen]
            seen.update(fresh)
            waiting.extend(fresh)
        return {iri: known[iri] for iri in waiting if iri in known}

    # Contexts

    def _with_contexts(self, evidence: EvidenceOnClaim) -> EvidenceOnClaim:
        """Return the same evidence with the contexts of its lines, and what is known of them."""
        iris = [line.id for line in evidence.lines]
        read_whole = self._repository.read_all(EvidenceLine.kind_name, iris)
        lines = tuple(line for line in read_whole if isinstance(line, EvidenceLine))
        contexts = [iri for line in lines for iri in line.examined_in]
        contexts += [iri for study in evidence.studies.values() for iri in study.examined_in]
        concepts = self._closure(Concept, contexts, lambda one: one.broader, self._concepts)
        return replace(
            evidence,
            lines=lines,
            dimensions={
                iri: concept.context_dimension
                for iri, concept in concepts.items()
                if concept.context_dimension is not None
            },
            broader=all_broader(concepts.values()),
        )

    def _closure(
        self,
        model: type[ThingT],
        iris: Iterable[URIRef],
        near: Callable[[ThingT], Iterable[URIRef]],
        kept: dict[URIRef, ThingT | None],
    ) -> dict[URIRef, ThingT]:
        if len(kept) > MOST_KEPT:
            kept.clear()
        found: dict[URIRef, ThingT] = {}
        seen = set(iris)
        wanted = sorted(seen)
        while wanted:
            self._keep(model, [iri for iri in wanted if iri not in kept], kept)
            fresh: set[URIRef] = set()
            for iri in wanted:
                thing = kept[iri]
                if thing is not None:
                    found[iri] = thing
                    fresh.update(near(thing))
                elif model is Study:
                    fresh.update(self._sharing.get(iri, ()))
            wanted = sorted(fresh - seen)
            seen |= fresh
        return found

    def _keep(
        self, model: type[ThingT], iris: Sequence[URIRef], kept: dict[URIRef, ThingT | None]
    ) -> None:
        """Read things that are not kept yet; None stands for what the dataset does not list."""
        listed = self._repository.snapshot.catalogue.told(model.kind_name, iris)
        description = self._repository.snapshot.describe(*listed)
        kept.update({iri: read(model, description, iri) if iri in listed else None for iri in iris})


def _told(
    repository: Repository, model: type[Thing], iris: Sequence[URIRef]
) -> Mapping[URIRef, _Told]:
    return repository.snapshot.catalogue.told(model.kind_name, iris)


def _partly(model: type[ThingT], iri: URIRef, told: _Told, **fields: object) -> ThingT:
    """Return a thing of which only some fields are known; nobody may ask for the others."""
    known: dict[str, Any] = {"id": iri, "label": (), "review": _iri(iri, told, "review"), **fields}
    return cast(ThingT, model.model_construct(**known))


def _one(iri: URIRef, told: _Told, facet: str) -> str:
    values = told.get(facet, ())
    if len(values) != 1:
        raise MalformedThing(iri, f"{facet}: {len(values)} values stand where one is expected")
    return values[0]


def _iri(iri: URIRef, told: _Told, facet: str) -> URIRef:
    return URIRef(_one(iri, told, facet))


def _code(iri: URIRef, told: _Told, facet: str, codes: type[CodeT]) -> CodeT:
    token = _one(iri, told, facet)
    try:
        return codes(token)
    except ValueError as error:
        raise MalformedThing(iri, f"{facet}: {token} is none of its codes") from error


def _status(iri: URIRef, told: _Told) -> HumanStatus:
    return _code(iri, told, "status", HumanStatus) if "status" in told else HumanStatus.PROPOSED
