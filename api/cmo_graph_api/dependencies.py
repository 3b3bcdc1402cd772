"""What router functions are given: this module has the store's current snapshot and its readers."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from cmo_graph.questions.shelves import Shelves
from cmo_graph.repository import Repository
from cmo_graph.store.pinned import PinnedStore
from cmo_graph.store.protocol import Snapshot, Store
from cmo_graph.store.remote import is_remote
from cmo_graph_api.addresses import place_of
from cmo_graph_api.readers import Readers
from cmo_graph_api.settings import Settings


def settings(request: Request) -> Settings:
    """Return the settings the application was made with."""
    found: Settings = request.app.state.settings
    return found


async def store(request: Request) -> Store:
    """Return the application's store, as it was at the dataset version that the request names.

    Raises:
        VersionNotKept: the store keeps no version of that name.
        HTTPException: 503, the application has not started.
    """
    whole: Store | None = getattr(request.app.state, "store", None)
    if whole is None:
        raise HTTPException(503, "The store is not open yet.")
    place = place_of(request.scope)
    if place.version is None:
        return whole
    snapshot = await run_in_threadpool(whole.at, place.version)
    newest = await run_in_threadpool(whole.current)
    place.is_past = newest.version.digest != snapshot.version.digest
    place.answering = snapshot.version
    return PinnedStore(whole, snapshot)


def snapshot(request: Request, store: Annotated[Store, Depends(store)]) -> Snapshot:
    """Return the snapshot that answers; the whole request sees this one version."""
    found = store.current()
    place_of(request.scope).answering = found.version
    return found


async def snapshot_of(request: Request, store: Store) -> Snapshot:
    """Return the snapshot that answers, without holding others up while a server is asked."""
    if is_remote(store.location):
        return await run_in_threadpool(snapshot, request, store)
    return snapshot(request, store)


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
