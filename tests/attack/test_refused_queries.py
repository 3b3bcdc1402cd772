"""What is refused before anything runs it: each for its own reason, and no reader is lost by it."""

import json
import re
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.attack.served import Served


def _within(opening: str, closing: str, times: int) -> str:
    return f"SELECT * {{ {opening * times} {closing * times} }}"


#: Texts that take the engine's parser down when it is given them.
CRASHING: Mapping[str, str] = {
    "braces": _within("{", "}", 2_200),
    "parentheses": f"SELECT * {{ FILTER{'(' * 4_750}1{')' * 4_750} }}",
    "exclamation marks": f"SELECT * {{ FILTER({'!' * 9_400}true) }}",
    "minus signs": f"SELECT ({'- ' * 9_400}1 AS ?x) {{}}",
    "exists": _within("FILTER EXISTS {", "}", 840),
    "sub-selects": _within("{SELECT * {", "}}", 2_600),
    "optional": _within("OPTIONAL {", "}", 1_680),
    "unions": f"SELECT * {{ {'{} UNION ' * 6_050}{{}} }}",
    "disjunctions": f"SELECT * {{ FILTER({'1||' * 9_400}1) }}",
    "triple terms": f"SELECT * {{ ?s ?p {'<<(?a ?b ' * 4_650}?c{')>>' * 4_650} }}",
    "blank nodes": f"SELECT * {{ ?s ?p {'[ ?p ' * 400}1{']' * 400} }}",
    "path": f"SELECT * {{ ?s <u:p>{'/<u:p>' * 1_000} ?o }}",
}


@pytest.mark.parametrize("name", CRASHING)
def test_query_that_crashes_the_parser_is_refused_and_costs_no_reader(
    attacked: Served, name: str
) -> None:
    before = attacked.all_readers()

    answer = attacked.ask(CRASHING[name])

    assert (answer.status, answer.slug) == (400, "query-too-complex")
    assert json.loads(answer.body)["allowed"] > 0
    assert attacked.readers() == before


def test_ten_megabytes_of_query_are_refused_unread(attacked: Served) -> None:
    text = "SELECT * { ?s ?p ?o }" + " " * 10 * 1024 * 1024

    with attacked.watched() as watch:
        answer = _refused(attacked, text.encode())

    assert b" 413 " in answer.splitlines()[0]
    assert b"query-too-long" in answer
    assert b'"allowed":65536' in answer.replace(b" ", b"")
    assert watch.slowdown <= 3


def _refused(served: Served, body: bytes) -> bytes:
    """Send a body for as long as it is taken, and return what came back."""
    connection = served.connection()
    connection.connect()
    head = (
        "POST /sparql HTTP/1.1\r\nHost: attacked\r\nContent-Type: application/sparql-query\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    connection.sock.sendall(head.encode() + body[:100_000])
    answer = b""
    while b"}" not in answer:
        answer += connection.sock.recv(65_536)
    connection.close()
    return answer


def test_ten_megabytes_without_a_length_are_refused_when_they_are_too_many(
    attacked: Served,
) -> None:
    connection = attacked.connection()
    connection.putrequest("POST", "/sparql")
    connection.putheader("Content-Type", "application/sparql-query")
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()
    for _ in range(3):
        connection.send(b"8000\r\n" + b" " * 0x8000 + b"\r\n")

    answer = connection.getresponse()

    assert answer.status == 413
    assert json.loads(answer.read())["allowed"] == 65_536
    connection.close()


def test_address_longer_than_eight_kilobytes_is_refused(attacked: Served) -> None:
    answer = attacked.send("GET", f"/sparql?query={quote('ASK {}' + ' ' * 3000)}")

    assert (answer.status, answer.slug) == (413, "query-too-long")
    assert json.loads(answer.body)["allowed"] == 8_192


@contextmanager
def listening() -> Iterator[tuple[socket.socket, str]]:
    """Listen where a server that is made to call others would call."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        yield server, f"http://127.0.0.1:{server.getsockname()[1]}/"


CALLS: Mapping[str, tuple[str, int, str]] = {
    "service": ("SELECT * {{ SERVICE <{0}> {{ ?s ?p ?o }} }}", 403, "federation-refused"),
    "silent service": (
        "SELECT * {{ SERVICE SILENT <{0}> {{ ?s ?p ?o }} }}",
        403,
        "federation-refused",
    ),
    "variable service": (
        "SELECT * {{ BIND(<{0}> AS ?x) SERVICE ?x {{ ?s ?p ?o }} }}",
        403,
        "federation-refused",
    ),
    "hidden service": ("SELECT*{{SERVICE<{0}>{{}}}}", 403, "federation-refused"),
    "load": ("LOAD <{0}>", 400, "not-a-query"),
    "load after a query": ("SELECT * {{}} ; LOAD <{0}>", 400, "query-malformed"),
}


@pytest.mark.parametrize("name", CALLS)
def test_query_that_calls_a_server_is_refused_and_nobody_is_called(
    attacked: Served, name: str
) -> None:
    query, status, slug = CALLS[name]
    with listening() as (server, address):
        answer = attacked.ask(query.format(address))

        assert (answer.status, answer.slug) == (status, slug)
        with pytest.raises(TimeoutError):
            server.accept()


FROM_A_FILE = "SELECT * FROM <FILE> { ?s ?p ?o }"


@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_graph_of_another_server_is_not_fetched(attacked: Served, clause: str) -> None:
    pattern = "?s ?p ?o" if clause == "FROM" else "GRAPH ?g { ?s ?p ?o }"
    with listening() as (server, address):
        answer = attacked.ask(f"SELECT * {clause} <{address}> {{ {pattern} }}")
        by_parameter = attacked.send(
            "GET",
            f"/sparql?query={quote('SELECT * { ?s ?p ?o }')}&default-graph-uri={quote(address)}",
        )

        for told in (answer, by_parameter):
            assert told.status == 200
            assert json.loads(told.body)["results"]["bindings"] == []
        with pytest.raises(TimeoutError):
            server.accept()


def test_graph_in_a_file_is_not_read(attacked: Served, tmp_path: Path) -> None:
    secret = tmp_path / "secret.nt"
    secret.write_text("<u:s> <u:p> <u:secret> .\n", encoding="utf-8")

    answer = attacked.ask(FROM_A_FILE.replace("FILE", secret.as_uri()))

    assert answer.status == 200
    assert b"secret" not in answer.body


def test_update_without_a_token_is_refused_before_its_body_is_read(attacked: Served) -> None:
    for headers, body in (
        ({"Content-Type": "application/sparql-update"}, b"CLEAR ALL"),
        ({"Content-Type": "application/x-www-form-urlencoded"}, b"update=CLEAR+ALL"),
    ):
        answer = attacked.send("POST", "/sparql", body, headers=headers)

        assert (answer.status, answer.slug) == (403, "writes-disabled")


def test_everything_refused_is_in_the_log_with_its_reason(attacked: Served) -> None:
    attacked.ask("SELECT * { SERVICE <u:x> {} }")
    attacked.ask("CLEAR ALL")
    attacked.ask(CRASHING["braces"])

    slugs = {"federation-refused", "not-a-query", "query-too-complex"}
    # A line of the log is written after its answer.
    until = time.monotonic() + 20
    while slugs - logged(attacked) and time.monotonic() < until:
        time.sleep(0.05)
    assert slugs <= logged(attacked)


def logged(served: Served) -> set[str]:
    """Return the reasons that the log gives so far, among other words."""
    return set(re.findall(r'"([a-z-]+)"', served.log.read_text(encoding="utf-8")))
