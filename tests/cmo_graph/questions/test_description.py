"""The dataset's description: its counts are right, and programs find in it what they ask."""

import io
from collections.abc import Iterator

import pyoxigraph
import pytest
import rdflib
from rdflib import DCTERMS, RDF, RDFS, SKOS, VOID, Literal, URIRef

from cmo_graph.interchange.loading import load_ontology, load_seed
from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.questions.description import (
    Names,
    graph_triples,
    is_described,
    refresh_description,
)
from cmo_graph.questions.partitions import Ends, count_partitions
from cmo_graph.sparql.queries import stored_queries
from cmo_graph.store import Store, open_store
from cmo_graph.vocabulary import CMO, CMO_NAMESPACE, PREFIXES

NAMES = Names(DEFAULT_BASE)
GRAPH = DEFAULT_BASE.graph("r")
ONTOLOGY = URIRef(CMO_NAMESPACE.removesuffix("#"))
TRUST = URIRef("a:trust")

#: What a SPARQL editor asks to complete classes and properties.
COMPLETION = """
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX ext: <http://ldf.fi/void-ext#>
SELECT DISTINCT ?class ?property ?value ?datatype WHERE {
  ?part void:class ?class ; void:propertyPartition ?of .
  ?of void:property ?property .
  OPTIONAL {
    { ?of void:classPartition/void:class ?value } UNION
    { ?of ext:datatypePartition/ext:datatype ?datatype }
  }
}
"""


@pytest.fixture(scope="module")
def seeded() -> Iterator[Store]:
    store = open_store("memory:")
    load_ontology(store)
    load_seed(store)
    refresh_description(store)
    yield store
    store.close()


@pytest.fixture(scope="module")
def description(seeded: Store) -> pyoxigraph.Store:
    """The description alone, as whoever dereferences it has it."""
    sink = io.BytesIO()
    seeded.current().dump(sink, media_type="text/turtle", graph=NAMES.graph)
    found = pyoxigraph.Store()
    found.load(sink.getvalue(), format=pyoxigraph.RdfFormat.TURTLE)
    return found


def rows(store: pyoxigraph.Store, query: str) -> list[tuple[str | None, ...]]:
    solutions = store.query(query)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    return [tuple(value.value if value is not None else None for value in row) for row in solutions]


def small_store() -> Store:
    store = open_store("memory:")
    with store.writing() as draft:
        draft.replace_graph(
            GRAPH,
            [
                (TRUST, RDF.type, SKOS.Concept),
                (TRUST, SKOS.prefLabel, Literal("Trust", lang="en")),
                (URIRef("a:c1"), CMO.hasContext, TRUST),
                (URIRef("a:c1"), RDF.type, CMO.Configuration),
            ],
        )
    return store


def described_store() -> Store:
    store = small_store()
    with store.writing() as draft:
        draft.replace_graph(ONTOLOGY, [(CMO.Configuration, RDF.type, RDFS.Class)])
    return store


def test_partitions_are_those_of_the_data() -> None:
    found = count_partitions(small_store().current(), description=NAMES.graph)

    assert found.classes == {SKOS.Concept: 1, CMO.Configuration: 1}
    assert found.properties == {RDF.type: 2, SKOS.prefLabel: 1, CMO.hasContext: 1}
    assert found.by_class[CMO.Configuration][CMO.hasContext].value_classes == (SKOS.Concept,)
    assert found.by_class[SKOS.Concept][SKOS.prefLabel].datatypes == (RDF.langString,)
    assert found.totals == Ends(subjects=2, values=4)
    assert found.triples == 4


def test_partitions_agree_with_rdflib(seeded: Store) -> None:
    found = count_partitions(seeded.current(), description=NAMES.graph)
    stated = rdflib.Graph()
    for graph in seeded.current().version.graphs:
        if graph != NAMES.graph:
            stated += seeded.current().as_rdflib().graph(graph)

    assert found.totals is not None
    assert found.totals.subjects == len(set(stated.subjects()))
    assert found.totals.values == len(set(stated.objects()))
    for kind, entities in found.classes.items():
        assert entities == len(set(stated.subjects(RDF.type, kind)))
    for prop, ends in found.ends.items():
        assert ends.subjects == len(set(stated.subjects(prop)))


