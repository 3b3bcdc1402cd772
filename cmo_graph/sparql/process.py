"""The parent's side of one reader process: this module starts it, talks to it and ends it.

The child's side, and the frames the two exchange, are in `cmo_graph.sparql.reader`.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO

import cmo_graph
from cmo_graph.errors import CmoGraphError, QueryCrashed, QueryOutOfMemory
from cmo_graph.sparql.reader import End, Request, receive, send

#: Longest time a process may take to open its source.
OPENING_SECONDS = 120.0
#: Bytes of a dead process's error output that are looked at.
_LAST_WORDS = 64 * 1024
#: What the engine's allocator says before it gives up.
_OUT_OF_MEMORY = b"memory allocation of"


class ReaderProcess:
    """One child process. Used by one thread at a time, except that any thread may `kill` it."""

    def __init__(self, source: Path, *, megabytes: int) -> None:
        self._source = source
        self.megabytes = megabytes
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  # `close` closes it
        self._process = subprocess.Popen(  # noqa: S603  # our own program, no shell
            [sys.executable, "-P", "-m", "cmo_graph.sparql.reader", str(source), str(megabytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=_environment(),
        )
        self._is_ready = False

    @property
    def process_id(self) -> int:
        """The operating system's number for the process."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Say whether the process is running."""
        return self._process.poll() is None

    def wait_until_ready(self) -> None:
        """Wait until the source is open.

        Raises:
            OSError: the process could not open it, or took longer than `OPENING_SECONDS`.
        """
        if self._is_ready:
            return
        watch = threading.Timer(OPENING_SECONDS, self.kill)
        watch.daemon = True
        watch.start()
        self._is_ready = receive(_open(self._process.stdout)) is not None
        watch.cancel()
        if not self._is_ready:
            self._process.wait()
            said = self._last_words().decode(errors="replace").strip().rpartition("\n")[2]
            raise OSError(f"A reader process could not open {self._source}: {said}")

    def ask(self, request: Request) -> None:
        """Send a request. That the process has died meanwhile shows when it is to answer."""
        with suppress(OSError):
            send(_open(self._process.stdin), b"Q", json.dumps(asdict(request)).encode())

    def next_frame(self) -> bytes | End | None:
        """Wait for a piece of the answer, or its end; None when the process has died."""
        frame = receive(_open(self._process.stdout))
        if frame is None:
            return None
        return End(**json.loads(frame[1])) if frame[0] == b"E" else frame[1]

    def kill(self) -> None:
        """End the process, and wait until it is gone."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End the process and release its pipes."""
        self.kill()
        for pipe in (self._process.stdin, self._process.stdout, self._errors):
            # What a dead process has not read cannot be flushed.
            with suppress(OSError):
                _open(pipe).close()

    def cause_of_death(self) -> CmoGraphError:
        """Return the error that tells why the process died by itself."""
        code = self._process.wait()
        if _OUT_OF_MEMORY in self._last_words():
            return QueryOutOfMemory(self.megabytes)
        return QueryCrashed(signal.Signals(-code).name if code < 0 else f"exit code {code}")

    def _last_words(self) -> bytes:
        self._errors.seek(0)
        return self._errors.read(_LAST_WORDS)


def _open(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise RuntimeError("A reader process was started without its pipes.")
    return pipe


def _environment() -> Mapping[str, str]:
    """Return all a reader needs to know; the server's own secrets are not among it."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONPATH": str(Path(cmo_graph.__file__).resolve().parent.parent)}
