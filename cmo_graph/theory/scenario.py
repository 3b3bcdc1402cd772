"""What if: this module says what follows from a scenario, what does not, and why.

A scenario sets concepts present or absent and interventions on or off; everything else is unknown.
Each configuration then fires yes, no or unknown, each with its reason; each concept holds because
it is given or produced, does not hold because it is given absent or does not come about through
this theory, or stays unknown. The scenario's word on a concept beats the theory, as an intervention
does, and every such override is reported. `hypergraph` says how claims are read, `fixpoint` how
truth is computed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from cmo_graph.errors import ContradictoryScenario, NotFound
from cmo_graph.iri import IRI, key_of
from cmo_graph.theory.answers import (
    TRUTHS,
    ConceptAnswer,
    Condition,
    Conflict,
    Difference,
    Firing,
    Ground,
    Override,
    Truth,
)
from cmo_graph.theory.fixpoint import NO, UNKNOWN, YES, Solution, solve
from cmo_graph.theory.hypergraph import Theory
from cmo_graph.theory.reasons import why_derived, why_given, why_offered, why_rule
from cmo_graph.theory.rules import Premise, RuleKind
from cmo_graph.theory.tensions import find_conflicts, find_overrides


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Concepts set present or absent and interventions on or off; the rest is unknown.

    An intervention that is on is a concept that is present, one that is off is absent. What is
    present makes its broader concepts present, what is absent its narrower ones absent.
    """

    present: frozenset[IRI] = frozenset()
    absent: frozenset[IRI] = frozenset()
    interventions_on: frozenset[IRI] = frozenset()
    interventions_off: frozenset[IRI] = frozenset()


