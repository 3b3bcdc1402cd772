"""Feedback in a theory: this module finds loops and says whether they reinforce or balance.

An even number of negative steps makes a loop reinforcing, an odd number balancing: causal loop
diagrams, Sterman, Business Dynamics 2000, chapter 5.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import chain, islice, product

from cmo_graph.iri import IRI
from cmo_graph.model.codes import Polarity
from cmo_graph.theory.network import Network
from cmo_graph.theory.steps import combined_sign
from cmo_graph.theory.walks import Walk, simple_walks


class LoopKind(Enum):
    """What going round a loop once does to where it started."""

    REINFORCING = "reinforcing"
    BALANCING = "balancing"
    #: One of its steps has no effect, so nothing comes round.
    BROKEN = "broken"
    #: One of its steps may go either way.
    INDETERMINATE = "indeterminate"


_KINDS = {
    Polarity.POSITIVE: LoopKind.REINFORCING,
    Polarity.NEGATIVE: LoopKind.BALANCING,
    Polarity.ZERO: LoopKind.BROKEN,
    Polarity.MIXED: LoopKind.INDETERMINATE,
}


@dataclass(frozen=True, slots=True)
class Loop:
    """Links in sequence that come back to where they started, through no concept twice."""

    #: IRIs of the links, beginning with the first in order of IRI.
    links: tuple[IRI, ...]
    kind: LoopKind


@dataclass(frozen=True, slots=True)
class Loops:
    """Loops in order of length, then links; and whether there are more."""

    loops: tuple[Loop, ...]
    is_truncated: bool


def find_loops(network: Network, *, longest: int = 4, most: int = 1_000) -> Loops:
    """Find the loops of at most `longest` steps.

    Args:
        network: From `build_network`.
        longest: Most steps of a loop, 2 or more.
        most: Stop after so many loops.

    Cost: exponential in `longest`; bounded by `most`.
    """
    # It takes a tenth of a second to import, and a server starts without looking for loops.
    import networkx as nx

    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(network.concepts)))
    for concept, steps in enumerate(network.outgoing):
        graph.add_edges_from((concept, other) for _, other in steps)
    rounds = nx.simple_cycles(graph, length_bound=longest)
    chains = chain.from_iterable(_choices(network, cycle) for cycle in rounds)
    return _gathered(network, chains, most)


def rounds_through(
    network: Network, link: int, *, longest: int = 4, most: int = 20
) -> tuple[Walk, ...]:
    """Return sequences of links that begin with one link and come back to its start.

    At most one more than `most`, so that the reader can tell whether there are more.
    """
    back = simple_walks(
        network,
        network.positions[network.links[link].to_concept],
        network.positions[network.links[link].from_concept],
        longest=longest - 1,
    )
    return tuple((link, *walk) for walk in islice(back, most + 1))


def loops_through(network: Network, rounds: Iterable[Iterable[Walk]], *, most: int = 20) -> Loops:
    """Gather the loops that share at least one step with a pathway.

    Args:
        network: From `build_network`.
        rounds: For each step of the pathway, what `rounds_through` returns.
        most: Tell at most so many loops; they need not be the shortest.
    """
    return _gathered(network, chain.from_iterable(rounds), most)


def _choices(network: Network, cycle: Sequence[int]) -> Iterator[Walk]:
    ends = [*cycle[1:], cycle[0]]
    parallel = [
        [link for link, other in network.outgoing[concept] if other == end]
        for concept, end in zip(cycle, ends, strict=True)
    ]
    return product(*parallel)


def _gathered(network: Network, chains: Iterator[Walk], most: int) -> Loops:
    distinct = _distinct(chains)
    found = sorted(islice(distinct, most), key=lambda one: (len(one), one))
    is_truncated = next(distinct, None) is not None
    return Loops(tuple(_as_loop(network, one) for one in found), is_truncated)


def _distinct(chains: Iterator[Walk]) -> Iterator[Walk]:
    seen: set[Walk] = set()
    for walk in chains:
        first = walk.index(min(walk))
        turned = walk[first:] + walk[:first]
        if turned not in seen:
            seen.add(turned)
            yield turned


def _as_loop(network: Network, walk: Walk) -> Loop:
    sign = combined_sign(network.signs[link] for link in walk)
    return Loop(tuple(network.links[link].id for link in walk), _KINDS[sign])
