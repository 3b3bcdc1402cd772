"""SPARQL servers to compare with: this module starts ours, Oxigraph's and rdflib-endpoint.

All three serve the same statements. Ours and Oxigraph's hold them in named graphs and answer over
their union; rdflib-endpoint, which has no such setting, is given them without graphs.
"""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph

from benchmarks.material import Quads
from cmo_graph.questions.derived import refresh_derived
from cmo_graph.questions.description import refresh_description
from cmo_graph.store import open_store

#: Seconds in which a server has to answer first.
_PATIENCE = 600.0
#: One client asks here as many queries as many clients would.
_OURS: Mapping[str, str] = {
    "CMO_QUERIES_PER_CLIENT": "100",
    "CMO_QUERY_SECONDS": "1000000",
    "CMO_QUERY_TIMEOUT": "300",
    "CMO_ACCESS_LOG": "off",
}


@contextmanager
def forgetful(quads: Quads, folder: Path) -> Iterator[str]:
    """Serve from this project, keeping no answers; give the address of the endpoint."""
    with ours(quads, folder, kept=0) as endpoint:
        yield endpoint


@contextmanager
def ours(quads: Quads, folder: Path, *, kept: int = 16 * 1024 * 1024) -> Iterator[str]:
    """Serve from this project; give the address of the endpoint."""
    store = folder / "ours"
    if not store.exists():
        _run("cmo-graph", "load", "--store", str(store), str(quads.path))
        _derive(store)
    port = _free_port()
    command = [_tool("cmo-graph"), "serve", "--empty", "--store", str(store), "--port", str(port)]
    settings = {**_OURS, "CMO_KEPT_ANSWERS": str(kept)}
    with _running(command, f"http://127.0.0.1:{port}/sparql", settings=settings) as endpoint:
        yield endpoint


def _derive(store: Path) -> None:
    """Make the derived graphs now: the server would do it while it is measured."""
    with closing(open_store(str(store))) as opened:
        refresh_derived(opened)
        refresh_description(opened)


@contextmanager
def oxigraph(quads: Quads, folder: Path) -> Iterator[str]:
    """Serve from the Oxigraph server; give the address of the endpoint."""
    location = folder / "oxigraph"
    if not location.exists():
        _run("oxigraph", "load", "--location", str(location), "--file", str(quads.path))
    port = _free_port()
    command = [
        *(_tool("oxigraph"), "serve-read-only", "--location", str(location)),
        *("--bind", f"127.0.0.1:{port}", "--union-default-graph"),
    ]
    with _running(command, f"http://127.0.0.1:{port}/query") as endpoint:
        yield endpoint


@contextmanager
def rdflib_endpoint(quads: Quads, folder: Path) -> Iterator[str]:
    """Serve from rdflib-endpoint over its quicker store; give the address of the endpoint."""
    triples = folder / "triples.nt"
    if not triples.exists():
        _write_triples(quads.path, triples)
    port = _free_port()
    command = [
        *(_tool("rdflib-endpoint"), "serve", "--host", "127.0.0.1", "--port", str(port)),
        *("--store", "Oxigraph", str(triples)),
    ]
    with _running(command, f"http://127.0.0.1:{port}/") as endpoint:
        yield endpoint


def _write_triples(source: Path, target: Path) -> None:
    read = pyoxigraph.parse(path=source, format=pyoxigraph.RdfFormat.N_QUADS)
    with target.open("wb") as sink:
        pyoxigraph.serialize(
            (quad.triple for quad in read), sink, format=pyoxigraph.RdfFormat.N_TRIPLES
        )


@contextmanager
def _running(
    command: Sequence[str], endpoint: str, *, settings: Mapping[str, str] | None = None
) -> Iterator[str]:
    with subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **(settings or {})},
    ) as process:
        try:
            _wait_for(endpoint, process)
            yield endpoint
        finally:
            process.terminate()


def _wait_for(endpoint: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            if answer(endpoint, "/?query=ASK%20%7B%7D")[0] == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"No server answers at {endpoint}.")


def answer(
    endpoint: str, target: str = "", *, tag: str | None = None
) -> tuple[int, Mapping[str, str], bytes]:
    """Ask once; return status, headers in lower case, and body."""
    parts = urlsplit(endpoint)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=600)
    headers = {"Accept": "application/sparql-results+json"}
    if tag:
        headers["If-None-Match"] = tag
    connection.request("GET", parts.path + target.removeprefix("/"), headers=headers)
    told = connection.getresponse()
    found = {name.lower(): value for name, value in told.getheaders()}
    body = told.read()
    connection.close()
    return told.status, found, body


def _run(tool: str, *arguments: str) -> None:
    subprocess.run([_tool(tool), *arguments], check=True, capture_output=True)


def _tool(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])
