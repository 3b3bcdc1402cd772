"""The query part of the SPARQL 1.1 Protocol, case by case, and what it says when it refuses."""

import gzip
import http.client
import json
import re
from urllib.parse import quote, urlsplit

import pytest
from cmo_graph_api.app import create_app
from cmo_graph_api.settings import Settings
from fastapi.testclient import TestClient

ASK = "ASK { ?s ?p ?o }"
ROWS = "SELECT * { ?s ?p ?o } LIMIT 200"
TRIPLES = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 5"
QUERY = {"Content-Type": "application/sparql-query"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def slug(answer: object) -> str:
    return str(answer.json()["type"].rpartition("#")[2])  # type: ignore[attr-defined]  # httpx's


@pytest.mark.parametrize(
    ("method", "address", "body", "headers", "status"),
    [
        ("GET", "?query=ASK{}&query=ASK{}", None, {}, 400),
        ("GET", "?update=CLEAR+ALL", None, {}, 400),
        ("GET", "?query=ASK{}&update=CLEAR+ALL", None, {}, 400),
        ("GET", "?query=%ff", None, {}, 400),
        ("GET", "?query=ASK{}&default-graph-uri=relative", None, {}, 422),
        ("GET", "?query=ASK{}&timeout=0", None, {}, 422),
        ("GET", "?query=ASK{}&timeout=soon", None, {}, 422),
        ("GET", "?query=ASK{}&format=pdf", None, {}, 406),
        ("GET", "?query=ASK{}&format=turtle", None, {}, 406),
        ("POST", "", b"query=ASK{}&query=ASK{}", FORM, 400),
        ("POST", "?query=ASK{}", b"query=ASK{}", FORM, 400),
        ("POST", "", b"query=ASK{}&update=CLEAR+ALL", FORM, 400),
        ("POST", "", b"other=1", FORM, 400),
        ("POST", "", b"query=%ff", FORM, 400),
        ("POST", "?query=ASK{}", b"ASK {}", QUERY, 400),
        ("POST", "", b"ASK { ?s ?p '\xff' }", QUERY, 400),
        ("POST", "", "ASK {}".encode("utf-16"), QUERY, 400),
        ("POST", "", b"ASK {}", {}, 415),
        ("POST", "", b"ASK {}", {"Content-Type": "text/plain"}, 415),
        ("POST", "", b"ASK {}", {**QUERY, "Content-Encoding": "gzip"}, 415),
        ("QUERY", "", b"CLEAR ALL", {"Content-Type": "application/sparql-update"}, 415),
        ("QUERY", "", b"update=CLEAR+ALL", FORM, 400),
        ("PUT", "?query=ASK{}", b"", {}, 405),
        ("DELETE", "?query=ASK{}", None, {}, 405),
    ],
)
def test_request_against_the_protocol_is_a_problem(
    client: TestClient,
    method: str,
    address: str,
    body: bytes | None,
    headers: dict[str, str],
    status: int,
) -> None:
    answer = client.request(method, f"/sparql{address}", content=body, headers=headers)

    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_query_may_begin_with_a_byte_order_mark(client: TestClient) -> None:
    answer = client.post("/sparql", content=ASK.encode("utf-8-sig"), headers=QUERY)

    assert answer.json()["boolean"] is True


@pytest.mark.parametrize("method", ["POST", "QUERY"])
@pytest.mark.parametrize("sent", ["direct", "form"])
def test_query_is_answered_however_its_body_carries_it(
    client: TestClient, method: str, sent: str
) -> None:
    body, headers = (ASK, QUERY) if sent == "direct" else (f"query={quote(ASK)}", FORM)

    answer = client.request(method, "/sparql", content=body, headers=headers)

    assert answer.json()["boolean"] is True


def test_query_method_is_taken_by_the_real_server(server: str) -> None:
    parts = urlsplit(server)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port)
    connection.request("QUERY", "/sparql", ASK, QUERY)
    answer = connection.getresponse()

    assert json.loads(answer.read())["boolean"] is True
    connection.close()


