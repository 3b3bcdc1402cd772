"""What a graph is going to hold: this module works out digest and catalogue as statements arrive.

Reading a graph back from disk costs as much as loading it. So what enters is brought into the form
that the engine gives it and held as text, to be summed up and gathered graph by graph while the
engine is still loading. That takes about 170 bytes of memory a statement; above `MOST_HELD`
statements the graphs of a draft are read back after all.

Only one graph at a time is more than text: Python's search for cycles goes again and again through
every list and tuple there is, and took a quarter of the time of a load that held them for all.
"""

import hashlib
from collections import deque
from collections.abc import Iterator

import pyoxigraph
from pyoxigraph import NamedNode

from cmo_graph.store.catalogue.reading import GraphReader, Said, gather_lines, pairs
from cmo_graph.store.version import GraphSummary, summary_of

#: Most statements of one load that are held in memory.
MOST_HELD = 12_000_000
#: Bytes of statements looked at in one go.
_BATCH = 1 << 18
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
    """The statements of one graph, as far as the digest and the catalogue need them.

    They are given first, then asked about: what was summed up takes no more.
    """

    def __init__(self) -> None:
        self._waiting: deque[bytes] = deque()
        self._summary: GraphSummary | None = None
        self._has_repeats = False
        self._said: dict[bytes, Said] = {}

    def add(self, line: str) -> None:
        """Add a statement: a line of N-Triples in stored form, without line end."""
        self._waiting.append(f"{line}\n".encode())

    def take(self, text: bytes) -> None:
        """Add statements: lines as in `add`, each with its line end."""
        self._waiting.append(text)

    def summary(self) -> GraphSummary:
        """Return what was added up, each statement once."""
        if self._summary is None:
            self._summary = self._look()
        return self._summary

    def tell(self, reader: GraphReader) -> None:
        """Hand the statements on, subject by subject, and forget them."""
        self.summary()
        said, self._said = self._said, {}
        if self._has_repeats:
            said = {subject: _each_once(found) for subject, found in said.items()}
        reader.take_subjects(said.items())

    def _look(self) -> GraphSummary:
        sha256, each_once, given = hashlib.sha256, set[bytes](), 0
        for lines in self._batches():
            each_once.update([sha256(line).digest() for line in lines])
            given += len(lines)
            gather_lines(lines, into=self._said)
        self._has_repeats = len(each_once) < given
        return summary_of(sum(map(int.from_bytes, each_once)), len(each_once))

    def _batches(self) -> Iterator[list[bytes]]:
        """Yield the statements that wait, some at a time, and let go of their text."""
        while self._waiting:
            texts, size = list[bytes](), 0
            while self._waiting and size < _BATCH:
                texts.append(self._waiting.popleft())
                size += len(texts[-1])
            lines = b"".join(texts).split(b"\n")
            del texts, lines[-1]
            yield lines


def _each_once(said: Said) -> Said:
    return [term for pair in dict.fromkeys(pairs(said)) for term in pair]
