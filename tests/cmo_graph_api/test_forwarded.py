import pytest
from cmo_graph_api.forwarded import Forwarded
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send


async def tell_client(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the address of the client and the scheme."""
    request = Request(scope, receive)
    told = f"{request.client.host if request.client else ''} {request.url.scheme}"
    await PlainTextResponse(told)(scope, receive, send)


def asked_by(peer: str, headers: dict[str, str], *, trusted: str) -> str:
    app = Forwarded(tell_client, trusted=trusted)
    return TestClient(app, client=(peer, 5000)).get("/", headers=headers).text


WORD = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}


@pytest.mark.parametrize(
    ("headers", "trusted", "told"),
    [
        (WORD, "127.0.0.1", "192.0.2.7 https"),
        (WORD, "127.0.0.0/8", "192.0.2.7 https"),
        (WORD, "*", "192.0.2.7 https"),
        ({"X-Forwarded-Proto": "https"}, "127.0.0.1", "127.0.0.1 https"),
        (WORD, "192.0.2.1", "127.0.0.1 http"),
        ({}, "127.0.0.1", "127.0.0.1 http"),
    ],
)
def test_client_is_who_a_trusted_proxy_says(
    headers: dict[str, str], trusted: str, told: str
) -> None:
    assert asked_by("127.0.0.1", headers, trusted=trusted) == told
