"""What editors send to complete and suggest is answered from the embedded synthesis, in time.

The queries are of the kinds that YASGUI and its descendants, the SPARQL editor of the SIB (which
adds `ac=1` to each request) and Sparnatural send; the texts are ours. They go as from browsers.
"""

import csv
import io
from collections.abc import Mapping

import httpx2
import pytest

from cmo_graph.vocabulary import CMO

#: Seconds after which such editors give up.
_PATIENCE = 5.0
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_PREFIXES = f"""
PREFIX cmo: <{CMO}>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX skos: <{_SKOS}>
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX void-ext: <http://ldf.fi/void-ext#>
"""
#: Accept as YASGUI sends it, and as one of its descendants does.
_YASGUI = "application/sparql-results+json,*/*;q=0.9"
_LONG_LIST = (
    "application/sparql-results+json, application/sparql-results+xml;q=0.9, text/turtle;q=0.8,"
    " application/n-triples;q=0.8, text/csv;q=0.7, */*;q=0.1"
)

Row = Mapping[str, str]


def ask_by_form(server: str, query: str, *, accept: str = _YASGUI) -> list[Row]:
    """Ask as an editor does: a form, from a page of another origin."""
    answer = httpx2.post(
        f"{server}/sparql",
        data={"query": _PREFIXES + query},
        headers={"Accept": accept, "Origin": "https://editor.example"},
        timeout=_PATIENCE,
    )
    return _rows(answer)


def ask_by_address(server: str, query: str) -> list[Row]:
    """Ask as the SIB's editor does: in the address, with a parameter of its own."""
    answer = httpx2.get(
        f"{server}/sparql",
        params={"ac": "1", "query": _PREFIXES + query},
        headers={"Accept": "application/sparql-results+json", "Origin": "https://editor.example"},
        timeout=_PATIENCE,
    )
    return _rows(answer)


def _rows(answer: httpx2.Response) -> list[Row]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Content-Type"].startswith("application/sparql-results+json")
    return [
        {name: term["value"] for name, term in row.items()}
        for row in answer.json()["results"]["bindings"]
    ]


class TestYasgui:
    """Classes, properties and things whose IRI begins with, or holds, what was typed so far."""

    @pytest.mark.parametrize("accept", [_YASGUI, _LONG_LIST, "*/*"])
    def test_classes_are_completed(self, seeded_server: str, accept: str) -> None:
        query = f"""
        SELECT DISTINCT ?type WHERE {{
          ?thing a ?type . FILTER(STRSTARTS(STR(?type), "{CMO}Con"))
        }} ORDER BY ?type LIMIT 100"""

        found = [row["type"] for row in ask_by_form(seeded_server, query, accept=accept)]

        assert str(CMO.Configuration) in found
        assert all(iri.startswith(f"{CMO}Con") for iri in found)

    def test_properties_are_completed_by_a_pattern(self, seeded_server: str) -> None:
        query = """
        SELECT DISTINCT ?property WHERE {
          ?thing ?property ?value . FILTER(REGEX(STR(?property), "ns#hasM", "i"))
        } ORDER BY ?property LIMIT 100"""

        found = [row["property"] for row in ask_by_form(seeded_server, query)]

        assert str(CMO.hasMechanism) in found
        assert all("ns#hasm" in iri.lower() for iri in found)

    def test_properties_that_a_class_has_are_completed(self, seeded_server: str) -> None:
        query = """
        SELECT DISTINCT ?property WHERE { ?thing a cmo:EvidenceLine ; ?property [] } LIMIT 100"""

        found = {row["property"] for row in ask_by_form(seeded_server, query)}

        assert {str(CMO.bearsOn), str(CMO.study), str(CMO.finding)} <= found

    def test_graphs_are_completed(self, seeded_server: str) -> None:
        query = "SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?s ?p ?o } } LIMIT 100"

        found = [row["graph"] for row in ask_by_form(seeded_server, query)]

        assert "http://localhost:8000/graph/sos" in found

    def test_labels_of_many_things_are_fetched_at_once(self, seeded_server: str) -> None:
        things = ask_by_form(seeded_server, "SELECT ?thing { ?thing a cmo:Configuration }")
        named = " ".join(f"<{row['thing']}>" for row in things)
        query = f"SELECT ?thing ?label {{ VALUES ?thing {{ {named} }} ?thing rdfs:label ?label }}"

        found = ask_by_form(seeded_server, query)

        assert {row["thing"] for row in found} == {row["thing"] for row in things}

    def test_short_names_of_formats_win(self, seeded_server: str) -> None:
        answer = httpx2.post(
            f"{seeded_server}/sparql",
            data={"query": f"{_PREFIXES} SELECT ?s {{ ?s a cmo:Study }}", "format": "csv"},
            headers={"Accept": _YASGUI},
        )

        rows = list(csv.DictReader(io.StringIO(answer.text)))
        assert answer.headers["Content-Type"].startswith("text/csv")
        assert len(rows) == 6

    def test_a_page_of_another_origin_may_ask(self, seeded_server: str) -> None:
        allowed = httpx2.options(
            f"{seeded_server}/sparql",
            headers={
                "Origin": "https://editor.example",
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "content-type",
            },
        )

        assert allowed.status_code == 200
        assert "POST" in allowed.headers["Access-Control-Allow-Methods"]


