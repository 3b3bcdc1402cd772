"""The ontology under /ns: every term is told of where its IRI leads, in words and as RDF."""

import json
from pathlib import Path

import pyoxigraph
import pytest
from cmo_graph_api.pages import ontology
from fastapi.testclient import TestClient
from rdflib import OWL, RDF, SKOS, URIRef
from rdflib.namespace import RDFS

from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.resources import data_folder
from cmo_graph.vocabulary import CMO_NAMESPACE
from tests.cmo_graph_api.pages import Page

FOLDER = data_folder("ontology")
SCHEMES = sorted(
    iri.partition("#")[2]
    for iri, prop, kind in ontology.triples_of("terms")
    if prop == RDF.type and kind == SKOS.ConceptScheme
)
RDF_TYPES = {
    "text/turtle": pyoxigraph.RdfFormat.TURTLE,
    "application/ld+json": pyoxigraph.RdfFormat.JSON_LD,
    "application/n-triples": pyoxigraph.RdfFormat.N_TRIPLES,
    "application/rdf+xml": pyoxigraph.RdfFormat.RDF_XML,
}


def in_files(*patterns: str) -> set[pyoxigraph.Triple]:
    return {
        quad.triple
        for pattern in patterns
        for path in FOLDER.glob(pattern)
        for quad in pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.TURTLE)
    }


def parsed(client: TestClient, path: str, media_type: str) -> set[pyoxigraph.Triple]:
    answer = client.get(path, headers={"Accept": media_type})
    return {quad.triple for quad in pyoxigraph.parse(answer.content, format=RDF_TYPES[media_type])}


@pytest.mark.parametrize("media_type", RDF_TYPES)
@pytest.mark.parametrize(
    ("path", "patterns"),
    [
        ("/ns", ("cmo.ttl", "schemes/*.ttl")),
        ("/ns/shapes", ("shapes/*.ttl",)),
        ("/ns/alignments", ("alignments.ttl",)),
    ],
)
def test_document_of_the_ontology_is_what_the_files_say(
    client: TestClient, path: str, patterns: tuple[str, ...], media_type: str
) -> None:
    assert parsed(client, path, media_type) == in_files(*patterns)


def test_documentation_tells_every_class_and_property_with_its_definition(
    client: TestClient,
) -> None:
    page = Page(client.get("/ns", headers={"Accept": "text/html"}).text)
    vocabulary = ontology.vocabulary(DEFAULT_BASE)
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    declared = {
        iri.partition("#")[2]
        for iri, prop, kind in ontology.triples_of("terms")
        if prop == RDF.type and kind in kinds and iri.startswith(CMO_NAMESPACE)
    }

    assert {term.name for term in (*vocabulary.classes, *vocabulary.properties)} == declared
    assert declared <= set(page.anchors)
    for term in (*vocabulary.classes, *vocabulary.properties):
        assert " ".join(term.definition.split()) in page.text
        assert " ".join(term.scope_note.split()) in page.text


def test_documentation_tells_domain_and_range(client: TestClient) -> None:
    rows = {
        row.prop.iri: [value.text for value in row.values]
        for term in ontology.vocabulary(DEFAULT_BASE).properties
        if term.name == "concept"
        for row in term.rows
    }

    assert rows[str(RDFS.domain)] == ["slot"]


@pytest.mark.parametrize("name", SCHEMES)
def test_scheme_has_a_document_of_its_own(client: TestClient, name: str) -> None:
    page = Page(client.get(f"/ns/{name}", headers={"Accept": "text/html"}).text)
    triples = parsed(client, f"/ns/{name}", "text/turtle")
    members = [
        member["iri"].partition("#")[2]
        for member in client.get(f"/v1/schemes/{name}").json()["members"]
    ]

    assert [anchor for anchor in page.anchors if anchor in members] == members
    assert {CMO_NAMESPACE + member for member in (name, *members)} == {
        triple.subject.value
        for triple in triples
        if isinstance(triple.subject, pyoxigraph.NamedNode)
    }


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [("/ns/Slot", "/ns#Slot"), ("/ns/supports", "/ns#supports"), ("/ns/0.1.0", "/ns")],
)
def test_term_and_version_lead_to_the_document(
    client: TestClient, path: str, leads_to: str
) -> None:
    answer = client.get(path, follow_redirects=False)

    assert (answer.status_code, answer.headers["Location"]) == (303, leads_to)


def test_context_is_the_packaged_one(client: TestClient) -> None:
    answer = client.get("/ns/context.jsonld")
    packaged = Path(FOLDER / "context.jsonld").read_text(encoding="utf-8")

    assert answer.headers["Content-Type"] == "application/ld+json"
    assert answer.json() == json.loads(packaged)


def test_ontology_is_the_same_in_every_dataset_version(client: TestClient) -> None:
    answer = client.get("/ns")

    assert "Dataset-Version" not in answer.headers
    assert answer.headers["ETag"]
    assert 'rel="license"' in answer.headers["Link"]


def test_names_are_the_same_for_every_base() -> None:
    slot = URIRef(f"{CMO_NAMESPACE}Slot")

    assert ontology.definition_of(slot)
    assert ontology.definition_of(URIRef("https://example.org/x")) == ""
    assert ontology.is_term("Slot")
    assert not ontology.is_term("slot")
