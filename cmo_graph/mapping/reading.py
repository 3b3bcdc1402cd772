"""From triples to things: this module reads a node and its parts, and checks them by the model."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from pydantic import ValidationError
from rdflib import RDF, Literal, URIRef
from rdflib.term import Identifier

from cmo_graph.errors import MalformedThing
from cmo_graph.mapping.nodes import Description, Node, Part, Plan, Triple, plans
from cmo_graph.mapping.texts import LangString
from cmo_graph.vocabulary import Code


def describe(triples: Iterable[Triple]) -> Description:
    """Gather triples by subject and property."""
    found: dict[URIRef, dict[URIRef, list[Identifier]]] = {}
    for subject, predicate, value in triples:
        found.setdefault(subject, {}).setdefault(predicate, []).append(value)
    return found


NodeT = TypeVar("NodeT", bound=Node)


def read(model: type[NodeT], description: Description, iri: URIRef) -> NodeT:
    """Build the thing `iri` from what `description` says of it and of its parts.

    Properties that the model does not map are left alone.

    Raises:
        MalformedThing: nothing is said of `iri`, or what is said breaks a rule of the model.
    """
    said = description.get(iri)
    if said is None:
        raise MalformedThing(iri, "nothing is said of it")
    fields: dict[str, Any] = {"id": iri}
    for plan in plans(model):
        terms = said.get(plan.predicate)
        if terms is None:
            continue
        values = _as_values(plan, terms, description)
        if values:
            fields[plan.name] = _gathered(plan, values)
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        raise MalformedThing(iri, _first_message(error)) from error


def _gathered(plan: Plan, values: list[Any]) -> Any:
    if plan.part is not None:
        values.sort(key=_part_order)
    if plan.is_many or plan.value_type is LangString:
        return tuple(values)
    return values[0] if len(values) == 1 else tuple(values)


def _part_order(part: Part) -> tuple[int, str]:
    return getattr(part, "position", None) or 0, str(part.id)


def _as_values(plan: Plan, terms: Sequence[Identifier], description: Description) -> list[Any]:
    part, code = plan.part, plan.code
    if part is not None:
        parts = (_read_part(part, term, description) for term in terms)
        return [found for found in parts if found is not None]
    if code is not None:
        members = code_members(code)
        return [members.get(term) or str(term) for term in terms]
    if plan.value_type is LangString:
        return [LangString(str(term), _language(term)) for term in terms]
    return list(terms) if plan.value_type is URIRef else [str(term) for term in terms]


def _language(term: Identifier) -> str:
    return (isinstance(term, Literal) and term.language) or "und"


def _read_part(model: type[Part], value: Identifier, description: Description) -> Part | None:
    """Read a part; None when the node is of another class that shares the property."""
    if not isinstance(value, URIRef) or value not in description:
        return None
    if model.rdf_type not in description[value].get(RDF.type, ()):
        return None
    return read(model, description, value)


@cache
def code_members(codes: type[Code]) -> Mapping[Identifier, Code]:
    """Return a vocabulary's members by IRI."""
    return {code.iri: code for code in codes}


def _first_message(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    place = ".".join(str(step) for step in first["loc"])
    return f"{place}: {first['msg']}" if place else str(first["msg"])
