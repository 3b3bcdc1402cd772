"""What is worked out as statements arrive is what would be read back."""

import io

import pyoxigraph
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat
from rdflib import XSD, URIRef

from cmo_graph.store.content import GraphContent
from cmo_graph.store.intake import write_rdf
from cmo_graph.store.lines import read_lines
from cmo_graph.store.version import GraphDigest, GraphSummary

GRAPH = URIRef("http://localhost:8000/graph/r")

_TYPED = {
    XSD.integer: ["01", "+1", "-0", "1", "99999999999999999999", "no number"],
    XSD.decimal: ["1.10", "01.1", "1", "1."],
    XSD.double: ["1.0E0", "1", "INF", "1e400"],
    XSD.float: ["1.50", "NaN"],
    XSD.boolean: ["1", "true", "0", "yes"],
    XSD.date: ["2026-11-23", "2026-11-23Z", "2026-11-23+00:00", "2026-02-31"],
    XSD.dateTime: ["2026-11-23T24:00:00", "2026-11-23T01:00:00.000Z", "2026-11-23T01:00:00.10"],
    XSD.duration: ["P1Y13M", "PT60S"],
    XSD.gYear: ["2026", "02026"],
    XSD.string: ["x", "01"],
    URIRef("http://example.org/type"): ["01", 'a"b\\'],
}
_LITERALS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6).map(Literal),
    st.sampled_from(
        [
            Literal(text, datatype=NamedNode(datatype))
            for datatype, texts in _TYPED.items()
            for text in texts
        ]
    ),
    st.sampled_from(["en", "en-GB", "zh-Hant-TW"]).map(lambda lang: Literal("x", language=lang)),
    st.sampled_from(["\t", "\n", "\r", "\x7f", "\u2028", "\ufeff", "🌱", "<<"]).map(Literal),
)
_NODES = st.sampled_from(["http://a/1", "http://a/2", "http://a/é", "http://a/%20"]).map(NamedNode)
_TRIPLES = st.builds(pyoxigraph.Triple, _NODES, _NODES, _NODES | _LITERALS)


@given(triples=st.lists(_TRIPLES, max_size=12))
@settings(deadline=None, max_examples=300)
def test_content_has_the_summary_that_reading_back_gives(triples: list[pyoxigraph.Triple]) -> None:
    text = pyoxigraph.serialize(iter(triples), format=RdfFormat.N_TRIPLES) or b""
    content, spool = GraphContent(), io.BytesIO()

    write_rdf(io.BytesIO(text * 2), spool, syntax=RdfFormat.N_TRIPLES, graph=GRAPH, content=content)

    assert content.summary() == read_back(spool.getvalue())


def read_back(text: bytes) -> GraphSummary:
    engine, digest = pyoxigraph.Store(), GraphDigest()
    engine.load(text, RdfFormat.N_TRIPLES, to_graph=NamedNode(GRAPH))
    for lines in read_lines(engine, GRAPH, keep_order=False):
        digest.take(lines)
    return digest.summary()


def test_lines_can_be_left_before_their_end() -> None:
    engine = pyoxigraph.Store()
    graph, node = NamedNode(GRAPH), NamedNode("http://a/1")
    engine.extend(
        pyoxigraph.Quad(node, node, Literal(f"{number} {'x' * 5_000}"), graph)
        for number in range(2_000)
    )

    lines = read_lines(engine, GRAPH, keep_order=True)
    first = next(lines)
    lines.close()  # type: ignore[attr-defined]  # a generator

    assert 0 < len(first) < 2_000
