"""What an update does to any store: this module has it, for each store of `test_store`."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from rdflib import RDF, SKOS, URIRef

from cmo_graph.errors import (
    CmoGraphError,
    DatasetNamedTwice,
    DraftTorn,
    FederationRefused,
    GraphReadOnly,
    LoadRefused,
    NotAnUpdate,
    QueryNotSupported,
    QuerySyntaxError,
    QueryTimedOut,
    RefusedRDF,
)
from cmo_graph.iri import DEFAULT_GRAPH
from cmo_graph.sparql.asking import Dataset
from cmo_graph.sparql.updating import UpdateLimits
from cmo_graph.store import Store, Version
from cmo_graph.store.version import GraphDigest
from cmo_graph.vocabulary import CMO
from tests.contract.test_store import BASE, GRAPH, LABELS, OTHER_GRAPH, SAFETY, STORES, TRUST, put

DERIVED = BASE.derived("x")


@pytest.fixture(params=list(STORES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = STORES[request.param](tmp_path, request)
    yield opened
    opened.close()


def update(store: Store, text: str, *, using: Dataset | None = None, union: bool = True) -> Version:
    """Run an update in a draft of its own; return the version there is then."""
    with store.writing() as draft:
        draft.update(text, using=using, union=union)
    assert store.current().version == (draft.became or draft.former)
    return store.current().version


def objects(store: Store, graph: URIRef) -> set[str]:
    """Return the last term of each statement of a graph."""
    return {line.decode().split(maxsplit=2)[2].removesuffix(" .") for line in lines(store, graph)}


def lines(store: Store, graph: URIRef) -> list[bytes]:
    sink = BytesIO()
    store.current().dump(sink, media_type="application/n-triples", graph=graph)
    return [line for line in sink.getvalue().split(b"\n") if line]


def check_digests(store: Store) -> None:
    """Compare the digest of every graph with one that is worked out anew."""
    for graph, summary in store.current().version.graphs.items():
        digest = GraphDigest()
        digest.take(lines(store, graph))
        assert digest.summary() == summary


def test_update_inserts_and_deletes(store: Store) -> None:
    update(store, f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <a:a> <a:b> <a:x> , <a:y> }} }}")
    update(store, f"DELETE DATA {{ GRAPH <{GRAPH}> {{ <a:a> <a:b> <a:x> }} }}")

    assert objects(store, GRAPH) == {"<a:y>"}
    check_digests(store)


def test_update_that_changes_nothing_makes_no_version(store: Store) -> None:
    before = update(store, f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <a:a> <a:b> <a:x> }} }}")

    assert update(store, f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <a:a> <a:b> <a:x> }} }}") == before


def test_operations_of_one_update_are_one_version(store: Store) -> None:
    before = store.current().version
    after = update(
        store,
        f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <a:a> <a:b> <a:x> }} }} ;"
        f" MOVE <{GRAPH}> TO <{OTHER_GRAPH}> ;"
        f" INSERT {{ GRAPH <{OTHER_GRAPH}> {{ ?s ?p <a:y> }} }} WHERE {{ ?s ?p <a:x> }}",
    )

    assert after.number == before.number + 1
    assert set(after.graphs) == {OTHER_GRAPH}
    assert objects(store, OTHER_GRAPH) == {"<a:x>", "<a:y>"}
    check_digests(store)


@pytest.mark.parametrize("union", [True, False])
@pytest.mark.parametrize("keyword", ["CLEAR", "DROP", "drop # it\n", "DROP SILENT"])
def test_graph_that_is_not_there_can_be_emptied_as_no_graph_is_empty(
    store: Store, keyword: str, union: bool
) -> None:
    with store.writing() as draft:
        draft.update(
            f"PREFIX a: <a:> {keyword} GRAPH a:none ;"
            f" INSERT DATA {{ GRAPH <{GRAPH}> {{ <a:a> <a:b> <a:x> }} }} ;"
            f" {keyword} GRAPH <{OTHER_GRAPH}>",
            union=union,
        )

    assert set(store.current().version.graphs) == {GRAPH}
    check_digests(store)


def test_update_keeps_blank_nodes_and_the_default_graph(store: Store) -> None:
    update(store, f"INSERT DATA {{ <a:a> <a:b> [] . GRAPH <{GRAPH}> {{ [] <a:b> <a:x> }} }}")
    update(store, f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <a:a> <a:b> <a:y> }} }}")

    assert objects(store, GRAPH) == {"<a:x>", "<a:y>"}
    assert store.current().version.graphs[DEFAULT_GRAPH].quads == 1
    assert objects(store, DEFAULT_GRAPH).pop().startswith("_:")
    check_digests(store)


COPY = f"INSERT {{ GRAPH <{OTHER_GRAPH}> {{ <a:copy> <a:b> ?o }} }} WHERE {{ ?s <a:b> ?o }}"
FILL = f"INSERT DATA {{ <a:a> <a:b> <a:x> . GRAPH <{GRAPH}> {{ <a:a> <a:b> <a:y> }} }}"


@pytest.mark.parametrize(
    ("using", "union", "copied"),
    [
        (None, True, {"<a:x>", "<a:y>"}),
        (None, False, {"<a:x>"}),
        (Dataset(default=(GRAPH,)), True, {"<a:y>"}),
        (Dataset(default=(GRAPH,)), False, {"<a:y>"}),
        (Dataset(named=(GRAPH,)), True, set()),
    ],
)
def test_where_is_asked_of_the_graphs_that_are_chosen(
    store: Store, using: Dataset | None, union: bool, copied: set[str]
) -> None:
    update(store, FILL)
    update(store, COPY, using=using, union=union)

    assert objects(store, OTHER_GRAPH) == copied


REVIEW = BASE.mint("reviews", "r")


def concept(iri: str) -> str:
    return f"{iri} <{RDF.type}> <{SKOS.Concept}> ; <{CMO.inReview}> <{REVIEW}> ."


def test_things_that_an_update_states_are_in_the_catalogue(store: Store) -> None:
    first, second = concept(f"<{TRUST}>"), concept(f"<{SAFETY}>")
    update(store, f"INSERT DATA {{ GRAPH <{GRAPH}> {{ {first} {second} }} }}")
    assert store.current().catalogue.counts()["concepts"] == 2

    update(store, f"DELETE WHERE {{ GRAPH <{GRAPH}> {{ <{TRUST}> ?p ?o }} }}")

    assert store.current().catalogue.counts()["concepts"] == 1
    assert not store.current().describe(TRUST)


def test_blank_nodes_and_the_default_graph_are_not_in_the_catalogue(store: Store) -> None:
    named = concept("[]").replace("[] <", "_:b <")
    update(
        store,
        f"INSERT DATA {{ {concept(f'<{TRUST}>')} GRAPH <{GRAPH}> {{ {named}"
        f" <{SAFETY}> <{RDF.type}> <{SKOS.Concept}> ; <{CMO.inReview}> [] ;"
        f" <{SKOS.broader}> [] ; <{CMO.contextDimension}> [] ; <{CMO.passage}> [] }} }}",
    )

    assert store.current().catalogue.counts()["concepts"] == 1
    check_digests(store)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("CLEAR XYZ", QuerySyntaxError),
        ("ASK {}", NotAnUpdate),
        ("LOAD <http://localhost/>", LoadRefused),
        (
            "INSERT { ?s ?p ?o } WHERE { SERVICE <http://localhost/> { ?s ?p ?o } }",
            FederationRefused,
        ),
        ("CREATE GRAPH <a:g> ; MOVE <a:h> TO <a:g>", QueryNotSupported),
        ("CLEAR DEFAULT ; INSERT DATA { <a:a> <a:b> <<( <a:a> <a:b> <a:c> )>> }", RefusedRDF),
        ('INSERT DATA { <a:a> <a:b> "\\b" }', RefusedRDF),
        ('INSERT DATA { <a:a> <a:b> "x"@en--ltr }', RefusedRDF),
        (f"INSERT DATA {{ GRAPH <{DERIVED}> {{ <a:a> <a:b> <a:c> }} }}", GraphReadOnly),
        (f"INSERT DATA {{ GRAPH <{DEFAULT_GRAPH}> {{ <a:a> <a:b> <a:c> }} }}", GraphReadOnly),
        (
            "INSERT { GRAPH ?g { ?s ?p <a:z> } } WHERE { GRAPH ?g { ?s ?p ?o } }",
            GraphReadOnly,
        ),
    ],
)
def test_update_that_is_refused_leaves_everything(
    store: Store, text: str, error: type[CmoGraphError]
) -> None:
    update(store, FILL)
    put(store, DERIVED, LABELS)
    before = store.current().version

    with pytest.raises(error), store.writing() as draft:
        draft.update(text)

    assert store.current().version == before
    assert objects(store, GRAPH) == {"<a:y>"}


def test_draft_that_an_update_has_failed_in_is_not_published(store: Store) -> None:
    def swallow_the_error() -> None:
        with store.writing() as draft:
            draft.replace_graph(GRAPH, LABELS)
            with suppress(QuerySyntaxError):
                draft.update("CLEAR")

    with pytest.raises(DraftTorn):
        swallow_the_error()

    assert not store.current().version.graphs


def test_dataset_is_named_once(store: Store) -> None:
    with pytest.raises(DatasetNamedTwice):
        update(store, f"WITH <{GRAPH}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}", using=Dataset())


def test_update_is_stopped_when_its_time_is_over(store: Store) -> None:
    items = ", ".join(f"<a:{number}>" for number in range(100))
    update(store, f"INSERT DATA {{ <a:a> <a:b> {items} }}")
    product = " ".join(f"?s{number} ?p{number} ?o{number} ." for number in range(6))

    with pytest.raises(QueryTimedOut), store.writing() as draft:
        draft.update(
            f"INSERT {{ <a:a> <a:c> ?o0 }} WHERE {{ {product} }}", limits=UpdateLimits(seconds=1.5)
        )

    assert len(objects(store, DEFAULT_GRAPH)) == 100


def test_derived_graphs_may_be_emptied_with_all_others(store: Store) -> None:
    update(store, FILL)
    put(store, DERIVED, LABELS)

    assert not update(store, "CLEAR ALL").graphs


def test_update_goes_on_from_what_the_draft_has_changed(store: Store) -> None:
    with store.writing() as draft:
        draft.replace_graph(GRAPH, LABELS)
        draft.update(f"COPY <{GRAPH}> TO <{OTHER_GRAPH}>")
        draft.replace_graph(GRAPH, ())
        draft.update(f"DELETE WHERE {{ GRAPH <{OTHER_GRAPH}> {{ <{TRUST}> ?p ?o }} }}")

    assert objects(store, OTHER_GRAPH) == {'"Children are safe"@en'}
    assert set(store.current().version.graphs) == {OTHER_GRAPH}
    check_digests(store)


def test_updates_at_once_are_all_kept(store: Store) -> None:
    update(store, "INSERT DATA { <a:a> <a:count> 0 }")
    text = (
        "DELETE { <a:a> <a:count> ?old } INSERT { <a:a> <a:count> ?new }"
        " WHERE { <a:a> <a:count> ?old BIND(?old + 1 AS ?new) }"
    )

    def add(_: int) -> None:
        with store.writing() as draft:
            draft.update(text)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(add, range(6)))

    [line] = lines(store, DEFAULT_GRAPH)
    assert b'"6"' in line
