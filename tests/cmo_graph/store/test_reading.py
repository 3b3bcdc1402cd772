"""What a snapshot says of a thing is what its dump says, whichever way one asks."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal as EngineLiteral
from rdflib import RDF, RDFS, Literal, URIRef

from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.mapping import Triple, as_triples, describe
from cmo_graph.model import Configuration, Thing
from cmo_graph.store import Snapshot, open_store
from cmo_graph.store.terms import as_engine, from_engine
from cmo_graph.synthetic import synthetic_review
from cmo_graph.vocabulary import CMO

THINGS = tuple(synthetic_review(configurations=20, seed=11))
NOBODY = URIRef("http://localhost:8000/id/concepts/synthetic.nobody")
MALFORMED = URIRef("not an IRI")
DERIVED = URIRef("http://localhost:8000/id/links/synthetic.derived")


@pytest.fixture(scope="module", params=["memory:", "disk"])
def snapshot(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Snapshot]:
    """Return a review that two graphs tell, half of it twice, and a derived graph."""
    folder: Path = tmp_path_factory.mktemp("reading") / "store"
    store = open_store(str(folder) if request.param == "disk" else "memory:")
    half = THINGS[: len(THINGS) // 2]
    with store.writing() as draft:
        draft.replace_graph(DEFAULT_BASE.graph("all"), triples_of(THINGS))
        draft.replace_graph(DEFAULT_BASE.graph("half"), triples_of(half))
        draft.replace_graph(
            DEFAULT_BASE.derived("links"),
            [(DERIVED, RDFS.label, Literal("derived", lang="en")), *triples_of(half)],
        )
    yield store.current()
    store.close()


def triples_of(things: tuple[Thing, ...]) -> Iterator[Triple]:
    for thing in things:
        yield from as_triples(thing)


def test_description_holds_each_value_once_when_two_graphs_say_the_same(
    snapshot: Snapshot,
) -> None:
    expected = describe(dict.fromkeys(triples_of(THINGS)))

    found = snapshot.describe(*(thing.id for thing in THINGS))

    assert found.keys() == expected.keys()
    for subject, said in found.items():
        assert {prop: sorted(values) for prop, values in said.items()} == {
            prop: sorted(values) for prop, values in expected[subject].items()
        }


def test_values_are_those_of_the_description(snapshot: Snapshot) -> None:
    for subject, said in snapshot.describe(*(thing.id for thing in THINGS)).items():
        for prop, values in said.items():
            assert sorted(snapshot.values(subject, prop)) == sorted(values)


def test_subjects_are_all_that_say_it_in_order(snapshot: Snapshot) -> None:
    said = {(s, p, o) for s, p, o in triples_of(THINGS) if isinstance(o, URIRef)}

    for prop, value in {(p, o) for _, p, o in said}:
        expected = [s for s, p, o in said if (p, o) == (prop, value)]
        assert list(snapshot.subjects(prop, value)) == sorted(expected)
        assert all(snapshot.states(subject, prop, value) for subject in expected)


def test_parts_are_described_with_their_whole_only(snapshot: Snapshot) -> None:
    one = next(thing for thing in THINGS if isinstance(thing, Configuration))

    assert set(snapshot.describe(one.id)) == {one.id, *(slot.id for slot in one.slots)}
    assert set(snapshot.describe(one.slots[0].id)) == {one.slots[0].id}


@pytest.mark.parametrize("iri", [NOBODY, DERIVED, MALFORMED])
def test_nothing_is_said_of_what_is_missing_derived_or_malformed(
    snapshot: Snapshot, iri: URIRef
) -> None:
    assert snapshot.describe(iri) == {}
    assert list(snapshot.values(iri, RDFS.label)) == []
    assert list(snapshot.subjects(CMO.bearsOn, iri)) == []
    assert not snapshot.states(iri, RDF.type, CMO.Link)


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("2024-02-29", "date"),
        ("2024-02-30", "date"),
        ("007", "integer"),
        ("x" * 40, "integer"),
    ],
)
def test_typed_literal_keeps_its_text_when_asked_for_again(text: str, datatype: str) -> None:
    term = Literal(
        text, datatype=URIRef(f"http://www.w3.org/2001/XMLSchema#{datatype}"), normalize=False
    )
    engine = as_engine(term)

    assert isinstance(engine, EngineLiteral)
    assert from_engine(engine) == from_engine(engine) == term
