"""Comunica, unmodified, finds what the server itself answers: this module asks it.

Comunica is installed with `npm ci --prefix tests/clients/comunica`. Where it is not, these tests
are skipped, unless CMO_TEST_COMUNICA is set to `required`.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from threading import Timer
from typing import Any, cast

import httpx2
import pytest

from tests.clients.conftest import TOKEN

_FOLDER = Path(__file__).with_name("comunica")
_TRUST = "http://localhost:8000/id/concepts/sos.trust"
_PREFIXES = """
PREFIX cmo: <https://w3id.org/cmo-graph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_JOINED = f"""{_PREFIXES}
SELECT ?line ?outcome ?study {{
  ?line cmo:bearsOn ?link ; cmo:study ?study .
  ?link cmo:toConcept ?concept .
  ?concept skos:prefLabel ?outcome .
}}"""

Found = dict[str, Any]


#: Seconds after which a query that Comunica has not answered is given up.
_LONGEST = 120.0
_running: list[subprocess.Popen[str]] = []


@pytest.fixture(scope="module", autouse=True)
def comunica() -> Iterator[None]:
    """Run Comunica, given that it is installed: one process, as its start takes seconds."""
    node = shutil.which("node")
    if node is None or not _FOLDER.joinpath("node_modules/@comunica/query-sparql").is_dir():
        if os.environ.get("CMO_TEST_COMUNICA") == "required":
            pytest.fail("Comunica is required here; run npm ci --prefix tests/clients/comunica.")
        pytest.skip("Comunica is not installed (npm ci --prefix tests/clients/comunica).")
    with subprocess.Popen(
        [node, _FOLDER / "ask.mjs"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        _running.append(process)
        yield
        _running.clear()
        process.kill()


def ask(
    query: str,
    sources: Sequence[str | Mapping[str, str]],
    *,
    destination: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Found:
    """Return what Comunica finds, with the requests that it made under `requests`."""
    job: Found = {"query": query, "sources": sources, "headers": headers or {}}
    if destination is not None:
        job["destination"] = {"type": "sparql", "value": destination}
    [process] = _running
    assert process.stdin is not None
    assert process.stdout is not None
    too_late = Timer(_LONGEST, process.kill)
    too_late.start()
    process.stdin.write(f"{json.dumps(job)}\n")
    process.stdin.flush()
    line = process.stdout.readline()
    too_late.cancel()
    assert line, "Comunica ended, or took too long."
    found = cast(Found, json.loads(line))
    assert "error" not in found, found["error"]
    return found


def rows_of(found: Found) -> list[tuple[tuple[str, str, str], ...]]:
    """Return the rows that Comunica found, each sorted by variable, in a steady order."""
    return sorted(
        tuple(sorted((name, term["value"], term.get("language", "")) for name, term in row.items()))
        for row in found["rows"]
    )


def rows_told(server: str, query: str) -> list[tuple[tuple[str, str, str], ...]]:
    """Return the same from the server itself."""
    answer = httpx2.post(f"{server}/sparql", data={"query": query, "format": "json"})
    rows = answer.json()["results"]["bindings"]
    return sorted(
        tuple(sorted((name, term["value"], term.get("xml:lang", "")) for name, term in row.items()))
        for row in rows
    )


class TestEndpoint:
    """The endpoint, which Comunica recognises by its service description."""

    @pytest.mark.parametrize("source", ["recognised", "named"])
    def test_tables_are_those_of_the_server(self, seeded_server: str, source: str) -> None:
        endpoint = f"{seeded_server}/sparql"
        sources = [endpoint] if source == "recognised" else [{"type": "sparql", "value": endpoint}]

        found = ask(_JOINED, sources)

        assert found["type"] == "bindings"
        assert rows_of(found) == rows_told(seeded_server, _JOINED) != []

    def test_what_is_optional_is_left_out_where_it_is_missing(self, seeded_server: str) -> None:
        query = f"""{_PREFIXES}
        SELECT ?concept ?label ?finding {{
          ?concept a skos:Concept ; cmo:inReview ?review ; skos:prefLabel ?label
          OPTIONAL {{ ?line cmo:bearsOn/cmo:toConcept ?concept ; cmo:finding ?finding }}
        }}"""

        found = ask(query, [f"{seeded_server}/sparql"])

        assert rows_of(found) == rows_told(seeded_server, query)
        assert {len(row) for row in found["rows"]} == {2, 3}

    def test_languages_and_datatypes_arrive(self, seeded_server: str) -> None:
        query = f"""{_PREFIXES}
        SELECT ?label (COUNT(*) AS ?n) {{ <{_TRUST}> skos:prefLabel ?label }} GROUP BY ?label"""

        [row] = ask(query, [f"{seeded_server}/sparql"])["rows"]

        assert row["label"]["language"] == "en"
        assert row["n"]["value"] == "1"
        assert row["n"]["datatype"] == "http://www.w3.org/2001/XMLSchema#integer"

    @pytest.mark.parametrize("concept", [_TRUST, "http://localhost:8000/id/concepts/sos.nobody"])
    def test_yes_and_no(self, seeded_server: str, concept: str) -> None:
        found = ask(f"ASK {{ <{concept}> a ?class }}", [f"{seeded_server}/sparql"])

        assert found["boolean"] is (concept == _TRUST)

    def test_graphs_arrive(self, seeded_server: str) -> None:
        query = f"CONSTRUCT {{ ?s ?p ?o }} {{ VALUES ?s {{ <{_TRUST}> }} ?s ?p ?o }}"

        found = ask(query, [f"{seeded_server}/sparql"])

        labels = [tell["value"] for _, _, tell in found["quads"] if tell.get("language") == "en"]
        assert {subject["value"] for subject, _, _ in found["quads"]} == {_TRUST}
        assert "Parents trust the social worker" in labels

    def test_named_graphs_are_told_apart(self, seeded_server: str) -> None:
        query = f"SELECT DISTINCT ?graph {{ GRAPH ?graph {{ <{_TRUST}> a ?class }} }}"

        found = ask(query, [f"{seeded_server}/sparql"])

        assert rows_of(found) == rows_told(seeded_server, query) != []


class TestSeveralSources:
    """A query whose parts Comunica asks in several places, and joins by itself."""

    def test_a_join_of_many_requests_is_within_the_limits(self, seeded_server: str) -> None:
        """Each row that is found so far becomes a request; the server refuses none of them."""
        document = f"{seeded_server}/concepts/sos.trust"

        found = ask(_JOINED, [f"{seeded_server}/sparql", document])

        assert set(rows_of(found)) == set(rows_told(seeded_server, _JOINED))
        assert {request["status"] for request in found["requests"]} == {200}
        assert len(found["requests"]) > 5

    @pytest.mark.slow
    def test_versions_are_compared_in_hundreds_of_requests(self, seeded_server: str) -> None:
        query = _JOINED.replace("SELECT", "SELECT DISTINCT")
        version = httpx2.get(f"{seeded_server}/v1/meta").headers["Dataset-Version"]
        kept = f"{seeded_server}/v1/datasets/{version}/sparql"

        found = ask(query, [f"{seeded_server}/sparql", kept])

        assert rows_of(found) == rows_told(seeded_server, query)
        assert {request["status"] for request in found["requests"]} == {200}
        assert len(found["requests"]) > 200


class TestLinkedData:
    """Documents as sources: what an IRI leads to is found and read as it comes."""

    def test_documents_are_joined(self, seeded_server: str) -> None:
        documents = [
            f"{seeded_server}/id/configurations/sos.trust-lets-responsibility-be-shared",
            f"{seeded_server}/id/concepts/sos.trust",
        ]
        query = f"""{_PREFIXES}
        SELECT ?configuration ?label {{
          ?configuration cmo:hasContext ?concept . ?concept skos:prefLabel ?label
        }}"""

        found = ask(query, documents)

        assert [row["label"]["value"] for row in found["rows"]] == [
            "Parents trust the social worker"
        ]
        assert all(request["status"] == 200 for request in found["requests"])

    @pytest.mark.parametrize("path", [".well-known/void", "graph/sos", "graphs"])
    def test_whole_graphs_are_read(self, seeded_server: str, path: str) -> None:
        query = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"

        [row] = ask(query, [f"{seeded_server}/{path}"])["rows"]

        assert int(row["n"]["value"]) > 100


class TestUpdates:
    """The endpoint as the place that a query writes to."""

    def test_updates_with_the_token(self, seeded_server: str) -> None:
        endpoint = f"{seeded_server}/sparql"
        graph, thing = "https://example.org/comunica", "https://example.org/thing"
        token = {"Authorization": f"Bearer {TOKEN}"}

        ask(
            f"INSERT DATA {{ GRAPH <{graph}> {{ <{thing}> <{thing}#says> 'eins'@de, 1 }} }}",
            [endpoint],
            destination=endpoint,
            headers=token,
        )
        told = rows_told(seeded_server, f"SELECT ?o {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        ask(f"CLEAR GRAPH <{graph}>", [endpoint], destination=endpoint, headers=token)

        assert told == [(("o", "1", ""),), (("o", "eins", "de"),)]
        assert not rows_told(seeded_server, f"SELECT ?o {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")

    def test_is_told_why_it_cannot_write_without_the_token(self, seeded_server: str) -> None:
        endpoint = f"{seeded_server}/sparql"

        with pytest.raises(AssertionError, match="HTTP status 401"):
            ask("CLEAR ALL", [endpoint], destination=endpoint)
