"""What to look for between two concepts: this module has `PathwayQuery` and its search."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from cmo_graph.errors import InvalidParameter
from cmo_graph.iri import IRI
from cmo_graph.model.codes import Polarity
from cmo_graph.theory.network import Network, Steps, steps_to
from cmo_graph.theory.ranking import DEFAULT_ORDER, SortKey
from cmo_graph.theory.steps import Strength, combined_sign
from cmo_graph.theory.transitivity import is_compatible
from cmo_graph.theory.walks import MOST_STEPS, Walk, simple_walks

#: Most pathways and seconds that may be asked for.
MOST_PATHWAYS = 1_000
LONGEST_SEARCH = 60.0


class PathwayOutcome(Enum):
    """How a search for pathways ended."""

    PATHS_FOUND = "paths_found"
    #: No links lead from source to target at all, within the filters on steps and concepts.
    NO_PATH = "no_path"
    #: Some do, but the shortest has more steps than are allowed.
    NO_PATH_WITHIN_LIMIT = "no_path_within_limit"
    #: Some of allowed length do, but none that passes all of `via` and has the sign.
    NO_PATH_WITH_CONDITIONS = "no_path_with_conditions"
    SOURCE_UNKNOWN = "source_unknown"
    TARGET_UNKNOWN = "target_unknown"
    SAME_NODE = "same_node"
    #: The time ran out; what had been found is told, and may not be the best.
    TIME_BUDGET_EXCEEDED = "time_budget_exceeded"


@dataclass(frozen=True, slots=True, kw_only=True)
class PathwayQuery:
    """What to look for. Filters on evidence are applied before, in the network's `evidence`."""

    source: IRI
    target: IRI
    max_steps: int = 4
    k: int = 20
    #: Concepts that a pathway must all pass, in any order; either end counts as passed.
    via: frozenset[IRI] = frozenset()
    #: Concepts that it may not pass.
    avoid: frozenset[IRI] = frozenset()
    #: The sign it must have; None for any.
    sign: Polarity | None = None
    #: Context in which every step may hold; a step that names none passes.
    context: IRI | None = None
    #: The least strength of a step; DISPUTED lets every step pass.
    minimum_strength: Strength = Strength.DISPUTED
    #: Criteria, most important first; each at most once.
    order: tuple[SortKey, ...] = DEFAULT_ORDER
    seconds: float = 5.0


def check_limits(query: PathwayQuery) -> None:
    """Refuse limits beyond the caps, and conditions that exclude each other.

    Raises:
        InvalidParameter: a limit is not positive or beyond the cap, a criterion comes twice, or a
            concept is to be both passed and avoided.
    """
    limits = (
        ("max_steps", query.max_steps, MOST_STEPS),
        ("k", query.k, MOST_PATHWAYS),
        ("seconds", query.seconds, LONGEST_SEARCH),
    )
    for name, value, most in limits:
        if not 0 < value <= most:
            raise InvalidParameter(name, str(value), f"more than 0 and at most {most}")
    if len(set(query.order)) < len(query.order):
        told = ", ".join(key.value for key in query.order)
        raise InvalidParameter("order", told, "each criterion at most once")
    if both := sorted(query.via & query.avoid):
        raise InvalidParameter("via", str(both[0]), "a concept that avoid does not name")


def refusal(network: Network, query: PathwayQuery) -> PathwayOutcome | None:
    """Return why no search is needed; None when one is.

    Raises:
        NotFound: a concept of `via`, `avoid` or `context` is not in the network.
    """
    for concept in sorted(query.via | query.avoid):
        network.position(concept)
    if query.context is not None:
        network.position(query.context)
    if query.source not in network.positions:
        return PathwayOutcome.SOURCE_UNKNOWN
    if query.target not in network.positions:
        return PathwayOutcome.TARGET_UNKNOWN
    return PathwayOutcome.SAME_NODE if query.source == query.target else None


class Search:
    """One search; it counts what it finds and notices when the time is over."""

    def __init__(self, network: Network, query: PathwayQuery, clock: Callable[[], float]) -> None:
        self.network, self.query = network, query
        self.source = network.positions[query.source]
        self.target = network.positions[query.target]
        self.barred = frozenset(network.positions[one] for one in query.avoid)
        self.allows = self._link_filter()
        self.total = 0
        self._fewest = query.max_steps + 1
        self.is_late = False
        self._turns, self._clock = 0, clock
        self._deadline = clock() + query.seconds

    def _link_filter(self) -> Callable[[int], bool] | None:
        least, context, network = self.query.minimum_strength, self.query.context, self.network
        if least is Strength.DISPUTED and context is None:
            return None
        return lambda link: (
            network.strengths[link] >= least
            and (
                context is None
                or is_compatible(step_contexts(network, link), context, concepts=network.models)
            )
        )

    def walks(self) -> Iterator[Walk]:
        """Yield the walks that meet all filters, counting them."""
        network, query = self.network, self.query
        found = simple_walks(
            network,
            self.source,
            self.target,
            longest=query.max_steps,
            barred=self.barred,
            allows=self.allows,
            is_over=self._is_over,
        )
        for walk in found:
            if self._passes(walk):
                self.total += 1
                self._fewest = min(self._fewest, len(walk))
                yield walk
            if self.is_late:
                return

    def _is_over(self) -> bool:
        self._turns += 1
        if self._turns % 128 == 1 and self._clock() > self._deadline:
            self.is_late = True
        return self.is_late

    def _passes(self, walk: Walk) -> bool:
        sign, via = self.query.sign, self.query.via
        if sign is not None and self.sign(walk) is not sign:
            return False
        return not via or via <= {self.query.source, *self.ends(walk)}

    def sign(self, walk: Walk) -> Polarity:
        """Return the sign of the whole walk."""
        return combined_sign([self.network.signs[link] for link in walk])

    def ends(self, walk: Walk) -> tuple[IRI, ...]:
        """Return the concepts that the walk's links lead to, in sequence."""
        return tuple(self.network.links[link].to_concept for link in walk)

    def shortest(self) -> int | None:
        """Return the fewest steps when length, via and sign are set aside."""
        if self.total and self.query.sign is None and not (self.query.via or self.is_late):
            return self._fewest
        network = self.network
        allows = self.allows
        incoming: Sequence[Steps] = network.incoming
        if allows is not None:
            incoming = [tuple(step for step in row if allows(step[0])) for row in incoming]
        if self.barred & {self.source, self.target}:
            return None
        everywhere = len(network.concepts)
        found = steps_to(incoming, self.target, longest=everywhere, barred=self.barred)
        return found.get(self.source)

    def outcome(self) -> PathwayOutcome:
        """Say how the search ended, after all walks have been drawn."""
        if self.is_late:
            return PathwayOutcome.TIME_BUDGET_EXCEEDED
        if self.total:
            return PathwayOutcome.PATHS_FOUND
        shortest = self.shortest()
        if shortest is None:
            return PathwayOutcome.NO_PATH
        # A shortest chain is simple, so one of allowed length was drawn, and failed a condition.
        is_within = shortest <= self.query.max_steps
        return (
            PathwayOutcome.NO_PATH_WITH_CONDITIONS
            if is_within
            else PathwayOutcome.NO_PATH_WITHIN_LIMIT
        )


def step_contexts(network: Network, link: int) -> frozenset[IRI]:
    """Return the contexts in which a link is said to hold, or was seen by its supporters."""
    return network.evidence[link].examined_in.union(network.links[link].holds_in)
