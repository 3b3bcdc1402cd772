import shutil
from pathlib import Path

from cmo_graph_api.app import create_app
from cmo_graph_api.settings import Settings
from fastapi.testclient import TestClient


def test_server_is_ready_with_the_version_it_serves(client: TestClient) -> None:
    ready = client.get("/health/ready")

    assert ready.status_code == 200
    assert ready.json()["version"] == client.get("/v1/meta").json()["version"]


def test_server_is_not_ready_before_its_store_is_open() -> None:
    client = TestClient(create_app(Settings(store="memory:")))

    assert client.get("/health/ready").status_code == 503


def test_server_is_live_and_not_ready_when_its_store_is_gone(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with TestClient(create_app(Settings(store=str(folder)), empty=True)) as client:
        assert client.get("/health/ready").status_code == 200
        shutil.rmtree(folder)
        ready = client.get("/health/ready")

        assert ready.status_code == 503
        assert ready.json()["type"].endswith("#busy")
        assert client.get("/health/live").status_code == 200
