"""A dataset in memory: this module keeps one that is gone when the process ends.

It is for tests, notebooks and trials. Every write builds the next version beside the current one,
from a copy, so a write costs as much as loading the whole dataset, and every version that is kept
is in memory whole. The catalogue is a file in a temporary folder.
"""

import shutil
import tempfile
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path

import pyoxigraph
from pyoxigraph import RdfFormat

from cmo_graph.errors import InvalidParameter, StoreClosed, StoreInUse
from cmo_graph.iri import Base
from cmo_graph.sparql.updating import Updater
from cmo_graph.store.catalogue import Catalogue, CatalogueWriter
from cmo_graph.store.changing import Changing
from cmo_graph.store.homes import MemoryHome
from cmo_graph.store.kept import find_version, numbers_kept
from cmo_graph.store.reading import Reading
from cmo_graph.store.version import Version, version_of

#: Seconds a writer waits for the one before it.
PATIENCE = 60.0

_LOCATION = "memory:"


class MemorySnapshot(Reading):
    """One version in memory."""

    def __init__(
        self, engine: pyoxigraph.Store, version: Version, *, base: Base, folder: Path
    ) -> None:
        super().__init__(engine, base=base)
        self.version = version
        self.catalogue = Catalogue(folder / "catalogue.sqlite", base=base)
        self._folder = folder
        self._writing_out = threading.Lock()
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)

    @property
    def reader_source(self) -> Path:
        """An N-Quads file of this version, written when it is first asked for."""
        with self._writing_out:
            return self._dumped

    @cached_property
    def _dumped(self) -> Path:
        path = self._folder / "dataset.nq"
        self._engine.dump(str(path), RdfFormat.N_QUADS)
        return path

    def copy(self) -> pyoxigraph.Store:
        """Return an engine of its own with the same content."""
        engine = pyoxigraph.Store()
        engine.bulk_extend(iter(self._engine))
        return engine


class MemoryStore:
    """A dataset in memory, with one writer and any number of readers in one process."""

    location = _LOCATION

    def __init__(self, *, base: Base, versions_kept: int = 3, patience: float = PATIENCE) -> None:
        if versions_kept < 1:
            raise InvalidParameter("versions_kept", str(versions_kept), "1 or more")
        self.base = base
        self._patience = patience
        self._versions_kept = versions_kept
        self._writer = threading.Lock()
        self._updater = Updater()
        folder = _new_folder()
        CatalogueWriter(folder / "catalogue.sqlite", base=base).finish()
        first = MemorySnapshot(
            pyoxigraph.Store(),
            version_of({}, base=base, number=0),
            base=base,
            folder=folder,
        )
        #: The snapshots that are kept, the newest first; none once the store is closed.
        self._kept: tuple[MemorySnapshot, ...] = (first,)

    def current(self) -> MemorySnapshot:
        """Return the newest version."""
        return self._snapshots()[0]

    def versions(self) -> Sequence[Version]:
        """Return the versions that are kept, the newest first."""
        return tuple(snapshot.version for snapshot in self._snapshots())

    def at(self, name: str) -> MemorySnapshot:
        """Return the version of this name."""
        kept = self._snapshots()
        wanted = find_version(name, [snapshot.version for snapshot in kept])
        return next(snapshot for snapshot in kept if snapshot.version is wanted)

    def _snapshots(self) -> tuple[MemorySnapshot, ...]:
        if not self._kept:
            raise StoreClosed("store")
        return self._kept

    @contextmanager
    def writing(self) -> Iterator[Changing]:
        """Begin a draft of the next version."""
        with self._one_writer():
            before = self.current()
            with self._drafting(before) as (draft, folder):
                yield draft
                newest = self._made(draft, before, folder)
                if newest is not None:
                    self._publish(newest)
                    draft.became = newest.version

    @contextmanager
    def writing_aside(self) -> Iterator[Changing]:
        """Begin a draft of the next version, for which no other writer waits."""
        before = self.current()
        with self._drafting(before) as (draft, folder):
            yield draft
            newest = self._made(draft, before, folder)
            if newest is not None:
                with self._one_writer():
                    if self.current() is before:
                        self._publish(newest)
                        draft.became = newest.version

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        if not self._writer.acquire(timeout=self._patience):
            raise StoreInUse(self.location, waited=self._patience)
        try:
            yield
        finally:
            self._writer.release()

    @contextmanager
    def _drafting(self, before: MemorySnapshot) -> Iterator[tuple[Changing, Path]]:
        """Give a draft and its folder, which goes when the block raises."""
        folder = _new_folder()
        try:
            with closing(self._draft(before, folder)) as draft:
                yield draft, folder
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def close(self) -> None:
        """Let go of the store. Snapshots that are held stay readable."""
        self._kept = ()
        self._updater.close()

    def _draft(self, before: MemorySnapshot, folder: Path) -> Changing:
        return Changing(
            MemoryHome(before.copy(), scratch=folder),
            scratch=folder,
            former=before.version,
            base=self.base,
            updater=self._updater,
        )

    def _made(self, draft: Changing, before: MemorySnapshot, folder: Path) -> MemorySnapshot | None:
        """Return the version that a draft has become; None when nothing has changed."""
        draft.check_whole()
        path = folder / "catalogue.sqlite"
        shutil.copyfile(before.catalogue.path, path)
        catalogue = CatalogueWriter(path, base=self.base)
        changed = draft.summarise(catalogue)
        catalogue.finish()
        version = version_of(
            {**before.version.graphs, **changed},
            base=self.base,
            number=before.version.number + 1,
        )
        if version.graphs == before.version.graphs:
            shutil.rmtree(folder)
            return None
        return MemorySnapshot(draft.engine, version, base=self.base, folder=folder)

    def _publish(self, newest: MemorySnapshot) -> None:
        there = (newest, *self._kept)
        kept = numbers_kept(
            ((one.version.number, one.version.digest) for one in there), most=self._versions_kept
        )
        self._kept = tuple(one for one in there if one.version.number in kept)


def _new_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="cmo-graph-"))
