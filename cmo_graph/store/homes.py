"""Where the engine of a draft lives: this module opens it when it is needed, and lends it out.

An engine in a folder can be open in one process only, and one in memory cannot be seen by another.
Each kind of home knows how to hand its content to another process and to take back what that made.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

import pyoxigraph
from pyoxigraph import RdfFormat

from cmo_graph.errors import StoreClosed

_LENT = "lent.nq"


class Home(Protocol):
    """What a draft needs of the place where its engine lives."""

    @property
    def keeps_order(self) -> bool:
        """Whether a graph is read out subject by subject."""

    @property
    def loads_aside(self) -> bool:
        """Whether the engine can be changed while a bulk load goes on."""

    def engine(self) -> pyoxigraph.Store:
        """Return the engine.

        Raises:
            StoreClosed: the home was closed.
        """

    def lent(self) -> AbstractContextManager[Path]:
        """Give what another process may change: a store's folder, or a file of N-Quads.

        When the block raises, the engine is not to be used again.
        """

    def compact(self) -> None:
        """Merge the engine's files, where it has files."""

    def move(self, folder: Path) -> None:
        """Go on in another folder, with an engine of the same content in as few files as can be.

        Cost: that of reading and loading the whole dataset.
        """

    def close(self) -> None:
        """Let go of the engine, which closes it."""


class FolderHome:
    """An engine on disk."""

    keeps_order = True
    loads_aside = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._engine: pyoxigraph.Store | None = None
        self._is_closed = False

    def engine(self) -> pyoxigraph.Store:
        """Return the engine, opening it when it is not."""
        if self._is_closed:
            raise StoreClosed("draft")
        if self._engine is None:
            self._engine = pyoxigraph.Store(str(self._folder))
        return self._engine

    @contextmanager
    def lent(self) -> Iterator[Path]:
        """Give the folder; it is opened again afterwards."""
        self._engine = None
        yield self._folder

    def compact(self) -> None:
        """Merge the engine's files."""
        self.engine().optimize()

    def move(self, folder: Path) -> None:
        """Go on in another folder."""
        packed = pyoxigraph.Store(str(folder))
        # The loader would give blank nodes other names, and so the graphs other digests.
        packed.bulk_extend(iter(self.engine()))
        self._engine, self._folder = packed, folder

    def close(self) -> None:
        """Let go of the engine."""
        self._is_closed, self._engine = True, None


class MemoryHome:
    """An engine in memory."""

    keeps_order = False
    loads_aside = False

    def __init__(self, engine: pyoxigraph.Store, *, scratch: Path) -> None:
        self._engine: pyoxigraph.Store | None = engine
        self._scratch = scratch

    def engine(self) -> pyoxigraph.Store:
        """Return the engine."""
        if self._engine is None:
            raise StoreClosed("draft")
        return self._engine

    @contextmanager
    def lent(self) -> Iterator[Path]:
        """Give a file that has all statements; what is in it afterwards takes their place."""
        path = self._scratch / _LENT
        self.engine().dump(str(path), RdfFormat.N_QUADS)
        yield path
        changed = pyoxigraph.Store()
        changed.bulk_extend(pyoxigraph.parse(path=path, format=RdfFormat.N_QUADS))
        self._engine = changed
        path.unlink()

    def compact(self) -> None:
        """Do nothing: there are no files in memory."""

    def move(self, folder: Path) -> None:
        """Stay: there are no files in memory."""

    def close(self) -> None:
        """Let go of the engine."""
        self._engine = None
