"""SPARQL over HTTP as a client: this module sends queries, updates and graphs, and reads answers.

Whatever can go wrong at the other end becomes one error, `StoreUnavailable`: no connection, no
answer in time, an error page, an answer that breaks off or is cut short. What may pass is tried
again; that does no harm, because queries change nothing, and every update we send does the same
twice as once.
"""

import threading
import time
import weakref
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, TypeVar, cast

import httpx2
import pyoxigraph
from pyoxigraph import QueryResultsFormat, RdfFormat

from cmo_graph.errors import (
    QueryNotSupported,
    QuerySyntaxError,
    QueryTimedOut,
    StoreReadOnly,
    StoreUnavailable,
)
from cmo_graph.mapping import Triple
from cmo_graph.sparql.scan import Form
from cmo_graph.store.remote.body import Body, Incoming
from cmo_graph.store.remote.dialect import Dialect, decode, dialect_named, dialect_of
from cmo_graph.store.remote.location import Location, RemoteAccess
from cmo_graph.store.remote.terms import unambiguous
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
                found = _parsed(incoming)
                if not isinstance(found, pyoxigraph.QuerySolutions):
                    raise self.failure("it answered yes or no to a query for a table")
                return take(found)

        return self._repeated(once)

    def ask(self, text: str, *, graphs: Graphs | None = None) -> bool:
        """Ask an ASK query.

        Raises: as `select`.
        """

        def once() -> bool:
            with self._asked(text, accept=JSON_RESULTS, graphs=graphs) as incoming:
                return _truth(_parsed(incoming))

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
    def outside(
        self, text: str, *, form: Form, graphs: Graphs | None, seconds: float
    ) -> Iterator["Found"]:
        """Ask a query that somebody else wrote, once, and read its answer until a deadline.

        Raises:
            QuerySyntaxError, QueryNotSupported: the server says so.
            QueryTimedOut: there was no answer in time.
            StoreUnavailable: the server gave no whole answer.
        """
        accept = N_TRIPLES if form.gives_a_graph else JSON_RESULTS
        form_data = _form(text, graphs)
        limit = httpx2.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS))
        incoming: Incoming | None = None
        try:
            with self._http.stream(
                "POST",
                self.location.query,
                data=form_data,
                headers={"Accept": accept},
                timeout=limit,
            ) as response:
                refuse_query(response)
                self._refuse_failure(response)
                self._expect(response, accept)
                incoming = Incoming(response, most_bytes=MOST_BYTES, seconds=seconds)
                yield Found(incoming)
        except (_Passing, httpx2.HTTPError, SyntaxError, OSError) as error:
            if isinstance(error, BrokenPipeError):
                raise
            is_late = isinstance(error, httpx2.TimeoutException) or (
                incoming is not None and incoming.is_late
            )
            if is_late:
                raise QueryTimedOut(seconds) from error
            told = incoming.fault if incoming is not None else ""
            raise self.failure(told or _words(error)) from error

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
        self.update(f"DROP SILENT GRAPH <{graph}>")
        lines.seek(0)
        for batch in _batches(lines, self.dialect.batch_bytes):
            self.update(f"INSERT DATA {{ GRAPH <{graph}> {{\n{batch}}} }}")

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


class Found:
    """The answer to a query that somebody else wrote."""

    def __init__(self, incoming: Incoming) -> None:
        self._incoming = incoming

    def rows(self) -> pyoxigraph.QuerySolutions:
        """Return the rows of a table as they are read."""
        found = _parsed(self._incoming)
        if isinstance(found, pyoxigraph.QueryBoolean):
            raise SyntaxError("yes or no in place of a table")
        return found

    def truth(self) -> bool:
        """Return yes or no."""
        return _truth(_parsed(self._incoming))

    def quads(self) -> Iterator[pyoxigraph.Quad]:
        """Return the statements of a graph as they are read."""
        source = cast(BinaryIO, self._incoming)
        return iter(pyoxigraph.parse(source, format=RdfFormat.N_TRIPLES))


def refuse_query(response: httpx2.Response) -> None:
    """Tell what a server has against a query that somebody else wrote.

    Raises:
        QuerySyntaxError, QueryNotSupported: it is the query's fault.
    """
    if response.status_code == 400:
        raise QuerySyntaxError(told(response) or "the server cannot read it.")
    # Virtuoso has one status for what it cannot do and for what goes wrong.
    is_its_own = response.headers.get("Server", "").startswith("Virtuoso")
    if response.status_code == 500 and is_its_own:
        raise QueryNotSupported(told(response))


def _truth(found: pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean) -> bool:
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


def _words(error: Exception) -> str:
    if isinstance(error, _Passing):
        return str(error)
    return reason_of(error) if isinstance(error, httpx2.HTTPError) else "its answer breaks off"


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


def _parsed(incoming: Incoming) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean:
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


def login(access: RemoteAccess) -> httpx2.Auth | None:
    """Return how this server is entered; a password is sent only to one that asks for it."""
    if access.token:
        return _Bearer(access.token)
    return _Login(access.user, access.password) if access.user else None


class _Bearer(httpx2.Auth):
    def __init__(self, token: str) -> None:
        self._header = f"Bearer {token}"

    def auth_flow(
        self, request: httpx2.Request
    ) -> Generator[httpx2.Request, httpx2.Response, None]:
        request.headers["Authorization"] = self._header
        yield request


class _Login(httpx2.Auth):
    """Answers a challenge by Digest where the server offers it, else by Basic."""

    def __init__(self, user: str, password: str) -> None:
        self._digest = httpx2.DigestAuth(user, password)
        self._basic = httpx2.BasicAuth(user, password)
        self._takes_basic = False
        # The count of answers to a digest challenge is one for all threads.
        self._lock = threading.Lock()

    def auth_flow(
        self, request: httpx2.Request
    ) -> Generator[httpx2.Request, httpx2.Response, None]:
        if self._takes_basic:
            yield from self._basic.auth_flow(request)
            return
        flow = self._digest.auth_flow(request)
        with self._lock:
            asked = next(flow)
        response = yield asked
        challenges = response.headers.get_list("www-authenticate")
        if response.status_code == 401 and not any(
            challenge.lower().startswith("digest") for challenge in challenges
        ):
            self._takes_basic = True
            yield from self._basic.auth_flow(request)
            return
        with self._lock:
            again = _next(flow, response)
        if again is not None:
            yield again


def _next(
    flow: Generator[httpx2.Request, httpx2.Response, None], response: httpx2.Response
) -> httpx2.Request | None:
    try:
        return flow.send(response)
    except StopIteration:
        return None
