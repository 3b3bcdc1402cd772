"""Where overviews are: this module keeps one file for each dataset version, beside the store.

They follow from the dataset, so that losing them loses nothing: they are made again. A store that
is no folder has none on disk; then they are in a temporary folder for as long as the process runs.
"""

import logging
import shutil
import sqlite3
import time
import uuid
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

from cmo_graph.questions.overview.reading import Overview
from cmo_graph.questions.overview.writing import METHOD, OverviewWriter
from cmo_graph.questions.selections import SMALL, claims_in
from cmo_graph.questions.shelf import Shelf
from cmo_graph.store.durable import Durability
from cmo_graph.store.folder import OVERVIEWS
from cmo_graph.store.protocol import Snapshot

#: Overviews that are kept open.
OPEN = 4
#: Seconds without a change after which an unfinished overview is nobody's.
LONGEST_MAKING = 86_400

_DRAFT = "draft-"
_logger = logging.getLogger(__name__)


class Overviews:
    """The overviews of a store's versions. Any thread may use it."""

    def __init__(
        self,
        location: str,
        *,
        small: int = SMALL,
        durability: Durability = Durability.DISK,
        newest: Callable[[], str] | None = None,
    ) -> None:
        """Say where they are.

        Args:
            location: The store's.
            small: Most claims of a dataset that needs none.
            durability: What an overview that was made survives.
            newest: Tells the digest of the version whose overview this process makes; None when it
                makes none.
        """
        self._small = small
        self._durability = durability
        self._newest = newest
        #: Why an overview could not be made, by version; of the last one only.
        self._given_up: dict[str, str] = {}
        if Path(location).is_dir():
            self._folder = Path(location) / OVERVIEWS
        else:
            self._folder = Path(mkdtemp(prefix="cmo-graph-overviews-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self._open = Shelf[Path, Overview](kept=OPEN)

    def find(self, version: str) -> Overview | None:
        """Return the overview of the dataset version with this digest; None when it is not made.

        A file that is not whole is removed, so that it is made again.
        """
        path = self._path(version)
        try:
            return self._open.get(path, lambda: Overview(path)) if path.exists() else None
        except sqlite3.OperationalError:
            # It went meanwhile, or cannot be opened now; that says nothing against the file.
            return None
        except sqlite3.DatabaseError as error:
            _logger.warning("The overview %s is damaged and is removed: %s", path.name, error)
            path.unlink(missing_ok=True)
            return None

    def is_wanting(self, snapshot: Snapshot) -> bool:
        """Say whether a version is so large that it needs an overview, and has none."""
        return claims_in(snapshot) > self._small and self.find(snapshot.version.digest) is None

    def give_up(self, version: str, *, why: str) -> None:
        """Note that the overview of a version could not be made."""
        self._given_up = {version: why}

    def why_never(self, version: str) -> str:
        """Return why nobody makes the overview of a version, in a sentence; empty if one is due."""
        why = self._given_up.get(version)
        if why is not None:
            return f"What they all come to could not be worked out. {why}"
        if self._newest is None:
            return "What they all come to is worked out by `load`, and while a server runs."
        if version != self._newest():
            return "What they all come to is worked out of the current version only."
        return ""

    @contextmanager
    def making(self, version: str) -> Iterator[OverviewWriter]:
        """Give an overview to fill; it is there when the block ends, and not when it raises."""
        self._folder.mkdir(exist_ok=True)
        draft = self._folder / f"{_DRAFT}{uuid.uuid4().hex}"
        try:
            with closing(sqlite3.connect(draft, isolation_level=None)) as index:
                yield OverviewWriter(index)
            self._durability.sync(draft)
            draft.replace(self._path(version))
            self._durability.sync(self._folder)
        finally:
            draft.unlink(missing_ok=True)

    def keep_only(self, versions: Iterable[str]) -> None:
        """Remove overviews of other versions and of former methods, and those left half-made."""
        kept = {self._path(version) for version in versions}
        for path in self._folder.glob("*"):
            if path not in kept and not _may_be_in_work(path):
                path.unlink(missing_ok=True)

    def _path(self, version: str) -> Path:
        return self._folder / f"{version}-{METHOD}.sqlite"


def _may_be_in_work(path: Path) -> bool:
    with suppress(FileNotFoundError):
        is_young = time.time() - path.stat().st_mtime < LONGEST_MAKING
        return path.name.startswith(_DRAFT) and is_young
    return False
