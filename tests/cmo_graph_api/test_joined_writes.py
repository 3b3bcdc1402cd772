import asyncio
import socket

import pytest
from cmo_graph_api.joined_writes import JoinedWrites

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["asyncio", "uvloop"])
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, bool]]:
    return "asyncio", {"use_uvloop": request.param == "uvloop"}


async def connected() -> tuple[JoinedWrites, socket.socket]:
    """Return one end of a connection, to write to, and the other, to read from."""
    ours, theirs = socket.socketpair()
    transport, _ = await asyncio.get_running_loop().create_connection(asyncio.Protocol, sock=ours)
    theirs.settimeout(10)
    return JoinedWrites(transport), theirs


async def test_what_is_written_in_one_turn_arrives_together() -> None:
    joined, other = await connected()

    joined.write(b"head")
    joined.write(b"body")
    await asyncio.sleep(0)

    with other:
        assert other.recv(100) == b"headbody"
    joined.close()


async def test_what_is_written_is_sent_before_the_connection_closes() -> None:
    joined, other = await connected()

    joined.write(b"head")
    joined.close()
    await asyncio.sleep(0)

    with other:
        assert other.recv(100) == b"head"
        assert other.recv(100) == b""
    assert joined.is_closing()


async def test_much_that_is_written_is_sent_at_once_and_in_order() -> None:
    joined, other = await connected()

    joined.write(b"head")
    joined.write(b"a" * 65_536)
    with other:
        assert other.recv(4, socket.MSG_WAITALL) == b"head"
    joined.abort()


async def test_the_rest_is_the_transports_own() -> None:
    joined, other = await connected()

    with other:
        assert joined.get_extra_info("socket") is not None
        assert joined.get_write_buffer_size() == 0
    joined.close()
