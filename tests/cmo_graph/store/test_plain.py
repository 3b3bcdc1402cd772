"""What is read by line is what the parser reads, whatever the lines are."""

import io
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat
from rdflib import URIRef

from cmo_graph.errors import CmoGraphError, MalformedRDF, RefusedRDF
from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.store import plain
from cmo_graph.store.catalogue.reading import Gathered, GraphReader
from cmo_graph.store.content import GraphContent
from cmo_graph.store.intake import _dataset_by_parser, read_dataset, write_rdf
from cmo_graph.store.lines import read_lines
from cmo_graph.store.plain import Run, quad_runs
from cmo_graph.store.version import GraphDigest, GraphSummary

_XSD = "http://www.w3.org/2001/XMLSchema#"
_PLAIN = [
    "<http://a/1>",
    "<https://w3id.org/cmo-graph/ns#inReview>",
    "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>",
    "<http://www.w3.org/2000/01/rdf-schema#label>",
    "<https://w3id.org/cmo-graph/ns#Configuration>",
    "<http://localhost:8000/id/configurations/c1>",
    "<http://localhost:8000/id/configurations/c1#context.a>",
    "<http://a:80/b/../c?d=/?#e/?>",
    "<http://a>",
]
_ODD = ["<http://a/%20>", "<http://a/é>", "<http://a/\\u00e9>", "<HTTP://A/>", "<urn:x:y>"]
_IRIS = st.sampled_from([*_PLAIN * 10, *_ODD])
#: What is refused, or breaks the grammar.
_FAULTS = st.sampled_from(
    ["_:b", "<http://a b>", "<a>", "<http://a/#a#b>", "<http://a/%zz>", "<http://[a/>", '"a', "x"]
)
_LETTERS = st.sampled_from(
    [
        *'a1 .<>^@#\x7f\x85é\u2028\ufeff\uffff🌱"',
        "<<",
        '\\"',
        "\\\\",
        "\\n",
        "\\t",
        "\\u0041",
        "\\f",
    ]
)
_TEXTS = st.lists(_LETTERS, max_size=4).map(lambda letters: f'"{"".join(letters)}"')
_TAILS = st.sampled_from(
    ["", "", "@en", "@en-gb", "@EN-gb", "@zh-hant-tw", "@e", "@i-klingon", "@en--ltr"]
    + [f"^^<{_XSD}{name}>" for name in ("string", "integer", "date", "boolean", "double")]
    + ["^^<http://a/type>", "^^<a>"]
)
_TYPED = st.sampled_from(
    [
        *("0", "-0", "-1", "01", "+1", "123456789012345678", "99999999999999999999", "1 "),
        *("2026-11-23", "2026-02-31", "1000-00-00", "2026-11-23Z", "02026-11-23", "2026-11-99"),
        *("true", "false", "1", "TRUE", "1.0", "1e400"),
    ]
).flatmap(
    lambda text: st.sampled_from(["integer", "date", "boolean", "decimal", "gYear"]).map(
        lambda name: f'"{text}"^^<{_XSD}{name}>'
    )
)
_LITERALS = st.builds(str.__add__, _TEXTS, _TAILS) | _TYPED
_SPACES = st.sampled_from([*[" "] * 30, "  ", "\t", ""])
_ENDS = st.sampled_from([*["\n"] * 30, "\r\n", "\r", "\n\n", " # note\n", ""])


@st.composite
def lines(draw: st.DrawFn, *, named: bool = True, is_wellformed: bool = True) -> str:
    """Make one line of N-Quads, nearly always of a named graph, or of N-Triples."""
    terms = _IRIS if is_wellformed else _IRIS | _IRIS | _IRIS | _FAULTS
    graph = [draw(terms)] if named else []
    statement = [draw(terms), draw(terms), draw(terms | _LITERALS), *graph, "."]
    space, end = draw(_SPACES), draw(_ENDS)
    return space.join(statement) + (end if is_wellformed is False else end or "\n")


def texts(**how: bool) -> st.SearchStrategy[bytes]:
    many = st.lists(lines(**how), max_size=8)
    return many.map(lambda found: "".join(found).encode("utf-8", "surrogatepass"))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("plain") / "dataset.nq"


def told(content: GraphContent | None) -> object:
    """Return all that the content of a graph tells the version and the catalogue."""
    assert content is not None
    taken: list[Gathered] = []
    reader = GraphReader(base=DEFAULT_BASE, take=taken.append)
    content.tell(reader)
    reader.finish()
    kept = [gathered for gathered in taken if gathered != Gathered()]
    return content.summary(), kept


