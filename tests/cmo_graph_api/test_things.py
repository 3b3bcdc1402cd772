import csv
import io
import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from rdflib import RDF, Graph, URIRef

from cmo_graph.interchange.authoring import read_review
from cmo_graph.mapping import as_triples
from cmo_graph.model import THINGS, Configuration, Thing
from cmo_graph.resources import seed_review
from cmo_graph.vocabulary import CMO

SEED = read_review(seed_review()).things


def of_kind(kind: str) -> list[Thing]:
    return sorted((t for t in SEED if t.kind_name == kind), key=lambda thing: thing.key)


@pytest.mark.parametrize("kind", THINGS)
def test_list_has_every_thing_of_the_seed(client: TestClient, kind: str) -> None:
    body = client.get(f"/v1/{kind}", params={"limit": 500}).json()

    assert [item["key"] for item in body["items"]] == [thing.key for thing in of_kind(kind)]
    assert body["total"] == len(of_kind(kind))
    assert body["next"] is None


@pytest.mark.parametrize("kind", THINGS)
def test_read_returns_the_thing_as_the_model_has_it(client: TestClient, kind: str) -> None:
    for thing in of_kind(kind):
        body = client.get(f"/v1/{kind}/{thing.key}").json()
        fields = {name: body[name] for name in body if name in type(thing).model_fields}

        assert type(thing).model_validate(fields) == thing


def test_list_is_walked_page_by_page_without_gap_or_repeat(client: TestClient) -> None:
    url: str | None = "/v1/concepts?limit=7"
    keys: list[str] = []
    while url:
        page = client.get(url).json()
        keys += [item["key"] for item in page["items"]]
        url = page["next_url"]

    assert keys == [thing.key for thing in of_kind("concepts")]


def configurations_with(concept: URIRef) -> set[str]:
    wanted = {concept}
    concepts = [thing for thing in SEED if thing.kind_name == "concepts"]
    grown = True
    while grown:
        narrower = {c.id for c in concepts if set(getattr(c, "broader", ())) & wanted}
        grown = not narrower <= wanted
        wanted |= narrower
    return {
        thing.key
        for thing in SEED
        if isinstance(thing, Configuration) and any(s.concept in wanted for s in thing.slots)
    }


def test_configurations_are_found_by_a_concept_or_a_narrower_one(client: TestClient) -> None:
    for concept in of_kind("concepts"):
        body = client.get("/v1/configurations", params={"concept": concept.key}).json()

        assert {item["key"] for item in body["items"]} == configurations_with(concept.id)


def test_filter_takes_an_iri_as_well_as_a_key(client: TestClient) -> None:
    concept = of_kind("concepts")[0]
    by_key = client.get("/v1/configurations", params={"concept": concept.key}).json()
    by_iri = client.get("/v1/configurations", params={"concept": str(concept.id)}).json()

    assert by_key["items"] == by_iri["items"]


def test_evidence_is_filtered_by_claim_study_direction_and_basis(client: TestClient) -> None:
    for line in of_kind("evidence"):
        facts: Any = line
        body = client.get(
            "/v1/evidence",
            params={
                "claim": str(facts.claim),
                "study": str(facts.study),
                "direction": facts.direction.value,
                "basis": facts.basis.value,
            },
        ).json()

        assert line.key in {item["key"] for item in body["items"]}
        assert {item["direction"] for item in body["items"]} == {facts.direction.value}


def test_search_words_narrow_a_list(client: TestClient) -> None:
    body = client.get("/v1/concepts", params={"q": "trust"}).json()

    assert body["total"] >= 1
    assert all("trust" in str(item).lower() for item in body["items"])


@pytest.mark.parametrize("name", ["ttl", "nt", "rdf"])
def test_rdf_answer_is_what_the_mapping_says(client: TestClient, name: str) -> None:
    thing = of_kind("configurations")[0]
    answer = client.get(f"/v1/configurations/{thing.key}", params={"format": name})
    syntax = {"ttl": "turtle", "nt": "nt", "rdf": "xml"}[name]

    assert set(Graph().parse(data=answer.text, format=syntax)) == set(as_triples(thing))


@pytest.mark.filterwarnings("ignore:.*deprecated:DeprecationWarning")  # rdflib's own JSON-LD parser
def test_jsonld_answer_is_the_same_graph_with_the_context_that_is_served(
    client: TestClient,
) -> None:
    thing = of_kind("evidence")[0]
    answer = client.get(f"/v1/evidence/{thing.key}", headers={"Accept": "application/ld+json"})
    context = client.get("/v1/context.jsonld").json()
    document = {**answer.json(), **context}

    graph = Graph().parse(data=json.dumps(document), format="json-ld")

    assert set(graph) == set(as_triples(thing))


