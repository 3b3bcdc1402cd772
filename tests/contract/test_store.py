"""What any store must do, in one description that runs for each: this module has it.

A new store joins by one line in `STORES`.
"""

import io
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import RDF, RDFS, SKOS, XSD, BNode, Literal, URIRef

from cmo_graph.errors import (
    InvalidParameter,
    MalformedRDF,
    NotInThisSyntax,
    RefusedRDF,
    StoreClosed,
    UnknownQuery,
    UnsupportedMediaType,
    VersionNotKept,
)
from cmo_graph.iri import DEFAULT_BASE, DEFAULT_GRAPH
from cmo_graph.mapping import Triple
from cmo_graph.model.codes import Direction
from cmo_graph.offered.reading import OfferedRDF, offered_rdf
from cmo_graph.store import Snapshot, Store, Version, open_store
from cmo_graph.vocabulary import CMO
from tests.servers import SparqlServer

#: How each store is opened, given a folder of its own and the request of a fixture.
STORES: Mapping[str, Callable[[Path, pytest.FixtureRequest], Store]] = {
    "memory": lambda _, __: open_store("memory:"),
    "disk": lambda folder, _: open_store(folder / "store"),
    "oxigraph server": lambda folder, request: on_server("oxigraph_server", folder, request),
    "virtuoso": lambda folder, request: on_server("virtuoso_server", folder, request),
}


def on_server(name: str, folder: Path, request: pytest.FixtureRequest) -> Store:
    """Open an empty store on the server that a fixture of this name gives."""
    server: SparqlServer = request.getfixturevalue(name)
    server.clear()
    return open_store(server.location, access=server.access_in(folder / "cache"))


BASE = DEFAULT_BASE
ONTOLOGY = URIRef("https://w3id.org/cmo-graph/ns")
GRAPH, OTHER_GRAPH = BASE.graph("r"), BASE.graph("s")
TRUST = BASE.mint("concepts", "r.trust")
SAFETY = BASE.mint("concepts", "r.safety")
CONFIGURATION = BASE.mint("configurations", "r.c1")
SLOT = BASE.part(CONFIGURATION, "outcome", "r.safety")

LABELS: tuple[Triple, ...] = (
    (TRUST, RDFS.label, Literal("Parents trust the social worker", lang="en")),
    (SAFETY, RDFS.label, Literal("Children are safe", lang="en")),
)
SLOTS: tuple[Triple, ...] = (
    (CONFIGURATION, RDF.type, CMO.Configuration),
    (CONFIGURATION, CMO.qualifiedSlot, SLOT),
    (SLOT, RDF.type, CMO.Slot),
    (SLOT, CMO.concept, SAFETY),
    (SLOT, CMO.position, Literal("1", datatype=XSD.integer)),
)
SCHEME: tuple[Triple, ...] = (
    (Direction.scheme(), RDF.type, SKOS.ConceptScheme),
    (Direction.scheme(), RDFS.label, Literal("Direction", lang="en")),
    (Direction.SUPPORTS.iri, RDF.type, SKOS.Concept),
    (Direction.SUPPORTS.iri, SKOS.inScheme, Direction.scheme()),
    (Direction.SUPPORTS.iri, SKOS.notation, Literal("supports")),
    (Direction.SUPPORTS.iri, SKOS.prefLabel, Literal("supports", lang="en")),
)


