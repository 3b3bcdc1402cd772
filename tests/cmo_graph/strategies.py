"""Random things of every kind, for property tests: this module derives them from the mapping."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from hypothesis import strategies as st
from rdflib import URIRef

from cmo_graph.mapping import LangString, Node, Plan, plans
from cmo_graph.model import (
    Change,
    Concept,
    Confidence,
    ConfidenceComponent,
    Configuration,
    EvidenceLine,
    Link,
    Report,
    Slot,
    TextPosition,
)
from cmo_graph.model.codes import (
    CerqualComponent,
    ChangeKind,
    Direction,
    EvidenceBasis,
    Finding,
    OutcomeDirection,
    Presence,
    Role,
)
from cmo_graph.model.configuration import ROLE_ORDER

NodeT = TypeVar("NodeT", bound=Node)
Fields = dict[str, Any]
Draw = st.DrawFn

iris = st.integers(1, 9).map(lambda n: URIRef(f"https://example.org/thing-{n}"))
languages = st.sampled_from(["en", "en-gb", "nl", "zh-hant"])
strings = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12) | st.sampled_from(
    ['"quoted" \\ back', "two\nlines", "tab\tand <angle>", "naïve 🜁"]
)
texts = strings.filter(lambda text: text.strip() != "")
digests = st.from_regex(r"sha256:[0-9a-f]{64}", fullmatch=True)

#: Fields whose values have a form of their own.
_FORMS: dict[tuple[type[Node], str], st.SearchStrategy[Any]] = {
    (Concept, "alt_labels"): st.dictionaries(languages, st.lists(texts, min_size=1, max_size=3)),
    (Report, "text_digest"): digests,
    (Report, "text_file"): st.just("report 1.txt"),
}


@st.composite
def nodes(draw: Draw, model: type[NodeT], iri: URIRef) -> NodeT:
    """Draw a valid node of a model; its parts have fragments of `iri`."""
    fields: Fields = {
        plan.name: draw(_values(model, plan, iri))
        for plan in plans(model)
        if plan.is_required or draw(st.booleans())
    }
    _MENDED.get(model, _unmended)(draw, fields, iri)
    return model.model_validate({"id": iri, **fields})


def _values(model: type[Node], plan: Plan, iri: URIRef) -> st.SearchStrategy[Any]:
    if (model, plan.name) in _FORMS:
        return _FORMS[model, plan.name]
    if plan.is_many and plan.part is not None:
        return st.integers(0, 3).flatmap(lambda count: _parts(plan, iri, count))
    if plan.is_many:
        return st.lists(iris, min_size=1, max_size=3)
    return nodes(plan.part, _part_iri(iri, plan, 1)) if plan.part else _single(plan)


def _single(plan: Plan) -> st.SearchStrategy[Any]:
    if plan.code is not None:
        return st.sampled_from(list(plan.code))
    if plan.name == "digest":
        return digests
    single: dict[type[Any], st.SearchStrategy[Any]] = {
        LangString: st.dictionaries(languages, texts, min_size=1, max_size=3),
        URIRef: iris,
        int: st.integers(1, 10**9),
        str: strings,
        date: st.dates(),
    }
    return single[plan.value_type]


def _part_iri(iri: URIRef, plan: Plan, number: int) -> URIRef:
    return URIRef(f"{iri}#{plan.name}.{number}")


@st.composite
def _parts(draw: Draw, plan: Plan, iri: URIRef, count: int) -> list[Node]:
    model = plan.part or Node
    drawn = [draw(nodes(model, _part_iri(iri, plan, n))) for n in range(1, count + 1)]
    return [part.model_copy(update={"position": n}) for n, part in enumerate(drawn, start=1)]


def _unmended(draw: Draw, fields: Fields, iri: URIRef) -> None:
    """Leave the fields as they were drawn."""


def _mend_slot(draw: Draw, fields: Fields, iri: URIRef) -> None:
    role = fields["role"]
    if role is not Role.CONTEXT:
        fields["presence"] = Presence.PRESENT
        fields.pop("level", None)
    if role not in (Role.MECHANISM, Role.RESPONSE):
        fields.pop("mechanism_type", None)
        fields.pop("activation", None)
    if role is Role.OUTCOME:
        fields.setdefault("direction", OutcomeDirection.UNCLEAR)
    else:
        for name in ("direction", "intention", "valence", "stage"):
            fields.pop(name, None)


def _mend_configuration(draw: Draw, fields: Fields, iri: URIRef) -> None:
    told = draw(
        st.lists(st.tuples(st.sampled_from(ROLE_ORDER), iris), min_size=1, max_size=5, unique=True)
    )
    fields["slots"] = [
        draw(slots(URIRef(f"{iri}#{role.value}.{number}"), role, concept, number))
        for number, (role, concept) in enumerate(
            sorted(told, key=lambda pair: ROLE_ORDER.index(pair[0])), start=1
        )
    ]


@st.composite
def slots(draw: Draw, iri: URIRef, role: Role, concept: URIRef, position: int) -> Slot:
    """Draw a slot with this role, concept and position."""
    drawn: Fields = draw(nodes(Slot, iri)).model_dump(exclude={"role", "concept", "position"})
    drawn |= {"role": role, "concept": concept, "position": position}
    drawn = {name: value for name, value in drawn.items() if value is not None}
    _mend_slot(draw, drawn, iri)
    return Slot.model_validate(drawn)


def _mend_change(draw: Draw, fields: Fields, iri: URIRef) -> None:
    kind = fields["kind"]
    fields["before"] = [] if kind is ChangeKind.ADDED else draw(st.lists(iris, min_size=1))
    ends = kind in (ChangeKind.REFUTED, ChangeKind.SET_ASIDE)
    fields["after"] = [] if ends else draw(st.lists(iris, min_size=1))


def _mend_text_position(draw: Draw, fields: Fields, iri: URIRef) -> None:
    fields["end"] += fields["start"]


def _mend_link(draw: Draw, fields: Fields, iri: URIRef) -> None:
    fields["to_concept"] = URIRef("https://example.org/another")


def _mend_evidence_line(draw: Draw, fields: Fields, iri: URIRef) -> None:
    if fields["direction"] is Direction.NUANCES:
        fields["turns_on"] = draw(iris)
    if fields["basis"] is EvidenceBasis.EMPIRICAL:
        fields["finding"] = draw(st.sampled_from(list(Finding)))


def _mend_confidence(draw: Draw, fields: Fields, iri: URIRef) -> None:
    drawn = [draw(nodes(ConfidenceComponent, URIRef(f"{iri}#{c.value}"))) for c in CerqualComponent]
    fields["components"] = [
        part.model_copy(update={"component": component, "position": number})
        for number, (part, component) in enumerate(
            zip(drawn, CerqualComponent, strict=True), start=1
        )
    ]


#: What a model's own rules ask of fields that were drawn one by one.
_MENDED: dict[type[Node], Callable[[Draw, Fields, URIRef], None]] = {
    Slot: _mend_slot,
    Configuration: _mend_configuration,
    Change: _mend_change,
    TextPosition: _mend_text_position,
    Link: _mend_link,
    EvidenceLine: _mend_evidence_line,
    Confidence: _mend_confidence,
}