def test_csv_answer_has_a_row_for_each_thing_and_a_column_for_each_role(
    client: TestClient,
) -> None:
    answer = client.get("/v1/configurations", params={"format": "csv", "limit": 500})
    rows = list(csv.DictReader(io.StringIO(answer.text)))

    assert [row["key"] for row in rows] == [thing.key for thing in of_kind("configurations")]
    for row, thing in zip(rows, of_kind("configurations"), strict=True):
        assert isinstance(thing, Configuration)
        outcomes = [
            slot.concept.rsplit("/", 1)[-1] for slot in thing.slots if slot.role.value == "outcome"
        ]
        assert row["outcome"].splitlines() == outcomes


def test_answer_is_not_sent_again_until_the_dataset_changes(client: TestClient) -> None:
    first = client.get("/v1/concepts")
    again = client.get("/v1/concepts", headers={"If-None-Match": first.headers["etag"]})

    assert again.status_code == 304
    assert again.content == b""
    assert client.get("/v1/concepts?limit=3").headers["etag"] != first.headers["etag"]


def test_head_is_get_without_the_body(client: TestClient) -> None:
    head, get = client.head("/v1/concepts"), client.get("/v1/concepts")

    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["etag"] == get.headers["etag"]


@pytest.mark.parametrize(
    ("url", "status", "slug"),
    [
        ("/v1/configurations/sos.no-such-thing", 404, "not-found"),
        ("/v1/configurations?concept=sos.no-such-thing", 404, "not-found"),
        ("/v1/configurations?colour=red", 422, "parameter-invalid"),
        ("/v1/evidence?direction=sideways", 422, "parameter-invalid"),
        ("/v1/concepts?limit=501", 422, "parameter-invalid"),
        ("/v1/concepts?format=pdf", 422, "parameter-invalid"),
        ("/v1/nothing", 404, "no-such-page"),
        ("/id/unknown/sos.x", 404, "not-found"),
    ],
)
def test_failure_is_a_problem(client: TestClient, url: str, status: int, slug: str) -> None:
    answer = client.get(url)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"].endswith(f"#{slug}")


def test_unknown_key_names_the_nearest(client: TestClient) -> None:
    concept = of_kind("concepts")[0]
    answer = client.get(f"/v1/concepts/{concept.key}x")

    assert concept.key in answer.json()["nearest"]


def test_method_that_is_not_offered_names_those_that_are(client: TestClient) -> None:
    answer = client.put("/v1/concepts")

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/v1/concepts", "GET, HEAD, OPTIONS"),
        ("/id/concepts/sos.trust", "GET, HEAD, OPTIONS"),
        ("/concepts/sos.trust.ttl", "GET, HEAD, OPTIONS"),
        ("/v1/scenarios", "GET, HEAD, POST, OPTIONS"),
        ("/v1/datasets/current/meta", "GET, HEAD, OPTIONS"),
        ("/sparql", "GET, HEAD, QUERY, POST, OPTIONS"),
        ("/graphs", "GET, HEAD, POST, PUT, DELETE, OPTIONS"),
        ("/graph/sos", "GET, HEAD, POST, PUT, DELETE, OPTIONS"),
        ("/static/own/icon.svg", "GET, HEAD, OPTIONS"),
    ],
)
def test_address_says_with_which_methods_it_is_asked(
    client: TestClient, path: str, methods: str
) -> None:
    asked, refused = client.options(path), client.request("TRACE", path)

    assert (asked.status_code, asked.content, asked.headers["allow"]) == (204, b"", methods)
    assert (refused.status_code, refused.headers["allow"]) == (405, methods)


def test_address_that_is_not_there_has_no_methods(client: TestClient) -> None:
    assert client.options("/v1/nothing").status_code == 404


def test_type_that_is_not_offered_is_refused(client: TestClient) -> None:
    answer = client.get("/v1/concepts", headers={"Accept": "image/png"})

    assert answer.status_code == 406


def test_iri_of_a_thing_leads_to_its_document(client: TestClient) -> None:
    thing = of_kind("studies")[0]
    answer = client.get(f"/id/studies/{thing.key}", headers={"Accept": "text/turtle"})

    assert answer.history[0].status_code == 303
    assert (thing.id, RDF.type, CMO.Study) in Graph().parse(data=answer.text)


def test_a_parameter_of_one_value_that_is_given_twice_is_refused(client: TestClient) -> None:
    answer = client.get("/v1/concepts?limit=1&limit=2")

    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"in": "query", "parameter": "limit", "message": "takes one value, and 2 were given"}
    ]


def test_a_parameter_of_several_values_may_be_repeated(client: TestClient) -> None:
    answer = client.get("/v1/concepts?role=outcome&role=context")

    assert answer.status_code == 200
