"""Answers of servers in our own form: this module writes them in any media type as they arrive.

Servers differ in how they write a table, and some terms are stored in another form (`dialect`). So
an answer is read term by term and written anew, a row at a time.
"""

import io
import json
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, cast

import pyoxigraph
from pyoxigraph import QueryResultsFormat, RdfFormat

from cmo_graph.errors import AnswerTooLarge, NotInThisSyntax
from cmo_graph.sparql import written
from cmo_graph.sparql.documents import prefixes_for, write_document
from cmo_graph.store.remote.dialect import KeptTerm, decode

#: Bytes that are handed on together.
PIECE = 1 << 16
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_JSON = "application/sparql-results+json"


class Sink(io.RawIOBase):
    """Hands on what is written to it in pieces, up to a length."""

    def __init__(self, send: Callable[[bytes], None], *, most_bytes: int) -> None:
        super().__init__()
        self._send = send
        self._left = self._most_bytes = most_bytes
        self._held = bytearray()
        #: What ended the writing.
        self.failure: Exception | None = None

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def write(self, text: bytes) -> int:  # type: ignore[override]  # the engine writes bytes
        """Take a part of the answer.

        Raises:
            BrokenPipeError: the answer is too long, or nobody reads it; `failure` says why.
        """
        self._left -= len(text)
        if self._left < 0:
            self._fail(AnswerTooLarge(self._most_bytes))
        self._held += text
        if len(self._held) >= PIECE:
            self.hand_on()
        return len(text)

    def hand_on(self) -> None:
        """Hand on what is held."""
        piece, self._held = bytes(self._held), bytearray()
        if piece:
            try:
                self._send(piece)
            except Exception as error:  # noqa: BLE001 - the engine would tell it in words of its own
                self._fail(error)

    def _fail(self, failure: Exception) -> None:
        self.failure = failure
        raise BrokenPipeError("the answer ends here") from failure


def write_table(
    found: pyoxigraph.QuerySolutions, sink: Sink, *, media_type: str, most_rows: int
) -> None:
    """Write the rows of a SELECT query.

    Raises:
        AnswerTooLarge: there are more rows than `most_rows`.
        BrokenPipeError: as `Sink.write`.
    """
    _write_json(_as_json(found, most_rows=most_rows), sink, media_type=media_type)


def write_truth(answer: bool, sink: Sink, *, media_type: str) -> None:
    """Write the answer of an ASK query."""
    text = json.dumps({"head": {}, "boolean": answer}).encode()
    _write_json(iter([text]), sink, media_type=media_type)


def write_graph(quads: Iterable[pyoxigraph.Quad], sink: Sink, *, media_type: str) -> None:
    """Write the triples of a CONSTRUCT or DESCRIBE query.

    Raises:
        NotInThisSyntax: RDF/XML is asked for, and cannot name a property or hold a character.
        BrokenPipeError: as `Sink.write`.
    """
    # Only those that the engine knows are offered.
    syntax = cast(RdfFormat, RdfFormat.from_media_type(media_type))
    triples = (
        pyoxigraph.Triple(*(decode(term) for term in quad.triple))  # type: ignore[arg-type]  # in their places
        for quad in quads
    )
    prefixes = prefixes_for(media_type) or {}
    write_document(triples, cast(BinaryIO, sink), syntax, prefixes=prefixes)
    sink.hand_on()


def _write_json(pieces: Iterator[bytes], sink: Sink, *, media_type: str) -> None:
    if media_type == _JSON:
        for piece in pieces:
            sink.write(piece)
    else:
        source = cast(BinaryIO, _Source(pieces))
        found = pyoxigraph.parse_query_results(source, QueryResultsFormat.JSON)
        syntax = QueryResultsFormat.from_media_type(media_type)
        try:
            written.write_table(found, cast(BinaryIO, sink), syntax)
        except written.Inexpressible as error:
            raise NotInThisSyntax(str(error)) from error
    sink.hand_on()


def _as_json(found: pyoxigraph.QuerySolutions, *, most_rows: int) -> Iterator[bytes]:
    names = [variable.value for variable in found.variables]
    head = json.dumps({"vars": names}, ensure_ascii=False)
    yield f'{{"head":{head},"results":{{"bindings":['.encode()
    for number, row in enumerate(found):
        if number == most_rows:
            raise AnswerTooLarge(most_rows, what="rows")
        terms = {
            name: _term(decode(term))
            for name, term in zip(names, row, strict=True)
            if term is not None
        }
        yield f"{',' if number else ''}{json.dumps(terms, ensure_ascii=False)}".encode()
    yield b"]}}"


def _term(term: KeptTerm) -> dict[str, str]:
    if isinstance(term, pyoxigraph.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, pyoxigraph.BlankNode):
        return {"type": "bnode", "value": term.value}
    said = {"type": "literal", "value": term.value}
    if term.language:
        return {**said, "xml:lang": term.language}
    datatype = term.datatype.value
    return said if datatype == _STRING else {**said, "datatype": datatype}


class _Source(io.RawIOBase):
    """Pieces that are made as they are read, as a file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces = pieces
        self._held = b""

    def readable(self) -> bool:
        return True

    def readinto(self, target: object, /) -> int:
        room = memoryview(target).cast("B")  # type: ignore[arg-type]  # a buffer
        if not self._held:
            self._held = next(self._pieces, b"")
        count = min(len(room), len(self._held))
        room[:count] = self._held[:count]
        self._held = self._held[count:]
        return count
