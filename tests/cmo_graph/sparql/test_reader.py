"""The second wall: what the reader process cannot do, even for a query nobody has scanned."""

import json
import re
import socket
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmo_graph.errors import CmoGraphError
from cmo_graph.sparql.reader import End, Terms, receive, request, send
from cmo_graph.sparql.scan import scan

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
    terms = Terms("application/sparql-results+json", seconds=20, most_bytes=10_000)
    send(process.stdin, b"Q", request(query, terms))
    answer = b""
    while (frame := receive(process.stdout)) is not None:
        if frame[0] == b"E":
            return answer, End(**json.loads(frame[1]))
        if frame[0] == b"W":
            return frame[1], End("done")
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


def frames(process: "subprocess.Popen[bytes]", query: str, *, gzip: bool) -> list[bytes]:
    """Ask for a table as CSV; return the frames' letters, and what they hold put together."""
    assert process.stdin is not None
    assert process.stdout is not None
    terms = Terms("text/csv", seconds=20, most_bytes=10_000_000, gzip=gzip)
    send(process.stdin, b"Q", request(query, terms))
    letters, held = b"", b""
    while (frame := receive(process.stdout)) is not None:
        letters += frame[0]
        if frame[0] == b"E":
            break
        held += frame[1]
        if frame[0] in (b"W", b"G"):
            break
    return [letters, held]


@pytest.mark.parametrize(
    ("rows", "gzip", "letters"),
    [
        (0, False, "W"),
        (0, True, "W"),
        (500, False, "W"),
        (500, True, "G"),
        (100_000, False, "D+E"),
        (100_000, True, "Z+E"),
    ],
)
def test_answer_is_one_frame_unless_it_is_long(
    source: Path, rows: int, gzip: bool, letters: str
) -> None:
    digits = " ".join(f"VALUES ?{name} {{ 0 1 2 3 4 5 6 7 8 9 }}" for name in "abcde")
    query = f"SELECT ?a ?b ?c ?d ?e {{ {digits} }} LIMIT {rows}"
    with reader(source) as process:
        found, held = frames(process, query, gzip=gzip)
        after = frames(process, "SELECT ?a { VALUES ?a { 1 } }", gzip=gzip)

    table = zlib.decompress(held, wbits=31) if b"W" not in found and gzip else held
    assert re.fullmatch(letters.encode(), found)
    assert table.count(b"\r\n") == rows + 1
    assert after == [b"W", b"a\r\n1\r\n"]


def test_reader_ends_when_its_input_ends(source: Path) -> None:
    with reader(source) as process:
        assert process.stdin is not None
        process.stdin.close()

        assert process.wait(timeout=20) == 0


CALL = "SERVICE<http://127.0.0.1:9/>{}"
#: Texts in which a call hides, or nearly, from a reader who does not know the engine's grammar.
HIDING = [
    f'SELECT * {{ ?a ?b ?c FILTER(?c<5)#>"""\n {CALL} }}',
    f"SELECT * {{ ?a ?b ?c FILTER(?c<?b&&'x'='>'){CALL} #'\n}}",
    f'SELECT * {{ VALUES ?x {{"""a""" <u:x>}} {CALL} #"""\n}}',
    f"PREFIX a: <u:> SELECT * {{ ?a a:b.c.d ?c . {CALL} }}",
    f"PREFIX a: <u:> SELECT * {{ ?a ?b ?c FILTER(?c<a:b\\#c){CALL}#>\n}}",
]
PIECES = st.one_of(
    st.sampled_from("<>'\"#\n ().:;,!={}_-|/\\\xaa\xb7\x0b\u2028\ufeff"),
    st.sampled_from(['"""', "'''", "\\u0041", "\\ud800", "?x", "a:", "1e5", "@en", "true"]),
)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator["subprocess.Popen[bytes]"]:
    source = tmp_path_factory.mktemp("asked") / "data.nq"
    source.write_text("<http://x/s> <http://x/p> <http://x/o> <http://x/g> .\n", encoding="utf-8")
    with reader(source) as process:
        yield process


@settings(max_examples=500, deadline=None)
@given(
    text=st.sampled_from(HIDING),
    changes=st.lists(st.tuples(st.floats(0, 1), PIECES), min_size=1, max_size=5),
)
def test_scan_lets_nothing_through_that_makes_the_engine_call_a_server(
    asked: "subprocess.Popen[bytes]", text: str, changes: list[tuple[float, str]]
) -> None:
    for place, piece in changes:
        at = round(place * len(text))
        text = text[:at] + piece + text[at:]
    try:
        scan(text)
    except CmoGraphError:
        return

    _, end = ask(asked, text)

    assert end.outcome in {"done", "syntax"} or "custom function" in end.reason


def test_reader_updates_nothing(source: Path) -> None:
    with reader(source) as process:
        _, end = ask(process, "INSERT DATA { <http://x/s> <http://x/p> 1 }")

    assert end.outcome == "syntax"
