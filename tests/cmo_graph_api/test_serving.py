"""A server process from its start to its end: real signals, real connections."""

import json
import logging
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator, MutableMapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from threading import Thread

import anyio
import pytest
from cmo_graph_api.app import create_app
from cmo_graph_api.serving import ToldPlainly, is_news
from cmo_graph_api.settings import Settings

from cmo_graph.errors import NotAStore
from cmo_graph.interchange.loading import load_ontology, load_seed
from cmo_graph.store import open_store
from cmo_graph.store.checking import check_store
from tests.cmo_graph.store.loading_reviews import review_graph, review_triples

#: Statements served: enough for an answer that no buffer between two processes can hold.
STATEMENTS = 30_000
EVERYTHING = "/sparql?" + urllib.parse.urlencode(
    {
        "query": "SELECT ?a ?b ?c ?d { ?a ?b ?c . { SELECT ?d { ?d ?e ?f } LIMIT 3 } }",
        "default-graph-uri": review_graph(1),
    }
)
#: What takes long to import, and only some requests need.
DEAR = (
    *(
        "bibtexparser",
        "fpdf",
        "httpx2",
        "networkx",
        "openpyxl",
        "pygraphviz",
        "pylatexenc",
        "pypdf",
    ),
    *("pyshacl", "rich"),
)
#: Serves a store until it has answered once, and tells what was imported by then.
_SERVED_ONCE = """
import os, signal, sys
from threading import Thread
from urllib.request import urlopen
from cmo_graph_api.cli import server
from cmo_graph_api.serving import run
from cmo_graph_api.settings import Settings

def ask(address):
    try:
        print(urlopen(address + "/health/ready").status)
    finally:
        os.kill(os.getpid(), signal.SIGTERM)

settings = Settings(store=sys.argv[1], port=0, access_log="off")
run(settings, empty=False, announce=lambda address: Thread(target=ask, args=[address]).start())
print(*sorted(set(sys.modules) & set(sys.argv[2].split(","))))
"""
#: Seconds by which a server has ended that has nothing to wait for; it takes well under one.
SOON = 20.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stopped") / "store"
    store = open_store(folder)
    with store.writing() as draft:
        draft.replace_graph(review_graph(1), review_triples(1, size=STATEMENTS))
    store.close()
    return folder


