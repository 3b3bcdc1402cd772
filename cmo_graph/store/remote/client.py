"""SPARQL over HTTP as a client: this module sends queries, updates and graphs, and reads answers.

Whatever can go wrong at the other end becomes one error, `StoreUnavailable`: no connection, no
answer in time, an error page, an answer that breaks off or is cut short. What may pass is tried
again; that does no harm, because queries change nothing, and every update we send does the same
twice as once.
"""

import ssl
import time
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import BinaryIO, TypeVar, cast

import httpx2
import pyoxigraph
from pyoxigraph import QueryResultsFormat, RdfFormat
from rdflib import URIRef

from cmo_graph.errors import StoreReadOnly, StoreUnavailable
from cmo_graph.mapping import Triple
from cmo_graph.store.remote.body import Body, Incoming
from cmo_graph.store.remote.dialect import Dialect, decode, dialect_named, dialect_of
from cmo_graph.store.remote.location import Location, RemoteAccess
from cmo_graph.store.remote.login import login
from cmo_graph.store.remote.terms import unambiguous, written
from cmo_graph.store.terms import from_engine

#: Seconds for a connection, and for the next bytes of an answer.
CONNECT_SECONDS, READ_SECONDS = 5.0, 120.0
#: Most bytes of one answer.
MOST_BYTES = 64 << 30
#: How often what may pass is tried, and seconds before the second time; each wait is doubled.
ATTEMPTS, PAUSE = 3, 0.1
#: Characters of a server's own words that a message tells.
_TOLD = 200
#: Statuses that may pass.
_PASSING = {429, 502, 503, 504}
#: In what a server says when two transactions stood in each other's way.
_DEADLOCK = ("40001", "deadlock")

JSON_RESULTS = "application/sparql-results+json"
N_TRIPLES = "application/n-triples"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Graphs:
    """The graphs a query is asked of; none of either kind is an empty dataset."""

    default: Sequence[str] = ()
    named: Sequence[str] = ()


#: A graph that is never there: a dataset that names it is not "any graph" but none.
_NO_GRAPH = "urn:x-cmo-graph:none"


class _Passing(Exception):
    """A failure that may pass."""


@cache
def _authorities() -> ssl.SSLContext:
    """Return whose certificates are trusted. They are read once, which takes 25 milliseconds."""
    return httpx2.create_ssl_context(trust_env=False)


