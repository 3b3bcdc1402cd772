"""Where evidence was seen: this module tells whether those for and those against stood elsewhere.

In realist terms a claim that holds here and fails there is the most telling result there is, not a
defect. It is said only where both sides declared their contexts in the same respect.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cmo_graph.iri import IRI
from cmo_graph.model.codes import ContextDimension, Direction
from cmo_graph.model.concept import Concept
from cmo_graph.support.counting import CountedLine


@dataclass(frozen=True, slots=True)
class ContextSplit:
    """A respect in which supporting and disputing lines sit in disjoint contexts."""

    dimension: ContextDimension
    #: The contexts of the supporting lines, sorted; and of the disputing lines.
    supporting: tuple[IRI, ...]
    disputing: tuple[IRI, ...]

    def as_json(self) -> dict[str, object]:
        """Return the dimension and the contexts on each side."""
        return {
            "dimension": self.dimension.value,
            "supporting": [str(concept) for concept in self.supporting],
            "disputing": [str(concept) for concept in self.disputing],
        }


def find_context_splits(
    lines: Sequence[CountedLine],
    *,
    dimensions: Mapping[IRI, ContextDimension],
    broader: Mapping[IRI, frozenset[IRI]],
) -> tuple[ContextSplit, ...]:
    """Find the dimensions on which the two sides of a contested claim never meet.

    A dimension splits the claim when every empirical supporting and every empirical disputing line
    names a context on it, and no context of one side is the same as, broader or narrower than one
    of the other side. A line without a context on the dimension could have been anywhere, so it
    keeps the dimension from splitting. Two contexts with a common broader one are disjoint.

    Args:
        lines: The counted lines of one claim.
        dimensions: The dimension of each context concept; a concept that has none is passed over.
        broader: All broader concepts of a concept, near and far, as `all_broader` gives them.

    Returns:
        The splits in the order of `ContextDimension`; empty when a side has no line.

    Source: ours (the rule and the name `context_split`).
    """
    for_it = [line for line in lines if line.is_empirical(Direction.SUPPORTS)]
    against = [line for line in lines if line.is_empirical(Direction.DISPUTES)]
    if not (for_it and against and dimensions):
        return ()
    found = []
    for dimension in ContextDimension:
        supporting = _contexts(for_it, dimension, dimensions)
        disputing = _contexts(against, dimension, dimensions)
        if supporting and disputing and _are_disjoint(supporting, disputing, broader):
            found.append(ContextSplit(dimension, _in_order(supporting), _in_order(disputing)))
    return tuple(found)


def contexts_of(
    line: CountedLine, *, dimension: ContextDimension, dimensions: Mapping[IRI, ContextDimension]
) -> frozenset[IRI]:
    """Return the contexts in which a line was seen, in one respect; empty when nobody said.

    What the line says of this respect goes before what its study says of it. The rule is ours.
    """
    own = frozenset(c for c in line.line.examined_in if dimensions.get(c) is dimension)
    if own or line.study is None:
        return own
    return frozenset(c for c in line.study.examined_in if dimensions.get(c) is dimension)


def _contexts(
    lines: Sequence[CountedLine],
    dimension: ContextDimension,
    dimensions: Mapping[IRI, ContextDimension],
) -> frozenset[IRI]:
    """Gather the contexts of all lines; none at all when one of the lines has none."""
    each = [contexts_of(line, dimension=dimension, dimensions=dimensions) for line in lines]
    return frozenset().union(*each) if all(each) else frozenset()


def _are_disjoint(
    one: frozenset[IRI], other: frozenset[IRI], broader: Mapping[IRI, frozenset[IRI]]
) -> bool:
    return not any(is_within(a, b, broader) or is_within(b, a, broader) for a in one for b in other)


def is_within(concept: IRI, wide: IRI, broader: Mapping[IRI, frozenset[IRI]]) -> bool:
    """Say whether a concept is `wide` itself or one of its narrower concepts."""
    return concept == wide or wide in broader.get(concept, ())


def _in_order(concepts: frozenset[IRI]) -> tuple[IRI, ...]:
    return tuple(sorted(concepts, key=str))


def all_broader(concepts: Iterable[Concept]) -> dict[IRI, frozenset[IRI]]:
    """Return all broader concepts of each concept that has any, near and far, without itself.

    A loop of broader concepts, which is an error elsewhere, does no harm here.
    """
    near = {concept.id: concept.broader for concept in concepts if concept.broader}
    return {concept: _climb(concept, near) for concept in near}


def _climb(concept: IRI, near: Mapping[IRI, tuple[IRI, ...]]) -> frozenset[IRI]:
    found: set[IRI] = set()
    waiting = list(near[concept])
    while waiting:
        wider = waiting.pop()
        if wider not in found:
            found.add(wider)
            waiting.extend(near.get(wider, ()))
    return frozenset(found - {concept})
