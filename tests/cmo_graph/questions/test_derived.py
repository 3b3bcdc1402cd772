"""The derived graphs say what the library computes; the two are compared claim by claim."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from rdflib import RDF, RDFS, BNode, Literal, URIRef

from cmo_graph.interchange.loading import load_dataset, load_ontology, load_seed
from cmo_graph.iri import DEFAULT_BASE, key_of
from cmo_graph.mapping import Description, Triple, as_triples, describe, read
from cmo_graph.model import (
    Concept,
    Configuration,
    EvidenceLine,
    Link,
    Moderation,
    Passage,
    SearchRecord,
    Study,
    Thing,
    Undercut,
)
from cmo_graph.model.codes import ContextDimension, Direction
from cmo_graph.model.derived import DerivedGraph
from cmo_graph.questions import derived
from cmo_graph.questions.derived import METHODS, is_out_of_date, refresh_derived
from cmo_graph.questions.holdings import everything
from cmo_graph.repository import Repository
from cmo_graph.store import open_store
from cmo_graph.store.protocol import Store
from cmo_graph.support import Support, SupportStatus, gather_evidence, summarise_support
from cmo_graph.support.record import SupportRecord, as_record
from cmo_graph.synthetic import synthetic_review
from cmo_graph.theory.links import implied_links
from cmo_graph.vocabulary import CMO

SUPPORT, LINKS = DEFAULT_BASE.derived("support"), DEFAULT_BASE.derived("links")
#: Fills an empty store.
Fill = Callable[[Store], object]


def fill_with(things: Iterator[Thing], store: Store) -> None:
    with store.writing() as draft:
        triples = (triple for thing in things for triple in as_triples(thing))
        draft.replace_graph(DEFAULT_BASE.graph("synthetic"), triples)
    refresh_derived(store)


@pytest.fixture(
    scope="module",
    params=[
        load_seed,
        lambda store: fill_with(synthetic_review(configurations=12, seed=1), store),
        lambda store: fill_with(synthetic_review(configurations=40, seed=2), store),
        lambda store: fill_with(synthetic_review(configurations=150, seed=3), store),
    ],
    ids=["seed", "12 configurations", "40 configurations", "150 configurations"],
)
def filled(request: pytest.FixtureRequest) -> Store:
    store = open_store("memory:")
    request.param(store)
    return store


@pytest.fixture
def seeded() -> Store:
    store = open_store("memory:")
    load_seed(store)
    return store


def triples_in(store: Store, graph: URIRef) -> list[Triple]:
    return cast(list[Triple], list(store.current().as_rdflib().graph(graph)))


def described(store: Store, graph: URIRef) -> Description:
    return describe(triples_in(store, graph))


def records_in(store: Store) -> dict[URIRef, SupportRecord]:
    said = described(store, SUPPORT)
    nodes = [iri for iri in said if CMO.Support in said[iri][RDF.type]]
    records = [read(SupportRecord, said, iri) for iri in nodes]
    return {record.claim: record for record in records}


def supports_by_hand(store: Store) -> dict[URIRef, Support]:
    """Sum up every claim from everything there is, without the indexes of the library."""
    repository = Repository(store.current(), store.base)
    gathered = {
        "lines": tuple(everything(repository, EvidenceLine)),
        "studies": tuple(everything(repository, Study)),
        "undercuts": tuple(everything(repository, Undercut)),
        "searches": tuple(everything(repository, SearchRecord)),
        "passages": tuple(everything(repository, Passage)),
        "concepts": tuple(everything(repository, Concept)),
    }
    claims = (
        claim
        for model in (Configuration, Link, Moderation)
        for claim in everything(repository, model)
    )
    return {
        claim.id: summarise_support(claim.id, evidence=gather_evidence(claim, **gathered))  # type: ignore[arg-type]
        for claim in claims
    }


def test_support_graph_says_what_is_summed_up_of_every_claim(filled: Store) -> None:
    expected = supports_by_hand(filled)

    assert records_in(filled) == {
        claim: as_record(support, graph=SUPPORT) for claim, support in expected.items()
    }


def test_links_graph_has_the_implied_links_of_every_configuration(filled: Store) -> None:
    repository = Repository(filled.current(), filled.base)
    expected = implied_links(
        everything(repository, Configuration), concepts=everything(repository, Concept)
    )
    said = described(filled, LINKS)

    found = [read(Link, said, iri) for iri in sorted(said) if CMO.Link in said[iri][RDF.type]]

    assert found == list(expected)
    assert all(link.implied_by for link in found)
    assert not any(CMO.Claim in node[RDF.type] for node in said.values())


def test_derived_graphs_are_stamped_with_version_method_and_program(filled: Store) -> None:
    for name, method in METHODS.items():
        graph = DEFAULT_BASE.derived(name)
        said = described(filled, graph)

        header = read(DerivedGraph, said, graph)

        assert header.dataset_version == filled.current().version.digest
        assert header.method == method
        assert said[header.generated_by][RDFS.label] == [Literal("cmo-graph", lang="en")]


def test_derived_graphs_have_no_blank_nodes(filled: Store) -> None:
    terms = {
        t for graph in (SUPPORT, LINKS) for triple in triples_in(filled, graph) for t in triple
    }

    assert [term for term in terms if isinstance(term, BNode)] == []


def test_derived_graphs_are_no_part_of_lists_or_of_the_digest(seeded: Store) -> None:
    alone = open_store("memory:")
    graph = DEFAULT_BASE.graph("sos")
    with alone.writing() as draft:
        draft.replace_graph(graph, triples_in(seeded, graph))

    assert alone.current().version.digest == seeded.current().version.digest
    assert alone.current().catalogue.counts() == seeded.current().catalogue.counts()


def test_derived_graphs_are_the_same_however_often_they_are_made(seeded: Store) -> None:
    before = seeded.current().version
    with seeded.writing() as draft:
        draft.remove_graph(SUPPORT)
        draft.remove_graph(LINKS)

    assert refresh_derived(seeded)
    assert seeded.current().version.graphs == before.graphs


def test_refresh_changes_nothing_when_the_graphs_are_up_to_date(seeded: Store) -> None:
    before = seeded.current().version

    assert not refresh_derived(seeded)
    assert seeded.current().version == before


def test_files_of_a_large_dataset_are_merged_when_it_was_derived(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, digests = [], []
    for name, worth in (("large", 1), ("small", 100_000)):
        monkeypatch.setattr(derived, "WORTH_COMPACTING", worth)
        store = open_store(tmp_path / name)
        fill_with(synthetic_review(configurations=12, seed=1), store)
        fill_with(synthetic_review(configurations=13, seed=2), store)
        files.append(len(list(store.current().reader_source.glob("*.sst"))))
        digests.append(store.current().version.digest)
        store.close()

    assert files[0] < files[1]
    assert digests[0] == digests[1]


def test_refresh_makes_nothing_for_a_dataset_without_claims() -> None:
    store = open_store("memory:")
    load_ontology(store)

    assert not refresh_derived(store)
    assert list(store.current().version.graphs) == [URIRef("https://w3id.org/cmo-graph/ns")]


def test_refresh_removes_the_graphs_when_the_last_claim_is_gone(seeded: Store) -> None:
    with seeded.writing() as draft:
        draft.remove_graph(DEFAULT_BASE.graph("sos"))

    assert refresh_derived(seeded)
    assert dict(seeded.current().version.graphs) == {}


@pytest.mark.parametrize("graph", [SUPPORT, LINKS])
def test_graph_is_out_of_date_when_it_is_missing(seeded: Store, graph: URIRef) -> None:
    with seeded.writing() as draft:
        draft.remove_graph(graph)

    assert is_out_of_date(seeded.current(), base=DEFAULT_BASE)


@pytest.mark.parametrize("predicate", [CMO.method, CMO.datasetVersion])
def test_graph_is_made_anew_when_its_header_says_something_else(
    seeded: Store, predicate: URIRef
) -> None:
    before = seeded.current().version
    kept = [triple for triple in triples_in(seeded, SUPPORT) if triple[1] != predicate]
    with seeded.writing() as draft:
        draft.replace_graph(SUPPORT, [*kept, (SUPPORT, predicate, Literal("another"))])

    assert refresh_derived(seeded)
    assert seeded.current().version.graphs == before.graphs


def test_graph_is_made_anew_when_the_dataset_changes(seeded: Store) -> None:
    line = next(
        line
        for line in everything(Repository(seeded.current(), DEFAULT_BASE), EvidenceLine)
        if key_of(line.claim) == "sos.effect-on-engagement"
    )
    graph = DEFAULT_BASE.graph("sos")
    direction = (line.id, CMO.direction, Direction.SUPPORTS.iri)
    kept = [triple for triple in triples_in(seeded, graph) if triple != direction]
    with seeded.writing() as draft:
        draft.replace_graph(graph, [*kept, (line.id, CMO.direction, Direction.DISPUTES.iri)])

    stale = records_in(seeded)[line.claim]
    assert is_out_of_date(seeded.current(), base=DEFAULT_BASE)
    assert refresh_derived(seeded)

    assert stale.status is SupportStatus.SUPPORTED
    assert records_in(seeded)[line.claim].status is SupportStatus.DISPUTED


def test_graphs_are_made_again_when_another_writer_was_quicker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = open_store(str(tmp_path / "store")), open_store(str(tmp_path / "store"))
    fill_with(synthetic_review(configurations=3, seed=1), ours)
    writing, intrusions = ours.writing_aside, [5]

    def writing_late() -> object:
        while intrusions:
            fill = synthetic_review(configurations=intrusions.pop(), seed=1)
            with theirs.writing() as draft:
                triples = (triple for thing in fill for triple in as_triples(thing))
                draft.replace_graph(DEFAULT_BASE.graph("synthetic"), triples)
        return writing()

    with ours.writing() as draft:
        draft.remove_graph(SUPPORT)
    monkeypatch.setattr(ours, "writing_aside", writing_late)

    assert refresh_derived(ours)
    assert len([one for one in records_in(theirs).values() if "configurations" in one.claim]) == 5
    assert not is_out_of_date(theirs.current(), base=DEFAULT_BASE)


def test_graphs_are_left_out_of_date_when_the_dataset_breaks_the_model(
    seeded: Store, caplog: pytest.LogCaptureFixture
) -> None:
    graph = DEFAULT_BASE.graph("sos")
    kept = [triple for triple in triples_in(seeded, graph) if triple[1] != CMO.kind]
    with seeded.writing() as draft:
        draft.replace_graph(graph, kept)
    before = seeded.current().version

    with caplog.at_level(logging.WARNING):
        assert not refresh_derived(seeded)

    assert "The derived graphs were not made." in caplog.text
    assert seeded.current().version == before
    assert is_out_of_date(seeded.current(), base=DEFAULT_BASE)


def test_dataset_that_is_loaded_brings_no_derived_graphs(seeded: Store, tmp_path: Path) -> None:
    path = tmp_path / "dump.nq"
    with path.open("wb") as sink:
        seeded.current().dump(sink, media_type="application/n-quads")
    forged = f'<{SUPPORT}#software> <{RDFS.label}> "forged" <{SUPPORT}> .\n'
    path.write_text(path.read_text(encoding="utf-8") + forged, encoding="utf-8")
    other = open_store("memory:")

    loaded = load_dataset(other, path)

    refresh_derived(other)

    assert loaded.graphs == (DEFAULT_BASE.graph("sos"),)
    assert other.current().version.graphs == seeded.current().version.graphs


def test_record_keeps_the_split_of_a_contested_claim() -> None:
    store = open_store("memory:")
    fill_with(synthetic_review(configurations=400, seed=5), store)

    splits = [split for record in records_in(store).values() for split in record.context_split]

    assert splits
    assert {split.dimension for split in splits} <= set(ContextDimension)
    assert all(set(one.supporting_contexts).isdisjoint(one.disputing_contexts) for one in splits)
