"""Grounds in words: this module tells why a concept holds, or a claim fires, in one sentence."""

from collections.abc import Iterable, Sequence

from cmo_graph.theory.answers import Ground
from cmo_graph.theory.fixpoint import UNKNOWN, YES
from cmo_graph.theory.rules import Premise, PremiseKind, Rule, RuleKind


def why_given(label: str, ground: Ground, *, source: str | None) -> str:
    """Tell that the scenario settles a concept, by its own name or through `source`."""
    said = "present" if ground is Ground.GIVEN_PRESENT else "absent"
    if source is None:
        return f"The scenario says that {_quoted(label)} is {said}."
    return f"The scenario says that {_quoted(source)} is {said}, and with it {_quoted(label)}."


def why_derived(label: str, ground: Ground) -> str:
    """Tell why a concept that the scenario leaves to the theory holds, does not, or is unknown."""
    return f"{_quoted(label)} {_WORDS[ground]}."


def why_offered(label: str, interventions: Sequence[str]) -> str:
    """Tell that a resource is there because interventions offer it; whether a claim fires is open.

    Args:
        label: The resource.
        interventions: Labels of those that offer it together; at least one.
    """
    verb = "offers" if len(interventions) == 1 else "offer"
    return (
        f"{_quoted(label)} is there, because {' and '.join(map(_quoted, interventions))} {verb} it."
    )


def why_rule(
    rule: Rule,
    truth: int,
    *,
    deciding: Iterable[Premise],
    denied: Iterable[int],
    labels: Sequence[str],
) -> str:
    """Tell why a rule is met, is not, or is unknown.

    Args:
        rule: The rule.
        truth: Its truth.
        deciding: Those of its premises that have the same truth.
        denied: Those of its responses that the scenario denies.
        labels: By concept.
    """
    told = [
        f"{_NAMES[premise.kind]} {_quoted(labels[premise.concept])} {_standing(premise, truth)}"
        for premise in deciding
    ]
    told += [
        f"the response {_quoted(labels[one])} is absent by the scenario's word" for one in denied
    ]
    if truth == UNKNOWN and not rule.is_complete:
        told.append("it names no context, intervention, resource or mechanism")
    return f"{_LEADS[rule.kind][truth]}: {', '.join(told)}."


_WORDS = {
    Ground.PRODUCED: "holds, because the theory produces it",
    Ground.NOT_THROUGH_THIS_THEORY: "does not come about through this theory",
    Ground.ONLY_THROUGH_ITSELF: "could come about only through itself",
    Ground.NOT_SAID: "is left open: no claim produces it and the scenario does not name it",
    Ground.UNDECIDED: "is unknown: what could produce it is not settled",
}

_NAMES = {
    PremiseKind.CONTEXT: "the context",
    PremiseKind.INTERVENTION: "the intervention",
    PremiseKind.RESOURCE: "the resource",
    PremiseKind.MECHANISM: "the mechanism",
    PremiseKind.ENABLER: "the enabling moderator",
    PremiseKind.CAUSE: "the cause",
    PremiseKind.ABSENT_CONTEXT: "the context that must be absent,",
    PremiseKind.BLOCKER: "the blocker",
}

#: By kind of rule: how its being unknown, met and not met is told.
_LEADS = {
    RuleKind.FIRES: ("Whether it fires is unknown", "It fires", "It does not fire"),
    RuleKind.OFFERS: (
        "Whether its resources are offered is unknown",
        "Its resources are offered",
        "Its resources are not offered",
    ),
    RuleKind.LINK: (
        "Whether the link takes effect is unknown",
        "The link takes effect",
        "The link does not take effect",
    ),
}


def _quoted(label: str) -> str:
    return f"“{label}”"


def _standing(premise: Premise, truth: int) -> str:
    if truth == UNKNOWN:
        return "is unknown"
    holds = (truth == YES) != premise.kind.asks_absence
    if premise.kind.asks_absence:
        return "is there" if holds else "is not there"
    return "holds" if holds else "does not hold"
