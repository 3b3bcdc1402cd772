"""The graph store over HTTP: what is read and written, by whom, and what is refused."""

from collections.abc import Iterator

import pyoxigraph
import pytest
from cmo_graph_api.app import create_app
from cmo_graph_api.settings import Settings
from fastapi.testclient import TestClient
from httpx2 import Response
from pydantic import SecretStr

GRAPH = "/graphs?graph=http://www.example/g"
TURTLE = {"Content-Type": "text/turtle"}
JOHN = "<a> <p:knows> [ <p:name> 'John' ] ."
JANE = "<a> <p:name> 'Jane' ."


@pytest.fixture
def client() -> Iterator[TestClient]:
    settings = Settings(store="memory:", write_token=SecretStr("secret"), largest_upload=4096)
    with TestClient(create_app(settings, empty=True)) as found:
        found.headers["Authorization"] = "Bearer secret"
        yield found


def put(
    client: TestClient, turtle: str, *, address: str = GRAPH, headers: dict[str, str] | None = None
) -> Response:
    return client.put(address, content=turtle, headers={**TURTLE, **(headers or {})})


def parsed(text: str, media_type: str, *, base: str) -> pyoxigraph.Dataset:
    syntax = pyoxigraph.RdfFormat.from_media_type(media_type)
    found = pyoxigraph.Dataset(pyoxigraph.parse(text.encode(), format=syntax, base_iri=base))
    found.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
    return found


def is_same(answer: Response, turtle: str, *, base: str = "http://www.example/g") -> bool:
    expected = parsed(turtle, "text/turtle", base=base)
    return (
        parsed(answer.text, answer.headers["content-type"].partition(";")[0], base=base) == expected
    )


def slug(answer: Response) -> str:
    assert answer.headers["content-type"] == "application/problem+json"
    return str(answer.json()["type"]).partition("#")[2]


# Reading


@pytest.mark.parametrize(
    "media_type",
    ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"],
)
def test_graph_is_returned_in_the_syntax_asked_for(client: TestClient, media_type: str) -> None:
    put(client, JOHN)

    answer = client.get(GRAPH, headers={"Accept": media_type})

    assert answer.headers["content-type"].startswith(media_type)
    assert is_same(answer, JOHN)


def test_graph_that_rdf_xml_cannot_hold_is_told(client: TestClient) -> None:
    put(client, "<a:s> <a:1> 'a' .")

    answer = client.get(GRAPH, headers={"Accept": "application/rdf+xml"})

    assert (answer.status_code, slug(answer)) == (406, "not-in-this-syntax")
    assert "<a:1>" in answer.json()["detail"]
    assert is_same(client.get(GRAPH), "<a:s> <a:1> 'a' .")


def test_graph_is_turtle_when_nothing_is_asked_for(client: TestClient) -> None:
    put(client, JOHN)

    assert client.get(GRAPH).headers["content-type"] == "text/turtle; charset=utf-8"


def test_graph_in_no_syntax_asked_for_is_told(client: TestClient) -> None:
    put(client, JOHN)

    assert client.get(GRAPH, headers={"Accept": "image/png"}).status_code == 406


def test_graph_is_returned_with_the_version_it_was_read_from(client: TestClient) -> None:
    written = put(client, JOHN).headers["Dataset-Version"]

    assert client.get(GRAPH).headers["Dataset-Version"] == written


def test_graph_is_not_sent_again_when_the_client_has_it(client: TestClient) -> None:
    put(client, JOHN)
    tag = client.get(GRAPH).headers["ETag"]

    assert client.get(GRAPH, headers={"If-None-Match": tag}).status_code == 304
    in_another_syntax = {"If-None-Match": tag, "Accept": "application/n-triples"}
    assert client.get(GRAPH, headers=in_another_syntax).status_code == 200


@pytest.mark.parametrize("address", [GRAPH, "/graphs", "/graph/g"])
def test_compressed_graph_has_an_entity_tag_of_its_own(client: TestClient, address: str) -> None:
    put(client, JOHN)
    put(client, JOHN, address="/graph/g")
    tags = [
        client.get(address, headers={"Accept-Encoding": coding}).headers["ETag"]
        for coding in ("gzip", "identity")
    ]

    answers = [
        client.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": tag})
        for tag in tags
    ]

    assert [answer.status_code for answer in answers] == [304, 200]


@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_write_takes_the_entity_tag_of_a_graph_however_it_was_sent(
    client: TestClient, coding: str
) -> None:
    put(client, JOHN)
    tag = client.get(GRAPH, headers={"Accept-Encoding": coding}).headers["ETag"]

    assert put(client, JANE, headers={"If-Match": tag}).status_code == 204


def test_entity_tag_stays_when_another_graph_changes(client: TestClient) -> None:
    put(client, JOHN)
    tag = client.get(GRAPH).headers["ETag"]

    put(client, JANE, address="/graphs?default")

    assert client.get(GRAPH).headers["ETag"] == tag


