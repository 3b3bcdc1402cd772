"""What a dataset is made of: this module counts its classes and properties, by stored queries.

The queries run on any SPARQL 1.1 server. They read every statement a few times, which takes about
ten seconds a million on an embedded store, so nobody waits for them: they are asked when a version
is described, not when somebody reads the description.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rdflib import URIRef
from rdflib.term import Identifier

from cmo_graph.store.protocol import Snapshot, Solution

#: Most statements whose subjects and values are counted: each different one takes memory.
MOST_COUNTED = 2_000_000


@dataclass(frozen=True, slots=True)
class Ends:
    """How many different subjects and values some statements have."""

    subjects: int
    values: int


@dataclass(frozen=True, slots=True)
class PropertyOfClass:
    """What things of one class have as values of one property."""

    triples: int
    #: Sorted.
    value_classes: tuple[URIRef, ...] = ()
    #: Sorted.
    datatypes: tuple[URIRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Partitions:
    """The classes and properties of a dataset; all maps are in the order of their IRIs."""

    #: Class → how many things have it.
    classes: Mapping[URIRef, int]
    #: Property → how many statements have it.
    properties: Mapping[URIRef, int]
    #: Class → property → what its things have.
    by_class: Mapping[URIRef, Mapping[URIRef, PropertyOfClass]]
    #: Property → its different subjects and values; empty for a dataset above `MOST_COUNTED`.
    ends: Mapping[URIRef, Ends]
    #: Those of all statements; None for a dataset above `MOST_COUNTED`.
    totals: Ends | None

    @property
    def triples(self) -> int:
        """Statements, each counted in every graph that states it."""
        return sum(self.properties.values())


def count_partitions(snapshot: Snapshot, *, description: URIRef) -> Partitions:
    """Count the classes and properties of a version.

    Args:
        snapshot: The version.
        description: The graph that describes it, which is left out.

    Cost: reads every statement about six times.
    """
    counted = snapshot.version.quads <= MOST_COUNTED
    left_out = {"description": description}
    ends = snapshot.select("described_ends", **left_out) if counted else ()
    totals = snapshot.select("described_totals", **left_out) if counted else ()
    return Partitions(
        classes=_numbers(snapshot.select("described_classes", **left_out), "class", "entities"),
        properties=_numbers(
            snapshot.select("described_properties", **left_out), "property", "triples"
        ),
        by_class=_by_class(snapshot, left_out),
        ends={_iri(row["property"]): _ends(row) for row in ends if _is_iri(row["property"])},
        totals=next((_ends(row) for row in totals), Ends(0, 0) if counted else None),
    )


def _by_class(
    snapshot: Snapshot, left_out: Mapping[str, Identifier]
) -> Mapping[URIRef, Mapping[URIRef, PropertyOfClass]]:
    classes = _gathered(snapshot.select("described_value_classes"), "value_class")
    datatypes = _gathered(snapshot.select("described_value_datatypes"), "datatype")
    found: dict[URIRef, dict[URIRef, PropertyOfClass]] = defaultdict(dict)
    for row in snapshot.select("described_class_properties", **left_out):
        if _is_iri(row["class"]):
            key = (_iri(row["class"]), _iri(row["property"]))
            found[key[0]][key[1]] = PropertyOfClass(
                int(row["triples"]), classes.get(key, ()), datatypes.get(key, ())
            )
    return found


def _gathered(
    rows: Iterable[Solution], name: str
) -> Mapping[tuple[URIRef, URIRef], tuple[URIRef, ...]]:
    found: dict[tuple[URIRef, URIRef], list[URIRef]] = defaultdict(list)
    for row in rows:
        if _is_iri(row["class"]) and _is_iri(row[name]):
            found[_iri(row["class"]), _iri(row["property"])].append(_iri(row[name]))
    return {key: tuple(sorted(values, key=str)) for key, values in found.items()}


def _numbers(rows: Iterable[Solution], name: str, number: str) -> Mapping[URIRef, int]:
    return {_iri(row[name]): int(row[number]) for row in rows if _is_iri(row[name])}


def _ends(row: Solution) -> Ends:
    return Ends(int(row["subjects"]), int(row["values"]))


def _is_iri(term: Identifier) -> bool:
    """Say whether a class can be named: one that came by an update can be a blank node."""
    return isinstance(term, URIRef)


def _iri(term: Identifier) -> URIRef:
    return URIRef(str(term))
