"""A server to be asked: this module runs `cmo-graph serve` in a process of its own."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path
from urllib.parse import quote, urlsplit

from benchmarks.measure import resident_of


class Refused(Exception):
    """The server did not answer with 200."""


class Server:
    """A running server, asked over one connection that stays open."""

    def __init__(self, address: str, process_id: int) -> None:
        self._process_id = process_id
        self._connection = HTTPConnection(urlsplit(address).netloc, timeout=600)

    def get(self, path: str, *, accept: str = "application/json") -> bytes:
        """Return the body of an answer.

        Raises:
            Refused: the status is another than 200.
        """
        try:
            status, body = self._ask(path, accept)
        except (RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            # The server hangs up on whoever was silent for some seconds.
            self._connection.close()
            status, body = self._ask(path, accept)
        if status != 200:
            raise Refused(f"{path} was answered with {status}: {body[:300]!r}")
        return body

    def _ask(self, path: str, accept: str) -> tuple[int, bytes]:
        self._connection.request("GET", path, headers={"Accept": accept})
        with self._connection.getresponse() as answer:
            return answer.status, answer.read()

    def resident(self) -> int:
        """Return the bytes of memory the serving process holds, its readers left aside."""
        return resident_of(self._process_id)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


@contextmanager
def served(location: str) -> Iterator[Server]:
    """Serve the store at a location while the block runs."""
    program = Path(sys.executable).with_name("cmo-graph")
    process = subprocess.Popen(
        [program, "serve", "--empty", "--port", "0", "--store", location],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        address = _address(process)
        with closing(Server(address, process.pid)) as server:
            yield server
    finally:
        process.terminate()
        process.communicate(timeout=60)


def _address(process: subprocess.Popen[str]) -> str:
    for line in process.stdout or ():
        if line.startswith("Serving on "):
            return line.split()[-1]
    raise Refused("The server ended before it was ready.")


def asked(path: str, **parameters: str) -> str:
    """Return a path with its query string."""
    pairs = "&".join(f"{name}={quote(value, safe='')}" for name, value in parameters.items())
    return f"{path}?{pairs}" if pairs else path
