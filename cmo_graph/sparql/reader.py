"""The process in which an untrusted query runs: this module is its whole program.

`python -m cmo_graph.sparql.reader SOURCE MEGABYTES` opens a store's folder read-only, or loads an
N-Quads file, gives up the network and most memory, and answers one request after another until its
input ends. It may be killed at any moment: it owns nothing. The parent's side is
`cmo_graph.sparql.pool`.

A frame is one letter, the length of what follows in four bytes (big-endian), and that many bytes:

- `Q` (to the reader): a request, the JSON of its `Terms` in one line, and from the next line on the
  text of the query;
- `R`: the reader is ready;
- `W`: a whole answer that ended well, as nearly all do; `G`: one that is compressed by gzip;
- `D`: a piece of an answer; `Z`: one that is compressed, as the others of that answer then are;
- `E`: the end of an answer in pieces, the JSON of `End`.

Only the standard library and the engine are imported here, so that a reader starts quickly.
"""

import json
import re
import struct
import sys
import threading
import time
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph as engine

from cmo_graph.sparql.confinement import (
    cap_memory,
    cap_processor_time,
    is_slowed_down,
    memory_taken,
    refuse_more_files,
    refuse_network,
    widen_pipe,
)
from cmo_graph.sparql.rows import RowCounter, row_counter
from cmo_graph.sparql.written import Inexpressible, write_graph, write_table

