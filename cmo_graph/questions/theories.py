"""Which claims make up a theory: this module selects them and compiles the theory."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from rdflib import URIRef

from cmo_graph.model import (
    Concept,
    Configuration,
    Link,
    Moderation,
    Thing,
)
from cmo_graph.questions.holdings import Holdings
from cmo_graph.questions.shelf import Shelf
from cmo_graph.questions.theory_versions import THEORY_KINDS, newest_versions
from cmo_graph.repository import Repository
from cmo_graph.theory.hypergraph import Theory, compile_theory

#: Compiled theories kept for reuse.
KEPT = 8


@dataclass(frozen=True, slots=True)
class TheoryContent:
    """The claims of a theory, with every concept of the dataset that they may mention."""

    configurations: tuple[Configuration, ...]
    links: tuple[Link, ...]
    moderations: tuple[Moderation, ...]
    concepts: tuple[Concept, ...]
    #: The versions of programme theories whose members they are; empty for all claims there are,
    #: and for a theory that has no version.
    versions: tuple[URIRef, ...]
    compiled: Theory
    #: The theory, or version, that was asked for; None for all claims.
    chosen: URIRef | None = None

    @property
    def version(self) -> URIRef | None:
        """The one version whose members they are; None when they are of several, or of none."""
        return self.versions[0] if len(self.versions) == 1 else None


class TheoryShelf:
    """Compiled theories by dataset version and selection. Any thread may use it."""

    def __init__(self) -> None:
        self._kept: Shelf[tuple[str, URIRef | None], TheoryContent] = Shelf(kept=KEPT)

    def content(
        self,
        repository: Repository,
        theory: str | None = None,
        *,
        holdings: Callable[[], Holdings] | None = None,
    ) -> TheoryContent:
        """Return the claims of a theory, compiled.

        Args:
            repository: Where they are.
            theory: Key or IRI of a programme theory, whose newest version is taken, or of a
                version. None takes every claim that belongs to the newest version of some theory;
                where the dataset has no theory, every claim. A theory without versions has none.
            holdings: Reads the claims and their concepts; by default, those of the whole dataset.

        Raises:
            NotFound: there is no such theory or version.
        """
        chosen = None if theory is None else repository.resolve(theory, *THEORY_KINDS)
        return self._kept.get(
            (repository.snapshot.version.digest, chosen),
            lambda: _compiled(holdings() if holdings else Holdings(repository), chosen),
        )


def _compiled(holdings: Holdings, chosen: URIRef | None) -> TheoryContent:
    versions = newest_versions(holdings.versions, chosen)
    members = {member for version in versions for member in version.members}

    def belongs(thing: Thing) -> bool:
        return (chosen is None and not versions) or thing.id in members

    configurations = tuple(filter(belongs, holdings.configurations))
    links = tuple(filter(belongs, holdings.links))
    moderations = tuple(filter(belongs, holdings.moderations))
    return TheoryContent(
        configurations=configurations,
        links=links,
        moderations=moderations,
        concepts=holdings.concepts,
        versions=tuple(version.id for version in versions),
        compiled=compile_theory(
            configurations, concepts=holdings.concepts, links=links, moderations=moderations
        ),
        chosen=chosen,
    )


def with_concepts(content: TheoryContent, concepts: Iterable[Concept]) -> TheoryContent:
    """Return a theory with concepts of the dataset that have no part in it.

    Cost: that of compiling it once more.
    """
    known = {one.id: one for one in (*content.concepts, *concepts)}
    every = tuple(known[iri] for iri in sorted(known))
    compiled = compile_theory(
        content.configurations,
        concepts=every,
        links=content.links,
        moderations=content.moderations,
    )
    return replace(content, concepts=every, compiled=compiled)
