"""The server under soak: this module starts it, kills it, asks it, and looks at what it takes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

#: Seconds that a server may take to start or to stop.
PATIENCE = 120.0
TOKEN = "soak-token"  # noqa: S105 - of a server that lives for minutes, on this machine

#: Wide bounds: this is about wrong answers and leaks, and all traffic comes from one address.
SETTINGS: Mapping[str, str] = {
    "CMO_WRITE_TOKEN": TOKEN,
    "CMO_QUERY_SECONDS": "1000000",
    "CMO_QUERIES_PER_CLIENT": "1000",
    "CMO_QUERY_READERS": "2",
    "CMO_VERSIONS_KEPT": "5",
    "CMO_GRACE": "10",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer over HTTP."""

    status: int
    #: Digest of the dataset version that answered; empty when none did.
    version: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """What the server and its processes take at one moment."""

    seconds: float
    #: Megabytes in memory of the serving process alone.
    megabytes: float
    files: int
    processes: int


class Unreachable(Exception):
    """The server gave no answer, as while it is killed and started again."""


class Client:
    """One connection that is made again when it was lost. Belongs to one thread."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection: HTTPConnection | None = None

    def ask(self, method: str, path: str, *, body: bytes | None = None, **headers: str) -> Reply:
        """Ask, and return the whole answer.

        Raises:
            Unreachable: there was none, or only a part.
        """
        connection = self._connection or HTTPConnection("127.0.0.1", self._port, timeout=60)
        self._connection = connection
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body=body, headers=named)
            answer = connection.getresponse()
            return Reply(
                answer.status,
                (answer.getheader("Dataset-Version") or "").strip('"'),
                answer.read(),
            )
        except (OSError, HTTPException) as error:
            self.close()
            raise Unreachable(str(error)) from error

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Served:
    """A server over a store in a folder, on one port from its first start to its last."""

    def __init__(self, folder: Path) -> None:
        self.store = folder / "store"
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self._log = folder / "server.log"
        self.port = 0
        self._process = self._start()

    @property
    def environment(self) -> Mapping[str, str]:
        """What processes of the server, and beside it, are told."""
        return {
            **os.environ,
            **SETTINGS,
            "CMO_STORE": str(self.store),
            "TMPDIR": str(self.temporary),
        }

    def _start(self) -> subprocess.Popen[str]:
        program = Path(sys.executable).with_name("cmo-graph")
        with self._log.open("a") as log:
            process = subprocess.Popen(
                [program, "serve", "--empty", "--port", str(self.port)],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=self.environment,
            )
        assert process.stdout is not None
        line = next((line for line in process.stdout if line.startswith("Serving on ")), None)
        if line is None:
            raise RuntimeError(f"The server did not start: {self._log.read_text()[-2000:]}")
        self.port = int(line.rpartition(":")[2])
        return process

    def kill_and_start(self) -> None:
        """End the server as a crash would, and start it again."""
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process = self._start()

    def kill_reader(self) -> bool:
        """End one reader process; say whether there was one."""
        for child in self._children():
            try:
                if b"cmo_graph.sparql.reader" in Path(f"/proc/{child}/cmdline").read_bytes():
                    os.kill(child, signal.SIGKILL)
                    return True
            except OSError:
                continue
        return False

    def stop(self) -> tuple[int, Sequence[int]]:
        """End the server in order; return its exit code and the processes that outlive it."""
        children = self._children()
        self._process.terminate()
        code = self._process.wait(PATIENCE)
        if self._process.stdout is not None:
            self._process.stdout.close()
        time.sleep(1)
        return code, [child for child in children if Path(f"/proc/{child}").exists()]

    def taken(self) -> Taken:
        """Look at what the server takes now."""
        process = Path(f"/proc/{self._process.pid}")
        pages = int((process / "statm").read_text().split()[1])
        return Taken(
            seconds=time.monotonic(),
            megabytes=pages * os.sysconf("SC_PAGE_SIZE") / 1e6,
            files=len(list((process / "fd").iterdir())),
            processes=len(self._children()),
        )

    def errors(self) -> Sequence[str]:
        """Return the lines that the server logged besides its access log."""
        lines = self._log.read_text().splitlines()
        return [line for line in lines if line and not line.startswith("{")]

    def _children(self) -> Sequence[int]:
        found: list[int] = []
        for path in Path(f"/proc/{self._process.pid}/task").glob("*/children"):
            try:
                found += map(int, path.read_text().split())
            except OSError:
                continue
        return found