@dataclass(frozen=True, eq=False)
class WhatIf:
    """What follows from a scenario. Answers are worked out as they are asked for."""

    theory: Theory
    scenario: Scenario
    solution: Solution
    #: Concepts the scenario settles, with the named concept that says so.
    given: dict[int, int]

    def truth(self, concept: IRI) -> Truth:
        """Say whether a concept holds.

        Raises:
            NotFound: the theory has no such concept.
        """
        return TRUTHS[self.solution.concepts[self.theory.position(concept)]]

    def concept(self, concept: IRI) -> ConceptAnswer:
        """Return whether a concept holds, and why.

        Raises:
            NotFound: the theory has no such concept.
        """
        return self._concept(self.theory.position(concept))

    def concepts(self) -> Iterator[ConceptAnswer]:
        """Yield the answer for every concept, in order of IRI."""
        return map(self._concept, range(len(self.theory.concepts)))

    def configuration(self, configuration: IRI) -> Firing:
        """Return whether a configuration fires, and why.

        Raises:
            NotFound: the theory has no such configuration.
        """
        if configuration not in self.theory.firing:
            raise NotFound("configurations", key_of(configuration))
        return self._firing(self.theory.firing[configuration])

    def configurations(self) -> Iterator[Firing]:
        """Yield the answer for every configuration, in order of IRI."""
        return map(self._firing, self.theory.firing.values())

    def conflicts(self) -> Iterator[Conflict]:
        """Yield the concepts that claims which fire both raise and lower, in order of IRI."""
        return find_conflicts(self.theory, self.solution)

    def overrides(self) -> Iterator[Override]:
        """Yield the concepts on which the scenario beats the theory, in order of IRI.

        Given absent although a claim that fires raises it; or given present although nothing
        in the theory could make it hold, or a claim that fires lowers it.
        """
        return find_overrides(self.theory, self.solution, sorted(self.given))

    def explain(self, concept: IRI) -> tuple[ConceptAnswer | Firing, ...]:
        """Return the chain of reasons for a concept's answer, from the concept to its grounds.

        For a concept that holds: the claim that first made it hold, that claim's premises, and so
        on down to what was given. For one that does not, or is unknown: every claim that could
        raise it, with the premises that decide. Each concept and each claim comes once.

        Raises:
            NotFound: the theory has no such concept.
        """
        return tuple(self._chain(self.theory.position(concept)))

    def of_rule(self, rule: int) -> Firing:
        """Return whether one rule is met, and why, by its position in `Theory.rules`."""
        return self._firing(rule)

    def deciding(self, concept: IRI) -> Iterator[Firing]:
        """Yield what decides a concept: the claim that brings it about, or those that could.

        None for what the scenario settles. A claim that both offers and brings about comes twice.

        Raises:
            NotFound: the theory has no such concept.
        """
        return map(self._firing, self._deciding_rules(self.theory.position(concept)))

    def claims_behind(self, concept: IRI) -> tuple[IRI, ...]:
        """Return the claims that make a concept hold, each after those its premises rest on.

        One derivation of possibly several: the one found first. A configuration that offers a
        resource and fires later comes where it fires. Empty when the concept does not hold or is
        simply given.

        Raises:
            NotFound: the theory has no such concept.
        """
        order: list[int] = []
        seen: set[int] = set()
        waiting = [(self.theory.position(concept), False)]
        while waiting:
            reached, is_done = waiting.pop()
            if is_done:
                order += self._deciding_rules(reached)
            elif reached not in seen and self.solution.concepts[reached] == YES:
                seen.add(reached)
                waiting.append((reached, True))
                waiting += [(one, False) for one in self._causes(reached)]
        claims = (self.theory.rules[rule].claim for rule in reversed(order))
        return tuple(reversed(dict.fromkeys(claims)))

    def _causes(self, concept: int) -> list[int]:
        rules = self._deciding_rules(concept)
        required = [one for rule in rules for one in self.theory.requires[rule]]
        return required + list(self._deciding_narrower(concept))

    def _chain(self, start: int) -> Iterator[ConceptAnswer | Firing]:
        seen_concepts, seen_rules, waiting = {start}, set[int](), [start]
        for concept in waiting:
            yield self._concept(concept)
            found = []
            for rule in self._deciding_rules(concept):
                if rule not in seen_rules:
                    seen_rules.add(rule)
                    yield self._firing(rule)
                    found += [premise.concept for premise in self._deciding_premises(rule)]
            found += self._deciding_narrower(concept)
            fresh = [one for one in dict.fromkeys(found) if one not in seen_concepts]
            seen_concepts.update(fresh)
            waiting += fresh

    def _deciding_rules(self, concept: int) -> Sequence[int]:
        if concept in self.given:
            return ()
        if self.solution.concepts[concept] == YES:
            cause = self.solution.cause[concept]
            return (cause,) if cause < len(self.theory.rules) else ()
        return self.theory.raised_by[concept]

    def _deciding_narrower(self, concept: int) -> Sequence[int]:
        if concept in self.given:
            return ()
        truth = self.solution.concepts[concept]
        if truth == YES:
            cause = self.solution.cause[concept]
            return (cause - len(self.theory.rules),) if cause >= len(self.theory.rules) else ()
        below = self.theory.narrower[concept]
        return [one for one in below if self.solution.concepts[one] == truth]

    def _deciding_premises(self, rule: int) -> list[Premise]:
        truth = self.solution.rules[rule]
        return [one for one in self.theory.rules[rule].premises if self._met(one) == truth]

    def _met(self, premise: Premise) -> int:
        truth = self.solution.concepts[premise.concept]
        if premise.kind.asks_absence and truth != UNKNOWN:
            return NO if truth == YES else YES
        return truth

    def _concept(self, concept: int) -> ConceptAnswer:
        ground, by = self._ground(concept)
        lowering = self.theory.lowered_by[concept]
        return ConceptAnswer(
            concept=self.theory.concepts[concept],
            truth=TRUTHS[self.solution.concepts[concept]],
            ground=ground,
            by=by,
            lowered=self._any_fires(lowering) if lowering else None,
            lowered_by=self.theory.claims_of(self.solution.met(lowering)),
            reason=self._why(concept, ground),
            is_offered=ground is Ground.PRODUCED and self._is_offered(concept),
        )

    def _ground(self, concept: int) -> tuple[Ground, tuple[IRI, ...]]:
        truth, theory = self.solution.concepts[concept], self.theory
        if concept in self.given:
            ground = Ground.GIVEN_PRESENT if truth == YES else Ground.GIVEN_ABSENT
            return ground, (theory.concepts[self.given[concept]],)
        if truth == YES:
            below = self._below(concept, YES)
            return Ground.PRODUCED, (
                *theory.claims_of(self.solution.met(theory.raised_by[concept])),
                *below,
            )
        claims = theory.claims_of(theory.raised_by[concept])
        if truth == NO:
            alone = concept in self._self_reliant
            ground = Ground.ONLY_THROUGH_ITSELF if alone else Ground.NOT_THROUGH_THIS_THEORY
            return ground, (*claims, *self._below(concept, NO))
        ground = Ground.NOT_SAID if theory.is_open[concept] else Ground.UNDECIDED
        return ground, claims

    @cached_property
    def _self_reliant(self) -> frozenset[int]:
        """The unfounded concepts that lie on a loop, not those that merely hang on one."""
        # It takes a tenth of a second to import, and few scenarios go round in circles.
        import networkx as nx

        graph: nx.DiGraph[int] = nx.DiGraph()
        for concept in self.solution.unfounded:
            graph.add_edges_from((concept, below) for below in self.theory.narrower[concept])
            for rule in self.theory.raised_by[concept]:
                graph.add_edges_from((concept, one) for one in self.theory.requires[rule])
        loops = nx.strongly_connected_components(graph.subgraph(self.solution.unfounded))
        return frozenset(
            one for loop in loops for one in loop if len(loop) > 1 or graph.has_edge(one, one)
        )

    def _is_offered(self, concept: int) -> bool:
        """Say whether nothing brings a concept about but offers of interventions."""
        met = self.solution.met(self.theory.raised_by[concept])
        kinds = {self.theory.rules[rule].kind for rule in met}
        return kinds == {RuleKind.OFFERS} and not any(self._below(concept, YES))

    def _below(self, concept: int, truth: int) -> Iterator[IRI]:
        for below in self.theory.narrower[concept]:
            if self.solution.concepts[below] == truth:
                yield self.theory.concepts[below]

    def _any_fires(self, rules: Sequence[int]) -> Truth:
        found = {self.solution.rules[rule] for rule in rules}
        if YES in found:
            return Truth.YES
        return Truth.UNKNOWN if UNKNOWN in found else Truth.NO

    def _why(self, concept: int, ground: Ground) -> str:
        theory, label = self.theory, self.theory.label(concept)
        if ground is Ground.PRODUCED and self._is_offered(concept):
            (offer,) = self._deciding_rules(concept)
            return why_offered(label, [theory.label(one) for one in theory.requires[offer]])
        if ground not in (Ground.GIVEN_PRESENT, Ground.GIVEN_ABSENT):
            return why_derived(label, ground)
        source = self.given[concept]
        return why_given(label, ground, source=None if source == concept else theory.label(source))

    def _firing(self, rule: int) -> Firing:
        compiled, theory = self.theory.rules[rule], self.theory
        conditions = tuple(
            Condition(premise.kind, theory.concepts[premise.concept], TRUTHS[self._met(premise)])
            for premise in compiled.premises
        )
        denied = [
            one
            for one in compiled.responses
            if one in self.given and self.solution.concepts[one] == NO
        ]
        return Firing(
            claim=compiled.claim,
            truth=TRUTHS[self.solution.rules[rule]],
            conditions=conditions,
            denied_responses=tuple(theory.concepts[one] for one in denied),
            is_complete=compiled.is_complete,
            reason=why_rule(
                compiled,
                self.solution.rules[rule],
                deciding=self._deciding_premises(rule),
                denied=denied,
                labels=theory.labels,
            ),
        )


