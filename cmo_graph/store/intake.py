"""What may enter a store: this module reads RDF that is offered and refuses what must not be kept.

Everything is looked at before the store is touched, so that a refusal leaves nothing behind.
Refused are blank nodes (they have no identity that outlives a load), control characters that XML
cannot carry (a stored one would make every XML answer malformed), literals beyond
`LONGEST_LITERAL`, and what RDF 1.2 adds (other stores do not hold it yet).

The engine's parsers are recursive: JSON-LD nested 10,000 deep or a chain of triple terms ends the
process, and RDF/XML entities expand without limit. Both are refused by a look at the text first.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import BinaryIO

import pyoxigraph
from pyoxigraph import RdfFormat
from rdflib import BNode, Literal, URIRef

from cmo_graph.errors import MalformedRDF, RefusedRDF, UnsupportedMediaType
from cmo_graph.mapping import Triple
from cmo_graph.store.content import MOST_HELD, GraphContent, StoredForms
from cmo_graph.store.terms import as_engine

#: Most bytes of one literal's text in UTF-8 (1 MiB); the longest text of a review is a few KB.
LONGEST_LITERAL = 1 << 20
#: Deepest nesting of arrays and objects in JSON-LD.
DEEPEST_JSON = 200

#: How often `<<`, which opens a triple term, may stand in a text, inside literals or out.
MOST_OPENINGS = 1_000

#: Media types of triples that can be read into one graph.
GRAPH_FORMATS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}
#: Media types that name the graph of every statement.
DATASET_FORMATS = {
    "application/n-quads": RdfFormat.N_QUADS,
    "application/trig": RdfFormat.TRIG,
}

#: The control characters that XML 1.0 §2.2 excludes.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)|\x00", re.IGNORECASE)
_OPENING = re.compile(rb"<<")
_JSON_NESTING = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)
#: A statement is shown in a message up to this many characters.
_SHOWN = 200
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
        raise RefusedRDF(_reason(error, triple), statement=_shown(triple)) from error


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
    fault = _fault_in_text(str(term))
    if fault:
        raise ValueError(fault)
    written = str(literal)
    # A typed literal ends with its datatype's bracket; only such a one is stored otherwise.
    return forms.of(literal, written) if written.endswith(">") else written


def _fault_in_text(text: str) -> str | None:
    control = _CONTROL.search(text)
    if control:
        return f"a text holds the control character U+{ord(control[0]):04X}; take it out."
    # Four bytes a character at most: the exact length is worked out only where it can matter.
    if len(text) * 4 > LONGEST_LITERAL and len(text.encode()) > LONGEST_LITERAL:
        return f"a text has more than {LONGEST_LITERAL} bytes; keep long texts in files."
    return None


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
    _refuse_unsafe(text, syntax)
    forms, count = StoredForms(), 0
    for quad in _parsed(text, syntax=syntax, base_iri=str(graph)):
        if not isinstance(quad.graph_name, pyoxigraph.DefaultGraph):
            raise RefusedRDF("it names a graph of its own.", statement=_shown(quad))
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
    _refuse_file(source)
    forms = StoredForms()
    contents: dict[pyoxigraph.NamedNode, GraphContent | None] = {}
    for count, quad in enumerate(_parsed(source, syntax=syntax), 1):
        graph = quad.graph_name
        if type(graph) is not pyoxigraph.NamedNode:
            raise RefusedRDF("a statement is in no named graph.", statement=_shown(quad))
        if count == MOST_HELD:
            contents = dict.fromkeys(contents)
        if graph not in contents:
            contents[graph] = GraphContent() if count < MOST_HELD else None
        line, content = _stored_line(quad, forms), contents[graph]
        if content is not None:
            content.add(line)
    return {URIRef(graph.value): contents[graph] for graph in sorted(contents, key=str)}


def _refuse_file(source: Path) -> None:
    with source.open("rb") as opened:
        if source.stat().st_size:
            with mmap(opened.fileno(), 0, access=ACCESS_READ) as text:
                _refuse_openings(text)


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
        raise RefusedRDF(_node_fault(quad.subject), statement=_shown(quad))
    if isinstance(value, pyoxigraph.Literal):
        fault = _fault_in_text(value.value)
        if fault:
            raise RefusedRDF(fault, statement=_shown(quad))
        if line[-1] == ">":
            return f"{quad.subject} {quad.predicate} {forms.of(value, str(value))} ."
        if line[-1] != '"' and value.direction is not None:
            raise RefusedRDF("a text has a base direction.", statement=_shown(quad))
    elif not isinstance(value, pyoxigraph.NamedNode):
        raise RefusedRDF(_node_fault(value), statement=_shown(quad))
    return f"{line} ."


def _node_fault(node: object) -> str:
    if isinstance(node, _TripleTerm):
        return "it holds a triple term of RDF 1.2."
    return "it holds a blank node; give the node an IRI."


def _refuse_unsafe(text: bytes, syntax: RdfFormat) -> None:
    if syntax == RdfFormat.RDF_XML and _DOCTYPE.search(text):
        raise RefusedRDF("RDF/XML with a DOCTYPE or ENTITY, or not in UTF-8, is not read.")
    _refuse_openings(text)
    if syntax == RdfFormat.JSON_LD and _json_depth(text) > DEEPEST_JSON:
        raise RefusedRDF(f"its JSON is nested more than {DEEPEST_JSON} deep.")


def _refuse_openings(text: bytes | mmap) -> None:
    openings = sum(1 for _ in islice(_OPENING.finditer(text), MOST_OPENINGS + 1))
    if openings > MOST_OPENINGS:
        raise RefusedRDF(f"it opens triple terms of RDF 1.2 (<<) more than {MOST_OPENINGS} times.")


def _json_depth(text: bytes) -> int:
    depth = deepest = 0
    for token in _JSON_NESTING.finditer(text):
        if token[0] in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif token[0] in b"]}":
            depth -= 1
    return deepest


def _shown(statement: object) -> str:
    text = " ".join(map(repr, statement)) if isinstance(statement, tuple) else str(statement)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
