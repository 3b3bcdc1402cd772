"""Where a scenario strains the theory: this module finds concepts that are pulled two ways.

In a large theory thousands are. Only those that rules both raise and lower, or that the scenario
settles and rules bear on, are looked at.
"""

from collections.abc import Iterable, Iterator, Sequence

from cmo_graph.theory.answers import Conflict, Ground, Override, Truth
from cmo_graph.theory.fixpoint import NO, YES, Solution
from cmo_graph.theory.hypergraph import Theory


def find_conflicts(theory: Theory, solution: Solution) -> Iterator[Conflict]:
    """Yield the concepts that claims which fire both raise and lower, in order of IRI."""
    truths = solution.rules
    raised_by, lowered_by = theory.raised_by, theory.lowered_by
    for concept in theory.contended:
        lowering = [rule for rule in lowered_by[concept] if truths[rule] == YES]
        raising = [rule for rule in raised_by[concept] if truths[rule] == YES] if lowering else ()
        if raising:
            iri = theory.concepts[concept]
            yield Conflict(iri, theory.claims_of(raising), theory.claims_of(lowering))


def find_overrides(theory: Theory, solution: Solution, given: Iterable[int]) -> Iterator[Override]:
    """Yield those of the given concepts on which the scenario beats the theory, in their order."""
    concepts, spoken_of = solution.concepts, theory.spoken_of
    for concept in given:
        if spoken_of[concept]:
            judge = _denied_yet_raised if concepts[concept] == NO else _present_yet_lowered
            override = judge(theory, solution, concept)
            if override is not None:
                yield override


def _denied_yet_raised(theory: Theory, solution: Solution, concept: int) -> Override | None:
    raising = solution.met(theory.raised_by[concept])
    if not raising:
        return None
    claims = theory.claims_of(raising)
    return Override(theory.concepts[concept], Ground.GIVEN_ABSENT, Truth.YES, claims)


def _present_yet_lowered(theory: Theory, solution: Solution, concept: int) -> Override | None:
    against: Sequence[int] = solution.met(theory.lowered_by[concept])
    if not against:
        if theory.is_open[concept] or not _nothing_raises(theory, solution, concept):
            return None
        against = theory.raised_by[concept]
    claims = theory.claims_of(against)
    return Override(theory.concepts[concept], Ground.GIVEN_PRESENT, Truth.NO, claims)


def _nothing_raises(theory: Theory, solution: Solution, concept: int) -> bool:
    rules, concepts = solution.rules, solution.concepts
    return all(rules[rule] == NO for rule in theory.raised_by[concept]) and all(
        concepts[below] == NO for below in theory.narrower[concept]
    )
