"""What several questions share: this module keeps compiled theories, supports and networks.

Everything is kept by dataset version, so that nothing is ever told of a version other than the one
that was asked; the few things used last are kept. A small dataset is read whole, once for all
questions. Of a large one only the claims are read that a question looks at, and more than
`MOST_CLAIMS` are too many.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar, cast

from pydantic import BaseModel

from cmo_graph.drawing import Diagram, Drawing
from cmo_graph.errors import NotYetWorkedOut, TooManyClaims
from cmo_graph.iri import IRI
from cmo_graph.questions.holdings import Holdings
from cmo_graph.questions.networks import LinkNetwork, link_network
from cmo_graph.questions.overview import Overview, Overviews
from cmo_graph.questions.part_holdings import PartHoldings, concepts_around
from cmo_graph.questions.selections import (
    EVERYTHING,
    SMALL,
    Selection,
    claims_in,
    selected_claims,
    versions_of,
)
from cmo_graph.questions.shelf import Shelf
from cmo_graph.questions.theories import KEPT, TheoryContent, TheoryShelf, with_concepts
from cmo_graph.questions.theory_versions import THEORY_KINDS, newest_versions
from cmo_graph.repository import Repository
from cmo_graph.support.filters import ACCEPTED, Filters
from cmo_graph.support.summary import Support, summarise_support

AnswerT = TypeVar("AnswerT")

#: Most claims that are read for one question. Ours.
MOST_CLAIMS = 10_000
#: Selections of claims that are kept with their evidence; and summaries, and networks, of them.
HOLDINGS_KEPT = 6
SUPPORTS_KEPT = 12
NETWORKS_KEPT = 6
#: Theories whose newest version is known.
NEWEST_KEPT = 1_000
#: Answers that are kept.
ANSWERS_KEPT = 16
#: Diagrams of whole theories that are kept, and drawings, of any version.
DIAGRAMS_KEPT = 4
DRAWINGS_KEPT = 32


class Shelves:
    """What was made of the last few dataset versions. Any thread may use it."""

    def __init__(
        self,
        *,
        overviews: Overviews | None = None,
        small: int = SMALL,
        most_claims: int = MOST_CLAIMS,
    ) -> None:
        """Begin with nothing.

        Args:
            overviews: What all claims of large datasets come to, if that is kept.
            small: Most claims of a dataset that is read whole.
            most_claims: Most claims that are read for one question.
        """
        self._overviews = overviews
        self._small = small
        self._most_claims = most_claims
        self._theories = TheoryShelf()
        #: Those with concepts that questions name though they have no part in the theory.
        self._widened = Shelf[tuple[str, IRI | None, frozenset[IRI]], TheoryContent](kept=KEPT)
        self._newest = Shelf[tuple[str, IRI], IRI](kept=NEWEST_KEPT)
        self._holdings = Shelf[tuple[str, Selection], Holdings](kept=HOLDINGS_KEPT)
        self._supports = Shelf[tuple[str, Selection, Filters], Mapping[IRI, Support]](
            kept=SUPPORTS_KEPT
        )
        self._networks = Shelf[tuple[str, Selection, Filters, frozenset[IRI]], LinkNetwork](
            kept=NETWORKS_KEPT
        )
        self._answers = Shelf[tuple[str, type, str], object](kept=ANSWERS_KEPT)
        self._diagrams = Shelf[tuple[str, IRI, Filters], Diagram](kept=DIAGRAMS_KEPT)
        self._drawings = Shelf[tuple[str, Hashable], Drawing](kept=DRAWINGS_KEPT)

    def is_small(self, repository: Repository) -> bool:
        """Say whether the dataset has so few claims that it is read whole."""
        return claims_in(repository.snapshot) <= self._small

    def overview(
        self, repository: Repository, selection: Selection, filters: Filters
    ) -> Overview | None:
        """Return what answers a question about all claims of a large dataset.

        Returns:
            None where the claims are to be read: those of a small dataset, or of a selection, or
            under filters of evidence.

        Raises:
            NotYetWorkedOut: it is being made, and there are too many claims to do without.
            TooManyClaims: there are, and nobody makes it.
        """
        is_general = selection == EVERYTHING and filters == ACCEPTED
        if self._overviews is None or not is_general or self.is_small(repository):
            return None
        found = self._overviews.find(_version(repository))
        claims = claims_in(repository.snapshot)
        if found is None and claims > self._most_claims:
            why = self._overviews.why_never(_version(repository))
            if why:
                raise TooManyClaims(claims=claims, most=self._most_claims, why=why)
            raise NotYetWorkedOut(claims=claims)
        return found

    def answer(
        self,
        repository: Repository,
        question: BaseModel,
        make: Callable[[], AnswerT],
        *,
        kind: type[AnswerT],
        is_kept: Callable[[AnswerT], bool] = lambda _answer: True,
    ) -> AnswerT:
        """Return what `make` answers to a question, as it was answered before if that is kept.

        Answers go by their `kind` and what was asked, so that two kinds of answer to one question
        are told apart, and a page shares its answer with the interface under /v1.
        """
        key = (_version(repository), kind, question.model_dump_json())
        found = self._answers.get(key, make, is_kept=lambda made: is_kept(cast(AnswerT, made)))
        return cast(AnswerT, found)

    def holdings(self, repository: Repository, selection: Selection = EVERYTHING) -> Holdings:
        """Return the claims of a selection with all evidence on them; a small dataset's all.

        Raises:
            TooManyClaims: a large dataset is asked for more than are read for one question.
        """
        scope = self._scope(repository, selection)
        return self._holdings.get(
            (_version(repository), scope), lambda: self._read(repository, scope)
        )

    def _scope(self, repository: Repository, selection: Selection) -> Selection:
        """Return what is read for a selection; a theory goes by the version that counts."""
        if self.is_small(repository):
            return EVERYTHING
        theory = selection.theory
        if theory is None:
            return selection
        version = self._newest.get(
            (_version(repository), theory), lambda: _newest_of(repository, theory)
        )
        return replace(selection, theory=version)

    def _read(self, repository: Repository, selection: Selection) -> Holdings:
        if selection == EVERYTHING:
            self._refuse_too_many(claims_in(repository.snapshot))
            return Holdings(repository)
        claims = selected_claims(repository, selection, most=self._most_claims)
        self._refuse_too_many(sum(map(len, claims.values())))
        return PartHoldings(repository, claims, theory=selection.theory, also=selection.around)

    def _refuse_too_many(self, claims: int) -> None:
        if claims > self._most_claims:
            raise TooManyClaims(claims=claims, most=self._most_claims)

    def theory(
        self,
        repository: Repository,
        theory: str | None = None,
        *,
        naming: Iterable[IRI] = (),
    ) -> TheoryContent:
        """Return a theory's claims, compiled; see `TheoryShelf.content`.

        Args:
            repository: Where they are.
            theory: Key or IRI of a theory, or of a version of one; None for all claims.
            naming: Concepts of the dataset that are known then, whether or not the theory has them.

        Raises:
            NotFound: there is no such theory or version.
            TooManyClaims: as `holdings`.
        """
        chosen = None if theory is None else repository.resolve(theory, *THEORY_KINDS)
        content = self._theories.content(
            repository,
            theory,
            holdings=lambda: self.holdings(repository, Selection(theory=chosen)),
        )
        missing = frozenset(naming).difference(content.compiled.positions)
        if not missing:
            return content
        return self._widened.get(
            (_version(repository), chosen, missing),
            lambda: with_concepts(content, concepts_around(repository, missing)),
        )

    def supports(
        self,
        repository: Repository,
        filters: Filters = ACCEPTED,
        selection: Selection = EVERYTHING,
    ) -> Mapping[IRI, Support]:
        """Return the support of the claims of a selection, by IRI; of a small dataset, of all.

        Raises:
            TooManyClaims: as `holdings`.
        """
        scope = self._scope(repository, selection)
        return self._supports.get(
            (_version(repository), scope, filters),
            lambda: _supports(self.holdings(repository, scope), filters),
        )

    def network(
        self, repository: Repository, selection: Selection, filters: Filters = ACCEPTED
    ) -> LinkNetwork:
        """Return the links of a selection, authored and implied, each with its evidence.

        What the selection is `around` is known then, whether or not a link has it.

        Raises:
            TooManyClaims: as `holdings`.
        """
        named = selection.around
        is_read_whole = claims_in(repository.snapshot) <= max(self._small, self._most_claims)
        if selection.theory or selection.reviews or is_read_whole:
            selection = replace(selection, around=frozenset())
        found = self._network(repository, selection, filters, frozenset())
        missing = named.difference(found.network.positions)
        return self._network(repository, selection, filters, missing) if missing else found

    def _network(
        self,
        repository: Repository,
        selection: Selection,
        filters: Filters,
        also: frozenset[IRI],
    ) -> LinkNetwork:
        return self._networks.get(
            (_version(repository), selection, filters, also),
            lambda: link_network(
                self.holdings(repository, selection),
                selection=selection,
                supports=self.supports(repository, filters, selection),
                also=concepts_around(repository, also),
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


def _newest_of(repository: Repository, theory: IRI) -> IRI:
    """Return the version that counts of a theory; the theory itself when it has none."""
    found = newest_versions(versions_of(repository, theory), theory)
    return found[0].id if found else theory


def _supports(holdings: Holdings, filters: Filters) -> Mapping[IRI, Support]:
    return MappingProxyType(
        {
            iri: summarise_support(iri, evidence=holdings.evidence_on(claim), filters=filters)
            for iri, claim in holdings.claims.items()
        }
    )
