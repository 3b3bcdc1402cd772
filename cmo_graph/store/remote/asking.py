"""Stored queries put to a server: this module binds their parameters and reads the answers."""

from collections.abc import Mapping, Sequence
from typing import BinaryIO

import pyoxigraph
from rdflib.term import Identifier

from cmo_graph.errors import InvalidParameter
from cmo_graph.mapping import Triple
from cmo_graph.sparql.queries import stored_query
from cmo_graph.sparql.scan import Form, scan
from cmo_graph.store.protocol import Solution
from cmo_graph.store.remote.client import Client, Graphs
from cmo_graph.store.remote.dialect import decode
from cmo_graph.store.remote.terms import bound
from cmo_graph.store.terms import from_engine


class Asking:
    """Asks stored queries of some graphs."""

    def __init__(self, client: Client, graphs: Sequence[str]) -> None:
        self._client = client
        self._graphs = Graphs(named=graphs)

    def select(self, name: str, bindings: Mapping[str, Identifier]) -> list[Solution]:
        """Return the solutions of a SELECT query."""
        text = self._text(name, bindings, form=Form.SELECT)
        return self._client.select(text, _solutions, graphs=self._graphs)

    def construct(self, name: str, bindings: Mapping[str, Identifier]) -> list[Triple]:
        """Return the triples of a CONSTRUCT query."""
        text = self._text(name, bindings, form=Form.CONSTRUCT)
        return self._client.construct(text, graphs=self._graphs)

    def ask(self, name: str, bindings: Mapping[str, Identifier]) -> bool:
        """Return the answer of an ASK query."""
        return self._client.ask(self._text(name, bindings, form=Form.ASK), graphs=self._graphs)

    def write(self, name: str, bindings: Mapping[str, Identifier], sink: BinaryIO) -> None:
        """Write the solutions of a SELECT query as tab-separated values."""
        start = sink.tell()
        text = self._text(name, bindings, form=Form.SELECT)

        def take(solutions: pyoxigraph.QuerySolutions) -> None:
            sink.seek(start)
            sink.truncate()
            _write(solutions, sink)

        self._client.select(text, take, graphs=self._graphs)

    def _text(self, name: str, bindings: Mapping[str, Identifier], *, form: Form) -> str:
        query = stored_query(name)
        for parameter in bindings:
            if parameter not in query.parameters:
                expected = " or ".join(query.parameters) or "nothing: the query has no parameters"
                raise InvalidParameter("parameter", parameter, expected)
        if scan(query.text).form is not form:
            raise InvalidParameter("query", name, f"the name of a query of the form {form.value}")
        return bound(query.text, bindings, encode=self._client.dialect.encode)


def _solutions(solutions: pyoxigraph.QuerySolutions) -> list[Solution]:
    names = [variable.value for variable in solutions.variables]
    return [
        {
            name: from_engine(decode(term))
            for name, term in zip(names, row, strict=True)
            if term is not None
        }
        for row in solutions
    ]


def _write(solutions: pyoxigraph.QuerySolutions, sink: BinaryIO) -> None:
    names = (f"?{variable.value}" for variable in solutions.variables)
    sink.write("\t".join(names).encode() + b"\n")
    for row in solutions:
        terms = ("" if term is None else str(decode(term)) for term in row)
        sink.write("\t".join(terms).encode() + b"\n")
