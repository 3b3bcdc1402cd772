"""Catalogues of remote versions: this module keeps them in a folder on this machine.

A catalogue follows from what a version states, so the dataset's digest names it, and whichever
process made it serves all. One that is missing is made from the nearest one by reading the graphs
in which they differ. Any of it may be deleted at any time.
"""

import json
import os
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from rdflib import URIRef

from cmo_graph.iri import Base
from cmo_graph.store.catalogue import Catalogue, CatalogueWriter
from cmo_graph.store.remote.location import RemoteAccess
from cmo_graph.store.version import Version

#: Catalogues that are kept; each is as large as the texts of its dataset.
MOST_KEPT = 4

_CATALOGUE, _GRAPHS = ".sqlite", ".json"
#: Yields the statements of a graph in batches, those of one subject together.
ReadGraph = Callable[[URIRef], Iterable[list[bytes]]]


class Cache:
    """A folder of one store's catalogues, which many processes may use."""

    def __init__(self, access: RemoteAccess, *, location: str, base: Base) -> None:
        name = sha256(f"{location}\n{base.iri}".encode()).hexdigest()[:16]
        self.folder = (access.cache or _cache_folder()) / name
        self.folder.mkdir(parents=True, exist_ok=True)
        self._base = base

    def scratch(self) -> Path:
        """Make a folder of its own; whoever asked for it removes it."""
        return Path(tempfile.mkdtemp(prefix="work-", dir=self.folder))

    def catalogue_of(self, version: Version, read: ReadGraph) -> Catalogue:
        """Return the catalogue of a version, made when it is missing."""
        folder = self.scratch()
        path = folder / f"catalogue{_CATALOGUE}"
        try:
            if not self._take(version, path):
                self._make(version, path, read)
                self.keep(version, path)
            catalogue = Catalogue(path, base=self._base)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        weakref.finalize(catalogue, shutil.rmtree, folder, ignore_errors=True)
        return catalogue

    def keep(self, version: Version, path: Path) -> None:
        """Keep a catalogue, which is not changed any more, for whoever reads this version."""
        graphs = _stated(version, self._base)
        facts = path.with_name(f"graphs{_GRAPHS}")
        facts.write_text(json.dumps(graphs), encoding="utf-8")
        kept = self.folder / version.digest
        with suppress(OSError):
            _link(path, path.with_name("kept"))
            path.with_name("kept").replace(kept.with_suffix(_CATALOGUE))
            # Last, because a catalogue without it is not looked at.
            facts.replace(kept.with_suffix(_GRAPHS))
        self._forget_old()

    def _take(self, version: Version, path: Path) -> bool:
        kept = self.folder / version.digest
        if _facts(kept.with_suffix(_GRAPHS)) != _stated(version, self._base):
            return False
        return _copied(kept.with_suffix(_CATALOGUE), path, copy=_link)

    def _make(self, version: Version, path: Path, read: ReadGraph) -> None:
        wanted = _stated(version, self._base)
        known, nearest = self._nearest(wanted)
        if nearest is None or not _copied(nearest, path, copy=shutil.copyfile):
            known = {}
        writer = CatalogueWriter(path, base=self._base)
        try:
            for graph in sorted({*wanted, *known}):
                if wanted.get(graph) != known.get(graph):
                    reader = writer.begin_graph(URIRef(graph))
                    for lines in read(URIRef(graph)) if graph in wanted else ():
                        reader.take(lines)
                    reader.finish()
        except BaseException:
            writer.abandon()
            raise
        writer.finish()

    def _nearest(self, wanted: Mapping[str, str]) -> tuple[Mapping[str, str], Path | None]:
        best: tuple[int, Mapping[str, str], Path | None] = (0, {}, None)
        for path in self.folder.glob(f"*{_GRAPHS}"):
            known = _facts(path)
            shared = len(set(known.items()) & set(wanted.items()))
            if shared > best[0]:
                best = (shared, known, path.with_suffix(_CATALOGUE))
        return best[1], best[2]

    def _forget_old(self) -> None:
        with suppress(OSError):
            kept = sorted(
                self.folder.glob(f"*{_GRAPHS}"), key=lambda path: path.stat().st_mtime, reverse=True
            )
            for path in kept[MOST_KEPT:]:
                path.unlink(missing_ok=True)
                path.with_suffix(_CATALOGUE).unlink(missing_ok=True)


def _stated(version: Version, base: Base) -> dict[str, str]:
    """Return the digests of the graphs that a catalogue is made of."""
    return {
        str(graph): summary.digest
        for graph, summary in version.graphs.items()
        if base.is_stated(graph)
    }


def _facts(path: Path) -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def _copied(source: Path, target: Path, *, copy: Callable[[Path, Path], object]) -> bool:
    """Copy a file; say whether it was there."""
    try:
        copy(source, target)
    except FileNotFoundError:
        return False
    return True


def _link(source: Path, target: Path) -> None:
    """Let a file that nobody changes stand in a second place."""
    try:
        target.hardlink_to(source)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(source, target)


def _cache_folder() -> Path:
    set_to = os.environ.get("XDG_CACHE_HOME")
    return (Path(set_to) if set_to else Path.home() / ".cache") / "cmo-graph"
