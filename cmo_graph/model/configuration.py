"""Context-mechanism-outcome configurations: this module has `Configuration` and its `Slot`s.

A configuration is a proposition, n-ary and often partial. What is missing is computed and warned
about, never rejected (`completeness`).
"""

from collections.abc import Iterator, Set
from enum import Enum
from operator import attrgetter
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator
from rdflib import URIRef

from cmo_graph.iri import IRI, Base, key_of
from cmo_graph.mapping import Part, Term, Text, Triple
from cmo_graph.model.codes import (
    Activation,
    ClaimBasis,
    ContextLevel,
    InferenceMode,
    Intention,
    MechanismType,
    OutcomeDirection,
    OutcomeStage,
    Presence,
    Role,
    TheoryStage,
    Valence,
)
from cmo_graph.model.thing import Thing
from cmo_graph.vocabulary import CMO

#: The property that relates a configuration directly to the concept in a slot of each role.
DIRECT: dict[Role, URIRef] = {
    Role.CONTEXT: CMO.hasContext,
    Role.INTERVENTION: CMO.hasIntervention,
    Role.ACTOR: CMO.hasActor,
    Role.RESOURCE: CMO.hasResource,
    Role.RESPONSE: CMO.hasResponse,
    Role.MECHANISM: CMO.hasMechanism,
    Role.OUTCOME: CMO.hasOutcome,
}
#: The order in which roles are told and slots are kept.
ROLE_ORDER: tuple[Role, ...] = tuple(DIRECT)
_RANKS: dict[Role, int] = {role: rank for rank, role in enumerate(ROLE_ORDER)}

#: Fields that only slots of some roles may carry.
_ONLY_FOR: dict[str, frozenset[Role]] = {
    "direction": frozenset({Role.OUTCOME}),
    "intention": frozenset({Role.OUTCOME}),
    "valence": frozenset({Role.OUTCOME}),
    "stage": frozenset({Role.OUTCOME}),
    "level": frozenset({Role.CONTEXT}),
    "mechanism_type": frozenset({Role.RESPONSE, Role.MECHANISM}),
    "activation": frozenset({Role.RESPONSE, Role.MECHANISM}),
}
# There are a million slots: what each role may not carry is looked at all at once.
_FOREIGN = {
    role: tuple(name for name, roles in _ONLY_FOR.items() if role not in roles) for role in Role
}
_FOREIGN_VALUES = {role: attrgetter(*names) for role, names in _FOREIGN.items()}
_NO_VALUES = {role: (None,) * len(names) for role, names in _FOREIGN.items()}


class Slot(Part):
    """A role filled by a concept in one configuration, with what was said about it."""

    rdf_type: ClassVar[URIRef] = CMO.Slot

    role: Annotated[Role, Term(CMO.role)]
    concept: Annotated[IRI, Term(CMO.concept)]
    #: Whose word the slot is.
    basis: Annotated[ClaimBasis, Term(CMO.basis)]
    #: Place among the configuration's slots, from 1.
    position: Annotated[int, Term(CMO.position), Field(ge=1)]
    #: Whether the concept is there or missing; only a context may be absent.
    presence: Annotated[Presence, Term(CMO.presence)] = Presence.PRESENT
    direction: Annotated[OutcomeDirection | None, Term(CMO.outcomeDirection)] = None
    intention: Annotated[Intention | None, Term(CMO.intention)] = None
    valence: Annotated[Valence | None, Term(CMO.valence)] = None
    stage: Annotated[OutcomeStage | None, Term(CMO.outcomeStage)] = None
    level: Annotated[ContextLevel | None, Term(CMO.contextLevel)] = None
    mechanism_type: Annotated[MechanismType | None, Term(CMO.mechanismType)] = None
    activation: Annotated[Activation | None, Term(CMO.activation)] = None
    #: Where the report says so.
    passages: Annotated[tuple[IRI, ...], Term(CMO.passage)] = ()
    note: Annotated[Text | None, Term(CMO.note)] = None

    @model_validator(mode="after")
    def _qualifiers_fit_the_role(self) -> Self:
        role = self.role
        if _FOREIGN_VALUES[role](self) != _NO_VALUES[role]:
            name = next(one for one in _FOREIGN[role] if getattr(self, one) is not None)
            allowed = " or ".join(sorted(role.value for role in _ONLY_FOR[name]))
            raise ValueError(f"{name} belongs to a slot with the role {allowed}")
        if self.presence is Presence.ABSENT and role is not Role.CONTEXT:
            raise ValueError("only a context may be absent")
        if role is Role.OUTCOME and self.direction is None:
            raise ValueError("an outcome has a direction; say unclear when no source tells")
        return self


