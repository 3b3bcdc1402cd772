"""The process in which RDF from outside is parsed: this module is its whole program.

`python -m cmo_graph.offered.child MEDIA_TYPE BASE_IRI MEGABYTES SECONDS MOST_BYTES` reads a file
from its standard input and writes what it states to its standard output, as N-Triples whose blank
nodes have names of their own. It gives up the network, files and most memory first. What it has to
say is one line of JSON on its standard error, the form of `Verdict`. The parent's side is
`cmo_graph.offered.reading`.

Only the standard library and the engine are imported here, so that it starts quickly.
"""

import codecs
import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from mmap import ACCESS_READ, mmap
from typing import IO, BinaryIO, cast

import pyoxigraph as engine

from cmo_graph.offered.safety import (
    DATASET_FORMATS,
    GRAPH_FORMATS,
    fault_in_source,
    fault_in_text,
    names_anything,
    shown,
)
from cmo_graph.sparql.confinement import (
    cap_memory,
    cap_processor_time,
    refuse_more_files,
    refuse_network,
)

#: Bytes gathered before they are written.
_PIECE = 1 << 20
_NODES = (engine.NamedNode, engine.BlankNode)
#: What the engine says, in its own terms, of a JSON-LD context that would have to be fetched.
_REMOTE_CONTEXT = "LoadDocumentCallback"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a text."""

    #: Statements, each counted as often as it stands there.
    count: int = 0
    #: Why the text breaks the grammar; "" when it does not. `line` and `column` count from 1.
    malformed: str = ""
    line: int = 0
    column: int = 0
    #: Why it is not kept although it is well-formed; "" when it may be.
    refused: str = ""
    statement: str = ""


class _Refused(Exception):
    """A text, or a statement of it, is not kept."""

    def __init__(self, reason: str, *, statement: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.statement = statement


def judge(
    text: bytes | mmap, sink: BinaryIO, *, syntax: engine.RdfFormat, base_iri: str, most_bytes: int
) -> Verdict:
    """Write what a text states to `sink` as N-Triples, and say what became of it."""
    fault = fault_in_source(text, syntax)
    if fault:
        return Verdict(refused=fault)
    try:
        count = _write(_lines(text, syntax, base_iri), sink, most_bytes)
        if count == 0 and syntax == engine.RdfFormat.JSON_LD and names_anything(text):
            return Verdict(refused="none of its names stands for an IRI; give it an @context.")
        return Verdict(count=count)
    except _Refused as refusal:
        return Verdict(refused=refusal.reason, statement=refusal.statement)
    except SyntaxError as error:
        if _REMOTE_CONTEXT in str(error.msg):
            return Verdict(
                refused="it names a JSON-LD context elsewhere; write that into the text."
            )
        return Verdict(malformed=str(error.msg), line=error.lineno or 0, column=error.offset or 0)
    except MemoryError:
        return Verdict(refused="a term is longer than the parser's buffer of 16 MiB.")


def _write(lines: Iterator[str], sink: BinaryIO, most_bytes: int) -> int:
    count, written, piece = 0, 0, bytearray()
    for line in lines:
        piece += line.encode()
        count += 1
        if len(piece) >= _PIECE:
            written += sink.write(piece)
            piece.clear()
        # A short prefix can stand for a long IRI: a text can grow a millionfold.
        if written + len(piece) > most_bytes:
            raise _Refused(f"as N-Triples it has more than {most_bytes} bytes; send it in parts.")
    sink.write(piece)
    sink.flush()
    return count


def _lines(text: bytes | mmap, syntax: engine.RdfFormat, base_iri: str) -> Iterator[str]:
    if isinstance(text, mmap) and text[: len(codecs.BOM_UTF8)] == codecs.BOM_UTF8:
        # Some editors begin a file with a byte order mark, which is no part of the text.
        text.seek(len(codecs.BOM_UTF8))
    source = cast(IO[bytes], text)
    quads = engine.parse(source, format=syntax, base_iri=base_iri, rename_blank_nodes=True)
    for quad in quads:
        fault = _fault(quad)
        if fault:
            raise _Refused(fault, statement=shown(quad))
        yield f"{quad.triple} .\n"


def _fault(quad: engine.Quad) -> str | None:
    """Return why a statement is not kept, as the rest of a sentence; None when it may be."""
    value = quad.object
    if not isinstance(quad.graph_name, engine.DefaultGraph):
        return "it names a graph of its own; this request is about one graph."
    if not isinstance(quad.subject, _NODES) or isinstance(value, engine.Triple):
        return "it holds a triple term of RDF 1.2."
    if isinstance(value, engine.Literal):
        if value.direction is not None:
            return "a text has a base direction of RDF 1.2."
        return fault_in_text(value.value)
    return None


def main(media_type: str, base_iri: str, megabytes: str, seconds: str, most_bytes: str) -> None:
    """Read standard input under these limits."""
    syntax = (GRAPH_FORMATS | DATASET_FORMATS)[media_type]
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    size = source.seek(0, 2)
    with mmap(source.fileno(), 0, access=ACCESS_READ) if size else nullcontext(b"") as text:
        refuse_network()
        cap_memory(int(megabytes))
        cap_processor_time(float(seconds))
        refuse_more_files()
        verdict = judge(text, sink, syntax=syntax, base_iri=base_iri, most_bytes=int(most_bytes))
    sys.stderr.write(f"\n{json.dumps(asdict(verdict))}")


if __name__ == "__main__":
    main(*sys.argv[1:])
