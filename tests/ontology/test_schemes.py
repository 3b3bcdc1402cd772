"""Controlled vocabularies: this module holds enums and SKOS schemes together."""

import pytest
from rdflib import DCTERMS, RDF, RDFS, SKOS, Graph, Literal, URIRef

from cmo_graph.model import codes as model_codes
from cmo_graph.support import codes as support_codes
from cmo_graph.vocabulary import CMO, CMO_NAMESPACE, Code, camel_case

ONTOLOGY = URIRef("https://w3id.org/cmo-graph/ns")
ENUMS: list[type[Code]] = [
    codes
    for module in (model_codes, support_codes)
    for codes in vars(module).values()
    if isinstance(codes, type) and issubclass(codes, Code) and codes is not Code
]
#: Schemes that no field of a model uses.
WITHOUT_ENUM = {
    "EifChildOutcomeScheme",
    "EifCostScheme",
    "EifEvidenceScheme",
    "EmmieQualityScheme",
    "OutcomePatternScheme",
    "RamesesCriterionScheme",
    "RamesesItemScheme",
    "RamesesQualityLevelScheme",
    "SynthesisMoveScheme",
}
#: Scales whose values a `Rating` may give.
SCALES = {
    "CerqualConcernScheme",
    "CerqualLevelScheme",
    "EifCostScheme",
    "EifEvidenceScheme",
    "EmmieFindingScheme",
    "EmmieQualityScheme",
    "RamesesQualityLevelScheme",
}
#: Members, lowest first, of the schemes that are orders.
ORDERS = {
    "Activation": ["not_activated", "weakly", "partly", "strongly"],
    "CerqualConcern": ["no_or_very_minor", "minor", "moderate", "serious"],
    "CerqualLevel": ["very_low", "low", "moderate", "high"],
    "ContextLevel": ["individual", "interpersonal", "institutional", "infrastructural"],
    "EifCost": ["1", "2", "3", "4", "5"],
    "EifEvidence": ["2", "2+", "3", "3+", "4", "4+"],
    "EmmieQuality": ["0", "1", "2", "3", "4"],
    "Level": ["none", "low", "moderate", "high"],
    "OutcomeStage": ["proximal", "intermediate", "distal"],
    "RamesesQualityLevel": ["inadequate", "adequate", "good", "excellent"],
    "TheoryStage": ["initial", "candidate", "tested", "refined", "final"],
}
#: Unit cost in pounds at each point of the EIF scale.
COSTS = {
    "1": (None, 99),
    "2": (100, 499),
    "3": (500, 999),
    "4": (1000, 2000),
    "5": (2001, None),
    "not_available": (None, None),
}


def named(name: str) -> URIRef:
    return URIRef(CMO_NAMESPACE + name)


def tokens(schemes: Graph, scheme: URIRef) -> list[str]:
    members = schemes.subjects(SKOS.inScheme, scheme)
    placed = sorted(
        (schemes.value(m, CMO.position), schemes.value(m, SKOS.notation)) for m in members
    )
    return [str(token) for _, token in placed]


def test_schemes_are_those_of_the_enums_and_the_published_ones(schemes: Graph) -> None:
    found = set(schemes.subjects(RDF.type, SKOS.ConceptScheme))

    assert found == {codes.scheme() for codes in ENUMS} | {named(name) for name in WITHOUT_ENUM}


def test_enums_are_all_in_the_two_modules_of_codes() -> None:
    ours = {codes for codes in Code.__subclasses__() if codes.__module__.startswith("cmo_graph.")}

    assert ours == set(ENUMS)


@pytest.mark.parametrize("codes", ENUMS, ids=lambda codes: codes.__name__)
def test_enum_has_the_members_of_its_scheme_in_order(schemes: Graph, codes: type[Code]) -> None:
    members = set(schemes.subjects(SKOS.inScheme, codes.scheme()))

    assert members == {code.iri for code in codes}
    assert tokens(schemes, codes.scheme()) == [code.value for code in codes]
    assert {schemes.value(code.iri, SKOS.notation) for code in codes} == {
        Literal(code.value) for code in codes
    }


