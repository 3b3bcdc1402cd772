"""What is wrong with a thing in the light of others: this module has `Flaw` and `Things`.

A flaw names the thing and its field; whoever read the things knows where they stand.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar, cast

from rdflib import URIRef

from cmo_graph.iri import key_of
from cmo_graph.mapping import Node, Part, plans
from cmo_graph.model import Thing
from cmo_graph.validation.codes import make_problem
from cmo_graph.validation.problems import Problem
from cmo_graph.validation.references import target_of

ThingT = TypeVar("ThingT", bound=Thing)


# A table of 20,000 rows can give as many of them: a tuple is made in a third of the time.
class Flaw(NamedTuple):
    """Something wrong with a thing in the light of the others."""

    code: str
    message: str
    #: The thing, or the part of one, that should be looked at.
    thing: URIRef
    #: Its field; "" for the whole of it.
    field: str = ""
    value: str = ""
    hint: str = ""

    def as_problem(self) -> Problem:
        """Return the problem for things that stand in no file; `path` leads to the field."""
        path = f"{key_of(self.thing)} {self.field}".rstrip()
        return make_problem(self.code, self.message, path=path, value=self.value, hint=self.hint)


class Things:
    """The things of a review, by kind and by IRI."""

    def __init__(self, things: Iterable[Thing]) -> None:
        self.all = tuple(things)
        self.by_iri: dict[URIRef, Thing] = {}
        for thing in self.all:
            self.by_iri.setdefault(thing.id, thing)

    def __iter__(self) -> Iterator[Thing]:
        return iter(self.all)

    @classmethod
    def among(cls, things: Iterable[Thing]) -> "Things":
        """Return things with what was found out about them already, if they come with it."""
        return things if isinstance(things, Things) else cls(things)

    def of(self, model: type[ThingT]) -> tuple[ThingT, ...]:
        """Return the things of a kind, in the order given."""
        found = [kind for kind in self._by_kind if issubclass(kind, model)]
        if len(found) < 2:
            # mypy cannot know that a kind's things are of that kind.
            return tuple(cast(ThingT, thing) for kind in found for thing in self._by_kind[kind])
        return tuple(thing for thing in self.all if isinstance(thing, model))

    @cached_property
    def _by_kind(self) -> Mapping[type[Thing], Sequence[Thing]]:
        """The things by kind: every rule asks for one, and a review can have a million things."""
        found: dict[type[Thing], list[Thing]] = {}
        for thing in self.all:
            found.setdefault(type(thing), []).append(thing)
        return found

    def one(self, model: type[ThingT], iri: URIRef | None) -> ThingT | None:
        """Return the thing with this IRI when it is of this kind."""
        thing = self.by_iri.get(iri) if iri is not None else None
        return thing if isinstance(thing, model) else None

    @cached_property
    def named(self) -> "Named":
        """What the things and their parts name."""
        found = Named({}, {})
        for model, things in self._by_kind.items():
            found.gather(model, [thing.id for thing in things], things)
        return found

    @cached_property
    def uses(self) -> Mapping[URIRef, Set[str]]:
        """The fields of other things that name a thing, by IRI."""
        found: dict[URIRef, set[str]] = {}
        for (_, field), named in self.named.others.items():
            for iri in named:
                found.setdefault(iri, set()).add(field)
        return found


@dataclass(frozen=True, slots=True)
class Named:
    """The IRIs that each field names, once however many things name them."""

    #: (kind of node, field) → IRIs of other things than the node, or its thing.
    others: dict[tuple[type[Node], str], set[URIRef]]
    #: The same, where a thing names itself.
    themselves: dict[tuple[type[Node], str], set[URIRef]]

    def gather(self, model: type[Node], owners: Sequence[URIRef], nodes: Sequence[Node]) -> None:
        """Add what nodes of one kind name; `owners` are their things, one for each."""
        own = set(owners)
        for name, is_many, part in _naming(model):
            values = list(map(attrgetter(name), nodes))
            if part is not None and not is_many:
                values = [() if one is None else (one,) for one in values]
            if part is not None:
                repeated = [owner for owner, some in zip(owners, values, strict=True) for _ in some]
                self.gather(part, repeated, list(chain.from_iterable(values)))
                continue
            others = set(chain.from_iterable(values)) if is_many else set(values) - {None}
            themselves: set[URIRef] = set()
            # Hardly any field can name its own thing, and there are a million of them to compare.
            if not others.isdisjoint(own):
                others, themselves = _apart(owners, values)
            self.others.setdefault((model, name), set()).update(others)
            self.themselves.setdefault((model, name), set()).update(themselves)


def _apart(owners: Sequence[URIRef], values: Sequence[Any]) -> tuple[set[URIRef], set[URIRef]]:
    """Return what is named by others, and what is named by itself."""
    others: set[URIRef] = set()
    themselves: set[URIRef] = set()
    for owner, value in zip(owners, values, strict=True):
        for one in value if isinstance(value, tuple) else (value,):
            if one is not None:
                # As plain texts: rdflib compares IRIs in Python.
                (themselves if str.__eq__(owner, one) else others).add(one)
    return others, themselves


def name_of(iri: URIRef) -> str:
    """Return the id that the authors gave a thing: the end of its key."""
    return key_of(iri).rpartition(".")[2]


def pointers(node: Node) -> Iterator[tuple[Node, str, URIRef]]:
    """Yield (node, field, IRI) for all that a thing and its parts name among a review's things."""
    for name, is_many, part in _naming(type(node)):
        value = getattr(node, name)
        for item in value if is_many else (value,):
            if item is None:
                continue
            if part is not None:
                yield from pointers(item)
            elif isinstance(item, URIRef):
                yield node, name, item


@cache
def _naming(model: type[Node]) -> tuple[tuple[str, bool, type[Part] | None], ...]:
    """Return (name, whether it is a list, model of its parts) of fields that lead to things."""
    return tuple(
        (plan.name, plan.is_many, plan.part)
        for plan in plans(model)
        if (plan.part is not None and _naming(plan.part))
        or (plan.value_type is URIRef and target_of(model, plan.name).kinds)
    )
