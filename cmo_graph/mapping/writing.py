"""From things to triples: this module writes a node and its parts."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from rdflib import RDF, XSD, Literal, URIRef
from rdflib.term import Identifier

from cmo_graph.mapping.nodes import Node, Part, Plan, Triple, plans
from cmo_graph.mapping.texts import LangString
from cmo_graph.vocabulary import Code


def as_triples(node: Node) -> Iterator[Triple]:
    """Yield the triples of a thing and of its parts; never a blank node."""
    subject = node.id
    for rdf_type in (node.rdf_type, *node.also_typed):
        yield subject, RDF.type, rdf_type
    for plan in plans(type(node)):
        value = getattr(node, plan.name)
        if value is None:
            continue
        if plan.is_many or plan.value_type is LangString:
            for item in value:
                yield from _value_triples(subject, plan, item)
        else:
            yield from _value_triples(subject, plan, value)
    yield from node.further_triples()


def _value_triples(subject: URIRef, plan: Plan, value: Any) -> Iterator[Triple]:
    if isinstance(value, Part):
        yield subject, plan.predicate, value.id
        yield from as_triples(value)
    else:
        yield subject, plan.predicate, _as_term(value)


def _as_term(value: Any) -> Identifier:
    if isinstance(value, Code):
        return value.iri
    if isinstance(value, URIRef):
        return value
    if isinstance(value, LangString):
        return Literal(value.value, lang=value.lang)
    if isinstance(value, str):
        return Literal(value)
    if isinstance(value, datetime):
        return Literal(value.isoformat(), datatype=XSD.dateTime)
    if isinstance(value, date):
        return Literal(value.isoformat(), datatype=XSD.date)
    return Literal(str(value), datatype=XSD.integer)
