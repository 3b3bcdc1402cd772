"""A dataset in memory: this module keeps one that is gone when the process ends.

It is for tests, notebooks and trials. Every write builds the next version beside the current one,
from a copy, so a write costs as much as loading the whole dataset, and two versions are in memory
while it lasts. The catalogue is a file in a temporary folder.
"""

import shutil
import tempfile
import threading
import weakref
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path

import pyoxigraph
from pyoxigraph import RdfFormat

from cmo_graph.errors import StoreClosed, StoreInUse
from cmo_graph.iri import Base
from cmo_graph.store.catalogue import Catalogue, CatalogueWriter
from cmo_graph.store.engine import Changing, Reading
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

    def __init__(self, *, base: Base, patience: float = PATIENCE) -> None:
        self.base = base
        self._patience = patience
        self._writer = threading.Lock()
        folder = _new_folder()
        CatalogueWriter(folder / "catalogue.sqlite", base=base).finish()
        self._snapshot: MemorySnapshot | None = MemorySnapshot(
            pyoxigraph.Store(),
            version_of({}, base=base, number=0),
            base=base,
            folder=folder,
        )

    def current(self) -> MemorySnapshot:
        """Return the newest version."""
        if self._snapshot is None:
            raise StoreClosed("store")
        return self._snapshot

    @contextmanager
    def writing(self) -> Iterator[Changing]:
        """Begin a draft of the next version."""
        if not self._writer.acquire(timeout=self._patience):
            raise StoreInUse(self.location, waited=self._patience)
        try:
            before = self.current()
            folder = _new_folder()
            try:
                with closing(Changing(before.copy(), scratch=folder, keeps_order=False)) as draft:
                    yield draft
                    draft.check_whole()
                    self._publish(draft, before, folder)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
        finally:
            self._writer.release()

    def close(self) -> None:
        """Let go of the store. Snapshots that are held stay readable."""
        self._snapshot = None

    def _publish(self, draft: Changing, before: MemorySnapshot, folder: Path) -> None:
        path = folder / "catalogue.sqlite"
        shutil.copyfile(before.catalogue.path, path)
        changed = draft.summarise(CatalogueWriter(path, base=self.base))
        version = version_of(
            {**before.version.graphs, **changed},
            base=self.base,
            number=before.version.number + 1,
        )
        if version.graphs == before.version.graphs:
            shutil.rmtree(folder)
            return
        self._snapshot = MemorySnapshot(draft.engine, version, base=self.base, folder=folder)


def _new_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="cmo-graph-"))
