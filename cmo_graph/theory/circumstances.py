"""For whom, and in what circumstances: this module finds the minimal sets that bring an outcome.

The question of `scenario` is turned round. A set of circumstances says which concepts are present,
which interventions are on and which concepts must be absent; it is sufficient when the theory then
produces the outcome for certain, all else staying unknown. `strategies` reasons backwards from the
outcome, smallest sets first, and runs every set it returns forwards.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import Enum

from cmo_graph.errors import InvalidParameter
from cmo_graph.iri import IRI
from cmo_graph.theory.hypergraph import Theory
from cmo_graph.theory.scenario import Scenario, what_if
from cmo_graph.theory.strategies import Assume, Assumption, Change, Search

#: Most sets, expansions and seconds that may be asked for.
MOST_SETS = 1_000
MOST_EXPANSIONS = 1_000_000
LONGEST_SEARCH = 60.0


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
    search = Search(theory, position, change, assume)
    deadline = clock() + seconds
    found: list[frozenset[Assumption]] = []
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


def _answer(
    theory: Theory,
    search: Search,
    target: IRI,
    found: Iterable[frozenset[Assumption]],
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
    theory: Theory, assumed: frozenset[Assumption], target: IRI, change: Change
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
    theory: Theory, sets: Sequence[frozenset[Assumption]], assumable: frozenset[int]
) -> tuple[list[int], list[int]]:
    present = [theory.broader_closure(c for c, is_it in one if is_it).keys() for one in sets]
    absent = [theory.narrower_closure(c for c, is_it in one if not is_it).keys() for one in sets]
    return _in_all(present, assumable), _in_all(absent, assumable)


def _in_all(sets: Sequence[AbstractSet[int]], assumable: frozenset[int]) -> list[int]:
    return sorted(assumable.intersection(*sets)) if sets else []


def _iris(theory: Theory, concepts: Iterable[int]) -> tuple[IRI, ...]:
    return tuple(theory.concepts[concept] for concept in sorted(concepts))
