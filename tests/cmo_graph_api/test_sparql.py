import httpx2
import pytest
from fastapi.testclient import TestClient

from cmo_graph.vocabulary import CMO

CLAIMS = f"SELECT (COUNT(DISTINCT ?c) AS ?n) {{ ?c a <{CMO.Claim}> }}"


def count(body: dict[str, dict[str, list[dict[str, dict[str, str]]]]]) -> int:
    return int(body["results"]["bindings"][0]["n"]["value"])


def test_query_counts_the_claims_that_rest_lists(client: TestClient) -> None:
    listed = sum(
        client.get(f"/v1/{kind}?limit=1").json()["total"]
        for kind in ("configurations", "links", "moderations")
    )

    assert count(client.get("/sparql", params={"query": CLAIMS}).json()) == listed


def test_query_is_taken_by_get_and_by_both_kinds_of_post(client: TestClient) -> None:
    by_get = client.get("/sparql", params={"query": CLAIMS}).json()
    by_form = client.post("/sparql", data={"query": CLAIMS}).json()
    by_body = client.post(
        "/sparql", content=CLAIMS, headers={"Content-Type": "application/sparql-query"}
    ).json()

    assert by_get == by_form == by_body


@pytest.mark.parametrize(
    ("accept", "beginning"),
    [
        ("application/sparql-results+json", b"{"),
        ("application/sparql-results+xml", b"<?xml"),
        ("text/csv", b"n\r\n"),
        ("text/tab-separated-values", b"?n\n"),
    ],
)
def test_answer_is_written_in_the_type_asked_for(
    client: TestClient, accept: str, beginning: bytes
) -> None:
    answer = client.get("/sparql", params={"query": CLAIMS}, headers={"Accept": accept})

    assert answer.headers["content-type"].partition(";")[0] == accept
    assert answer.content.startswith(beginning)


def test_construct_answers_in_rdf(client: TestClient) -> None:
    query = f"CONSTRUCT {{ ?c a <{CMO.Claim}> }} WHERE {{ ?c a <{CMO.Claim}> }}"
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": "text/turtle"})

    assert answer.headers["content-type"].startswith("text/turtle")
    assert " a cmo:Claim ." in answer.text


@pytest.mark.parametrize(
    ("query", "status", "slug"),
    [
        ("SELECT ?s {", 400, "query-malformed"),
        ("DELETE WHERE { ?s ?p ?o }", 400, "not-a-query"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 403, "federation-refused"),
        ("SELECT * { " + "{" * 900 + "}" * 900 + " }", 400, "query-too-complex"),
        ("", 400, "not-a-query"),
    ],
)
def test_query_that_is_refused_is_told_as_a_problem(
    client: TestClient, query: str, status: int, slug: str
) -> None:
    answer = client.get("/sparql", params={"query": query})

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"].endswith(f"#{slug}")


def test_query_that_never_ends_is_stopped_and_the_next_one_is_answered(
    client: TestClient,
) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    stopped = client.get("/sparql", params={"query": endless, "timeout": "1"})
    after = client.get("/sparql", params={"query": CLAIMS})

    assert stopped.status_code == 504
    assert stopped.json()["seconds"] == 1
    assert after.status_code == 200


def test_body_that_is_too_long_is_refused(client: TestClient) -> None:
    answer = client.post(
        "/sparql", content=b" " * 100_000, headers={"Content-Type": "application/sparql-query"}
    )

    assert answer.status_code == 413


def test_answer_is_not_sent_again_until_the_dataset_changes(client: TestClient) -> None:
    first = client.get("/sparql", params={"query": CLAIMS})
    again = client.get(
        "/sparql", params={"query": CLAIMS}, headers={"If-None-Match": first.headers["etag"]}
    )

    assert again.status_code == 304


def test_served_from_disk_it_answers_the_same(server: str, client: TestClient) -> None:
    served = httpx2.get(f"{server}/sparql", params={"query": CLAIMS}).json()

    assert served == client.get("/sparql", params={"query": CLAIMS}).json()


#: The two pages appraise and rate nothing, tell of one theory version, contest no claim, and one
#: coder read them; an honest answer to these has no rows.
WITHOUT_ROWS = {
    "appraisals_behind_claim",
    "changes_of_claim",
    "claims_resting_on_low_rigour",
    "confidence_in_claims",
    "contested_claims",
    "context_splits",
    "double_coded_evidence",
    "ratings_given",
}


def test_every_query_of_the_cookbook_is_listed_and_answers_its_example(client: TestClient) -> None:
    listed = client.get("/v1/queries").json()["items"]

    assert len(listed) >= 15
    for query in listed:
        given = {p["name"]: p["example"] for p in query["parameters"] if p["example"]}
        answer = client.get(f"/v1/queries/{query['name']}/answer", params=given)
        assert answer.status_code == 200, (query["name"], answer.text)
        has_rows = bool(answer.json()["results"]["bindings"])
        assert has_rows != (query["name"] in WITHOUT_ROWS), query["name"]
