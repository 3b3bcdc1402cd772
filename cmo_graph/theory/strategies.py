"""Ways to bring an outcome about: this module searches for minimal sets of conditions, backwards.

It begins at the outcome, smallest sets first, and runs every set it finds forwards. What a search
may cost, and what is told of it, is `circumstances`.
"""

from collections.abc import Iterable, Iterator
from enum import Enum, IntEnum
from heapq import heappop, heappush
from typing import NamedTuple

from cmo_graph.theory.fixpoint import YES, solve
from cmo_graph.theory.hypergraph import Theory, part_that_bears_on


class Assume(Enum):
    """Which concepts circumstances may be made of."""

    #: Premises that nothing in the theory produces.
    UNPRODUCED = "unproduced"
    #: Any premise but the outcome itself and what is narrower; may override the theory.
    ANY = "any"


class Change(Enum):
    """What is to happen to the outcome."""

    #: It holds because the theory produces it.
    RAISED = "raised"
    #: Some claim that fires pushes it down.
    LOWERED = "lowered"


#: An assumption: a concept and whether it is present.
Assumption = tuple[int, bool]
#: A goal: what is to become of the concept or the rule at a position.
_Goal = tuple["_Aim", int]


class _Aim(IntEnum):
    """What a goal asks for: that a concept holds or does not, or that a rule does not fire."""

    HOLDS = 0
    FAILS = 1
    STOPPED = 2


#: A way to reach a goal: what to assume, and the goals that follow.
_Way = tuple[frozenset[Assumption], frozenset[_Goal]]
_NOTHING: frozenset[Assumption] = frozenset()
_NO_GOALS: frozenset[_Goal] = frozenset()
_DONE: _Way = (_NOTHING, _NO_GOALS)


class _State(NamedTuple):
    """A partial strategy."""

    assumed: frozenset[Assumption]
    #: Goals for which a way has been chosen.
    settled: frozenset[_Goal]
    open: frozenset[_Goal]


