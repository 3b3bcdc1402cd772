"""The folder that a store is: this module names its files and keeps a version while it is read.

What the files are for is told in `cmo_graph.store.disk`, which writes them.
"""

import json
import shutil
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from cmo_graph.errors import NotAStore

try:
    import fcntl
except ImportError:  # Windows does not delete what is open, so nothing has to be held there
    fcntl = None  # type: ignore[assignment]

#: The form in which this program writes a store; another one is refused.
FORMAT = 1

CURRENT, LOCK, VERSIONS = "CURRENT", "lock", "versions"
STORE, CATALOGUE, VERSION = "store", "catalogue.sqlite", "version.json"
#: What claims come to, version by version; follows from the versions, and may be removed.
OVERVIEWS = "overviews"
#: What `CURRENT` is written as before it takes its place.
NEW_CURRENT = f"{CURRENT}.new"
#: Beginning of the name of a folder that no version is in, or no longer.
DRAFT = "draft-"


@dataclass(frozen=True, slots=True)
class VersionFolder:
    """The files of one version."""

    path: Path

    @property
    def store(self) -> Path:
        """The engine's files."""
        return self.path / STORE

    @property
    def catalogue(self) -> Path:
        """The file that lists, totals and searches are answered from."""
        return self.path / CATALOGUE

    @property
    def version(self) -> Path:
        """What is told of the version, in JSON."""
        return self.path / VERSION

    @property
    def number(self) -> int:
        """The version's number; -1 for a folder that is no version's."""
        number = self.path.name.partition("-")[0]
        return int(number) if number.isdigit() else -1

    @property
    def digest(self) -> str:
        """The beginning of the version's digest; empty for a folder that is no version's."""
        return self.path.name.partition("-")[2] if self.number >= 0 else ""

    def facts(self) -> Mapping[str, Any]:
        """Return what is told of the version.

        Raises:
            OSError, ValueError: it cannot be read.
        """
        facts: Mapping[str, Any] = json.loads(self.version.read_text(encoding="utf-8"))
        return facts

    def hold(self) -> BinaryIO | None:
        """Keep the version from being removed while the file returned is open; None when gone."""
        try:
            held = self.version.open("rb")
        except FileNotFoundError:
            return None
        if fcntl is not None:
            try:
                fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                held.close()
                return None
        if not self.version.exists():
            held.close()
            return None
        return held

    def remove_unless_held(self) -> None:
        """Remove the version, unless somebody reads it."""
        try:
            with self.version.open("rb") as opened:
                if fcntl is not None:
                    fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._remove()
        except BlockingIOError:
            return
        except FileNotFoundError:
            self._remove()

    def _remove(self) -> None:
        # Under another name first: whoever is killed here leaves no half of a version.
        doomed = self.path.with_name(f"{DRAFT}{uuid.uuid4().hex}")
        self.path.rename(doomed)
        shutil.rmtree(doomed, ignore_errors=True)


def newest_in(versions: Path) -> VersionFolder | None:
    """Return the version of the highest number in a folder of versions; None when it has none."""
    found = [VersionFolder(path) for path in versions.glob("*-*")]
    newest = max(found, key=lambda folder: folder.number, default=None)
    return newest if newest is not None and newest.number >= 0 else None


def refuse_foreign(folder: Path) -> None:
    """Let no store be made in a place that is none, or that lost its `CURRENT` alone.

    Raises:
        NotAStore: it is a file, holds files of others, or versions that people have written to.
    """
    if folder.exists() and not folder.is_dir():
        raise NotAStore(str(folder), "it is a file; name a folder.")
    found = {path.name for path in folder.iterdir()} if folder.exists() else set()
    if found - {LOCK, VERSIONS, NEW_CURRENT}:
        reason = "the folder holds other files; name a store, or a new folder."
        raise NotAStore(str(folder), reason)
    newest = newest_in(folder / VERSIONS)
    if newest is not None and newest.number > 0:
        # An empty store made here would take them for what a killed writer left.
        raise NotAStore(
            str(folder),
            f"its file {CURRENT} is gone, and versions are there, the newest {newest.path.name}."
            f" Restore a backup into a new folder, or write that name into {CURRENT}.",
        )
