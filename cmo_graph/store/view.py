"""A snapshot for rdflib: this module shows an engine as an rdflib store that refuses writes."""

from typing import Any, NoReturn

import pyoxigraph
import rdflib
from oxrdflib import OxigraphStore

from cmo_graph.vocabulary import PREFIXES


class ReadOnlyOxigraph(OxigraphStore):
    """An oxrdflib store over a snapshot: whatever would change it raises `TypeError`."""

    def __init__(self, engine: pyoxigraph.Store, *, holder: object) -> None:
        super().__init__(store=engine)
        # A snapshot's files stay for as long as it is held, so whoever reads them here holds it.
        self._holder = holder

    def add_graph(self, *_: Any) -> None:
        """Do nothing: `Dataset.graph` announces every graph it is asked for."""

    def add(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse."""
        _refuse()

    def addN(self, *_: Any) -> NoReturn:  # noqa: N802 - rdflib's name
        """Refuse."""
        _refuse()

    def remove(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse."""
        _refuse()

    def remove_graph(self, *_: Any) -> NoReturn:
        """Refuse."""
        _refuse()

    def update(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse."""
        _refuse()


def _refuse() -> NoReturn:
    raise TypeError("A snapshot cannot be changed; write through Store.writing().")


def as_dataset(engine: pyoxigraph.Store, *, holder: object) -> rdflib.Dataset:
    """Return an engine as an rdflib `Dataset` whose default graph is the union of all graphs."""
    dataset = rdflib.Dataset(ReadOnlyOxigraph(engine, holder=holder), default_union=True)
    for prefix, namespace in PREFIXES.items():
        dataset.bind(prefix, namespace, replace=True)
    return dataset
