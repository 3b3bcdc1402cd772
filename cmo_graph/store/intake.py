"""What may enter a store: this module reads RDF that is offered and refuses what must not be kept.

Everything is looked at before the store is touched, so that a refusal leaves nothing behind.
Refused are blank nodes (they have no identity that outlives a load), control characters that XML
cannot carry (a stored one would make every XML answer malformed), literals beyond
`LONGEST_LITERAL`, and what RDF 1.2 adds (other stores do not hold it yet).

What would end the process that parses it is refused by a look at the text first
(`cmo_graph.offered.safety`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from io import BytesIO
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import BinaryIO

import pyoxigraph
from pyoxigraph import RdfFormat
from rdflib import BNode, Literal, URIRef

from cmo_graph.errors import MalformedRDF, RefusedRDF, UnsupportedMediaType
from cmo_graph.mapping import Triple
from cmo_graph.offered.safety import fault_in_source, fault_in_text, shown
from cmo_graph.store.content import MOST_HELD, GraphContent, StoredForms
from cmo_graph.store.plain import quad_runs, triple_runs
from cmo_graph.store.terms import as_engine

_TripleTerm = pyoxigraph.Triple


def format_of(media_type: str, accepted: dict[str, RdfFormat]) -> RdfFormat:
    """Return the syntax that a media type names; its parameters are ignored.

    Raises:
        UnsupportedMediaType: it is none of `accepted`.
    """
    found = accepted.get(media_type.partition(";")[0].strip().lower())
    if found is None:
        raise UnsupportedMediaType(media_type, accepted=tuple(accepted))
    return found


def write_triples(triples: Iterable[Triple], sink: BinaryIO, *, content: GraphContent) -> int:
    """Write model triples to `sink` as N-Triples and return how many there were.

    `content` takes note of them in the form in which they will be stored.

    Raises:
        RefusedRDF: one of them must not be stored.
    """
    forms = StoredForms()
    written: dict[URIRef, str] = {}

    def as_text(term: object) -> str:
        if isinstance(term, URIRef):
            text = written.get(term)
            if text is None:
                text = written[term] = str(as_engine(term))
            return text
        return _literal_text(term, forms)

    count = 0
    for triple in triples:
        line = _line(triple, as_text)
        content.add(line)
        sink.write(f"{line}\n".encode())
        count += 1
    return count


def _line(triple: Triple, as_text: Callable[[object], str]) -> str:
    subject, predicate, value = triple
    try:
        if any(isinstance(term, Literal) for term in triple[:2]):
            raise TypeError("a literal is no subject and no property")
        return f"{as_text(subject)} {as_text(predicate)} {as_text(value)} ."
    except (TypeError, ValueError) as error:
        raise RefusedRDF(_reason(error, triple), statement=shown(triple)) from error


def _reason(error: Exception, triple: Triple) -> str:
    if any(isinstance(term, BNode) for term in triple):
        return "it holds a blank node; give the node an IRI."
    if isinstance(error, UnicodeEncodeError):
        return "a text holds half a surrogate pair, which is no Unicode character."
    return f"{str(error).rstrip('.')}."


def _literal_text(term: object, forms: StoredForms) -> str:
    literal = as_engine(term)
    if not isinstance(literal, pyoxigraph.Literal):
        raise TypeError(f"{term!r} is no literal")
    fault = fault_in_text(str(term))
    if fault:
        raise ValueError(fault)
    written = str(literal)
    # A typed literal ends with its datatype's bracket; only such a one is stored otherwise.
    return forms.of(literal, written) if written.endswith(">") else written


def write_rdf(
    source: BinaryIO, sink: BinaryIO, *, syntax: RdfFormat, graph: URIRef, content: GraphContent
) -> int:
    """Write the triples read from `source` to `sink` as N-Triples and return how many there were.

    `content` takes note of them in the form in which they will be stored.

    Raises:
        RefusedRDF: one of them must not be stored, or the text must not be parsed.
        MalformedRDF: the text breaks the grammar.
    """
    text = source.read()
    if syntax == RdfFormat.N_TRIPLES:
        with suppress(MalformedRDF):
            return _write_by_line(text, sink, content=content)
    _refuse_unsafe(text, syntax)
    quads = _parsed(text, syntax=syntax, base_iri=str(graph))
    return _write_quads(quads, sink, StoredForms(), content=content)


def _write_by_line(text: bytes, sink: BinaryIO, *, content: GraphContent) -> int:
    """Write N-Triples line by line; only what is not plain goes through the parser."""
    forms, count = StoredForms(), 0
    for run in triple_runs(BytesIO(text)):
        if run.is_plain:
            content.take(run.text)
            sink.write(run.text)
            count += run.text.count(b"\n")
        else:
            _refuse_unsafe(run.text, RdfFormat.N_TRIPLES)
            quads = _parsed(run.text, syntax=RdfFormat.N_TRIPLES)
            count += _write_quads(quads, sink, forms, content=content)
    return count


def _write_quads(
    quads: Iterable[pyoxigraph.Quad], sink: BinaryIO, forms: StoredForms, *, content: GraphContent
) -> int:
    count = 0
    for quad in quads:
        if not isinstance(quad.graph_name, pyoxigraph.DefaultGraph):
            raise RefusedRDF("it names a graph of its own.", statement=shown(quad))
        line = _stored_line(quad, forms)
        content.add(line)
        sink.write(f"{line}\n".encode())
        count += 1
    return count


def read_dataset(source: Path, *, syntax: RdfFormat) -> Mapping[URIRef, GraphContent | None]:
    """Read a dataset through and return its graphs, with the content of each.

    The content is None when there are more statements than are held in memory.

    Raises:
        RefusedRDF: one of the statements must not be stored, or is in no named graph.
        MalformedRDF: the text breaks the grammar.
    """
    if syntax == RdfFormat.N_QUADS:
        # The parser tells at which line of the whole file the grammar is broken.
        with suppress(MalformedRDF):
            return _dataset_by_line(source)
    return _dataset_by_parser(source, syntax=syntax)


class _Gathering:
    """The graphs of a dataset while it is read."""

    def __init__(self) -> None:
        self._count = 0
        #: By IRI, in brackets.
        self._contents: dict[bytes, GraphContent | None] = {}

    def into(self, graph: bytes, *, further: int) -> GraphContent | None:
        """Return what takes so many further statements of a graph; None when none are held."""
        self._count += further
        if self._count >= MOST_HELD:
            self._contents = dict.fromkeys(self._contents)
        if graph not in self._contents:
            self._contents[graph] = GraphContent() if self._count < MOST_HELD else None
        return self._contents[graph]

    def contents(self) -> Mapping[URIRef, GraphContent | None]:
        """Return each graph with its content, in the order of their IRIs."""
        return {
            URIRef(graph[1:-1].decode()): self._contents[graph] for graph in sorted(self._contents)
        }


def _dataset_by_line(source: Path) -> Mapping[URIRef, GraphContent | None]:
    """Read N-Quads line by line; only what is not plain goes through the parser."""
    gathering, forms = _Gathering(), StoredForms()
    with source.open("rb") as opened:
        for run in quad_runs(opened):
            if run.is_plain:
                content = gathering.into(run.graph, further=run.text.count(b"\n"))
                if content is not None:
                    content.take(run.text)
            else:
                _refuse_unsafe(run.text, RdfFormat.N_QUADS)
                _gather(_parsed(run.text, syntax=RdfFormat.N_QUADS), forms, into=gathering)
    return gathering.contents()


def _dataset_by_parser(source: Path, *, syntax: RdfFormat) -> Mapping[URIRef, GraphContent | None]:
    _refuse_file(source, syntax)
    gathering = _Gathering()
    _gather(_parsed(source, syntax=syntax), StoredForms(), into=gathering)
    return gathering.contents()


def _gather(quads: Iterable[pyoxigraph.Quad], forms: StoredForms, *, into: _Gathering) -> None:
    for quad in quads:
        graph = quad.graph_name
        if type(graph) is not pyoxigraph.NamedNode:
            raise RefusedRDF("a statement is in no named graph.", statement=shown(quad))
        line = _stored_line(quad, forms)
        content = into.into(str(graph).encode(), further=1)
        if content is not None:
            content.add(line)


def _refuse_file(source: Path, syntax: RdfFormat) -> None:
    with source.open("rb") as opened:
        if source.stat().st_size:
            with mmap(opened.fileno(), 0, access=ACCESS_READ) as text:
                _refuse_unsafe(text, syntax)


def _parsed(
    source: bytes | Path, *, syntax: RdfFormat, base_iri: str | None = None
) -> Iterator[pyoxigraph.Quad]:
    place = {"path": source} if isinstance(source, Path) else {"input": source}
    try:
        yield from pyoxigraph.parse(format=syntax, base_iri=base_iri, **place)
    except SyntaxError as error:
        raise MalformedRDF(
            str(error.msg), line=error.lineno or 0, column=error.offset or 0
        ) from error
    except MemoryError as error:
        raise RefusedRDF("a term is longer than the parser's buffer of 16 MiB.") from error


def _stored_line(quad: pyoxigraph.Quad, forms: StoredForms) -> str:
    """Return a statement as a line of N-Triples in the form in which it will be stored."""
    value, line = quad.object, str(quad.triple)
    if line[0] == "_":
        raise RefusedRDF(_node_fault(quad.subject), statement=shown(quad))
    if isinstance(value, pyoxigraph.Literal):
        fault = fault_in_text(value.value)
        if fault:
            raise RefusedRDF(fault, statement=shown(quad))
        if line[-1] == ">":
            return f"{quad.subject} {quad.predicate} {forms.of(value, str(value))} ."
        if line[-1] != '"' and value.direction is not None:
            raise RefusedRDF("a text has a base direction.", statement=shown(quad))
    elif not isinstance(value, pyoxigraph.NamedNode):
        raise RefusedRDF(_node_fault(value), statement=shown(quad))
    return f"{line} ."


def _node_fault(node: object) -> str:
    if isinstance(node, _TripleTerm):
        return "it holds a triple term of RDF 1.2."
    return "it holds a blank node; give the node an IRI."


def _refuse_unsafe(text: bytes | mmap, syntax: RdfFormat) -> None:
    fault = fault_in_source(text, syntax)
    if fault:
        raise RefusedRDF(fault)
