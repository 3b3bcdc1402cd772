"""How one concept leads to another: this module finds pathways and tells what each is worth.

A pathway is a chain of links. Its answer is a vector, never one score: how each step stands, which
is weakest, who tells how much of it, where the story is handed over, whether the contexts let it be
read as a whole, and which single study it hangs on. Pathways are told in a declared order; without
truncation the first k are exactly the first k of all.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from cmo_graph.iri import IRI
from cmo_graph.model.codes import Polarity
from cmo_graph.theory.agreement import Agreement, DirectEvidence, compare_signs, direct_evidence
from cmo_graph.theory.loops import Loops, loops_through, rounds_through
from cmo_graph.theory.narration import narrate
from cmo_graph.theory.network import Network
from cmo_graph.theory.ranking import first_k
from cmo_graph.theory.robustness import PairStudies, critical_for_pair, critical_for_steps
from cmo_graph.theory.search import (
    PathwayOutcome,
    PathwayQuery,
    Search,
    check_limits,
    refusal,
    step_contexts,
)
from cmo_graph.theory.steps import StepStatus, Strength
from cmo_graph.theory.threads import (
    StudyThread,
    Thread,
    hand_overs,
    longest_thread,
    threads_between,
)
from cmo_graph.theory.transitivity import ChainContext, read_chain_context
from cmo_graph.theory.walks import Walk


@dataclass(frozen=True, slots=True)
class Pathway:
    """One chain of links from source to target, with what is known about it."""

    #: Short and stable: the same links in the same sequence always have the same id.
    id: str
    #: IRIs of the concepts passed, both ends included.
    concepts: tuple[IRI, ...]
    #: IRIs of the links, in sequence.
    links: tuple[IRI, ...]
    statuses: tuple[StepStatus, ...]
    weakest: Strength
    #: Positions of steps, from 0: those of the weakest strength, disputed, and undercut.
    weakest_steps: tuple[int, ...]
    disputed_steps: tuple[int, ...]
    undercut_steps: tuple[int, ...]
    thread: Thread
    #: For each two neighbouring steps: studies that tell both.
    hand_overs: tuple[int, ...]
    context: ChainContext
    sign: Polarity
    agreement: Agreement
    #: Studies that are alone in supporting one of its steps.
    critical_studies: tuple[IRI, ...]
    loops: Loops
    #: The value of each criterion of the order, smallest first.
    sort_keys: tuple[int, ...]
    #: The chain in plain English.
    sentence: str


@dataclass(frozen=True, slots=True)
class PathwayAnswer:
    """The pathways from one concept to another, and what holds for the pair."""

    query: PathwayQuery
    outcome: PathwayOutcome
    #: The first k in the declared order.
    pathways: tuple[Pathway, ...]
    #: How many there are within the limits; a lower bound when the time ran out.
    total: int
    #: Whether there are more than are told, or may be.
    is_truncated: bool
    #: Steps of the shortest pathway when `via` and `sign` are set aside, so that a limit on length
    #: that misses is visible; None when there is none.
    shortest_possible_steps: int | None
    direct_evidence: tuple[DirectEvidence, ...]
    #: Studies that by themselves tell some chain between the two, whatever the filters.
    threads: tuple[StudyThread, ...]
    #: What happens to the pair when one study is left out.
    studies: PairStudies


def find_pathways(
    network: Network, query: PathwayQuery, *, clock: Callable[[], float] = time.monotonic
) -> PathwayAnswer:
    """Find the first k pathways in the declared order, with everything that is known about each.

    Args:
        network: From `build_network`, with evidence already filtered.
        query: What to look for.
        clock: Where the seconds are read.

    Returns:
        The pathways; an unknown source or target, the same concept twice, no pathway and the end
        of the time are outcomes, not errors. Parallel links give pathways of their own.

    Raises:
        InvalidParameter: a limit is not positive or beyond the cap, or a criterion comes twice.
        NotFound: a concept of `via`, `avoid` or `context` is not in the network.

    Cost: exponential in `max_steps`; capped at 8. Ranking takes a few microseconds a pathway, the
    full vector is worked out for the k that are told.

    Source: the outcome codes follow INDRA's model checker; the weakest step and threads see `steps`
    and `threads`; the order and the vector are ours.
    """
    check_limits(query)
    refused = refusal(network, query)
    if refused is not None:
        return _refused(query, refused)
    search = Search(network, query, clock)
    best = first_k(network, search.walks(), query.k, order=query.order)
    direct = direct_evidence(network, search.source, search.target)
    rounds = cache(lambda link: rounds_through(network, link, longest=query.max_steps))
    return PathwayAnswer(
        query=query,
        outcome=search.outcome(),
        pathways=tuple(_pathway(search, walk, keys, direct, rounds) for keys, walk in best),
        total=search.total,
        is_truncated=search.is_late or search.total > len(best),
        shortest_possible_steps=search.shortest(),
        direct_evidence=direct,
        threads=threads_between(network, query.source, query.target, longest=query.max_steps),
        studies=critical_for_pair(
            network,
            search.source,
            search.target,
            longest=query.max_steps,
            barred=search.barred,
            allows=search.allows,
        ),
    )


def _refused(query: PathwayQuery, outcome: PathwayOutcome) -> PathwayAnswer:
    return PathwayAnswer(
        query=query,
        outcome=outcome,
        pathways=(),
        total=0,
        is_truncated=False,
        shortest_possible_steps=None,
        direct_evidence=(),
        threads=(),
        studies=PairStudies(is_supported=False, critical=()),
    )


def _pathway(
    search: Search,
    walk: Walk,
    keys: tuple[int, ...],
    direct: Sequence[DirectEvidence],
    rounds: Callable[[int], Iterable[Walk]],
) -> Pathway:
    network, query = search.network, search.query
    known = [network.evidence[link] for link in walk]
    supporters = [one.supporters for one in known]
    strengths = [network.strengths[link] for link in walk]
    links = tuple(network.links[link] for link in walk)
    iris = tuple(link.id for link in links)
    sign, thread = search.sign(walk), longest_thread(supporters)
    return Pathway(
        id=sha256("\n".join(iris).encode()).hexdigest()[:12],
        concepts=(query.source, *search.ends(walk)),
        links=iris,
        statuses=tuple(one.status for one in known),
        weakest=Strength(min(strengths)),
        weakest_steps=_where(one == min(strengths) for one in strengths),
        disputed_steps=_where(one == Strength.DISPUTED for one in strengths),
        undercut_steps=_where(one.is_undercut for one in known),
        thread=thread,
        hand_overs=hand_overs(supporters),
        context=read_chain_context(
            [step_contexts(network, link) for link in walk], concepts=network.models
        ),
        sign=sign,
        agreement=compare_signs(sign, direct, steps=len(walk)),
        critical_studies=critical_for_steps(supporters),
        loops=loops_through(network, map(rounds, walk)),
        sort_keys=keys,
        sentence=narrate(links, sign=sign, thread=thread, label=network.label),
    )


def _where(marks: Iterable[bool]) -> tuple[int, ...]:
    return tuple(position for position, mark in enumerate(marks) if mark)
