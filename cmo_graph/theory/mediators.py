"""What lies between two concepts: this module ranks the concepts that pathways pass."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from cmo_graph.iri import IRI
from cmo_graph.theory.network import Network
from cmo_graph.theory.search import (
    PathwayOutcome,
    PathwayQuery,
    Search,
    check_limits,
    refusal,
)


@dataclass(frozen=True, slots=True)
class Mediator:
    """A concept between two others, with what runs through it."""

    concept: IRI
    #: Independent studies that support a step into or out of it on one of the pathways, sorted.
    studies: tuple[IRI, ...]
    #: Pathways that pass it.
    pathways: int


@dataclass(frozen=True, slots=True)
class MediatorAnswer:
    """The concepts between two others."""

    outcome: PathwayOutcome
    #: By number of studies, then of pathways, both falling; then by IRI.
    mediators: tuple[Mediator, ...]
    total: int
    is_truncated: bool


def find_mediators(
    network: Network, query: PathwayQuery, *, clock: Callable[[], float] = time.monotonic
) -> MediatorAnswer:
    """Rank the concepts through which one concept leads to another by their studies.

    All pathways within the limits count, not only the first k. The rank is by the number of
    independent studies that support a step into or out of the concept on one of them, not by its
    number of links: hubs that nobody studied come last. The rank is ours.

    Args:
        network: From `build_network`.
        query: As for `find_pathways`; `k` limits the mediators told, `order` is not used.
        clock: Where the seconds are read.

    Raises:
        InvalidParameter: as for `find_pathways`.
        NotFound: as for `find_pathways`.
    """
    check_limits(query)
    refused = refusal(network, query)
    if refused is not None:
        return MediatorAnswer(refused, (), 0, False)
    search = Search(network, query, clock)
    told: dict[int, tuple[int, int]] = {}
    for walk in search.walks():
        for before, after in pairwise(walk):
            concept = network.positions[network.links[after].from_concept]
            mask, count = told.get(concept, (0, 0))
            mask |= network.supporters[before] | network.supporters[after]
            told[concept] = mask, count + 1
    ranked = sorted(told, key=lambda one: (-told[one][0].bit_count(), -told[one][1], one))
    mediators = tuple(
        Mediator(network.concepts[one], network.studies_in(told[one][0]), told[one][1])
        for one in ranked[: query.k]
    )
    is_truncated = search.is_late or len(ranked) > query.k
    return MediatorAnswer(search.outcome(), mediators, len(ranked), is_truncated)
