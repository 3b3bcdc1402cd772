"""Claims as rules: this module reads what a configuration, or a link, asks for and brings about.

A path through a plain graph forgets the *and*: a configuration fires only when everything it asks
for holds together. Each configuration and each causal link therefore becomes a rule with premises
and heads. The reading below is ours, except where it names a source.

- **A configuration fires** when its contexts hold (its absent contexts do not), the moderators
  that enable it hold, none that blocks it holds, its interventions are on and its resources are
  there. Actors, embedding and moderators that strengthen or weaken never gate.
- **An intervention offers the resources of its configuration** whatever the context is: context
  decides how people respond to an offer, not whether it is made (Pawson and Tilley 1997; Dalkin et
  al. 2015, doi 10.1186/s13012-015-0237-x). A resource of a configuration without intervention is a
  premise like any other.
- **A dyad of mechanism and outcome**, with no context, intervention or resource, has the mechanism
  as its premise. A configuration whose slots give no premise at all never fires for certain.
- **Firing raises** the responses, mechanisms and outcomes that increase, and **lowers** the
  outcomes that decrease. Outcomes without change, mixed or unclear, and mechanisms said not to be
  activated, follow from nothing for certain. What is lowered is neither absent nor present: it
  makes conflicts visible and gates nothing.
- **A response the scenario denies** stops its configuration: an outcome without its mechanism would
  be another configuration.
- **A link written by the reviewers** is a rule with one premise, and with the contexts it is said
  to hold in, when `FIRES` lists its kind; positive polarity raises, negative lowers. Moderations of
  links concern pathways and gate nothing here.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from cmo_graph.iri import IRI
from cmo_graph.model import Configuration, Link, Moderation, Slot
from cmo_graph.model.codes import (
    Activation,
    LinkKind,
    ModerationEffect,
    OutcomeDirection,
    Polarity,
    Presence,
    Role,
)
from cmo_graph.model.configuration import ROLE_ORDER

#: Which kinds of authored link take part in propagation, as rules with one premise. The rest
#: condition, compare or relate claims: that their first concept holds does not bring the second.
FIRES: Mapping[LinkKind, bool] = MappingProxyType(
    {
        LinkKind.PROVIDES: True,
        LinkKind.TRIGGERS: True,
        LinkKind.LEADS_TO: True,
        LinkKind.ENABLES: False,
        LinkKind.CONSTRAINS: False,
        LinkKind.MODERATES: False,
        LinkKind.BECOMES_CONTEXT_OF: False,
        LinkKind.EMBEDDED_IN: False,
        LinkKind.RIVAL_OF: False,
        LinkKind.CONTRADICTS: False,
        LinkKind.REFINES: False,
    }
)

_SlotsByRole = dict[Role, list[Slot]]


class PremiseKind(Enum):
    """What a rule asks of a concept: to hold, or for the last two not to hold."""

    CONTEXT = "context"
    INTERVENTION = "intervention"
    RESOURCE = "resource"
    MECHANISM = "mechanism"
    ENABLER = "enabler"
    CAUSE = "cause"
    ABSENT_CONTEXT = "absent_context"
    BLOCKER = "blocker"

    @property
    def asks_absence(self) -> bool:
        """Whether the rule needs the concept not to hold."""
        return self in (PremiseKind.ABSENT_CONTEXT, PremiseKind.BLOCKER)


class RuleKind(Enum):
    """What part of a claim a rule stands for."""

    FIRES = "fires"
    OFFERS = "offers"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Premise:
    """One thing a rule asks for."""

    kind: PremiseKind
    #: Position of the concept in `Theory.concepts`.
    concept: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A claim read as: when all premises are met, the heads follow. Concepts are positions."""

    claim: IRI
    kind: RuleKind
    premises: tuple[Premise, ...]
    raises: tuple[int, ...]
    lowers: tuple[int, ...] = ()
    #: Responses and mechanisms among `raises`: a scenario that denies one stops the rule.
    responses: tuple[int, ...] = ()
    #: False when the claim does not say when it fires: then it is never met for certain.
    is_complete: bool = True

    @property
    def requires(self) -> tuple[int, ...]:
        """The concepts that must hold, each once, in order of position."""
        return tuple(sorted({p.concept for p in self.premises if not p.kind.asks_absence}))

    @property
    def forbids(self) -> tuple[int, ...]:
        """The concepts that must not hold, each once, in order of position."""
        return tuple(sorted({p.concept for p in self.premises if p.kind.asks_absence}))


#: What the moderators of a configuration ask for, in order of moderation.
Gates = Sequence[tuple[PremiseKind, IRI]]


