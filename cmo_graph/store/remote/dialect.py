"""How servers differ: this module is the one place that knows.

Every query and update of ours is in the subset that all of them read: graphs named by GRAPH, one
end of every path bound, DISTINCT where a path could repeat a row, no blank nodes, no booleans that
decide anything. What is left is here: how a graph is sent, and which literals a server would not
give back as they were.

Two kinds of terms are stored in another form and come back as they were:

- a blank node, because no server gives it the same name twice: `<urn:x-cmo-graph:blank:{label}>`;
- a literal that a server would change (Virtuoso turns `true` into `1`), with a datatype nobody
  else knows: `"true"^^<urn:x-cmo-graph:kept-as:http://www.w3.org/2001/XMLSchema#boolean>`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph
from pyoxigraph import NamedNode

from cmo_graph.errors import InvalidParameter
from cmo_graph.store.terms import EngineTerm

BLANK = "urn:x-cmo-graph:blank:"
KEPT_AS = "urn:x-cmo-graph:kept-as:"

#: What a store holds: no triple terms.
KeptTerm = NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal

_XSD = "http://www.w3.org/2001/XMLSchema#"
_STRINGS = (f"{_XSD}string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What is particular to one make of server."""

    name: str
    #: Begins the `Server` header by which it is known, in lower case.
    server: str
    #: Parameter that names the graph in the Graph Store HTTP Protocol.
    graph_parameter: str = "graph"
    #: Forms of typed literals that it gives back as they were, by datatype; None for all.
    kept_forms: Mapping[str, re.Pattern[str]] | None = None
    #: Whether functions of its own are called by names that need no declaration.
    has_own_functions: bool = False
    #: Bytes of one INSERT DATA, where graphs are sent as updates.
    batch_bytes: int = 1 << 20

    def keeps(self, value: str, datatype: str) -> bool:
        """Say whether the server gives back a typed literal as it was."""
        if datatype.startswith(KEPT_AS):
            return False
        if self.kept_forms is None or datatype in _STRINGS:
            return True
        form = self.kept_forms.get(datatype)
        return form is not None and form.fullmatch(value) is not None

    def encode(self, term: KeptTerm) -> KeptTerm:
        """Return a term in the form in which it is stored."""
        if isinstance(term, pyoxigraph.BlankNode):
            return NamedNode(f"{BLANK}{term.value}")
        if (
            isinstance(term, pyoxigraph.Literal)
            and not term.language
            and not self.keeps(term.value, term.datatype.value)
        ):
            datatype = NamedNode(f"{KEPT_AS}{term.datatype.value}")
            return pyoxigraph.Literal(term.value, datatype=datatype)
        return term

    def encode_line(self, line: bytes) -> bytes:
        """Return a statement, a line of canonical N-Triples, in the form in which it is stored."""
        subject, prop, value = line.split(b" ", 2)
        value = value[:-2]
        if value.endswith(b">") and value.startswith(b'"'):
            text, _, datatype = value[:-1].rpartition(b"^^<")
            if not self.keeps(text[1:-1].decode(), datatype.decode()):
                value = b"%s^^<%s%s>" % (text, KEPT_AS.encode(), datatype)
        return b"%s %s %s ." % (_named(subject), prop, _named(value))


def _named(term: bytes) -> bytes:
    """Return a term as it is, but a blank node by its IRI."""
    if term.startswith(b"_:"):
        return b"<%s%s>" % (BLANK.encode(), term[2:])
    return term


def decode(term: EngineTerm) -> KeptTerm:
    """Return a term as it was before `Dialect.encode`."""
    if isinstance(term, NamedNode) and term.value.startswith(BLANK):
        return pyoxigraph.BlankNode(term.value[len(BLANK) :])
    if isinstance(term, NamedNode) and term.value.startswith(KEPT_AS):
        # A query asked for the datatype of a literal.
        return NamedNode(term.value[len(KEPT_AS) :])
    if isinstance(term, pyoxigraph.Literal) and not term.language:
        datatype = term.datatype.value
        if datatype.startswith(KEPT_AS):
            return pyoxigraph.Literal(term.value, datatype=NamedNode(datatype[len(KEPT_AS) :]))
    if isinstance(term, pyoxigraph.Triple):
        raise TypeError(f"{term} is a triple term, and this dataset holds none.")
    return term


OXIGRAPH = Dialect(name="oxigraph", server="oxigraph")
#: Numbers beyond 64 bits become decimals there, booleans numbers, durations seconds.
VIRTUOSO = Dialect(
    name="virtuoso",
    server="virtuoso",
    graph_parameter="graph-uri",
    has_own_functions=True,
    kept_forms={
        f"{_XSD}{name}": re.compile(form)
        for name, form in {
            "integer": r"0|-?[1-9][0-9]{0,17}",
            "decimal": r"-?(0|[1-9][0-9]{0,7})\.[0-9]{0,6}[1-9]",
            "date": r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}",
            "dateTime": r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z",
            "anyURI": r".*",
        }.items()
    },
    batch_bytes=200_000,
)
#: A server we know nothing of; whether it kept what it was sent is counted after every write.
GENERIC = Dialect(name="generic", server="", batch_bytes=500_000)

DIALECTS: Mapping[str, Dialect] = {
    dialect.name: dialect for dialect in (OXIGRAPH, VIRTUOSO, GENERIC)
}


def dialect_named(name: str) -> Dialect:
    """Return the dialect of this name.

    Raises:
        InvalidParameter: there is none.
    """
    found = DIALECTS.get(name)
    if found is None:
        raise InvalidParameter("dialect", name, f"one of {', '.join(DIALECTS)}")
    return found


def dialect_of(server: str) -> Dialect:
    """Return the dialect of a server that calls itself this in its `Server` header."""
    said = server.lower()
    return next((found for found in (OXIGRAPH, VIRTUOSO) if said.startswith(found.server)), GENERIC)
