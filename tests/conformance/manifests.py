"""The manifests of the W3C's suites: this module walks their RDF.

The suites lie beside the project, in `../shared/w3c`, under their own licence; nothing of them is
kept here. Where the folder is absent there are no cases, and the tests say so.

A file of a suite has an address, `http://w3c.example/…` and its path; it names the file's graph,
and relative IRIs of a query are resolved against the address of the query.
"""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

W3C = Path(__file__).parents[2].parent / "shared" / "w3c"
SUITES = W3C / "sparql"

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

#: Where the files of the suites are said to be.
BASE = "http://w3c.example/"

absent = pytest.mark.skipif(
    not SUITES.is_dir(), reason="the W3C's suites are not in ../shared/w3c beside the project"
)

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDF_TYPE = _RDF + "type"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"

_RDF_SYNTAXES = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".n3": ox.RdfFormat.TURTLE,
}


def address(file: Path) -> str:
    """Return the IRI that a file of the suites stands under."""
    return BASE + file.relative_to(W3C).as_posix()


def file_at(iri: str) -> Path:
    """Return the file of an address."""
    return W3C / iri.removeprefix(BASE)


def triples_of(file: Path) -> list[ox.Triple]:
    """Return the triples of an RDF file of the suites."""
    found = ox.parse(path=file, format=_RDF_SYNTAXES[file.suffix], base_iri=address(file))
    return [quad.triple for quad in found]


class Manifest:
    """One manifest file, by the values of its properties."""

    def __init__(self, file: Path) -> None:
        self.folder = file.parent.name
        self.store = ox.Store()
        self.store.extend(
            ox.Quad(one.subject, one.predicate, one.object) for one in triples_of(file)
        )

    def all(self, subject: Term | None, prop: str) -> list[Term]:
        """Return the values of a property."""
        if subject is None:
            return []
        found = self.store.quads_for_pattern(subject, ox.NamedNode(prop), None)  # type: ignore[arg-type]
        return [quad.object for quad in found]

    def one(self, subject: Term | None, prop: str) -> Term | None:
        """Return a value of a property; None where it has none."""
        return next(iter(self.all(subject, prop)), None)

    def text(self, subject: Term | None, prop: str) -> str | None:
        """Return the text of a property."""
        found = self.one(subject, prop)
        return found.value if isinstance(found, ox.Literal) else None

    def files(self, subject: Term | None, prop: str) -> tuple[Path, ...]:
        """Return the files that a property names."""
        found = self.all(subject, prop)
        return tuple(sorted(file_at(one.value) for one in found if isinstance(one, ox.NamedNode)))

    def items(self, head: Term | None) -> Iterator[Term]:
        """Yield the members of a list."""
        while head is not None and head != ox.NamedNode(_RDF + "nil"):
            first = self.one(head, _RDF + "first")
            assert first is not None
            yield first
            head = self.one(head, _RDF + "rest")

    def entries(self) -> Iterator[ox.NamedNode]:
        """Yield the tests, in order."""
        for quad in self.store.quads_for_pattern(None, ox.NamedNode(MF + "entries"), None):
            for entry in self.items(quad.object):
                assert isinstance(entry, ox.NamedNode)
                yield entry

    def name(self, test: ox.NamedNode) -> str:
        """Return the folder and name of a test, as in `aggregates/agg01`."""
        return f"{self.folder}/{test.value.rpartition('#')[2]}"

    def labelled_graphs(self, subject: Term | None) -> list[tuple[str, Path]]:
        """Return the named graphs of `ut:graphData`: name and file."""
        found = []
        for node in self.all(subject, UT + "graphData"):
            label, [file] = self.text(node, RDFS + "label"), self.files(node, UT + "graph")
            assert label is not None
            found.append((label, file))
        return found
