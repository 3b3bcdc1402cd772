"""Servers in processes of their own, which clients read and write: this module starts them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cmo_graph_api.serving import served

TOKEN = "only for tests"  # noqa: S105 - it opens nothing else
#: All tests ask from one address, on machines of any speed; shares have tests of their own.
GENEROUS = {"CMO_QUERIES_PER_CLIENT": "64", "CMO_QUERY_SECONDS": "100000"}


@pytest.fixture(scope="session")
def writable_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve an empty store on disk to whoever has `TOKEN`; give the server's address."""
    program = Path(sys.executable).with_name("cmo-graph")
    store = tmp_path_factory.mktemp("written") / "store"
    process = subprocess.Popen(
        [program, "serve", "--empty", "--port", "0", "--store", str(store)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **GENEROUS, "CMO_WRITE_TOKEN": TOKEN},
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


@pytest.fixture(scope="session")
def seeded_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the embedded synthesis, for writing to whoever has `TOKEN`; give the address."""
    store = tmp_path_factory.mktemp("seeded") / "store"
    with served(store, CMO_WRITE_TOKEN=TOKEN, **GENEROUS) as server:
        yield server
