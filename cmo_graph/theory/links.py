"""The steps inside a configuration: this module derives the links that configurations imply.

Inside a configuration the intervention provides the resource, the resource triggers the response,
the response leads to the outcome, and contexts enable the response (Dalkin et al. 2015, doi
10.1186/s13012-015-0237-x, for the two halves of a mechanism). Where a slot is missing, the step
goes to the next slot that is there. No evidence bears on an implied link directly: evidence on a
configuration is not pushed down to its steps. The derivation is ours.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Implied:
    """A step that one configuration implies, with all that its link takes from there."""

    configuration: IRI
    review: IRI
    start: IRI
    end: IRI
    kind: LinkKind
    polarity: Polarity
    #: Of the slots at both ends.
    bases: tuple[ClaimBasis, ...]
    contexts: tuple[IRI, ...]
    passages: tuple[IRI, ...]

    @property
    def identity(self) -> tuple[IRI, IRI, str, str]:
        """What steps of several configurations have in common that are one link."""
        return self.start, self.end, self.kind.value, self.polarity.value


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
    merged: dict[tuple[IRI, IRI, str, str], list[Implied]] = {}
    for configuration in sorted(configurations, key=lambda one: one.id):
        for implied in implied_by(configuration):
            merged.setdefault(implied.identity, []).append(implied)
    found = (as_link(implying, labels=labels) for implying in merged.values())
    return tuple(sorted(found, key=lambda link: link.id))


def implied_by(configuration: Configuration) -> Iterator[Implied]:
    """Yield the steps that one configuration implies; each kind between two concepts once."""
    contexts = tuple(_contexts(configuration))
    for step in _told_once(_steps(configuration)):
        slots = step.start, step.end
        yield Implied(
            configuration=configuration.id,
            review=configuration.review,
            start=step.start.concept,
            end=step.end.concept,
            kind=step.kind,
            polarity=step.polarity,
            bases=tuple(slot.basis for slot in slots),
            contexts=contexts,
            passages=tuple({passage for slot in slots for passage in slot.passages}),
        )


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


def as_link(implying: Sequence[Implied], *, labels: Mapping[IRI, str]) -> Link:
    """Return the link that steps of one identity make together, in order of configuration."""
    first = implying[0]
    ends = first.start, first.end
    told = [labels.get(end, key_of(end)) for end in ends]
    return Link(
        id=Base.part(first.configuration, "link", first.kind.value, *map(key_of, ends)),
        label=(LangString(" → ".join(told), "en"),),
        review=first.review,
        from_concept=first.start,
        to_concept=first.end,
        kind=first.kind,
        polarity=first.polarity,
        basis=_basis(basis for one in implying for basis in one.bases),
        holds_in=tuple({context for one in implying for context in one.contexts}),
        implied_by=tuple(one.configuration for one in implying),
        passages=tuple({passage for one in implying for passage in one.passages}),
    )


def _basis(told: Iterable[ClaimBasis]) -> ClaimBasis:
    found = set(told)
    return found.pop() if len(found) == 1 else ClaimBasis.INFERRED_BY_REVIEWER


def _contexts(configuration: Configuration) -> Iterator[IRI]:
    for slot in configuration.in_role(Role.CONTEXT):
        if slot.presence is Presence.PRESENT:
            yield slot.concept
