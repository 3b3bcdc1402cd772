"""The mapping loses nothing: this module writes random things of every kind and reads them back."""

import json
from collections.abc import Iterable

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import RDF, RDFS, SKOS, XSD, Dataset, Literal, URIRef
from rdflib.term import Identifier

from cmo_graph.errors import MalformedThing
from cmo_graph.mapping import (
    Node,
    Triple,
    as_context,
    as_jsonld,
    as_triples,
    describe,
    plain,
    plans,
    read,
)
from cmo_graph.model import (
    THINGS,
    Concept,
    Configuration,
    Link,
    Passage,
    Report,
    Slot,
    Surroundings,
    TextPosition,
    Thing,
)
from cmo_graph.model.codes import Role
from cmo_graph.resources import data_folder
from cmo_graph.vocabulary import CMO, OA
from tests.cmo_graph.strategies import nodes

THING = URIRef("https://example.org/id/things/r.one")
CONTEXT = json.loads((data_folder("ontology") / "context.jsonld").read_text(encoding="utf-8"))

every_kind = pytest.mark.parametrize("model", THINGS.values(), ids=list(THINGS))
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def as_oxigraph(term: Identifier) -> ox.NamedNode | ox.Literal:
    if isinstance(term, URIRef):
        return ox.NamedNode(str(term))
    assert isinstance(term, Literal)
    if term.language:
        return ox.Literal(str(term), language=term.language)
    return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype or XSD.string)))


def as_rdflib(term: object) -> Identifier:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    assert isinstance(term, ox.Literal)
    if term.language:
        return Literal(term.value, lang=term.language)
    datatype = None if term.datatype.value == str(XSD.string) else URIRef(term.datatype.value)
    return Literal(term.value, datatype=datatype)


def through_nquads(triples: Iterable[Triple]) -> list[Triple]:
    quads = [
        ox.Quad(ox.NamedNode(s), ox.NamedNode(p), as_oxigraph(o), ox.NamedNode("urn:g"))
        for s, p, o in triples
    ]
    text = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    assert text is not None
    return [
        (URIRef(q.subject.value), URIRef(q.predicate.value), as_rdflib(q.object))
        for q in ox.parse(text, format=ox.RdfFormat.N_QUADS)
        if isinstance(q.subject, ox.NamedNode)
    ]


def through_jsonld(thing: Node) -> list[Triple]:
    document = json.dumps(CONTEXT | as_jsonld(thing))
    dataset = Dataset()
    dataset.parse(data=document, format="json-ld")
    return [
        (s, p, o)
        for s, p, o, _ in dataset.quads()
        if isinstance(s, URIRef) and isinstance(p, URIRef) and isinstance(o, Identifier)
    ]


@every_kind
@given(data=st.data())
@few
def test_triples_give_back_the_thing(model: type[Thing], data: st.DataObject) -> None:
    thing = data.draw(nodes(model, THING))

    assert read(model, describe(as_triples(thing)), THING) == thing


@every_kind
@given(data=st.data())
@few
def test_nquads_give_back_the_thing(model: type[Thing], data: st.DataObject) -> None:
    thing = data.draw(nodes(model, THING))

    assert read(model, describe(through_nquads(as_triples(thing))), THING) == thing


# rdflib's own JSON-LD parser still calls what rdflib has deprecated.
@pytest.mark.filterwarnings("ignore:.*deprecated:DeprecationWarning")
@every_kind
@given(data=st.data())
@few
def test_jsonld_gives_back_the_thing(model: type[Thing], data: st.DataObject) -> None:
    thing = data.draw(nodes(model, THING))

    assert read(model, describe(through_jsonld(thing)), THING) == thing


@every_kind
@given(data=st.data())
@few
def test_json_gives_back_the_thing(model: type[Thing], data: st.DataObject) -> None:
    thing = data.draw(nodes(model, THING))

    text = json.dumps(thing.model_dump(mode="json", exclude_none=True))

    assert model.model_validate_json(text) == thing


@every_kind
@given(data=st.data())
@few
def test_triples_have_no_blank_node_and_no_duplicate(
    model: type[Thing], data: st.DataObject
) -> None:
    triples = list(as_triples(data.draw(nodes(model, THING))))

    assert all(isinstance(subject, URIRef) for subject, _, _ in triples)
    assert all(isinstance(value, (URIRef, Literal)) for _, _, value in triples)
    assert len(set(triples)) == len(triples)


REVIEW = URIRef("https://example.org/review")
TRUST = URIRef("https://example.org/trust")


def test_text_keeps_its_languages() -> None:
    concept = Concept.model_validate(
        {"id": TRUST, "label": {"nl": "vertrouwen", "EN-GB": "trust"}, "review": REVIEW}
    )

    labels = {value for _, p, value in as_triples(concept) if p == RDFS.label}

    assert labels == {Literal("vertrouwen", lang="nl"), Literal("trust", lang="en-gb")}


def test_plain_prefers_a_language_and_falls_back() -> None:
    concept = Concept.model_validate({"id": TRUST, "label": {"nl": "vertrouwen"}, "review": REVIEW})

    assert plain(concept.label) == "vertrouwen"
    assert plain(()) == ""


