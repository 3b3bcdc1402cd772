"""The parent's side of an update: this module gives it to a process of its own, and ends that.

An update that hangs, crashes or takes too much memory costs its process and the draft it changed,
never the process that serves. The child's side is `cmo_graph.sparql.updater`.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rdflib import URIRef

import cmo_graph
from cmo_graph.errors import (
    CmoGraphError,
    DatasetNamedTwice,
    FederationRefused,
    LoadRefused,
    NotAnUpdate,
    QueryCrashed,
    QueryNotSupported,
    QueryOutOfMemory,
    QuerySyntaxError,
    QueryTimedOut,
)
from cmo_graph.sparql.asking import Dataset
from cmo_graph.sparql.faults import plain_fault
from cmo_graph.sparql.updater import UpdateEnd, UpdateRequest

#: What the engine's allocator says before it gives up.
_OUT_OF_MEMORY = b"memory allocation of"
_UPDATE = "update"


@dataclass(frozen=True, slots=True)
class UpdateLimits:
    """What one update may take."""

    #: From its beginning to the moment when all it changed is on the disk.
    seconds: float = 60.0
    #: Beyond what the open store takes.
    megabytes: int = 1024


class Updater:
    """Runs updates, each in a process of its own. Any thread may use it, one at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._spare: list[subprocess.Popen[bytes]] = []
        self._is_closed = False
        weakref.finalize(self, _end_all, self._spare)

    def run(
        self,
        text: str,
        source: Path,
        *,
        limits: UpdateLimits,
        using: Dataset | None = None,
        union: bool = True,
        base_iri: str | None = None,
    ) -> Sequence[URIRef]:
        """Run an update on a store's folder, or a file of N-Quads that it replaces.

        When it raises, the source may be anything and is to be thrown away.

        Args:
            text: Any text.
            source: What is changed; nobody else has it open.
            limits: What it may take.
            using: The graphs that every WHERE is asked of.
            union: Whether a WHERE that names no graphs sees the union of all of them.
            base_iri: IRI against which relative IRIs are resolved.

        Returns:
            The named graphs that may have changed.

        Raises:
            QuerySyntaxError, NotAnUpdate: the text breaks the grammar, or is a query.
            LoadRefused, FederationRefused: it would call another server.
            DatasetNamedTwice: it holds USING or WITH, and `using` is given.
            QueryNotSupported: the engine cannot do it, or a graph it names is not there.
            QueryTimedOut, QueryOutOfMemory, QueryCrashed: it was stopped.
        """
        request = UpdateRequest(
            text=text,
            source=str(source),
            seconds=limits.seconds,
            megabytes=limits.megabytes,
            union=union,
            default_graphs=None if using is None else [str(graph) for graph in using.default],
            named_graphs=None if using is None else [str(graph) for graph in using.named],
            base_iri=base_iri,
        )
        end = self._ended(request, limits)
        if end.outcome != "done":
            raise _error_of(end, limits, text=text)
        return tuple(URIRef(graph) for graph in end.graphs)

    def process_ids(self) -> tuple[int, ...]:
        """Return the ids of the processes that wait for an update: one at most."""
        with self._lock:
            return tuple(process.pid for process in self._spare)

    def close(self) -> None:
        """End the process that waits for the next update."""
        with self._lock:
            self._is_closed = True
            _end_all(self._spare)

    def _ended(self, request: UpdateRequest, limits: UpdateLimits) -> UpdateEnd:
        process = self._take()
        try:
            said, errors = process.communicate(
                json.dumps(asdict(request)).encode(), timeout=limits.seconds
            )
        except subprocess.TimeoutExpired as error:
            raise QueryTimedOut(limits.seconds, what=_UPDATE) from error
        finally:
            _end(process)
            self._provide()
        if process.returncode != 0 or not said:
            raise _cause_of_death(process.returncode, errors, limits)
        return UpdateEnd(**json.loads(said))

    def _take(self) -> subprocess.Popen[bytes]:
        with self._lock:
            spare = self._spare.pop() if self._spare else _start()
        if spare.poll() is None:
            return spare
        _end(spare)
        return _start()

    def _provide(self) -> None:
        """Start a process ahead of the next update, which then need not wait for it."""
        with self._lock:
            if not self._spare and not self._is_closed:
                self._spare.append(_start())


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "cmo_graph.sparql.updater"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(),
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process, whatever it is doing, and let go of its pipes."""
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()


def _end_all(processes: list[subprocess.Popen[bytes]]) -> None:
    while processes:
        _end(processes.pop())


def _environment() -> Mapping[str, str]:
    """Return all the process needs to know; the server's own secrets are not among it."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONPATH": str(Path(cmo_graph.__file__).resolve().parent.parent)}


def _cause_of_death(code: int, errors: bytes, limits: UpdateLimits) -> CmoGraphError:
    if _OUT_OF_MEMORY in errors:
        return QueryOutOfMemory(limits.megabytes, what=_UPDATE)
    outcome = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return QueryCrashed(outcome, what=_UPDATE)


def _error_of(end: UpdateEnd, limits: UpdateLimits, *, text: str) -> CmoGraphError:
    match end.outcome:
        case "syntax":
            reason = plain_fault(end.reason, text, line=end.line, column=end.column)
            return QuerySyntaxError(reason, line=end.line, column=end.column, what=_UPDATE)
        case "query":
            return NotAnUpdate("it begins a query")
        case "load":
            return LoadRefused()
        case "federation":
            return FederationRefused(end.reason, what=_UPDATE)
        case "conflict":
            return DatasetNamedTwice()
        case "memory":
            return QueryOutOfMemory(limits.megabytes, what=_UPDATE)
        case "unfollowed":
            return QueryNotSupported(
                "a keyword is run together with a name, or `<` with what it compares; put spaces"
                " between them.",
                what=_UPDATE,
            )
    return QueryNotSupported(end.reason, what=_UPDATE)
