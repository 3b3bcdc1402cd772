"""The cookbook's examples are keys of the seed data, and have answers there."""

import pyoxigraph
import pytest

from cmo_graph.interchange.authoring import read_review
from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.mapping import as_triples
from cmo_graph.model import CLAIMS, THINGS, codes
from cmo_graph.resources import seed_review
from cmo_graph.sparql.queries import Parameter, StoredQuery, stored_queries

COOKBOOK = [query for query in stored_queries() if query.folder == "cookbook"]
EngineTerm = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple
#: What the seed's two pages do not give: appraisals and ratings, a second version, a second coder.
NOT_IN_THE_SEED = {
    "appraisals_behind_claim",
    "changes_of_claim",
    "claims_resting_on_low_rigour",
    "confidence_in_claims",
    "contested_claims",
    "double_coded_evidence",
    "ratings_given",
}


@pytest.fixture(scope="module")
def seed() -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    graph = DEFAULT_BASE.graph("sos")
    for thing in read_review(seed_review()).things:
        lines = (f"{s.n3()} {p.n3()} {o.n3()} <{graph}> .\n" for s, p, o in as_triples(thing))
        store.load("".join(lines).encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    return store


def meanings(parameter: Parameter) -> list[str]:
    """Return the IRIs that an example can stand for; a claim's key does not tell its kind."""
    enum = getattr(codes, parameter.kind, None)
    if enum is not None:
        return [str(enum(parameter.example).iri)]
    claims = [model.kind_name for model in CLAIMS]
    kinds = {"claims": claims, "things": list(THINGS)}.get(parameter.kind, [parameter.kind])
    return [str(DEFAULT_BASE.mint(kind, parameter.example)) for kind in kinds]


def meaning(parameter: Parameter, store: pyoxigraph.Store) -> pyoxigraph.NamedNode:
    nodes = [pyoxigraph.NamedNode(iri) for iri in meanings(parameter)]
    known = [node for node in nodes if any(store.quads_for_pattern(node, None, None))]
    [found] = known or (nodes if hasattr(codes, parameter.kind) else [])
    return found


@pytest.mark.parametrize("query", COOKBOOK, ids=lambda query: query.name)
def test_cookbook_query_answers_its_example_from_the_seed(
    query: StoredQuery, seed: pyoxigraph.Store
) -> None:
    bindings: dict[pyoxigraph.Variable, EngineTerm] = {
        pyoxigraph.Variable(parameter.name): meaning(parameter, seed)
        for parameter in query.parameters.values()
    }

    solutions = seed.query(query.text, substitutions=bindings)

    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    assert query.name in NOT_IN_THE_SEED or list(solutions)
