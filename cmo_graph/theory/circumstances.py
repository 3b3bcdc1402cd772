"""For whom, and in what circumstances: this module finds the minimal sets that bring an outcome.

The question of `scenario` is turned round. A set of circumstances says which concepts are present,
which interventions are on and which concepts must be absent; it is sufficient when the theory then
produces the outcome for certain, all else staying unknown. The search reasons backwards from the
outcome, smallest sets first, and every set it returns has been run forwards through `what_if`.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import Enum, IntEnum
from heapq import heappop, heappush
from typing import NamedTuple

from cmo_graph.errors import InvalidParameter
from cmo_graph.iri import IRI
from cmo_graph.theory.fixpoint import YES, solve
from cmo_graph.theory.hypergraph import Theory, part_that_bears_on
from cmo_graph.theory.scenario import Scenario, what_if

#: Most sets, expansions and seconds that may be asked for.
MOST_SETS = 1_000
MOST_EXPANSIONS = 1_000_000
LONGEST_SEARCH = 60.0


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


class CircumstancesOutcome(Enum):
    """How a search for circumstances ended."""

    #: All minimal sets were found.
    FOUND = "found"
    #: There is none.
    NONE = "none"
    #: Some sets were found, and the search stopped before it had looked everywhere.
    TRUNCATED = "truncated"
    #: The search stopped before it had found any; there may be some.
    NONE_BEFORE_LIMIT = "none_before_limit"


class Limit(Enum):
    """What stopped a search."""

    SETS = "sets"
    EXPANSIONS = "expansions"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """One minimal set of conditions under which the outcome is produced; IRIs sorted."""

    #: Contexts, enabling moderators and resources that hold.
    present: tuple[IRI, ...]
    interventions_on: tuple[IRI, ...]
    #: Blockers and contexts that must be absent, and what would bring a blocker about.
    must_be_absent: tuple[IRI, ...]
    #: The configurations and links of one derivation, each after those its premises rest on.
    claims: tuple[IRI, ...]

    def as_scenario(self) -> Scenario:
        """Return the set as a scenario, to be run or varied."""
        return Scenario(
            present=frozenset(self.present),
            absent=frozenset(self.must_be_absent),
            interventions_on=frozenset(self.interventions_on),
        )


@dataclass(frozen=True, slots=True)
class ForWhom:
    """The answer to: for whom and in what circumstances does this outcome come about?"""

    target: IRI
    change: Change
    outcome: CircumstancesOutcome
    #: Fewest conditions first, then by IRI.
    sets: tuple[Circumstances, ...]
    #: Concepts present in every set, interventions included; a narrower concept counts for its
    #: broader ones. Sorted; empty when there is no set.
    critical: tuple[IRI, ...]
    #: Concepts absent in every set; a broader concept counts for its narrower ones.
    critical_absent: tuple[IRI, ...]
    #: True when no further set can exist, so that critical is said of all sets and not only of
    #: those found.
    critical_is_exact: bool
    #: What stopped the search; None when it looked everywhere.
    stopped_by: Limit | None
    expansions: int


#: An assumption: a concept and whether it is present.
_Literal = tuple[int, bool]
#: A goal: what is to become of the concept or the rule at a position.
_Goal = tuple["_Aim", int]


class _Aim(IntEnum):
    """What a goal asks for: that a concept holds or does not, or that a rule does not fire."""

    HOLDS = 0
    FAILS = 1
    STOPPED = 2


#: A way to reach a goal: what to assume, and the goals that follow.
_Way = tuple[frozenset[_Literal], frozenset[_Goal]]
_NOTHING: frozenset[_Literal] = frozenset()
_NO_GOALS: frozenset[_Goal] = frozenset()
_DONE: _Way = (_NOTHING, _NO_GOALS)


class _State(NamedTuple):
    """A partial strategy."""

    assumed: frozenset[_Literal]
    #: Goals for which a way has been chosen.
    settled: frozenset[_Goal]
    open: frozenset[_Goal]


def find_circumstances(
    theory: Theory,
    target: IRI,
    *,
    change: Change = Change.RAISED,
    assume: Assume = Assume.UNPRODUCED,
    most_sets: int = 20,
    most_expansions: int = 100_000,
    seconds: float = 5.0,
    clock: Callable[[], float] = time.monotonic,
) -> ForWhom:
    """Find the minimal circumstances under which an outcome is produced.

    A set is minimal when no condition can be dropped from it, and general when none can be
    exchanged for a weaker one (a broader concept present, a narrower one absent). Sets that are
    both are returned; a set is never returned on the strength of the outcome itself, or anything
    narrower, being assumed.

    Args:
        theory: From `compile_theory`.
        target: The outcome concept.
        change: Whether it is to be produced or pushed down.
        assume: What the sets may be made of.
        most_sets: Return at most so many; the search goes on until it knows whether there are more.
        most_expansions: Look at no more partial sets than this.
        seconds: Stop after so many seconds.
        clock: Where the seconds are read.

    Returns:
        The sets, and what they have in common. Without truncation they are exactly those that
        trying every combination would find. The empty set, alone, says that the theory produces
        the outcome unconditionally.

    Raises:
        NotFound: the theory has no such concept.
        InvalidParameter: a limit is not positive, or beyond what may be asked for.

    Cost: exponential in the number of assumable premises that bear on the outcome; hence the
    limits. Each complete set costs one run of `what_if` on the part of the theory that bears on it.

    Source: reading minimal sufficient sets as prime implicants follows the assumption-based truth
    maintenance of de Kleer 1986 (Artificial Intelligence 28:127-162); that circumstances of a
    realist theory are such sets is ours.
    """
    _check("most_sets", most_sets, MOST_SETS)
    _check("most_expansions", most_expansions, MOST_EXPANSIONS)
    _check("seconds", seconds, LONGEST_SEARCH)
    position = theory.position(target)
    search = _Search(theory, position, change, assume)
    deadline = clock() + seconds
    found: list[frozenset[_Literal]] = []
    stopped_by = None
    for expansion in search.run():
        if expansion is not None:
            found.append(expansion)
        if len(found) > most_sets:
            found.pop()
            stopped_by = Limit.SETS
        elif search.expansions >= most_expansions:
            stopped_by = Limit.EXPANSIONS
        elif clock() > deadline:
            stopped_by = Limit.TIME
        if stopped_by:
            break
    return _answer(theory, search, target, found, stopped_by)


def _check(name: str, value: float, most: float) -> None:
    if not 0 < value <= most:
        raise InvalidParameter(name, str(value), f"more than 0 and at most {most}")


class _Search:
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
        self._sufficient: dict[frozenset[_Literal], bool] = {}
        self._broader: dict[int, frozenset[int]] = {}

    def run(self) -> Iterator[frozenset[_Literal] | None]:
        """Yield each minimal general set, smallest first, and None for every other expansion."""
        order = 0
        queue: list[tuple[int, int, int, _State]] = []
        for state in self._starts():
            heappush(queue, (0, len(state.open), order := order + 1, state))
        minimal: list[frozenset[_Literal]] = []
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
        self, assumed: frozenset[_Literal], minimal: list[frozenset[_Literal]]
    ) -> frozenset[_Literal] | None:
        if not self.is_sufficient(assumed):
            return None
        minimal.append(assumed)
        return assumed if self._is_general(assumed) else None

    def is_sufficient(self, assumed: frozenset[_Literal]) -> bool:
        """Say whether the theory brings the outcome under these assumptions."""
        if assumed not in self._sufficient:
            self._sufficient[assumed] = self._brings_about(assumed)
        return self._sufficient[assumed]

    def _brings_about(self, assumed: frozenset[_Literal]) -> bool:
        present = self.theory.broader_closure(c for c, is_present in assumed if is_present)
        absent = self.theory.narrower_closure(c for c, is_present in assumed if not is_present)
        if present.keys() & absent.keys():
            return False
        solution = solve(self.theory, present=present, absent=absent)
        if self.change is Change.RAISED:
            return solution.concepts[self.target] == YES
        return any(solution.rules[rule] == YES for rule in self.theory.lowered_by[self.target])

    def _is_general(self, assumed: frozenset[_Literal]) -> bool:
        return not any(
            self.is_sufficient(assumed - {literal} | {weaker})
            for literal in assumed
            for weaker in self._weaker(literal)
        )

    def _weaker(self, literal: _Literal) -> Iterator[_Literal]:
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
        nothing = frozenset[_Literal]()
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

    def _ways(self, goal: _Goal, assumed: frozenset[_Literal]) -> Iterable[_Way]:
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

    def _given(self, concept: int, assumed: frozenset[_Literal]) -> bool | None:
        for one, is_present in assumed:
            if is_present and concept in self.broader(one):
                return True
            if not is_present and one in self.broader(concept):
                return False
        return None

    def _ways_to_hold(self, concept: int, assumed: frozenset[_Literal]) -> Iterator[_Way]:
        absent = {one for one, is_present in assumed if not is_present}
        if concept in self.presumable and not absent & self.broader(concept):
            yield frozenset({(concept, True)}), _NO_GOALS
        for rule in self.theory.raised_by[concept]:
            if self.theory.rules[rule].is_complete:
                yield _NOTHING, self._premises(rule)
        for below in self.theory.narrower[concept]:
            yield _NOTHING, frozenset({(_Aim.HOLDS, below)})

    def _ways_to_fail(self, concept: int, assumed: frozenset[_Literal]) -> Iterator[_Way]:
        yield from self._denials(concept, assumed)
        if not self.theory.is_open[concept]:
            stopped = [(_Aim.STOPPED, rule) for rule in self.theory.raised_by[concept]]
            below = [(_Aim.FAILS, one) for one in self.theory.narrower[concept]]
            yield _NOTHING, frozenset(stopped + below)

    def _ways_to_stop(self, rule: int, assumed: frozenset[_Literal]) -> Iterator[_Way]:
        for concept in self.theory.requires[rule]:
            yield _NOTHING, frozenset({(_Aim.FAILS, concept)})
        for concept in self.theory.forbids[rule]:
            yield _NOTHING, frozenset({(_Aim.HOLDS, concept)})
        for response in self.theory.rules[rule].responses:
            yield from self._denials(response, assumed)

    def _denials(self, concept: int, assumed: frozenset[_Literal]) -> Iterator[_Way]:
        """Yield the assumptions by which a concept is absent on the scenario's word."""
        present = {
            wider for one, is_present in assumed if is_present for wider in self.broader(one)
        }
        for wider in sorted((self.broader(concept) & self.assumable) - present):
            yield frozenset({(wider, False)}), _NO_GOALS


