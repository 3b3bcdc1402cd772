"""What several questions share: this module keeps compiled theories, supports and networks.

Everything is kept by dataset version, so that nothing is ever told of a version other than the one
that was asked; the few things used last are kept.
"""

from collections.abc import Callable, Hashable, Mapping
from types import MappingProxyType

from cmo_graph.drawing import Diagram, Drawing
from cmo_graph.iri import IRI
from cmo_graph.questions.holdings import Holdings
from cmo_graph.questions.networks import LinkNetwork, Selection, link_network
from cmo_graph.questions.shelf import Shelf
from cmo_graph.questions.theories import TheoryContent, TheoryShelf
from cmo_graph.repository import Repository
from cmo_graph.support.filters import ACCEPTED, Filters
from cmo_graph.support.summary import Support, summarise_support

#: Dataset versions whose claims and evidence are kept; and summaries, and networks, of them.
HOLDINGS_KEPT = 2
SUPPORTS_KEPT = 4
NETWORKS_KEPT = 4
#: Diagrams of whole theories that are kept, and drawings, of any version.
DIAGRAMS_KEPT = 4
DRAWINGS_KEPT = 32


class Shelves:
    """What was made of the last few dataset versions. Any thread may use it."""

    def __init__(self) -> None:
        self._theories = TheoryShelf()
        self._holdings = Shelf[str, Holdings](kept=HOLDINGS_KEPT)
        self._supports = Shelf[tuple[str, Filters], Mapping[IRI, Support]](kept=SUPPORTS_KEPT)
        self._networks = Shelf[tuple[str, Selection, Filters], LinkNetwork](kept=NETWORKS_KEPT)
        self._diagrams = Shelf[tuple[str, IRI, Filters], Diagram](kept=DIAGRAMS_KEPT)
        self._drawings = Shelf[tuple[str, Hashable], Drawing](kept=DRAWINGS_KEPT)

    def holdings(self, repository: Repository) -> Holdings:
        """Return all claims and evidence of the repository's version."""
        return self._holdings.get(_version(repository), lambda: Holdings(repository))

    def theory(self, repository: Repository, theory: str | None = None) -> TheoryContent:
        """Return a theory's claims, compiled; see `TheoryShelf.content`.

        Raises:
            NotFound: there is no such theory or version.
        """
        return self._theories.content(repository, theory, holdings=self.holdings(repository))

    def supports(
        self, repository: Repository, filters: Filters = ACCEPTED
    ) -> Mapping[IRI, Support]:
        """Return the support of every configuration, link and moderation, by IRI."""
        return self._supports.get(
            (_version(repository), filters), lambda: _supports(self.holdings(repository), filters)
        )

    def network(
        self, repository: Repository, selection: Selection, filters: Filters = ACCEPTED
    ) -> LinkNetwork:
        """Return the links of a selection, authored and implied, each with its evidence."""
        return self._networks.get(
            (_version(repository), selection, filters),
            lambda: link_network(
                self.holdings(repository),
                selection=selection,
                supports=self.supports(repository, filters),
            ),
        )

    def diagram(
        self,
        repository: Repository,
        theory: IRI,
        filters: Filters,
        make: Callable[[], Diagram],
    ) -> Diagram:
        """Return the diagram of a whole theory; `make` makes it when this version's is not kept."""
        return self._diagrams.get((_version(repository), theory, filters), make)

    def drawing(
        self, repository: Repository, key: Hashable, draw: Callable[[], Drawing]
    ) -> Drawing:
        """Return the drawing of a key; `draw` makes it when this version's is not kept."""
        return self._drawings.get((_version(repository), key), draw)


def _version(repository: Repository) -> str:
    return repository.snapshot.version.digest


def _supports(holdings: Holdings, filters: Filters) -> Mapping[IRI, Support]:
    return MappingProxyType(
        {
            iri: summarise_support(iri, evidence=holdings.evidence_on(claim), filters=filters)
            for iri, claim in holdings.claims.items()
        }
    )