class Client:
    """Speaks to one server. Any number of threads may use it."""

    def __init__(self, location: Location, access: RemoteAccess) -> None:
        self.location = location
        self._http = httpx2.Client(
            auth=login(access),
            timeout=httpx2.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            limits=httpx2.Limits(max_connections=64, max_keepalive_connections=16),
            headers={"User-Agent": "cmo-graph"},
            # Where data is sent is said by the settings and nothing else.
            trust_env=False,
            verify=_authorities(),
        )
        # Connections are closed when neither the store nor a version of it is held any more.
        weakref.finalize(self, self._http.close)
        self._dialect: Dialect | None = None
        if location.dialect is not None:
            self._dialect = dialect_named(location.dialect)

    @property
    def dialect(self) -> Dialect:
        """How this server differs; it is asked once."""
        if self._dialect is None:
            self.select("SELECT ?s WHERE { GRAPH <urn:x-cmo-graph:none> { ?s ?s ?s } }", list)
        assert self._dialect is not None  # noqa: S101 - every answer sets it
        return self._dialect

    def select(
        self,
        text: str,
        take: Callable[[pyoxigraph.QuerySolutions], T],
        *,
        graphs: Graphs | None = None,
    ) -> T:
        """Ask a SELECT query and return what `take` makes of its rows, read one by one.

        `take` is called anew when an answer breaks off, so it must not keep what it was given.

        Raises:
            StoreUnavailable: the server gave no whole answer.
        """

        def once() -> T:
            with self._asked(text, accept=JSON_RESULTS, graphs=graphs) as incoming:
                found = parsed(incoming)
                if not isinstance(found, pyoxigraph.QuerySolutions):
                    # An error may end in another thread, and must not take the engine's own along.
                    del found
                    raise self.failure("it answered yes or no to a query for a table")
                return take(found)

        return self._repeated(once)

    def ask(self, text: str, *, graphs: Graphs | None = None) -> bool:
        """Ask an ASK query.

        Raises: as `select`.
        """

        def once() -> bool:
            with self._asked(text, accept=JSON_RESULTS, graphs=graphs) as incoming:
                return truth(parsed(incoming))

        return self._repeated(once)

    def construct(self, text: str, *, graphs: Graphs | None = None) -> list[Triple]:
        """Ask a CONSTRUCT query and return its triples, each once.

        Raises: as `select`.
        """

        def once() -> list[Triple]:
            with self._asked(text, accept=N_TRIPLES, graphs=graphs) as incoming:
                quads = pyoxigraph.parse(cast(BinaryIO, incoming), format=RdfFormat.N_TRIPLES)
                terms = ([from_engine(decode(term)) for term in quad.triple] for quad in quads)
                return list(dict.fromkeys(cast(Triple, tuple(triple)) for triple in terms))

        return self._repeated(once)

    @contextmanager
    def opened(
        self, text: str, *, accept: str, graphs: Graphs | None, seconds: float
    ) -> Iterator[httpx2.Response]:
        """Send a query once, and give the answer before anything is made of it."""
        limit = httpx2.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS))
        with self._http.stream(
            "POST",
            self.location.query,
            data=_form(text, graphs),
            headers={"Accept": accept},
            timeout=limit,
        ) as response:
            yield response

    def refuse_unfit(self, response: httpx2.Response, accept: str) -> None:
        """Make sure that an answer is whole and of a media type.

        Raises:
            StoreUnavailable: it is not.
        """
        try:
            self._refuse_failure(response)
        except _Passing as error:
            raise self.failure(str(error)) from error
        self._expect(response, accept)

    def update(self, *operations: str) -> None:
        """Send updates as one request, which servers with transactions do whole or not at all.

        Raises:
            StoreUnavailable: the server did not say that it was done.
            StoreReadOnly: the location has no address of updates.
        """
        if self.location.update is None:
            raise StoreReadOnly(self.location.text)
        url, text = self.location.update, " ;\n".join(operations)

        def once() -> None:
            with self._sent("POST", url, data={"update": text}, headers={"Accept": "*/*"}):
                pass

        if operations:
            self._repeated(once)

    def replace(self, graph: str, lines: BinaryIO, *, size: int) -> None:
        """Make statements the whole content of a graph.

        Args:
            graph: The graph; nobody may be reading it.
            lines: A file of statements in the form in which they are stored, one a line.
            size: Bytes of the file.

        Raises: as `update`.
        """
        if self.location.data is None:
            self._insert(graph, lines)
            return
        url = str(httpx2.URL(self.location.data).copy_merge_params({self._graph: graph}))
        # Turtle, of which N-Triples is a part, is what every server reads.
        headers = {"Content-Type": "text/turtle", "Content-Length": str(size)}

        def once() -> None:
            with self._sent("PUT", url, content=Body(lines), headers=headers):
                pass

        self._repeated(once)

    def failure(self, reason: str) -> StoreUnavailable:
        """Return the error that says what is wrong with this server."""
        return StoreUnavailable(self.location.query, reason)

    @property
    def _graph(self) -> str:
        return self.dialect.graph_parameter

    def _insert(self, graph: str, lines: BinaryIO) -> None:
        name = written(URIRef(graph))
        self.update(f"DROP SILENT GRAPH {name}")
        lines.seek(0)
        for batch in _batches(lines, self.dialect.batch_bytes):
            self.update(f"INSERT DATA {{ GRAPH {name} {{\n{batch}}} }}")

    def _repeated(self, once: Callable[[], T]) -> T:
        for attempt in range(ATTEMPTS):
            try:
                return once()
            except _Passing as error:
                reason = str(error)
                if attempt + 1 < ATTEMPTS:
                    time.sleep(PAUSE * 2**attempt)
        raise self.failure(reason)

    @contextmanager
    def _asked(self, text: str, *, accept: str, graphs: Graphs | None) -> Iterator[Incoming]:
        with self._sent(
            "POST", self.location.query, data=_form(text, graphs), headers={"Accept": accept}
        ) as response:
            self._expect(response, accept)
            incoming = Incoming(response, most_bytes=MOST_BYTES)
            try:
                yield incoming
            except (SyntaxError, OSError) as error:
                raise _Passing(incoming.fault or f"its answer breaks off ({error})") from error

    @contextmanager
    def _sent(self, method: str, url: str, **request: object) -> Iterator[httpx2.Response]:
        try:
            with self._http.stream(method, url, **request) as response:  # type: ignore[arg-type]  # passed on as given
                if self._dialect is None:
                    self._dialect = dialect_of(response.headers.get("Server", ""))
                self._refuse_failure(response)
                yield response
        except httpx2.HTTPError as error:
            raise _Passing(reason_of(error)) from error

    def _refuse_failure(self, response: httpx2.Response) -> None:
        status = response.status_code
        if status < 300:
            return
        said = told(response)
        reason = f"it answered with the status {status}{f': {said}' if said else ''}"
        if status in _PASSING or any(word in said for word in _DEADLOCK):
            raise _Passing(reason)
        raise self.failure(reason)

    def _expect(self, response: httpx2.Response, accept: str) -> None:
        found = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if found != accept and (accept, found) != (JSON_RESULTS, "application/json"):
            raise self.failure(f"it answered with {found or 'no media type'}, not with {accept}")
        cut = response.headers.get("X-SPARQL-MaxRows")
        if cut is not None:
            raise self.failure(f"it gives no more than {cut} rows; raise its limit")
        if response.headers.get("X-SQL-State"):
            raise self.failure("it stopped half-way and gave a part of the answer")