class TestSparqlEditor:
    """What the SIB's editor asks for when it opens: prefixes, examples, classes and properties."""

    def test_prefixes(self, seeded_server: str) -> None:
        query = (
            "SELECT DISTINCT ?prefix ?namespace { [] sh:prefix ?prefix ; sh:namespace ?namespace }"
        )

        found = {row["prefix"]: row["namespace"] for row in ask_by_address(seeded_server, query)}

        assert found["cmo"] == str(CMO)
        assert found["skos"] == _SKOS

    def test_every_example_runs(self, seeded_server: str) -> None:
        query = """
        SELECT DISTINCT ?example ?comment ?query WHERE {
          ?example a sh:SPARQLExecutable ; rdfs:comment ?comment ;
            sh:select|sh:ask|sh:construct|sh:describe ?query
        } ORDER BY ?example"""

        examples = ask_by_address(seeded_server, query)

        assert len(examples) > 20
        for example in examples:
            answer = httpx2.post(f"{seeded_server}/sparql", data={"query": example["query"]})
            assert answer.status_code == 200, (example["example"], answer.text)
            assert "?" not in example["comment"].partition(" ?")[0]

    def test_properties_of_classes_with_what_their_values_are(self, seeded_server: str) -> None:
        query = """
        SELECT DISTINCT ?class ?property ?valueClass ?datatype WHERE {
          { ?part void:class ?class ; void:propertyPartition ?properties .
            ?properties void:property ?property
            OPTIONAL {
              { ?properties void:classPartition [ void:class ?valueClass ] }
              UNION
              { ?properties void-ext:datatypePartition [ void-ext:datatype ?datatype ] }
            } }
          UNION
          { ?links void:subjectsTarget [ void:class ?class ] ; void:linkPredicate ?property ;
              void:objectsTarget [ void:class ?valueClass ] }
        }"""

        found = ask_by_address(seeded_server, query)

        wanted = {"class": str(CMO.Configuration), "property": str(CMO.hasMechanism)}
        assert {**wanted, "valueClass": f"{_SKOS}Concept"} in found
        assert any("datatype" in row for row in found)

    def test_classes_with_their_labels_counts_and_graphs(self, seeded_server: str) -> None:
        query = """
        SELECT DISTINCT ?graph ?class ?classLabel ?property ?propertyLabel ?triples ?valueClass
        WHERE {
          OPTIONAL { ?graph sd:graph ?described . ?described void:classPartition ?part }
          ?part void:class ?class ; void:propertyPartition ?properties .
          OPTIONAL { ?class rdfs:label ?classLabel }
          ?properties void:property ?property .
          OPTIONAL { ?properties void:triples ?triples }
          OPTIONAL { ?property rdfs:label ?propertyLabel }
          OPTIONAL { ?properties void:classPartition [ void:class ?valueClass ] }
        } ORDER BY ?class ?property ?valueClass"""

        found = ask_by_address(seeded_server, query)

        [row] = [
            row
            for row in found
            if (row["class"], row["property"]) == (str(CMO.EvidenceLine), str(CMO.study))
        ]
        assert row["classLabel"] == "evidence line"
        assert row["propertyLabel"] == "study"
        assert row["triples"] == "49"

    @pytest.mark.parametrize("query", ["?x { [] a ?x }", "?x { [] ?x [] }"])
    def test_the_plain_lists_it_falls_back_to(self, seeded_server: str, query: str) -> None:
        found = ask_by_address(seeded_server, f"SELECT DISTINCT {query}")

        assert len(found) > 20


class TestSparnatural:
    """Lists, and completions of labels, of the things that a slot of a class can hold."""

    def test_lists_with_counts(self, seeded_server: str) -> None:
        query = """
        SELECT ?uri ?label (COUNT(?domain) AS ?count) WHERE {
          ?domain a cmo:Configuration ; cmo:hasOutcome ?uri .
          ?uri a skos:Concept ; skos:prefLabel ?label .
          FILTER(LANG(?label) = "" || LANGMATCHES(LANG(?label), "en"))
        } GROUP BY ?uri ?label ORDER BY DESC(?count) UCASE(?label) LIMIT 500"""

        found = ask_by_form(seeded_server, query)

        counts = [int(row["count"]) for row in found]
        assert counts == sorted(counts, reverse=True)
        assert "Child safety" in {row["label"] for row in found}

    def test_labels_are_completed(self, seeded_server: str) -> None:
        query = """
        SELECT DISTINCT ?uri ?label WHERE {
          ?domain a cmo:Configuration ; cmo:hasContext ?uri .
          ?uri skos:prefLabel ?label .
          FILTER(STRSTARTS(LCASE(STR(?label)), LCASE("Parents tr")))
          FILTER(ISIRI(?uri))
        } ORDER BY UCASE(?label) LIMIT 50"""

        found = ask_by_form(seeded_server, query)

        assert [row["label"] for row in found] == ["Parents trust the social worker"]

    def test_trees_have_roots_and_children(self, seeded_server: str) -> None:
        query = """
        SELECT DISTINCT ?node ?label ?hasChildren WHERE {
          ?node skos:inScheme ?scheme ; skos:prefLabel ?label
          OPTIONAL { ?node skos:narrower|^skos:broader ?child }
          BIND(BOUND(?child) AS ?hasChildren)
          FILTER NOT EXISTS { ?node skos:broader ?parent }
        } ORDER BY ?label LIMIT 200"""

        assert ask_by_form(seeded_server, query)
