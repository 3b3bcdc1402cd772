"""A term says what it is, what it is not, and whose word it is: this module checks `cmo.ttl`."""

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef

from cmo_graph.mapping import LangString, Node, plans
from cmo_graph.model import THINGS
from cmo_graph.model.derived import DerivedGraph
from cmo_graph.support.record import SupportRecord
from cmo_graph.vocabulary import CMO, CMO_NAMESPACE

ONTOLOGY = URIRef("https://w3id.org/cmo-graph/ns")
VANN = "http://purl.org/vocab/vann/"
#: What our classes may be kinds of.
PARENTS = (
    "http://www.w3.org/ns/prov#",
    "http://www.w3.org/2004/02/skos/core#",
    "http://www.w3.org/ns/oa#",
    "https://schema.org/",
    CMO_NAMESPACE,
)
CLASSES = sorted(n for n in CMO.__annotations__ if n[0].isupper())
PROPERTIES = sorted(n for n in CMO.__annotations__ if n[0].islower())


def named(name: str) -> URIRef:
    return URIRef(CMO_NAMESPACE + name)


def models() -> list[type[Node]]:
    wholes: list[type[Node]] = [*THINGS.values(), DerivedGraph, SupportRecord]
    parts = [plan.part for model in wholes for plan in plans(model) if plan.part]
    return [*wholes, *dict.fromkeys(parts)]


def test_ontology_has_a_header(ontology: Graph) -> None:
    assert (ONTOLOGY, RDF.type, OWL.Ontology) in ontology
    assert ontology.value(ONTOLOGY, DCTERMS.title) is not None
    assert ontology.value(ONTOLOGY, DCTERMS.description) is not None
    assert ontology.value(ONTOLOGY, OWL.versionInfo) is not None
    licence = URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert ontology.value(ONTOLOGY, DCTERMS.license) == licence
    assert ontology.value(ONTOLOGY, URIRef(VANN + "preferredNamespacePrefix")) == Literal("cmo")


def test_ontology_has_the_terms_of_the_vocabulary_and_no_others(ontology: Graph) -> None:
    described = {s for s in ontology.subjects() if str(s).startswith(CMO_NAMESPACE)}

    assert described == {named(name) for name in (*CLASSES, *PROPERTIES)}


@pytest.mark.parametrize("name", CLASSES)
def test_class_is_a_class(ontology: Graph, name: str) -> None:
    assert (named(name), RDF.type, OWL.Class) in ontology


@pytest.mark.parametrize("name", PROPERTIES)
def test_property_is_of_one_kind(ontology: Graph, name: str) -> None:
    kinds = set(ontology.objects(named(name), RDF.type))

    assert len(kinds & {OWL.ObjectProperty, OWL.DatatypeProperty}) == 1


@pytest.mark.parametrize("name", [*CLASSES, *PROPERTIES])
def test_term_has_its_annotations(ontology: Graph, name: str) -> None:
    term = named(name)

    for predicate in (RDFS.label, SKOS.definition, SKOS.scopeNote):
        (text,) = ontology.objects(term, predicate)
        assert isinstance(text, Literal)
        assert text.language == "en"
    assert isinstance(ontology.value(term, DCTERMS.source), URIRef)
    assert ontology.value(term, RDFS.isDefinedBy) == ONTOLOGY


@pytest.mark.parametrize("name", [*CLASSES, *PROPERTIES])
def test_definition_is_a_sentence_that_does_not_repeat_the_label(
    ontology: Graph, name: str
) -> None:
    definition = str(ontology.value(named(name), SKOS.definition))

    assert definition.endswith(".")
    assert len(definition.split()) > 4
    assert definition.lower() != f"{ontology.value(named(name), RDFS.label)}."


def test_definitions_differ(ontology: Graph) -> None:
    definitions = [str(text) for text in ontology.objects(None, SKOS.definition)]

    assert len(set(definitions)) == len(definitions)


@pytest.mark.parametrize("name", [*CLASSES, *PROPERTIES])
def test_rule_of_ours_says_so(ontology: Graph, name: str) -> None:
    note = str(ontology.value(named(name), SKOS.scopeNote))
    ours = str(ontology.value(named(name), DCTERMS.source)).startswith("https://w3id.org/")

    assert not ours or "This project's own." in note


def test_classes_extend_only_what_the_design_allows(ontology: Graph) -> None:
    parents = set(ontology.objects(None, RDFS.subClassOf))

    assert {p for p in parents if not str(p).startswith(PARENTS)} == set()


def test_nothing_of_ours_is_a_kind_of_annotation(ontology: Graph) -> None:
    # oa:hasSource and oa:hasSelector have the domain oa:ResourceSelection, which a passage may be;
    # oa:hasTarget, oa:hasBody and oa:motivatedBy would make whatever has them an annotation.
    users = {
        model.__name__
        for model in models()
        for plan in plans(model)
        if str(plan.predicate).endswith(("hasTarget", "hasBody", "motivatedBy"))
    }

    assert users == set()
    assert (CMO.Passage, RDFS.subClassOf, URIRef(PARENTS[2] + "SpecificResource")) in ontology


def test_ranges_fit_the_models(ontology: Graph) -> None:
    for plan in (plan for model in models() for plan in plans(model)):
        found = ontology.value(plan.predicate, RDFS.range)
        if found is None or not str(plan.predicate).startswith(CMO_NAMESPACE):
            continue
        literal = plan.value_type is not URIRef and plan.code is None and plan.part is None
        assert literal == (str(found).startswith(str(XSD)) or found == RDF.langString), plan
        assert (plan.value_type is LangString) == (found == RDF.langString), plan
        assert plan.code is None or found == SKOS.Concept, plan
        assert plan.part is None or found == plan.part.rdf_type, plan


def test_domains_fit_the_models(ontology: Graph) -> None:
    for model in models():
        kinds = {model.rdf_type, *model.also_typed}
        for plan in plans(model):
            domain = ontology.value(plan.predicate, RDFS.domain)
            assert domain is None or domain in kinds, (model, plan)
