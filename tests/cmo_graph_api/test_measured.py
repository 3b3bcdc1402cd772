"""What HTTP/1.0 is answered with."""

import anyio
import pytest
from cmo_graph_api.measured import Measured
from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGE = [bytes([number]) * 400_000 for number in range(5)]


async def broken_off(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"etag", b'"1"')]})
    await send({"type": "http.response.body", "body": b"half", "more_body": True})


def answered(app: ASGIApp, *, version: str = "1.0", method: str = "GET") -> list[Message]:
    """Return the messages that leave for a request."""
    left: list[Message] = []

    async def receive() -> Message:
        await anyio.sleep_forever()
        raise AssertionError

    async def send(message: Message) -> None:
        left.append(message)

    scope = {"type": "http", "http_version": version, "method": method, "headers": []}
    anyio.run(Measured(app), scope, receive, send)
    return left


def body(messages: list[Message]) -> bytes:
    return b"".join(message["body"] for message in messages[1:])


def test_stream_is_sent_with_its_length() -> None:
    head, *pieces = answered(StreamingResponse(iter(LARGE)))

    assert (b"content-length", b"2000000") in head["headers"]
    assert body([head, *pieces]) == b"".join(LARGE)
    assert [piece["more_body"] for piece in pieces][-2:] == [True, False]


@pytest.mark.parametrize(
    ("app", "version", "method", "lengths"),
    [
        (Response(b"short"), "1.0", "GET", 1),
        (Response(status_code=304), "1.0", "GET", 0),
        (StreamingResponse(iter([b"piece"])), "1.1", "GET", 0),
        (StreamingResponse(iter([b""])), "1.0", "HEAD", 0),
    ],
)
def test_all_else_is_sent_as_it_comes(
    app: ASGIApp, version: str, method: str, lengths: int
) -> None:
    head, *_ = answered(app, version=version, method=method)

    assert [name for name, _ in head["headers"]].count(b"content-length") == lengths


def test_answer_that_is_broken_off_is_told_as_a_failure() -> None:
    messages = answered(broken_off)

    assert messages[0]["status"] == 500
    assert (b"etag", b'"1"') not in messages[0]["headers"]
    assert body(messages) == b"The answer was broken off. Ask for less of it."
