"""Things as records: this module says under which keys, and as which values, a thing is written.

The YAML files and the workbook are two faces of these records. What a place or a default says is
left out of them; slots stand by role and position, keys in the order of the models.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from rdflib import URIRef

from cmo_graph.interchange.layout import IMPLIED_IN_PARTS, OWNER, Record
from cmo_graph.interchange.placement import base_of
from cmo_graph.interchange.yaml_text import Value
from cmo_graph.mapping import LangString, Node, Part, Plan, plans
from cmo_graph.model import Review, Thing
from cmo_graph.model.configuration import ROLE_ORDER
from cmo_graph.validation.references import target_of
from cmo_graph.vocabulary import CMO_NAMESPACE, Code


class RecordEmitter:
    """Writes the things of one review as records."""

    def __init__(
        self,
        things: Iterable[Thing],
        review: Review,
        *,
        language: str,
        ids: Mapping[URIRef, str],
    ) -> None:
        """Take note of the review.

        Args:
            things: All of its things.
            review: The review itself.
            language: Language of the texts that are written without one.
            ids: The id that each thing is written with, by IRI.
        """
        self._review = review
        self._base = base_of(review)
        self._language = language
        self._ids = ids
        self._iris = {thing.id for thing in things}

    def record(
        self,
        record: Record,
        thing: Thing,
        *,
        omitted: frozenset[tuple[URIRef, str]] = frozenset(),
    ) -> Mapping[str, Value]:
        """Return a thing's keys and values, without the things that are written inside it.

        Args:
            record: How its kind is written.
            thing: The thing.
            omitted: (IRI, field) of what is not to be written.
        """
        found: dict[str, Value] = {"id": self._ids[thing.id]}
        for plan in in_order(type(thing)):
            if plan.name in (OWNER, record.given) or (thing.id, plan.name) in omitted:
                continue
            if plan.name in record.flattened:
                part = getattr(thing, plan.name)
                found |= self._fields(part, leave_out=IMPLIED_IN_PARTS) if part else {}
            elif plan.name == record.grouped:
                found |= self._grouped(getattr(thing, plan.name))
            else:
                found |= self._field(thing, plan)
        return found

    def _grouped(self, slots: Sequence[Any]) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for role in ROLE_ORDER:
            leave_out = IMPLIED_IN_PARTS | {"role"}
            inside = [self._fields(s, leave_out=leave_out) for s in slots if s.role is role]
            if inside:
                found[role.value] = inside
        return found

    def _fields(self, node: Node, *, leave_out: frozenset[str]) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for plan in plans(type(node)):
            if plan.name not in leave_out:
                found |= self._field(node, plan)
        return found

    def _field(self, node: Node, plan: Plan) -> dict[str, Value]:
        """Return a field under its key; empty when it has its default."""
        value = getattr(node, plan.name)
        default = type(node).model_fields[plan.name].default
        if value is None or value == () or value == default:
            return {}
        if plan.value_type is LangString:
            # Only `Labels` may be empty; a `Text` is there or None.
            return {plan.name: self._text(value, as_list=default == ())}
        if plan.is_many:
            return {plan.name: [self._value(node, plan, item) for item in value]}
        return {plan.name: self._value(node, plan, value)}

    def _value(self, node: Node, plan: Plan, value: Any) -> Value:
        if isinstance(value, Part):
            return self._fields(value, leave_out=IMPLIED_IN_PARTS)
        if isinstance(value, Code):
            return str(value.value)
        if isinstance(value, URIRef):
            return self.reference(type(node), plan.name, value)
        if isinstance(value, int | date):
            return value
        return str(value)

    def _text(self, pairs: Sequence[LangString], *, as_list: bool) -> Value:
        found: dict[str, list[str]] = {}
        for pair in pairs:
            found.setdefault(pair.lang, []).append(pair.value)
        told: dict[str, Value] = {
            lang: texts if as_list else texts[0] for lang, texts in found.items()
        }
        return told[self._language] if list(told) == [self._language] else told

    def reference(self, model: type[Node], field: str, iri: URIRef) -> str:
        """Return what names a thing, or something of the web, as the value of a field."""
        target = target_of(model, field)
        located = self._base.locate(iri)
        if located is None or not target.kinds:
            name = str(iri).removeprefix(CMO_NAMESPACE)
            return f"cmo:{name}" if name != str(iri) and name.isidentifier() else str(iri)
        kind, key = located
        review, _, local = key.rpartition(".")
        if review != self._review.key:
            return f"{kind}/{key}" if len(target.kinds) > 1 else key
        fits = [other for other in target.kinds if self._base.mint(other, key) in self._iris]
        return f"{kind}/{local}" if len(fits) > 1 else local


def language_of(review: Review) -> str:
    """Return the language that a review has its label in; English before others."""
    languages = [pair.lang for pair in review.label]
    return "en" if "en" in languages else languages[0]


def in_order(model: type[Thing]) -> list[Plan]:
    """Return a kind's fields as they are told: label, its own, those it shares, lists of parts."""
    own, shared = model.__annotations__, Thing.__annotations__

    def rank(plan: Plan) -> int:
        if plan.part is not None and plan.is_many:
            return 3
        return 0 if plan.name in shared else 1 if plan.name in own else 2

    return sorted(plans(model), key=rank)
