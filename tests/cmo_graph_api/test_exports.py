"""Reviews are given out over HTTP as the files that the command line makes of them."""

import json
from collections.abc import Iterator

import pytest
from cmo_graph_api.app import create_app
from cmo_graph_api.settings import Settings
from fastapi.testclient import TestClient

from cmo_graph.interchange.exporters import EXPORT_KINDS

ADDRESS = "/v1/reviews/sos/export"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(Settings(store="memory:"))) as client:
        yield client


@pytest.mark.parametrize("kind", EXPORT_KINDS)
def test_export_is_a_file_of_a_documented_type(client: TestClient, kind: str) -> None:
    answer = client.get(ADDRESS, params={"kind": kind})

    assert answer.status_code == 200
    media_type = answer.headers["content-type"].partition(";")[0]
    assert media_type in (*EXPORT_KINDS[kind].media_types, "application/zip")
    described = client.app.openapi()["paths"]["/v1/reviews/{key}/export"]["get"]["responses"]  # type: ignore[attr-defined]
    assert media_type in described["200"]["content"]
    assert answer.headers["content-disposition"].startswith('attachment; filename="')
    assert answer.content
    assert all(one.endswith(".") for one in json.loads(answer.headers.get("export-told", "[]")))


def test_export_is_not_sent_again_when_it_has_not_changed(client: TestClient) -> None:
    first = client.get(ADDRESS, params={"kind": "references"})

    again = client.get(
        ADDRESS, params={"kind": "references"}, headers={"If-None-Match": first.headers["etag"]}
    )

    assert (again.status_code, again.content) == (304, b"")


def test_export_of_an_unknown_review_says_so(client: TestClient) -> None:
    answer = client.get("/v1/reviews/nobody/export", params={"kind": "references"})

    assert answer.status_code == 404
    assert answer.json()["type"].endswith("not-found")


@pytest.mark.parametrize("option", ["colour=red", "format=stone"])
def test_export_refuses_options_that_its_kind_does_not_take(
    client: TestClient, option: str
) -> None:
    answer = client.get(ADDRESS, params={"kind": "references", "option": option})

    assert answer.status_code == 422
    assert answer.json()["type"].endswith("parameter-invalid")
