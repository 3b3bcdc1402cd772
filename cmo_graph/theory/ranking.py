"""The order in which pathways are told: this module ranks them by declared criteria.

The order is lexicographic: a criterion counts only where all before it are equal. Nothing is added
up or weighed, so that a reader can always say why one pathway comes before another.
"""

from collections.abc import Callable, Iterable, Sequence
from enum import Enum

from cmo_graph.theory.network import Network
from cmo_graph.theory.threads import ThreadGrade, grade_run, longest_run
from cmo_graph.theory.walks import MOST_STEPS, Walk


class SortKey(Enum):
    """One criterion of the order in which pathways are told."""

    FEWEST_DISPUTED = "fewest_disputed"
    STRONGEST_WEAKEST = "weakest_desc"
    LONGEST_THREAD = "threads_desc"
    FEWEST_STEPS = "length"


#: The declared order; ties are broken by the IRIs of the links, in sequence. Ours.
DEFAULT_ORDER = tuple(SortKey)


def first_k(
    network: Network, walks: Iterable[Walk], k: int, *, order: Sequence[SortKey]
) -> list[tuple[tuple[int, ...], Walk]]:
    """Keep the first k walks, each with the value of each criterion; smaller values come first.

    Ties are broken by the links in sequence; their positions are in order of IRI.

    Cost: a sort of a few times k walks for every so many drawn; no more than that is ever kept.
    """
    measures = tuple(_MEASURES[key] for key in order)
    kept: list[tuple[tuple[int, ...], Walk]] = []
    most = 8 * k + 256
    for walk in walks:
        kept.append((tuple([measure(network, walk) for measure in measures]), walk))
        if len(kept) > most:
            kept.sort()
            del kept[k:]
    kept.sort()
    return kept[:k]


def _disputed(network: Network, walk: Walk) -> int:
    strengths = network.strengths
    return sum(strengths[link] == -1 for link in walk)


def _weakest(network: Network, walk: Walk) -> int:
    strengths = network.strengths
    return -min([strengths[link] for link in walk])


#: How the grades of a thread are ordered; a longer run comes first within a grade.
_GRADES = {ThreadGrade.WHOLE_CHAIN: 0, ThreadGrade.PARTIAL: 1, ThreadGrade.STITCHED: 2}


def _untold(network: Network, walk: Walk) -> int:
    supporters = network.supporters
    run = longest_run([supporters[link] for link in walk])
    return _GRADES[grade_run(run, len(walk))] * (MOST_STEPS + 1) + MOST_STEPS - run


def _length(_network: Network, walk: Walk) -> int:
    return len(walk)


_MEASURES: dict[SortKey, Callable[[Network, Walk], int]] = {
    SortKey.FEWEST_DISPUTED: _disputed,
    SortKey.STRONGEST_WEAKEST: _weakest,
    SortKey.LONGEST_THREAD: _untold,
    SortKey.FEWEST_STEPS: _length,
}
