"""What router functions are given: this module has the store's current snapshot and its readers."""

from typing import Annotated

from fastapi import Depends, Request

from cmo_graph.questions.shelves import Shelves
from cmo_graph.repository import Repository
from cmo_graph.store.protocol import Snapshot, Store
from cmo_graph_api.readers import Readers
from cmo_graph_api.settings import Settings


def settings(request: Request) -> Settings:
    """Return the settings the application was made with."""
    found: Settings = request.app.state.settings
    return found


def store(request: Request) -> Store:
    """Return the application's store."""
    found: Store = request.app.state.store
    return found


def snapshot(store: Annotated[Store, Depends(store)]) -> Snapshot:
    """Return the current snapshot; the whole request sees this one version."""
    return store.current()


def repository(
    snapshot: Annotated[Snapshot, Depends(snapshot)], store: Annotated[Store, Depends(store)]
) -> Repository:
    """Return the things of the current snapshot."""
    return Repository(snapshot, store.base)


def readers(request: Request) -> Readers:
    """Return the pool of reader processes for queries from outside."""
    found: Readers = request.app.state.readers
    return found


def shelves(request: Request) -> Shelves:
    """Return what earlier questions made of the last few dataset versions."""
    found: Shelves = request.app.state.shelves
    return found


SettingsDep = Annotated[Settings, Depends(settings)]
StoreDep = Annotated[Store, Depends(store)]
SnapshotDep = Annotated[Snapshot, Depends(snapshot)]
RepositoryDep = Annotated[Repository, Depends(repository)]
ReadersDep = Annotated[Readers, Depends(readers)]
ShelvesDep = Annotated[Shelves, Depends(shelves)]
