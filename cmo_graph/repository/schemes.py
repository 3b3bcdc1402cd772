"""Controlled vocabularies and rating schemes: this module reads them from the ontology's graph."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rdflib import URIRef
from rdflib.term import Identifier

from cmo_graph.errors import NotFound
from cmo_graph.store.protocol import Snapshot
from cmo_graph.vocabulary import CMO


@dataclass(frozen=True, slots=True)
class Scheme:
    """A `skos:ConceptScheme` of the ontology."""

    iri: URIRef
    name: str
    label: str
    definition: str
    #: Whether it is a scale on which sources rate, such as the EIF evidence rating.
    is_rating: bool


@dataclass(frozen=True, slots=True)
class Member:
    """One concept of a scheme."""

    iri: URIRef
    #: Its `skos:notation`: the word in JSON and in authoring files.
    token: str
    label: str
    definition: str


def all_schemes(snapshot: Snapshot) -> tuple[Scheme, ...]:
    """Return every scheme by name; empty when the ontology is not loaded."""
    return tuple(sorted(_schemes(snapshot), key=lambda scheme: scheme.name))


def scheme(snapshot: Snapshot, iri: URIRef) -> Scheme:
    """Return one scheme.

    Raises:
        NotFound: the ontology has none with this IRI.
    """
    for found in _schemes(snapshot):
        if found.iri == iri:
            return found
    raise NotFound("schemes", iri.partition("#")[2] or str(iri))


def members(snapshot: Snapshot, iri: URIRef) -> tuple[Member, ...]:
    """Return a scheme's members in their declared order, then by IRI; empty for an unknown one."""
    return tuple(
        Member(
            iri=URIRef(row["member"]),
            token=_text(row, "token"),
            label=_text(row, "label"),
            definition=_text(row, "definition"),
        )
        for row in snapshot.select("scheme_members", scheme=iri)
    )


def _schemes(snapshot: Snapshot) -> Iterator[Scheme]:
    for row in snapshot.select("schemes"):
        iri = URIRef(row["scheme"])
        yield Scheme(
            iri=iri,
            name=iri.partition("#")[2],
            label=_text(row, "label"),
            definition=_text(row, "definition"),
            is_rating=row.get("type") == CMO.RatingScheme,
        )


def _text(row: Mapping[str, Identifier], name: str) -> str:
    return str(row.get(name, ""))