@pytest.mark.parametrize(
    ("accept", "query", "called"),
    [
        ("*/*", ASK, "application/sparql-results+json"),
        ("text/*", ROWS, "text/csv"),
        ("application/json", ROWS, "application/json"),
        ("application/sparql-results+xml;q=0.5, text/csv;q=0.9", ROWS, "text/csv"),
        ("text/html, application/xml;q=0.9, */*;q=0.8", ROWS, "application/xml"),
        ("text/csv;q=0, */*", ROWS, "application/sparql-results+json"),
        ("*/*", TRIPLES, "text/turtle"),
        ("application/n-triples", TRIPLES, "application/n-triples"),
        ("application/ld+json", TRIPLES, "application/ld+json"),
        ("application/rdf+xml, text/turtle;q=0.5", TRIPLES, "application/rdf+xml"),
        ("application/trig", TRIPLES, "application/trig"),
        ("application/n-quads", TRIPLES, "application/n-quads"),
    ],
)
def test_answer_is_in_the_type_that_is_wanted_most(
    client: TestClient, accept: str, query: str, called: str
) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})

    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == called
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("accept", "query"),
    [("text/turtle", ASK), ("application/sparql-results+json", TRIPLES), ("image/png", ROWS)],
)
def test_answer_in_a_type_that_does_not_fit_is_refused(
    client: TestClient, accept: str, query: str
) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})

    assert (answer.status_code, slug(answer)) == (406, "not-acceptable")


@pytest.mark.parametrize(
    ("query", "media_type"),
    [
        ("CONSTRUCT { <a:s> <a:1> 1 } {}", "application/rdf+xml"),
        ('SELECT ("\\u0001" AS ?x) {}', "application/sparql-results+xml"),
    ],
)
def test_answer_that_its_type_cannot_hold_is_refused(
    client: TestClient, query: str, media_type: str
) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": media_type})

    assert (answer.status_code, slug(answer)) == (406, "not-in-this-syntax")


@pytest.mark.parametrize(
    ("name", "query", "called"),
    [
        ("json", ROWS, "application/sparql-results+json"),
        ("xml", ROWS, "application/sparql-results+xml"),
        ("tsv", ROWS, "text/tab-separated-values"),
        ("text/csv", ROWS, "text/csv"),
        ("application/sparql-results json", ROWS, "application/sparql-results+json"),
        ("xml", TRIPLES, "application/rdf+xml"),
        ("json-ld", TRIPLES, "application/ld+json"),
        ("nt", TRIPLES, "application/n-triples"),
    ],
)
@pytest.mark.parametrize("parameter", ["format", "output"])
def test_parameter_chooses_the_type_whatever_the_header_says(
    client: TestClient, parameter: str, name: str, query: str, called: str
) -> None:
    answer = client.get(
        "/sparql", params={"query": query, parameter: name}, headers={"Accept": "image/png"}
    )

    assert answer.headers["content-type"].partition(";")[0] == called


def test_syntax_error_has_its_place_as_fields(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "SELECT * {\n ?s ?p . nonsense }"})

    assert (answer.status_code, slug(answer)) == (400, "query-malformed")
    assert (answer.json()["line"], answer.json()["column"]) == (2, 10)


def test_answer_is_compressed_for_whoever_takes_that(client: TestClient) -> None:
    with client.stream(
        "GET", "/sparql", params={"query": ROWS}, headers={"Accept-Encoding": "gzip"}
    ) as packed:
        unpacked = gzip.decompress(b"".join(packed.iter_raw()))
    plain = client.get(
        "/sparql", params={"query": ROWS}, headers={"Accept-Encoding": "gzip;q=0, identity"}
    )
    short = client.get("/sparql", params={"query": ASK}, headers={"Accept-Encoding": "gzip"})

    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert unpacked == plain.content
    assert packed.headers["etag"] != plain.headers["etag"]
    assert "Accept-Encoding" in plain.headers["vary"]
    assert "content-encoding" not in short.headers


