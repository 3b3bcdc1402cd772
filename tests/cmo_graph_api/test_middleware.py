import pytest
from cmo_graph_api.app import LONGEST_BODY
from fastapi.testclient import TestClient


def test_body_that_is_too_long_is_refused_before_it_is_parsed(client: TestClient) -> None:
    body = b'{"claims": ["' + b"x" * LONGEST_BODY + b'"]}'
    answer = client.post(
        "/v1/support:batch", content=body, headers={"Content-Type": "application/json"}
    )

    assert answer.status_code == 413
    assert answer.json()["type"].endswith("#request-too-large")


def test_every_answer_forbids_what_a_page_does_not_need(client: TestClient) -> None:
    for path in ("/v1/meta", "/docs", "/v1/nothing"):
        headers = client.get(path).headers

        assert headers["x-content-type-options"] == "nosniff"
        assert "unsafe" not in headers["content-security-policy"]
        assert "default-src 'self'" in headers["content-security-policy"]


def test_answers_may_be_read_from_other_origins_and_written_with_the_token_only(
    client: TestClient,
) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "PUT"}

    read = client.get("/v1/meta", headers=asked)
    preflight = client.options("/v1/meta", headers=asked)
    write = client.put("/graphs?default", headers={**asked, "Content-Type": "text/turtle"})

    assert read.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in preflight.headers
    assert write.status_code in {401, 403}


def test_page_of_another_origin_may_send_a_query_and_read_what_is_told(client: TestClient) -> None:
    origin = {"Origin": "https://example.org"}

    preflight = client.options(
        "/sparql", headers={**origin, "Access-Control-Request-Method": "QUERY"}
    )
    told = client.get("/sparql", headers=origin).headers["access-control-expose-headers"]

    assert preflight.status_code == 200
    assert {"Retry-After", "Location", "WWW-Authenticate", "ETag"} <= set(told.split(", "))


def test_method_that_nothing_answers_to_is_refused_to_other_origins(client: TestClient) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "PATCH"}

    assert client.options("/v1/meta", headers=asked).status_code == 400


@pytest.mark.parametrize("coding", ["identity", "gzip"])
@pytest.mark.parametrize(
    "path",
    [
        *("/v1/meta", "/concepts/sos.trust", "/concepts/sos.trust.ttl", "/ns", "/docs"),
        *("/graphs", "/graphs?default", "/graph/sos", "/.well-known/void", "/openapi.json"),
        *("/static/own/page.css", "/v1/queries/claims_by_status/answer", "/sparql?query=ASK{}"),
    ],
)
def test_answer_with_a_tag_varies_by_its_coding_also_when_it_is_a_304(
    client: TestClient, path: str, coding: str
) -> None:
    asked = {"Accept-Encoding": coding}
    answer = client.get(path, headers=asked)
    again = client.get(path, headers={**asked, "If-None-Match": answer.headers["etag"]})

    assert answer.status_code == 200
    assert again.status_code == 304
    for headers in (answer.headers, again.headers):
        named = headers["vary"].split(", ")
        assert named.count("Accept-Encoding") == 1


def test_compressed_file_has_another_tag_and_no_ranges(client: TestClient) -> None:
    plain = client.get("/static/own/page.css", headers={"Accept-Encoding": "identity"})
    packed = client.get("/static/own/page.css", headers={"Accept-Encoding": "gzip"})

    assert plain.headers["accept-ranges"] == "bytes"
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["etag"] == f"W/{plain.headers['etag']}"
    assert "accept-ranges" not in packed.headers