class Completeness(Enum):
    """Which of context, mechanism and outcome a configuration has."""

    FULL = "full"
    CONTEXT_MECHANISM = "context_mechanism"
    MECHANISM_OUTCOME = "mechanism_outcome"
    CONTEXT_OUTCOME = "context_outcome"
    CONTEXT_ONLY = "context_only"
    MECHANISM_ONLY = "mechanism_only"
    OUTCOME_ONLY = "outcome_only"
    NONE = "none"


_COMPLETENESS: dict[tuple[bool, bool, bool], Completeness] = {
    (True, True, True): Completeness.FULL,
    (True, True, False): Completeness.CONTEXT_MECHANISM,
    (False, True, True): Completeness.MECHANISM_OUTCOME,
    (True, False, True): Completeness.CONTEXT_OUTCOME,
    (True, False, False): Completeness.CONTEXT_ONLY,
    (False, True, False): Completeness.MECHANISM_ONLY,
    (False, False, True): Completeness.OUTCOME_ONLY,
    (False, False, False): Completeness.NONE,
}

_MECHANISM_ROLES = frozenset({Role.RESOURCE, Role.RESPONSE, Role.MECHANISM})


def completeness_of(roles: Set[Role]) -> Completeness:
    """Return which of context, mechanism (in any of its forms) and outcome are among these roles.

    Source: partial configurations as linked dyads, Jackson and Kolla 2012
    (doi 10.1177/1098214012440030); the names of the single-slot cases are ours.
    """
    return _COMPLETENESS[
        Role.CONTEXT in roles, bool(roles & _MECHANISM_ROLES), Role.OUTCOME in roles
    ]


class Configuration(Thing):
    """One context-mechanism-outcome configuration (CMOC): a proposition evidence can bear on."""

    rdf_type: ClassVar[URIRef] = CMO.Configuration
    also_typed: ClassVar[tuple[URIRef, ...]] = (CMO.Claim,)
    kind_name: ClassVar[str] = "configurations"

    #: Its slots by role and position; the same concept at most once in one role.
    slots: Annotated[tuple[Slot, ...], Term(CMO.qualifiedSlot), Field(min_length=1)]
    stage: Annotated[TheoryStage, Term(CMO.theoryStage)]
    #: The configuration told as a sentence or two.
    narrative: Annotated[Text | None, Term(CMO.narrative)] = None
    inference: Annotated[InferenceMode | None, Term(CMO.inferenceMode)] = None
    #: Configurations that give another mechanism for the same outcome.
    rival_of: Annotated[tuple[IRI, ...], Term(CMO.rivalOf)] = ()
    embedded_in: Annotated[tuple[IRI, ...], Term(CMO.embeddedIn)] = ()
    note: Annotated[Text | None, Term(CMO.note)] = None

    @model_validator(mode="after")
    def _slots_are_in_order_and_told_once(self) -> Self:
        if len({(slot.role, slot.concept) for slot in self.slots}) < len(self.slots):
            raise ValueError("the same concept fills the same role twice")
        rank = 0
        for number, slot in enumerate(self.slots, start=1):
            before, rank = rank, _RANKS[slot.role]
            if rank < before or slot.position != number:
                raise ValueError("slots stand in the order of their roles, numbered from 1")
        return self

    def in_role(self, *roles: Role) -> tuple[Slot, ...]:
        """Return the slots with one of these roles, in order; empty when there is none."""
        return tuple(slot for slot in self.slots if slot.role in roles)

    @property
    def completeness(self) -> Completeness:
        """Which of context, mechanism (in any of its forms) and outcome it has."""
        return completeness_of({slot.role for slot in self.slots})

    def further_triples(self) -> Iterator[Triple]:
        """Yield a direct triple for each slot, for queries that need no qualifiers."""
        for slot in self.slots:
            absent = slot.presence is Presence.ABSENT
            yield self.id, CMO.hasAbsentContext if absent else DIRECT[slot.role], slot.concept


def slot_iri(configuration: URIRef, role: Role, concept: URIRef) -> URIRef:
    """Return the IRI of the slot in which `concept` has `role`: a fragment of its configuration."""
    return Base.part(configuration, slot_name(role, concept))


def slot_name(role: Role, concept: URIRef) -> str:
    """Return what the slot in which `concept` has `role` is called within its configuration."""
    return f"{role.value}.{key_of(concept)}"
