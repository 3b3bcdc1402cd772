"""The W3C's tests of the SPARQL 1.1 Service Description: three, which its manifest only names."""

from collections.abc import Iterator

import pytest
import rdflib
from rdflib import RDF, Namespace, URIRef

from tests.conformance.endpoint import TOKEN, Endpoint, served
from tests.conformance.manifests import SUITES, absent

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
_MANIFEST = SUITES / "sparql11/service-description/manifest.ttl"

#: What the vocabulary says each property is said of, and what its values are.
SCHEMA = {
    SD.endpoint: (SD.Service, None),
    SD.feature: (SD.Service, None),
    SD.supportedLanguage: (SD.Service, None),
    SD.resultFormat: (SD.Service, None),
    SD.inputFormat: (SD.Service, None),
    SD.defaultDataset: (SD.Service, SD.Dataset),
    SD.defaultGraph: (SD.Dataset, SD.Graph),
    SD.namedGraph: (SD.Dataset, SD.NamedGraph),
    SD.name: (SD.NamedGraph, None),
    SD.graph: (SD.NamedGraph, SD.Graph),
}

pytestmark = absent


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    with served(tmp_path_factory.mktemp("description")) as endpoint:
        endpoint.client.put(
            f"{endpoint.url}/graphs",
            params={"graph": "http://www.example/g"},
            content="<a:s> <a:p> <a:o> .",
            headers={"Content-Type": "text/turtle", "Authorization": f"Bearer {TOKEN}"},
        ).raise_for_status()
        yield endpoint


@pytest.fixture(scope="module")
def description(endpoint: Endpoint) -> rdflib.Graph:
    answer = endpoint.client.get(f"{endpoint.url}/sparql").raise_for_status()
    media_type = answer.headers["content-type"].partition(";")[0]
    return rdflib.Graph().parse(data=answer.text, format=media_type)


def test_suite_has_the_three_tests_that_are_here() -> None:
    manifest = rdflib.Graph().parse(_MANIFEST)

    names = {str(test).rpartition("#")[2] for test in manifest.subjects(RDF.type)}
    assert {"has-endpoint-triple", "returns-rdf", "conforms-to-schema"} <= names


def test_returns_rdf(description: rdflib.Graph) -> None:
    assert len(description) > 0


def test_has_endpoint_triple(description: rdflib.Graph, endpoint: Endpoint) -> None:
    [service] = description.subjects(RDF.type, SD.Service)

    assert (service, SD.endpoint, URIRef(f"{endpoint.url}/sparql")) in description


def test_conforms_to_schema(description: rdflib.Graph) -> None:
    for prop, (domain, codomain) in SCHEMA.items():
        for subject, value in description.subject_objects(prop):
            assert (subject, RDF.type, domain) in description
            assert isinstance(value, URIRef)
            assert codomain is None or (value, RDF.type, codomain) in description
    said = {found for found in description.predicates() if str(found).startswith(str(SD))}
    assert said <= SCHEMA.keys()
    for named in description.subjects(RDF.type, SD.NamedGraph):
        assert len(list(description.objects(named, SD.name))) == 1
