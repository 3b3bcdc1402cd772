"""Answers to untrusted queries: this module keeps reader processes and replaces those that fail.

A query that hangs, crashes or takes too much memory costs its reader process, never this one. The
first part of an answer is held back, so that an early failure is a clean error and not a truncated
answer; a failure after that ends the iteration with the same error, and the face breaks off.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Generator, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from rdflib import URIRef

import cmo_graph
from cmo_graph.errors import (
    AnswerTooLarge,
    CmoGraphError,
    QueryCrashed,
    QueryNotSupported,
    QueryOutOfMemory,
    QuerySyntaxError,
    QueryTimedOut,
    TooManyQueries,
    UnknownResultFormat,
)
from cmo_graph.sparql.reader import End, Request, receive, send
from cmo_graph.sparql.scan import Form, Limits, Scan, scan, undeclared_prefixes

#: Media types of tables and truth values, the preferred first.
TABLE_MEDIA_TYPES: tuple[str, ...] = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
#: Media types of RDF graphs, the preferred first.
GRAPH_MEDIA_TYPES: tuple[str, ...] = (
    "text/turtle",
    "application/n-triples",
    "application/rdf+xml",
    "application/ld+json",
    "application/trig",
    "application/n-quads",
)
#: Bytes of an answer that are held back until it is known whether more will come.
HELD_BACK = 256 * 1024
#: Longest time a process may take to open its source.
OPENING_SECONDS = 120.0
#: Bytes of a dead process's error output that are looked at.
_LAST_WORDS = 64 * 1024
#: Characters of a query that a syntax error tells.
_EXCERPT = 40
#: What the engine's allocator says before it gives up.
_OUT_OF_MEMORY = b"memory allocation of"


def media_types(form: Form) -> tuple[str, ...]:
    """Return the media types an answer to a query of this form can have, the preferred first."""
    return GRAPH_MEDIA_TYPES if form.gives_a_graph else TABLE_MEDIA_TYPES


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs a query is asked of, chosen by the request; they override FROM in its text.

    Source: SPARQL 1.1 Protocol §2.1.4.
    """

    #: Graphs whose union is the default graph.
    default: tuple[URIRef, ...] = ()
    #: Graphs that GRAPH can see.
    named: tuple[URIRef, ...] = ()


class _Reader:
    """One child process. Used by one thread at a time, except that any thread may `kill` it."""

    def __init__(self, source: Path, *, megabytes: int) -> None:
        self._source = source
        self._megabytes = megabytes
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
        return self._process.pid

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def wait_until_ready(self) -> None:
        """Wait until the source is open.

        Raises:
            OSError: the process could not open it, or took longer than `OPENING_SECONDS`.
        """
        if self._is_ready:
            return
        watch = threading.Timer(OPENING_SECONDS, self.kill)
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
        code = self._process.wait()
        if _OUT_OF_MEMORY in self._last_words():
            return QueryOutOfMemory(self._megabytes)
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


