"""What breaks if one study goes: this module finds the studies that pathways hang on.

Leaving out one study at a time is exact and cheap. The fewest studies that would have to go
together is a minimum-label cut, which is NP-hard, and is not offered.
"""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass

from cmo_graph.iri import IRI
from cmo_graph.theory.network import Network


@dataclass(frozen=True, slots=True)
class PairStudies:
    """How a pair of concepts hangs on single studies."""

    #: Whether some chain within the limits has at least one supporting study for every step.
    is_supported: bool
    #: Studies without which that is no longer so, sorted; empty when it is not so to begin with.
    critical: tuple[IRI, ...]


def critical_for_steps(supporters: Sequence[Set[IRI]]) -> tuple[IRI, ...]:
    """Return the studies that are alone in supporting some step of a pathway, sorted.

    Without one of them the step would be left without support. Steps that have none to begin with
    hang on nobody.
    """
    return tuple(sorted({next(iter(step)) for step in supporters if len(step) == 1}))


def critical_for_pair(
    network: Network,
    source: int,
    target: int,
    *,
    longest: int,
    barred: frozenset[int] = frozenset(),
    allows: Callable[[int], bool] | None = None,
) -> PairStudies:
    """Find the studies whose removal leaves no supported chain from source to target.

    Args:
        network: From `build_network`.
        source: Position of one concept.
        target: Position of another.
        longest: Most steps of a chain.
        barred: Concepts that no chain may pass.
        allows: Says whether a link may be used; None for all. A filter on strength is that of all
            studies together: it is not worked out anew for each study left out.

    Cost: one breadth-first search, and one more for each study that a shortest supported chain
    hangs on: a critical study must be the only support of some step of every supported chain, so
    only those of one chain need trying.
    """
    whole = _shortest_chain(network, source, target, -1, longest, barred, allows)
    if whole is None:
        return PairStudies(is_supported=False, critical=())
    suspects = {mask for mask in whole if mask.bit_count() == 1}
    critical = [
        mask
        for mask in suspects
        if _shortest_chain(network, source, target, ~mask, longest, barred, allows) is None
    ]
    found = {study for mask in critical for study in network.studies_in(mask)}
    return PairStudies(is_supported=True, critical=tuple(sorted(found)))


def _shortest_chain(
    network: Network,
    source: int,
    target: int,
    studies: int,
    longest: int,
    barred: frozenset[int],
    allows: Callable[[int], bool] | None,
) -> list[int] | None:
    """Return, for each hop of a shortest supported chain, the studies of all its parallel links."""
    if barred & {source, target}:
        return None
    hops: dict[int, tuple[int, int]] = {source: (source, 0)}
    frontier = [source]
    for _ in range(longest):
        reached: dict[int, tuple[int, int]] = {}
        for concept in frontier:
            hop = _supported_hops(network, concept, studies, allows)
            for other, mask in hop.items():
                if other not in hops and other not in reached and other not in barred:
                    reached[other] = concept, mask
        hops.update(reached)
        if target in hops:
            return _masks_back(hops, source, target)
        frontier = list(reached)
    return None


def _supported_hops(
    network: Network, concept: int, studies: int, allows: Callable[[int], bool] | None
) -> dict[int, int]:
    found: dict[int, int] = {}
    for link, other in network.outgoing[concept]:
        mask = network.supporters[link] & studies
        if mask and (allows is None or allows(link)):
            found[other] = found.get(other, 0) | mask
    return found


def _masks_back(hops: dict[int, tuple[int, int]], source: int, target: int) -> list[int]:
    masks = []
    while target != source:
        target, mask = hops[target]
        masks.append(mask)
    return masks