def what_if(theory: Theory, scenario: Scenario) -> WhatIf:
    """Work out what follows from a scenario.

    Args:
        theory: From `compile_theory`; it can be asked any number of times.
        scenario: Only concepts of the theory may be named.

    Returns:
        The answers, which are worked out one by one as they are asked for; truth is settled for
        all of them at once.

    Raises:
        ContradictoryScenario: the same concept is said to be both present and absent, or a concept
            is said to be present whose broader concept is said to be absent.
        NotFound: the theory has no such concept.

    Cost: linear in the size of the theory; see `fixpoint.solve`.

    Source: the three values are Kleene's, the treatment of loops and produced blockers is the
    well-founded semantics of Van Gelder, Ross and Schlipf 1991. That a scenario's word beats the
    theory follows interventions in Pearl, Causality 2009 §3.2; reading realist configurations this
    way is ours.

    Example:
        >>> from cmo_graph.theory.hypergraph import compile_theory
        >>> answer = what_if(compile_theory([]), Scenario())
        >>> list(answer.conflicts())
        []
    """
    # Positions are in the order of IRIs, and numbers are sorted far faster than IRIs.
    present = theory.broader_closure(
        sorted(map(theory.position, scenario.present | scenario.interventions_on))
    )
    absent = theory.narrower_closure(
        sorted(map(theory.position, scenario.absent | scenario.interventions_off))
    )
    for concept in sorted(present.keys() & absent.keys()):
        raise ContradictoryScenario(
            theory.concepts[concept],
            present=theory.concepts[present[concept]],
            absent=theory.concepts[absent[concept]],
        )
    solution = solve(theory, present=present, absent=absent)
    return WhatIf(theory, scenario, solution, present | absent)


def compare(before: WhatIf, after: WhatIf) -> tuple[Difference, ...]:
    """List what two scenarios on one theory answer differently: configurations, then concepts.

    Each kind is in order of IRI; empty when nothing differs.

    Raises:
        ValueError: the two are not of the same theory.
    """
    if before.theory is not after.theory:
        raise ValueError("The two scenarios were run on different theories.")
    theory, old, new = before.theory, before.solution, after.solution
    claims = (
        Difference(claim, TRUTHS[old.rules[rule]], TRUTHS[new.rules[rule]])
        for claim, rule in theory.firing.items()
        if old.rules[rule] != new.rules[rule]
    )
    concepts = (
        Difference(theory.concepts[position], TRUTHS[was], TRUTHS[is_now])
        for position, (was, is_now) in enumerate(zip(old.concepts, new.concepts, strict=True))
        if was != is_now
    )
    return (*claims, *concepts)
