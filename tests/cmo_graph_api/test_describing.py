"""Service description and VoID over HTTP: they are right, complete, and cost no counting."""

from collections.abc import Iterator

import pytest
import rdflib
from cmo_graph_api.app import create_app
from cmo_graph_api.settings import Settings
from fastapi.testclient import TestClient
from httpx2 import Response
from pydantic import SecretStr
from rdflib import DCTERMS, RDF, RDFS, VOID, Literal, Namespace, URIRef

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
BOTH = pytest.mark.parametrize("path", ["/sparql", "/.well-known/void"])
TURTLE = {"Accept": "text/turtle"}


@pytest.fixture(scope="module")
def own() -> Iterator[TestClient]:
    """Serve an empty store that can be written to and whose default graph is its own."""
    settings = Settings(
        store="memory:", write_token=SecretStr("secret"), default_graph="own", versions_kept=9
    )
    with TestClient(create_app(settings, empty=True)) as client:
        client.headers["Authorization"] = "Bearer secret"
        yield client


def graph_of(answer: Response) -> rdflib.Graph:
    assert answer.status_code == 200, answer.text
    media_type = answer.headers["content-type"].partition(";")[0]
    return rdflib.Graph().parse(data=answer.text, format=media_type)


@BOTH
@pytest.mark.parametrize(
    "media_type", ["text/turtle", "application/n-triples", "application/rdf+xml"]
)
def test_description_is_the_same_in_every_syntax(
    client: TestClient, path: str, media_type: str
) -> None:
    answer = client.get(path, headers={"Accept": media_type})

    assert answer.headers["content-type"].startswith(media_type)
    assert len(graph_of(answer)) == len(graph_of(client.get(path, headers=TURTLE)))


@BOTH
def test_description_is_json_ld_or_a_page_when_asked_for(client: TestClient, path: str) -> None:
    json_ld = client.get(path, headers={"Accept": "application/ld+json"})
    page = client.get(path, headers={"Accept": "text/html,*/*;q=0.8"})

    assert json_ld.json()
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "http://testserver/sparql" in page.text


@BOTH
def test_description_in_no_syntax_asked_for_is_told(client: TestClient, path: str) -> None:
    assert client.get(path, headers={"Accept": "image/png"}).status_code == 406


@BOTH
def test_description_is_not_sent_again(client: TestClient, path: str) -> None:
    tag = client.get(path).headers["ETag"]

    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_service_is_described_where_it_answers(client: TestClient) -> None:
    found = graph_of(client.get("/sparql", headers=TURTLE))

    [service] = found.subjects(RDF.type, SD.Service)
    assert list(found.objects(service, SD.endpoint)) == [URIRef("http://testserver/sparql")]
    assert list(found.objects(service, SD.supportedLanguage)) == [SD.SPARQL11Query]
    assert list(found.objects(service, SD.feature)) == [SD.UnionDefaultGraph]
    assert len(list(found.objects(service, SD.resultFormat))) == 10


def test_service_that_can_be_written_to_says_so(own: TestClient) -> None:
    found = graph_of(own.get("/sparql", headers=TURTLE))

    [service] = found.subjects(RDF.type, SD.Service)
    assert (service, SD.supportedLanguage, SD.SPARQL11Update) in found
    assert len(list(found.objects(service, SD.inputFormat))) == 4
    assert list(found.objects(service, SD.feature)) == []


def test_graphs_are_counted_as_they_are_now(own: TestClient) -> None:
    own.put(
        "/graphs?graph=a:g", content="<a:s> <a:p> 1, 2.", headers={"Content-Type": "text/turtle"}
    )

    found = graph_of(own.get("/sparql", headers=TURTLE))

    named = found.value(predicate=SD.name, object=URIRef("a:g"))
    assert found.value(found.value(named, SD.graph), VOID.triples) == Literal(2)


def test_counts_of_another_version_are_told_as_such(own: TestClient, client: TestClient) -> None:
    own.put("/graphs?graph=a:g", content="<a:s> <a:p> 3.", headers={"Content-Type": "text/turtle"})

    behind = graph_of(own.get("/.well-known/void", headers=TURTLE))
    in_step = graph_of(client.get("/.well-known/void", headers=TURTLE))

    assert "older version" in str(behind.value(predicate=RDFS.comment, subject=_dataset(behind)))
    assert in_step.value(_dataset(in_step), RDFS.comment) is None


def _dataset(found: rdflib.Graph) -> URIRef:
    [dataset] = found.objects(None, SD.defaultDataset)
    return URIRef(str(dataset))


def test_dataset_tells_what_it_holds(client: TestClient) -> None:
    found = graph_of(client.get("/.well-known/void", headers=TURTLE))
    dataset = _dataset(found)

    assert found.value(dataset, VOID.uriSpace) == Literal("http://localhost:8000/id/")
    assert found.value(dataset, DCTERMS.license)
    assert list(found.objects(dataset, VOID.classPartition))
    assert list(found.objects(dataset, VOID.propertyPartition))
    assert len(list(found.objects(dataset, VOID.triples))) == 1
    assert len(list(found.objects(dataset, DCTERMS.modified))) == 1


def test_downloads_lead_to_the_dataset(client: TestClient) -> None:
    found = graph_of(client.get("/.well-known/void", headers=TURTLE))

    dumps = list(found.objects(_dataset(found), VOID.dataDump))
    types = {client.get(str(dump)).headers["content-type"] for dump in dumps}
    assert types == {"application/n-quads", "application/trig"}


def test_examples_of_resources_dereference(client: TestClient) -> None:
    found = graph_of(client.get("/.well-known/void", headers=TURTLE))

    for example in found.objects(_dataset(found), VOID.exampleResource):
        path = str(example).removeprefix("http://localhost:8000")
        assert client.get(path, follow_redirects=False).status_code in (200, 303)


@BOTH
def test_description_is_linked_from_every_description(client: TestClient, path: str) -> None:
    assert client.get(path).headers["Link"] == '</.well-known/void>; rel="describedby"'


def test_description_is_linked_from_the_first_page(client: TestClient) -> None:
    page = client.get("/")

    assert page.headers["Link"] == '</.well-known/void>; rel="describedby"'
    assert "/.well-known/void" in page.text


def test_description_is_had_in_a_syntax_by_name(client: TestClient) -> None:
    answer = client.get("/.well-known/void?format=nt", headers={"Accept": "text/html"})

    assert answer.headers["content-type"] == "application/n-triples"


def test_parameters_are_refused(client: TestClient) -> None:
    assert client.get("/.well-known/void?a=b").status_code == 422


def test_an_editor_completes_over_sparql(client: TestClient) -> None:
    query = (
        "PREFIX void: <http://rdfs.org/ns/void#> SELECT DISTINCT ?property WHERE {"
        " ?part void:class <https://w3id.org/cmo-graph/ns#Configuration> ;"
        " void:propertyPartition/void:property ?property }"
    )

    answer = client.get("/sparql", params={"query": query}, headers={"Accept": "application/json"})

    found = {row["property"]["value"] for row in answer.json()["results"]["bindings"]}
    assert "https://w3id.org/cmo-graph/ns#hasOutcome" in found
