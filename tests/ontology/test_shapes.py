"""The shapes ask for what the models ask for: this module compares them field by field."""

from datetime import date

import pyshacl
import pytest
from annotated_types import MinLen
from rdflib import RDF, SH, SKOS, XSD, Graph, Literal, URIRef
from rdflib.term import Node as Term

from cmo_graph.mapping import LangString, Node, Plan, plans
from cmo_graph.model import CLAIMS, THINGS, Confidence, Passage
from cmo_graph.model.derived import DerivedGraph
from cmo_graph.support.record import SupportRecord
from cmo_graph.validation.references import CLAIM_KINDS, target_of
from cmo_graph.vocabulary import CMO, CMO_NAMESPACE, camel_case

WHOLES: list[type[Node]] = [*THINGS.values(), DerivedGraph, SupportRecord]
PARTS = dict.fromkeys(p.part for model in WHOLES for p in plans(model) if p.part)
MODELS: list[type[Node]] = [*WHOLES, *PARTS]
FIELDS = [pytest.param(m, p, id=f"{m.__name__}.{p.name}") for m in MODELS for p in plans(m)]
DATATYPES = {int: XSD.integer, str: XSD.string, date: XSD.date, LangString: RDF.langString}


def shape_of(model: type[Node]) -> URIRef:
    return URIRef(f"{CMO_NAMESPACE}{model.rdf_type.rpartition('#')[2]}Shape")


def shape_of_field(model: type[Node], plan: Plan) -> URIRef:
    return URIRef(f"{shape_of(model)}-{camel_case(plan.name)}")


def number(shapes: Graph, shape: Term, predicate: URIRef) -> int | None:
    found = shapes.value(shape, predicate)
    return None if found is None else int(str(found))


def shares_its_property(model: type[Node], plan: Plan) -> bool:
    return [other.predicate for other in plans(model)].count(plan.predicate) > 1


def class_of_targets(model: type[Node], plan: Plan) -> URIRef | None:
    """The one class that a reference must have; None when it may name several or be elsewhere."""
    target = target_of(model, plan.name)
    if target.or_elsewhere:
        return None
    if len(target.kinds) == 1:
        return THINGS[target.kinds[0]].rdf_type
    return CMO.Claim if set(target.kinds) <= set(CLAIM_KINDS) else None


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_class_has_a_shape_with_a_property_shape_for_each_field(
    shapes: Graph, model: type[Node]
) -> None:
    shape = shape_of(model)
    of_fields = {shape_of_field(model, plan) for plan in plans(model)}

    assert (shape, RDF.type, SH.NodeShape) in shapes
    assert shapes.value(shape, SH.targetClass) == model.rdf_type
    assert of_fields <= set(shapes.objects(shape, SH.property))
    for extra in set(shapes.objects(shape, SH.property)) - of_fields:
        assert shapes.value(extra, SH.path) in {plan.predicate for plan in plans(model)}


@pytest.mark.parametrize(("model", "plan"), FIELDS)
def test_field_has_the_same_path(shapes: Graph, model: type[Node], plan: Plan) -> None:
    assert shapes.value(shape_of_field(model, plan), SH.path) == plan.predicate


@pytest.mark.parametrize(("model", "plan"), FIELDS)
def test_field_has_the_same_cardinality(shapes: Graph, model: type[Node], plan: Plan) -> None:
    shape = shape_of_field(model, plan)
    counts = (SH.minCount, SH.maxCount)
    if shares_its_property(model, plan):
        counts = (SH.qualifiedMinCount, SH.qualifiedMaxCount)
    needs_one = plan.is_required or any(
        isinstance(rule, MinLen) for rule in model.model_fields[plan.name].metadata
    )
    several = plan.is_many or plan.value_type is LangString
    expected = (1 if needs_one else None, None if several else 1)
    if (model, plan.name) == (Confidence, "components"):
        expected = (4, 4)

    assert tuple(number(shapes, shape, count) for count in counts) == expected


