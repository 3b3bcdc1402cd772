"""Clients that ask one request after another: this module is their process.

`python -m benchmarks.visitors HOST PORT CLIENTS SECONDS` reads whole requests from its input, one a
line as JSON, asks them in turn on connections that are kept open, and prints what it met.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import cast
from urllib.parse import quote, urlsplit


@dataclass(frozen=True, slots=True)
class Met:
    """What clients met in their time."""

    #: Answers a second.
    rate: float
    #: Seconds that half, and 99 of 100, of the answers took.
    p50: float
    p99: float


def visit(
    endpoint: str,
    queries: Sequence[str],
    *,
    clients: int,
    seconds: float,
    status: int = 200,
    tags: Mapping[str, str] | None = None,
) -> Met:
    """Let clients ask queries for some seconds, in a process of its own.

    Args:
        endpoint: Address of a SPARQL endpoint.
        queries: Asked in turn, again from the first after the last.
        clients: How many connections ask at once.
        seconds: How long.
        status: What every answer has to be.
        tags: Entity tags of queries whose answers the clients have already.
    """
    parts = urlsplit(endpoint)
    requests = [_request(parts.path, query, tag=(tags or {}).get(query)) for query in queries]
    told = subprocess.run(
        [
            *(sys.executable, "-m", "benchmarks.visitors", str(parts.hostname), str(parts.port)),
            *(str(clients), str(seconds), str(status)),
        ],
        input="\n".join(map(json.dumps, requests)),
        capture_output=True,
        text=True,
        check=True,
    )
    return Met(**json.loads(told.stdout))


def _request(path: str, query: str, *, tag: str | None) -> str:
    own = f"If-None-Match: {tag}\r\n" if tag else ""
    return (
        f"GET {path}?query={quote(query)} HTTP/1.1\r\nHost: benchmark\r\n"
        f"Accept: application/sparql-results+json\r\n{own}\r\n"
    )


class _Client(asyncio.Protocol):
    """Asks on one connection until the time is over."""

    def __init__(self, requests: Iterator[bytes], *, until: float, status: bytes) -> None:
        self.seconds: list[float] = []
        self.is_done = asyncio.get_running_loop().create_future()
        self._requests = requests
        self._until = until
        self._status = status
        self._began = 0.0
        self._met = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # of a TCP connection
        self._ask()

    def _ask(self) -> None:
        self._began = time.perf_counter()
        if self._began > self._until:
            self._transport.close()
            self.is_done.set_result(None)
        else:
            self._transport.write(next(self._requests))

    def data_received(self, data: bytes) -> None:
        self._met += data
        if not _is_whole(self._met):
            return
        if self._met.split(b" ", 2)[1] != self._status:
            self.is_done.set_exception(RuntimeError(f"unexpected: {bytes(self._met[:300])!r}"))
            return
        self._met.clear()
        self.seconds.append(time.perf_counter() - self._began)
        self._ask()


def _is_whole(met: bytearray) -> bool:
    """Say whether an answer has come to its end, by its length or its last chunk."""
    end = met.find(b"\r\n\r\n")
    if end < 0:
        return False
    head = bytes(met[:end]).lower()
    mark = head.find(b"content-length:")
    if mark >= 0:
        return len(met) >= end + 4 + int(head[mark + 15 :].split(b"\r\n")[0])
    return b"transfer-encoding" not in head or met.endswith(b"0\r\n\r\n")


async def _visit(
    host: str, port: int, requests: Sequence[bytes], *, clients: int, seconds: float, status: bytes
) -> Met:
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    turns = cycle(requests)
    asking = [
        (
            await loop.create_connection(
                lambda: _Client(turns, until=began + seconds, status=status), host, port
            )
        )[1]
        for _ in range(clients)
    ]
    await asyncio.gather(*(client.is_done for client in asking))
    took = time.perf_counter() - began
    ranked = sorted(second for client in asking for second in client.seconds)
    return Met(
        rate=len(ranked) / took,
        p50=ranked[len(ranked) // 2],
        p99=ranked[min(len(ranked) - 1, int(len(ranked) * 0.99))],
    )


def main(arguments: Sequence[str]) -> None:
    """Ask, and print what was met as JSON."""
    host, port, clients, seconds, status = arguments
    met = asyncio.run(
        _visit(
            host,
            int(port),
            [json.loads(line).encode() for line in sys.stdin],
            clients=int(clients),
            seconds=float(seconds),
            status=status.encode(),
        )
    )
    print(json.dumps({"rate": met.rate, "p50": met.p50, "p99": met.p99}))


if __name__ == "__main__":
    main(sys.argv[1:])