@dataclass(frozen=True, slots=True)
class Server:
    process: subprocess.Popen[str]
    port: int
    log: Path

    @contextmanager
    def connected(self) -> Iterator[HTTPConnection]:
        """Give a connection that stays open until the block ends."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            yield connection

    @contextmanager
    def answering(self, path: str, **headers: str) -> Iterator[HTTPResponse]:
        """Ask for a path and give the answer as it comes."""
        with self.connected() as connection:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request("GET", path, headers=named)
            with closing(connection.getresponse()) as answer:
                yield answer

    def ask(self, path: str, **headers: str) -> bytes:
        """Ask for a path and return the whole answer."""
        with self.answering(path, **headers) as answer:
            return answer.read()

    def children(self) -> set[int]:
        pid = self.process.pid
        told = Path(f"/proc/{pid}/task").glob("*/children")
        return {int(child) for path in told for child in path.read_text().split()}


@contextmanager
def serving(folder: Path, log: Path, **settings: str) -> Iterator[Server]:
    program = Path(sys.executable).with_name("cmo-graph")
    environment = {f"CMO_{name.upper()}": value for name, value in settings.items()}
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [program, "serve", "--empty", "--port", "0", "--store", str(folder)],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={"PATH": "", **environment},
        ) as process,
    ):
        assert process.stdout is not None
        line = next(line for line in process.stdout if line.startswith("Serving on "))
        try:
            yield Server(process, int(line.rpartition(":")[2]), log)
            # A line of the log is written after its answer: what ends by itself has written all.
            process.terminate()
            process.wait(SOON)
        finally:
            process.kill()


def lines_of(log: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]


def wait_until_refused(server: Server) -> None:
    """Wait until the server takes no more connections."""
    for _ in range(1000):
        try:
            socket.create_connection(("127.0.0.1", server.port), timeout=5).close()
        except OSError:
            return
        time.sleep(0.01)
    raise AssertionError("the server goes on listening")


def test_long_download_is_finished_when_the_server_is_told_to_stop(
    folder: Path, tmp_path: Path
) -> None:
    with serving(folder, tmp_path / "log") as server, server.answering(EVERYTHING) as answer:
        begun = answer.read(1000)

        server.process.send_signal(signal.SIGTERM)
        wait_until_refused(server)
        assert server.process.poll() is None
        found = json.loads(begun + answer.read())

        assert server.process.wait(SOON) == 0
    assert len(found["results"]["bindings"]) == STATEMENTS * 3


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_idle_server_ends_with_exit_code_0(folder: Path, tmp_path: Path, sent: int) -> None:
    with serving(folder, tmp_path / "log") as server, server.connected() as connection:
        connection.request("GET", "/sparql?query=ASK%7B%7D")
        assert connection.getresponse().read()
        readers = server.children()
        assert readers

        # The connection stays open, as those of proxies do.
        server.process.send_signal(sent)

        assert server.process.wait(SOON) == 0
        assert not [reader for reader in readers if Path(f"/proc/{reader}").exists()]
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_second_signal_ends_the_server_at_once(folder: Path, tmp_path: Path) -> None:
    with (
        serving(folder, tmp_path / "log", grace="600") as server,
        server.answering(EVERYTHING) as answer,
    ):
        answer.read(1000)
        server.process.send_signal(signal.SIGTERM)
        wait_until_refused(server)

        server.process.send_signal(signal.SIGTERM)

        assert server.process.wait(SOON) == 1


def test_download_that_outlasts_the_grace_is_broken_off(folder: Path, tmp_path: Path) -> None:
    with (
        serving(folder, tmp_path / "log", grace="1") as server,
        server.answering(EVERYTHING) as answer,
    ):
        answer.read(1000)

        server.process.send_signal(signal.SIGTERM)

        assert server.process.wait(SOON) == 0
    [told] = [line for line in lines_of(tmp_path / "log") if line["path"] == "/sparql"]
    assert told["aborted"] is True


def test_store_can_be_written_after_the_server_has_ended(folder: Path, tmp_path: Path) -> None:
    with serving(folder, tmp_path / "log") as server:
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(SOON) == 0

    store = open_store(folder)
    with store.writing() as draft:
        draft.replace_graph(review_graph(2), review_triples(2, size=3))

    assert check_store(folder) == ()


# The access log


def test_server_writes_its_access_log_to_standard_error(folder: Path, tmp_path: Path) -> None:
    with serving(folder, tmp_path / "log") as server:
        server.ask("/v1/meta?x=hush", X_Request_ID="one")
    [line] = lines_of(tmp_path / "log")

    assert (line["request_id"], line["status"], line["reason"]) == ("one", 422, "parameter-invalid")
    assert line["client"] == "127.0.0.1"
    assert "hush" not in (tmp_path / "log").read_text()


def test_server_writes_no_access_log_when_it_is_off(folder: Path, tmp_path: Path) -> None:
    with serving(folder, tmp_path / "log", access_log="off") as server:
        assert server.ask("/v1/meta")

    assert lines_of(tmp_path / "log") == []


@pytest.mark.parametrize(
    ("trusted", "client"), [("127.0.0.1", "192.0.2.7"), ("192.0.2.200", "127.0.0.1")]
)
def test_address_of_a_client_is_what_a_trusted_proxy_says(
    folder: Path, tmp_path: Path, trusted: str, client: str
) -> None:
    with serving(folder, tmp_path / "log", trusted_proxies=trusted) as server:
        server.ask("/v1/meta", X_Forwarded_For="192.0.2.7", X_Forwarded_Proto="https")

    [line] = lines_of(tmp_path / "log")
    assert line["client"] == client


def test_many_clients_are_logged_each_on_a_line_of_its_own(folder: Path, tmp_path: Path) -> None:
    def ask(server: Server) -> None:
        for _ in range(20):
            server.ask("/health/live")

    with serving(folder, tmp_path / "log") as server:
        threads = [Thread(target=ask, args=(server,)) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert len({line["request_id"] for line in lines_of(tmp_path / "log")}) == 100


def test_server_answers_without_what_only_some_requests_need(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store")
    load_ontology(store)
    load_seed(store)
    store.close()

    run = [sys.executable, "-c", _SERVED_ONCE, str(tmp_path / "store"), ",".join(DEAR)]
    told = subprocess.run(run, check=True, capture_output=True, text=True, timeout=60).stdout

    assert told.splitlines() == ["200", ""]


@pytest.mark.parametrize(
    ("said", "news"),
    [
        ("ASGI callable returned without completing response.", False),
        ("ASGI callable returned without starting response.", True),
    ],
)
def test_answer_that_was_broken_off_is_logged_as_no_error_of_the_server(
    said: str, news: bool
) -> None:
    record = logging.LogRecord("uvicorn.error", logging.ERROR, "", 0, said, None, None)

    assert is_news(record) is news


@pytest.mark.parametrize(
    ("place", "error", "said"),
    [
        ("others", NotAStore, "others is not a store: the folder holds other files"),
        ("others/thesis.docx/store", NotADirectoryError, " cannot be opened: Not a directory."),
    ],
)
def test_server_that_does_not_start_says_why_in_one_sentence(
    tmp_path: Path, place: str, error: type[Exception], said: str
) -> None:
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "thesis.docx").touch()
    app = ToldPlainly(create_app(Settings(store=str(tmp_path / place))))
    told: list[MutableMapping[str, object]] = []

    async def receive() -> MutableMapping[str, object]:
        return {"type": "lifespan.startup"}

    async def send(message: MutableMapping[str, object]) -> None:
        told.append(message)

    with pytest.raises(error):
        anyio.run(app, {"type": "lifespan", "state": {}}, receive, send)

    [failure] = told
    assert failure["type"] == "lifespan.startup.failed"
    assert said in str(failure["message"])
    assert "Traceback" not in str(failure["message"])
