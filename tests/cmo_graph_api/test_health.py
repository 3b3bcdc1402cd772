import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx2
import pytest
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


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A SPARQL server of this test's own, with its address."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{found.getsockname()[1]}"
    program = Path(sys.executable).with_name("oxigraph")
    place = str(tmp_path / "engine")
    command = [str(program), "serve", "--location", place, "--bind", address]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(1000):
                with suppress(httpx2.HTTPError):
                    httpx2.get(f"http://{address}/query")
                    break
                time.sleep(0.05)
            yield address, process
        finally:
            process.kill()


def test_server_is_live_and_not_ready_when_the_engine_elsewhere_is_down(
    engine: tuple[str, subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    address, process = engine
    location = f"sparql+http://{address}/query?update=/update&data=/store"
    settings = Settings(store=location, remote_cache=tmp_path / "cache")
    with TestClient(create_app(settings, empty=True)) as client:
        assert client.get("/health/ready").status_code == 200
        process.kill()
        process.wait()

        assert client.get("/health/ready").status_code == 503
        assert client.get("/health/live").status_code == 200
        assert "cmo_dataset_number" not in client.get("/metrics").text
