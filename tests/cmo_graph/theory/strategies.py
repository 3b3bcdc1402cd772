"""Random small theories: this module has hypothesis strategies and builders for tests."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from hypothesis import strategies as st

from cmo_graph.iri import DEFAULT_BASE, IRI, key_of
from cmo_graph.model import Concept, Configuration, Link, Moderation, Slot
from cmo_graph.model.codes import (
    Activation,
    ClaimBasis,
    ContextDimension,
    LinkKind,
    ModerationEffect,
    OutcomeDirection,
    Polarity,
    Presence,
    Role,
    TheoryStage,
)
from cmo_graph.model.configuration import ROLE_ORDER, slot_iri
from cmo_graph.theory.hypergraph import Theory, compile_theory

REVIEW = DEFAULT_BASE.mint("reviews", "r")


def iri(kind: str, local: str) -> IRI:
    return DEFAULT_BASE.mint(kind, f"r.{local}")


def concept_iri(local: str) -> IRI:
    return iri("concepts", local)


def study_iri(local: str) -> IRI:
    return iri("studies", local)


def concept(
    local: str,
    *,
    broader: Iterable[str] = (),
    opposite_of: Iterable[str] = (),
    dimension: ContextDimension | None = None,
) -> Concept:
    return Concept(
        id=concept_iri(local),
        label=local,
        review=REVIEW,
        broader=tuple(map(concept_iri, broader)),
        opposite_of=tuple(map(concept_iri, opposite_of)),
        context_dimension=dimension,
    )


@dataclass(frozen=True)
class Filled:
    """What a test says of one slot."""

    role: Role
    concept: str
    presence: Presence = Presence.PRESENT
    direction: OutcomeDirection | None = None
    activation: Activation | None = None


def context(name: str) -> Filled:
    return Filled(Role.CONTEXT, name)


def absent(name: str) -> Filled:
    return Filled(Role.CONTEXT, name, Presence.ABSENT)


def intervention(name: str) -> Filled:
    return Filled(Role.INTERVENTION, name)


def resource(name: str) -> Filled:
    return Filled(Role.RESOURCE, name)


def response(name: str, activation: Activation | None = None) -> Filled:
    return Filled(Role.RESPONSE, name, activation=activation)


def mechanism(name: str) -> Filled:
    return Filled(Role.MECHANISM, name)


def outcome(name: str, direction: OutcomeDirection = OutcomeDirection.INCREASE) -> Filled:
    return Filled(Role.OUTCOME, name, direction=direction)


def decrease(name: str) -> Filled:
    return outcome(name, OutcomeDirection.DECREASE)


def configuration(local: str, *slots: Filled) -> Configuration:
    identity = iri("configurations", local)
    ordered = sorted(slots, key=lambda one: ROLE_ORDER.index(one.role))
    return Configuration(
        id=identity,
        label=local,
        review=REVIEW,
        stage=TheoryStage.INITIAL,
        slots=tuple(
            Slot(
                id=slot_iri(identity, filled.role, concept_iri(filled.concept)),
                role=filled.role,
                concept=concept_iri(filled.concept),
                basis=ClaimBasis.STATED_BY_SOURCE,
                position=position,
                presence=filled.presence,
                direction=filled.direction,
                activation=filled.activation,
            )
            for position, filled in enumerate(ordered, start=1)
        ),
    )


def link(
    local: str,
    source: str,
    target: str,
    *,
    kind: LinkKind = LinkKind.LEADS_TO,
    polarity: Polarity = Polarity.POSITIVE,
    holds_in: Iterable[str] = (),
) -> Link:
    return Link(
        id=iri("links", local),
        label=local,
        review=REVIEW,
        from_concept=concept_iri(source),
        to_concept=concept_iri(target),
        kind=kind,
        polarity=polarity,
        basis=ClaimBasis.THEORETICAL,
        holds_in=tuple(map(concept_iri, holds_in)),
    )


def moderation(
    local: str, moderator: str, effect: ModerationEffect, moderates: Configuration | Link
) -> Moderation:
    return Moderation(
        id=iri("moderations", local),
        label=local,
        review=REVIEW,
        moderator=concept_iri(moderator),
        effect=effect,
        moderates=moderates.id,
        basis=ClaimBasis.THEORETICAL,
    )


@dataclass(frozen=True)
class Claims:
    """The model values that make up one theory."""

    concepts: tuple[Concept, ...]
    configurations: tuple[Configuration, ...]
    links: tuple[Link, ...]
    moderations: tuple[Moderation, ...]

    def compiled(self) -> Theory:
        return compile_theory(
            self.configurations,
            concepts=self.concepts,
            links=self.links,
            moderations=self.moderations,
        )

    def __repr__(self) -> str:
        return "\n".join([*map(_told, self.configurations), *map(str, self._others())])

    def _others(self) -> Iterable[str]:
        for one in self.links:
            ends = f"{key_of(one.from_concept)}->{key_of(one.to_concept)}"
            contexts = list(map(key_of, one.holds_in))
            yield f"{ends} {one.kind.value} {one.polarity.value} in {contexts}"
        for gate in self.moderations:
            yield f"{key_of(gate.moderator)} {gate.effect.value} {key_of(gate.moderates)}"
        for one_concept in self.concepts:
            if one_concept.broader:
                yield f"{one_concept.key} < {list(map(key_of, one_concept.broader))}"


def _told(configuration: Configuration) -> str:
    slots = [
        (slot.role.value, slot.concept.rsplit(".")[-1], slot.presence.value, slot.direction)
        for slot in configuration.slots
    ]
    return f"{configuration.key}: {slots}"


_ROLES = (
    Role.CONTEXT,
    Role.CONTEXT,
    Role.INTERVENTION,
    Role.ACTOR,
    Role.RESOURCE,
    Role.RESPONSE,
    Role.MECHANISM,
    Role.OUTCOME,
    Role.OUTCOME,
)
_DIRECTIONS = (OutcomeDirection.INCREASE, OutcomeDirection.INCREASE, *OutcomeDirection)


# Strategies are made once: to make them anew for every theory takes longer than to draw it.
_A_ROLE = st.sampled_from(_ROLES)
_A_PRESENCE = st.sampled_from([*[Presence.PRESENT] * 3, Presence.ABSENT])
_A_DIRECTION = st.sampled_from(_DIRECTIONS)
_AN_ACTIVATION = st.sampled_from([None, None, Activation.NOT_ACTIVATED])
_A_KIND = st.sampled_from([LinkKind.LEADS_TO, LinkKind.TRIGGERS, *LinkKind])
_A_POLARITY = st.sampled_from([Polarity.POSITIVE, *Polarity])
_AN_EFFECT = st.sampled_from(ModerationEffect)
_BOOLEANS = st.booleans()


@cache
def _up_to(most: int, *, fewest: int) -> st.SearchStrategy[int]:
    return st.integers(fewest, most)


@cache
def _some(names: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from(names)


@cache
def _one_at_most(names: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(_some(names), max_size=1)


@cache
def _ends(names: tuple[str, ...]) -> st.SearchStrategy[list[tuple[str, str]]]:
    return st.lists(st.tuples(_some(names), _some(names)), max_size=3)


@cache
def _slots(
    names: tuple[str, ...], *, fewest: int, most: int
) -> st.SearchStrategy[list[list[Filled]]]:
    """Return the strategy for the slots of some configurations."""
    of_one = st.lists(
        filled_slots(names),
        min_size=1,
        max_size=5,
        unique_by=lambda one: (one.role, one.concept),
    )
    return st.lists(of_one, min_size=fewest, max_size=most)


@st.composite
def filled_slots(draw: st.DrawFn, names: tuple[str, ...]) -> Filled:
    role, name = draw(_A_ROLE), draw(_some(names))
    if role is Role.CONTEXT:
        return Filled(role, name, draw(_A_PRESENCE))
    if role is Role.OUTCOME:
        return outcome(name, draw(_A_DIRECTION))
    if role is Role.RESPONSE:
        return response(name, draw(_AN_ACTIVATION))
    return Filled(role, name)


@st.composite
def claims(draw: st.DrawFn, *, most_concepts: int = 7, most_configurations: int = 6) -> Claims:
    """Draw a small theory: partial and full configurations, gates, links, a broader hierarchy.

    Loops, blockers that are produced, and concepts that change roles come of themselves, because
    all slots are filled from a few concepts. The hierarchy has no cycles.
    """
    names = tuple(f"c{number}" for number in range(draw(_up_to(most_concepts, fewest=2))))
    some, one_at_most = _some(names), _one_at_most(names)
    fewest = draw(_up_to(most_configurations, fewest=0))
    configurations = [
        configuration(f"k{number}", *slots)
        for number, slots in enumerate(draw(_slots(names, fewest=fewest, most=most_configurations)))
    ]
    links = [
        link(
            f"l{number}",
            source,
            target,
            kind=draw(_A_KIND),
            polarity=draw(_A_POLARITY),
            holds_in=draw(one_at_most),
        )
        for number, (source, target) in enumerate(draw(_ends(names)))
        if source != target
    ]
    moderated_claims: list[Configuration | Link] = [*configurations, *links]
    gates = [
        moderation(f"m{number}", draw(some), draw(_AN_EFFECT), moderated)
        for number, moderated in enumerate(
            draw(st.lists(st.sampled_from(moderated_claims), max_size=4))
            if moderated_claims
            else []
        )
    ]
    concepts = [
        concept(name, broader=draw(_one_at_most(names[:at])) if at else ())
        for at, name in enumerate(names)
        if draw(_BOOLEANS)
    ]
    return Claims(tuple(concepts), tuple(configurations), tuple(links), tuple(gates))
