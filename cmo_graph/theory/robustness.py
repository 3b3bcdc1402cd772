"""What breaks if one study goes: this module finds the studies that pathways hang on.

Leaving out one study at a time is exact and cheap. The fewest studies that would have to go
together is a minimum-label cut, which is NP-hard, and is not offered.
"""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass

from cmo_graph.iri import IRI
from cmo_graph.theory.network import Network
from cmo_graph.theory.walks import Walk, simple_walks


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

    Cost: one search for a walk, and one more for each study that the walk found hangs on: a
    critical study is the only support of some step of every supported chain, so only those of one
    chain need trying.
    """

    def supported_without(left_out: int) -> Walk | None:
        def may_use(link: int) -> bool:
            is_told = network.supporters[link] & ~left_out
            return bool(is_told) and (allows is None or allows(link))

        walks = simple_walks(
            network, source, target, longest=longest, barred=barred, allows=may_use
        )
        return next(walks, None)

    chain = supported_without(0)
    if chain is None:
        return PairStudies(is_supported=False, critical=())
    told = {network.supporters[link] for link in chain}
    alone = [mask for mask in told if mask.bit_count() == 1]
    critical = sum(mask for mask in alone if supported_without(mask) is None)
    return PairStudies(is_supported=True, critical=network.studies_in(critical))
