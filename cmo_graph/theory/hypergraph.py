"""The theory as a directed hypergraph: this module compiles model values into indexed rules.

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
- **A narrower concept** that holds makes its broader concepts hold.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from cmo_graph.errors import NotFound
from cmo_graph.iri import IRI, key_of
from cmo_graph.mapping import plain
from cmo_graph.model import Concept, Configuration, Link, Moderation, Slot
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


@dataclass(frozen=True, slots=True, eq=False)
class Theory:
    """A compiled theory. Concepts and rules are positions in `concepts` and `rules`.

    Every field that is a tuple of tuples is indexed by concept or by rule, as its name says, and
    holds sorted positions. Built by `compile_theory`; two theories are equal only when identical.
    """

    #: IRIs of all concepts, sorted.
    concepts: tuple[IRI, ...]
    labels: tuple[str, ...]
    positions: Mapping[IRI, int]
    #: Directly broader and narrower concepts, by concept.
    broader: tuple[tuple[int, ...], ...]
    narrower: tuple[tuple[int, ...], ...]
    #: Rules by claim, then kind.
    rules: tuple[Rule, ...]
    #: By rule: concepts that must hold, and must not.
    requires: tuple[tuple[int, ...], ...]
    forbids: tuple[tuple[int, ...], ...]
    raises: tuple[tuple[int, ...], ...]
    #: By concept: the rules that require, forbid, raise and lower it, or have it as a response.
    required_by: tuple[tuple[int, ...], ...]
    forbidden_by: tuple[tuple[int, ...], ...]
    raised_by: tuple[tuple[int, ...], ...]
    lowered_by: tuple[tuple[int, ...], ...]
    responded_by: tuple[tuple[int, ...], ...]
    #: By rule: how many premises are to be met; one more when the rule is not complete.
    unmet: tuple[int, ...]
    #: By concept: how many rules and narrower concepts could make it hold; one more when open.
    sources: tuple[int, ...]
    #: By concept: 1 when no rule raises it or anything narrower, so that only a scenario can tell.
    is_open: bytes
    #: The configurations in order of IRI, and the rule that says when each fires.
    firing: Mapping[IRI, int]
    #: Concepts in an intervention slot.
    interventions: frozenset[int]

    def position(self, concept: IRI) -> int:
        """Return the position of a concept.

        Raises:
            NotFound: the theory has no such concept.
        """
        try:
            return self.positions[concept]
        except KeyError:
            raise NotFound("concepts", key_of(concept)) from None

    def label(self, concept: int) -> str:
        """Return a concept's label; its key when it was compiled without one."""
        return self.labels[concept]

    def broader_closure(self, concepts: Iterable[int]) -> dict[int, int]:
        """Return the concepts and all broader ones, each with the given concept it comes from."""
        return _closure(concepts, self.broader)

    def narrower_closure(self, concepts: Iterable[int]) -> dict[int, int]:
        """Return the concepts and all narrower ones, each with the given concept it comes from."""
        return _closure(concepts, self.narrower)

    @property
    def assumable(self) -> frozenset[int]:
        """The premises that nothing in the theory produces: what circumstances are made of."""
        return frozenset(concept for concept in self.premise_concepts if self.is_open[concept])

    @property
    def premise_concepts(self) -> frozenset[int]:
        """All concepts that some rule requires or forbids."""
        return frozenset(
            concept
            for concept in range(len(self.concepts))
            if self.required_by[concept] or self.forbidden_by[concept]
        )


