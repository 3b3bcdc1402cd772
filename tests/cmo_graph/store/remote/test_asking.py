"""Every stored query has the answer of its case on servers of two makes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import URIRef
from rdflib.term import Identifier

from cmo_graph.errors import InvalidParameter
from cmo_graph.sparql.queries import StoredQuery, stored_queries
from cmo_graph.store.remote import read_location
from cmo_graph.store.remote.asking import Asking
from cmo_graph.store.remote.client import Client
from cmo_graph.store.terms import from_engine
from tests.cmo_graph.sparql.test_stored_queries import CASES, bindings_of
from tests.servers import SparqlServer

ALL = stored_queries()
#: What servers get wrong, by query and by the word in the location that tells the server.
WRONG = {
    "steps_between": (
        "sparql-auth",
        "Virtuoso 7.2.5 follows (^p/q)+ between two bound ends to places it does not lead to.",
    )
}


def loaded(server: SparqlServer, case: Path) -> Asking:
    """Put the data of a case on a server, and return who asks it."""
    client = Client(read_location(server.location), server.access)
    blocks: dict[str, list[str]] = {}
    for quad in pyoxigraph.parse(path=str(case / "data.trig"), format=pyoxigraph.RdfFormat.TRIG):
        line = client.dialect.encode_line(f"{quad.triple} .".encode()).decode()
        blocks.setdefault(str(quad.graph_name), []).append(line)
    server.run(
        " ;\n".join(
            f"INSERT DATA {{ GRAPH {graph} {{ {' '.join(lines)} }} }}"
            for graph, lines in blocks.items()
        )
    )
    return Asking(client, [graph[1:-1] for graph in blocks])


def expected_rows(case: Path) -> list[Mapping[str, Identifier]]:
    found = pyoxigraph.parse_query_results(
        path=str(case / "expected.srj"), format=pyoxigraph.QueryResultsFormat.JSON
    )
    assert isinstance(found, pyoxigraph.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [
        {name: from_engine(term) for name, term in zip(names, row, strict=True) if term is not None}
        for row in found
    ]


def counted(rows: Sequence[Mapping[str, Identifier]]) -> Counter[tuple[tuple[str, str], ...]]:
    return Counter(tuple(sorted((name, term.n3()) for name, term in row.items())) for row in rows)


@pytest.mark.parametrize("query", ALL, ids=lambda query: query.name)
def test_stored_query_answers_its_case_on_a_server(
    server: SparqlServer, query: StoredQuery
) -> None:
    word, reason = WRONG.get(query.name, ("no such word", ""))
    if word in server.location:
        pytest.skip(reason)
    case = CASES / query.name
    asking = loaded(server, case)

    if (case / "expected.nt").exists():
        lines = (case / "expected.nt").read_text(encoding="utf-8").split("\n")
        triples = asking.construct(query.name, bindings_of(case))
        written = {" ".join(term.n3() for term in triple) + " ." for triple in triples}
        assert written == set(filter(None, lines))
        return
    assert counted(asking.select(query.name, bindings_of(case))) == counted(expected_rows(case))


def test_value_cannot_turn_a_query(server: SparqlServer) -> None:
    asking = loaded(server, CASES / "scheme_members")

    with pytest.raises(ValueError, match="IRI"):
        asking.select("scheme_members", {"scheme": URIRef("urn:x> } UNION { ?a ?b ?c } #")})
    with pytest.raises(InvalidParameter):
        asking.ask("scheme_members", {})