def outcome(path: Path, *, by_parser: bool) -> object:
    try:
        if by_parser:
            found = _dataset_by_parser(path, syntax=RdfFormat.N_QUADS)
        else:
            found = read_dataset(path, syntax=RdfFormat.N_QUADS)
    except CmoGraphError as error:
        return type(error), str(error)
    return {graph: told(content) for graph, content in found.items()}


@given(text=texts() | texts(is_wellformed=False), chunk=st.sampled_from([1, 200, 1 << 18]))
@settings(deadline=None, max_examples=600)
def test_lines_are_read_as_the_parser_reads_them(path: Path, text: bytes, chunk: int) -> None:
    path.write_bytes(text)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain, "CHUNK", chunk)
        by_line = outcome(path, by_parser=False)

    assert by_line == outcome(path, by_parser=True)


@given(text=texts())
@settings(deadline=None, max_examples=300)
def test_lines_have_the_digests_that_reading_back_gives(path: Path, text: bytes) -> None:
    path.write_bytes(text)
    try:
        found = read_dataset(path, syntax=RdfFormat.N_QUADS)
    except CmoGraphError:
        return
    engine = pyoxigraph.Store()
    engine.bulk_load(text, RdfFormat.N_QUADS, lenient=True)

    summaries = {graph: content.summary() for graph, content in found.items() if content}

    assert summaries == {graph: read_back(engine, graph) for graph in found}


def read_back(engine: pyoxigraph.Store, graph: URIRef) -> GraphSummary:
    digest = GraphDigest()
    for batch in read_lines(engine, graph, keep_order=False):
        digest.take(batch)
    return digest.summary()


@given(text=texts(named=False) | texts(named=False, is_wellformed=False))
@settings(deadline=None, max_examples=300)
def test_triples_are_written_as_the_parser_reads_them(text: bytes) -> None:
    graph, content, sink = URIRef("http://a/g"), GraphContent(), io.BytesIO()
    try:
        count = write_rdf(
            io.BytesIO(text), sink, syntax=RdfFormat.N_TRIPLES, graph=graph, content=content
        )
    except MalformedRDF:
        with pytest.raises(SyntaxError):
            list(pyoxigraph.parse(text, RdfFormat.N_TRIPLES))
        return
    except RefusedRDF:
        return
    engine = pyoxigraph.Store()
    engine.load(sink.getvalue(), RdfFormat.N_TRIPLES, to_graph=NamedNode(graph))

    given = list(pyoxigraph.parse(text, RdfFormat.N_TRIPLES))
    assert count == len(given)
    assert set(engine.quads_for_pattern(None, None, None, None)) == stored(given, graph)
    assert content.summary() == read_back(engine, graph)


def stored(given: list[pyoxigraph.Quad], graph: URIRef) -> set[pyoxigraph.Quad]:
    engine = pyoxigraph.Store()
    node = NamedNode(graph)
    engine.extend(
        pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, node) for quad in given
    )
    return set(engine)


@pytest.mark.parametrize(
    "value",
    ["<http://a/o>", '"text"', '"te\\"xt"@en', '"é 🌱"@en-gb', f'"7"^^<{_XSD}integer>'],
)
def test_most_lines_need_no_parser(value: str) -> None:
    line = f"<http://a/s> <http://a/p> {value} <http://a/g> .\n".encode()

    [found] = quad_runs(io.BytesIO(line))

    statement = f"<http://a/s> <http://a/p> {value} .\n".encode()
    assert found == Run(is_plain=True, text=statement, graph=b"<http://a/g>")


def test_run_is_as_long_as_the_graph_is_the_same() -> None:
    said = b"<http://a/s> <http://a/p> <http://a/g>"
    text = b"%s <http://a/g> .\n" * 2 + b"%s <http://a/h> .\n# note\n\n" + b"%s <http://a/h> .\n"

    runs = list(quad_runs(io.BytesIO(text.replace(b"%s", said))))

    assert runs == [
        Run(is_plain=True, text=(said + b" .\n") * 2, graph=b"<http://a/g>"),
        Run(is_plain=True, text=said + b" .\n", graph=b"<http://a/h>"),
        Run(is_plain=False, text=b"# note\n\n"),
        Run(is_plain=True, text=said + b" .\n", graph=b"<http://a/h>"),
    ]


def test_line_without_an_end_is_refused(path: Path) -> None:
    path.write_bytes(b"#" + b" " * plain.LONGEST_LINE)

    with pytest.raises(RefusedRDF, match="32 MiB"):
        read_dataset(path, syntax=RdfFormat.N_QUADS)