@pytest.fixture(params=list(STORES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = STORES[request.param](tmp_path, request)
    yield opened
    opened.close()


def put(store: Store, graph: URIRef, triples: Iterable[Triple]) -> None:
    with store.writing() as draft:
        draft.replace_graph(graph, triples)


def content(store: Store, graph: URIRef = GRAPH) -> set[bytes]:
    sink = io.BytesIO()
    store.current().dump(sink, media_type="application/n-triples", graph=graph)
    return set(sink.getvalue().splitlines())


# Versions


def test_store_begins_empty(store: Store) -> None:
    version = store.current().version

    assert version.number == 0
    assert not version.graphs
    assert set(store.current().catalogue.counts().values()) == {0}


def test_write_publishes_the_next_version(store: Store) -> None:
    put(store, GRAPH, LABELS)

    version = store.current().version
    assert version.number == 1
    assert version.quads == version.graphs[GRAPH].quads == len(LABELS)
    assert store.current().describe(TRUST) == {TRUST: {RDFS.label: [LABELS[0][2]]}}


def test_write_publishes_nothing_when_nothing_changes(store: Store) -> None:
    put(store, GRAPH, LABELS)
    before = store.current().version

    put(store, GRAPH, reversed(LABELS))

    assert store.current().version == before


def test_write_replaces_the_whole_graph(store: Store) -> None:
    put(store, GRAPH, LABELS)

    put(store, GRAPH, LABELS[:1])

    assert set(store.current().describe(TRUST, SAFETY)) == {TRUST}


def test_write_of_no_triples_removes_the_graph(store: Store) -> None:
    put(store, GRAPH, LABELS)

    put(store, GRAPH, [])

    assert not store.current().version.graphs


def test_removing_a_graph_that_is_not_there_changes_nothing(store: Store) -> None:
    with store.writing() as draft:
        draft.remove_graph(GRAPH)

    assert store.current().version.number == 0


def test_draft_tells_its_graphs(store: Store) -> None:
    put(store, GRAPH, LABELS)

    with store.writing() as draft:
        draft.replace_graph(OTHER_GRAPH, SLOTS)
        both = draft.graphs()
        draft.remove_graph(GRAPH)
        one = draft.graphs()

    assert (both, one) == ([GRAPH, OTHER_GRAPH], [OTHER_GRAPH])


def test_compacting_changes_nothing_that_can_be_read(store: Store) -> None:
    put(store, GRAPH, LABELS)
    before = store.current().version

    with store.writing() as draft:
        draft.compact()
    alone = store.current().version
    with store.writing() as draft:
        draft.replace_graph(OTHER_GRAPH, SLOTS)
        draft.compact()

    after = store.current().version
    assert alone == before
    assert after.graphs[GRAPH] == before.graphs[GRAPH]
    assert after.graphs[OTHER_GRAPH].quads == len(SLOTS)
    assert len(content(store)) == len(LABELS)
    assert len(content(store, OTHER_GRAPH)) == len(SLOTS)


def test_snapshot_stays_as_it_was_while_newer_ones_are_published(store: Store) -> None:
    put(store, GRAPH, LABELS)
    held = store.current()

    for number in range(6):
        put(store, GRAPH, [(TRUST, CMO.position, Literal(number))])

    assert set(held.describe(TRUST, SAFETY)) == {TRUST, SAFETY}
    assert held.version.number == 1
    assert held.catalogue.labels([TRUST]) == {TRUST: "Parents trust the social worker"}
    assert store.current().version.number == 7


def test_current_hands_out_one_snapshot_for_a_version(store: Store) -> None:
    assert store.current() is store.current()


def test_store_refuses_to_be_used_when_it_is_closed(store: Store) -> None:
    held = store.current()

    store.close()

    with pytest.raises(StoreClosed):
        store.current()
    with pytest.raises(StoreClosed), store.writing():
        pass
    assert not held.describe(TRUST)


# Digests

_NODES = st.sampled_from([TRUST, SAFETY, CONFIGURATION])
_LITERALS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=5).map(Literal),
    st.integers().map(Literal),
    st.dates().map(Literal),
    st.booleans().map(Literal),
    st.sampled_from(["en", "nl", "en-GB"]).map(lambda lang: Literal("trust", lang=lang)),
)
_TRIPLES = st.tuples(
    _NODES, st.sampled_from([RDFS.label, CMO.note, CMO.position]), _NODES | _LITERALS
)
_DATASETS = st.dictionaries(
    st.sampled_from([GRAPH, OTHER_GRAPH]), st.lists(_TRIPLES, max_size=6), max_size=2
)


def quads_of(store: Store) -> frozenset[bytes]:
    sink = io.BytesIO()
    store.current().dump(sink, media_type="application/n-quads")
    return frozenset(sink.getvalue().splitlines())


@given(edits=st.lists(_DATASETS, min_size=1, max_size=4))
@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_digest_is_the_same_exactly_when_the_content_is(
    store: Store, edits: list[dict[URIRef, list[Triple]]]
) -> None:
    digests: dict[frozenset[bytes], str] = {}
    for edit in edits:
        with store.writing() as draft:
            for graph, triples in edit.items():
                draft.replace_graph(graph, triples)
        found = store.current().version.digest
        assert digests.setdefault(quads_of(store), found) == found

    assert len(set(digests.values())) == len(digests)


