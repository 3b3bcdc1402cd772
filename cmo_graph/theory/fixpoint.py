"""Three-valued truth of a theory under a scenario: this module computes the well-founded model.

Kleene's strong three values are propagated by counters: each premise of each rule is looked at at
most twice, however the rules depend on each other. What is then still unknown, and could hold only
on the strength of itself, is set to no (an unfounded set), and propagation goes on. The result is
the well-founded model (Van Gelder, Ross and Schlipf 1991, J ACM 38(3):620-650) of the theory with
its open concepts undefined: loops do not support themselves, a configuration that produces its own
blocker is unknown, and more knowledge in never means less knowledge out as long as the scenario
overrides nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from cmo_graph.theory.hypergraph import Theory

UNKNOWN, YES, NO = 0, 1, 2
#: In `Solution.cause`: held because the scenario says so, or not known to hold.
NO_CAUSE = -1


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """The truth of every concept and rule, as `UNKNOWN`, `YES` or `NO` by position."""

    concepts: bytes
    rules: bytes
    #: By concept that holds: the rule that first made it hold, or the number of rules plus the
    #: narrower concept; `NO_CAUSE` for the rest. Following it back never runs in a circle.
    cause: tuple[int, ...]
    #: Concepts that could hold only on the strength of themselves.
    unfounded: frozenset[int]


def solve(theory: Theory, *, present: Iterable[int] = (), absent: Iterable[int] = ()) -> Solution:
    """Compute what holds, what does not and what stays unknown.

    Args:
        theory: From `compile_theory`.
        present: Concepts that hold whatever the theory says; closed under broader.
        absent: Concepts that do not hold whatever the theory says; closed under narrower, and
            disjoint from `present`.

    Cost: linear in the size of the theory, times the number of times an unfounded loop is found
    behind another across a negation (1 or 2 in practice; theories written to be bad can need as
    many rounds as they have such loops). 100,000 configurations take well under a second.
    """
    run = _Run(theory)
    run.settle(present, absent)
    run.propagate()
    unknown = [concept for concept, truth in enumerate(run.concepts) if truth == UNKNOWN]
    unfounded: list[int] = []
    while found := run.unfounded(unknown):
        unfounded += found
        for concept in found:
            run.fail(concept)
        run.propagate()
        unknown = [concept for concept in unknown if run.concepts[concept] == UNKNOWN]
    return Solution(bytes(run.concepts), bytes(run.rules), tuple(run.cause), frozenset(unfounded))


class _Run:
    """One computation; its counters only go down, which is what makes it linear."""

    def __init__(self, theory: Theory) -> None:
        self.theory = theory
        self.concepts = bytearray(len(theory.concepts))
        self.rules = bytearray(len(theory.rules))
        self.cause = [NO_CAUSE] * len(theory.concepts)
        self.unmet = list(theory.unmet)
        self.sources = list(theory.sources)
        self.waiting: list[int] = []

    def hold(self, concept: int, cause: int) -> None:
        if self.concepts[concept] == UNKNOWN:
            self.concepts[concept] = YES
            self.cause[concept] = cause
            self.waiting.append(concept)

    def fail(self, concept: int) -> None:
        if self.concepts[concept] == UNKNOWN:
            self.concepts[concept] = NO
            self.waiting.append(concept)

    def settle(self, present: Iterable[int], absent: Iterable[int]) -> None:
        for concept in present:
            self.hold(concept, NO_CAUSE)
        # Only when every given word stands may rules stop: a concept given present whose last
        # source goes would otherwise fail.
        denied = tuple(absent)
        for concept in denied:
            self.fail(concept)
        for concept in denied:
            self.stop(self.theory.responded_by[concept])

    def propagate(self) -> None:
        theory, waiting, concepts = self.theory, self.waiting, self.concepts
        while waiting:
            concept = waiting.pop()
            if concepts[concept] == YES:
                met, stopped = theory.required_by[concept], theory.forbidden_by[concept]
                for wider in theory.broader[concept]:
                    self.hold(wider, len(self.rules) + concept)
            else:
                met, stopped = theory.forbidden_by[concept], theory.required_by[concept]
                for wider in theory.broader[concept]:
                    self.lose_source(wider)
            if met:
                self.meet(met)
            if stopped:
                self.stop(stopped)

    def meet(self, rules: Iterable[int]) -> None:
        unmet = self.unmet
        for rule in rules:
            unmet[rule] -= 1
            if unmet[rule] == 0:
                self.fire(rule)

    def fire(self, rule: int) -> None:
        if self.rules[rule] == UNKNOWN:
            self.rules[rule] = YES
            for concept in self.theory.raises[rule]:
                self.hold(concept, rule)

    def stop(self, stopped: Iterable[int]) -> None:
        # This is the innermost loop; calls and lookups inside it double the whole computation.
        rules, raises, sources = self.rules, self.theory.raises, self.sources
        for rule in stopped:
            if rules[rule] == UNKNOWN:
                rules[rule] = NO
                for concept in raises[rule]:
                    sources[concept] -= 1
                    if sources[concept] == 0:
                        self.fail(concept)

    def lose_source(self, concept: int) -> None:
        self.sources[concept] -= 1
        if self.sources[concept] == 0:
            self.fail(concept)

    def unfounded(self, unknown: list[int]) -> list[int]:
        """Return the unknown concepts that would not hold even if all doubt went their way."""
        theory, concepts = self.theory, self.concepts
        founded = bytearray(len(concepts))
        lacking: dict[int, int] = {}
        waiting = [concept for concept in unknown if theory.is_open[concept]]
        for concept in unknown:
            for rule in theory.raised_by[concept]:
                if self.rules[rule] == UNKNOWN and rule not in lacking:
                    needed = theory.requires[rule]
                    lacking[rule] = sum(concepts[one] == UNKNOWN for one in needed)
                    if lacking[rule] == 0:
                        waiting += theory.raises[rule]
        while waiting:
            concept = waiting.pop()
            if founded[concept] or concepts[concept] != UNKNOWN:
                continue
            founded[concept] = 1
            waiting += theory.broader[concept]
            for rule in theory.required_by[concept]:
                if rule in lacking:
                    lacking[rule] -= 1
                    if lacking[rule] == 0:
                        waiting += theory.raises[rule]
        return [concept for concept in unknown if not founded[concept]]
