"""What a review leaves open: this module finds what is not told, not whole, or used by nothing."""

from collections.abc import Iterable, Iterator, Mapping

from cmo_graph.model import (
    Agent,
    Completeness,
    Concept,
    Configuration,
    Link,
    Moderation,
    Passage,
    Slot,
    Study,
)
from cmo_graph.model.codes import ClaimBasis
from cmo_graph.validation.flaws import Flaw, Things, name_of
from cmo_graph.validation.references import NOUNS

#: Bases that are somebody's words, and so stand somewhere.
_SAID = frozenset(
    {
        ClaimBasis.STATED_BY_SOURCE,
        ClaimBasis.STATED_AS_ASSUMPTION,
        ClaimBasis.STAKEHOLDER_TESTIMONY,
    }
)


def find_statements_without_passage(held: Things) -> Iterator[Flaw]:
    """Find what is said to be somebody's words and names no passage."""
    slots = (slot for configuration in held.of(Configuration) for slot in configuration.slots)
    said: Iterable[Slot | Link | Moderation] = (*slots, *held.of(Link), *held.of(Moderation))
    for statement in said:
        if statement.basis in _SAID and not statement.passages:
            yield Flaw(
                code="statement-without-passage",
                message=f"The basis is {statement.basis.value}, but no passage says where.",
                thing=statement.id,
                field="basis",
                value=statement.basis.value,
                hint="Name passages, or say that the reviewers inferred it.",
            )


#: What each kind of partial configuration lacks.
_LACKS: Mapping[Completeness, str] = {
    Completeness.CONTEXT_MECHANISM: "outcome",
    Completeness.MECHANISM_OUTCOME: "context",
    Completeness.CONTEXT_OUTCOME: "mechanism",
    Completeness.CONTEXT_ONLY: "mechanism and no outcome",
    Completeness.MECHANISM_ONLY: "context and no outcome",
    Completeness.OUTCOME_ONLY: "context and no mechanism",
    Completeness.NONE: "context, no mechanism and no outcome",
}


def find_partial_configurations(held: Things) -> Iterator[Flaw]:
    """Find configurations that lack one of context, mechanism and outcome."""
    for configuration in held.of(Configuration):
        lacks = _LACKS.get(configuration.completeness)
        if lacks is not None:
            yield Flaw(
                code="configuration-partial",
                message=f"{name_of(configuration.id)} has no {lacks}.",
                thing=configuration.id,
                value=configuration.completeness.value,
            )


def find_contexts_without_dimension(held: Things) -> Iterator[Flaw]:
    """Find contexts of evidence that do not say in which respect they are contexts."""
    for concept in held.of(Concept):
        if "examined_in" in held.uses.get(concept.id, ()) and concept.context_dimension is None:
            yield Flaw(
                code="context-without-dimension",
                message=f"{name_of(concept.id)} says where something was seen, but not in which"
                " respect.",
                thing=concept.id,
                value=name_of(concept.id),
                hint="Set context_dimension, so that contexts can be compared.",
            )


def find_unused_things(held: Things) -> Iterator[Flaw]:
    """Find concepts, agents and passages that nothing uses."""
    for model, code in (
        (Concept, "concept-unused"),
        (Agent, "agent-unused"),
        (Passage, "passage-unused"),
    ):
        for thing in held.of(model):
            if thing.id not in held.uses:
                yield Flaw(
                    code=code,
                    message=f"Nothing uses the {NOUNS[model.kind_name]} {name_of(thing.id)}.",
                    thing=thing.id,
                    value=name_of(thing.id),
                )


def find_idle_studies(held: Things) -> Iterator[Flaw]:
    """Find studies that no report reports on, and those that nothing speaks of."""
    for study in held.of(Study):
        fields = held.uses.get(study.id, frozenset())
        if "reports_on" not in fields:
            yield Flaw(
                code="study-without-report",
                message=f"No report reports on {name_of(study.id)}.",
                thing=study.id,
                value=name_of(study.id),
            )
        if not fields - {"reports_on"}:
            yield Flaw(
                code="study-unused",
                message=f"Nothing but its reports speaks of {name_of(study.id)}.",
                thing=study.id,
                value=name_of(study.id),
            )