def test_digest_is_that_of_a_store_with_the_same_content_loaded_otherwise(
    store: Store, tmp_path: Path
) -> None:
    other = open_store("memory:")
    put(store, GRAPH, LABELS)
    put(store, OTHER_GRAPH, SLOTS)

    with other.writing() as draft:
        draft.replace_graph(OTHER_GRAPH, [*reversed(SLOTS), *SLOTS])
        draft.replace_graph(GRAPH, reversed(LABELS))

    assert other.current().version.digest == store.current().version.digest
    assert other.current().version.graphs == store.current().version.graphs


def test_digest_returns_to_the_former_when_a_graph_is_removed(store: Store) -> None:
    put(store, GRAPH, LABELS)
    before = store.current().version
    put(store, OTHER_GRAPH, SLOTS)
    between = store.current().version

    with store.writing() as draft:
        draft.remove_graph(OTHER_GRAPH)

    assert store.current().version.digest == before.digest != between.digest


def test_digest_tells_in_which_graph_a_statement_is(store: Store) -> None:
    put(store, GRAPH, LABELS)
    before = store.current().version.digest
    with store.writing() as draft:
        draft.remove_graph(GRAPH)
        draft.replace_graph(OTHER_GRAPH, LABELS)

    assert store.current().version.digest != before


def test_digest_leaves_out_derived_and_history_graphs(store: Store) -> None:
    put(store, GRAPH, LABELS)
    before = store.current().version

    put(store, BASE.derived("support"), SLOTS)
    put(store, BASE.history("r"), SLOTS)

    after = store.current().version
    assert after.digest == before.digest
    assert after.number == before.number + 2
    assert after.quads == len(LABELS) + 2 * len(SLOTS)


# Drafts that fail


def test_failing_draft_leaves_everything_unchanged(store: Store) -> None:
    put(store, GRAPH, LABELS)
    before = store.current()

    with pytest.raises(ZeroDivisionError), store.writing() as draft:  # noqa: PT012 - a whole draft
        draft.replace_graph(GRAPH, SLOTS)
        draft.replace_graph(OTHER_GRAPH, SLOTS)
        raise ZeroDivisionError

    assert store.current() is before
    assert content(store) == {line for line in content(store) if b"label" in line}


