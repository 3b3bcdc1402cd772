"""SPARQL servers of two makes, started for the tests: this module gives each as a fixture.

The Oxigraph server comes with the test packages. Virtuoso is a package of the system; where it is
missing, its tests are skipped, unless CMO_TEST_VIRTUOSO is set to `required`.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest

from cmo_graph.store import RemoteAccess

#: Seconds in which a server has to answer; a new database of Virtuoso's takes twenty.
_SECONDS = 180.0
#: Beginnings of the names of graphs that Virtuoso makes for itself.
_OWN_GRAPHS = (
    "http://www.openlinksw.com/",
    "http://www.w3.org/ns/ldp#",
    "http://localuriqaserver/",
)
_USER, _PASSWORD = "cmo", "only for tests"

#: One for all, because to make one takes longer than to ask. It keeps no connection: servers end.
_HTTP = httpx2.Client(limits=httpx2.Limits(max_keepalive_connections=0))

_VIRTUOSO_INI = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
ServerThreads = 20
NumberOfBuffers = 10000
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 20
Charset = UTF-8
[SPARQL]
ResultSetMaxRows = 10000000
"""
_VIRTUOSO_SETUP = (
    f"DB.DBA.USER_CREATE('{_USER}', '{_PASSWORD}'); "
    f'GRANT SPARQL_UPDATE TO "{_USER}"; '
    f"DB.DBA.RDF_DEFAULT_USER_PERMS_SET('{_USER}', 7);"
)


@dataclass(frozen=True, slots=True)
class SparqlServer:
    """A server that runs, and how a store on it is opened."""

    location: str
    query: str
    update: str
    access: RemoteAccess = field(default_factory=RemoteAccess)

    def access_in(self, folder: Path) -> RemoteAccess:
        """Return how it is entered when what is worked out from it is kept in a folder."""
        return RemoteAccess(user=self.access.user, password=self.access.password, cache=folder)

    def graphs(self) -> list[str]:
        """Return the names of all graphs that somebody put there."""
        # Virtuoso has a routine of its own for SELECT DISTINCT of graphs, which can take a minute.
        answer = _HTTP.post(
            self.query,
            data={"query": "SELECT ?g WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"},
            headers={"Accept": "application/sparql-results+json"},
        )
        found = [row["g"]["value"] for row in answer.json()["results"]["bindings"]]
        return sorted(graph for graph in found if not graph.startswith(_OWN_GRAPHS))

    def run(self, update: str) -> None:
        """Run an update past any store."""
        login = (
            httpx2.DigestAuth(_USER, _PASSWORD) if self.access.user else httpx2.USE_CLIENT_DEFAULT
        )
        answer = _HTTP.post(self.update, data={"update": update}, auth=login, timeout=60)
        answer.raise_for_status()

    def clear(self) -> None:
        """Remove every graph."""
        graphs = self.graphs()
        if graphs:
            self.run(" ;\n".join(f"DROP SILENT GRAPH <{graph}>" for graph in graphs))


@pytest.fixture(scope="session")
def oxigraph_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparqlServer]:
    with oxigraph_running(tmp_path_factory.mktemp("oxigraph")) as server:
        yield server


@contextmanager
def oxigraph_running(folder: Path) -> Iterator[SparqlServer]:
    """Run an Oxigraph server that keeps its data in a folder."""
    port = _free_port()
    program = Path(sys.executable).with_name("oxigraph")
    place = f"http://127.0.0.1:{port}"
    command = [program, "serve", "--location", folder / "data", "--bind", f"127.0.0.1:{port}"]
    with _running(command, folder, is_ready=lambda: _answers(f"{place}/query")):
        yield SparqlServer(
            f"sparql+{place}/query?update=/update&data=/store", f"{place}/query", f"{place}/update"
        )


@pytest.fixture(scope="session")
def virtuoso_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparqlServer]:
    program, setup = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if program is None or setup is None:
        if os.environ.get("CMO_TEST_VIRTUOSO") == "required":
            pytest.fail("Virtuoso is required here, and virtuoso-t is not installed.")
        pytest.skip("Virtuoso is not installed (Debian: virtuoso-opensource).")
    folder, sql, http = tmp_path_factory.mktemp("virtuoso"), _free_port(), _free_port()
    folder.joinpath("virtuoso.ini").write_text(_VIRTUOSO_INI.format(sql=sql, http=http))
    place = f"http://127.0.0.1:{http}"
    command = [program, "+configfile", "virtuoso.ini", "+foreground"]
    with _running(command, folder, is_ready=lambda: _answers(f"{place}/sparql")):
        granting = [setup, f"127.0.0.1:{sql}", "dba", "dba", f"exec={_VIRTUOSO_SETUP}"]
        subprocess.run(granting, check=True, capture_output=True, timeout=60)
        yield SparqlServer(
            f"sparql+{place}/sparql?update=/sparql-auth&data=/sparql-graph-crud-auth",
            f"{place}/sparql",
            f"{place}/sparql-auth",
            RemoteAccess(user=_USER, password=_PASSWORD),
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _answers(url: str) -> bool:
    with suppress(httpx2.HTTPError):
        return _HTTP.post(url, data={"query": "ASK { ?s ?p ?o }"}).status_code == 200
    return False


@contextmanager
def _running(
    command: Sequence[object], folder: Path, *, is_ready: Callable[[], bool]
) -> Iterator[None]:
    with folder.joinpath("output").open("wb") as output:
        process = subprocess.Popen(
            list(map(str, command)), cwd=folder, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        end = time.monotonic() + _SECONDS
        while not is_ready():
            told = folder.joinpath("output").read_text(errors="replace")[-2_000:]
            assert process.poll() is None, f"{command[0]} ended: {told}"
            assert time.monotonic() < end, f"{command[0]} does not answer: {told}"
            time.sleep(0.2)
        yield
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(20)