class Search:
    """Best-first search over strategies: which rule makes a goal hold, which premise fails a rule.

    A state is (assumptions, goals settled, goals open). Every minimal set is the assumptions of
    some strategy, because the well-founded model gives one rule for each concept that holds and one
    failing premise for each rule that does not fire. A strategy may run in a circle, or meet an
    override; running the set forwards sorts those out.
    """

    def __init__(self, theory: Theory, target: int, change: Change, assume: Assume) -> None:
        self.theory, self.target = part_that_bears_on(theory, target), target
        self.change = change
        self.assumable = theory.premise_concepts if assume is Assume.ANY else theory.assumable
        self.presumable = self.assumable - theory.narrower_closure([target]).keys()
        self.expansions = 0
        self._sufficient: dict[frozenset[Assumption], bool] = {}
        self._broader: dict[int, frozenset[int]] = {}

    def run(self) -> Iterator[frozenset[Assumption] | None]:
        """Yield each minimal general set, smallest first, and None for every other expansion."""
        order = 0
        queue: list[tuple[int, int, int, _State]] = []
        for state in self._starts():
            heappush(queue, (0, len(state.open), order := order + 1, state))
        minimal: list[frozenset[Assumption]] = []
        seen: set[_State] = set()
        while queue:
            *_, state = heappop(queue)
            self.expansions += 1
            if any(known <= state.assumed for known in minimal):
                yield None
            elif state.open:
                for following in self._expanded(state, seen):
                    order += 1
                    heappush(queue, (len(following.assumed), len(following.open), order, following))
                yield None
            else:
                yield self._completed(state.assumed, minimal)

    def _completed(
        self, assumed: frozenset[Assumption], minimal: list[frozenset[Assumption]]
    ) -> frozenset[Assumption] | None:
        if not self.is_sufficient(assumed):
            return None
        minimal.append(assumed)
        return assumed if self._is_general(assumed) else None

    def is_sufficient(self, assumed: frozenset[Assumption]) -> bool:
        """Say whether the theory brings the outcome under these assumptions."""
        if assumed not in self._sufficient:
            self._sufficient[assumed] = self._brings_about(assumed)
        return self._sufficient[assumed]

    def _brings_about(self, assumed: frozenset[Assumption]) -> bool:
        present = self.theory.broader_closure(c for c, is_present in assumed if is_present)
        absent = self.theory.narrower_closure(c for c, is_present in assumed if not is_present)
        if present.keys() & absent.keys():
            return False
        solution = solve(self.theory, present=present, absent=absent)
        if self.change is Change.RAISED:
            return solution.concepts[self.target] == YES
        return any(solution.rules[rule] == YES for rule in self.theory.lowered_by[self.target])

    def _is_general(self, assumed: frozenset[Assumption]) -> bool:
        return not any(
            self.is_sufficient(assumed - {literal} | {weaker})
            for literal in assumed
            for weaker in self._weaker(literal)
        )

    def _weaker(self, literal: Assumption) -> Iterator[Assumption]:
        concept, is_present = literal
        narrower = self.theory.narrower_closure([concept]).keys()
        others = (
            self.broader(concept) & self.presumable if is_present else self.assumable & narrower
        )
        return ((other, is_present) for other in sorted(others) if other != concept)

    def broader(self, concept: int) -> frozenset[int]:
        """Return the concept and all broader ones."""
        if concept not in self._broader:
            self._broader[concept] = frozenset(self.theory.broader_closure([concept]))
        return self._broader[concept]

    def _starts(self) -> Iterator[_State]:
        nothing = frozenset[Assumption]()
        if self.change is Change.RAISED:
            yield _State(nothing, frozenset(), frozenset({(_Aim.HOLDS, self.target)}))
            return
        for rule in self.theory.lowered_by[self.target]:
            if self.theory.rules[rule].is_complete:
                yield _State(nothing, frozenset(), self._premises(rule))

    def _premises(self, rule: int) -> frozenset[_Goal]:
        met = [(_Aim.HOLDS, concept) for concept in self.theory.requires[rule]]
        return frozenset(met + [(_Aim.FAILS, concept) for concept in self.theory.forbids[rule]])

    def _expanded(self, state: _State, seen: set[_State]) -> Iterator[_State]:
        """Yield the states that settle one more goal, each once."""
        goal = min(state.open)
        settled, rest = state.settled | {goal}, state.open - {goal}
        for assumption, goals in self._ways(goal, state.assumed):
            assumed = state.assumed | assumption
            following = _State(assumed, settled, rest | (goals - settled))
            if following not in seen:
                seen.add(following)
                yield following

    def _ways(self, goal: _Goal, assumed: frozenset[Assumption]) -> Iterable[_Way]:
        """Return the ways to reach a goal: what to assume, and the goals that follow."""
        aim, position = goal
        if aim is _Aim.STOPPED:
            return self._ways_to_stop(position, assumed)
        given = self._given(position, assumed)
        if given is not None:
            return [_DONE] if given is (aim is _Aim.HOLDS) else []
        if aim is _Aim.HOLDS:
            return self._ways_to_hold(position, assumed)
        return self._ways_to_fail(position, assumed)

    def _given(self, concept: int, assumed: frozenset[Assumption]) -> bool | None:
        for one, is_present in assumed:
            if is_present and concept in self.broader(one):
                return True
            if not is_present and one in self.broader(concept):
                return False
        return None

    def _ways_to_hold(self, concept: int, assumed: frozenset[Assumption]) -> Iterator[_Way]:
        absent = {one for one, is_present in assumed if not is_present}
        if concept in self.presumable and not absent & self.broader(concept):
            yield frozenset({(concept, True)}), _NO_GOALS
        for rule in self.theory.raised_by[concept]:
            if self.theory.rules[rule].is_complete:
                yield _NOTHING, self._premises(rule)
        for below in self.theory.narrower[concept]:
            yield _NOTHING, frozenset({(_Aim.HOLDS, below)})

    def _ways_to_fail(self, concept: int, assumed: frozenset[Assumption]) -> Iterator[_Way]:
        yield from self._denials(concept, assumed)
        if not self.theory.is_open[concept]:
            stopped = [(_Aim.STOPPED, rule) for rule in self.theory.raised_by[concept]]
            below = [(_Aim.FAILS, one) for one in self.theory.narrower[concept]]
            yield _NOTHING, frozenset(stopped + below)

    def _ways_to_stop(self, rule: int, assumed: frozenset[Assumption]) -> Iterator[_Way]:
        for concept in self.theory.requires[rule]:
            yield _NOTHING, frozenset({(_Aim.FAILS, concept)})
        for concept in self.theory.forbids[rule]:
            yield _NOTHING, frozenset({(_Aim.HOLDS, concept)})
        for response in self.theory.rules[rule].responses:
            yield from self._denials(response, assumed)

    def _denials(self, concept: int, assumed: frozenset[Assumption]) -> Iterator[_Way]:
        """Yield the assumptions by which a concept is absent on the scenario's word."""
        present = {
            wider for one, is_present in assumed if is_present for wider in self.broader(one)
        }
        for wider in sorted((self.broader(concept) & self.assumable) - present):
            yield frozenset({(wider, False)}), _NO_GOALS
