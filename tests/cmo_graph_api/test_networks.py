"""A theory as a network over HTTP: the format that was asked for, of the version that answered."""

import pytest
from fastapi.testclient import TestClient

from cmo_graph.projection.writing import NETWORK_FORMATS

PATH = "/v1/theories/sos.programme-theory/network"


@pytest.mark.parametrize("name", NETWORK_FORMATS)
def test_network_comes_in_every_format_and_is_found_unchanged(
    client: TestClient, name: str
) -> None:
    answer = client.get(PATH, params={"format": name})
    again = client.get(
        PATH, params={"format": name}, headers={"If-None-Match": answer.headers["ETag"]}
    )

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith(NETWORK_FORMATS[name].media_type)
    assert b"Parents trust the social worker" in answer.content
    assert again.status_code == 304


def test_network_of_configurations_has_their_status(client: TestClient) -> None:
    found = client.get(PATH, params={"of": "configurations"}).json()["elements"]

    statuses = {node["data"]["key"]: node["data"]["status"] for node in found["nodes"]}
    assert statuses["sos.engages-families-and-agencies"] == "supported"
    assert statuses["sos.safer-children-stay-out-of-care"] == "no_evidence"


def test_network_counts_only_the_evidence_that_is_asked_for(client: TestClient) -> None:
    found = client.get(PATH, params={"of": "configurations", "basis": "author_theory"}).json()

    assert {node["data"]["supporting"] for node in found["elements"]["nodes"]} == {0}


def test_network_of_an_unknown_theory_is_a_problem(client: TestClient) -> None:
    assert client.get("/v1/theories/sos.nothing/network").status_code == 404
