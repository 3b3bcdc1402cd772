"""Requests that arrive slowly, over real connections to a server with little patience."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from cmo_graph_api.joined_writes import Protocol
from cmo_graph_api.problems import register
from fastapi import FastAPI, Request
from starlette.requests import ClientDisconnect
from uvicorn.server import ServerState

pytestmark = pytest.mark.anyio

HEAD = b"POST / HTTP/1.1\r\nHost: example.org\r\nContent-Length: 4\r\n\r\n"
#: Seconds that a request has here; a test that fails waits ten.
LITTLE = 0.05


class Impatient(Protocol):
    seconds = LITTLE


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def gone() -> list[Exception]:
    return []


@pytest.fixture
def app(gone: list[Exception]) -> FastAPI:
    app = FastAPI()
    register(app)

    @app.post("/")
    async def length(request: Request) -> int:
        try:
            body = await request.body()
        except ClientDisconnect as error:
            gone.append(error)
            raise
        await asyncio.sleep(2 * LITTLE)
        return len(body)

    return app


@asynccontextmanager
async def connected(app: FastAPI) -> AsyncIterator[socket.socket]:
    """Give the client's end of a connection to an impatient server."""
    config = uvicorn.Config(app, log_level="warning")
    config.load()
    ours, theirs = socket.socketpair()
    theirs.settimeout(10)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_connection(
        lambda: Impatient(config, ServerState(), {}), sock=ours
    )
    with theirs:
        yield theirs
    transport.close()


async def read(connection: socket.socket) -> bytes:
    return await asyncio.to_thread(connection.recv, 65_536)


async def read_all(connection: socket.socket) -> bytes:
    found = b""
    while piece := await read(connection):
        found += piece
    return found


@pytest.mark.parametrize("sent", [b"", b"GET / HT", HEAD, HEAD + b"12"])
async def test_request_that_does_not_arrive_is_given_up(app: FastAPI, sent: bytes) -> None:
    async with connected(app) as connection:
        connection.sendall(sent)

        told = await read_all(connection)

    assert told.startswith(b"HTTP/1.1 408 ")
    assert told.endswith(b"did not arrive in time.")


async def test_request_that_is_given_up_is_no_error_of_the_server(
    app: FastAPI, gone: list[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    async with connected(app) as connection:
        connection.sendall(HEAD + b"12")

        await read_all(connection)

    assert len(gone) == 1
    assert [record.levelname for record in caplog.records] == ["WARNING"]


async def test_request_that_is_there_takes_as_long_as_it_takes(app: FastAPI) -> None:
    async with connected(app) as connection:
        connection.sendall(HEAD + b"1234" + HEAD[:20])

        assert (await read(connection)).startswith(b"HTTP/1.1 200 ")


async def test_connection_outlasts_a_request_that_was_answered(app: FastAPI) -> None:
    async with connected(app) as connection:
        connection.sendall(HEAD + b"1234")
        await read(connection)
        await asyncio.sleep(2 * LITTLE)
        connection.sendall(HEAD + b"1234")

        assert (await read(connection)).startswith(b"HTTP/1.1 200 ")


async def test_much_of_a_request_wins_it_time(app: FastAPI) -> None:
    async with connected(app) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nContent-Length: 5000\r\n\r\n" + bytes(4000))
        await asyncio.sleep(2 * LITTLE)
        connection.sendall(bytes(1000))

        assert (await read(connection)).endswith(b"5000")
