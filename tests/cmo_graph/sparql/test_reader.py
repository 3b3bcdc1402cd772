"""The second wall: what the reader process cannot do, even for a query nobody has scanned."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import pyoxigraph
import pytest

from cmo_graph.sparql.reader import End, Request, receive, send

EMPTY_JSON = b'{"head":{"vars":["s"]},"results":{"bindings":[]}}'


@pytest.fixture(params=["folder", "file"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param == "file":
        path = tmp_path / "empty.nq"
        path.write_text("", encoding="utf-8")
        return path
    pyoxigraph.Store(str(tmp_path / "store")).flush()
    return tmp_path / "store"


@contextmanager
def reader(source: Path) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-m", "cmo_graph.sparql.reader", str(source), "200"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert receive(process.stdout) == (b"R", b"")
        yield process


def ask(process: "subprocess.Popen[bytes]", query: str) -> tuple[bytes, End]:
    assert process.stdin is not None
    assert process.stdout is not None
    request = Request(query, "application/sparql-results+json", seconds=20, most_bytes=10_000)
    send(process.stdin, b"Q", json.dumps(asdict(request)).encode())
    answer = b""
    while (frame := receive(process.stdout)) is not None:
        if frame[0] == b"E":
            return answer, End(**json.loads(frame[1]))
        answer += frame[1]
    raise AssertionError("The reader died.")


def test_reader_calls_no_server_when_a_query_asks_it_to(source: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, reader(source) as process:
        server.settimeout(0.5)
        port = server.getsockname()[1]

        _, end = ask(process, f"SELECT ?s {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}")

        assert end.outcome == "unsupported"
        with pytest.raises(TimeoutError):
            server.accept()


def test_reader_answers_on_after_a_query_that_failed(source: Path) -> None:
    with reader(source) as process:
        _, failed = ask(process, "SELECT ?s { ?s ?p }")
        answer, end = ask(process, "SELECT ?s { ?s ?p ?o }")

    assert failed.outcome == "syntax"
    assert (answer, end) == (EMPTY_JSON, End("done"))


def test_reader_ends_when_its_input_ends(source: Path) -> None:
    with reader(source) as process:
        assert process.stdin is not None
        process.stdin.close()

        assert process.wait(timeout=20) == 0


def test_reader_updates_nothing(source: Path) -> None:
    with reader(source) as process:
        _, end = ask(process, "INSERT DATA { <http://x/s> <http://x/p> 1 }")

    assert end.outcome == "syntax"
