"""Who tells a whole chain: this module finds the threads of pathways.

A pathway can be well evidenced step by step although nobody saw two of its steps together. A thread
is the part of it that one study tells by itself. Threads between two concepts are searched for
inside each study's own steps, which is exact: the published algorithm that passes sets of sources
along a graph depends on the order of its rows, and reports false threads on loops.
"""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from cmo_graph.iri import IRI
from cmo_graph.theory.network import Network


class ThreadGrade(Enum):
    """How much of a pathway one study tells; the grades are ours."""

    #: At least one study tells every step.
    WHOLE_CHAIN = "whole_chain"
    #: Some study tells two neighbouring steps or more, none all of them.
    PARTIAL = "partial"
    #: No study tells two neighbouring steps, or the only step.
    STITCHED = "stitched"


@dataclass(frozen=True, slots=True)
class Thread:
    """A run of consecutive steps of a pathway that the same studies tell."""

    #: Position of the run's first step, from 0.
    first: int
    #: Steps in the run; 0 when no step is supported.
    length: int
    #: Steps in the pathway.
    steps: int
    #: IRIs of the studies that support every step of the run, sorted.
    studies: tuple[IRI, ...]

    @property
    def grade(self) -> ThreadGrade:
        """How much of the pathway it covers."""
        return grade_run(self.length, self.steps)


def grade_run(length: int, steps: int) -> ThreadGrade:
    """Grade a longest run of `length` steps in a pathway of `steps` steps."""
    if length == steps:
        return ThreadGrade.WHOLE_CHAIN
    return ThreadGrade.PARTIAL if length > 1 else ThreadGrade.STITCHED


def longest_thread(supporters: Sequence[Set[IRI]]) -> Thread:
    """Find the longest run of steps that at least one study tells by itself.

    When the run is the whole pathway, some study saw the chain. When it is one step, the pathway is
    stitched: every link may be well evidenced although nobody saw two of them together.

    Args:
        supporters: For each step, in order, the IRIs of the studies with an accepted supporting
            line on it. Studies that share data stand under one IRI and count as one teller.

    Returns:
        The run, with every study that tells all of it. Of equally long runs, the earliest.

    Raises:
        ValueError: `supporters` is empty; a pathway has at least one step.

    Cost: at most steps² set intersections; a pathway has 8 steps at most.

    Source: tracing threads by source is Causal Map's (`trace_threads`); grading the longest run is
    ours.

    Example:
        >>> from rdflib import URIRef
        >>> a, b, c = (URIRef(f"https://example.org/study/{name}") for name in "abc")
        >>> thread = longest_thread([{a, b}, {b}, {c}])
        >>> thread.first, thread.length, thread.studies == (b,), thread.grade.value
        (0, 2, True, 'partial')
    """
    if not supporters:
        raise ValueError("A pathway has at least one step; supporters is empty.")
    runs = (_run_from(first, supporters) for first in range(len(supporters)))
    return max(runs, key=lambda run: run.length)


def _run_from(first: int, supporters: Sequence[Set[IRI]]) -> Thread:
    studies = frozenset(supporters[first])
    length = 0
    for step in supporters[first:]:
        if not studies & step:
            break
        studies &= step
        length += 1
    return Thread(first, length, len(supporters), tuple(sorted(studies)))


def longest_run(masks: Sequence[int]) -> int:
    """Return the length of the longest thread, with studies as bits; for ranking many pathways."""
    longest = 0
    for first in range(len(masks)):
        told, length = -1, 0
        for mask in masks[first:]:
            told &= mask
            if not told:
                break
            length += 1
        longest = max(longest, length)
    return longest


def hand_overs(supporters: Sequence[Set[IRI]]) -> tuple[int, ...]:
    """Count, for each two neighbouring steps, the studies that tell both; 0 is a hand-over.

    Where the count is 0, the story passes from some studies to others. Empty for a single step.
    """
    return tuple(len(before & after) for before, after in pairwise(supporters))


@dataclass(frozen=True, slots=True)
class StudyThread:
    """A study that by itself tells some chain between two concepts."""

    study: IRI
    #: Steps of its shortest such chain.
    steps: int


def threads_between(
    network: Network, source: IRI, target: IRI, *, longest: int = 4
) -> tuple[StudyThread, ...]:
    """Find the studies that by themselves tell a chain from one concept to another.

    Args:
        network: From `build_network`.
        source: Where the chain starts.
        target: Where it ends.
        longest: Most steps of a chain.

    Returns:
        The studies with the fewest steps first, then by IRI; empty when no study tells a whole
        chain, or source and target are the same.

    Raises:
        NotFound: the network has no such concept.

    Cost: for each study with a step into the target, linear in the steps it supports.

    Source: tracing within one source is Causal Map's; searching each study's own subgraph, which
    makes it exact, is ours.
    """
    start, end = network.position(source), network.position(target)
    if start == end:
        return ()
    found = (
        (_fewest_steps(network, bit, start, end, longest), network.studies[bit])
        for bit in _tellers(network, end)
    )
    ordered = sorted((steps, study) for steps, study in found if steps is not None)
    return tuple(StudyThread(study, steps) for steps, study in ordered)


def _tellers(network: Network, end: int) -> Iterator[int]:
    told = 0
    for link, _ in network.incoming[end]:
        told |= network.supporters[link]
    return (bit for bit in range(len(network.studies)) if told >> bit & 1)


def _fewest_steps(network: Network, bit: int, start: int, end: int, longest: int) -> int | None:
    """Search backwards through the steps that one study supports."""
    supporters, incoming = network.supporters, network.incoming
    seen, frontier = {end}, [end]
    for steps in range(1, longest + 1):
        reached = {
            other
            for concept in frontier
            for link, other in incoming[concept]
            if supporters[link] >> bit & 1
        }
        if start in reached:
            return steps
        frontier = list(reached - seen)
        seen |= reached
    return None