def test_head_tells_what_get_would(client: TestClient) -> None:
    put(client, JOHN)

    answer = client.head(GRAPH)

    assert answer.status_code == 200
    assert answer.headers["ETag"] == client.get(GRAPH).headers["ETag"]
    assert answer.content == b""


def test_unknown_graph_is_told(client: TestClient) -> None:
    assert slug(client.get(GRAPH)) == "graph-not-found"


def test_default_graph_is_always_there(client: TestClient) -> None:
    assert client.get("/graphs?default").status_code == 200


def test_whole_dataset_is_returned_without_a_parameter(client: TestClient) -> None:
    put(client, JANE)
    put(client, JANE, address="/graphs?default")

    answer = client.get("/graphs", headers={"Accept": "application/n-quads"})

    lines = [line for line in answer.text.splitlines() if "Jane" in line]
    assert sorted(line.endswith(" <http://www.example/g> .") for line in lines) == [False, True]


@pytest.mark.parametrize(
    "query", ["graph=relative", "graph=", "graph=a:b&default", "graph=a:b&graph=a:c"]
)
def test_graph_that_cannot_be_told_is_refused(client: TestClient, query: str) -> None:
    assert slug(client.get(f"/graphs?{query}")) == "graph-not-named"
    assert slug(put(client, JOHN, address=f"/graphs?{query}")) == "graph-not-named"


# Writing


def test_put_replaces_the_graph(client: TestClient) -> None:
    assert put(client, JOHN).status_code == 201
    assert put(client, JANE).status_code == 204

    assert is_same(client.get(GRAPH), JANE)


def test_put_without_statements_removes_the_graph(client: TestClient) -> None:
    put(client, JOHN)

    assert put(client, "").status_code == 204
    assert client.get(GRAPH).status_code == 404


def test_literal_is_kept_by_its_value(client: TestClient) -> None:
    put(client, "<a> <p:is> '01'^^<http://www.w3.org/2001/XMLSchema#integer>, 1.50, 'x'@EN-gb .")

    found = client.get(GRAPH, headers={"Accept": "application/n-triples"}).text

    assert sorted(line.split()[2].partition("^")[0] for line in found.splitlines()) == [
        *('"1"', '"1.5"', '"x"@en-gb'),
    ]


def test_post_adds_to_the_graph(client: TestClient) -> None:
    put(client, JOHN)

    assert client.post(GRAPH, content=JANE, headers=TURTLE).status_code == 204

    assert is_same(client.get(GRAPH), JOHN + JANE)


def test_post_without_a_graph_makes_one_that_dereferences(client: TestClient) -> None:
    answer = client.post("/graphs", content=JANE, headers=TURTLE)

    made = answer.headers["Location"]
    assert answer.status_code == 201
    assert is_same(client.get(made.removeprefix("http://localhost:8000")), JANE, base=made)
    assert client.get("/graphs", params={"graph": made}).status_code == 200


def test_graph_is_the_same_under_its_own_address(client: TestClient) -> None:
    put(client, JANE, address="/graph/mine/one.ttl")

    found = client.get("/graphs", params={"graph": "http://localhost:8000/graph/mine/one.ttl"})

    assert is_same(found, JANE, base="http://localhost:8000/graph/mine/one.ttl")
    assert client.delete("/graph/mine/one.ttl").status_code == 204
    assert client.get("/graph/mine/one.ttl").status_code == 404


def test_delete_removes_the_graph_once(client: TestClient) -> None:
    put(client, JOHN)

    assert client.delete(GRAPH).status_code == 204
    assert slug(client.delete(GRAPH)) == "graph-not-found"


def test_write_is_one_dataset_version(client: TestClient) -> None:
    before = client.get("/v1/meta").json()["number"]

    put(client, JOHN)

    assert client.get("/v1/meta").json()["number"] == before + 1


def test_review_that_is_put_is_listed(client: TestClient) -> None:
    concept = (
        "<http://localhost:8000/id/concepts/r.trust>"
        " a <http://www.w3.org/2004/02/skos/core#Concept> ;"
        " <http://www.w3.org/2004/02/skos/core#prefLabel> 'Trust'@en ;"
        " <https://w3id.org/cmo-graph/ns#inReview> <http://localhost:8000/id/reviews/r> ."
    )

    put(client, concept, address="/graph/r")

    assert client.get("/v1/search", params={"q": "trust"}).json()["items"][0]["key"] == "r.trust"


def test_form_adds_all_its_files(client: TestClient) -> None:
    files = [
        ("file", ("one.ttl", JANE, "text/turtle")),
        ("file", ("two.nt", "<a:b> <a:c> <a:d> .", "application/octet-stream")),
    ]

    assert client.post(GRAPH, files=files).status_code == 201
    assert is_same(client.get(GRAPH), f"{JANE} <a:b> <a:c> <a:d> .")