FRAME = struct.Struct(">cI")
#: Letters of frames.
DONE, READY, WHOLE, COMPRESSED_WHOLE, PIECE_OF, COMPRESSED = b"E", b"R", b"W", b"G", b"D", b"Z"
#: Bytes gathered before a piece of the answer is sent.
PIECE = 256 * 1024
#: Bytes of an answer from which on it is compressed, for whoever takes that.
WORTH_COMPRESSING = 1024
#: A quick level of compression: tables compress well at any.
_LEVEL = 3
#: Bytes a pipe holds, where the system lets one choose: fewer changes from process to process.
_PIPE_BYTES = 1024 * 1024
#: The engine's parser and planner recurse; the scan keeps them far from the end of this. A second
#: one has to fit into the memory that a query may take.
_STACK = 64 * 1024 * 1024
#: Seconds in which a query takes no memory worth looking at, unless it is one of many.
_SMALL, _MANY = 0.002, 100
_PLACE = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): (?P<reason>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Terms:
    """How a query is answered: of which graphs, in which syntax, and what it may take."""

    media_type: str
    #: Processor time it may take, in seconds.
    seconds: float
    #: Bytes its answer may have, before it is compressed.
    most_bytes: int
    #: Rows its table may have.
    most_rows: int = 1_000_000
    #: Whether the default graph is the union of all named graphs.
    union: bool = True
    #: Graphs that make up the default graph, and those that GRAPH can see; None leaves the choice
    #: to the query.
    default_graphs: list[str] | None = None
    named_graphs: list[str] | None = None
    base_iri: str | None = None
    #: IRIs that variables of the query are bound to.
    bindings: dict[str, str] | None = None
    #: Whether an answer that is worth it is to be compressed.
    gzip: bool = False
    #: Prefixes of namespaces for a graph, in syntaxes that have any.
    prefixes: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class End:
    """How an answer ended."""

    #: done, syntax, inexpressible, unsupported, bytes, rows or memory
    outcome: str
    reason: str = ""
    line: int = 0
    column: int = 0
    #: Whether the process has grown so much that it should be replaced.
    is_worn: bool = False


_ENDED_WELL = End("done")


class _TooLarge(Exception):
    """The answer is longer than it may be, in bytes or in rows."""


@lru_cache(maxsize=64)
def _terms(told: bytes) -> Terms:
    """Read terms; most requests come on the same few."""
    return Terms(**json.loads(told))


class _Pieces:
    """A file the engine writes to; sends what it gathers as frames."""

    def __init__(self, sink: IO[bytes], terms: Terms) -> None:
        self._sink = sink
        self._gathered = bytearray()
        self._bytes_left = terms.most_bytes
        self._rows_left = terms.most_rows
        self._rows: RowCounter | None = None
        self._terms = terms
        self._is_first = True
        self._packer: Any = None
        #: What has not been sent of an answer that ended well.
        self._rest = b""

    def write(self, data: bytes) -> int:
        self._bytes_left -= len(data)
        if self._bytes_left < 0:
            raise _TooLarge("bytes")
        self._gathered += data
        if len(self._gathered) >= PIECE:
            content = self._packed()
            self._is_first = False
            send(self._sink, PIECE_OF if self._packer is None else COMPRESSED, content)
        return len(data)

    def flush(self) -> None:
        """Do nothing: the engine flushes at its end, and then the rest is sent."""

    def finish(self) -> None:
        """Take the answer for whole."""
        self._rest = self._packed(is_last=True)
        if self._packer is not None:
            self._rest += self._packer.flush()

    def ending(self, end: End) -> bytes:
        """Return the frames that end the answer."""
        if end is _ENDED_WELL and self._is_first:
            return frame(WHOLE if self._packer is None else COMPRESSED_WHOLE, self._rest)
        letter = PIECE_OF if self._packer is None else COMPRESSED
        rest = frame(letter, self._rest) if self._rest else b""
        return rest + frame(DONE, json.dumps(asdict(end)).encode())

    def _packed(self, *, is_last: bool = False) -> bytes:
        """Return what was gathered, its rows counted, and compressed where that is worth it."""
        content = bytes(self._gathered)
        self._gathered.clear()
        # A row takes a byte at least, so that a short answer cannot have too many.
        if not (is_last and self._is_first and len(content) <= self._rows_left):
            self._count_rows(content)
        if self._terms.gzip and self._packer is None and len(content) >= WORTH_COMPRESSING:
            self._packer = zlib.compressobj(_LEVEL, wbits=31)
        return content if self._packer is None else self._packer.compress(content)

    def _count_rows(self, content: bytes) -> None:
        if self._is_first:
            self._rows = row_counter(self._terms.media_type)
        if self._rows is not None:
            self._rows_left -= self._rows.count(content)
            if self._rows_left < 0:
                raise _TooLarge("rows")


def send(sink: IO[bytes], letter: bytes, content: bytes) -> None:
    """Write one frame."""
    sink.write(frame(letter, content))
    sink.flush()


def frame(letter: bytes, content: bytes) -> bytes:
    """Return one frame."""
    return FRAME.pack(letter, len(content)) + content


def request(text: str, terms: Terms) -> bytes:
    """Return the content of a request."""
    return told(terms) + text.encode("utf-8", "surrogatepass")


def told(terms: Terms) -> bytes:
    """Return the line of a request that has its terms; what follows is its text."""
    return json.dumps(asdict(terms)).encode() + b"\n"


def receive(source: IO[bytes]) -> tuple[bytes, bytes] | None:
    """Read one frame as (letter, content); None when the other side is gone."""
    head = source.read(FRAME.size)
    if len(head) < FRAME.size:
        return None
    letter, length = FRAME.unpack(head)
    content = source.read(length)
    return (letter, content) if len(content) == length else None


def open_source(source: Path) -> engine.Store:
    """Open a store's folder read-only, or load an N-Quads file into memory."""
    if source.is_dir():
        return engine.Store.read_only(str(source))
    store = engine.Store()
    store.bulk_load(path=str(source), format=engine.RdfFormat.N_QUADS)
    refuse_more_files()
    return store


class Reader:
    """A source that is open, and the requests that are answered from it."""

    def __init__(
        self, source: Path, megabytes: int, *, requests: IO[bytes], answers: IO[bytes]
    ) -> None:
        """Give up the network and open the source."""
        refuse_network()
        self._store = open_source(source)
        self._requests = requests
        self._answers = answers
        self._megabytes = megabytes
        self._worn = 0
        self._answered = 0
        self.has_ended = False

    def serve(self) -> None:
        """Answer requests until there are no more, or until this thread was slowed down.

        Whoever runs this process may slow a thread down while its query takes long; it can never be
        quick again, so another takes its place.
        """
        if not self._worn:
            cap_memory(self._megabytes)
            self._worn = memory_taken() + self._megabytes * 1024 * 1024 // 2
            send(self._answers, READY, b"")
        while not is_slowed_down():
            asked = receive(self._requests)
            if asked is None:
                self.has_ended = True
                return
            self._answer(*asked[1].split(b"\n", 1))

    def _answer(self, told: bytes, text: bytes) -> None:
        terms, began = _terms(told), time.perf_counter()
        cap_processor_time(terms.seconds)
        pieces = _Pieces(self._answers, terms)
        end = _answer(self._store, told, text, pieces)
        self._answered += 1
        is_small = time.perf_counter() - began < _SMALL and self._answered % _MANY
        if not is_small and memory_taken() > self._worn:
            end = replace(end, is_worn=True)
        self._answers.write(pieces.ending(end))
        self._answers.flush()


def _answer(store: engine.Store, told: bytes, text: bytes, pieces: _Pieces) -> End:
    """Evaluate one query and write its answer, all in this thread: the engine demands it."""
    try:
        results = store.query(text.decode("utf-8", "surrogatepass"), **_arguments(told))
        _write(results, _terms(told), pieces)
        pieces.finish()
        return _ENDED_WELL
    except SyntaxError as error:
        return _syntax_end(str(error))
    except _TooLarge as error:
        return End(str(error))
    except MemoryError:
        return End("memory")
    except Inexpressible as error:
        return End("inexpressible", str(error))
    except (ValueError, RuntimeError, OSError) as error:
        return End("unsupported", str(error))


@lru_cache(maxsize=64)
def _arguments(told: bytes) -> Mapping[str, Any]:
    """Return what the engine is told besides the text."""
    terms = _terms(told)
    return {
        "base_iri": terms.base_iri,
        "use_default_graph_as_union": terms.union,
        "default_graph": _graphs(terms.default_graphs),
        "named_graphs": _graphs(terms.named_graphs),
        "substitutions": {
            engine.Variable(name): engine.NamedNode(iri)
            for name, iri in (terms.bindings or {}).items()
        },
    }


def _graphs(iris: list[str] | None) -> list[engine.NamedNode] | None:
    return None if iris is None else [engine.NamedNode(iri) for iri in iris]


_Results = engine.QuerySolutions | engine.QueryBoolean | engine.QueryTriples
_table_format = lru_cache(engine.QueryResultsFormat.from_media_type)


@lru_cache
def _graph_format(media_type: str) -> engine.RdfFormat:
    found = engine.RdfFormat.from_media_type(media_type)
    if found is None:
        raise ValueError(f"The engine does not know {media_type}.")
    return found


def _write(results: _Results, terms: Terms, pieces: _Pieces) -> None:
    sink = cast("IO[bytes]", pieces)  # the engine calls write and flush, nothing else
    if not isinstance(results, engine.QueryTriples):
        write_table(results, sink, _table_format(terms.media_type))
    elif terms.prefixes is None:
        results.serialize(sink, _graph_format(terms.media_type))
    else:
        write_graph(results, sink, _graph_format(terms.media_type), prefixes=terms.prefixes)


def _syntax_end(text: str) -> End:
    place = _PLACE.fullmatch(text)
    if place is None:
        return End("syntax", text)
    return End("syntax", place["reason"], int(place["line"]), int(place["column"]))


def main() -> None:
    """Serve on standard input and output, in a thread whose stack is large."""
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    widen_pipe(answers, _PIPE_BYTES)
    reader = Reader(Path(sys.argv[1]), int(sys.argv[2]), requests=requests, answers=answers)
    threading.stack_size(_STACK)
    while not reader.has_ended:
        worker = threading.Thread(target=reader.serve)
        worker.start()
        worker.join()


if __name__ == "__main__":
    main()