def test_description_does_not_count_itself(seeded: Store) -> None:
    graphs = seeded.current().version.graphs
    triples = seeded.current().as_rdflib().graph(NAMES.graph).value(NAMES.dataset, VOID.triples)

    others = sum(summary.quads for graph, summary in graphs.items() if graph != NAMES.graph)
    assert triples == Literal(others)


def test_refresh_describes_once_a_version(seeded: Store) -> None:
    before = seeded.current().version

    assert not refresh_description(seeded)
    assert seeded.current().version == before


def test_refresh_leaves_the_digest_and_follows_the_data() -> None:
    store = described_store()
    digest = store.current().version.digest

    assert refresh_description(store)
    assert store.current().version.digest == digest
    with store.writing() as draft:
        draft.replace_graph(GRAPH, [(TRUST, RDF.type, SKOS.Concept)])
    assert not is_described(store.current(), base=DEFAULT_BASE)
    assert refresh_description(store)
    assert is_described(store.current(), base=DEFAULT_BASE)


def test_refresh_stops_when_it_is_told_to() -> None:
    store = described_store()

    assert not refresh_description(store, is_stopped=lambda: True)
    assert NAMES.graph not in store.current().version.graphs


def test_dataset_of_other_things_is_not_described() -> None:
    store = described_store()
    refresh_description(store)
    with store.writing() as draft:
        draft.remove_graph(ONTOLOGY)

    assert refresh_description(store)
    assert set(store.current().version.graphs) == {GRAPH}
    assert not refresh_description(store)


def test_description_completes_classes_and_properties(description: pyoxigraph.Store) -> None:
    found = rows(description, COMPLETION)

    assert (str(CMO.Configuration), str(CMO.hasOutcome), str(SKOS.Concept), None) in found
    label = (str(SKOS.Concept), str(SKOS.prefLabel), None, str(RDF.langString))
    assert label in found


def test_description_offers_every_cookbook_query(description: pyoxigraph.Store) -> None:
    found = rows(
        description,
        """
        PREFIX sh: <http://www.w3.org/ns/shacl#>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT ?query ?comment WHERE {
          ?example a sh:SPARQLExecutable ; rdfs:comment ?comment ;
            sh:select|sh:ask|sh:construct ?query .
        }
        """,
    )

    cookbook = {query.text for query in stored_queries() if query.folder == "cookbook"}
    assert {text for text, _ in found} == cookbook
    assert all(comment for _, comment in found)


def test_description_declares_our_prefixes(description: pyoxigraph.Store) -> None:
    found = rows(
        description,
        "SELECT ?p ?n WHERE { [] <http://www.w3.org/ns/shacl#prefix> ?p ;"
        " <http://www.w3.org/ns/shacl#namespace> ?n }",
    )

    assert sorted(found) == sorted(PREFIXES.items())


def test_description_tells_title_and_licence_of_the_seed(seeded: Store) -> None:
    graph = seeded.current().as_rdflib().graph(NAMES.graph)

    assert graph.value(NAMES.dataset, DCTERMS.title) == Literal("Signs of Safety", lang="en")
    licence = URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert graph.value(NAMES.dataset, DCTERMS.license) == licence
    assert all(
        str(one).startswith(DEFAULT_BASE.iri) for one in graph.objects(None, VOID.exampleResource)
    )


def test_review_that_is_not_whole_is_described_all_the_same() -> None:
    store, review = described_store(), DEFAULT_BASE.mint("reviews", "r")
    with store.writing() as draft:
        draft.replace_graph(GRAPH, [(review, RDF.type, CMO.Review), (review, CMO.inReview, review)])

    assert refresh_description(store)
    graph = store.current().as_rdflib().graph(NAMES.graph)
    assert (NAMES.dataset, VOID.exampleResource, review) in graph
    assert graph.value(NAMES.dataset, DCTERMS.title) is None


def test_graphs_are_told_without_reading_them(seeded: Store) -> None:
    version = seeded.current().version
    found = set(graph_triples(NAMES, version))

    part = NAMES.of_graph(DEFAULT_BASE.graph("sos"))
    quads = version.graphs[DEFAULT_BASE.graph("sos")].quads
    assert (part, VOID.triples, Literal(quads)) in found
    assert not any(NAMES.of_graph(NAMES.graph) == subject for subject, _, _ in found)


@pytest.mark.parametrize("base", ["http://x.example/a/", "http://x.example/a#"])
def test_names_are_iris_whatever_the_base(base: str) -> None:
    names = Names(type(DEFAULT_BASE)(base))

    assert str(names.dataset).count("#") == 1