def test_concept_has_its_label_for_tools_that_know_only_skos() -> None:
    concept = Concept.model_validate({"id": TRUST, "label": "trust", "review": REVIEW})

    assert (TRUST, SKOS.prefLabel, Literal("trust", lang="en")) in set(as_triples(concept))


def test_code_is_the_concept_of_its_scheme() -> None:
    link = Link.model_validate(
        {
            "id": "https://example.org/link",
            "label": "trust keeps teachers",
            "review": REVIEW,
            "from_concept": TRUST,
            "to_concept": "https://example.org/staying",
            "kind": "leads_to",
            "polarity": "positive",
            "basis": "stated_by_source",
        }
    )

    said = describe(as_triples(link))[link.id]

    assert said[CMO.kind] == [CMO._NS["linkLeadsTo"]]
    assert said[RDF.type] == [CMO.Link, CMO.Claim]


def test_day_is_an_xsd_date() -> None:
    report = Report.model_validate(
        {
            "id": "https://example.org/report",
            "label": "report",
            "review": REVIEW,
            "kind": "web_page",
            "issued": "2021-02-08",
            "text_length": 8779,
        }
    )

    values = {value for _, _, value in as_triples(report)}

    assert Literal("2021-02-08", datatype=XSD.date) in values
    assert Literal("8779", datatype=XSD.integer) in values


def test_slot_is_written_with_a_direct_triple_too() -> None:
    outcome = Slot.model_validate(
        {
            "id": "https://example.org/c#outcome.trust",
            "role": "outcome",
            "concept": TRUST,
            "basis": "stated_by_source",
            "position": 2,
            "direction": "increase",
        }
    )
    absent = Slot.model_validate(
        {
            "id": "https://example.org/c#context.trust",
            "role": Role.CONTEXT,
            "concept": TRUST,
            "basis": "stated_by_source",
            "position": 1,
            "presence": "absent",
        }
    )
    configuration = Configuration.model_validate(
        {
            "id": "https://example.org/c",
            "label": "c",
            "review": REVIEW,
            "stage": "initial",
            "slots": [absent, outcome],
        }
    )

    said = describe(as_triples(configuration))[configuration.id]

    assert said[CMO.hasOutcome] == [TRUST]
    assert said[CMO.hasAbsentContext] == [TRUST]
    assert CMO.hasContext not in said


def test_read_tells_parts_apart_that_share_a_property() -> None:
    passage = Passage(
        id=URIRef("https://example.org/p"),
        label=Concept.model_validate({"id": TRUST, "label": "p", "review": REVIEW}).label,
        review=REVIEW,
        report=URIRef("https://example.org/report"),
        location=TextPosition(id=URIRef("https://example.org/p#position"), start=0, end=4),
        surroundings=Surroundings(id=URIRef("https://example.org/p#surroundings"), suffix="."),
        digest="sha256:" + "0" * 64,
    )

    description = describe(as_triples(passage))

    assert len(description[passage.id][OA.hasSelector]) == 2
    assert read(Passage, description, passage.id) == passage


def test_read_says_that_nothing_is_said() -> None:
    with pytest.raises(MalformedThing, match="nothing is said of it"):
        read(Concept, {}, TRUST)


def test_read_names_the_field_that_breaks_a_rule() -> None:
    concept = Concept.model_validate({"id": TRUST, "label": "trust", "review": REVIEW})
    triples = [*as_triples(concept), (TRUST, CMO.contextDimension, CMO._NS["dimensionTaste"])]

    with pytest.raises(MalformedThing, match="context_dimension"):
        read(Concept, describe(triples), TRUST)


def test_read_leaves_what_the_model_does_not_map() -> None:
    concept = Concept.model_validate({"id": TRUST, "label": "trust", "review": REVIEW})
    triples = [*as_triples(concept), (TRUST, RDFS.seeAlso, REVIEW)]

    assert read(Concept, describe(triples), TRUST) == concept


def test_context_refuses_one_name_for_two_properties() -> None:
    with pytest.raises(ValueError, match=r"Configuration\.stage has two meanings"):
        as_context([Slot, Configuration])


def test_context_has_every_field_of_every_part() -> None:
    scoped = as_context([Configuration])["slots"]["@context"]

    assert set(scoped) == {plan.name for plan in plans(Slot)}
    assert scoped["direction"]["@id"] == str(CMO.outcomeDirection)


@few
@given(st.data())
def test_likeness_of_a_slot_is_what_validation_would_make_of_the_same_fields(
    data: st.DataObject,
) -> None:
    one, other = (data.draw(nodes(Slot, URIRef(f"https://example.org/s#{n}"))) for n in (1, 2))
    own = {"id": other.id, "concept": other.concept, "passages": other.passages}
    told = {**dict(one), **own}

    made = one.like(**own)

    assert made == Slot.model_validate(told)
    assert made.model_dump_json() == Slot.model_validate(told).model_dump_json()
    assert hash(made) == hash(Slot.model_validate(told))
    assert one.like() == one
