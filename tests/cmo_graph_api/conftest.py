import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cmo_graph_api.app import create_app
from cmo_graph_api.settings import Settings
from fastapi import FastAPI
from fastapi.testclient import TestClient


@pytest.fixture(scope="session")
def app() -> FastAPI:
    return create_app(Settings(store="memory:", query_timeout=5.0))


@pytest.fixture(scope="session")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the embedded synthesis from disk in a process of its own; give its address."""
    program = Path(sys.executable).with_name("cmo-graph")
    store = tmp_path_factory.mktemp("served") / "store"
    process = subprocess.Popen(
        [program, "serve", "--port", "0", "--store", str(store)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = next(line for line in process.stdout if line.startswith("Serving on "))
        yield line.split()[-1]
    finally:
        process.terminate()
        process.wait(20)
        if process.stdout is not None:
            process.stdout.close()
