"""The process in which an untrusted query runs: this module is its whole program.

`python -m cmo_graph.sparql.reader SOURCE MEGABYTES` opens a store's folder read-only, or loads an
N-Quads file, gives up the network and most memory, and answers one request after another until its
input ends. It may be killed at any moment: it owns nothing. The parent's side is
`cmo_graph.sparql.pool`.

A frame is one letter, the length of what follows in four bytes (big-endian), and that many bytes:

- `Q` (to the reader): a request, the JSON of `Request`;
- `R`: the reader is ready;
- `D`: a piece of the answer;
- `E`: the end, the JSON of `End`.

Only the standard library and the engine are imported here, so that a reader starts quickly.
"""

import json
import re
import struct
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph as engine

from cmo_graph.sparql.confinement import (
    cap_memory,
    cap_processor_time,
    memory_taken,
    refuse_more_files,
    refuse_network,
)

FRAME = struct.Struct(">cI")
#: Bytes gathered before a piece of the answer is sent.
PIECE = 256 * 1024
#: The engine's parser and planner recurse; the scan keeps them far from the end of this.
_STACK = 512 * 1024 * 1024
_PLACE = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): (?P<reason>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Request:
    """One query, the graphs it is asked of, and how its answer is to be written."""

    query: str
    media_type: str
    #: Processor time it may take, in seconds.
    seconds: float
    #: Bytes its answer may have.
    most_bytes: int
    #: Whether the default graph is the union of all named graphs.
    union: bool = True
    #: Graphs that make up the default graph, and those that GRAPH can see; None leaves the choice
    #: to the query.
    default_graphs: list[str] | None = None
    named_graphs: list[str] | None = None
    base_iri: str | None = None
    #: IRIs that variables of the query are bound to.
    bindings: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class End:
    """How an answer ended."""

    #: done, syntax, unsupported, large or memory
    outcome: str
    reason: str = ""
    line: int = 0
    column: int = 0
    #: Whether the process has grown so much that it should be replaced.
    is_worn: bool = False


class _TooLarge(Exception):
    """The answer is longer than it may be."""


class _Pieces:
    """A file the engine writes to; sends what it gathers as frames."""

    def __init__(self, sink: IO[bytes], *, most_bytes: int) -> None:
        self._sink = sink
        self._gathered = bytearray()
        self._left = most_bytes

    def write(self, data: bytes) -> int:
        self._left -= len(data)
        if self._left < 0:
            raise _TooLarge
        self._gathered += data
        if len(self._gathered) >= PIECE:
            self.flush()
        return len(data)

    def flush(self) -> None:
        if self._gathered:
            send(self._sink, b"D", bytes(self._gathered))
            self._gathered.clear()


def send(sink: IO[bytes], letter: bytes, content: bytes) -> None:
    """Write one frame."""
    sink.write(FRAME.pack(letter, len(content)) + content)
    sink.flush()


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


def serve(source: Path, megabytes: int, *, requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer requests until there are no more."""
    refuse_network()
    store = open_source(source)
    cap_memory(megabytes)
    worn = memory_taken() + megabytes * 1024 * 1024 // 2
    send(answers, b"R", b"")
    while (frame := receive(requests)) is not None:
        request = Request(**json.loads(frame[1]))
        cap_processor_time(request.seconds)
        end = asdict(_answer(store, request, answers))
        end["is_worn"] = memory_taken() > worn
        send(answers, b"E", json.dumps(end).encode())


def _answer(store: engine.Store, request: Request, answers: IO[bytes]) -> End:
    """Evaluate one query and write its answer, all in this thread: the engine demands it."""
    pieces = _Pieces(answers, most_bytes=request.most_bytes)
    try:
        _write(_evaluate(store, request), request.media_type, pieces)
        pieces.flush()
    except SyntaxError as error:
        return _syntax_end(str(error))
    except _TooLarge:
        return End("large")
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
    source, megabytes = Path(sys.argv[1]), int(sys.argv[2])
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    threading.stack_size(_STACK)
    worker = threading.Thread(
        target=serve,
        args=(source, megabytes),
        kwargs={"requests": requests, "answers": answers},
    )
    worker.start()
    worker.join()


if __name__ == "__main__":
    main()
