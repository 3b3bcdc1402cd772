"""A dataset on a SPARQL server: this module publishes versions there and hands them out.

A write is worked out on this machine (`drafting`). Then, under a lock that stands on the server:

1. new content is sent under its second name, and counted there;
2. content that is going to be replaced is copied to its second name; what the new version consists
   of is told;
3. the mark is raised: from here on the version is published, and read under second names;
4. every changed graph is put in place and the mark is raised again, in one request, which servers
   with transactions do whole or not at all;
5. what no version that is kept needs is removed.

A writer that dies before 3 leaves the old version, and after it the new one; what is left to do is
done by the next writer. Readers never wait for any of it.
"""

import logging
import shutil
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial
from pathlib import Path

from cmo_graph.errors import (
    InvalidParameter,
    StoreClosed,
    StoreInUse,
    StoreReadOnly,
    StoreUnavailable,
    VersionNotKept,
)
from cmo_graph.iri import Base
from cmo_graph.sparql.updating import Updater
from cmo_graph.store.catalogue import Catalogue, CatalogueWriter
from cmo_graph.store.kept import CURRENT, find_version, numbers_kept
from cmo_graph.store.opened import OpenVersions
from cmo_graph.store.remote.cache import Cache
from cmo_graph.store.remote.client import Client
from cmo_graph.store.remote.current import Current
from cmo_graph.store.remote.drafting import RemoteDraft
from cmo_graph.store.remote.location import Location, RemoteAccess
from cmo_graph.store.remote.lock import WriteLock, locked
from cmo_graph.store.remote.places import State, changed, content_name, version_name
from cmo_graph.store.remote.reading import RemoteSnapshot
from cmo_graph.store.remote.records import Records
from cmo_graph.store.version import Version, version_of

#: Seconds a writer waits for the one before it.
PATIENCE = 60.0

logger = logging.getLogger(__name__)


