"""A graph made ready before the write lock is taken: this module writes its statements to a file.

A derived graph can have millions of statements and take minutes to work out. Here they go to a
nameless temporary file, one by one, and are summed up on the way; the draft only has to load them.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from rdflib import Literal, URIRef
from rdflib.term import Identifier

from cmo_graph.mapping import Triple
from cmo_graph.store.catalogue.reading import GraphReader
from cmo_graph.store.terms import as_engine
from cmo_graph.store.version import GraphDigest, GraphSummary


class PreparedGraph:
    """The statements of one graph, in a file that is gone when nobody holds this any more."""

    def __init__(self, lines: BinaryIO) -> None:
        self.lines = lines
        self.is_distinct = True
        self._digest = GraphDigest()
        self._nodes: set[int] = set()

    def add(self, node: URIRef, triples: Iterable[Triple]) -> None:
        """Add all that is said of one node and its parts, each statement once.

        A node that is added twice costs no more than that the graph is read back to be summed up.
        """
        mark = hash(node)
        if mark in self._nodes:
            self.is_distinct = False
        self._nodes.add(mark)
        lines = [_line(triple) for triple in triples]
        self._digest.take(lines)
        self.lines.writelines(line + b"\n" for line in lines)

    @property
    def count(self) -> int:
        """How many statements were added."""
        return self.summary().quads

    def summary(self) -> GraphSummary:
        """Return what the graph will hold."""
        return self._digest.summary()

    def tell(self, reader: GraphReader) -> None:
        """Hand nothing on: the catalogue leaves derived graphs out."""


@contextmanager
def prepared_graph(folder: Path | None = None) -> Iterator[PreparedGraph]:
    """Give a graph to fill, whose file is in `folder`, or where temporary files are."""
    with TemporaryFile(dir=folder) as lines:
        yield PreparedGraph(lines)


def _line(triple: Triple) -> bytes:
    return f"{_text(triple[0])} {_text(triple[1])} {_text(triple[2])} .".encode()


def _text(term: Identifier) -> str:
    """Return a term as the engine writes it."""
    if isinstance(term, URIRef):
        return f"<{term}>"
    if isinstance(term, Literal) and term.datatype is not None:
        return _typed(str(term), str(term.datatype))
    return str(as_engine(term))


@lru_cache(maxsize=4_096)
def _typed(value: str, datatype: str) -> str:
    """Return a typed literal: most are counts, and the same few come again and again."""
    return str(as_engine(Literal(value, datatype=URIRef(datatype))))
