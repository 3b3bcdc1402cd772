"""Queries that somebody else wrote, put to a server: this module sends them and reads what comes.

They are sent once and read until a deadline. What the server has against a query is its author's to
know; all else is told as the failure of a server.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

import httpx2
import pyoxigraph
from pyoxigraph import RdfFormat

from cmo_graph.errors import QueryNotSupported, QuerySyntaxError, QueryTimedOut
from cmo_graph.sparql.scan import Form
from cmo_graph.store.remote.body import Incoming
from cmo_graph.store.remote.client import (
    JSON_RESULTS,
    MOST_BYTES,
    N_TRIPLES,
    Client,
    Graphs,
    parsed,
    reason_of,
    told,
    truth,
)


class Found:
    """The answer to a query that somebody else wrote."""

    def __init__(self, incoming: Incoming) -> None:
        self._incoming = incoming

    def rows(self) -> pyoxigraph.QuerySolutions:
        """Return the rows of a table as they are read."""
        found = parsed(self._incoming)
        if isinstance(found, pyoxigraph.QueryBoolean):
            raise SyntaxError("yes or no in place of a table")
        return found

    def truth(self) -> bool:
        """Return yes or no."""
        return truth(parsed(self._incoming))

    def quads(self) -> Iterator[pyoxigraph.Quad]:
        """Return the statements of a graph as they are read."""
        source = cast(BinaryIO, self._incoming)
        return iter(pyoxigraph.parse(source, format=RdfFormat.N_TRIPLES))


@contextmanager
def asked_outside(
    client: Client, text: str, *, form: Form, graphs: Graphs | None, seconds: float
) -> Iterator[Found]:
    """Ask a query that somebody else wrote, and give its answer.

    Raises:
        QuerySyntaxError, QueryNotSupported: the server says so.
        QueryTimedOut: there was no whole answer in time.
        StoreUnavailable: the server gave no whole answer.
    """
    accept = N_TRIPLES if form.gives_a_graph else JSON_RESULTS
    incoming: Incoming | None = None
    try:
        with client.opened(text, accept=accept, graphs=graphs, seconds=seconds) as response:
            refuse_query(response)
            client.refuse_unfit(response, accept)
            incoming = Incoming(response, most_bytes=MOST_BYTES, seconds=seconds)
            yield Found(incoming)
    except BrokenPipeError:
        # Whoever reads the answer has enough of it.
        raise
    except (httpx2.HTTPError, SyntaxError, OSError) as error:
        is_late = incoming is not None and incoming.is_late
        if is_late or isinstance(error, httpx2.TimeoutException):
            raise QueryTimedOut(seconds) from error
        fault = incoming.fault if incoming is not None else ""
        raise client.failure(fault or _words(error)) from error


def _words(error: Exception) -> str:
    return reason_of(error) if isinstance(error, httpx2.HTTPError) else "its answer breaks off"


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
