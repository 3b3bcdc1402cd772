"""The theory's own logic: this package answers from claims alone what follows, for whom and how.

It takes model values and returns values; where they come from is not its business. Two readings of
the same claims stand side by side:

- as a hypergraph of rules, where everything a configuration asks for must hold together:
  `hypergraph`, then `scenario` (what if) and `circumstances` (for whom)
- as a network of links, where each step has its evidence: `links`, `network`, then `pathways`,
  `threads`, `loops` and `mediators`

`gaps` lists where a theory is thin or torn. Rules taken from elsewhere name their source; rules of
our own say so.
"""

from cmo_graph.theory.agreement import Agreement, DirectEvidence
from cmo_graph.theory.answers import (
    ConceptAnswer,
    Condition,
    Conflict,
    Difference,
    Firing,
    Ground,
    Override,
    Truth,
)
from cmo_graph.theory.circumstances import (
    Circumstances,
    CircumstancesOutcome,
    ForWhom,
    Limit,
    find_circumstances,
)
from cmo_graph.theory.gaps import (
    ClaimSupport,
    ClaimTally,
    Contested,
    Gaps,
    Rivals,
    UnexaminedContext,
    find_gaps,
    find_rivals,
    unexamined_contexts,
)
from cmo_graph.theory.hypergraph import Theory, compile_theory
from cmo_graph.theory.links import implied_links
from cmo_graph.theory.loops import Loop, LoopKind, Loops, find_loops
from cmo_graph.theory.mediators import Mediator, MediatorAnswer, find_mediators
from cmo_graph.theory.network import WALKED, Network, build_network, downstream, upstream
from cmo_graph.theory.pathways import Pathway, PathwayAnswer, find_pathways
from cmo_graph.theory.ranking import DEFAULT_ORDER, SortKey
from cmo_graph.theory.robustness import PairStudies
from cmo_graph.theory.rules import FIRES, PremiseKind
from cmo_graph.theory.scenario import Scenario, WhatIf, compare, what_if
from cmo_graph.theory.search import MOST_PATHWAYS, PathwayOutcome, PathwayQuery
from cmo_graph.theory.steps import StepEvidence, StepStatus, Strength
from cmo_graph.theory.strategies import Assume, Change
from cmo_graph.theory.threads import (
    StudyThread,
    Thread,
    ThreadGrade,
    longest_thread,
    threads_between,
)
from cmo_graph.theory.transitivity import ChainContext, Overlap, Transitivity
from cmo_graph.theory.walks import MOST_STEPS

__all__ = [
    "DEFAULT_ORDER",
    "FIRES",
    "MOST_PATHWAYS",
    "MOST_STEPS",
    "WALKED",
    "Agreement",
    "Assume",
    "ChainContext",
    "Change",
    "Circumstances",
    "CircumstancesOutcome",
    "ClaimSupport",
    "ClaimTally",
    "ConceptAnswer",
    "Condition",
    "Conflict",
    "Contested",
    "Difference",
    "DirectEvidence",
    "Firing",
    "ForWhom",
    "Gaps",
    "Ground",
    "Limit",
    "Loop",
    "LoopKind",
    "Loops",
    "Mediator",
    "MediatorAnswer",
    "Network",
    "Overlap",
    "Override",
    "PairStudies",
    "Pathway",
    "PathwayAnswer",
    "PathwayOutcome",
    "PathwayQuery",
    "PremiseKind",
    "Rivals",
    "Scenario",
    "SortKey",
    "StepEvidence",
    "StepStatus",
    "Strength",
    "StudyThread",
    "Theory",
    "Thread",
    "ThreadGrade",
    "Transitivity",
    "Truth",
    "UnexaminedContext",
    "WhatIf",
    "build_network",
    "compare",
    "compile_theory",
    "downstream",
    "find_circumstances",
    "find_gaps",
    "find_loops",
    "find_mediators",
    "find_pathways",
    "find_rivals",
    "implied_links",
    "longest_thread",
    "threads_between",
    "unexamined_contexts",
    "upstream",
    "what_if",
]