@pytest.mark.parametrize(("model", "plan"), FIELDS)
def test_field_has_the_same_values(shapes: Graph, model: type[Node], plan: Plan) -> None:
    shape = shape_of_field(model, plan)
    if shares_its_property(model, plan):
        asked = shapes.value(shapes.value(shape, SH.qualifiedValueShape), SH["class"])
        assert plan.part is not None
        assert asked == plan.part.rdf_type
    elif plan.code is not None:
        assert list(shapes.items(members(shapes, shape))) == [code.iri for code in plan.code]
    elif plan.part is not None:
        assert shapes.value(shape, SH["class"]) == plan.part.rdf_type
    elif plan.value_type is URIRef:
        assert shapes.value(shape, SH.nodeKind) == SH.IRI
        assert shapes.value(shape, SH["class"]) == class_of_targets(model, plan)
    else:
        assert shapes.value(shape, SH.datatype) == DATATYPES[plan.value_type]


def members(shapes: Graph, shape: Term) -> Term:
    head = shapes.value(shape, SH["in"])
    assert head is not None
    return head


def test_texts_are_one_a_language_except_other_labels(shapes: Graph) -> None:
    several = {
        shape_of_field(model, plan)
        for model in MODELS
        for plan in plans(model)
        if plan.value_type is LangString
        and shapes.value(shape_of_field(model, plan), SH.uniqueLang) != Literal(True)
    }

    assert several == {URIRef(CMO_NAMESPACE + "ConceptShape-altLabels")}


def test_selectors_of_a_passage_are_told_apart(shapes: Graph) -> None:
    shared = [plan.name for plan in plans(Passage) if shares_its_property(Passage, plan)]

    assert shared == ["location", "surroundings"]


def test_claims_are_of_the_kinds_that_claims_can_be(shapes: Graph) -> None:
    (head,) = shapes.objects(URIRef(CMO_NAMESPACE + "ClaimShape"), SH["or"])
    kinds = {shapes.value(shape, SH["class"]) for shape in shapes.items(head)}

    assert kinds == {model.rdf_type for model in CLAIMS}


def test_shapes_have_a_message_and_a_severity(shapes: Graph) -> None:
    constrained = {
        *shapes.subjects(RDF.type, SH.SPARQLConstraint),
        *shapes.subjects(SH["not"]),
        *shapes.objects(None, SH.property),
    }
    helpers = {s for s in constrained if not str(s).partition("Shape-")[2]}

    for shape in constrained - helpers:
        (message,) = shapes.objects(shape, SH.message)
        assert isinstance(message, Literal)
        assert message.language == "en"
        assert str(message)[0].isupper()
        assert str(message).endswith(".")


def test_messages_say_what_is_expected_and_what_to_do(shapes: Graph) -> None:
    for message in shapes.objects(None, SH.message):
        words = str(message)
        assert len(words.split()) >= 8, words
        assert not any(word in words for word in ("Invalid", "Error", "!", "must be of type")), (
            words
        )


def test_only_what_a_configuration_lacks_is_a_warning(shapes: Graph) -> None:
    warnings = {str(s).partition("#")[2] for s in shapes.subjects(SH.severity, SH.Warning)}

    assert warnings == {
        "ConfigurationShape-contextMissing",
        "ConfigurationShape-mechanismMissing",
        "ConfigurationShape-outcomeMissing",
    }


def test_scales_named_in_the_rating_shape_are_those_of_the_schemes(
    shapes: Graph, schemes: Graph
) -> None:
    query = shapes.value(URIRef(f"{CMO_NAMESPACE}RatingShape-schemeIsKnown-query"), SH.select)
    scales = {str(s).partition("#")[2] for s in schemes.subjects(RDF.type, CMO.RatingScheme)}

    named = {word.strip(",") for word in str(query).split() if word.startswith("cmo:")}

    assert named - {"cmo:ratingScheme"} == {f"cmo:{scale}" for scale in scales}


def test_quality_of_an_emmie_assessment_is_a_member_of_its_scale(
    shapes: Graph, schemes: Graph
) -> None:
    listed = shapes.items(members(shapes, URIRef(CMO_NAMESPACE + "EmmieAssessmentShape-quality")))
    scale = URIRef(CMO_NAMESPACE + "EmmieQualityScheme")

    assert set(listed) == set(schemes.objects(scale, SKOS.hasTopConcept))


def test_shapes_are_well_formed_shacl(shapes: Graph) -> None:
    conforms, _, _ = pyshacl.validate(Graph(), shacl_graph=Graph() + shapes, meta_shacl=True)

    assert conforms
