"""What a graph is going to hold: this module works out digest and catalogue as statements arrive.

Reading a graph back from disk costs as much as loading it. So what enters is brought into the form
that the engine gives it, summed up and gathered at once, while the engine is still loading. That
takes about 160 bytes of memory a statement; above `MOST_HELD` statements the graphs of a draft are
read back after all.
"""

import hashlib

import pyoxigraph
from pyoxigraph import NamedNode

from cmo_graph.store.catalogue.reading import GraphReader, wanted_lines
from cmo_graph.store.version import GraphSummary, summary_of

#: Most statements of one load that are held in memory.
MOST_HELD = 12_000_000
#: Lines looked at in one go.
_BATCH = 4_096
#: Bytes of a SHA-256 that tell two statements of a graph apart: with 12, two of ten million
#: statements are taken for one with a chance of 1 in 10^15.
_MARK = 12
#: Most literals whose stored form is remembered.
_REMEMBERED = 100_000


class StoredForms:
    """Finds out in which form the engine keeps a typed literal: `"01"^^xsd:integer` as `"1"`."""

    _NODE = NamedNode("urn:cmo-graph:any")

    def __init__(self) -> None:
        self._engine = pyoxigraph.Store()
        self._known: dict[str, str] = {}

    def of(self, literal: pyoxigraph.Literal, written: str) -> str:
        """Return the N-Triples of the form in which a literal, written so, is stored."""
        found = self._known.get(written)
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            found = self._known[written] = self._looked_up(literal)
        return found

    def _looked_up(self, literal: pyoxigraph.Literal) -> str:
        self._engine.add(pyoxigraph.Quad(self._NODE, self._NODE, literal))
        [stored] = self._engine
        self._engine.clear()
        return str(stored.object)


class GraphContent:
    """The statements of one graph, as far as the digest and the catalogue need them."""

    def __init__(self) -> None:
        self._waiting: list[str] = []
        self._marks: set[bytes] = set()
        self._sum = 0
        self._said: dict[bytes, list[tuple[bytes, bytes]]] = {}

    def add(self, line: str) -> None:
        """Add a statement: a line of N-Triples in stored form, without line end."""
        self._waiting.append(line)
        if len(self._waiting) >= _BATCH:
            self._look()

    def _look(self) -> None:
        lines, self._waiting = self._waiting, []
        sha256, as_int, marks = hashlib.sha256, int.from_bytes, self._marks
        fresh = []
        for text in lines:
            line = text.encode()
            digest = sha256(line).digest()
            mark = digest[:_MARK]
            if mark not in marks:
                marks.add(mark)
                self._sum += as_int(digest, "big")
                fresh.append(line)
        for subject, found, value in wanted_lines(fresh):
            self._said.setdefault(subject, []).append((found, value))

    def summary(self) -> GraphSummary:
        """Return what was added up."""
        self._look()
        return summary_of(self._sum, len(self._marks))

    def tell(self, reader: GraphReader) -> None:
        """Hand the statements on, subject by subject, and forget them."""
        self._look()
        said, self._said = self._said, {}
        reader.take_subjects(said.items())
