"""Feedback in a theory: this module finds loops and says whether they reinforce or balance.

An even number of negative steps makes a loop reinforcing, an odd number balancing: causal loop
diagrams, Sterman, Business Dynamics 2000, chapter 5.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice, product

import networkx as nx

from cmo_graph.iri import IRI
from cmo_graph.model.codes import Polarity
from cmo_graph.theory.network import Network
from cmo_graph.theory.steps import combined_sign
from cmo_graph.theory.walks import simple_walks


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
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(network.concepts)))
    for concept, steps in enumerate(network.outgoing):
        graph.add_edges_from((concept, other) for _, other in steps)
    rounds = nx.simple_cycles(graph, length_bound=longest)
    chains = (chain for cycle in rounds for chain in _choices(network, cycle))
    return _gathered(network, chains, most)


def loops_through(
    network: Network, links: Sequence[int], *, longest: int = 4, most: int = 20
) -> Loops:
    """Find the loops that share at least one step with a pathway.

    Args:
        network: From `build_network`.
        links: Positions of the pathway's links.
        longest: Most steps of a loop.
        most: Stop after so many loops.

    Cost: for each step, that of the ways back from its end to its start.
    """
    chains = (
        (link, *walk)
        for link in links
        for walk in simple_walks(
            network,
            network.positions[network.links[link].to_concept],
            network.positions[network.links[link].from_concept],
            longest=longest - 1,
        )
    )
    return _gathered(network, chains, most)


def _choices(network: Network, cycle: Sequence[int]) -> Iterator[tuple[int, ...]]:
    ends = [*cycle[1:], cycle[0]]
    parallel = [
        [link for link, other in network.outgoing[concept] if other == end]
        for concept, end in zip(cycle, ends, strict=True)
    ]
    return product(*parallel)


def _gathered(network: Network, chains: Iterator[tuple[int, ...]], most: int) -> Loops:
    distinct = _distinct(chains)
    found = sorted(islice(distinct, most), key=lambda chain: (len(chain), chain))
    is_truncated = next(distinct, None) is not None
    return Loops(tuple(_as_loop(network, chain) for chain in found), is_truncated)


def _distinct(chains: Iterator[tuple[int, ...]]) -> Iterator[tuple[int, ...]]:
    seen: set[tuple[int, ...]] = set()
    for chain in chains:
        first = chain.index(min(chain))
        turned = chain[first:] + chain[:first]
        if turned not in seen:
            seen.add(turned)
            yield turned


def _as_loop(network: Network, chain: Sequence[int]) -> Loop:
    sign = combined_sign(network.signs[link] for link in chain)
    return Loop(tuple(network.links[link].id for link in chain), _KINDS[sign])
