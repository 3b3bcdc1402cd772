"""Every stored query: sound, portable, in known terms, and right about a case in two engines.

A case is a folder `tests/sparql/{query}/`: `data.trig`, `bindings.json` (parameter → IRI, or a term
as in SPARQL JSON) and `expected.srj`, or `expected.nt` for a query that gives a graph.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib.namespace import DCTERMS, OWL, PROV, RDF, RDFS, SKOS, XSD, DefinedNamespaceMeta
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from cmo_graph.model import THINGS, codes
from cmo_graph.sparql.queries import QUERIES, StoredQuery, stored_queries
from cmo_graph.sparql.scan import scan
from cmo_graph.support import codes as support_codes
from cmo_graph.vocabulary import CMO, CMO_NAMESPACE, OA, PREFIXES, Code

# The TriG parser of rdflib uses what rdflib has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:.* is deprecated, use Dataset:DeprecationWarning")

CASES = Path(__file__).parents[2] / "sparql"
ALL = stored_queries()
COOKBOOK = [query for query in ALL if query.folder == "cookbook"]

every_query = pytest.mark.parametrize("query", ALL, ids=lambda query: query.name)

#: The IRIs of all codes, beside the terms of `CMO` itself.
CODES = {
    str(member.iri)
    for enum in (*vars(codes).values(), *vars(support_codes).values())
    if isinstance(enum, type) and issubclass(enum, Code) and enum is not Code
    for member in enum
}
NAMESPACES: dict[str, DefinedNamespaceMeta] = {
    "dcterms": DCTERMS,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "skos": SKOS,
    "xsd": XSD,
}
#: Terms of the Web Annotation vocabulary that the model writes; rdflib has no closed list of it.
OA_TERMS = {str(OA[name]) for name in ("hasSource", "hasSelector", "start", "end")} | {
    str(OA[name]) for name in ("prefix", "suffix", "exact", "TextPositionSelector")
}


def prefixed_names(text: str) -> Iterator[tuple[str, str]]:
    """Yield (prefix, local name) of every name in the body of a query or of Turtle."""
    lines = (line for line in text.splitlines() if not line.strip().startswith(("#", "PREFIX")))
    body = re.sub(r'"[^"]*"', "", "\n".join(lines))
    for match in re.finditer(r"(?<![\w?])(\w+):(\w+)", body):
        yield match[1], match[2]


def is_known(prefix: str, local: str) -> bool:
    if prefix == "cmo":
        return local in CMO or CMO_NAMESPACE + local in CODES
    if prefix == "oa":
        return PREFIXES["oa"] + local in OA_TERMS
    return prefix in NAMESPACES and local in NAMESPACES[prefix]


def patterns_outside_graph(node: object, *, inside: bool = False) -> Iterator[object]:
    """Yield the triple patterns of a parsed query that stand in no GRAPH."""
    if isinstance(node, CompValue):
        inside = inside or node.name == "Graph"
        if node.name == "BGP" and node.triples and not inside:
            yield from node.triples
        for value in node.values():
            yield from patterns_outside_graph(value, inside=inside)
    elif isinstance(node, list):
        for value in node:
            yield from patterns_outside_graph(value, inside=inside)


@every_query
def test_stored_query_knows_every_term_it_uses(query: StoredQuery) -> None:
    assert [name for name in prefixed_names(query.text) if not is_known(*name)] == []


@every_query
def test_case_of_a_query_is_data_in_known_terms(query: StoredQuery) -> None:
    data = (CASES / query.name / "data.trig").read_text(encoding="utf-8")

    assert [name for name in prefixed_names(data) if not is_known(*name)] == []


@every_query
def test_stored_query_declares_the_usual_prefixes_and_no_other(query: StoredQuery) -> None:
    declared = dict(re.findall(r"^PREFIX (\w+): <(.+)>$", query.text, flags=re.MULTILINE))

    assert set(declared) == {prefix for prefix, _ in prefixed_names(query.text)}
    assert declared.items() <= PREFIXES.items()


@every_query
def test_stored_query_projects_every_parameter(query: StoredQuery) -> None:
    algebra = prepareQuery(query.text).algebra

    assert {str(variable) for variable in algebra.PV} >= set(query.parameters)


@every_query
def test_stored_query_names_what_each_parameter_stands_for(query: StoredQuery) -> None:
    enums = {name for name in (*vars(codes), *vars(support_codes)) if name[0].isupper()}
    kinds = {*THINGS, *enums, "claims", "things", "iri"}

    assert {parameter.kind for parameter in query.parameters.values()} <= kinds


@every_query
def test_stored_query_relies_on_no_default_graph(query: StoredQuery) -> None:
    algebra = prepareQuery(query.text).algebra

    assert list(patterns_outside_graph(algebra)) == []


@every_query
def test_stored_query_passes_the_scan(query: StoredQuery) -> None:
    assert not scan(query.text).names_dataset


@every_query
def test_stored_query_has_a_case_with_exactly_its_parameters(query: StoredQuery) -> None:
    bindings = json.loads((CASES / query.name / "bindings.json").read_text(encoding="utf-8"))

    assert set(bindings) == set(query.parameters)


def test_every_case_belongs_to_a_query() -> None:
    cases = {path.name for path in CASES.iterdir() if path.is_dir()}

    assert cases == {query.name for query in ALL}


def test_every_query_lies_in_a_file_of_the_folder() -> None:
    assert {path.stem for path in QUERIES.rglob("*")} >= {query.name for query in ALL}


def test_cookbook_answers_every_competency_question() -> None:
    answered = {question for query in COOKBOOK for question in query.questions}

    assert answered == {f"CQ{number}" for number in range(1, 17)}
    assert all(query.questions for query in COOKBOOK)


def test_cookbook_has_an_example_for_every_parameter() -> None:
    parameters = [parameter for query in COOKBOOK for parameter in query.parameters.values()]

    assert [parameter for parameter in parameters if not parameter.example] == []


Term = tuple[str, str, str, str]
Row = dict[str, Term]


def read_table(text: str) -> list[Row]:
    """Read SPARQL JSON; a term is (type, value, datatype, language)."""
    table = json.loads(text)
    if "boolean" in table:
        return [{"boolean": ("boolean", str(table["boolean"]), "", "")}]
    return [
        {name: as_term(value) for name, value in row.items()}
        for row in table["results"]["bindings"]
    ]


def as_term(value: dict[str, str]) -> Term:
    datatype = value.get("datatype", "")
    plain = "" if datatype == str(XSD.string) else datatype
    return value["type"], value["value"], plain, value.get("xml:lang", "")


def in_any_order(rows: list[Row]) -> list[list[tuple[str, Term]]]:
    """Return rows so that only their content counts, not their order or that of their columns."""
    return sorted(sorted(row.items()) for row in rows)


def bindings_of(case: Path) -> dict[str, rdflib.term.Identifier]:
    given = json.loads((case / "bindings.json").read_text(encoding="utf-8"))
    return {name: as_identifier(value) for name, value in given.items()}


def as_identifier(value: str | dict[str, str]) -> rdflib.term.Identifier:
    if isinstance(value, str):
        return rdflib.URIRef(value)
    datatype = value.get("datatype")
    return rdflib.Literal(
        value["value"],
        lang=value.get("xml:lang"),
        datatype=rdflib.URIRef(datatype) if datatype else None,
    )


def as_engine_term(term: rdflib.term.Identifier) -> pyoxigraph.NamedNode | pyoxigraph.Literal:
    if isinstance(term, rdflib.Literal):
        if term.language:
            return pyoxigraph.Literal(str(term), language=term.language)
        datatype = pyoxigraph.NamedNode(str(term.datatype or XSD.string))
        return pyoxigraph.Literal(str(term), datatype=datatype)
    return pyoxigraph.NamedNode(str(term))


def answer_of_oxigraph(query: StoredQuery, case: Path) -> str:
    store = pyoxigraph.Store()
    store.load(path=str(case / "data.trig"), format=pyoxigraph.RdfFormat.TRIG)
    results = store.query(
        query.text,
        substitutions={
            pyoxigraph.Variable(name): as_engine_term(term)
            for name, term in bindings_of(case).items()
        },
    )
    if isinstance(results, pyoxigraph.QueryTriples):
        return (results.serialize(format=pyoxigraph.RdfFormat.N_TRIPLES) or b"").decode()
    return (results.serialize(format=pyoxigraph.QueryResultsFormat.JSON) or b"").decode()


def answer_of_rdflib(query: StoredQuery, case: Path) -> str:
    dataset = rdflib.Dataset()
    dataset.parse(data=(case / "data.trig").read_text(encoding="utf-8"), format="trig")
    result = dataset.query(query.text, initBindings=bindings_of(case))
    format_ = "json" if result.graph is None else "ntriples"
    return (result.serialize(format=format_) or b"").decode()


@every_query
@pytest.mark.parametrize("answer", [answer_of_oxigraph, answer_of_rdflib])
def test_stored_query_answers_its_case(query: StoredQuery, answer: object) -> None:
    assert callable(answer)
    case = CASES / query.name
    if (case / "expected.nt").exists():
        expected = (case / "expected.nt").read_text(encoding="utf-8").splitlines()
        assert sorted(filter(None, answer(query, case).splitlines())) == sorted(expected)
        return

    expected_rows = read_table((case / "expected.srj").read_text(encoding="utf-8"))
    found = read_table(answer(query, case))

    assert expected_rows
    if "ORDER BY" in query.text:
        assert found == expected_rows
    else:
        assert in_any_order(found) == in_any_order(expected_rows)
