"""Lists, totals and search beside a store: this package answers them without asking the engine."""

from pathlib import Path

from cmo_graph.iri import Base


class CatalogueWriter:
    def __init__(self, path: Path, *, base: Base) -> None:
        path.touch()

    def finish(self) -> None: ...


class Catalogue:
    def __init__(self, path: Path, *, base: Base) -> None:
        self.path = path
