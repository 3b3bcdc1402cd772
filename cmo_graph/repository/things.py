"""Things out of a snapshot: this module finds them by key or IRI, in pages and by filter.

A repository sees one dataset version from start to end.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rdflib import URIRef

from cmo_graph.errors import InvalidParameter, MalformedThing, NotFound
from cmo_graph.iri import Base
from cmo_graph.mapping import Node, Part, plans, read
from cmo_graph.model import CLAIMS, THINGS, Thing
from cmo_graph.repository.facets import FACETS, Facet
from cmo_graph.store.protocol import Snapshot

#: Kinds of things that evidence can bear on.
CLAIM_KINDS: tuple[str, ...] = tuple(model.kind_name for model in CLAIMS)


@dataclass(frozen=True, slots=True)
class Page:
    """A run of things of one kind in key order."""

    items: tuple[Thing, ...]
    #: Key after which the next page starts; None on the last page.
    next: str | None
    #: How many things match in all.
    total: int


@dataclass(frozen=True, slots=True)
class Repository:
    """The things of one dataset version."""

    snapshot: Snapshot
    base: Base

    def resolve(self, name: str, *kinds: str) -> URIRef:
        """Return the IRI of the thing of one of these kinds with this key or IRI.

        Raises:
            NotFound: there is none; the error names the nearest keys.
        """
        for kind in kinds:
            iri = self.snapshot.catalogue.find(kind, name)
            if iri is not None:
                return iri
        nearest = [near for kind in kinds for near in self.snapshot.catalogue.nearest(kind, name)]
        raise NotFound(" or ".join(kinds), name, nearest=tuple(nearest[:3]))

    def kind_of(self, iri: URIRef) -> str:
        """Return the kind of a thing from its IRI.

        Raises:
            NotFound: it is not one of this dataset's IRIs.
        """
        located = self.base.locate(iri)
        if located is None or located[0] not in THINGS:
            raise NotFound("thing", iri)
        return located[0]

    def get(self, kind: str, name: str) -> Thing:
        """Return the thing of this kind with this key or IRI.

        Raises:
            NotFound: there is none.
        """
        return next(self.read_all(kind, [self.resolve(name, kind)]))

    def read_all(self, kind: str, iris: Sequence[URIRef]) -> Iterator[Thing]:
        """Yield the things of one kind with these IRIs, in their order.

        Raises:
            MalformedThing: the store says something of one of them that the model does not allow.
        """
        description = self.snapshot.describe(*iris)
        for iri in iris:
            if iri not in description:
                raise MalformedThing(iri, "the catalogue lists it, but nothing is said of it")
            yield read(THINGS[kind], description, iri)

    def page(
        self,
        kind: str,
        *,
        filters: Mapping[str, Sequence[str]],
        text: str | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> Page:
        """Return a page of one kind, in key order.

        Args:
            kind: The kind's word, such as `configurations`.
            filters: Values by facet; one value of each facet must match. Things by key or IRI.
            text: Words that the label or text contains; the last may be a beginning.
            after: Key of the last thing of the page before.
            limit: Most things on the page.
        """
        found = self.snapshot.catalogue.page(
            kind,
            filters=self.filter_values(kind, filters),
            text=text,
            after=after,
            limit=limit,
        )
        return Page(tuple(self.read_all(kind, found.iris)), found.next, found.total)

    def filter_values(
        self, kind: str, filters: Mapping[str, Sequence[str]]
    ) -> dict[str, list[str]]:
        """Return the values by facet as the catalogue has them: things by IRI.

        Raises:
            InvalidParameter: there is no such facet, or a code's token is not of its vocabulary.
            NotFound: a value names no thing.
        """
        return {name: self._values(kind, name, given) for name, given in filters.items()}

    def _values(self, kind: str, name: str, given: Sequence[str]) -> list[str]:
        facet = FACETS[kind].get(name)
        if facet is None:
            raise InvalidParameter("filter", name, f"one of {', '.join(FACETS[kind])}")
        return [self._value(facet, name, value) for value in given]

    def _value(self, facet: Facet, name: str, value: str) -> str:
        if facet.kinds:
            return str(self.resolve(value, *facet.kinds))
        if facet.tokens and value not in facet.tokens:
            raise InvalidParameter(name, value, f"one of {', '.join(facet.tokens)}")
        return value

    def labels(self, things: Iterable[Thing]) -> dict[str, str]:
        """Return a label for everything these things refer to, by IRI, in IRI order."""
        mentioned = {iri for thing in things for iri in references(thing)}
        return dict(sorted(self.snapshot.catalogue.labels(mentioned).items()))


def references(node: Node) -> Iterator[URIRef]:
    """Yield the IRIs that a thing and its parts refer to, with repeats."""
    for plan in plans(type(node)):
        value = getattr(node, plan.name)
        for item in value if plan.is_many else (value,):
            if isinstance(item, Part):
                yield from references(item)
            elif isinstance(item, URIRef):
                yield item
