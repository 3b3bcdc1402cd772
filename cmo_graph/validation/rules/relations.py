"""How things stand to each other: this module finds relations that cannot be, and twins."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rdflib import URIRef

from cmo_graph.mapping import plain
from cmo_graph.model import Agent, Concept, Configuration, Study, TheoryVersion, Thing
from cmo_graph.validation.flaws import Flaw, Things, name_of


@dataclass(frozen=True, slots=True)
class _Order:
    """A field along which nothing may lead back to itself."""

    model: type[Thing]
    field: str
    code: str
    said: str


_ORDERS: tuple[_Order, ...] = (
    _Order(Concept, "broader", "cycle-broader", "Each of these concepts is broader than itself"),
    _Order(Concept, "part_of", "cycle-part-of", "Each of these concepts is part of itself"),
    _Order(
        TheoryVersion, "revision_of", "cycle-revision-of", "Each of these versions revises itself"
    ),
    _Order(
        Configuration,
        "embedded_in",
        "cycle-embedded-in",
        "Each of these configurations is embedded in itself",
    ),
    _Order(Agent, "member_of", "cycle-member-of", "Each of these agents is a member of itself"),
    _Order(Study, "includes", "study-includes-itself", "Each of these studies includes itself"),
)


def find_cycles(held: Things) -> Iterator[Flaw]:
    """Find relations that lead from a thing back to itself."""
    for order in _ORDERS:
        steps = [
            (thing.id, iri)
            for thing in held.of(order.model)
            for iri in _as_tuple(getattr(thing, order.field))
        ]
        if steps:
            yield from _knots(order, sorted(steps))


def _knots(order: _Order, steps: Sequence[tuple[URIRef, URIRef]]) -> Iterator[Flaw]:
    # It takes a tenth of a second to import, and many who import this check no review.
    import networkx as nx

    graph: nx.DiGraph[URIRef] = nx.DiGraph(steps)
    for knot in sorted(nx.strongly_connected_components(graph), key=min):
        first = min(knot)
        if len(knot) > 1 or graph.has_edge(first, first):
            round_trip = nx.find_cycle(graph.subgraph(knot), first)
            names = [name_of(step[0]) for step in round_trip]
            yield Flaw(
                code=order.code,
                message=f"{order.said}: {' → '.join([*names, names[0]])}.",
                thing=first,
                field=order.field,
                value=(*names, names[0])[1],
                hint="Take one of the steps out.",
            )


def _as_tuple(value: object) -> tuple[URIRef, ...]:
    if isinstance(value, tuple):
        return value
    return (value,) if isinstance(value, URIRef) else ()


def find_relations_to_oneself(held: Things) -> Iterator[Flaw]:
    """Find relations between two things that have one thing on both sides."""
    for model, field, code, said in _IRREFLEXIVE:
        for thing in held.of(model):
            if thing.id in getattr(thing, field):
                yield Flaw(
                    code=code,
                    message=f"{name_of(thing.id)} {said}.",
                    thing=thing.id,
                    field=field,
                    value=name_of(thing.id),
                )


_IRREFLEXIVE: tuple[tuple[type[Thing], str, str, str], ...] = (
    (Concept, "opposite_of", "opposite-of-itself", "is given as its own opposite"),
    (Configuration, "rival_of", "rival-of-itself", "is given as its own rival"),
    (Study, "same_data", "same-data-itself", "is said to share its data with itself"),
)


def find_opposites_above(held: Things) -> Iterator[Flaw]:
    """Find concepts whose opposite is broader: what holds of it would also not hold."""
    opposed = [concept for concept in held.of(Concept) if concept.opposite_of]
    if not opposed:
        return
    import networkx as nx

    parents: nx.DiGraph[URIRef] = nx.DiGraph()
    parents.add_edges_from((c.id, iri) for c in held.of(Concept) for iri in c.broader)
    for concept in opposed:
        if concept.id not in parents:
            continue
        above = nx.descendants(parents, concept.id)
        for opposite in concept.opposite_of:
            if opposite in above:
                yield Flaw(
                    code="opposite-is-broader",
                    message=f"{name_of(concept.id)} is the opposite of {name_of(opposite)} and"
                    " also narrower than it, so that one would bring the other about.",
                    thing=concept.id,
                    field="opposite_of",
                    value=name_of(opposite),
                )


def find_included_twins(held: Things) -> Iterator[Flaw]:
    """Find studies that include another and also share its data: it is one or the other."""
    shared = [(study.id, iri) for study in held.of(Study) for iri in study.same_data]
    if not shared:
        return
    import networkx as nx

    twins: nx.Graph[URIRef] = nx.Graph(shared)
    for study in held.of(Study):
        if study.id not in twins:
            continue
        joined = nx.node_connected_component(twins, study.id) - {study.id}
        for included in study.includes:
            if included in joined:
                yield Flaw(
                    code="same-data-included",
                    message=f"{name_of(study.id)} includes {name_of(included)} and also shares its"
                    " data; a review includes a study, two accounts of one study share data.",
                    thing=study.id,
                    field="includes",
                    value=name_of(included),
                )


def find_repeated_labels(held: Things) -> Iterator[Flaw]:
    """Find concepts that bear the label of another."""
    seen: dict[tuple[str, str], Concept] = {}
    for concept in held.of(Concept):
        for text, lang in concept.label:
            first = seen.setdefault((" ".join(text.casefold().split()), lang), concept)
            if first is not concept:
                yield Flaw(
                    code="label-repeated",
                    message=f"{name_of(concept.id)} and {name_of(first.id)} are both called"
                    f" {text!r}.",
                    thing=concept.id,
                    field="label",
                    value=plain(concept.label, lang),
                    hint="Keep one of them, or say how they differ.",
                )
