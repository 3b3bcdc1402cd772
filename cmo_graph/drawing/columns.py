"""Which column an element stands in: this module parts lanes into columns.

Lanes stand side by side and share no column, so that no element can leave its lane, whatever places
it within its column. Within a lane an arrow leads from a column to a later one, but for those that
would close a circle.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from cmo_graph.drawing.codes import Kind, Lane
from cmo_graph.drawing.diagram import Diagram
from cmo_graph.iri import IRI

#: Lanes whose elements stand as far to the right as they can, next to what they act on.
_TO_THE_RIGHT = frozenset({Lane.CONTEXT, Lane.RESOURCE})

_Steps = Mapping[IRI, Sequence[IRI]]


def columns_of(diagram: Diagram) -> dict[IRI, int]:
    """Return the column of each element, from 0 and from the left; none is left empty.

    Cost: arrows within a lane times what they reach.
    """
    found: dict[IRI, int] = {}
    first = 0
    for lane in diagram.lanes:
        within = _columns_within(diagram, lane)
        found.update((iri, first + column) for iri, column in within.items())
        first += max(within.values(), default=-1) + 1
    return found


def _columns_within(diagram: Diagram, lane: Lane) -> dict[IRI, int]:
    members = [element for element in diagram.elements if element.lane is lane]
    forward, backward = _steps_within(diagram, {member.iri for member in members})
    early = _longest([member.iri for member in members], backward)
    if lane not in _TO_THE_RIGHT:
        return early
    last = max(early.values(), default=0)
    late = _longest([member.iri for member in members], forward)
    return {
        member.iri: early[member.iri]
        if member.kind is Kind.INTERVENTION
        else last - late[member.iri]
        for member in members
    }


def _steps_within(diagram: Diagram, members: set[IRI]) -> tuple[_Steps, _Steps]:
    """Return the steps between members, there and back, without those that close a circle."""
    forward: dict[IRI, list[IRI]] = defaultdict(list)
    backward: dict[IRI, list[IRI]] = defaultdict(list)
    for arrow in diagram.arrows:
        inside = {arrow.start, arrow.end} <= members
        if inside and arrow.start not in _reached(arrow.end, forward):
            forward[arrow.start].append(arrow.end)
            backward[arrow.end].append(arrow.start)
    return forward, backward


def _reached(start: IRI, steps: _Steps) -> set[IRI]:
    seen = {start}
    stack = [start]
    while stack:
        fresh = [one for one in steps.get(stack.pop(), ()) if one not in seen]
        seen.update(fresh)
        stack.extend(fresh)
    return seen


def _longest(members: Iterable[IRI], steps: _Steps) -> dict[IRI, int]:
    """Return the number of steps of the longest walk from each member; steps make no circle."""
    found: dict[IRI, int] = {}
    for member in members:
        stack = [member]
        while stack:
            unknown = [one for one in steps.get(stack[-1], ()) if one not in found]
            if unknown:
                stack.extend(unknown)
            else:
                one = stack.pop()
                found[one] = 1 + max((found[end] for end in steps.get(one, ())), default=-1)
    return found