class ReaderPool:
    """Reader processes over one source, each replaced when it fails. Any thread may use it."""

    def __init__(
        self,
        source: Path,
        *,
        size: int = 2,
        timeout_seconds: float = 10.0,
        memory_megabytes: int = 1024,
        most_bytes: int = 256 * 1024 * 1024,
        wait_seconds: float = 5.0,
        limits: Limits | None = None,
    ) -> None:
        """Start the processes; they open the source while the caller goes on.

        Args:
            source: The folder of a store, or an N-Quads file.
            size: How many queries can run at once.
            timeout_seconds: Longest time from a query's start to the end of its answer, the
                reader's reading of it included.
            memory_megabytes: Memory one query may take beyond what the open source takes.
            most_bytes: Longest answer.
            wait_seconds: Longest time a query waits for a reader.
            limits: What the text of a query may hold.
        """
        self.source = source
        self.size = size
        self.timeout_seconds = timeout_seconds
        self.memory_megabytes = memory_megabytes
        self._most_bytes = most_bytes
        self._wait_seconds = wait_seconds
        self._limits = limits or Limits()
        self._change = threading.Condition()
        self._is_retired = False
        self._busy: set[_Reader] = set()
        self._idle: deque[_Reader | None] = deque(self._start() for _ in range(size))

    def answer(
        self,
        query: str,
        *,
        media_type: str | None = None,
        dataset: Dataset | None = None,
        base_iri: str | None = None,
        timeout_seconds: float | None = None,
    ) -> "Answer":
        """Ask a query; return its answer once it has ended or its first 256 KB are there.

        Without a dataset, the default graph is the union of all named graphs, unless the query
        names its own by FROM or FROM NAMED.

        Args:
            query: Any text.
            media_type: One of `media_types` of the query's form; by default the first.
            dataset: The graphs to ask; None leaves the choice to the query.
            base_iri: IRI against which relative IRIs of the query are resolved.
            timeout_seconds: Shortens the pool's deadline; a longer one is not granted.

        Raises:
            QueryTooComplex, FederationRefused, NotAQuery: `scan` refuses the text.
            QuerySyntaxError: the text breaks the grammar.
            UnknownResultFormat: the media type does not fit the form.
            QueryNotSupported: it asks for a function the engine does not have, say.
            QueryTimedOut, QueryOutOfMemory, QueryCrashed, AnswerTooLarge: it was stopped.
            TooManyQueries: no reader was free in time, or the pool is closed.
        """
        scanned = scan(query, limits=self._limits)
        chosen = media_type or media_types(scanned.form)[0]
        if chosen not in media_types(scanned.form):
            accepted = media_types(scanned.form)
            raise UnknownResultFormat(chosen, scanned.form.value, accepted=accepted)
        seconds = min(timeout_seconds or self.timeout_seconds, self.timeout_seconds)
        request = Request(
            query=query,
            media_type=chosen,
            seconds=seconds * (os.cpu_count() or 1),
            most_bytes=self._most_bytes,
            base_iri=base_iri,
        )
        run = _Run(self, self._take(), seconds=seconds)
        return Answer(run, _of_dataset(request, scanned, dataset), form=scanned.form)

    def process_ids(self) -> frozenset[int]:
        """Return the ids of the processes that are running, idle and busy."""
        with self._change:
            readers = (*self._idle, *self._busy)
            return frozenset(reader.process_id for reader in readers if reader is not None)

    def retire(self) -> None:
        """Take no more queries; each process ends as soon as it is idle."""
        with self._change:
            self._is_retired = True
            idle = [reader for reader in self._idle if reader is not None]
            self._idle.clear()
            self._change.notify_all()
        for reader in idle:
            reader.close()

    def close(self) -> None:
        """End every process, whatever it is doing; an answer under way breaks off."""
        self.retire()
        with self._change:
            busy = list(self._busy)
        for reader in busy:
            reader.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _start(self) -> _Reader:
        return _Reader(self.source, megabytes=self.memory_megabytes)

    def _take(self) -> _Reader:
        with self._change:
            free = self._change.wait_for(
                lambda: self._idle or self._is_retired, timeout=self._wait_seconds
            )
            if not free or self._is_retired:
                raise TooManyQueries(self.size, waited=self._wait_seconds)
            # The last one used has the warmest caches.
            reader = self._living(self._idle.pop())
            self._busy.add(reader)
            return reader

    def _living(self, reader: _Reader | None) -> _Reader:
        """Return a reader, or a new one where it has died while idle or could not be started."""
        if reader is not None:
            if reader.is_alive():
                return reader
            reader.close()
        try:
            return self._start()
        except OSError:
            self._idle.appendleft(None)
            raise

    def _replacement(self) -> _Reader | None:
        """Start a reader ahead of need; None leaves it to the query that needs it."""
        with suppress(OSError):
            return self._start()
        return None

    def _give_back(self, reader: _Reader, *, is_sound: bool) -> bool:
        """Take a reader back: the same when it is sound, else a new one in its place.

        Returns:
            Whether the reader lives on; if not it is killed, and its pipes are the caller's.
        """
        with self._change:
            self._busy.discard(reader)
            lives = is_sound and not self._is_retired
            if lives:
                self._idle.append(reader)
            elif not self._is_retired:
                self._idle.appendleft(self._replacement())
            self._change.notify()
        if not lives:
            reader.kill()
        return lives


