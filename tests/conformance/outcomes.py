"""What a query answers, compared: this module has tables, truth values and graphs.

Literals are compared as the engine keeps them (`01` is `1`, a language tag is in small letters),
since that is what it gives back; blank nodes are compared up to their names.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import rdflib
from rdflib.compare import isomorphic

from tests.conformance.manifests import Term, triples_of

_RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_TABLES = {
    ".srx": ox.QueryResultsFormat.XML,
    ".srj": ox.QueryResultsFormat.JSON,
    ".tsv": ox.QueryResultsFormat.TSV,
}

Row = Mapping[str, Term]


@dataclass(frozen=True, slots=True)
class Table:
    """Solutions, in order where the suite gives one."""

    variables: frozenset[str]
    rows: tuple[Row, ...]
    is_ordered: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """A table as CSV has it: without kinds of terms, blank nodes under any name.

    Columns stand in the order of their names: that of `SELECT *` is the engine's own affair.
    """

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """Triples of CONSTRUCT or DESCRIBE."""

    triples: tuple[ox.Triple, ...]


Outcome = Table | Lines | Graph | bool


@cache
def kept(term: ox.Literal) -> ox.Literal:
    """Return a literal as the engine keeps it."""
    store, thing = ox.Store(), ox.NamedNode("x:x")
    store.add(ox.Quad(thing, thing, term))
    found = next(iter(store)).object
    assert isinstance(found, ox.Literal)
    return found


def _kept(term: Term) -> Term:
    return kept(term) if isinstance(term, ox.Literal) else term


def read_table(answer: bytes, *, format: ox.QueryResultsFormat) -> Outcome:
    """Return a table or truth value in JSON, XML or TSV."""
    found = ox.parse_query_results(answer, format=format)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    rows = [{name: _kept(row[name]) for name in names if row[name] is not None} for row in found]
    return Table(frozenset(names), tuple(rows))


def read_lines(answer: bytes) -> Lines:
    """Return a table in CSV; a blank node is `_:`."""
    head, *rows = csv.reader(io.StringIO(answer.decode("utf-8"), newline=""))
    places = sorted(range(len(head)), key=lambda place: head[place])
    bare = [["_:" if cell.startswith("_:") else cell for cell in row] for row in (head, *rows)]
    return Lines(tuple(tuple(row[place] for place in places) for row in bare))


def read_graph(answer: bytes, *, format: ox.RdfFormat) -> Graph:
    """Return triples in any syntax of RDF."""
    return Graph(tuple(quad.triple for quad in ox.parse(answer, format=format)))


def expected(file: Path) -> Outcome:
    """Return the answer that a file of the suites holds."""
    if file.suffix in _TABLES:
        return read_table(file.read_bytes(), format=_TABLES[file.suffix])
    if file.suffix == ".csv":
        return read_lines(file.read_bytes())
    return _from_triples(triples_of(file))


def _from_triples(triples: Sequence[ox.Triple]) -> Outcome:
    """Return an answer written as RDF: a result set in its vocabulary, or a plain graph."""
    if ox.NamedNode(_RS + "ResultSet") not in {triple.object for triple in triples}:
        return Graph(tuple(triples))
    said: dict[tuple[Term, str], list[Term]] = {}
    for triple in triples:
        said.setdefault((triple.subject, triple.predicate.value), []).append(triple.object)
    [top] = {one.subject for one in triples if one.object == ox.NamedNode(_RS + "ResultSet")}
    for truth in said.get((top, _RS + "boolean"), ()):
        assert isinstance(truth, ox.Literal)
        return truth.value == "true"
    names = frozenset(_text(term) for term in said.get((top, _RS + "resultVariable"), ()))
    solutions = said.get((top, _RS + "solution"), [])
    places = {one: said.get((one, _RS + "index"), []) for one in solutions}
    ordered = sorted(solutions, key=lambda one: int(_text(places[one][0])) if places[one] else 0)
    rows = tuple(
        {
            _text(said[binding, _RS + "variable"][0]): _kept(said[binding, _RS + "value"][0])
            for binding in said.get((one, _RS + "binding"), ())
        }
        for one in ordered
    )
    return Table(names, rows, is_ordered=any(places.values()))


def _text(term: Term) -> str:
    assert isinstance(term, ox.Literal)
    return term.value


def same(wanted: Outcome, found: Outcome, *, is_lax: bool = False) -> bool:
    """Say whether an answer is the one that is expected.

    Args:
        wanted: The suite's answer.
        found: The answer that came.
        is_lax: Rows may come less often than expected (REDUCED), but each at least once.
    """
    if isinstance(wanted, Table) and isinstance(found, Table):
        return _same_tables(wanted, found, is_lax=is_lax)
    if isinstance(wanted, Graph) and isinstance(found, Graph):
        return isomorphic(_as_rdflib(wanted.triples), _as_rdflib(found.triples))
    if isinstance(wanted, Lines) and isinstance(found, Lines):
        return wanted.rows[0] == found.rows[0] and Counter(wanted.rows) == Counter(found.rows)
    return wanted == found


def _same_tables(wanted: Table, found: Table, *, is_lax: bool) -> bool:
    if wanted.variables != found.variables:
        return False
    if not any(isinstance(term, ox.BlankNode) for row in wanted.rows for term in row.values()):
        one, other = _counted(wanted.rows), _counted(found.rows)
        if is_lax:
            return set(one) == set(other) and all(other[row] <= one[row] for row in one)
        is_same = one == other
        return is_same and (not wanted.is_ordered or _in_order(wanted.rows, found.rows))
    return isomorphic(_as_solutions(wanted.rows), _as_solutions(found.rows))


def _counted(rows: Iterable[Row]) -> Counter[frozenset[tuple[str, str]]]:
    return Counter(_key(row) for row in rows)


def _key(row: Row) -> frozenset[tuple[str, str]]:
    return frozenset((name, str(term)) for name, term in row.items())


def _in_order(wanted: Sequence[Row], found: Sequence[Row]) -> bool:
    return [_key(row) for row in wanted] == [_key(row) for row in found]


def _as_solutions(rows: Iterable[Row]) -> rdflib.Graph:
    """Return rows as a graph, one blank node a row, so that names of blank nodes do not count."""
    graph = rdflib.Graph()
    for row in rows:
        solution = rdflib.BNode()
        graph.add((solution, rdflib.RDF.type, rdflib.URIRef(_RS + "solution")))
        for name, term in row.items():
            graph.add((solution, rdflib.URIRef(f"x:{name}"), _rdflib(term)))
    return graph


def _as_rdflib(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    graph = rdflib.Graph()
    for triple in triples:
        terms = (triple.subject, triple.predicate, triple.object)
        graph.add(tuple(_rdflib(_kept(term)) for term in terms))  # type: ignore[arg-type]
    return graph


def _rdflib(term: Term) -> rdflib.term.Node:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    assert isinstance(term, ox.Literal)
    # The datatype is part of the text, so that rdflib cannot take two lexical forms for one value.
    return rdflib.Literal(str(term))
