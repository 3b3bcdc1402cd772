"""The steps inside a configuration: this module derives the links that configurations imply.

Inside a configuration the intervention provides the resource, the resource triggers the response,
the response leads to the outcome, and contexts enable the response (Dalkin et al. 2015, doi
10.1186/s13012-015-0237-x, for the two halves of a mechanism). Where a slot is missing, the step
goes to the next slot that is there. No evidence bears on an implied link directly: evidence on a
configuration is not pushed down to its steps. The derivation is ours.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from cmo_graph.iri import IRI, Base, key_of
from cmo_graph.mapping import LangString, plain
from cmo_graph.model import Concept, Configuration, Link, Slot
from cmo_graph.model.codes import (
    Activation,
    ClaimBasis,
    LinkKind,
    OutcomeDirection,
    Polarity,
    Presence,
    Role,
)

#: Name and number of the rules in this module; the number rises when an answer can change.
METHOD = "cmo-graph-implied-links/1"

#: The polarity of a step to an outcome. What is unclear may go either way.
POLARITIES: Mapping[OutcomeDirection, Polarity] = {
    OutcomeDirection.INCREASE: Polarity.POSITIVE,
    OutcomeDirection.DECREASE: Polarity.NEGATIVE,
    OutcomeDirection.NO_CHANGE: Polarity.ZERO,
    OutcomeDirection.MIXED: Polarity.MIXED,
    OutcomeDirection.UNCLEAR: Polarity.MIXED,
}

_OPPOSITES = {Polarity.POSITIVE: Polarity.NEGATIVE, Polarity.NEGATIVE: Polarity.POSITIVE}

_MECHANISM = (Role.RESPONSE, Role.MECHANISM)
#: For each role a step can start from: the roles it can reach and the kind of step, nearest first.
_NEXT: Mapping[Role, tuple[tuple[tuple[Role, ...], LinkKind], ...]] = {
    Role.CONTEXT: ((_MECHANISM, LinkKind.ENABLES), ((Role.OUTCOME,), LinkKind.ENABLES)),
    Role.INTERVENTION: (
        ((Role.RESOURCE,), LinkKind.PROVIDES),
        (_MECHANISM, LinkKind.TRIGGERS),
        ((Role.OUTCOME,), LinkKind.LEADS_TO),
    ),
    Role.RESOURCE: ((_MECHANISM, LinkKind.TRIGGERS), ((Role.OUTCOME,), LinkKind.LEADS_TO)),
    Role.RESPONSE: (((Role.OUTCOME,), LinkKind.LEADS_TO),),
    Role.MECHANISM: (((Role.OUTCOME,), LinkKind.LEADS_TO),),
}


def polarity_towards(direction: OutcomeDirection, *, absent: bool = False) -> Polarity:
    """Return which way an outcome goes, seen from what asks for it to be there, or to be absent."""
    polarity = POLARITIES[direction]
    return _OPPOSITES.get(polarity, polarity) if absent else polarity


@dataclass(frozen=True, slots=True)
class _Step:
    """One implied step, before steps of several configurations are merged."""

    kind: LinkKind
    polarity: Polarity
    start: Slot
    end: Slot

    @property
    def identity(self) -> tuple[IRI, IRI, str, str]:
        return self.start.concept, self.end.concept, self.kind.value, self.polarity.value


def implied_links(
    configurations: Iterable[Configuration], *, concepts: Iterable[Concept] = ()
) -> tuple[Link, ...]:
    """Derive the links that configurations imply.

    A step that several configurations imply, with the same kind and polarity, is one link: it
    names them all in `implied_by`, has the IRI it has in the first of them, and holds in the
    contexts of any of them. A context that must be absent gives a constraining step whose polarity
    is turned round. A mechanism said not to be activated is reached by steps of polarity zero, and
    none goes on from it. Actors take no part.

    Args:
        configurations: In any order.
        concepts: Give the labels; a concept without one is told by its key.

    Returns:
        The links in order of IRI, `{configuration}#link.{kind}.{from key}.{to key}`, so that the
        same configurations always give the same links. Their basis is that of their slots where
        all agree, and otherwise inferred by the reviewer.

    Cost: in each configuration, the product of the numbers of slots on both sides of a step.
    """
    labels = {concept.id: plain(concept.label) for concept in concepts}
    merged: dict[tuple[IRI, IRI, str, str], list[tuple[Configuration, _Step]]] = {}
    for configuration in sorted(configurations, key=lambda one: one.id):
        for step in _told_once(_steps(configuration)):
            merged.setdefault(step.identity, []).append((configuration, step))
    found = (_as_link(implying, labels) for implying in merged.values())
    return tuple(sorted(found, key=lambda link: link.id))


def _told_once(steps: Iterable[_Step]) -> Iterable[_Step]:
    """Keep one step of each kind between two concepts; mixed where slots speak both ways."""
    found: dict[tuple[IRI, IRI, str], _Step] = {}
    for step in steps:
        known = found.setdefault(step.identity[:3], step)
        if known.polarity is not step.polarity:
            found[step.identity[:3]] = replace(known, polarity=Polarity.MIXED)
    return found.values()


def _steps(configuration: Configuration) -> Iterator[_Step]:
    for start in configuration.slots:
        if start.activation is Activation.NOT_ACTIVATED:
            continue
        for roles, kind in _NEXT.get(start.role, ()):
            ends = configuration.in_role(*roles)
            yield from (_step(start, kind, end) for end in ends if end.concept != start.concept)
            if ends:
                break


def _step(start: Slot, kind: LinkKind, end: Slot) -> _Step:
    polarity = Polarity.POSITIVE if end.direction is None else POLARITIES[end.direction]
    if end.activation is Activation.NOT_ACTIVATED:
        polarity = Polarity.ZERO
    if start.presence is Presence.ABSENT:
        return _Step(LinkKind.CONSTRAINS, _OPPOSITES.get(polarity, polarity), start, end)
    return _Step(kind, polarity, start, end)


def _as_link(implying: list[tuple[Configuration, _Step]], labels: Mapping[IRI, str]) -> Link:
    first, step = implying[0]
    ends = step.start.concept, step.end.concept
    slots = [slot for _, one in implying for slot in (one.start, one.end)]
    told = [labels.get(end, key_of(end)) for end in ends]
    return Link(
        id=Base.part(first.id, "link", step.kind.value, *map(key_of, ends)),
        label=(LangString(" → ".join(told), "en"),),
        review=first.review,
        from_concept=ends[0],
        to_concept=ends[1],
        kind=step.kind,
        polarity=step.polarity,
        basis=_basis(slots),
        holds_in=tuple({one for configuration, _ in implying for one in _contexts(configuration)}),
        implied_by=tuple(configuration.id for configuration, _ in implying),
        passages=tuple({passage for slot in slots for passage in slot.passages}),
    )


def _basis(slots: Iterable[Slot]) -> ClaimBasis:
    found = {slot.basis for slot in slots}
    return found.pop() if len(found) == 1 else ClaimBasis.INFERRED_BY_REVIEWER


def _contexts(configuration: Configuration) -> Iterator[IRI]:
    for slot in configuration.in_role(Role.CONTEXT):
        if slot.presence is Presence.PRESENT:
            yield slot.concept