def takes_part(link: Link) -> bool:
    """Say whether a link written by the reviewers is one that a rule can be made of."""
    return FIRES[link.kind] and link.polarity in (Polarity.POSITIVE, Polarity.NEGATIVE)


def gates_by_configuration(
    moderations: Iterable[Moderation], configurations: Iterable[Configuration]
) -> Mapping[IRI, Gates]:
    """Gather the moderators that enable or block, for the configurations that have any."""
    kinds = {
        ModerationEffect.ENABLES: PremiseKind.ENABLER,
        ModerationEffect.BLOCKS: PremiseKind.BLOCKER,
    }
    moderated = {configuration.id for configuration in configurations}
    found: dict[IRI, list[tuple[PremiseKind, IRI]]] = {}
    for moderation in sorted(moderations, key=lambda one: str(one.id)):
        if moderation.effect in kinds and moderation.moderates in moderated:
            gate = kinds[moderation.effect], moderation.moderator
            found.setdefault(moderation.moderates, []).append(gate)
    return found


def configuration_rules(
    configuration: Configuration, gates: Gates, positions: Mapping[IRI, int]
) -> list[Rule]:
    """Return the rule that says when a configuration fires, then what it offers, if anything."""
    slots = _slots_by_role(configuration)
    premises = [_as_premise(slot, positions) for role in _PREMISE_ROLES for slot in slots[role]]
    mechanisms = [*slots[Role.RESPONSE], *slots[Role.MECHANISM]]
    is_dyad = not premises and bool(mechanisms)
    is_complete = bool(premises or mechanisms)
    if is_dyad:
        premises = [Premise(PremiseKind.MECHANISM, positions[one.concept]) for one in mechanisms]
    premises += [Premise(kind, positions[moderator]) for kind, moderator in gates]
    responses = set() if is_dyad else _responses(mechanisms, positions)
    raised = _outcomes(slots, OutcomeDirection.INCREASE, positions)
    lowered = _outcomes(slots, OutcomeDirection.DECREASE, positions)
    fires = Rule(
        claim=configuration.id,
        kind=RuleKind.FIRES,
        premises=tuple(premises),
        raises=tuple(sorted(responses | raised)),
        lowers=tuple(sorted(lowered)),
        responses=tuple(sorted(responses)),
        is_complete=is_complete,
    )
    return [fires, *_offer(configuration.id, slots, positions)]


def link_rule(link: Link, positions: Mapping[IRI, int]) -> Rule:
    """Return the rule that a link is, when `takes_part` says that it is one."""
    contexts = [Premise(PremiseKind.CONTEXT, positions[context]) for context in link.holds_in]
    target = (positions[link.to_concept],)
    is_positive = link.polarity is Polarity.POSITIVE
    return Rule(
        claim=link.id,
        kind=RuleKind.LINK,
        premises=(Premise(PremiseKind.CAUSE, positions[link.from_concept]), *contexts),
        raises=target if is_positive else (),
        lowers=() if is_positive else target,
    )


def _slots_by_role(configuration: Configuration) -> _SlotsByRole:
    """Return the slots of each role, in order; a role without any has an empty list."""
    found: _SlotsByRole = {role: [] for role in ROLE_ORDER}
    for slot in configuration.slots:
        found[slot.role].append(slot)
    return found


def _offer(claim: IRI, slots: _SlotsByRole, positions: Mapping[IRI, int]) -> list[Rule]:
    interventions = slots[Role.INTERVENTION]
    resources = sorted(positions[slot.concept] for slot in slots[Role.RESOURCE])
    if not interventions or not resources:
        return []
    premises = tuple(_as_premise(slot, positions) for slot in interventions)
    return [Rule(claim, RuleKind.OFFERS, premises, tuple(resources))]


_PREMISE_ROLES = {
    Role.CONTEXT: PremiseKind.CONTEXT,
    Role.INTERVENTION: PremiseKind.INTERVENTION,
    Role.RESOURCE: PremiseKind.RESOURCE,
}


def _as_premise(slot: Slot, positions: Mapping[IRI, int]) -> Premise:
    is_absent = slot.presence is Presence.ABSENT
    kind = PremiseKind.ABSENT_CONTEXT if is_absent else _PREMISE_ROLES[slot.role]
    return Premise(kind, positions[slot.concept])


def _responses(mechanisms: Iterable[Slot], positions: Mapping[IRI, int]) -> AbstractSet[int]:
    return {
        positions[slot.concept]
        for slot in mechanisms
        if slot.activation is not Activation.NOT_ACTIVATED
    }


def _outcomes(
    slots: _SlotsByRole, direction: OutcomeDirection, positions: Mapping[IRI, int]
) -> AbstractSet[int]:
    return {positions[slot.concept] for slot in slots[Role.OUTCOME] if slot.direction is direction}
