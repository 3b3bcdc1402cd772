"""What a scenario's answers are: this module holds the values that `scenario` tells.

Each gives a truth and the grounds for it; how grounds are put into words is `reasons`.
"""

from dataclasses import dataclass
from enum import Enum

from cmo_graph.iri import IRI
from cmo_graph.theory.fixpoint import NO, UNKNOWN, YES
from cmo_graph.theory.rules import PremiseKind


class Truth(Enum):
    """Kleene's three values."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


#: By the number that `fixpoint` gives it.
TRUTHS = {YES: Truth.YES, NO: Truth.NO, UNKNOWN: Truth.UNKNOWN}


class Ground(Enum):
    """Why a concept holds, does not hold, or stays unknown."""

    GIVEN_PRESENT = "given_present"
    PRODUCED = "produced"
    GIVEN_ABSENT = "given_absent"
    NOT_THROUGH_THIS_THEORY = "not_through_this_theory"
    ONLY_THROUGH_ITSELF = "only_through_itself"
    NOT_SAID = "not_said"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Condition:
    """One premise of a configuration, as it stands under the scenario."""

    kind: PremiseKind
    concept: IRI
    #: Whether the premise is met: for a blocker or an absent context, that the concept is not so.
    met: Truth


@dataclass(frozen=True, slots=True)
class Firing:
    """Whether one configuration, or authored link, fires, and on what grounds."""

    claim: IRI
    truth: Truth
    #: All its premises, in the order of its slots, then moderators.
    conditions: tuple[Condition, ...]
    #: Responses that the scenario denies; one is enough to stop it.
    denied_responses: tuple[IRI, ...]
    #: False when its slots do not say when it fires.
    is_complete: bool
    #: The grounds in one sentence, with labels.
    reason: str

    def conditions_met(self, met: Truth) -> tuple[Condition, ...]:
        """Return the conditions that are met, not met or undecided."""
        return tuple(condition for condition in self.conditions if condition.met is met)


@dataclass(frozen=True, slots=True)
class ConceptAnswer:
    """Whether one concept holds under the scenario, and on what grounds."""

    concept: IRI
    truth: Truth
    ground: Ground
    #: What the ground rests on: the claims that produce it, or could and do not, sorted, then the
    #: narrower concepts likewise; or the named concept of the scenario. Empty when nothing does.
    by: tuple[IRI, ...]
    #: Whether a claim pushes it down; None when no claim could.
    lowered: Truth | None
    #: The claims that push it down, sorted.
    lowered_by: tuple[IRI, ...]
    #: The grounds in one sentence, with labels.
    reason: str
    #: Whether it holds only as a resource that interventions offer, whatever fires.
    is_offered: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """A concept that fired claims push both ways."""

    concept: IRI
    raised_by: tuple[IRI, ...]
    lowered_by: tuple[IRI, ...]


@dataclass(frozen=True, slots=True)
class Override:
    """A concept on which the scenario's word beats what the theory would derive."""

    concept: IRI
    #: What the scenario says: given present or given absent.
    given: Ground
    #: What the theory would say: `yes` it is produced, `no` it does not come about or is lowered.
    theory_says: Truth
    #: The claims that produce or lower it, or could produce it and do not fire; sorted.
    by: tuple[IRI, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A claim or concept that two scenarios answer differently."""

    subject: IRI
    before: Truth
    after: Truth
