"""Three-valued truth of a theory under a scenario: this module computes the well-founded model.

Kleene's strong three values are propagated by counters: each premise of each rule is looked at at
most twice, however the rules depend on each other. What is then still unknown, and could hold only
on the strength of itself, is set to no (an unfounded set), and propagation goes on. The result is
the well-founded model (Van Gelder, Ross and Schlipf 1991, J ACM 38(3):620-650) of the theory with
its open concepts undefined: loops do not support themselves, a configuration that produces its own
blocker is unknown, and more knowledge in never means less knowledge out as long as the scenario
overrides nothing.

The loops below read the flat rows of the theory themselves. Calls and lookups inside them double
the whole computation.
"""

from array import array
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
    cause: "array[int]"
    #: Concepts that could hold only on the strength of themselves.
    unfounded: frozenset[int]

    def met(self, rules: Iterable[int]) -> list[int]:
        """Return those of the rules that are met."""
        truths = self.rules
        return [rule for rule in rules if truths[rule] == YES]


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
    unfounded: list[int] = []
    while found := run.unfounded():
        unfounded += found
        run.fail(found)
        run.propagate()
    return Solution(bytes(run.concepts), bytes(run.rules), run.cause, frozenset(unfounded))


class _Run:
    """One computation; its counters only go down, which is what makes it linear."""

    def __init__(self, theory: Theory) -> None:
        self.theory = theory
        self.concepts = bytearray(len(theory.concepts))
        self.rules = bytearray(len(theory.rules))
        self.cause = array("i", [NO_CAUSE]) * len(theory.concepts)
        self.unmet = theory.unmet[:]
        self.sources = theory.sources[:]
        self.waiting: list[int] = []

    def hold(self, concepts: Iterable[int], cause: int) -> None:
        truths = self.concepts
        for concept in concepts:
            if not truths[concept]:
                truths[concept] = YES
                self.cause[concept] = cause
                self.waiting.append(concept)

    def fail(self, concepts: Iterable[int]) -> None:
        truths = self.concepts
        for concept in concepts:
            if not truths[concept]:
                truths[concept] = NO
                self.waiting.append(concept)

    def settle(self, present: Iterable[int], absent: Iterable[int]) -> None:
        self.hold(present, NO_CAUSE)
        # Only when every given word stands may rules stop: a concept given present whose last
        # source goes would otherwise fail.
        denied = tuple(absent)
        self.fail(denied)
        for concept in denied:
            self.stop(self.theory.responded_by[concept])

    def propagate(self) -> None:
        theory, waiting, concepts = self.theory, self.waiting, self.concepts
        required_by, forbidden_by, broader = theory.required_by, theory.forbidden_by, theory.broader
        required, required_at = required_by.members, required_by.starts
        forbidden, forbidden_at = forbidden_by.members, forbidden_by.starts
        wider, wider_at = broader.members, broader.starts
        rules = len(self.rules)
        while waiting:
            concept = waiting.pop()
            needing = required[required_at[concept] : required_at[concept + 1]]
            barring = forbidden[forbidden_at[concept] : forbidden_at[concept + 1]]
            above = wider[wider_at[concept] : wider_at[concept + 1]]
            holds = concepts[concept] == YES
            if above:
                self.hold(above, rules + concept) if holds else self.lose_source(above)
            if needing:
                self.meet(needing) if holds else self.stop(needing)
            if barring:
                self.stop(barring) if holds else self.meet(barring)

    def meet(self, met: Iterable[int]) -> None:
        unmet, rules, concepts, cause = self.unmet, self.rules, self.concepts, self.cause
        raises, waiting = self.theory.raises, self.waiting
        raised, raised_at = raises.members, raises.starts
        for rule in met:
            left = unmet[rule] - 1
            unmet[rule] = left
            if not left and not rules[rule]:
                rules[rule] = YES
                for concept in raised[raised_at[rule] : raised_at[rule + 1]]:
                    if not concepts[concept]:
                        concepts[concept] = YES
                        cause[concept] = rule
                        waiting.append(concept)

    def stop(self, stopped: Iterable[int]) -> None:
        rules, raises = self.rules, self.theory.raises
        for rule in stopped:
            if not rules[rule]:
                rules[rule] = NO
                self.lose_source(raises[rule])

    def lose_source(self, concepts: Iterable[int]) -> None:
        sources = self.sources
        lost = []
        for concept in concepts:
            sources[concept] -= 1
            if not sources[concept]:
                lost.append(concept)
        if lost:
            self.fail(lost)

    def unfounded(self) -> list[int]:
        """Return the unknown concepts that would not hold even if all doubt went their way."""
        theory, rules = self.theory, self.rules
        # What is settled needs no ground any more.
        founded = self.concepts[:]
        if UNKNOWN not in founded:
            return []
        waiting = [
            concept
            for concept, (truth, is_open) in enumerate(zip(founded, theory.is_open, strict=True))
            if is_open and not truth
        ]
        # Rules that only wait for absences count as met; the others lack what is not known to hold.
        lacking = self.unmet[:]
        for rule in theory.doubtful:
            if not rules[rule]:
                lacking[rule] = sum(not founded[one] for one in theory.requires[rule])
                waiting += () if lacking[rule] else theory.raises[rule]
        required, required_at = theory.required_by.members, theory.required_by.starts
        raised, raised_at = theory.raises.members, theory.raises.starts
        wider, wider_at = theory.broader.members, theory.broader.starts
        while waiting:
            concept = waiting.pop()
            if founded[concept]:
                continue
            founded[concept] = YES
            waiting += wider[wider_at[concept] : wider_at[concept + 1]]
            for rule in required[required_at[concept] : required_at[concept + 1]]:
                left = lacking[rule] - 1
                lacking[rule] = left
                if not left and not rules[rule]:
                    waiting += raised[raised_at[rule] : raised_at[rule + 1]]
        return [concept for concept, truth in enumerate(founded) if truth == UNKNOWN]
