"""Which claims a question looks at: this module finds them without reading what they say."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rdflib import URIRef

from cmo_graph.iri import IRI
from cmo_graph.mapping import plans
from cmo_graph.model import Configuration, Link, TheoryVersion, Thing
from cmo_graph.questions.theory_versions import newest_versions
from cmo_graph.repository import Repository
from cmo_graph.repository.things import CLAIM_KINDS
from cmo_graph.store.catalogue.facets import ROLE_PROPERTIES
from cmo_graph.store.protocol import Snapshot

#: Most claims of a dataset that is read whole. Ours.
SMALL = 2_000
#: Values of a facet that are looked up together, and things that one page of a list has.
_VALUES, _PAGE = 300, 2_000


@dataclass(frozen=True, slots=True)
class Selection:
    """Which claims are looked at; by default all there are. IRIs."""

    #: A programme theory, whose newest version counts, or a version; None for all claims.
    theory: IRI | None = None
    #: Reviews the claims belong to; empty for all.
    reviews: frozenset[IRI] = frozenset()
    #: Of a dataset too large to be read whole, only what steps join with these concepts, at any
    #: distance and whichever way; empty for all. What lies apart from them changes nothing that is
    #: asked about them.
    around: frozenset[IRI] = frozenset()

    def admits(self, thing: Thing, members: frozenset[IRI] | None) -> bool:
        """Say whether a claim is looked at; `members` are the theory's, None when none is named."""
        is_member = members is None or thing.id in members
        return is_member and (not self.reviews or thing.review in self.reviews)


#: Every claim there is.
EVERYTHING = Selection()


def claims_in(snapshot: Snapshot) -> int:
    """Return how many claims a version has."""
    counts = snapshot.catalogue.counts()
    return sum(counts.get(kind, 0) for kind in CLAIM_KINDS)


def selected_claims(
    repository: Repository, selection: Selection, *, most: int
) -> dict[str, list[URIRef]]:
    """Return the claims that a selection looks at, by kind, each kind in order of IRI.

    Args:
        repository: Where they are.
        selection: Which of them.
        most: Where there are more, some of them may be left out, but not so many that no more
            than `most` are left.

    Cost: that of a look-up for each claim; only the versions of the theory are read.
    """
    if selection.around:
        return joined_claims(repository, selection.around, most=most)
    if selection.theory is None:
        return {kind: _of_reviews(repository, kind, selection.reviews) for kind in CLAIM_KINDS}
    versions = newest_versions(versions_of(repository, selection.theory), selection.theory)
    members = sorted({member for version in versions for member in version.members})
    return {
        kind: [
            iri
            for iri, told in repository.snapshot.catalogue.told(kind, members).items()
            if not selection.reviews or selection.reviews & set(map(URIRef, told["review"]))
        ]
        for kind in CLAIM_KINDS
    }


def _of_reviews(repository: Repository, kind: str, reviews: Iterable[IRI]) -> list[URIRef]:
    return sorted(listed(repository, kind, {"review": sorted(reviews)}))


def versions_of(repository: Repository, theory: IRI) -> tuple[TheoryVersion, ...]:
    """Return the versions of a programme theory, or the one version that is meant, by key."""
    kind = TheoryVersion.kind_name
    if repository.kind_of(theory) == kind:
        found: Sequence[URIRef] = [theory]
    else:
        found = list(listed(repository, kind, {"theory": [theory]}))
    things = repository.read_all(kind, found)
    return tuple(one for one in things if isinstance(one, TheoryVersion))


def listed(
    repository: Repository, kind: str, filters: Mapping[str, Sequence[IRI]]
) -> Iterator[URIRef]:
    """Yield the things of a kind that match, in key order."""
    catalogue, after = repository.snapshot.catalogue, None
    while True:
        page = catalogue.page(
            kind,
            filters={facet: list(map(str, values)) for facet, values in filters.items()},
            after=after,
            limit=_PAGE,
        )
        yield from page.iris
        after = page.next
        if after is None:
            return


def listed_under(
    repository: Repository, kind: str, facet: str, values: Iterable[IRI]
) -> Iterator[URIRef]:
    """Yield the things of a kind that have any of many values in a facet, each once."""
    wanted, seen = sorted(set(values)), set[URIRef]()
    for first in range(0, len(wanted), _VALUES):
        some = wanted[first : first + _VALUES]
        fresh = [iri for iri in listed(repository, kind, {facet: some}) if iri not in seen]
        seen.update(fresh)
        yield from fresh


def joined_claims(
    repository: Repository, concepts: Iterable[IRI], *, most: int
) -> dict[str, list[URIRef]]:
    """Return the configurations and links that hang together with some concepts, by kind.

    Those that name one of the concepts, those that share a concept with these, and so on. The
    search ends when more than `most` are found.
    """
    waiting, seen = set(concepts), set(concepts)
    found: dict[str, set[URIRef]] = {kind: set() for kind in _JOINING}
    while waiting and sum(map(len, found.values())) <= most:
        reached: set[IRI] = set()
        for kind, (properties, facets) in _JOINING.items():
            fresh = {
                claim
                for concept in waiting
                for prop in properties
                for claim in repository.snapshot.subjects(prop, URIRef(concept))
            } - found[kind]
            listed_now = repository.snapshot.catalogue.told(kind, sorted(fresh))
            found[kind].update(listed_now)
            reached.update(
                URIRef(concept)
                for told in listed_now.values()
                for facet in facets
                for concept in told.get(facet, ())
            )
        waiting = reached - seen
        seen |= waiting
    return {kind: sorted(found.get(kind, ())) for kind in CLAIM_KINDS}


_ENDS = tuple(plan.predicate for plan in plans(Link) if plan.name in ("from_concept", "to_concept"))
#: By kind: the properties that name a claim's concepts, and the facets that tell them.
_JOINING: Mapping[str, tuple[tuple[URIRef, ...], tuple[str, ...]]] = {
    Configuration.kind_name: (tuple(ROLE_PROPERTIES), ("concept",)),
    Link.kind_name: (_ENDS, ("from", "to")),
}
