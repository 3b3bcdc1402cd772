"""A server under attack: this module starts one and watches how quickly it answers meanwhile."""

import http.client
import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from benchmarks.measure import resident_of

#: What the server under attack is set to.
SECONDS, MEGABYTES, READERS, WAITING, PER_CLIENT = 1.0, 200, 2, 16, 8
SETTINGS: Mapping[str, str] = {
    "CMO_QUERY_TIMEOUT": str(SECONDS),
    "CMO_QUERY_MEMORY": str(MEGABYTES),
    "CMO_QUERY_READERS": str(READERS),
    "CMO_QUERIES_WAITING": str(WAITING),
    "CMO_QUERIES_PER_CLIENT": str(PER_CLIENT),
    "CMO_QUERY_SECONDS": "100000",
    "CMO_QUERY_WAIT": "2",
    "CMO_ANSWER_BYTES": str(64 * 1024 * 1024),
    "CMO_ACCESS_LOG": "json",
}
#: Answers that a median is taken of, at least.
_FEWEST = 20
#: Megabytes that the serving process may take besides what it has at rest, for all connections.
FOR_CONNECTIONS = 64


@dataclass(frozen=True, slots=True)
class Told:
    """What the server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def slug(self) -> str:
        """The kind of problem."""
        return str(json.loads(self.body)["type"].rpartition("#")[2])


@dataclass(slots=True)
class Served:
    """A server in a process of its own."""

    address: str
    process_id: int
    log: Path
    #: Bytes that it and its readers take at rest.
    at_rest: int = 0
    #: Median seconds of GET /v1/meta at rest.
    calm: float = 0.0

    def ask(self, query: str) -> Told:
        """Send a query by POST."""
        headers = {"Content-Type": "application/sparql-query"}
        return self.send("POST", "/sparql", query.encode(), headers=headers)

    def send(
        self,
        method: str,
        path: str,
        body: bytes | Iterator[bytes] | None = None,
        *,
        timeout: float = 30,
        headers: Mapping[str, str] | None = None,
    ) -> Told:
        """Send one request on a connection of its own."""
        connection = self.connection(timeout=timeout)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Told(answer.status, found, answer.read())
        finally:
            connection.close()

    def connection(self, *, timeout: float = 30) -> http.client.HTTPConnection:
        """Return a connection that is not open yet."""
        parts = urlsplit(self.address)
        return http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=timeout)

    def meta_seconds(self, *, times: int) -> list[float]:
        """Return how long GET /v1/meta takes, each time on the same connection."""
        connection = self.connection()
        try:
            return [_seconds_of_meta(connection) for _ in range(times)]
        finally:
            connection.close()

    def digest(self) -> str:
        """Return the digest of the dataset that is served."""
        return str(self.send("GET", "/v1/meta").headers["dataset-version"])

    def readers(self) -> frozenset[int]:
        """Return the ids of the processes that the server started."""
        return frozenset(children_of(self.process_id))

    def all_readers(self) -> frozenset[int]:
        """Wait until none is being replaced, and return their ids."""
        deadline = time.monotonic() + 20
        found: frozenset[int] = frozenset()
        while time.monotonic() < deadline:
            before, found = found, self.readers()
            if found == before and len(found) == READERS:
                break
            time.sleep(0.3)
        return found

    def memory(self) -> int:
        """Return the bytes that the server and its readers hold."""
        return sum(map(resident_of, (self.process_id, *self.readers())))

    @contextmanager
    def watched(self) -> Iterator["Watch"]:
        """Watch how quickly the server answers, and what it takes, for the length of a block.

        Other work on the machine changes from minute to minute, so what is usual is measured just
        before.
        """
        just_before = statistics.median(self.meta_seconds(times=50))
        watch = Watch(self, usual=max(just_before, self.calm))
        watch.start()
        try:
            yield watch
        finally:
            watch.stop()


class Watch(threading.Thread):
    """Asks for /v1/meta again and again."""

    def __init__(self, served: Served, *, usual: float) -> None:
        super().__init__(daemon=True)
        self._served = served
        self._usual = usual
        self._has_ended = threading.Event()
        self.seconds: list[float] = []
        self.most_memory = 0

    def run(self) -> None:
        """Ask until told to stop."""
        connection = self._served.connection()
        while not self._has_ended.wait(0.005) or len(self.seconds) < _FEWEST:
            self.seconds.append(_seconds_of_meta(connection))
            if len(self.seconds) % 10 == 0:
                self.most_memory = max(self.most_memory, self._served.memory())
        connection.close()

    def stop(self) -> None:
        """Stop asking."""
        self._has_ended.set()
        self.join()

    @property
    def slowdown(self) -> float:
        """How many times as long as usual the median answer took."""
        return statistics.median(self.seconds) / self._usual


def _seconds_of_meta(connection: http.client.HTTPConnection) -> float:
    start = time.perf_counter()
    connection.request("GET", "/v1/meta")
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200
    return time.perf_counter() - start


def children_of(process_id: int) -> list[int]:
    """Return the ids of the processes that a process started and that are not gone."""
    tasks = Path(f"/proc/{process_id}/task")
    if not tasks.exists():
        return []
    return [
        int(child)
        for task in tasks.iterdir()
        for child in (task / "children").read_text(encoding="ascii").split()
    ]


@contextmanager
def serving(store: Path, log: Path, **settings: str) -> Iterator[Served]:
    """Serve a store in a process of its own."""
    program = Path(sys.executable).with_name("cmo-graph")
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            [program, "serve", "--port", "0", "--store", str(store)],
            stdout=subprocess.PIPE,
            stderr=errors,
            env={**SETTINGS, **settings},
        ) as process,
    ):
        try:
            yield Served(_address(process.stdout), process.pid, log)
        finally:
            process.terminate()


def _address(output: IO[bytes] | None) -> str:
    assert output is not None
    line = next(line for line in output if line.startswith(b"Serving on "))
    return line.decode().split()[-1]
