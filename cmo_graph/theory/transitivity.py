"""Whether a chain may be read as a whole: this module compares contexts along a pathway.

From "A leads to B" in one place and "B leads to C" in another, nothing follows about A and C unless
the places overlap. The rule that a conclusion holds only in the intersection of its steps' contexts
is Causal Map's ("transitivity trap"); the dimensions, the meet under broader and the three words
for the result are ours.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum

from cmo_graph.iri import IRI
from cmo_graph.model import Concept
from cmo_graph.model.codes import ContextDimension


class Transitivity(Enum):
    """Whether the steps' contexts let the chain be read as one."""

    #: In every respect that is named at all, all steps share a context; or there is only one step.
    LICENSED = "licensed"
    #: Too little is said of where the steps hold.
    UNLICENSED = "unlicensed"
    #: Two steps were seen in contexts that exclude each other.
    BLOCKED = "blocked"


class Overlap(Enum):
    """How the steps' contexts lie in one respect."""

    COMPATIBLE = "compatible"
    UNSPECIFIED = "unspecified"
    DISJOINT = "disjoint"


@dataclass(frozen=True, slots=True)
class DimensionReading:
    """How the contexts of a pathway's steps lie in one respect, such as country."""

    dimension: ContextDimension
    overlap: Overlap
    #: Where it is compatible: the narrowest named contexts that lie within every step's, sorted.
    shared: tuple[IRI, ...]
    #: All contexts named in this respect, sorted.
    named: tuple[IRI, ...]


@dataclass(frozen=True, slots=True)
class ChainContext:
    """What the contexts along a pathway allow."""

    transitivity: Transitivity
    #: By dimension, those that at least one step names.
    dimensions: tuple[DimensionReading, ...]
    #: Pairs of named contexts that are opposites of each other, in different steps; sorted.
    opposites: tuple[tuple[IRI, IRI], ...]


def read_chain_context(
    steps: Sequence[AbstractSet[IRI]], *, concepts: Mapping[IRI, Concept]
) -> ChainContext:
    """Compare the contexts of a pathway's steps, in each respect by itself.

    In one dimension the steps are disjoint when those that name a context have none in common,
    compatible when all name one and share one, and otherwise unspecified. A context is shared when
    it is named by a step and is, or is narrower than, a context of each other step. Contexts
    without a dimension can hold side by side: only an opposite among them speaks against a chain.

    Args:
        steps: For each step, in order, the contexts in which it is said to hold or was seen.
        concepts: By IRI; a context that is missing here has no dimension.

    Raises:
        ValueError: `steps` is empty.
    """
    if not steps:
        raise ValueError("A pathway has at least one step; steps is empty.")
    wider = {context: wider_contexts(context, concepts) for step in steps for context in step}
    readings = tuple(
        reading
        for dimension in ContextDimension
        if (reading := _read_dimension(dimension, steps, concepts, wider)) is not None
    )
    opposites = _opposites(steps, concepts)
    return ChainContext(_judge(len(steps), readings, opposites), readings, opposites)


def wider_contexts(context: IRI, concepts: Mapping[IRI, Concept]) -> frozenset[IRI]:
    """Return the context and all that are broader."""
    found, waiting = {context}, [context]
    for one in waiting:
        model = concepts.get(one)
        fresh = [wider for wider in model.broader if wider not in found] if model else []
        found.update(fresh)
        waiting += fresh
    return frozenset(found)


def is_compatible(contexts: Iterable[IRI], asked: IRI, *, concepts: Mapping[IRI, Concept]) -> bool:
    """Say whether a step with these contexts may hold in the context asked for.

    It may when it names no context in the asked one's dimension, or one that is the asked one,
    broader or narrower; and when it names no opposite of it. Without a dimension, only opposites
    count.
    """
    model = concepts.get(asked)
    dimension = model.context_dimension if model else None
    upwards = wider_contexts(asked, concepts)
    named = list(contexts)
    if any(_are_opposites(asked, one, concepts) for one in named):
        return False
    same = [one for one in named if dimension and _dimension(one, concepts) is dimension]
    return not same or any(one in upwards or asked in wider_contexts(one, concepts) for one in same)


def _dimension(context: IRI, concepts: Mapping[IRI, Concept]) -> ContextDimension | None:
    model = concepts.get(context)
    return model.context_dimension if model else None


def _read_dimension(
    dimension: ContextDimension,
    steps: Sequence[AbstractSet[IRI]],
    concepts: Mapping[IRI, Concept],
    wider: Mapping[IRI, frozenset[IRI]],
) -> DimensionReading | None:
    named = [{one for one in step if _dimension(one, concepts) is dimension} for step in steps]
    speaking = [contexts for contexts in named if contexts]
    if not speaking:
        return None
    every = set[IRI]().union(*speaking)
    shared = {one for one in every if all(wider[one] & contexts for contexts in speaking)}
    overlap = Overlap.UNSPECIFIED
    if not shared:
        overlap = Overlap.DISJOINT
    elif len(speaking) == len(steps):
        overlap = Overlap.COMPATIBLE
    narrowest = shared if overlap is Overlap.COMPATIBLE else set()
    return DimensionReading(dimension, overlap, tuple(sorted(narrowest)), tuple(sorted(every)))


def _opposites(
    steps: Sequence[AbstractSet[IRI]], concepts: Mapping[IRI, Concept]
) -> tuple[tuple[IRI, IRI], ...]:
    found = {
        (min(one, other), max(one, other))
        for at, step in enumerate(steps)
        for later in steps[at + 1 :]
        for one in step
        for other in later
        if _are_opposites(one, other, concepts)
    }
    return tuple(sorted(found))


def _are_opposites(one: IRI, other: IRI, concepts: Mapping[IRI, Concept]) -> bool:
    first, second = concepts.get(one), concepts.get(other)
    return bool((first and other in first.opposite_of) or (second and one in second.opposite_of))


def _judge(
    steps: int,
    readings: Sequence[DimensionReading],
    opposites: Sequence[tuple[IRI, IRI]],
) -> Transitivity:
    overlaps = {reading.overlap for reading in readings}
    if opposites or Overlap.DISJOINT in overlaps:
        return Transitivity.BLOCKED
    if steps == 1 or overlaps == {Overlap.COMPATIBLE}:
        return Transitivity.LICENSED
    return Transitivity.UNLICENSED