def _answer(
    theory: Theory,
    search: "_Search",
    target: IRI,
    found: Iterable[frozenset[_Literal]],
    stopped_by: Limit | None,
) -> ForWhom:
    ordered = sorted(found, key=lambda one: (len(one), sorted(one)))
    sets = tuple(_circumstances(theory, one, target, search.change) for one in ordered)
    present, absent = _critical(theory, ordered, search.assumable)
    return ForWhom(
        target=target,
        change=search.change,
        outcome=_outcome(bool(sets), stopped_by),
        sets=sets,
        critical=tuple(theory.concepts[one] for one in present),
        critical_absent=tuple(theory.concepts[one] for one in absent),
        critical_is_exact=stopped_by is None,
        stopped_by=stopped_by,
        expansions=search.expansions,
    )


def _outcome(is_any: bool, stopped_by: Limit | None) -> CircumstancesOutcome:
    if stopped_by is None:
        return CircumstancesOutcome.FOUND if is_any else CircumstancesOutcome.NONE
    return CircumstancesOutcome.TRUNCATED if is_any else CircumstancesOutcome.NONE_BEFORE_LIMIT


def _circumstances(
    theory: Theory, assumed: frozenset[_Literal], target: IRI, change: Change
) -> Circumstances:
    present = {concept for concept, is_present in assumed if is_present}
    absent = {concept for concept, is_present in assumed if not is_present}
    bare = Circumstances(
        present=_iris(theory, present - theory.interventions),
        interventions_on=_iris(theory, present & theory.interventions),
        must_be_absent=_iris(theory, absent),
        claims=(),
    )
    return replace(bare, claims=_claims(theory, bare.as_scenario(), target, change))


