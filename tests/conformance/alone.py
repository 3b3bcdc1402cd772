"""The engine without a server: this module evaluates cases with pyoxigraph itself, to compare."""

from collections.abc import Sequence

import pyoxigraph as ox

from tests.conformance.manifests import Term, triples_of
from tests.conformance.outcomes import Graph, Outcome, read_lines, read_table
from tests.conformance.suites import Case, Data


def store_of(data: Data) -> ox.Store:
    """Return a store that holds a dataset."""
    store = ox.Store()
    for file in data.default:
        _fill(store, ox.DefaultGraph(), triples_of(file))
    for name, file in data.named:
        graph = ox.NamedNode(name)
        store.add_graph(graph)
        _fill(store, graph, triples_of(file))
    return store


def _fill(
    store: ox.Store, graph: ox.NamedNode | ox.DefaultGraph, triples: Sequence[ox.Triple]
) -> None:
    # Blank nodes of two files are two, even under one name.
    own: dict[ox.BlankNode, ox.BlankNode] = {}

    def renamed(term: Term) -> Term:
        return own.setdefault(term, ox.BlankNode()) if isinstance(term, ox.BlankNode) else term

    for triple in triples:
        subject, thing = renamed(triple.subject), renamed(triple.object)
        store.add(ox.Quad(subject, triple.predicate, thing, graph))  # type: ignore[arg-type]


def evaluate(case: Case) -> Outcome:
    """Return the engine's own answer to the query of a case.

    Raises:
        SyntaxError, ValueError, RuntimeError, OSError: as the engine does.
    """
    found = store_of(case.before).query(case.text)
    if isinstance(found, ox.QueryTriples):
        return Graph(tuple(found))
    as_csv = case.kind == "CSVResultFormatTest"
    form = ox.QueryResultsFormat.CSV if as_csv else ox.QueryResultsFormat.JSON
    answer = found.serialize(format=form)
    assert answer is not None
    return read_lines(answer) if as_csv else read_table(answer, format=form)
