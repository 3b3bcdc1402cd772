"""Which claims make up a theory: this module reads them and compiles the theory, once a version."""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from rdflib import URIRef

from cmo_graph.model import (
    Concept,
    Configuration,
    Link,
    Moderation,
    ProgrammeTheory,
    TheoryVersion,
    Thing,
)
from cmo_graph.repository import Repository
from cmo_graph.theory.hypergraph import Theory, compile_theory

ThingT = TypeVar("ThingT", bound=Thing)

#: Compiled theories kept for reuse.
KEPT = 8


@dataclass(frozen=True, slots=True)
class TheoryContent:
    """The claims of a theory, with every concept of the dataset that they may mention."""

    configurations: tuple[Configuration, ...]
    links: tuple[Link, ...]
    moderations: tuple[Moderation, ...]
    concepts: tuple[Concept, ...]
    #: The version of a programme theory whose members they are; None for all claims there are.
    version: URIRef | None
    compiled: Theory


def everything(repository: Repository, model: type[ThingT]) -> Iterator[ThingT]:
    """Yield every thing of one kind, in key order."""
    after = None
    while True:
        page = repository.page(model.kind_name, filters={}, after=after, limit=500)
        yield from (thing for thing in page.items if isinstance(thing, model))
        after = page.next
        if after is None:
            return


class TheoryShelf:
    """Compiled theories by dataset version and selection. Any thread may use it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, URIRef | None], TheoryContent] = OrderedDict()

    def content(self, repository: Repository, theory: str | None = None) -> TheoryContent:
        """Return the claims of a theory, compiled.

        Args:
            repository: Where they are.
            theory: Key or IRI of a programme theory, whose newest version is taken, or of a
                version. None takes every claim that belongs to the newest version of some theory;
                where the dataset has no theory, every claim.

        Raises:
            NotFound: there is no such theory or version.
        """
        chosen = None if theory is None else repository.resolve(theory, *_KINDS)
        key = (repository.snapshot.version.digest, chosen)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = _read(repository, chosen)
                if len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]


_KINDS = (ProgrammeTheory.kind_name, TheoryVersion.kind_name)


def _read(repository: Repository, chosen: URIRef | None) -> TheoryContent:
    versions = _versions(repository, chosen)
    members = {member for version in versions for member in version.members}

    def belongs(thing: Thing) -> bool:
        return not versions or thing.id in members

    configurations = tuple(filter(belongs, everything(repository, Configuration)))
    links = tuple(filter(belongs, everything(repository, Link)))
    moderations = tuple(filter(belongs, everything(repository, Moderation)))
    concepts = tuple(everything(repository, Concept))
    return TheoryContent(
        configurations=configurations,
        links=links,
        moderations=moderations,
        concepts=concepts,
        version=versions[0].id if len(versions) == 1 else None,
        compiled=compile_theory(
            configurations, concepts=concepts, links=links, moderations=moderations
        ),
    )


def _versions(repository: Repository, chosen: URIRef | None) -> list[TheoryVersion]:
    """Return the versions whose members count: the chosen one, or the newest of each theory."""
    newest: dict[URIRef, TheoryVersion] = {}
    for version in everything(repository, TheoryVersion):
        if version.id == chosen:
            return [version]
        if chosen in (None, version.theory):
            held = newest.get(version.theory)
            if held is None or version.number > held.number:
                newest[version.theory] = version
    return [newest[theory] for theory in sorted(newest)]