def _claims(theory: Theory, scenario: Scenario, target: IRI, change: Change) -> tuple[IRI, ...]:
    answer = what_if(theory, scenario)
    if change is Change.RAISED:
        return answer.claims_behind(target)
    last = answer.concept(target).lowered_by[0]
    rule = next(
        position
        for position in theory.lowered_by[theory.position(target)]
        if theory.rules[position].claim == last
    )
    before = [
        claim
        for concept in theory.requires[rule]
        for claim in answer.claims_behind(theory.concepts[concept])
    ]
    return tuple(dict.fromkeys((*before, last)))


def _critical(
    theory: Theory, sets: Sequence[frozenset[_Literal]], assumable: frozenset[int]
) -> tuple[list[int], list[int]]:
    present = [theory.broader_closure(c for c, is_it in one if is_it).keys() for one in sets]
    absent = [theory.narrower_closure(c for c, is_it in one if not is_it).keys() for one in sets]
    return _in_all(present, assumable), _in_all(absent, assumable)


def _in_all(sets: Sequence[AbstractSet[int]], assumable: frozenset[int]) -> list[int]:
    return sorted(assumable.intersection(*sets)) if sets else []


def _iris(theory: Theory, concepts: Iterable[int]) -> tuple[IRI, ...]:
    return tuple(theory.concepts[concept] for concept in sorted(concepts))
