"""What all makers of a synthetic review share: this module has identity, chance and the output."""

from collections.abc import Iterator
from functools import cached_property

from rdflib import URIRef

from cmo_graph.iri import Base
from cmo_graph.model import Review, Thing
from cmo_graph.synthetic.chance import Chance


class Frame:
    """One synthetic review in the making: mints its IRIs, and holds things until they are read."""

    def __init__(self, base: Base, key: str, chance: Chance) -> None:
        self.base = base
        self.key = key
        self.chance = chance
        self._made: list[Thing] = []

    @cached_property
    def review(self) -> URIRef:
        """The IRI of the review."""
        return self.base.mint(Review.kind_name, self.key)

    def mint(self, kind: type[Thing], local: str) -> URIRef:
        """Return the IRI of the review's thing of this kind with this local id."""
        return self.base.mint(kind.kind_name, f"{self.key}.{local}")

    def add(self, thing: Thing) -> None:
        """Keep a finished thing until the next `take`."""
        self._made.append(thing)

    def take(self) -> Iterator[Thing]:
        """Yield the things made since the last call, and forget them."""
        made, self._made = self._made, []
        yield from made