class _Run:
    """One query in one reader until its deadline. Ends once, whoever ends it."""

    def __init__(self, pool: ReaderPool, reader: _Reader, *, seconds: float) -> None:
        self._pool = pool
        self._reader = reader
        self._seconds = seconds
        self._lock = threading.Lock()
        self._is_over = False
        self._has_expired = False
        #: Whether the reader went back sound; only the thread that reads its answer says so.
        self._lives = False
        self._watch = threading.Timer(seconds, self._expire)
        self._watch.daemon = True

    def pieces(self, request: Request) -> Generator[bytes, None, None]:
        """Yield the answer in pieces; closing the iterator stops the query."""
        try:
            self._reader.wait_until_ready()
            self._watch.start()
            self._reader.ask(request)
            while not isinstance(frame := self._reader.next_frame(), End):
                if frame is None:
                    raise self._cause()
                yield frame
            self._settle(frame, request)
        finally:
            self.break_off()
            if not self._lives:
                self._reader.close()

    def break_off(self) -> None:
        """Stop the query, unless it has ended; any thread may."""
        self._end(is_sound=False)

    def _expire(self) -> None:
        with self._lock:
            self._has_expired = not self._is_over
        self._end(is_sound=False)

    def _end(self, *, is_sound: bool) -> None:
        with self._lock:
            if self._is_over:
                return
            self._is_over = True
        self._watch.cancel()
        self._lives = self._pool._give_back(self._reader, is_sound=is_sound)

    def _cause(self) -> CmoGraphError:
        return QueryTimedOut(self._seconds) if self._has_expired else self._reader.cause_of_death()

    def _settle(self, end: End, request: Request) -> None:
        """Give the reader back and raise what the answer ended with, if not well."""
        self._end(is_sound=end.outcome != "memory" and not end.is_worn)
        if end.outcome == "syntax":
            raise _syntax_error(end, request.query)
        if end.outcome == "unsupported":
            raise QueryNotSupported(end.reason)
        if end.outcome == "large":
            raise AnswerTooLarge(request.most_bytes)
        if end.outcome == "memory":
            raise QueryOutOfMemory(self._pool.memory_megabytes)


def _syntax_error(end: End, query: str) -> QuerySyntaxError:
    undeclared = undeclared_prefixes(query)
    line = (query.splitlines() or [""])[max(end.line - 1, 0) :][:1]
    rest = "".join(line)[max(end.column - 1, 0) :][:_EXCERPT].strip()
    if undeclared:
        reason = f"the prefix {undeclared[0]}: is not declared."
    elif end.reason.startswith("expected"):
        # What the engine expected is the whole of its grammar, more often than not.
        reason = f"{rest!r} cannot stand here." if rest else "something is missing here."
    else:
        reason = end.reason
    return QuerySyntaxError(reason, line=end.line, column=end.column)


class Answer:
    """The answer to a query, in pieces; close it when it is not read to its end."""

    def __init__(self, run: _Run, request: Request, *, form: Form) -> None:
        self.media_type = request.media_type
        self.form = form
        self._run = run
        self._rest = run.pieces(request)
        self._held: deque[bytes] = deque()
        held = 0
        for piece in self._rest:
            self._held.append(piece)
            held += len(piece)
            if held >= HELD_BACK:
                break

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces not yet read.

        Raises:
            QueryTimedOut, QueryOutOfMemory, QueryCrashed, AnswerTooLarge: the query was stopped
                after its first part; what has been read is no whole answer.
        """
        while self._held:
            yield self._held.popleft()
        yield from self._rest

    def read(self) -> bytes:
        """Return the whole answer."""
        return b"".join(self)

    def close(self) -> None:
        """Stop the query, unless it has ended; any thread may, also while another reads."""
        self._held.clear()
        self._run.break_off()
        # While another thread reads, the generator cannot be closed; that thread meets its end.
        with suppress(ValueError):
            self._rest.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _of_dataset(request: Request, scanned: Scan, dataset: Dataset | None) -> Request:
    if dataset is None:
        # With its union switched on, the engine would pass over FROM in silence.
        return replace(request, union=not scanned.names_dataset)
    return replace(
        request,
        union=False,
        default_graphs=[str(graph) for graph in dataset.default],
        named_graphs=[str(graph) for graph in dataset.named],
    )