class RemoteStore:
    """A dataset on a server, with one writer and any number of readers on any machines."""

    def __init__(
        self,
        location: Location,
        *,
        base: Base,
        access: RemoteAccess,
        versions_kept: int = 3,
        patience: float = PATIENCE,
    ) -> None:
        if versions_kept < 1:
            raise InvalidParameter("versions_kept", str(versions_kept), "1 or more")
        self.base = base
        self.location = location.text
        self._versions_kept = versions_kept
        self._patience = patience
        self._is_read_only = location.update is None
        self._client = Client(location, access)
        self._records = Records(self._client)
        self._records.open(base)
        self._current = Current(self._client, self._records)
        self._cache = Cache(access, location=location.query, base=base)
        self._writer = threading.Lock()
        self._opening = threading.Lock()
        self._opened = OpenVersions[RemoteSnapshot]()
        self._held: weakref.WeakValueDictionary[int, RemoteSnapshot] = weakref.WeakValueDictionary()
        self._updater = Updater()
        self._is_closed = False

    def current(self) -> RemoteSnapshot:
        """Return the newest version, by whichever process it was published."""
        self._refuse_closed()
        version = self._current.newest().version
        with self._opening:
            return self._open(version)

    def versions(self) -> Sequence[Version]:
        """Return the versions that are kept, the newest first."""
        self._refuse_closed()
        return self._kept(self._current.newest().version)

    def _kept(self, newest: Version) -> Sequence[Version]:
        """Return the versions to keep when `newest` is the current one, the newest first."""
        older = (self._known(n) for n in self._records.numbers() if n < newest.number)
        there = [newest, *(version for version in older if version is not None)]
        kept = numbers_kept(
            ((version.number, version.digest) for version in there), most=self._versions_kept
        )
        wanted = [version for version in there if version.number in kept]
        return sorted(wanted, key=lambda version: version.number, reverse=True)

    def at(self, name: str) -> RemoteSnapshot:
        """Return the version of this name."""
        if name == CURRENT:
            return self.current()
        version = find_version(name, self.versions())
        try:
            with self._opening:
                return self._open(version)
        except StoreUnavailable as error:
            kept = [(version.number, version.digest) for version in self.versions()]
            if (version.number, version.digest) in kept:
                raise
            raise VersionNotKept(name, kept=kept) from error

    @contextmanager
    def writing(self) -> Iterator[RemoteDraft]:
        """Begin a draft of the next version."""
        self._refuse_closed()
        if self._is_read_only:
            raise StoreReadOnly(self.location)
        if not self._writer.acquire(timeout=self._patience):
            raise StoreInUse(self.location, waited=self._patience)
        try:
            with (
                locked(self._records, location=self.location, patience=self._patience) as lock,
                self._scratch() as scratch,
            ):
                state = self._settled(lock)
                before = self.current()
                with closing(self._draft(before, scratch)) as draft:
                    yield draft
                    draft.check_whole()
                    self._publish(draft, before, state, lock=lock, scratch=scratch)
        finally:
            self._writer.release()

    def writing_aside(self) -> AbstractContextManager[RemoteDraft]:
        """Begin a draft of the next version; other writers wait.

        What is sent before it is published is needed by no version yet, so another writer would
        tidy it away.
        """
        return self.writing()

    def close(self) -> None:
        """Let go of the store. Snapshots that are held stay readable."""
        with self._opening:
            self._is_closed = True
            self._opened.clear()
        self._updater.close()

    # Opening

    def _refuse_closed(self) -> None:
        if self._is_closed:
            raise StoreClosed("store")

    def _open(self, version: Version) -> RemoteSnapshot:
        found = self._opened.get(version.name, partial(self._snapshot, version))
        assert found is not None  # noqa: S101 - it is there, or an error was raised
        self._held[version.number] = found
        return found

    def _snapshot(self, version: Version) -> RemoteSnapshot:
        return RemoteSnapshot(
            self._current,
            version,
            base=self.base,
            catalogue=self._catalogue,
            scratch=self._cache.scratch,
        )

    def _catalogue(self, snapshot: RemoteSnapshot) -> Catalogue:
        return self._cache.catalogue_of(snapshot.version, snapshot.lines)

    def _known(self, number: int) -> Version | None:
        held = self._held.get(number)
        return self._records.version(number) if held is None else held.version

    # Writing

    @contextmanager
    def _scratch(self) -> Iterator[Path]:
        folder = self._cache.scratch()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _draft(self, before: RemoteSnapshot, scratch: Path) -> RemoteDraft:
        return RemoteDraft(before, scratch=scratch, base=self.base, updater=self._updater)

    def _settled(self, lock: WriteLock) -> State:
        """Finish what a writer before left undone, and return what stands in place."""
        state = self._current.renewed()
        if not state.is_settled:
            return self._settle(state, lock)
        return state

    def _publish(
        self,
        draft: RemoteDraft,
        before: RemoteSnapshot,
        state: State,
        *,
        lock: WriteLock,
        scratch: Path,
    ) -> None:
        path = scratch / "catalogue.sqlite"
        shutil.copyfile(before.catalogue.path, path)
        catalogue = CatalogueWriter(path, base=self.base)
        touched = draft.summarise(catalogue)
        catalogue.finish()
        version = version_of(
            {**before.version.graphs, **touched},
            base=self.base,
            number=before.version.number + 1,
        )
        if version.graphs == before.version.graphs:
            return
        self._send(draft, before.version, version)
        self._records.prepare(state, version)
        moving = self._raise_mark(state, version, lock)
        draft.became = version
        # It is published; what is left can wait for the next writer.
        try:
            self._cache.keep(version, path)
            self._sweep(self._settle(moving, lock))
        except (StoreUnavailable, StoreInUse, OSError) as error:
            logger.warning("version %s is published; not all is tidied up: %s", version.name, error)

    def _send(self, draft: RemoteDraft, before: Version, after: Version) -> None:
        fresh = {
            content_name(graph, summary): graph
            for graph, summary in after.graphs.items()
            if before.graphs.get(graph) != summary
        }
        missing = self._records.missing(
            {name: after.graphs[graph].quads for name, graph in fresh.items()}
        )
        self._records.note(missing)
        for name in sorted(missing):
            draft.send(fresh[name], name=name, client=self._client)
            self._records.check(name, after.graphs[fresh[name]].quads)

    def _raise_mark(self, state: State, version: Version, lock: WriteLock) -> State:
        """Publish a version, and return the state in which it is read under second names."""
        moving = State(state.mark + 1, version, changed(state.version, version))
        with lock.steady() as held:
            self._records.publish(state, lock=held)
            if self._records.look(0).mark != moving.mark:
                raise StoreInUse(self.location, waited=0)
        return self._current.adopted(moving)

    def _settle(self, moving: State, lock: WriteLock) -> State:
        """Put the current version in place."""
        with lock.steady() as held:
            self._records.settle(moving, lock=held)
        settled = State(moving.mark + 1, moving.version)
        if self._records.look(0).mark != settled.mark:
            raise StoreInUse(self.location, waited=0)
        return self._current.adopted(settled)

    def _sweep(self, state: State) -> None:
        """Remove what is needed by no version that is kept, or that is held in this process."""
        newest = state.version
        wanted = {version.number for version in self._kept(newest)}
        with self._opening:
            self._opened.keep(wanted)
        kept = {
            number: version
            for number in self._records.numbers()
            if number <= newest.number
            and (number in wanted or number in self._held)
            and (version := self._known(number)) is not None
        }
        needed = {version_name(number) for number in kept} | {
            content_name(graph, summary)
            for version in kept.values()
            for graph, summary in version.graphs.items()
            if newest.graphs.get(graph) != summary
        }
        self._records.forget(self._records.held() - needed)
