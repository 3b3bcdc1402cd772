"""The cookbook's examples are keys of the seed data, and have answers there."""

from io import BytesIO

import pyoxigraph
import pytest

from cmo_graph.interchange.loading import load_seed
from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.model import CLAIMS, THINGS, codes
from cmo_graph.sparql.queries import Parameter, StoredQuery, stored_queries
from cmo_graph.store import open_store
from cmo_graph.support import codes as support_codes
from cmo_graph.vocabulary import Code

COOKBOOK = [query for query in stored_queries() if query.folder == "cookbook"]
EngineTerm = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple
#: What the seed's two pages do not give: appraisals and ratings, a second version, a second coder.
NOT_IN_THE_SEED = {
    "appraisals_behind_claim",
    "changes_of_claim",
    "claims_resting_on_low_rigour",
    "confidence_in_claims",
    "contested_claims",
    "context_splits",
    "double_coded_evidence",
    "ratings_given",
}


@pytest.fixture(scope="module")
def seed() -> pyoxigraph.Store:
    held, written = open_store("memory:"), BytesIO()
    load_seed(held)
    held.current().dump(written, media_type="application/n-quads")
    store = pyoxigraph.Store()
    store.load(written.getvalue(), format=pyoxigraph.RdfFormat.N_QUADS)
    return store


def enum_of(parameter: Parameter) -> type[Code] | None:
    if not parameter.kind[0].isupper():
        return None
    return getattr(codes, parameter.kind, None) or getattr(support_codes, parameter.kind, None)


def meanings(parameter: Parameter) -> list[str]:
    """Return the IRIs that an example can stand for; a claim's key does not tell its kind."""
    enum = enum_of(parameter)
    if enum is not None:
        return [str(enum(parameter.example).iri)]
    claims = [model.kind_name for model in CLAIMS]
    kinds = {"claims": claims, "things": list(THINGS)}.get(parameter.kind, [parameter.kind])
    return [str(DEFAULT_BASE.mint(kind, parameter.example)) for kind in kinds]


def meaning(parameter: Parameter, store: pyoxigraph.Store) -> pyoxigraph.NamedNode:
    nodes = [pyoxigraph.NamedNode(iri) for iri in meanings(parameter)]
    known = [node for node in nodes if any(store.quads_for_pattern(node, None, None))]
    [found] = known or (nodes if enum_of(parameter) else [])
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
