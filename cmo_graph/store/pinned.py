"""A store as it was at one version: this module gives it to whoever asks about that version.

Its current version is that one, whatever is published meanwhile, and nothing is written through it.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager

from cmo_graph.errors import VersionReadOnly
from cmo_graph.iri import Base
from cmo_graph.store.protocol import Draft, Snapshot, Store
from cmo_graph.store.version import Version


class PinnedStore:
    """One version of a store, for reading."""

    def __init__(self, store: Store, snapshot: Snapshot) -> None:
        self._store = store
        self._snapshot = snapshot

    @property
    def base(self) -> Base:
        """The IRI under which the dataset's things are minted."""
        return self._store.base

    @property
    def location(self) -> str:
        """Where it is kept."""
        return self._store.location

    def current(self) -> Snapshot:
        """Return the version."""
        return self._snapshot

    def versions(self) -> Sequence[Version]:
        """Return the versions that the store keeps, the newest first."""
        return self._store.versions()

    def at(self, name: str) -> Snapshot:
        """Return another version, by its name."""
        return self._store.at(name)

    def writing(self) -> AbstractContextManager[Draft]:
        """Refuse: a version that is published never changes.

        Raises:
            VersionReadOnly: always.
        """
        raise VersionReadOnly(self._snapshot.version.digest)

    def writing_aside(self) -> AbstractContextManager[Draft]:
        """Refuse, as `writing`."""
        return self.writing()

    def close(self) -> None:
        """Let go of nothing: the store goes on."""
