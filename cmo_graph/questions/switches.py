"""What a scenario can switch: this module lists the concepts that the claims of a theory ask for.

What nothing in the theory produces comes first, because only a scenario can settle it; within that,
what most claims ask for. The order is ours.
"""

from collections import defaultdict
from functools import lru_cache

from pydantic import Field

from cmo_graph.iri import IRI
from cmo_graph.questions.answers import Told
from cmo_graph.theory.hypergraph import Theory
from cmo_graph.theory.rules import PremiseKind


class SwitchTold(Told):
    """A concept that claims ask for."""

    concept: IRI
    label: str
    kinds: tuple[PremiseKind, ...] = Field(description="As what they ask for it.")
    asked_by: int = Field(description="Rules that ask for it; a claim can be several.")
    is_produced: bool = Field(description="Whether a claim of the theory brings it about.")
    is_intervention: bool


@lru_cache(maxsize=4)  # all rules of a theory are gone through, and a theory never changes
def switches_of(theory: Theory, *, most: int) -> tuple[SwitchTold, ...]:
    """Return what can be switched: interventions, then what is not produced, then the rest.

    Args:
        theory: A compiled theory.
        most: Most of them, at least 1.
    """
    kinds: dict[int, set[PremiseKind]] = defaultdict(set)
    asked: dict[int, int] = defaultdict(int)
    for rule in theory.rules:
        for premise in rule.premises:
            kinds[premise.concept].add(premise.kind)
            asked[premise.concept] += 1
    ordered = sorted(
        asked,
        key=lambda one: (
            one not in theory.interventions,
            not theory.is_open[one],
            -asked[one],
            theory.labels[one].casefold(),
            one,
        ),
    )
    return tuple(
        SwitchTold(
            concept=theory.concepts[one],
            label=theory.label(one),
            kinds=tuple(sorted(kinds[one], key=lambda kind: kind.value)),
            asked_by=asked[one],
            is_produced=not theory.is_open[one],
            is_intervention=one in theory.interventions,
        )
        for one in ordered[:most]
    )
