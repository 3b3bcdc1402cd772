"""The engine alone, as the thing to compare with: this module has pyoxigraph without our code."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pyoxigraph
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    RdfFormat,
    Triple,
    Variable,
)

from benchmarks.measure import Spent, spent


def load_dataset(path: Path, folder: Path) -> Spent:
    """Load N-Quads into a new folder; return what it took until all of it is on the disk."""
    shutil.rmtree(folder, ignore_errors=True)
    engine = pyoxigraph.Store(str(folder))

    def load() -> None:
        engine.bulk_load(path=path, format=RdfFormat.N_QUADS)
        engine.flush()

    return spent(load)


def load_graph(path: Path, folder: Path, *, graph: str) -> Spent:
    """Load N-Triples into one graph of a store that is there; return what it took."""
    engine = pyoxigraph.Store(str(folder))

    def load() -> None:
        engine.remove_graph(NamedNode(graph))
        engine.bulk_load(path=path, format=RdfFormat.N_TRIPLES, to_graph=NamedNode(graph))
        engine.flush()

    return spent(load)


def query(name: str) -> str:
    """Return the text of one of the queries beside this package."""
    return (Path(__file__).with_name("queries") / f"{name}.rq").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Engine:
    """A store's files, opened by the engine alone."""

    store: pyoxigraph.Store

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Open the files read-only."""
        return cls(pyoxigraph.Store.read_only(str(folder)))

    def construct(self, name: str, **bindings: str) -> bytes:
        """Answer one of our queries and write the answer as Turtle."""
        triples = self._ask(name, bindings)
        if not isinstance(triples, pyoxigraph.QueryTriples):
            raise TypeError(f"{name} is not a CONSTRUCT query.")
        return triples.serialize(format=RdfFormat.TURTLE) or b""

    def select(self, name: str, **bindings: str) -> bytes:
        """Answer one of our queries and write the answer as SPARQL JSON."""
        return self._table(self._ask(name, bindings))

    def values(self, name: str, variable: str, **bindings: str) -> list[str]:
        """Answer one of our queries and return the IRIs of one variable."""
        solutions = self._ask(name, bindings)
        if not isinstance(solutions, pyoxigraph.QuerySolutions):
            raise TypeError(f"{name} is not a SELECT query.")
        found = (solution[variable] for solution in solutions)
        return [term.value for term in found if isinstance(term, NamedNode)]

    def ask_text(self, text: str) -> bytes:
        """Answer the text of a SELECT query over the union of all graphs, as SPARQL JSON."""
        return self._table(self.store.query(text, use_default_graph_as_union=True))

    def _ask(self, name: str, bindings: dict[str, str]) -> object:
        terms: dict[Variable, NamedNode | Literal | BlankNode | Triple] = {
            Variable(variable): NamedNode(iri) for variable, iri in bindings.items()
        }
        return self.store.query(query(name), substitutions=terms)

    @staticmethod
    def _table(solutions: object) -> bytes:
        if not isinstance(solutions, pyoxigraph.QuerySolutions):
            raise TypeError("It is not a SELECT query.")
        return solutions.serialize(format=QueryResultsFormat.JSON) or b""
