"""Claims of a synthetic review: this module makes configurations, links and moderations."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from rdflib import URIRef

from cmo_graph.model import Configuration, Link, Moderation, Slot
from cmo_graph.model.codes import (
    ClaimBasis,
    ContextLevel,
    InferenceMode,
    Intention,
    LinkKind,
    MechanismType,
    ModerationEffect,
    OutcomeDirection,
    OutcomeStage,
    Polarity,
    Presence,
    Role,
    TheoryStage,
    Valence,
)
from cmo_graph.model.configuration import ROLE_ORDER, slot_iri
from cmo_graph.synthetic.concepts import Concepts
from cmo_graph.synthetic.frame import Frame
from cmo_graph.synthetic.sources import Shelf
from cmo_graph.synthetic.texts import label

#: Which of context, mechanism and outcome a configuration has, and how often.
_SHAPES: Final = {"CMO": 0.78, "CM": 0.06, "MO": 0.1, "CO": 0.06}
#: How sources tell a mechanism.
_MECHANISMS: Final[Mapping[tuple[Role, ...], float]] = {
    (Role.RESOURCE, Role.RESPONSE): 0.55,
    (Role.RESPONSE,): 0.2,
    (Role.MECHANISM,): 0.25,
}
_BASES: Final = {
    ClaimBasis.STATED_BY_SOURCE: 0.5,
    ClaimBasis.INFERRED_BY_REVIEWER: 0.25,
    ClaimBasis.STATED_AS_ASSUMPTION: 0.1,
    ClaimBasis.STAKEHOLDER_TESTIMONY: 0.1,
    ClaimBasis.THEORETICAL: 0.05,
}
_DIRECTIONS: Final = {
    OutcomeDirection.INCREASE: 0.6,
    OutcomeDirection.DECREASE: 0.2,
    OutcomeDirection.UNCLEAR: 0.08,
    OutcomeDirection.NO_CHANGE: 0.06,
    OutcomeDirection.MIXED: 0.06,
}
_INTENTIONS: Final = {Intention.INTENDED: 0.85, Intention.UNINTENDED: 0.15}
_VALENCES: Final = {Valence.BENEFICIAL: 0.9, Valence.HARMFUL: 0.1}
_STAGES: Final = {
    TheoryStage.CANDIDATE: 0.4,
    TheoryStage.INITIAL: 0.25,
    TheoryStage.TESTED: 0.2,
    TheoryStage.REFINED: 0.15,
}
_EFFECTS: Final = {
    ModerationEffect.ENABLES: 0.35,
    ModerationEffect.STRENGTHENS: 0.3,
    ModerationEffect.BLOCKS: 0.2,
    ModerationEffect.WEAKENS: 0.15,
}
_LINK_KINDS: Final = {
    LinkKind.LEADS_TO: 0.5,
    LinkKind.TRIGGERS: 0.2,
    LinkKind.ENABLES: 0.15,
    LinkKind.CONSTRAINS: 0.1,
    LinkKind.PROVIDES: 0.05,
}
_POLARITIES: Final = {
    Polarity.POSITIVE: 0.7,
    Polarity.NEGATIVE: 0.2,
    Polarity.MIXED: 0.06,
    Polarity.ZERO: 0.04,
}
#: Share of contexts that must be missing, and of configurations with a rival, or inside another.
_ABSENT, _RIVAL, _EMBEDDED = 0.07, 0.06, 0.02


@dataclass(slots=True)
class Claims:
    """The claims made so far."""

    frame: Frame
    concepts: Concepts
    shelf: Shelf
    _configurations: int = 0
    _links: int = 0
    _moderations: int = 0
    #: The latest configuration with each outcome.
    _latest: dict[URIRef, URIRef] = field(default_factory=dict)

    def add_configuration(self) -> Configuration:
        """Make the next configuration."""
        self._configurations += 1
        chance = self.frame.chance
        iri = self._configuration(self._configurations)
        slots = self._slots(iri)
        configuration = Configuration(
            id=iri,
            review=self.frame.review,
            label=label("configuration", self._configurations, chance),
            slots=slots,
            stage=chance.weigh(_STAGES),
            inference=InferenceMode.RETRODUCTION if chance.happens(0.3) else None,
            rival_of=self._rival(slots),
            embedded_in=self._embedding(),
        )
        self._latest |= {slot.concept: iri for slot in configuration.in_role(Role.OUTCOME)}
        self.frame.add(configuration)
        return configuration

    def _configuration(self, number: int) -> URIRef:
        return self.frame.mint(Configuration, f"configuration-{number}")

    def _slots(self, iri: URIRef) -> tuple[Slot, ...]:
        taken: dict[URIRef, Role] = {}
        for role in self._roles():
            taken[self.concepts.draw(role, besides=taken)] = role
        told = sorted(taken.items(), key=lambda pair: ROLE_ORDER.index(pair[1]))
        return tuple(
            self._slot(iri, role, concept, position)
            for position, (concept, role) in enumerate(told, start=1)
        )

    def _roles(self) -> list[Role]:
        """Return the role of each slot of one configuration; outcomes last, so no short loops."""
        chance = self.frame.chance
        shape = chance.weigh(_SHAPES)
        roles = [Role.INTERVENTION] if chance.happens(0.4) else []
        roles += [Role.ACTOR] if chance.happens(0.25) else []
        if "C" in shape:
            roles += [Role.CONTEXT] * chance.count(again=0.3, most=4)
        if "M" in shape:
            mechanism = chance.weigh(_MECHANISMS)
            roles += mechanism
        if "O" in shape:
            roles += [Role.OUTCOME] * chance.count(again=0.2, most=3)
        return roles

    def _slot(self, iri: URIRef, role: Role, concept: URIRef, position: int) -> Slot:
        chance = self.frame.chance
        basis = chance.weigh(_BASES)
        return Slot(
            id=slot_iri(iri, role, concept),
            role=role,
            concept=concept,
            basis=basis,
            position=position,
            passages=self._passages(basis),
            **self._qualifiers(role),
        )

    def _qualifiers(self, role: Role) -> dict[str, Any]:
        chance = self.frame.chance
        if role is Role.CONTEXT:
            presence = Presence.ABSENT if chance.happens(_ABSENT) else Presence.PRESENT
            level = chance.pick(tuple(ContextLevel)) if chance.happens(0.5) else None
            return {"presence": presence, "level": level}
        if role in (Role.RESPONSE, Role.MECHANISM) and chance.happens(0.5):
            return {"mechanism_type": chance.pick(tuple(MechanismType))}
        return self._outcome_qualifiers() if role is Role.OUTCOME else {}

    def _outcome_qualifiers(self) -> dict[str, Any]:
        chance = self.frame.chance
        found: dict[str, Any] = {"direction": chance.weigh(_DIRECTIONS)}
        if chance.happens(0.5):
            found["intention"] = chance.weigh(_INTENTIONS)
            found["valence"] = chance.weigh(_VALENCES)
            found["stage"] = chance.pick(tuple(OutcomeStage))
        return found

    def _passages(self, basis: ClaimBasis) -> tuple[URIRef, ...]:
        """Return where the word was given; a reviewer's own inference stands in no report."""
        if basis in (ClaimBasis.INFERRED_BY_REVIEWER, ClaimBasis.THEORETICAL):
            return ()
        return (self.frame.chance.pick(self.frame.chance.pick(self.shelf.told).passages),)

    def _rival(self, slots: tuple[Slot, ...]) -> tuple[URIRef, ...]:
        """Return the latest configuration with the same outcome, or none."""
        outcomes = [slot.concept for slot in slots if slot.role is Role.OUTCOME]
        known = [self._latest[outcome] for outcome in outcomes if outcome in self._latest]
        return (known[-1],) if known and self.frame.chance.happens(_RIVAL) else ()

    def _embedding(self) -> tuple[URIRef, ...]:
        earlier = self._configurations - 1
        if not earlier or not self.frame.chance.happens(_EMBEDDED):
            return ()
        return (self._configuration(1 + self.frame.chance.below(earlier)),)

    def add_link(self) -> Link:
        """Make a link of the reviewers' own between two concepts in use."""
        self._links += 1
        chance = self.frame.chance
        start = self.concepts.draw(chance.pick((Role.OUTCOME, Role.RESPONSE, Role.CONTEXT)))
        end = self.concepts.draw(chance.pick((Role.OUTCOME, Role.RESPONSE)), besides=(start,))
        basis = chance.weigh(_BASES)
        link = Link(
            id=self.frame.mint(Link, f"link-{self._links}"),
            review=self.frame.review,
            label=label("link", self._links, chance),
            from_concept=start,
            to_concept=end,
            kind=chance.weigh(_LINK_KINDS),
            polarity=chance.weigh(_POLARITIES),
            basis=basis,
            holds_in=(self.concepts.draw(Role.CONTEXT),) if chance.happens(0.2) else (),
            passages=self._passages(basis),
        )
        self.frame.add(link)
        return link

    def add_moderation(self, claim: Configuration | Link) -> Moderation:
        """Make a moderation of `claim` by a concept that has no slot in it."""
        self._moderations += 1
        chance = self.frame.chance
        basis = chance.weigh(_BASES)
        moderation = Moderation(
            id=self.frame.mint(Moderation, f"moderation-{self._moderations}"),
            review=self.frame.review,
            label=label("moderation", self._moderations, chance),
            moderator=self.concepts.draw(Role.CONTEXT, besides=_concepts(claim)),
            effect=chance.weigh(_EFFECTS),
            moderates=claim.id,
            basis=basis,
            passages=self._passages(basis),
        )
        self.frame.add(moderation)
        return moderation


def _concepts(claim: Configuration | Link) -> frozenset[URIRef]:
    if isinstance(claim, Link):
        return frozenset({claim.from_concept, claim.to_concept})
    return frozenset(slot.concept for slot in claim.slots)
