"""A dataset in a folder: this module keeps whole versions side by side and swaps them atomically.

    {folder}/CURRENT              name of the current version's folder; replaced, never rewritten
    {folder}/lock                 held by the one writer of all processes
    {folder}/versions/3-9f02…/    a version: nothing in it changes once CURRENT names it
        store/                    the engine's files, opened read-only by everybody
        catalogue.sqlite          lists, totals and search over the same version
        version.json              digest, number, graphs, base IRI, format, every file's SHA-256
    {folder}/versions/draft-…/    a draft; nobody but its writer looks at it

A draft begins as the engine's own checkpoint of the current version: hard links, so it costs
milliseconds however large the dataset is. Only when everything in it is on the disk does CURRENT
name it. A writer that is killed at any moment leaves the old version or the new one, whole, and at
most a folder nobody refers to, which the next writer sweeps away.

A version that takes long to make is made aside: the lock is held while its draft begins, and again
while it is published, if the version it began as is still the current one.
"""

import json
import os
import shutil
import threading
import weakref
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

import pyoxigraph
from filelock import FileLock, Timeout

from cmo_graph.errors import (
    InvalidParameter,
    NotAStore,
    OtherBase,
    StoreClosed,
    StoreInUse,
    UnknownStoreFormat,
    VersionNotKept,
)
from cmo_graph.iri import Base
from cmo_graph.sparql.updating import Updater
from cmo_graph.store.catalogue import Catalogue, CatalogueWriter
from cmo_graph.store.changing import Changing
from cmo_graph.store.drafts import CAN_HOLD, draft_folder, sweep
from cmo_graph.store.durable import Durability
from cmo_graph.store.folder import (
    CATALOGUE,
    CURRENT,
    FORMAT,
    LOCK,
    NEW_CURRENT,
    STORE,
    VERSION,
    VERSIONS,
    VersionFolder,
    refuse_foreign,
)
from cmo_graph.store.homes import FolderHome
from cmo_graph.store.kept import CURRENT as NEWEST
from cmo_graph.store.kept import find_version, numbers_kept
from cmo_graph.store.opened import OpenVersions
from cmo_graph.store.reading import Reading
from cmo_graph.store.seal import Seal, seal
from cmo_graph.store.version import Version, as_json, from_json, version_of

#: Seconds a writer waits for the one before it.
PATIENCE = 60.0
#: Files of the engine above which a version is written anew. Each write adds about six, each of
#: them slows every look-up, and the engine's own `optimize` merges none of them.
MOST_FILES = 400
#: Seconds between two looks at the lock: short, or a busy writer would never let another in.
_POLL = 0.005
#: How often a reader looks again when the version it was about to open is swept away.
_LOOKS = 10

_WORK, _REPACKED = "work", "repacked"


class DiskSnapshot(Reading):
    """One published version, kept on disk for as long as somebody holds it."""

    def __init__(self, folder: VersionFolder, *, base: Base, held: BinaryIO) -> None:
        self.version: Version = from_json(folder.facts())
        self.reader_source = folder.store
        self.catalogue = Catalogue(folder.catalogue, base=base)
        super().__init__(pyoxigraph.Store.read_only(str(folder.store)), base=base)
        # The shared lock on version.json goes with the open file, also when a process is killed.
        weakref.finalize(self, held.close)

    def checkpoint(self, target: Path) -> None:
        """Make a writable copy of the engine's files, by hard links; `target` must not exist."""
        self._engine.backup(str(target))


