"""Many queries at once: this module sends them from a process of its own, of low priority.

`python -m tests.attack.swarm HOST PORT TIMES ONE` reads a query and prints one line an answer.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Met:
    """What one query of the swarm met; the status is 0 when the connection broke."""

    status: int
    retry_after: str


def swarm(address: str, query: str, *, times: int, is_one_client: bool) -> Sequence[Met]:
    """Send a query many times at once and return what came of it."""
    parts = urlsplit(address)
    told = subprocess.run(
        [
            *(sys.executable, "-m", "tests.attack.swarm", str(parts.hostname), str(parts.port)),
            *(str(times), str(int(is_one_client))),
        ],
        input=query,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    lines = (line.split(",") for line in told.stdout.splitlines())
    return [Met(int(status), retry_after) for status, retry_after in lines]


async def _send(host: str, port: int, query: bytes, *, client: str) -> Met:
    reader, writer = await asyncio.open_connection(host, port)
    head = (
        "POST /sparql HTTP/1.1\r\nHost: attacked\r\nConnection: close\r\n"
        f"X-Forwarded-For: {client}\r\nContent-Type: application/sparql-query\r\n"
        f"Content-Length: {len(query)}\r\n\r\n"
    )
    writer.write(head.encode() + query)
    try:
        answer = (await reader.read()).decode("latin-1").lower()
    except ConnectionError:
        answer = ""
    writer.close()
    lines = answer.split("\r\n")
    waits = [line.partition(": ")[2] for line in lines if line.startswith("retry-after: ")]
    return Met(int(lines[0].split()[1]) if answer else 0, "".join(waits[:1]))


async def _all(host: str, port: int, times: int, *, is_one_client: bool) -> Sequence[Met]:
    query = sys.stdin.read().encode()
    return await asyncio.gather(
        *(
            _send(host, port, query, client="10.9.0.1" if is_one_client else f"10.0.{n}.1")
            for n in range(times)
        )
    )


if __name__ == "__main__":
    os.nice(10)
    found = asyncio.run(
        _all(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), is_one_client=bool(int(sys.argv[4])))
    )
    sys.stdout.writelines(f"{met.status},{met.retry_after}\n" for met in found)