def truth(found: pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean) -> bool:
    """Return the answer of an ASK query."""
    if isinstance(found, pyoxigraph.QueryBoolean):
        return bool(found)
    # Virtuoso answers with a table of one number.
    return [row[0].value for row in found] == ["1"]


def _form(text: str, graphs: Graphs | None) -> dict[str, object]:
    form: dict[str, object] = {"query": text}
    if graphs is not None:
        form["default-graph-uri"] = list(graphs.default) or [_NO_GRAPH]
        form["named-graph-uri"] = list(graphs.named) or [_NO_GRAPH]
    return form


def reason_of(error: httpx2.HTTPError) -> str:
    """Say in a few words what went wrong on the way; no address, so nothing that is secret."""
    if isinstance(error, httpx2.TimeoutException):
        return "it did not answer in time"
    if isinstance(error, httpx2.ConnectError):
        return "it cannot be reached"
    return f"the connection failed ({type(error).__name__})"


def told(response: httpx2.Response) -> str:
    """Return what a server says of its failure, shortened to one line; nothing of a web page."""
    if "html" in response.headers.get("Content-Type", ""):
        return ""
    found = bytearray()
    for piece in response.iter_bytes(1024):
        found += piece
        if len(found) > 4 * _TOLD:
            break
    text = " ".join(found.decode("utf-8", "replace").split())
    return "".join(letter for letter in text if letter.isprintable())[:_TOLD]


def parsed(incoming: Incoming) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean:
    """Return a table, row by row as it arrives, or yes or no.

    Raises:
        SyntaxError: it is neither, or breaks off.
    """
    return pyoxigraph.parse_query_results(cast(BinaryIO, incoming), QueryResultsFormat.JSON)


def _batches(lines: Iterable[bytes], most: int) -> Iterator[str]:
    held: list[str] = []
    size = 0
    for line in lines:
        held.append(unambiguous(line.decode()))
        size += len(line)
        if size >= most:
            yield "".join(held)
            held, size = [], 0
    if held:
        yield "".join(held)
