"""What an application serves at the moment: this module looks it up for the metrics."""

from pathlib import Path

from fastapi import FastAPI

from cmo_graph.errors import CmoGraphError
from cmo_graph.store.protocol import Store
from cmo_graph_api.metrics import Dataset, Metrics, Readers, bytes_of


def watched(app: FastAPI) -> Metrics:
    """Return metrics that look up the readers and the dataset of this application."""
    metrics = Metrics()
    metrics.watch(readers=lambda: _readers(app), dataset=lambda: _dataset(app))
    return metrics


def _readers(app: FastAPI) -> Readers | None:
    readers = getattr(app.state, "readers", None)
    return None if readers is None else Readers(**readers.usage())


def _dataset(app: FastAPI) -> Dataset | None:
    """Describe what is served; None while there is no store that answers."""
    store: Store | None = getattr(app.state, "store", None)
    if store is None:
        return None
    try:
        version = store.current().version
    except (CmoGraphError, OSError):
        return None
    folder = Path(store.location)
    return Dataset(
        number=version.number,
        published=version.published.timestamp(),
        graphs=len(version.graphs),
        quads=version.quads,
        size=bytes_of(folder) if folder.is_dir() else None,
    )