# What is refused


@pytest.mark.parametrize(
    "graph",
    [
        "http://localhost:8000/graph/derived/support",
        "http://localhost:8000/graph/history/one",
        "https://w3id.org/cmo-graph/ns",
    ],
)
def test_graph_of_the_program_is_read_only(client: TestClient, graph: str) -> None:
    address = f"/graphs?graph={graph}"

    assert slug(put(client, JOHN, address=address)) == "graph-read-only"
    assert slug(client.post(address, content=JOHN, headers=TURTLE)) == "graph-read-only"
    assert slug(client.delete(address)) == "graph-read-only"


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
@pytest.mark.parametrize("address", [GRAPH, "/graph/mine"])
def test_write_needs_the_token(client: TestClient, method: str, address: str) -> None:
    headers = {**TURTLE, "Authorization": "Bearer wrong"}

    answer = client.request(method, address, content=JOHN, headers=headers)

    assert slug(answer) == "write-not-authorised"


@pytest.mark.parametrize(
    ("content", "headers", "expected"),
    [
        ("<a> <p:b>", TURTLE, "rdf-malformed"),
        ("<a> <p:b> <<( <a:b> <a:b> <a:b> )>> .", TURTLE, "rdf-refused"),
        ("<a:g> { <a:b> <a:b> <a:b> }", {"Content-Type": "application/trig"}, "rdf-refused"),
        ("<!DOCTYPE a []><a/>", {"Content-Type": "application/rdf+xml"}, "rdf-refused"),
        ('{"a":' * 500, {"Content-Type": "application/ld+json"}, "rdf-refused"),
        (JOHN, {"Content-Type": "text/plain"}, "media-type-unsupported"),
        (JOHN, {"Content-Type": "text/turtle; charset=utf-16"}, "media-type-unsupported"),
        (JOHN, {**TURTLE, "Content-Encoding": "gzip"}, "media-type-unsupported"),
        ("#" * 5000, TURTLE, "request-too-large"),
        (JOHN, {"Content-Type": "multipart/form-data"}, "upload-malformed"),
        ("", {"Content-Type": "multipart/form-data; boundary=x"}, "upload-malformed"),
        ("--x--\r\n", {"Content-Type": "multipart/form-data; boundary=x"}, "upload-malformed"),
        (
            "--x\r\n\r\nno end",
            {"Content-Type": "multipart/form-data; boundary=x"},
            "upload-malformed",
        ),
        (
            "--x\r\nA: b\r\n\r\nb\r\n" * 20 + "--x--",
            {"Content-Type": "multipart/form-data; boundary=x"},
            "media-type-unsupported",
        ),
    ],
)
def test_body_that_cannot_be_kept_changes_nothing(
    client: TestClient, content: str, headers: dict[str, str], expected: str
) -> None:
    put(client, JANE)

    assert slug(client.put(GRAPH, content=content, headers=headers)) == expected
    assert is_same(client.get(GRAPH), JANE)


def test_body_without_a_length_is_counted_while_it_is_read(client: TestClient) -> None:
    def chunks() -> Iterator[bytes]:
        yield from [b"#" * 1000] * 5

    assert slug(client.put(GRAPH, content=chunks(), headers=TURTLE)) == "request-too-large"


def test_write_is_refused_when_somebody_was_quicker(client: TestClient) -> None:
    put(client, JOHN)
    tag = client.get(GRAPH).headers["ETag"]
    put(client, JANE)

    assert slug(put(client, JOHN, headers={"If-Match": tag})) == "precondition-failed"
    assert client.delete(GRAPH, headers={"If-Match": tag}).status_code == 412
    assert is_same(client.get(GRAPH), JANE)


def test_write_passes_when_the_graph_is_as_expected(client: TestClient) -> None:
    put(client, JOHN)
    tag = client.get(GRAPH, headers={"Accept": "application/n-triples"}).headers["ETag"]

    assert put(client, JANE, headers={"If-Match": tag}).status_code == 204


def test_write_where_nothing_is_yet(client: TestClient) -> None:
    nothing = {"If-None-Match": "*"}

    assert put(client, JOHN, headers=nothing).status_code == 201
    assert put(client, JOHN, headers=nothing).status_code == 412
    assert put(client, JOHN, headers={"If-Match": "*"}).status_code == 204


def test_patch_is_refused_with_what_is_allowed(client: TestClient) -> None:
    answer = client.patch(GRAPH, content="")

    assert answer.status_code == 405
    assert "PUT" in answer.headers["Allow"]
    assert client.options(GRAPH).headers["Allow"] == answer.headers["Allow"]


def test_misspelt_parameter_does_not_stand_for_all_graphs(client: TestClient) -> None:
    answer = client.get("/graphs?grpah=http://x/")

    assert (answer.status_code, slug(answer)) == (400, "graph-not-named")
    assert "grpah" in answer.json()["detail"]
