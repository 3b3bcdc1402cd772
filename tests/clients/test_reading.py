"""rdflib and HTTP clients read and write graphs by name, as their users do."""

import shutil
import subprocess
from pathlib import Path

import httpx2
import pytest
from rdflib import RDF, RDFS, SKOS, Dataset, Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.query import ResultRow

from cmo_graph.vocabulary import CMO
from tests.clients.conftest import TOKEN

REVIEW = URIRef("http://localhost:8000/graph/sos")
ONTOLOGY = URIRef("https://w3id.org/cmo-graph/ns")
TRUST = URIRef("http://localhost:8000/id/concepts/sos.trust")
WRITER = {"Authorization": f"Bearer {TOKEN}"}
TURTLE = {"Content-Type": "text/turtle"}


class TestRdflib:
    """Dataset over SPARQLStore: the union of all graphs, and each graph by its name."""

    @pytest.fixture
    def dataset(self, seeded_server: str) -> Dataset:
        store = SPARQLStore(f"{seeded_server}/sparql", context_aware=True)
        return Dataset(store, default_union=True)

    def test_graphs_are_listed(self, dataset: Dataset) -> None:
        # The store gives IRIs, whatever its annotation says.
        listed = set(map(str, dataset.store.contexts()))

        assert {str(REVIEW), str(ONTOLOGY)} <= listed

    def test_each_graph_holds_its_own(self, dataset: Dataset) -> None:
        # Dataset.graph() would make the graph, which a store that only reads cannot.
        review, ontology = (Graph(dataset.store, name) for name in (REVIEW, ONTOLOGY))

        assert (TRUST, RDF.type, SKOS.Concept) in review
        assert (TRUST, RDF.type, SKOS.Concept) not in ontology
        assert review.value(TRUST, SKOS.prefLabel) == Literal(
            "Parents trust the social worker", lang="en"
        )

    def test_a_query_sees_every_graph(self, dataset: Dataset) -> None:
        rows = dataset.query(
            "SELECT ?graph { GRAPH ?graph { ?thing a ?class } }",
            initBindings={"thing": TRUST, "class": SKOS.Concept},
        )

        assert [row["graph"] for row in rows if isinstance(row, ResultRow)] == [REVIEW]

    def test_pages_add_up_to_the_whole(self, seeded_server: str) -> None:
        """Paging is by attributes that rdflib's store reads from the graph it is asked through."""
        graph = Graph(SPARQLStore(f"{seeded_server}/sparql"))
        whole = set(graph.subjects(RDF.type, CMO.EvidenceLine))

        pages = []
        for offset in range(0, len(whole) + 20, 20):
            rows = graph.query(
                f"SELECT DISTINCT ?s {{ ?s a <{CMO.EvidenceLine}> }}"
                f" ORDER BY ?s LIMIT 20 OFFSET {offset}"
            )
            pages.append([row["s"] for row in rows if isinstance(row, ResultRow)])

        assert [len(page) for page in pages] == [20, 20, 9, 0][: len(pages)]
        assert {iri for page in pages for iri in page} == whole

    def test_pages_by_the_stores_own_attributes(self, seeded_server: str) -> None:
        graph = Graph(SPARQLStore(f"{seeded_server}/sparql"))
        for name, value in (("LIMIT", 10), ("OFFSET", 5), ("ORDERBY", "?s")):
            setattr(graph, name, value)

        found = list(graph.subjects(RDF.type, CMO.EvidenceLine))

        assert len(found) == 10
        assert found == sorted(found, key=str)


class TestGraphStore:
    """Whole graphs over plain HTTP."""

    def test_httpx_puts_reads_and_deletes(self, seeded_server: str) -> None:
        place = httpx2.URL(f"{seeded_server}/graphs", params={"graph": "https://example.org/httpx"})
        body = f'<{TRUST}> <{RDFS.comment}> "gesehen"@de .'

        refused = httpx2.put(place, content=body, headers=TURTLE)
        made = httpx2.put(place, content=body, headers={**TURTLE, **WRITER})
        read = httpx2.get(place, headers={"Accept": "application/n-triples"})
        removed = httpx2.delete(place, headers=WRITER)

        assert (refused.status_code, made.status_code, removed.status_code) == (401, 201, 204)
        assert read.text.strip() == body
        assert httpx2.get(place).status_code == 404

    def test_curl_sends_a_file(self, seeded_server: str, tmp_path: Path) -> None:
        curl = shutil.which("curl")
        if curl is None:
            pytest.skip("curl is not installed")
        file = tmp_path / "mine.ttl"
        file.write_text(f"<{TRUST}> <{RDFS.seeAlso}> <https://example.org/> .")
        place = f"{seeded_server}/graphs?graph=https://example.org/curl"
        token = f"Authorization: Bearer {TOKEN}"

        told = [
            subprocess.run(
                [curl, "-sS", "-w", "%{http_code}", "-H", token, *arguments, place],
                capture_output=True,
                text=True,
                check=True,
                timeout=60,
            ).stdout
            for arguments in (
                ("-T", str(file), "-H", "Content-Type: text/turtle"),
                ("-T", str(file), "-H", "Content-Type: text/turtle"),
                ("-X", "DELETE"),
            )
        ]

        assert told == ["201", "204", "204"]