def test_schemes_have_their_annotations(schemes: Graph) -> None:
    for scheme in schemes.subjects(RDF.type, SKOS.ConceptScheme):
        for predicate in (SKOS.prefLabel, SKOS.definition, SKOS.scopeNote):
            assert [t.language for t in texts(schemes, scheme, predicate)] == ["en"], scheme
        assert isinstance(schemes.value(scheme, DCTERMS.source), URIRef)
        assert schemes.value(scheme, RDFS.isDefinedBy) == ONTOLOGY


def texts(graph: Graph, subject: object, predicate: URIRef) -> list[Literal]:
    assert isinstance(subject, URIRef)
    return [text for text in graph.objects(subject, predicate) if isinstance(text, Literal)]


def test_members_have_their_annotations(schemes: Graph) -> None:
    for member in schemes.subjects(RDF.type, SKOS.Concept):
        for predicate in (SKOS.prefLabel, SKOS.definition):
            assert [t.language for t in texts(schemes, member, predicate)] == ["en"], member
        assert str(schemes.value(member, SKOS.definition)).endswith("."), member
        (scheme,) = schemes.objects(member, SKOS.inScheme)
        assert schemes.value(member, SKOS.topConceptOf) == scheme
        assert (scheme, SKOS.hasTopConcept, member) in schemes
        assert schemes.value(member, RDFS.isDefinedBy) == ONTOLOGY


def test_labels_and_definitions_of_a_scheme_differ(schemes: Graph) -> None:
    for scheme in schemes.subjects(RDF.type, SKOS.ConceptScheme):
        members = list(schemes.subjects(SKOS.inScheme, scheme))
        for predicate in (SKOS.prefLabel, SKOS.definition, SKOS.notation, CMO.position):
            assert len({schemes.value(m, predicate) for m in members}) == len(members), scheme


def test_scales_are_rating_schemes(schemes: Graph) -> None:
    found = set(schemes.subjects(RDF.type, CMO.RatingScheme))

    assert found == {named(name) for name in SCALES}


@pytest.mark.parametrize("name", ORDERS)
def test_order_has_its_members_lowest_first(schemes: Graph, name: str) -> None:
    members = list(schemes.objects(named(f"{name}Order"), SKOS.member))
    placed = sorted(
        (schemes.value(m, CMO.position), schemes.value(m, SKOS.notation)) for m in members
    )

    assert [str(token) for _, token in placed] == ORDERS[name]


def test_orders_are_those_listed(schemes: Graph) -> None:
    found = set(schemes.subjects(RDF.type, SKOS.OrderedCollection))

    assert found == {named(f"{name}Order") for name in ORDERS}


@pytest.mark.parametrize("token", COSTS)
def test_cost_has_its_amounts(schemes: Graph, token: str) -> None:
    member = named(camel_case(f"eifCost_{token}"))
    amounts = (schemes.value(member, CMO.minimumAmount), schemes.value(member, CMO.maximumAmount))

    assert tuple(None if a is None else int(str(a)) for a in amounts) == COSTS[token]


def test_rameses_has_nineteen_items_and_eight_criteria(schemes: Graph) -> None:
    assert tokens(schemes, named("RamesesItemScheme")) == [str(n) for n in range(1, 20)]
    assert len(tokens(schemes, named("RamesesCriterionScheme"))) == 8


def test_emmie_quality_owns_that_its_publication_was_not_read(schemes: Graph) -> None:
    note = str(schemes.value(named("EmmieQualityScheme"), SKOS.scopeNote))

    assert "has not read the scale's own publication" in note


def test_mark_for_mixed_findings_is_no_level(schemes: Graph) -> None:
    levels = tokens(schemes, named("EifEvidenceScheme"))

    assert not any("*" in level for level in levels)