def test_long_answer_is_compressed_as_it_is_streamed(client: TestClient) -> None:
    params = {"query": "SELECT * { ?s ?p ?o } "}
    packed = client.get("/sparql", params=params, headers={"Accept-Encoding": "gzip"})
    plain = client.get("/sparql", params=params, headers={"Accept-Encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert "content-length" not in plain.headers
    assert packed.json() == plain.json()


def test_entity_tag_is_heeded_for_safe_methods_only(client: TestClient) -> None:
    tag = client.get("/sparql", params={"query": ASK}).headers["etag"]
    again = client.get("/sparql", params={"query": ASK}, headers={"If-None-Match": tag})
    posted = client.post("/sparql", content=ASK, headers={**QUERY, "If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")
    assert posted.status_code == 200


@pytest.mark.parametrize("ask_on", ["", "/v1/datasets/current"])
def test_answer_that_is_another_each_time_is_kept_by_nobody(
    client: TestClient, ask_on: str
) -> None:
    asked = {"query": "SELECT (RAND() AS ?x) {}"}

    first = client.get(f"{ask_on}/sparql", params=asked)
    again = client.get(f"{ask_on}/sparql", params=asked, headers={"If-None-Match": "*"})

    assert "etag" not in first.headers
    assert first.headers["cache-control"] == "no-store"
    assert (again.status_code, again.text == first.text) == (200, False)


@pytest.mark.parametrize("path", ["/sparql", "/concepts/sos.trust"])
def test_accept_of_several_lines_is_one_list(client: TestClient, path: str) -> None:
    lines = [("Accept", "image/png"), ("Accept", "text/csv;q=0.5"), ("Accept", "text/csv;q=0.1")]

    answer = client.get(path, params={"query": ROWS} if path == "/sparql" else {}, headers=lines)

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv")


def test_endpoint_says_how_it_is_asked(client: TestClient) -> None:
    options = client.options("/sparql")
    head = client.head("/sparql", params={"query": ROWS})
    preflight = client.options(
        "/sparql", headers={"Origin": "https://x.org", "Access-Control-Request-Method": "POST"}
    )

    assert options.status_code == 204
    assert {"GET", "HEAD", "POST", "OPTIONS"} <= set(options.headers["allow"].split(", "))
    assert (head.status_code, head.content) == (200, b"")
    assert preflight.headers["access-control-allow-origin"] == "*"


def test_parameters_are_documented(client: TestClient) -> None:
    operations = client.get("/openapi.json").json()["paths"]["/sparql"]

    wanted = {"default-graph-uri", "named-graph-uri", "timeout", "format"}
    for method in ("get", "post"):
        assert wanted <= {parameter["name"] for parameter in operations[method]["parameters"]}


def test_default_graph_is_the_engines_own_when_set_so() -> None:
    with TestClient(create_app(Settings(store="memory:", default_graph="own"))) as own:
        plain = own.get("/sparql", params={"query": ASK}).json()
        named = own.get("/sparql", params={"query": "ASK { GRAPH ?g { ?s ?p ?o } }"}).json()

    assert (plain["boolean"], named["boolean"]) == (False, True)


def test_limits_are_told_with_name_and_value() -> None:
    settings = Settings(
        store="memory:", answer_rows=10, query_nesting=5, query_timeout=5, query_seconds=0.001
    )
    with TestClient(create_app(settings)) as tight:
        rows = tight.get("/sparql", params={"query": ROWS})
        spent = tight.get("/sparql", params={"query": ASK})
        nested = tight.get("/sparql", params={"query": "ASK " + "{" * 6 + "}" * 6})

    assert (rows.status_code, slug(rows)) == (422, "answer-too-large")
    assert (rows.json()["limit"], rows.json()["allowed"]) == ("answer rows", 10)
    assert (spent.status_code, slug(spent)) == (429, "query-time-spent")
    assert int(spent.headers["retry-after"]) >= 1
    assert (nested.json()["limit"], nested.json()["allowed"]) == ("nested brackets", 5)


@pytest.mark.parametrize(
    "query", [ASK, ROWS, TRIPLES, "SELECT * {", "CLEAR ALL", "SELECT * { SERVICE <u:x> {} }"]
)
@pytest.mark.parametrize("accept", ["*/*", "text/csv"])
def test_short_way_leads_to_the_same_answer_as_the_long_one(
    client: TestClient, query: str, accept: str
) -> None:
    short = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    long = client.get(
        "/sparql", params={"query": query}, headers={"Accept": accept, "Origin": "https://x.org"}
    )

    def told(answer: object) -> dict[str, object]:
        headers = dict(answer.headers)  # type: ignore[attr-defined]  # httpx's
        for name in ("x-request-id", "vary"):
            headers.pop(name)
        return {name: text for name, text in headers.items() if not name.startswith("access-")}

    assert (short.status_code, told(short)) == (long.status_code, told(long))
    assert _without_id(short.text) == _without_id(long.text)
    for part in ("Accept", "Origin"):
        assert part in short.headers["vary"]


def _without_id(text: str) -> str:
    return re.sub(r'"request_id": ?"[0-9a-f]+"', "", text)
