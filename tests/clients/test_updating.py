"""Clients that others have written update this server as they come; the token is a header."""

import shutil
import subprocess

import pytest
from rdflib import RDFS, BNode, Dataset, Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLUpdateStore
from SPARQLWrapper import JSON, POST, POSTDIRECTLY, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import Unauthorized

from tests.clients.conftest import TOKEN

AUTHORIZATION = f"Bearer {TOKEN}"
SUBJECT = URIRef("https://example.org/thing")


class TestRdflib:
    """SPARQLUpdateStore, the store of rdflib that is on a server."""

    def dataset(self, server: str) -> Dataset:
        store = SPARQLUpdateStore(
            query_endpoint=f"{server}/sparql",
            update_endpoint=f"{server}/sparql",
            headers={"Authorization": AUTHORIZATION},
            context_aware=True,
        )
        return Dataset(store)

    def test_adds_and_removes(self, writable_server: str) -> None:
        graph = self.dataset(writable_server).graph(URIRef("https://example.org/rdflib"))
        labels = {Literal("eins", lang="de"), Literal('"1"\n\\'), Literal(1)}

        for label in labels:
            graph.add((SUBJECT, RDFS.label, label))
        assert set(graph.objects(SUBJECT, RDFS.label)) == labels

        graph.remove((SUBJECT, RDFS.label, Literal(1)))
        assert len(set(graph.objects(SUBJECT, RDFS.label))) == 2
        graph.remove((None, None, None))
        assert not len(graph)
        self.dataset(writable_server).remove_graph(graph)

    def test_adds_many_at_once(self, writable_server: str) -> None:
        dataset = self.dataset(writable_server)
        graph = dataset.graph(URIRef("https://example.org/rdflib-many"))

        dataset.addN((SUBJECT, RDFS.label, Literal(number), graph) for number in range(500))

        assert len(graph) == 500

    def test_updates_with_its_own_prefixes_and_bindings(self, writable_server: str) -> None:
        graph = self.dataset(writable_server).graph(URIRef("https://example.org/rdflib-text"))

        # Where a graph holds nothing there is none, and a WHERE about it has no solution.
        graph.add((SUBJECT, RDFS.comment, Literal("here")))

        graph.update(
            "INSERT { ?s rdfs:label ?label } WHERE { ?s rdfs:comment ?any }",
            initNs={"rdfs": RDFS},
            initBindings={"s": SUBJECT, "label": Literal("eins")},
        )

        assert (SUBJECT, RDFS.label, Literal("eins")) in graph

    def test_writes_to_the_default_graph(self, writable_server: str) -> None:
        store = SPARQLUpdateStore(
            f"{writable_server}/sparql",
            f"{writable_server}/sparql",
            headers={"Authorization": AUTHORIZATION},
            context_aware=False,
        )
        store.update(f"INSERT DATA {{ <{SUBJECT}> <{RDFS.seeAlso}> 'here' }}")

        assert bool(store.query(f"ASK {{ <{SUBJECT}> <{RDFS.seeAlso}> 'here' }}"))
        store.update(f"DELETE WHERE {{ <{SUBJECT}> <{RDFS.seeAlso}> ?any }}")
        assert not bool(store.query(f"ASK {{ <{SUBJECT}> <{RDFS.seeAlso}> ?any }}"))

    def test_writes_to_a_graph_by_its_name_whether_it_is_there_or_not(
        self, writable_server: str
    ) -> None:
        store = self.dataset(writable_server).store
        graph = Graph(store, URIRef("https://example.org/rdflib-by-name"))

        for number in range(2):
            graph.add((SUBJECT, RDFS.label, Literal(number)))

        assert len(graph) == 2

    def test_refuses_blank_nodes_by_itself(self, writable_server: str) -> None:
        graph = self.dataset(writable_server).graph(URIRef("https://example.org/rdflib"))

        with pytest.raises(Exception, match="BNode"):
            graph.add((BNode(), RDFS.label, Literal("eins")))


class TestSPARQLWrapper:
    """SPARQLWrapper, which sends an update in a form or as the body."""

    def wrapper(self, server: str, text: str) -> SPARQLWrapper:
        wrapper = SPARQLWrapper(f"{server}/sparql")
        wrapper.addCustomHttpHeader("Authorization", AUTHORIZATION)
        wrapper.setMethod(POST)
        wrapper.setReturnFormat(JSON)
        wrapper.setQuery(text)
        return wrapper

    @pytest.mark.parametrize("how", ["form", "body"])
    def test_updates(self, writable_server: str, how: str) -> None:
        graph = f"https://example.org/wrapper-{how}"
        wrapper = self.wrapper(
            writable_server, f"INSERT DATA {{ GRAPH <{graph}> {{ <{SUBJECT}> <a:b> 'ä' }} }}"
        )
        if how == "body":
            wrapper.setRequestMethod(POSTDIRECTLY)
        wrapper.query()

        asked = self.wrapper(writable_server, f"SELECT ?o {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        answer = asked.queryAndConvert()
        assert isinstance(answer, dict)
        [row] = answer["results"]["bindings"]
        assert row["o"]["value"] == "ä"

    def test_is_refused_without_the_token(self, writable_server: str) -> None:
        wrapper = self.wrapper(writable_server, "CLEAR ALL")
        wrapper.clearCustomHttpHeader("Authorization")

        with pytest.raises(Unauthorized):
            wrapper.query()


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
class TestCurl:
    """Curl, as the documentation shows it."""

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            ["curl", "-sS", "-w", "%{http_code}", *arguments],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return done.stdout

    @pytest.mark.parametrize(
        "body",
        [
            ("--data-urlencode", "update=CLEAR GRAPH <https://example.org/curl>"),
            ("-H", "Content-Type: application/sparql-update", "--data", "CLEAR DEFAULT"),
        ],
    )
    def test_updates(self, writable_server: str, body: tuple[str, ...]) -> None:
        fill = "update=INSERT DATA { GRAPH <https://example.org/curl> { <a:a> <a:b> 1 } }"
        token = ("-H", f"Authorization: {AUTHORIZATION}", f"{writable_server}/sparql")

        assert self.run("--data-urlencode", fill, *token) == "204"
        assert self.run(*body, *token) == "204"

    def test_is_refused_without_the_token(self, writable_server: str) -> None:
        told = self.run("--data-urlencode", "update=CLEAR ALL", f"{writable_server}/sparql")

        assert told.endswith("401")
        assert "write-not-authorised" in told
