"""Answers to untrusted queries: this module keeps reader processes and replaces those that fail.

A query that hangs, crashes or takes too much memory costs its reader process, never this one.
"""

import os
import threading
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from rdflib import URIRef

from cmo_graph.errors import TooManyQueries, UnknownResultFormat
from cmo_graph.sparql.answers import Answer, Run
from cmo_graph.sparql.process import ReaderProcess
from cmo_graph.sparql.reader import Request
from cmo_graph.sparql.scan import Form, Limits, Scan, scan

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
        self._busy: set[ReaderProcess] = set()
        self._idle: deque[ReaderProcess | None] = deque(self._start() for _ in range(size))

    def answer(
        self,
        query: str,
        *,
        media_type: str | None = None,
        dataset: Dataset | None = None,
        base_iri: str | None = None,
        timeout_seconds: float | None = None,
        bindings: Mapping[str, URIRef] | None = None,
    ) -> Answer:
        """Ask a query; return its answer once it has ended or its first 256 KB are there.

        Without a dataset, the default graph is the union of all named graphs, unless the query
        names its own by FROM or FROM NAMED.

        Args:
            query: Any text.
            media_type: One of `media_types` of the query's form; by default the first.
            dataset: The graphs to ask; None leaves the choice to the query.
            base_iri: IRI against which relative IRIs of the query are resolved.
            timeout_seconds: Shortens the pool's deadline; a longer one is not granted.
            bindings: IRIs that variables of the SELECT clause are bound to.

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
            bindings={name: str(iri) for name, iri in (bindings or {}).items()},
        )
        request = _of_dataset(request, scanned, dataset)
        run = Run(self._take(), seconds=seconds, give_back=self._give_back)
        return Answer(run, request, form=scanned.form)

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

    def _start(self) -> ReaderProcess:
        return ReaderProcess(self.source, megabytes=self.memory_megabytes)

    def _take(self) -> ReaderProcess:
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

    def _living(self, reader: ReaderProcess | None) -> ReaderProcess:
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

    def _replacement(self) -> ReaderProcess | None:
        """Start a reader ahead of need; None leaves it to the query that needs it."""
        with suppress(OSError):
            return self._start()
        return None

    def _give_back(self, reader: ReaderProcess, is_sound: bool) -> bool:
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
