"""The process in which an untrusted query runs: this module is its whole program.

`python -m cmo_graph.sparql.reader SOURCE MEGABYTES` opens a store's folder read-only, or loads an
N-Quads file, gives up the network and most memory, and answers one request after another until its
input ends. It may be killed at any moment: it owns nothing. The parent's side is
`cmo_graph.sparql.pool`.

A frame is one letter, the length of what follows in four bytes (big-endian), and that many bytes:

- `Q` (to the reader): a request, the JSON of `Request`;
- `R`: the reader is ready;
- `D`: a piece of the answer; `Z`: one that is compressed by gzip, as the whole answer then is;
- `E`: the end, the JSON of `End`.

Only the standard library and the engine are imported here, so that a reader starts quickly.
"""

import json
import re
import struct
import sys
import threading
import zlib
from dataclasses import asdict, dataclass, replace
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
from cmo_graph.sparql.rows import row_counter

FRAME = struct.Struct(">cI")
#: Letters of frames.
DONE, READY, PIECE_OF, COMPRESSED = b"E", b"R", b"D", b"Z"
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
_PLACE = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): (?P<reason>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Request:
    """One query, the graphs it is asked of, and how its answer is to be written."""

    query: str
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

    def as_json(self) -> dict[str, object]:
        """Return the fields by name."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class End:
    """How an answer ended."""

    #: done, syntax, unsupported, bytes, rows or memory
    outcome: str
    reason: str = ""
    line: int = 0
    column: int = 0
    #: Whether the process has grown so much that it should be replaced.
    is_worn: bool = False


class _TooLarge(Exception):
    """The answer is longer than it may be, in bytes or in rows."""


class _Pieces:
    """A file the engine writes to; sends what it gathers as frames."""

    def __init__(self, sink: IO[bytes], request: Request) -> None:
        self._sink = sink
        self._gathered = bytearray()
        self._bytes_left = request.most_bytes
        self._rows_left = request.most_rows
        self._rows = row_counter(request.media_type)
        self._takes_gzip = request.gzip
        self._packer: Any = None

    def write(self, data: bytes) -> int:
        self._bytes_left -= len(data)
        if self._bytes_left < 0:
            raise _TooLarge("bytes")
        if self._rows is not None:
            self._rows_left -= self._rows.count(data)
            if self._rows_left < 0:
                raise _TooLarge("rows")
        self._gathered += data
        if len(self._gathered) >= PIECE:
            self._sink.write(self._packed())
            self._sink.flush()
        return len(data)

    def flush(self) -> None:
        """Do nothing: the engine flushes at its end, and then `rest` is sent."""

    def rest(self) -> bytes:
        """Return what has not been sent of an answer that ended well, as frames."""
        rest = self._packed() if self._gathered else b""
        return rest if self._packer is None else rest + frame(COMPRESSED, self._packer.flush())

    def _packed(self) -> bytes:
        if self._takes_gzip and self._packer is None and len(self._gathered) >= WORTH_COMPRESSING:
            self._packer = zlib.compressobj(_LEVEL, wbits=31)
        content = bytes(self._gathered)
        self._gathered.clear()
        if self._packer is None:
            return frame(PIECE_OF, content)
        return frame(COMPRESSED, self._packer.compress(content))


def send(sink: IO[bytes], letter: bytes, content: bytes) -> None:
    """Write one frame."""
    sink.write(frame(letter, content))
    sink.flush()


def frame(letter: bytes, content: bytes) -> bytes:
    """Return one frame."""
    return FRAME.pack(letter, len(content)) + content


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


_ENDED_WELL = End("done")
_WELL = frame(DONE, b'{"outcome":"done"}')


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
            self._answer(Request(**json.loads(asked[1])))

    def _answer(self, request: Request) -> None:
        cap_processor_time(request.seconds)
        pieces = _Pieces(self._answers, request)
        end = _answer(self._store, request, pieces)
        rest = pieces.rest() if end.outcome == "done" else b""
        if memory_taken() > self._worn:
            end = replace(end, is_worn=True)
        # Nearly all end alike, and this is the path of every small query.
        told = _WELL if end == _ENDED_WELL else frame(DONE, json.dumps(asdict(end)).encode())
        self._answers.write(rest + told)
        self._answers.flush()


def _answer(store: engine.Store, request: Request, pieces: _Pieces) -> End:
    """Evaluate one query and write its answer, all in this thread: the engine demands it."""
    try:
        _write(_evaluate(store, request), request.media_type, pieces)
    except SyntaxError as error:
        return _syntax_end(str(error))
    except _TooLarge as error:
        return End(str(error))
    except MemoryError:
        return End("memory")
    except (ValueError, RuntimeError, OSError) as error:
        return End("unsupported", str(error))
    return End("done")


_Results = engine.QuerySolutions | engine.QueryBoolean | engine.QueryTriples


def _evaluate(store: engine.Store, request: Request) -> _Results:
    return store.query(
        request.query,
        base_iri=request.base_iri,
        use_default_graph_as_union=request.union,
        default_graph=_graphs(request.default_graphs),
        named_graphs=_graphs(request.named_graphs),
        substitutions=_bound(request.bindings or {}),
    )


def _bound(bindings: dict[str, str]) -> Any:
    # As with `_graphs`, the signature asks for a wider type.
    return {engine.Variable(name): engine.NamedNode(iri) for name, iri in bindings.items()}


def _graphs(iris: list[str] | None) -> Any:
    # The engine's signature asks for lists of unions, which lists of one type are not.
    return None if iris is None else [engine.NamedNode(iri) for iri in iris]


def _write(results: _Results, media_type: str, pieces: _Pieces) -> None:
    sink = cast(IO[bytes], pieces)  # the engine calls write and flush, nothing else
    if isinstance(results, engine.QueryTriples):
        results.serialize(sink, engine.RdfFormat.from_media_type(media_type))
    else:
        results.serialize(sink, engine.QueryResultsFormat.from_media_type(media_type))


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
