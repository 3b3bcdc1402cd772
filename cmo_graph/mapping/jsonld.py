"""JSON-LD: this module derives the context of models, and writes things as node objects."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from rdflib import XSD, URIRef

from cmo_graph.mapping.nodes import Node, Part, Plan, plans
from cmo_graph.mapping.texts import LangString, as_lists
from cmo_graph.vocabulary import Code


def as_context(models: Iterable[type[Node]]) -> dict[str, Any]:
    """Derive the JSON-LD 1.1 context of some models: field name → property and coercion.

    The fields of a part stand in a context of their own, scoped to the field that holds the part,
    because a slot's `direction` is another property than an evidence line's.

    Raises:
        ValueError: two models use one field name for different properties.
    """
    return {"id": "@id", "type": "@type", **_field_terms(models)}


def _field_terms(models: Iterable[type[Node]]) -> dict[str, Any]:
    context: dict[str, Any] = {}
    for model in models:
        for plan in plans(model):
            term = _context_term(plan)
            if context.setdefault(plan.name, term) != term:
                raise ValueError(f"{model.__name__}.{plan.name} has two meanings in the context.")
    return context


def _context_term(plan: Plan) -> dict[str, Any]:
    term: dict[str, Any] = {"@id": str(plan.predicate)}
    if plan.value_type is LangString:
        term["@container"] = "@language"
    elif issubclass(plan.value_type, (URIRef, Code, Part)):
        term["@type"] = "@id"
    elif issubclass(plan.value_type, datetime):
        term["@type"] = str(XSD.dateTime)
    elif issubclass(plan.value_type, date):
        term["@type"] = str(XSD.date)
    if plan.part is not None:
        term["@context"] = _field_terms([plan.part])
    return term


def as_jsonld(node: Node) -> dict[str, Any]:
    """Return a thing as a JSON-LD node object without its context; codes are IRIs."""
    found: dict[str, Any] = {
        "id": str(node.id),
        "type": [str(rdf_type) for rdf_type in (node.rdf_type, *node.also_typed)],
    }
    for plan in plans(type(node)):
        value = getattr(node, plan.name)
        if value is None or value == ():
            continue
        if plan.value_type is LangString:
            found[plan.name] = as_lists(value)
        elif plan.is_many:
            found[plan.name] = [_jsonld_value(item) for item in value]
        else:
            found[plan.name] = _jsonld_value(value)
    return found


def _jsonld_value(value: Any) -> Any:
    if isinstance(value, Part):
        return as_jsonld(value)
    if isinstance(value, Code):
        return str(value.iri)
    return value.isoformat() if isinstance(value, date) else value