def test_store_can_be_written_to_after_a_failing_draft(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.writing():
        raise ZeroDivisionError

    put(store, GRAPH, LABELS)

    assert store.current().version.number == 1


REFUSED: Mapping[str, Triple] = {
    "blank subject": (BNode(), RDFS.label, Literal("x")),  # type: ignore[dict-item]  # the fault
    "blank value": (TRUST, CMO.note, BNode()),
    "control character": (TRUST, RDFS.label, Literal("a\x08b")),
    "null character": (TRUST, RDFS.label, Literal("a\x00b")),
    "long text": (TRUST, CMO.note, Literal("é" * (1 << 19) + "x")),
    "half a surrogate pair": (TRUST, CMO.note, Literal("\ud800")),
    "malformed IRI": (TRUST, CMO.note, URIRef("http://example.org/a b")),
    "relative IRI": (TRUST, CMO.note, URIRef("trust")),
    "malformed property": (TRUST, URIRef("a>b"), Literal("x")),
    "literal subject": (Literal("x"), CMO.note, Literal("x")),  # type: ignore[dict-item]  # the fault
}


@pytest.mark.parametrize("fault", REFUSED)
def test_draft_refuses_what_must_not_be_stored_and_stays_as_it_was(
    store: Store, fault: str
) -> None:
    put(store, GRAPH, LABELS)
    with store.writing() as draft:
        with pytest.raises(RefusedRDF):
            draft.replace_graph(GRAPH, [*SLOTS, REFUSED[fault], *SLOTS])
        draft.replace_graph(OTHER_GRAPH, SLOTS)

    assert store.current().version.graphs[GRAPH].quads == len(LABELS)
    assert store.current().version.graphs[OTHER_GRAPH].quads == len(SLOTS)


def test_draft_keeps_texts_with_every_character_that_is_allowed(store: Store) -> None:
    text = Literal(
        'tab\tline\nreturn\rquote" back\\slash \x7f \u2028 é 🌱 ' + "x" * 1000, lang="en"
    )

    put(store, GRAPH, [(TRUST, CMO.note, text)])

    assert store.current().describe(TRUST)[TRUST][CMO.note] == [text]


# RDF that others wrote

TURTLE = b"""
    @prefix cmo: <https://w3id.org/cmo-graph/ns#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    <#a> cmo:concept <#b> ; rdfs:label "A"@en, 'A' .
"""
IN_OTHER_SYNTAXES = {
    "text/turtle": TURTLE,
    "text/turtle; charset=utf-8": TURTLE,
    "application/n-triples": (
        f'<{GRAPH}#a> <{CMO.concept}> <{GRAPH}#b> .\n<{GRAPH}#a> <{RDFS.label}> "A"@en .\n'
        f'<{GRAPH}#a> <{RDFS.label}> "A" .\n'
    ).encode(),
    "application/rdf+xml": b"""<?xml version="1.0"?>
        <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
          xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#"
          xmlns:cmo="https://w3id.org/cmo-graph/ns#">
        <rdf:Description rdf:about="#a"><cmo:concept rdf:resource="#b"/>
        <rdfs:label xml:lang="en">A</rdfs:label><rdfs:label>A</rdfs:label>
        </rdf:Description></rdf:RDF>""",
    "application/ld+json": b"""{"@id": "#a", "https://w3id.org/cmo-graph/ns#concept":
        {"@id": "#b"}, "http://www.w3.org/2000/01/rdf-schema#label":
        [{"@value": "A", "@language": "en"}, "A"]}""",
}


@pytest.mark.parametrize("media_type", IN_OTHER_SYNTAXES)
def test_draft_reads_a_graph_in_each_syntax(store: Store, tmp_path: Path, media_type: str) -> None:
    path = tmp_path / "upload"
    path.write_bytes(IN_OTHER_SYNTAXES[media_type])

    with store.writing() as draft:
        stream = io.BytesIO(IN_OTHER_SYNTAXES[media_type])
        count = draft.replace_graph_from_rdf(GRAPH, stream, media_type=media_type)
        again = draft.replace_graph_from_rdf(OTHER_GRAPH, path, media_type=media_type)

    assert count == again == 3
    node, part = URIRef(f"{GRAPH}#a"), URIRef(f"{GRAPH}#b")
    described = store.current().describe(node)[node]
    assert described[CMO.concept] == [part]
    assert set(described[RDFS.label]) == {Literal("A", lang="en"), Literal("A")}


BAD_UPLOADS: Mapping[str, tuple[str, bytes, type[Exception]]] = {
    "syntax": ("text/turtle", b"<a> <b> .", MalformedRDF),
    "syntax at the end": ("text/turtle", TURTLE * 50 + b" <x", MalformedRDF),
    "not UTF-8": ("text/turtle", b'<http://a/a> <http://a/b> "\xff" .', MalformedRDF),
    "blank node": ("text/turtle", b"[] <http://a/b> 1 .", RefusedRDF),
    "blank value": ("text/turtle", b"<a> <http://a/b> [ <c> 1 ] .", RefusedRDF),
    "control character": ("text/turtle", rb'<a> <b> "\u0008" .', RefusedRDF),
    "long text": ("text/turtle", b'<a> <b> "' + b"x" * (1 << 20) + b'x" .', RefusedRDF),
    "triple term": ("text/turtle", b"<a> <b> <<( <a> <b> <c> )>> .", RefusedRDF),
    "doctype": (
        "application/rdf+xml",
        b'<!DOCTYPE x [<!ENTITY a "b">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-'
        b'syntax-ns#"/>',
        RefusedRDF,
    ),
    "doctype in UTF-16": ("application/rdf+xml", "<!DOCTYPE x>".encode("utf-16"), RefusedRDF),
    "deep JSON": ("application/ld+json", b'{"@id":' * 20_000 + b"1" + b"}" * 20_000, RefusedRDF),
    "deep lists": ("application/ld+json", b"[" * 20_000 + b"]" * 20_000, RefusedRDF),
    "graph of its own": (
        "application/ld+json",
        b'{"@id": "http://a/g", "@graph": [{"@id": "http://a/a", "http://a/b": 1}]}',
        RefusedRDF,
    ),
    "remote context": ("application/ld+json", b'{"@context": "http://a.test/c"}', MalformedRDF),
    "triple terms nested": (
        "application/n-triples",
        b"<http://a/a> <http://a/b> "
        + b"<<( <http://a/a> <http://a/b> " * 50_000
        + b"<http://a/c>"
        + b" )>>" * 50_000
        + b" .\n",
        RefusedRDF,
    ),
    "quads": ("application/n-quads", b"", UnsupportedMediaType),
    "html": ("text/html", b"", UnsupportedMediaType),
}


@pytest.mark.parametrize("fault", BAD_UPLOADS)
def test_draft_refuses_an_upload_and_stays_as_it_was(store: Store, fault: str) -> None:
    media_type, text, expected = BAD_UPLOADS[fault]
    put(store, GRAPH, LABELS)
    before = store.current().version

    with store.writing() as draft, pytest.raises(expected):
        draft.replace_graph_from_rdf(GRAPH, io.BytesIO(text), media_type=media_type)

    assert store.current().version == before


def test_draft_says_where_an_upload_breaks_the_grammar(store: Store) -> None:
    with store.writing() as draft, pytest.raises(MalformedRDF) as raised:
        draft.replace_graph_from_rdf(
            GRAPH, io.BytesIO(b'<a> <b> "c" .\n<a> <b> .'), media_type="text/turtle"
        )

    assert raised.value.members["line"] == 2


def test_draft_loads_a_dataset_in_place_of_the_graphs_it_names(
    store: Store, tmp_path: Path
) -> None:
    put(store, GRAPH, LABELS)
    put(store, OTHER_GRAPH, LABELS)
    path = tmp_path / "dataset.trig"
    path.write_text(f'<{GRAPH}> {{ <{TRUST}> <{CMO.note}> "new" }}', encoding="utf-8")

    with store.writing() as draft:
        loaded = draft.load_dataset(path, media_type="application/trig")

    assert list(loaded) == [GRAPH]
    assert store.current().version.graphs[GRAPH].quads == 1
    assert store.current().version.graphs[OTHER_GRAPH].quads == len(LABELS)


def test_draft_loads_its_own_dump(store: Store, tmp_path: Path) -> None:
    put(store, GRAPH, LABELS)
    put(store, OTHER_GRAPH, SLOTS)
    path = tmp_path / "dataset.nq"
    with path.open("wb") as sink:
        store.current().dump(sink, media_type="application/n-quads")
    other = open_store("memory:")

    with other.writing() as draft:
        draft.load_dataset(path, media_type="application/n-quads")

    assert other.current().version.digest == store.current().version.digest


BAD_DATASETS: Mapping[str, tuple[str, type[Exception]]] = {
    "no graph": ("<http://a/a> <http://a/b> <http://a/c> .", RefusedRDF),
    "blank node": ("_:a <http://a/b> <http://a/c> <http://a/g> .", RefusedRDF),
    "blank graph": ("<http://a/a> <http://a/b> <http://a/c> _:g .", RefusedRDF),
    "control character": ('<http://a/a> <http://a/b> "\\u0001" <http://a/g> .', RefusedRDF),
    "syntax": ("<http://a/a> <http://a/b>", MalformedRDF),
}


@pytest.mark.parametrize("fault", BAD_DATASETS)
def test_draft_refuses_a_dataset_and_stays_as_it_was(
    store: Store, tmp_path: Path, fault: str
) -> None:
    text, expected = BAD_DATASETS[fault]
    path = tmp_path / "dataset.nq"
    path.write_text(f"<{TRUST}> <{CMO.note}> <{TRUST}> <{GRAPH}> .\n{text}\n", encoding="utf-8")
    put(store, GRAPH, LABELS)
    before = store.current().version

    with store.writing() as draft, pytest.raises(expected):
        draft.load_dataset(path, media_type="application/n-quads")

    assert store.current().version == before


# Questions


def test_select_binds_parameters_and_leaves_out_what_is_unbound(store: Store) -> None:
    put(store, ONTOLOGY, SCHEME)

    [row] = store.current().select("scheme_members", scheme=Direction.scheme())

    assert row["member"] == Direction.SUPPORTS.iri
    assert row["token"] == Literal("supports")
    assert "definition" not in row


def test_select_returns_nothing_when_nothing_matches(store: Store) -> None:
    put(store, ONTOLOGY, SCHEME)

    assert store.current().select("scheme_members", scheme=TRUST) == []


def test_select_refuses_unknown_names(store: Store) -> None:
    with pytest.raises(UnknownQuery):
        store.current().select("scheme_member")
    with pytest.raises(InvalidParameter):
        store.current().select("scheme_members", skeme=TRUST)
    with pytest.raises(InvalidParameter):
        store.current().construct("scheme_members", scheme=TRUST)
    with pytest.raises(InvalidParameter):
        store.current().ask("scheme_members", scheme=TRUST)


def test_select_cannot_be_turned_by_what_is_bound(store: Store) -> None:
    put(store, ONTOLOGY, SCHEME)

    text = Literal("> } UNION { ?member ?any ?thing } #")
    assert store.current().select("scheme_members", scheme=text) == []


def test_describe_follows_parts_and_nothing_else(store: Store) -> None:
    put(store, GRAPH, SLOTS)
    put(store, OTHER_GRAPH, LABELS)

    described = store.current().describe(CONFIGURATION)

    assert set(described) == {CONFIGURATION, SLOT}
    assert described[SLOT][CMO.position] == [Literal(1)]


def test_describe_gathers_several_graphs_and_leaves_out_what_nobody_stated(store: Store) -> None:
    put(store, GRAPH, [*LABELS, (TRUST, CMO.note, Literal("one"))])
    put(store, OTHER_GRAPH, [*LABELS, (TRUST, CMO.note, Literal("two"))])
    put(store, BASE.derived("support"), [(TRUST, CMO.note, Literal("derived"))])

    described = store.current().describe(TRUST, TRUST, URIRef("http://example.org/none"))

    assert set(described) == {TRUST}
    assert described[TRUST][RDFS.label] == [LABELS[0][2]]
    assert set(described[TRUST][CMO.note]) == {Literal("one"), Literal("two")}


def test_dump_writes_a_graph_and_the_dataset(store: Store) -> None:
    put(store, GRAPH, LABELS)
    put(store, OTHER_GRAPH, SLOTS)
    graph, dataset = io.BytesIO(), io.BytesIO()

    store.current().dump(graph, media_type="text/turtle", graph=GRAPH)
    store.current().dump(dataset, media_type="application/trig")

    assert b"@prefix cmo:" in graph.getvalue()
    assert len(list(pyoxigraph.parse(graph.getvalue(), format=pyoxigraph.RdfFormat.TURTLE))) == 2
    assert len(list(pyoxigraph.parse(dataset.getvalue(), format=pyoxigraph.RdfFormat.TRIG))) == 7


def test_dump_refuses_a_syntax_that_cannot_hold_it(store: Store) -> None:
    with pytest.raises(UnsupportedMediaType):
        store.current().dump(io.BytesIO(), media_type="text/turtle")
    with pytest.raises(UnsupportedMediaType):
        store.current().dump(io.BytesIO(), media_type="text/html", graph=GRAPH)


def test_dump_refuses_a_property_that_rdf_xml_cannot_name(store: Store) -> None:
    put(store, GRAPH, [(TRUST, URIRef("http://example.org/1"), Literal("one"))])
    turtle = io.BytesIO()

    store.current().dump(turtle, media_type="text/turtle", graph=GRAPH)
    with pytest.raises(NotInThisSyntax, match=r"<http://example\.org/1>"):
        store.current().dump(io.BytesIO(), media_type="application/rdf+xml", graph=GRAPH)

    assert len(list(pyoxigraph.parse(turtle.getvalue(), format=pyoxigraph.RdfFormat.TURTLE))) == 1


def test_as_rdflib_shows_the_same_data(store: Store) -> None:
    put(store, GRAPH, LABELS)
    put(store, OTHER_GRAPH, SLOTS)

    dataset = store.current().as_rdflib()

    assert {graph.identifier for graph in dataset.graphs()} >= {GRAPH, OTHER_GRAPH}
    assert set(dataset.graph(GRAPH).subjects()) == {TRUST, SAFETY}
    [row] = dataset.query("SELECT ?slot WHERE { ?configuration cmo:qualifiedSlot ?slot }")
    assert row.slot == SLOT  # type: ignore[union-attr]  # a row of a SELECT


def test_as_rdflib_refuses_changes(store: Store) -> None:
    put(store, GRAPH, LABELS)
    graph = store.current().as_rdflib().graph(GRAPH)

    with pytest.raises(TypeError):
        graph.add((TRUST, RDFS.label, Literal("x")))
    with pytest.raises(TypeError):
        graph.remove((TRUST, None, None))

    assert len(content(store)) == len(LABELS)


def test_as_rdflib_outlives_its_version(store: Store) -> None:
    put(store, GRAPH, LABELS)
    dataset = store.current().as_rdflib()

    for number in range(5):
        put(store, GRAPH, [(TRUST, CMO.position, Literal(number))])

    assert set(dataset.graph(GRAPH).subjects()) == {TRUST, SAFETY}


def test_reader_source_holds_the_same_data(store: Store) -> None:
    put(store, GRAPH, LABELS)

    source = store.current().reader_source
    if source.is_dir():
        engine = pyoxigraph.Store.read_only(str(source))
    else:
        engine = pyoxigraph.Store()
        engine.bulk_load(path=str(source), format=pyoxigraph.RdfFormat.N_QUADS)

    assert {quad.subject.value for quad in engine} == {str(TRUST), str(SAFETY)}


# Threads


def test_readers_in_other_threads_see_whole_versions_while_one_writes(store: Store) -> None:
    size, problems, stop = 40, list[object](), threading.Event()

    def read() -> None:
        try:
            while not stop.is_set():
                snapshot = store.current()
                notes = snapshot.describe(TRUST).get(TRUST, {}).get(CMO.note, ())
                texts = {str(note).partition(" ")[0] for note in notes}
                if len(texts) > 1 or len(notes) not in (0, size):
                    problems.append((snapshot.version.number, len(notes), texts))
                snapshot.catalogue.counts()
        except Exception as error:  # noqa: BLE001 - told below, in the thread of the test
            problems.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(8):
        put(store, GRAPH, [(TRUST, CMO.note, Literal(f"{number} {n}")) for n in range(size)])
    stop.set()
    for reader in readers:
        reader.join()

    assert not problems


def test_writers_in_other_threads_take_turns(store: Store) -> None:
    def write(number: int) -> None:
        put(store, BASE.graph(f"r{number}"), [(TRUST, CMO.position, Literal(number))])

    writers = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert set(store.current().version.graphs) == {BASE.graph(f"r{number}") for number in range(6)}


# Versions that are kept


def publish(store: Store, *labels: str) -> list[Version]:
    """Publish one version for each label; return them in the order they were published."""
    made = []
    for label in labels:
        put(store, GRAPH, [(TRUST, RDFS.label, Literal(label, lang="en"))])
        made.append(store.current().version)
    return made


def label_in(snapshot: Snapshot) -> str | None:
    return snapshot.catalogue.labels([TRUST]).get(TRUST)


def test_versions_are_listed_the_newest_first(store: Store) -> None:
    first, second = publish(store, "a", "b")

    assert list(store.versions())[:2] == [second, first]
    assert store.versions()[0] == store.current().version


def test_only_the_last_versions_are_kept(store: Store) -> None:
    made = publish(store, *"abcde")

    assert list(store.versions()) == made[:1:-1]


def test_version_is_found_by_number_digest_and_as_current(store: Store) -> None:
    first, second = publish(store, "a", "b")

    assert label_in(store.at(str(first.number))) == "a"
    assert label_in(store.at(first.digest)) == label_in(store.at(first.digest[:8])) == "a"
    assert store.at("current").version == store.at(second.digest).version == second
    assert store.at(first.digest).values(TRUST, RDFS.label) == [Literal("a", lang="en")]


@pytest.mark.parametrize(
    "name", ["99", "ffffffff", "", "CURRENT", "-1", "0x1", "٣", "../3", "a" * 999]
)
def test_version_that_is_not_kept_is_refused_and_those_kept_are_named(
    store: Store, name: str
) -> None:
    [version] = publish(store, "a")

    with pytest.raises(VersionNotKept) as raised:
        store.at(name)

    assert version.digest in str(raised.value.members["kept"])
    assert len(str(raised.value)) < 2_000


def test_of_two_versions_of_one_content_the_newer_is_kept(store: Store) -> None:
    [stated] = publish(store, "a")
    put(store, BASE.derived("support"), LABELS)
    derived = store.current().version

    assert derived.digest == stated.digest
    assert [version.digest for version in store.versions()].count(stated.digest) == 1
    assert store.at(stated.digest).version == derived


def test_version_stays_readable_for_who_holds_it_when_it_is_no_longer_kept(store: Store) -> None:
    [first] = publish(store, "a")
    held = store.at(first.digest)

    publish(store, *"bcdef")

    assert label_in(held) == "a"
    with pytest.raises(VersionNotKept):
        store.at(first.digest)


def test_closed_store_has_no_versions(store: Store) -> None:
    store.close()

    for use in (store.versions, lambda: store.at("current"), lambda: store.at("0")):
        with pytest.raises(StoreClosed):
            use()


# What is offered


@contextmanager
def offered(turtle: str) -> Iterator[OfferedRDF]:
    with TemporaryFile() as source:
        source.write(turtle.encode())
        source.seek(0)
        with offered_rdf(source, media_types=("text/turtle",), base_iri=GRAPH) as found:
            yield found


def put_offered(store: Store, turtle: str, *, graph: URIRef = GRAPH) -> None:
    with offered(turtle) as found, store.writing() as draft:
        draft.replace_graph_offered(graph, found)


def add_offered(store: Store, turtle: str, *, graph: URIRef = GRAPH) -> None:
    with offered(turtle) as found, store.writing() as draft:
        draft.add_to_graph_offered(graph, found)


def test_offered_graph_replaces_what_was_there(store: Store) -> None:
    put(store, GRAPH, LABELS)

    put_offered(store, '<a:s> <a:p> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .')

    [line] = content(store)
    assert line.startswith(b"<a:s> <a:p> ")
    assert store.current().version.graphs[GRAPH].quads == 1


def test_offered_graph_has_the_digest_of_the_same_graph_that_was_loaded(store: Store) -> None:
    put(store, GRAPH, LABELS)
    loaded = store.current().version.graphs[GRAPH]
    lines = b"\n".join(content(store)).decode()

    put_offered(store, lines, graph=OTHER_GRAPH)

    assert store.current().version.graphs[OTHER_GRAPH] == loaded


def test_offered_graph_may_hold_blank_nodes(store: Store) -> None:
    put_offered(store, "<a:s> <a:p> [ <a:q> 1 ] .")

    assert store.current().version.graphs[GRAPH].quads == 2
    assert sum(b"_:" in line for line in content(store)) == 2


def test_what_is_added_stands_beside_what_was_there(store: Store) -> None:
    put_offered(store, "_:a <a:p> <a:o> .")

    add_offered(store, "_:a <a:p> <a:o> .")

    assert store.current().version.graphs[GRAPH].quads == 2


def test_what_is_added_twice_is_there_once(store: Store) -> None:
    add_offered(store, "<a:s> <a:p> <a:o> .")
    before = store.current().version

    add_offered(store, "<a:s> <a:p> <a:o> .")

    assert store.current().version == before


def test_offered_graph_without_statements_removes_the_graph(store: Store) -> None:
    put(store, GRAPH, LABELS)

    put_offered(store, "")

    assert GRAPH not in store.current().version.graphs


def test_offered_graph_may_be_the_default_graph(store: Store) -> None:
    put_offered(store, "<a:s> <a:p> <a:o> .", graph=DEFAULT_GRAPH)
    add_offered(store, "<a:s> <a:p> <a:o2> .", graph=DEFAULT_GRAPH)

    assert content(store, DEFAULT_GRAPH) == {
        b"<a:s> <a:p> <a:o> .",
        b"<a:s> <a:p> <a:o2> .",
    }
    assert store.current().version.graphs[DEFAULT_GRAPH].quads == 2


def test_default_graph_can_be_removed(store: Store) -> None:
    put_offered(store, "<a:s> <a:p> <a:o> .", graph=DEFAULT_GRAPH)

    with store.writing() as draft:
        draft.remove_graph(DEFAULT_GRAPH)

    assert not store.current().version.graphs


def test_offered_thing_is_in_the_catalogue(store: Store) -> None:
    put(store, GRAPH, [*LABELS, (TRUST, RDF.type, SKOS.Concept)])
    lines = b"\n".join(content(store)).decode()
    counted = store.current().catalogue.counts()

    put_offered(store, lines)

    assert store.current().catalogue.counts() == counted