def compile_theory(
    configurations: Iterable[Configuration],
    *,
    concepts: Iterable[Concept] = (),
    links: Iterable[Link] = (),
    moderations: Iterable[Moderation] = (),
) -> Theory:
    """Compile model values into a theory that scenarios can be run on.

    Which claims belong is the caller's choice, such as the members of one version of a programme
    theory. Concepts that are only mentioned are taken in with their key as label. Moderations of
    links, implied links and links of a kind that does not fire are passed over.

    Args:
        configurations: Each becomes a rule, and a second one when it has both interventions and
            resources.
        concepts: Give the labels and `broader`; concepts no claim mentions are kept, and open.
        links: Those without `implied_by` may become rules; see `FIRES`.
        moderations: Those that enable or block one of the configurations become premises of it.

    Cost: linear in the number of slots, links, moderations and `broader` pairs, plus sorting.
    """
    known = {concept.id: concept for concept in concepts}
    configurations = sorted(configurations, key=lambda one: str(one.id))
    links = sorted((link for link in links if not link.implied_by), key=lambda one: str(one.id))
    gates = _gates(moderations, configurations)
    iris = _mentioned(known, configurations, links, gates)
    positions = {iri: position for position, iri in enumerate(iris)}
    rules: list[Rule] = []
    interventions: set[int] = set()
    for configuration in configurations:
        slots = _slots_by_role(configuration)
        interventions.update(positions[slot.concept] for slot in slots[Role.INTERVENTION])
        rules += _configuration_rules(
            configuration.id, slots, gates.get(configuration.id, ()), positions
        )
    rules += [_link_rule(link, positions) for link in links if _takes_part(link)]
    broader = tuple(
        tuple(sorted(positions[wider] for wider in known[iri].broader)) if iri in known else ()
        for iri in iris
    )
    labels = tuple(plain(known[iri].label) if iri in known else key_of(iri) for iri in iris)
    return index_theory(tuple(iris), labels, broader, rules, frozenset(interventions))


def index_theory(
    concepts: tuple[IRI, ...],
    labels: tuple[str, ...],
    broader: tuple[tuple[int, ...], ...],
    rules: Sequence[Rule],
    interventions: frozenset[int],
) -> Theory:
    """Build a theory and its indexes from rules; `compile_theory` says what the rules are."""
    size = len(concepts)
    narrower = _inverted(broader, size)
    requires = tuple(rule.requires for rule in rules)
    forbids = tuple(rule.forbids for rule in rules)
    raises = tuple(rule.raises for rule in rules)
    raised_by = _inverted(raises, size)
    is_open = _open_concepts(raised_by, broader)
    return Theory(
        concepts=concepts,
        labels=labels,
        positions=MappingProxyType({iri: position for position, iri in enumerate(concepts)}),
        broader=broader,
        narrower=narrower,
        rules=tuple(rules),
        requires=requires,
        forbids=forbids,
        raises=raises,
        required_by=_inverted(requires, size),
        forbidden_by=_inverted(forbids, size),
        raised_by=raised_by,
        lowered_by=_inverted([rule.lowers for rule in rules], size),
        responded_by=_inverted([rule.responses for rule in rules], size),
        unmet=tuple(
            len(needed) + len(barred) + (not rule.is_complete)
            for needed, barred, rule in zip(requires, forbids, rules, strict=True)
        ),
        sources=tuple(
            len(rules_in) + len(below) + opened
            for rules_in, below, opened in zip(raised_by, narrower, is_open, strict=True)
        ),
        is_open=is_open,
        firing=MappingProxyType(
            {
                rule.claim: position
                for position, rule in enumerate(rules)
                if rule.kind is RuleKind.FIRES
            }
        ),
        interventions=interventions,
    )


def part_that_bears_on(theory: Theory, concept: int) -> Theory:
    """Return the theory with only the rules that can matter to whether `concept` holds.

    The concepts keep their positions. Rules that lower the concept are kept too, with all that
    can matter to them.

    Cost: linear in the part returned, apart from the indexes by concept.
    """
    seen, kept, waiting = {concept}, set(theory.lowered_by[concept]), [concept]
    for rule in theory.lowered_by[concept]:
        waiting += _touched(theory, rule)
    while waiting:
        reached = waiting.pop()
        seen.add(reached)
        fresh = [rule for rule in theory.raised_by[reached] if rule not in kept]
        kept.update(fresh)
        found = [one for rule in fresh for one in _touched(theory, rule)]
        waiting += [one for one in (*found, *theory.narrower[reached]) if one not in seen]
    return index_theory(
        theory.concepts,
        theory.labels,
        theory.broader,
        [theory.rules[rule] for rule in sorted(kept)],
        theory.interventions,
    )


