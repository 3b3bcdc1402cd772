"""The parent's side of one reader process: this module starts it, talks to it and ends it.

The child's side, and the frames the two exchange, are in `cmo_graph.sparql.reader`.
"""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import cmo_graph
from cmo_graph.errors import CmoGraphError, QueryCrashed, QueryOutOfMemory
from cmo_graph.sparql.confinement import slow_down
from cmo_graph.sparql.frames import Frame, Frames
from cmo_graph.sparql.reader import frame

#: Longest time a process may take to open its source.
OPENING_SECONDS = 120.0
#: Bytes of an answer that wait in this process for whoever reads it.
_READ_AHEAD = 512 * 1024
#: Bytes of a dead process's error output that are looked at.
_LAST_WORDS = 64 * 1024
#: What the engine's allocator says before it gives up.
_OUT_OF_MEMORY = b"memory allocation of"


@dataclass(frozen=True, slots=True)
class Source:
    """What a reader opens, and whatever keeps it from being removed meanwhile."""

    #: The folder of a store, or an N-Quads file.
    path: Path
    held: object = None


class ReaderProcess:
    """One child process. One coroutine at a time talks to it; `kill` may be called by any."""

    def __init__(
        self,
        process: "subprocess.Popen[bytes]",
        errors: IO[bytes],
        source: Source,
        *,
        megabytes: int,
    ) -> None:
        self.source = source
        self.megabytes = megabytes
        self._process = process
        self._errors = errors
        self._answers = Frames(read_ahead=_READ_AHEAD)
        self._requests: asyncio.WriteTransport | None = None
        self._pipe: asyncio.ReadTransport | None = None
        #: Whether the source is known to be open.
        self.is_ready = False

    @classmethod
    async def start(cls, source: Source, *, megabytes: int) -> "ReaderProcess":
        """Start a process; it opens its source while the caller goes on."""
        errors = tempfile.TemporaryFile()  # noqa: SIM115  # `close` closes it
        # asyncio's own subprocesses are never found dead while their output is not all read.
        process = subprocess.Popen(  # noqa: S603  # our own program, no shell
            [
                *(sys.executable, "-P", "-m", "cmo_graph.sparql.reader"),
                *(str(source.path), str(megabytes)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=_environment(),
            bufsize=0,
        )
        started = cls(process, errors, source, megabytes=megabytes)
        await started._connect()
        return started

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        stdin, stdout = _handed_over(self._process.stdin), _handed_over(self._process.stdout)
        self._requests, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, stdin)
        self._pipe, _ = await loop.connect_read_pipe(lambda: self._answers, stdout)

    @property
    def process_id(self) -> int:
        """The operating system's number for the process."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Say whether the process is running, as far as is known here."""
        return self._process.poll() is None

    async def wait_until_ready(self) -> None:
        """Wait until the source is open.

        Raises:
            OSError: the process could not open it, or took longer than `OPENING_SECONDS`.
        """
        if self.is_ready:
            return
        with suppress(TimeoutError):
            self.is_ready = await asyncio.wait_for(self.next_frame(), OPENING_SECONDS) is not None
        if not self.is_ready:
            self.kill()
            await self._exit_code()
            said = self._last_words().decode(errors="replace").strip().rpartition("\n")[2]
            raise OSError(f"A reader process could not open {self.source.path}: {said}")

    def ask(self, request: bytes) -> None:
        """Send a request. That the process has died meanwhile shows when it is to answer."""
        if self._requests is not None:
            # uvloop raises where the pipe of a dead process is closed already; asyncio does not.
            with suppress(RuntimeError):
                self._requests.write(frame(b"Q", request))

    def listen(self, told: Callable[[], None] | None) -> None:
        """Have `told` called whenever something has come, or the process has died."""
        self._answers.listener = told

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will come."""
        return self._answers.has_ended

    def frame_at_hand(self) -> Frame | None:
        """Return a frame as (letter, content) that has come; None when it has to be waited for."""
        return self._answers.at_hand()

    def next_frame(self) -> Awaitable[Frame | None]:
        """Wait for a frame as (letter, content); None when the process has died."""
        return self._answers.next()

    def slow_down(self) -> None:
        """Let other processes go first while it works on what it works on."""
        slow_down(self._process.pid)

    def kill(self) -> None:
        """End the process; it is gone soon, see `close`."""
        self._process.kill()

    async def close(self) -> None:
        """End the process, wait until it is gone, and release its pipes and what it held."""
        self.kill()
        for transport in (self._requests, self._pipe):
            if transport is not None:
                transport.close()
        await self._exit_code()
        self._errors.close()
        # Pipes and the loop refer to each other in circles: nothing tells when this goes away.
        self.source = Source(self.source.path)

    async def cause_of_death(self) -> CmoGraphError:
        """Return the error that tells why the process died by itself."""
        code = await self._exit_code()
        if _OUT_OF_MEMORY in self._last_words():
            return QueryOutOfMemory(self.megabytes)
        return QueryCrashed(signal.Signals(-code).name if code < 0 else f"exit code {code}")

    async def _exit_code(self) -> int:
        """Wait for the end: a process that held much memory takes a while to give it back."""
        return await asyncio.to_thread(self._process.wait)

    def _last_words(self) -> bytes:
        if self._errors.closed:
            return b""
        self._errors.seek(0)
        return self._errors.read(_LAST_WORDS)


def _handed_over(pipe: IO[bytes] | None) -> IO[bytes] | None:
    """Return a pipe for the event loop to own, which closes it once.

    uvloop closes a pipe as a file and then its number again, which may by then be another file's:
    the engine's, say, in the middle of a write. So it is given one that does not close as a file.
    """
    if pipe is None:
        return None
    closes_once = isinstance(asyncio.get_running_loop(), asyncio.BaseEventLoop)
    with pipe:
        return open(os.dup(pipe.fileno()), pipe.mode, buffering=0, closefd=closes_once)


def _environment() -> Mapping[str, str]:
    """Return all a reader needs to know; the server's own secrets are not among it."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TMPDIR") if name in os.environ}
    return {
        **kept,
        "PYTHONPATH": str(Path(cmo_graph.__file__).resolve().parent.parent),
        # The engine takes and gives back thousands of small things for one query, more than glibc
        # keeps at hand for a thread; an eighth of a small query's time went there.
        "GLIBC_TUNABLES": "glibc.malloc.tcache_count=2000",
    }