class DiskStore:
    """A dataset in a folder, with one writer and any number of readers in any processes."""

    def __init__(
        self,
        folder: Path,
        *,
        base: Base,
        versions_kept: int = 3,
        patience: float = PATIENCE,
        durability: Durability = Durability.DISK,
    ) -> None:
        if versions_kept < 1:
            raise InvalidParameter("versions_kept", str(versions_kept), "1 or more")
        self.base = base
        self.location = str(folder)
        self._folder = folder.absolute()
        self._current = str(self._folder / CURRENT)
        self._versions = self._folder / VERSIONS
        self._versions_kept = versions_kept
        self._patience = patience
        self._durability = durability
        self._writer = threading.Lock()
        self._updater = Updater()
        self._opening = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._snapshot: DiskSnapshot | None = None
        self._opened = OpenVersions[DiskSnapshot]()
        self._is_closed = False
        self._open()

    def current(self) -> DiskSnapshot:
        """Return the newest version, by whichever process it was published."""
        mark = self._mark()
        with self._opening:
            if self._is_closed:
                raise StoreClosed("store")
            if self._snapshot is None or mark != self._seen:
                self._snapshot = self._open_current()
                self._seen = mark
                self._opened.keep(self._numbers_kept(self._snapshot.version.number))
            return self._snapshot

    def versions(self) -> Sequence[Version]:
        """Return the versions that are kept, the newest first."""
        return tuple(version for version, _ in self._kept())

    def at(self, name: str) -> DiskSnapshot:
        """Return the version of this name."""
        if name == NEWEST:
            return self.current()
        kept = self._kept()
        wanted = find_version(name, [version for version, _ in kept])
        folder = next(folder for version, folder in kept if version is wanted)
        with self._opening:
            if self._is_closed:
                raise StoreClosed("store")
            found = self._opened.get(folder.path.name, partial(self._open_kept, folder))
        if found is None:
            still = [(version.number, version.digest) for version in self.versions()]
            raise VersionNotKept(name, kept=still)
        return found

    def _kept(self) -> Sequence[tuple[Version, VersionFolder]]:
        """Return the versions that are kept with their folders, the newest first.

        What a writer is making has a number above the current one, and what somebody still reads
        may have one below those that are kept; neither is shown.
        """
        kept = self._numbers_kept(self.current().version.number)
        found = []
        for folder in map(VersionFolder, self._versions.iterdir()):
            if folder.number in kept:
                # A writer of another process may be removing it, having published a newer one.
                with suppress(FileNotFoundError):
                    found.append((from_json(folder.facts()), folder))
        return sorted(found, key=lambda version: version[0].number, reverse=True)

    def _numbers_kept(self, newest: int) -> frozenset[int]:
        """Return the numbers of the versions to keep when `newest` is the current one."""
        folders = map(VersionFolder, self._versions.iterdir())
        there = [(one.number, one.digest) for one in folders if 0 <= one.number <= newest]
        return numbers_kept(there, most=self._versions_kept)

    @contextmanager
    def writing(self) -> Iterator[Changing]:
        """Begin a draft of the next version."""
        with self._one_writer():
            before = self.current()
            sweep(self._versions, current=before.version.number)
            with draft_folder(self._versions) as scratch:
                before.checkpoint(scratch / _WORK)
                with closing(self._draft(scratch, before.version)) as draft:
                    yield draft
                    version = self._made(draft, before, scratch)
                    if version is not None:
                        self._publish(version, scratch)
                        draft.became = version
            # The version before is let go of first: what this store itself holds is not removed.
            del before
            self._forget_old(self.current().version.number)

    def writing_aside(self) -> AbstractContextManager[Changing]:
        """Begin a draft of the next version, for which no other writer waits."""
        # A draft that cannot be held would be swept away.
        return self._writing_aside() if CAN_HOLD else self.writing()

    @contextmanager
    def _writing_aside(self) -> Iterator[Changing]:
        with ExitStack() as kept:
            with self._one_writer():
                before = self.current()
                sweep(self._versions, current=before.version.number)
                scratch = kept.enter_context(draft_folder(self._versions))
                before.checkpoint(scratch / _WORK)
            with closing(self._draft(scratch, before.version)) as draft:
                yield draft
                version = self._made(draft, before, scratch)
            if version is None:
                return
            with self._one_writer():
                if self.current().version != before.version:
                    return
                # A writer may have been killed after it gave its version this very name.
                sweep(self._versions, current=before.version.number)
                self._publish(version, scratch)
                draft.became = version
                del before
                self._forget_old(self.current().version.number)

    def close(self) -> None:
        """Let go of the store. Snapshots that are held stay readable."""
        with self._opening:
            self._is_closed = True
            self._snapshot = None
            self._opened.clear()
        self._updater.close()

    # Opening

    def _open(self) -> None:
        if not (self._folder / CURRENT).exists():
            self._make()
        try:
            facts = self._current_folder().facts()
        except (FileNotFoundError, NotADirectoryError, ValueError) as error:
            reason = f"the version that its file {CURRENT} names cannot be read: {error}."
            raise NotAStore(self.location, reason) from error
        if facts.get("format") != FORMAT:
            raise UnknownStoreFormat(self.location, found=facts.get("format"), known=FORMAT)
        if facts.get("base") != self.base.iri:
            raise OtherBase(self.location, recorded=str(facts.get("base")), given=self.base.iri)

    def _make(self) -> None:
        """Publish an empty version 0, unless another process was quicker."""
        refuse_foreign(self._folder)
        self._versions.mkdir(parents=True, exist_ok=True)
        with self._one_writer():
            if (self._folder / CURRENT).exists():
                return
            # Who was killed here before has left the same version, that nothing names.
            sweep(self._versions, current=-1)
            version = version_of({}, base=self.base, number=0)
            with (
                draft_folder(self._versions) as scratch,
                closing(self._draft(scratch, version)) as draft,
            ):
                catalogue = CatalogueWriter(scratch / CATALOGUE, base=self.base)
                self._freeze(draft, version, scratch, catalogue=catalogue)
                self._publish(version, scratch)
        self._durability.sync(self._folder.parent)

    def _mark(self) -> tuple[int, int]:
        """Return what tells one CURRENT file from the next: it is replaced, never rewritten."""
        try:
            found = os.stat(self._current)  # noqa: PTH116 - looked at before every answer
        except FileNotFoundError as error:
            raise NotAStore(self.location, "its file CURRENT is gone.") from error
        return found.st_ino, found.st_mtime_ns

    def _current_folder(self) -> VersionFolder:
        name = (self._folder / CURRENT).read_text(encoding="ascii").strip()
        return VersionFolder(self._versions / name)

    def _open_current(self) -> DiskSnapshot:
        """Open the current version; look again when it was swept away before it could be held."""
        for _ in range(_LOOKS):
            folder = self._current_folder()
            found = self._opened.get(folder.path.name, partial(self._open_kept, folder))
            if found is not None:
                return found
        raise NotAStore(self.location, f"the version {folder.path.name} is not there.")

    def _open_kept(self, folder: VersionFolder) -> DiskSnapshot | None:
        """Open a version; None when it was swept away before it could be held."""
        held = folder.hold()
        return None if held is None else DiskSnapshot(folder, base=self.base, held=held)

    # Writing

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        """Hold the one write lock: of this process's threads first, then of all processes."""
        if not self._writer.acquire(timeout=self._patience):
            raise StoreInUse(self.location, waited=self._patience)
        lock = FileLock(self._folder / LOCK, poll_interval=_POLL)
        try:
            lock.acquire(timeout=self._patience)
            yield
        except Timeout as error:
            raise StoreInUse(self.location, waited=self._patience) from error
        finally:
            lock.release()
            self._writer.release()

    def _draft(self, scratch: Path, former: Version) -> Changing:
        return Changing(
            FolderHome(scratch / _WORK),
            scratch=scratch,
            former=former,
            base=self.base,
            updater=self._updater,
        )

    def _made(self, draft: Changing, before: DiskSnapshot, scratch: Path) -> Version | None:
        """Put the version that a draft has become on the disk; None when nothing has changed."""
        draft.check_whole()
        shutil.copyfile(before.catalogue.path, scratch / CATALOGUE)
        catalogue = CatalogueWriter(scratch / CATALOGUE, base=self.base)
        changed = draft.summarise(catalogue)
        version = version_of(
            {**before.version.graphs, **changed},
            base=self.base,
            number=before.version.number + 1,
        )
        if version.graphs == before.version.graphs:
            catalogue.abandon()
            return None
        self._freeze(draft, version, scratch, catalogue=catalogue, before=before)
        return version

    def _freeze(
        self,
        draft: Changing,
        version: Version,
        scratch: Path,
        *,
        catalogue: CatalogueWriter,
        before: DiskSnapshot | None = None,
    ) -> None:
        """Put a version on the disk, where nobody finds it yet."""
        # SQLite makes its lists without Python's lock, while the engine's files are summed up.
        with ThreadPoolExecutor(1, thread_name_prefix="catalogue") as aside:
            finished = aside.submit(catalogue.finish)
            self._settle(draft, scratch)
            sums = self._seal(scratch, STORE, before)
            finished.result()
        facts = {
            "format": FORMAT,
            "base": self.base.iri,
            **as_json(version),
            "files": {**self._seal(scratch, CATALOGUE, before), **sums},
        }
        (scratch / VERSION).write_text(json.dumps(facts, indent=1), encoding="utf-8")
        self._durability.sync_tree(scratch)

    def _publish(self, version: Version, scratch: Path) -> None:
        """Give a version its name, and let CURRENT name it."""
        scratch.rename(self._versions / version.name)
        self._durability.sync(self._versions)
        self._point_at(version.name)

    def _settle(self, draft: Changing, scratch: Path) -> None:
        """Leave of the engine's files those that are published."""
        if len(list((scratch / _WORK).glob("*.sst"))) > MOST_FILES:
            draft.repack(scratch / _REPACKED)
        draft.freeze(scratch / STORE)
        for work in (_WORK, _REPACKED):
            shutil.rmtree(scratch / work, ignore_errors=True)

    def _seal(self, scratch: Path, part: str, before: DiskSnapshot | None) -> Seal:
        if before is None:
            return seal(scratch, part)
        former = VersionFolder(before.reader_source.parent)
        return seal(scratch, part, former=former.path, known=former.facts().get("files"))

    def _point_at(self, name: str) -> None:
        new = self._folder / NEW_CURRENT
        new.write_text(f"{name}\n", encoding="ascii")
        self._durability.sync(new)
        new.replace(self._folder / CURRENT)
        self._durability.sync(self._folder)

    def _forget_old(self, current: int) -> None:
        """Remove versions beyond those kept, except those that somebody still reads."""
        kept = self._numbers_kept(current)
        for folder in map(VersionFolder, self._versions.iterdir()):
            if 0 <= folder.number < current and folder.number not in kept:
                folder.remove_unless_held()
