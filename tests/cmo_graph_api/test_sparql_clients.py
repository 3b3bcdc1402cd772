"""Clients that others wrote, unmodified, against the real server."""

import json
import shutil
import subprocess
from typing import Any, cast

import pytest
from rdflib import RDF, Graph
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.query import ResultRow
from SPARQLWrapper import CSV, JSON, N3, RDFXML, TURTLE, XML, SPARQLWrapper

from cmo_graph.vocabulary import CMO

LINKS = f"SELECT DISTINCT ?link {{ ?link a <{CMO.Link}> }} ORDER BY ?link"
GRAPH = f"CONSTRUCT {{ ?link a <{CMO.Link}> }} WHERE {{ ?link a <{CMO.Link}> }}"


@pytest.fixture(scope="module")
def links(server: str) -> list[str]:
    endpoint = SPARQLWrapper(f"{server}/sparql", returnFormat=JSON)
    endpoint.setQuery(LINKS)
    told = cast(dict[str, Any], endpoint.queryAndConvert())
    return [row["link"]["value"] for row in told["results"]["bindings"]]


def test_rdflib_reads_the_endpoint_as_a_store(server: str, links: list[str]) -> None:
    graph = Graph(SPARQLStore(f"{server}/sparql"))

    rows = [row for row in graph.query(LINKS) if isinstance(row, ResultRow)]
    subjects = set(graph.subjects(RDF.type, CMO.Link))

    assert [str(row["link"]) for row in rows] == links
    assert subjects == {row["link"] for row in rows}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("form", [JSON, XML, CSV])
def test_sparqlwrapper_takes_tables(server: str, links: list[str], form: str, method: str) -> None:
    endpoint = SPARQLWrapper(f"{server}/sparql", returnFormat=form)
    endpoint.setMethod(method)
    endpoint.setQuery(LINKS)

    told = endpoint.query().response.read().decode()

    assert all(link in told for link in links)


@pytest.mark.parametrize("form", [TURTLE, N3, RDFXML, XML])
def test_sparqlwrapper_takes_graphs(server: str, links: list[str], form: str) -> None:
    endpoint = SPARQLWrapper(f"{server}/sparql", returnFormat=form)
    endpoint.setQuery(GRAPH)

    told = endpoint.query()

    assert told.info()["content-type"].startswith(("text/", "application/rdf+xml"))
    assert links[0] in told.response.read().decode()


def test_curl_sends_forms_and_files(server: str, links: list[str]) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed")
    sent = [curl, "--silent", "--fail", "--compressed", "--data-urlencode", f"query={LINKS}"]

    told = subprocess.run([*sent, f"{server}/sparql"], capture_output=True, check=True)

    assert len(json.loads(told.stdout)["results"]["bindings"]) == len(links)
