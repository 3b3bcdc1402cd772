"""What people decided about pairs of concepts: this module has decisions and what they change.

A decision says how two concepts relate; it joins nothing. Every decision is kept, and the last one
on a pair holds, so that the same question is not asked twice and a change of mind can be read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from cmo_graph.iri import IRI
from cmo_graph.model import Concept, Thing


class Verdict(Enum):
    """How two concepts relate."""

    #: They are interchangeable everywhere.
    SAME = "same"
    #: They are interchangeable in some uses.
    CLOSE = "close"
    #: One is the contrary of the other.
    OPPOSITE = "opposite"
    #: They are two ideas.
    DIFFERENT = "different"


#: The field of a concept in which a verdict stands; a concept says nothing of what it is not.
FIELDS: dict[Verdict, str] = {
    Verdict.SAME: "exact_match",
    Verdict.CLOSE: "close_match",
    Verdict.OPPOSITE: "opposite_of",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One person's word on one pair."""

    first: IRI
    second: IRI
    verdict: Verdict
    #: The agent who decided.
    author: IRI
    decided: date
    note: str = ""

    @property
    def pair(self) -> frozenset[IRI]:
        """The two concepts, in no order."""
        return frozenset({self.first, self.second})


def last_words(decisions: Iterable[Decision]) -> dict[frozenset[IRI], Decision]:
    """Return the decision that holds on each pair: the last one in the order given."""
    return {decision.pair: decision for decision in decisions}


def with_decision(things: Sequence[Thing], decision: Decision) -> tuple[Thing, ...]:
    """Return the things with a decision carried out on its first concept.

    What either concept says of the other in a match or an opposite gives way to the decision. No
    concept is joined with another, and none goes.
    """
    return tuple(
        _changed(thing, decision) if isinstance(thing, Concept) else thing for thing in things
    )


def _changed(concept: Concept, decision: Decision) -> Concept:
    if concept.id not in decision.pair:
        return concept
    [other] = decision.pair - {concept.id}
    changes = {
        field: tuple(iri for iri in getattr(concept, field) if iri != other)
        for field in FIELDS.values()
    }
    field = FIELDS.get(decision.verdict)
    if field is not None and concept.id == decision.first:
        changes[field] = (*changes[field], other)
    return concept.model_copy(update=changes)