def _touched(theory: Theory, rule: int) -> tuple[int, ...]:
    return theory.requires[rule] + theory.forbids[rule]


def _closure(concepts: Iterable[int], steps: Sequence[Sequence[int]]) -> dict[int, int]:
    found = {concept: concept for concept in concepts}
    waiting = list(found)
    for concept in waiting:
        for other in steps[concept]:
            if other not in found:
                found[other] = found[concept]
                waiting.append(other)
    return found


def _inverted(members: Iterable[Sequence[int]], size: int) -> tuple[tuple[int, ...], ...]:
    found: list[list[int]] = [[] for _ in range(size)]
    for position, items in enumerate(members):
        for item in items:
            found[item].append(position)
    return tuple(map(tuple, found))


def _open_concepts(raised_by: Sequence[Sequence[int]], broader: Sequence[Sequence[int]]) -> bytes:
    produced = _closure((c for c, rules in enumerate(raised_by) if rules), broader)
    return bytes(concept not in produced for concept in range(len(raised_by)))


def _takes_part(link: Link) -> bool:
    return FIRES[link.kind] and link.polarity in (Polarity.POSITIVE, Polarity.NEGATIVE)


def _gates(
    moderations: Iterable[Moderation], configurations: Sequence[Configuration]
) -> Mapping[IRI, Sequence[tuple[PremiseKind, IRI]]]:
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


def _mentioned(
    known: Mapping[IRI, Concept],
    configurations: Iterable[Configuration],
    links: Iterable[Link],
    gates: Mapping[IRI, Sequence[tuple[PremiseKind, IRI]]],
) -> list[IRI]:
    found = set(known)
    for concept in known.values():
        found.update(concept.broader)
    for configuration in configurations:
        found.update(slot.concept for slot in configuration.slots)
    for link in links:
        found.update((link.from_concept, link.to_concept, *link.holds_in))
    for gate in gates.values():
        found.update(moderator for _, moderator in gate)
    # As plain text: rdflib's own comparison of terms is many times slower.
    return sorted(found, key=str)


def _slots_by_role(configuration: Configuration) -> _SlotsByRole:
    """Return the slots of each role, in order; a role without any has an empty list."""
    found: _SlotsByRole = {role: [] for role in ROLE_ORDER}
    for slot in configuration.slots:
        found[slot.role].append(slot)
    return found


def _configuration_rules(
    claim: IRI,
    slots: _SlotsByRole,
    gates: Sequence[tuple[PremiseKind, IRI]],
    positions: Mapping[IRI, int],
) -> list[Rule]:
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
        claim=claim,
        kind=RuleKind.FIRES,
        premises=tuple(premises),
        raises=tuple(sorted(responses | raised)),
        lowers=tuple(sorted(lowered)),
        responses=tuple(sorted(responses)),
        is_complete=is_complete,
    )
    return [fires, *_offer(claim, slots, positions)]


def _offer(claim: IRI, slots: _SlotsByRole, positions: Mapping[IRI, int]) -> list[Rule]:
    interventions = slots[Role.INTERVENTION]
    resources = sorted(positions[slot.concept] for slot in slots[Role.RESOURCE])
    if not interventions or not resources:
        return []
    premises = tuple(_as_premise(slot, positions) for slot in interventions)
    return [Rule(claim, RuleKind.OFFERS, premises, tuple(resources))]


def _link_rule(link: Link, positions: Mapping[IRI, int]) -> Rule:
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
