from collections.abc import Mapping
from pathlib import Path

import pytest
from cmo_graph_api.app import create_app
from cmo_graph_api.metrics import MEDIA_TYPE, OUTCOMES, Metrics, bytes_of
from cmo_graph_api.observing import Noted
from cmo_graph_api.problem_kinds import HTTP_SLUGS, KINDS
from cmo_graph_api.settings import Settings
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from tests.cmo_graph_api.watching import exchange

Figures = Mapping[str, float]


def figures(text: str) -> Figures:
    """Return every figure by its name and its labels, as in `cmo_queries_total{outcome=…}`."""
    return {
        sample.name + str(dict(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def fetched(client: TestClient) -> Figures:
    answer = client.get("/metrics")
    assert answer.headers["Content-Type"] == MEDIA_TYPE
    return figures(answer.text)


def test_requests_are_counted_by_route_and_not_by_path(client: TestClient) -> None:
    name = "cmo_requests_total{'method': 'GET', 'route': '/v1/concepts/{key}', 'status': '404'}"
    before = fetched(client).get(name, 0)
    for number in range(3):
        client.get(f"/v1/concepts/sos.nobody{number}")

    assert fetched(client)[name] == before + 3


def test_series_do_not_grow_with_what_clients_send(client: TestClient) -> None:
    client.get("/nowhere/first")
    client.request("BREW", "/v1/meta")
    before = set(fetched(client))
    for number in range(20):
        client.get(f"/nowhere/{number}")
        client.request(f"BREW{number}", "/v1/meta")

    assert set(fetched(client)) == before


def test_head_is_counted_under_its_route(client: TestClient) -> None:
    client.head("/v1/meta")

    name = "cmo_requests_total{'method': 'HEAD', 'route': '/v1/meta', 'status': '200'}"
    assert fetched(client)[name] >= 1


def test_queries_are_counted_by_how_they_ended(client: TestClient) -> None:
    def told(outcome: str) -> float:
        return fetched(client).get(f"cmo_queries_total{{'outcome': '{outcome}'}}", 0)

    answered, refused = told("answered"), told("refused")
    client.get("/sparql", params={"query": "ASK {}"})
    client.get("/sparql", params={"query": "ASK { SERVICE <http://127.0.0.1/> {} }"})

    assert told("answered") == answered + 1
    assert told("refused") == refused + 1


@pytest.mark.parametrize(
    ("reason", "is_aborted", "outcome"),
    [
        (None, False, "answered"),
        (None, True, "broken_off"),
        ("query-timed-out", False, "timed_out"),
        ("query-timed-out", True, "timed_out"),
        ("query-malformed", False, "refused"),
    ],
)
def test_query_has_the_outcome_of_its_problem(
    reason: str | None, is_aborted: bool, outcome: str
) -> None:
    metrics = Metrics()

    metrics.count(exchange(is_aborted=is_aborted, notes=Noted("1", reason=reason, text_hash="0f")))

    assert figures(metrics.text().decode())[f"cmo_queries_total{{'outcome': '{outcome}'}}"] == 1


def test_outcomes_are_told_by_slugs_that_there_are() -> None:
    slugs = {kind.slug for kind in KINDS.values()} | set(HTTP_SLUGS.values()) | {"unexpected"}

    assert set(OUTCOMES) <= slugs


def test_state_of_the_server_is_told(client: TestClient) -> None:
    meta = client.get("/v1/meta").json()
    client.get("/sparql", params={"query": "ASK {}"})
    found = fetched(client)

    assert found["cmo_dataset_number{}"] == meta["number"]
    assert found["cmo_graphs{}"] == len(meta["graphs"])
    assert found["cmo_readers{'state': 'idle'}"] >= 1
    assert found["process_resident_memory_bytes{}"] > 0


def test_reader_that_is_replaced_is_counted(client: TestClient) -> None:
    name = "cmo_readers_replaced_total{}"
    before = fetched(client)[name]
    answer = client.get(
        "/sparql",
        params={"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }", "timeout": "0.2"},
    )

    assert answer.status_code == 504
    # The reader is replaced when the answer is on its way already.
    found = next(found for _ in range(1000) if (found := fetched(client)[name]) > before)
    assert found == before + 1
    assert fetched(client)["cmo_queries_total{'outcome': 'timed_out'}"] >= 1


def test_figures_are_not_told_where_they_are_switched_off() -> None:
    app = create_app(Settings(store="memory:", metrics=False), empty=True)
    with TestClient(app) as client:
        assert client.get("/metrics").status_code == 404


def test_applications_do_not_share_their_figures() -> None:
    one, other = (create_app(Settings(store="memory:"), empty=True) for _ in range(2))
    with TestClient(one) as asked, TestClient(other) as quiet:
        asked.get("/health/live")

        assert "/health/live" in asked.get("/metrics").text
        assert "/health/live" not in quiet.get("/metrics").text


def test_bytes_of_a_store_count_a_linked_file_once(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"12345")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "same").hardlink_to(tmp_path / "one")

    assert bytes_of(tmp_path) == 5
