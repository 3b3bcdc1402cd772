import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import nullcontext

import pytest
import uvicorn
from cmo_graph_api import access_log
from cmo_graph_api.observing import Noted, Observe
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send

from tests.cmo_graph_api.watching import exchange

Line = Mapping[str, object]


class Lines(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())

    @property
    def last(self) -> Line:
        found: Line = json.loads(self.texts[-1])
        return found


@pytest.fixture
def lines() -> Iterator[Lines]:
    handler, before = Lines(), access_log.logger.level
    access_log.logger.addHandler(handler)
    access_log.logger.setLevel(logging.INFO)
    yield handler
    access_log.logger.removeHandler(handler)
    access_log.logger.setLevel(before)


def test_line_tells_the_facts_of_an_answer(client: TestClient, lines: Lines) -> None:
    answer = client.get("/v1/concepts?limit=3")

    assert len(lines.texts) == 1
    assert lines.last["method"] == "GET"
    assert lines.last["path"] == "/v1/concepts"
    assert lines.last["status"] == 200
    assert lines.last["bytes"] == int(answer.headers["content-length"])
    assert lines.last["version"] == answer.headers["Dataset-Version"].strip('"')
    assert "reason" not in lines.last
    assert "aborted" not in lines.last


def test_line_tells_the_kind_of_problem(client: TestClient, lines: Lines) -> None:
    answer = client.get("/v1/concepts/sos.nobody")

    assert answer.json()["type"].endswith(f"#{lines.last['reason']}")
    assert lines.last["status"] == 404


def test_line_of_a_body_that_is_too_long_says_so(client: TestClient, lines: Lines) -> None:
    client.post("/v1/support:batch", content=b"x" * 2_000_000)

    assert (lines.last["status"], lines.last["reason"]) == (413, "request-too-large")


def test_query_is_told_by_its_hash_alone(client: TestClient, lines: Lines) -> None:
    query = "SELECT ?secret { ?secret ?p ?o } LIMIT 1"
    client.get("/sparql", params={"query": query}, headers={"Authorization": "Bearer hush"})
    by_get = lines.last
    client.post("/sparql", content=query, headers={"Content-Type": "application/sparql-query"})

    assert by_get["text"] == lines.last["text"]
    assert "secret" not in "".join(lines.texts)
    assert "hush" not in "".join(lines.texts)


# The request's id


def test_id_of_a_client_is_taken_over_and_returned(client: TestClient, lines: Lines) -> None:
    answer = client.get("/v1/nothing", headers={"X-Request-ID": "proxy-7.a:b"})

    assert answer.headers["X-Request-ID"] == "proxy-7.a:b"
    assert answer.json()["request_id"] == "proxy-7.a:b"
    assert lines.last["request_id"] == "proxy-7.a:b"


@pytest.mark.parametrize("given_id", ["", "two words", "x" * 129, 'a"b', "é"])
def test_id_that_is_not_valid_is_replaced(client: TestClient, lines: Lines, given_id: str) -> None:
    answer = client.get("/health/live", headers=[(b"X-Request-ID", given_id.encode())])

    assert answer.headers["X-Request-ID"] != given_id
    assert lines.last["request_id"] == answer.headers["X-Request-ID"]


def test_every_request_has_an_id_of_its_own(client: TestClient) -> None:
    assert len({client.get("/health/live").headers["X-Request-ID"] for _ in range(5)}) == 5


# One request, one line


@given(path=st.text(), method=st.text(), client=st.text(), request_id=st.text())
def test_line_is_one_line_whatever_was_asked(
    path: str, method: str, client: str, request_id: str
) -> None:
    line = access_log.as_line(
        exchange(path=path, method=method, client=client, notes=Noted(request_id))
    )

    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["path"] == path[: access_log.LONGEST_PATH]


def test_long_path_is_cut() -> None:
    assert len(access_log.as_line(exchange(path="x" * 100_000))) < 1_000


# Answers that do not end well


async def breaks_off(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"half", "more_body": True})
    raise ConnectionAbortedError


async def leaves(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})


async def fails(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise RuntimeError


@pytest.mark.parametrize(
    ("app", "raised", "told"),
    [
        (breaks_off, ConnectionAbortedError, {"status": 200, "bytes": 4, "aborted": True}),
        (leaves, None, {"status": 200, "bytes": 0, "aborted": True}),
        (fails, RuntimeError, {"status": 500, "reason": "RuntimeError"}),
    ],
)
@pytest.mark.anyio
async def test_answer_that_did_not_end_well_is_logged_all_the_same(
    lines: Lines, app: object, raised: type[Exception] | None, told: Line
) -> None:
    observed = Observe(
        app,  # type: ignore[arg-type]  # one of the three above
        observers=[access_log.write],
        reason_of=lambda error: type(error).__name__,
    )
    scope: Scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "client": None}

    with pytest.raises(raised) if raised else nullcontext():
        await observed(scope, _receive, _send)

    assert told.items() <= lines.last.items()


async def _receive() -> Message:
    return {"type": "http.disconnect"}


async def _send(_: Message) -> None:
    """Take a message."""


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def test_log_that_is_off_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    handlers, propagates = list(access_log.logger.handlers), access_log.logger.propagate
    try:
        access_log.start("json")
        access_log.write(exchange(path="/told"))
        access_log.start("off")
        access_log.write(exchange(path="/not-told"))
    finally:
        access_log.logger.handlers[:] = handlers
        access_log.logger.propagate = propagates
        access_log.logger.setLevel(logging.NOTSET)

    assert "/told" in (said := capsys.readouterr().err)
    assert "/not-told" not in said


def test_log_that_is_off_stays_so_when_the_server_sets_up_its_own() -> None:
    try:
        access_log.start("off")
        uvicorn.Config("app")

        assert not access_log.logger.isEnabledFor(logging.INFO)
    finally:
        access_log.logger.propagate = True
        access_log.logger.setLevel(logging.NOTSET)
