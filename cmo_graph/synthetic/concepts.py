"""Concepts of a synthetic review: this module makes them as roles ask for them, and reuses them.

Each role has a pool of its own, because most concepts keep to one role; the exceptions, outcomes
that serve as context or resource further on, are what makes ripples.
"""

from collections.abc import Container
from itertools import cycle, islice
from typing import Final

from rdflib import URIRef

from cmo_graph.model import Concept
from cmo_graph.model.codes import ContextDimension, Role
from cmo_graph.synthetic.chance import Reuse
from cmo_graph.synthetic.frame import Frame
from cmo_graph.synthetic.texts import label

#: Share of uses in each role that bring a new concept.
_NEW: Final = {
    Role.CONTEXT: 0.2,
    Role.INTERVENTION: 0.02,
    Role.ACTOR: 0.03,
    Role.RESOURCE: 0.2,
    Role.RESPONSE: 0.2,
    Role.MECHANISM: 0.3,
    Role.OUTCOME: 0.15,
}
#: Share of new concepts with a broader one, with an opposite, and with another name.
_BROADER, _OPPOSITE, _OTHER_NAME = 0.35, 0.04, 0.15
#: Share of uses as context, and as resource, that take up an earlier outcome.
_RIPPLES: Final = {Role.CONTEXT: 0.3, Role.RESOURCE: 0.1}
#: Settings a study can be done in: as many for each dimension.
_SETTINGS = 20


class Concepts:
    """The concepts made so far, by role."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._pools = {role: Reuse(new=new) for role, new in _NEW.items()}
        self.settings = tuple(self._make_settings())

    def draw(self, role: Role, *, besides: Container[URIRef] = ()) -> URIRef:
        """Return a concept for a slot of this role, other than those in `besides`."""
        for _ in range(4):
            concept = self._draw_one(role)
            if concept not in besides:
                return concept
        return self._make(role)

    def _draw_one(self, role: Role) -> URIRef:
        outcomes = self._pools[Role.OUTCOME]
        if outcomes.size and self._frame.chance.happens(_RIPPLES.get(role, 0)):
            return self._iri(Role.OUTCOME, outcomes.again(self._frame.chance))
        pool = self._pools[role]
        known = pool.size
        number = pool.draw(self._frame.chance)
        if number > known:
            self._describe(role, number)
        return self._iri(role, number)

    def _make(self, role: Role) -> URIRef:
        number = self._pools[role].add()
        self._describe(role, number)
        return self._iri(role, number)

    def _iri(self, role: Role, number: int) -> URIRef:
        return self._frame.mint(Concept, f"{role.value}-{number}")

    def _describe(self, role: Role, number: int) -> None:
        chance = self._frame.chance
        name = label(role.value, number, chance)
        opposite = self._earlier(role, number, _OPPOSITE)
        self._frame.add(
            Concept(
                id=self._iri(role, number),
                review=self._frame.review,
                label=name,
                alt_labels=f"{name}, otherwise told" if chance.happens(_OTHER_NAME) else (),
                broader=() if opposite else self._earlier(role, number, _BROADER),
                opposite_of=opposite,
            )
        )

    def _earlier(self, role: Role, number: int, share: float) -> tuple[URIRef, ...]:
        """Return one earlier concept of the role, or none; earlier ones only, so no cycle forms."""
        if number == 1 or not self._frame.chance.happens(share):
            return ()
        return (self._iri(role, 1 + self._frame.chance.below(number - 1)),)

    def _make_settings(self) -> list[URIRef]:
        return [
            self._make_setting(number, dimension)
            for number, dimension in enumerate(islice(cycle(ContextDimension), _SETTINGS), start=1)
        ]

    def _make_setting(self, number: int, dimension: ContextDimension) -> URIRef:
        concept = Concept(
            id=self._frame.mint(Concept, f"setting-{number}"),
            review=self._frame.review,
            label=label(f"{dimension.value} of studies", number, self._frame.chance),
            context_dimension=dimension,
        )
        self._frame.add(concept)
        return concept.id
