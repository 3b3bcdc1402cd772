"""What a graph is going to hold: this module works out digest and catalogue as statements arrive.

Reading a graph back from disk costs as much as loading it. So what enters is brought into the form
that the engine gives it, summed up and gathered at once, while the engine is still loading. That
takes about 160 bytes of memory a statement; above `MOST_HELD` statements the graphs of a draft are
read back after all.
"""

import hashlib
import sys
from array import array
from collections.abc import Sequence
from struct import iter_unpack

import pyoxigraph
from pyoxigraph import NamedNode

from cmo_graph.store.catalogue.reading import GraphReader, gather_lines
from cmo_graph.store.version import GraphSummary, summary_of

#: Most statements of one load that are held in memory.
MOST_HELD = 12_000_000
#: Lines looked at in one go.
_BATCH = 4_096
#: Bytes of a SHA-256, and words of 64 bits.
_DIGEST = 32
_WORDS = 4
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
        self._waiting: list[bytes] = []
        #: The SHA-256 of each statement, one after the other, each as often as it was given.
        self._digests = bytearray()
        self._said: dict[bytes, list[tuple[bytes, bytes]]] = {}

    def add(self, line: str) -> None:
        """Add a statement: a line of N-Triples in stored form, without line end."""
        self._waiting.append(line.encode())
        if len(self._waiting) >= _BATCH:
            self._look()

    def take(self, lines: Sequence[bytes]) -> None:
        """Add statements, each a line as in `add`."""
        sha256 = hashlib.sha256
        self._digests += b"".join([sha256(line).digest() for line in lines])
        gather_lines(lines, into=self._said)

    def _look(self) -> None:
        lines, self._waiting = self._waiting, []
        self.take(lines)

    def summary(self) -> GraphSummary:
        """Return what was added up."""
        self._look()
        each_once = _each_once(self._digests)
        return summary_of(_sum(each_once), len(each_once) // _DIGEST)

    def tell(self, reader: GraphReader) -> None:
        """Hand the statements on, subject by subject, and forget them."""
        self._look()
        said, self._said = self._said, {}
        reader.take_subjects(said.items())


def _each_once(digests: bytearray) -> bytes | bytearray:
    """Return digests that stand one after the other without repeats."""
    # Digests that begin differently differ, and their beginnings are quicker to tell apart.
    if len(set(array("Q", digests)[::_WORDS])) * _DIGEST == len(digests):
        return digests
    return b"".join({digest for (digest,) in iter_unpack(f"{_DIGEST}s", digests)})


def _sum(digests: bytes | bytearray) -> int:
    """Return the sum of digests that stand one after the other, word by word."""
    words = array("Q", digests)
    if sys.byteorder == "little":
        words.byteswap()
    total = 0
    for place in range(_WORDS):
        total = (total << 64) + sum(words[place::_WORDS])
    return total
