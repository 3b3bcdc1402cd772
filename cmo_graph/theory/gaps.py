"""Where a theory is thin or torn: this module lists its gaps and tensions.

What nobody examined is a gap, what studies disagree on a tension; neither is a verdict. The inputs
are small Protocols, so that any summary of support will do. What counts as a gap is ours, after
evidence gap maps; rivals are RAMESES's rival explanations, made computable.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import combinations
from typing import Protocol

from cmo_graph.iri import IRI
from cmo_graph.model import Concept, Configuration, Slot
from cmo_graph.model.codes import Presence, Role
from cmo_graph.theory.steps import StepStatus
from cmo_graph.theory.transitivity import wider_contexts


class ClaimTally(Protocol):
    """How many independent studies stand on each side of a claim."""

    @property
    def supporting(self) -> int:
        """Independent studies for the claim."""

    @property
    def disputing(self) -> int:
        """Independent studies against the claim."""


class ClaimSupport(Protocol):
    """What gaps need to know of the support of one claim."""

    @property
    def status(self) -> Enum:
        """Its status; the values of the members are those of `StepStatus`."""

    @property
    def tally(self) -> ClaimTally:
        """The counts that go with it."""


@dataclass(frozen=True, slots=True)
class Contested:
    """A claim with studies on both sides."""

    claim: IRI
    supporting: int
    disputing: int
    #: The contexts of both sides that exclude each other, as given; empty when none do.
    split: tuple[IRI, ...]


@dataclass(frozen=True, slots=True)
class Rivals:
    """Two configurations that explain the same outcome by different mechanisms."""

    first: IRI
    second: IRI
    #: Whether a reviewer said so.
    is_declared: bool
    #: Whether it follows from the slots: same context and outcome, no mechanism in common.
    is_computed: bool


@dataclass(frozen=True, slots=True)
class UnexaminedContext:
    """A context the theory turns on, in which no study that counts was done."""

    context: IRI
    #: Whether it is its absence that they turn on.
    is_absent: bool
    #: The configurations that have it so as a context, sorted.
    configurations: tuple[IRI, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """The gaps and tensions of a theory; everything sorted by IRI, empty when there is none."""

    #: Claims nobody is on record as having looked at.
    without_evidence: tuple[IRI, ...]
    #: Claims for which evidence was looked for, and none found.
    searched_none_found: tuple[IRI, ...]
    #: Claims that rest on theory or stakeholders' accounts alone.
    theorised_only: tuple[IRI, ...]
    #: Claims of which studies looked, and could not tell.
    inconclusive: tuple[IRI, ...]
    #: Claims that a single independent study supports.
    resting_on_one_study: tuple[IRI, ...]
    #: Claims that studies dispute, and none supports.
    disputed: tuple[IRI, ...]
    contested: tuple[Contested, ...]
    rivals: tuple[Rivals, ...]
    unexamined_contexts: tuple[UnexaminedContext, ...]
    #: Claims with a confidence judgement that evidence has overtaken.
    stale_confidence: tuple[IRI, ...]


def find_gaps(
    configurations: Iterable[Configuration],
    *,
    support: Mapping[IRI, ClaimSupport],
    claims: Iterable[IRI] = (),
    concepts: Iterable[Concept] = (),
    examined: Iterable[IRI] = (),
    splits: Mapping[IRI, tuple[IRI, ...]] | None = None,
    stale: Iterable[IRI] = (),
) -> Gaps:
    """List the gaps and tensions of a theory.

    Args:
        configurations: Those of the theory; each is a claim.
        support: By IRI of claim; a claim that is not there has no evidence.
        claims: Further claims: links and moderations.
        concepts: Give `broader`, so that a study in a narrower context counts for the broader.
        examined: The contexts in which studies that count were done.
        splits: By IRI of claim: the contexts in which its two sides lie apart.
        stale: Claims with a confidence judgement that evidence has overtaken.

    Cost: linear in the input, but for rivals: quadratic in the configurations that share an
    outcome.
    """
    configurations = sorted(configurations, key=lambda one: one.id)
    every = sorted({*claims, *(one.id for one in configurations)})
    statuses = {claim: _status(claim, support) for claim in every}
    return Gaps(
        without_evidence=_with_status(statuses, StepStatus.NO_EVIDENCE),
        searched_none_found=_with_status(statuses, StepStatus.SEARCHED_NONE_FOUND),
        theorised_only=_with_status(statuses, StepStatus.THEORISED_ONLY),
        inconclusive=_with_status(statuses, StepStatus.INCONCLUSIVE),
        resting_on_one_study=tuple(
            claim
            for claim in _with_status(statuses, StepStatus.SUPPORTED)
            if support[claim].tally.supporting == 1
        ),
        disputed=_with_status(statuses, StepStatus.DISPUTED),
        contested=tuple(
            _contested(claim, support[claim], splits or {})
            for claim in _with_status(statuses, StepStatus.CONTESTED)
        ),
        rivals=find_rivals(configurations),
        unexamined_contexts=unexamined_contexts(
            configurations, concepts=concepts, examined=examined
        ),
        stale_confidence=tuple(sorted(set(stale))),
    )


def find_rivals(configurations: Iterable[Configuration]) -> tuple[Rivals, ...]:
    """List pairs of configurations that explain one outcome by different mechanisms.

    Computed where two share an outcome in the same direction and have the same contexts (both none
    counts as the same), both name a mechanism, and they name none in common. Declared where one
    names the other in `rival_of`; the other need not be among the configurations. Each pair once.
    """
    configurations = sorted(configurations, key=lambda one: one.id)
    declared = {
        (min(one.id, other), max(one.id, other)) for one in configurations for other in one.rival_of
    }
    by_outcome: dict[tuple[IRI, str], list[Configuration]] = {}
    for one in configurations:
        for slot in one.in_role(Role.OUTCOME):
            by_outcome.setdefault((slot.concept, str(slot.direction)), []).append(one)
    computed = {
        (one.id, other.id)
        for group in by_outcome.values()
        for one, other in combinations(group, 2)
        if _are_rivals(one, other)
    }
    return tuple(
        Rivals(*pair, is_declared=pair in declared, is_computed=pair in computed)
        for pair in sorted(declared | computed)
    )


def unexamined_contexts(
    configurations: Iterable[Configuration],
    *,
    concepts: Iterable[Concept] = (),
    examined: Iterable[IRI] = (),
) -> tuple[UnexaminedContext, ...]:
    """List the contexts of configurations in which no study was done, nor in a narrower one.

    Contexts that must be absent count too: where they hold, the theory says something else. A
    context that must be there for some and absent for others comes twice, first as there.
    """
    models = {concept.id: concept for concept in concepts}
    seen = {wider for context in examined for wider in wider_contexts(context, models)}
    found: dict[tuple[IRI, bool], set[IRI]] = {}
    for configuration in configurations:
        for slot in configuration.in_role(Role.CONTEXT):
            if slot.concept not in seen:
                place = slot.concept, slot.presence is Presence.ABSENT
                found.setdefault(place, set()).add(configuration.id)
    return tuple(UnexaminedContext(*place, tuple(sorted(found[place]))) for place in sorted(found))


def _status(claim: IRI, support: Mapping[IRI, ClaimSupport]) -> StepStatus:
    known = support.get(claim)
    return StepStatus(known.status.value) if known else StepStatus.NO_EVIDENCE


def _with_status(statuses: Mapping[IRI, StepStatus], status: StepStatus) -> tuple[IRI, ...]:
    return tuple(claim for claim, found in statuses.items() if found is status)


def _contested(
    claim: IRI, support: ClaimSupport, splits: Mapping[IRI, tuple[IRI, ...]]
) -> Contested:
    tally = support.tally
    return Contested(claim, tally.supporting, tally.disputing, splits.get(claim, ()))


def _are_rivals(one: Configuration, other: Configuration) -> bool:
    mechanisms = _mechanisms(one), _mechanisms(other)
    return (
        _contexts(one) == _contexts(other)
        and all(mechanisms)
        and mechanisms[0].isdisjoint(mechanisms[1])
    )


def _contexts(configuration: Configuration) -> frozenset[tuple[IRI, Presence]]:
    return frozenset((slot.concept, slot.presence) for slot in configuration.in_role(Role.CONTEXT))


def _mechanisms(configuration: Configuration) -> frozenset[IRI]:
    slots: tuple[Slot, ...] = configuration.in_role(Role.RESPONSE, Role.MECHANISM)
    return frozenset(slot.concept for slot in slots)
