"""A dataset version in one file: this module writes it, and restores it as the next version.

A backup is a zip file with two members:

    dataset.nq     the whole version as N-Quads, graph by graph
    version.json   digest, base IRI, every graph's digest, length and SHA-256 of dataset.nq

It holds no file of the engine, so that it can be restored on any machine, by later versions of the
program, and in part by anything that reads N-Quads. It is written from a snapshot while others read
and write, and takes its place under its name only when it is whole.

Nothing that stands in a backup is believed. Only the two names are looked for and none becomes a
path; lengths are counted; what the engine holds after loading is summed up anew, and published only
when every graph has the digest that the backup names.
"""

import hashlib
import io
import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, cast

import pyoxigraph
from pyoxigraph import RdfFormat
from rdflib import URIRef

from cmo_graph.errors import BackupExists, DraftTorn, NotRestorable, RefusedRDF, StoreDamaged
from cmo_graph.iri import DEFAULT_GRAPH, Base
from cmo_graph.offered.safety import fault_in_text, shown
from cmo_graph.store.changing import Changing
from cmo_graph.store.durable import Durability
from cmo_graph.store.protocol import Snapshot, Store
from cmo_graph.store.version import GraphDigest, Version, as_json, from_json, version_of

#: The form of backup that this program writes, and the only one it reads.
FORMAT = 1
#: Longest version.json, in bytes: room for some 100,000 graphs.
LONGEST_FACTS = 32 * 1024 * 1024
#: How many times its length in the file a dataset may have. N-Quads shrink to a fortieth or so.
MOST_TIMES = 250
#: Bytes that a dataset may have however small the file is.
SMALL = 16 * 1024 * 1024
#: How often `<<`, which opens a triple term, may stand in one line: their parser is recursive.
MOST_OPENINGS = 1_000

_DATASET, _FACTS = "dataset.nq", "version.json"
_NTRIPLES = "application/n-triples"
_PIECE = 1 << 20
#: What reading a damaged zip file can raise.
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


def write_backup(store: Store, target: Path) -> Path:
    """Write the current version to a file, and return it.

    Args:
        store: Where the version is read from; others may write to it meanwhile.
        target: The file; or a folder, in which the file is named after the version.

    Raises:
        BackupExists: the file is there already. It is left as it is.
        StoreDamaged: the store does not hold what its version says. No file is written.
    """
    snapshot = store.current()
    file = target / f"cmo-graph-{snapshot.version.name}.zip" if target.is_dir() else target
    if file.exists():
        raise BackupExists(str(file))
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            _write(archive, snapshot, base=store.base)
        Durability.DISK.sync(part)
        part.replace(file)
        Durability.DISK.sync(file.absolute().parent)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()
    return file


def _write(archive: zipfile.ZipFile, snapshot: Snapshot, *, base: Base) -> None:
    version = snapshot.version
    with archive.open(_DATASET, "w", force_zip64=True) as member:
        whole = _Whole(cast(BinaryIO, member))
        for graph, summary in version.graphs.items():
            lines = _Lines(whole, graph)
            try:
                snapshot.dump(cast(BinaryIO, lines), media_type=_NTRIPLES, graph=graph)
            except (OSError, RuntimeError) as error:
                raise StoreDamaged(graph, f"it cannot be read ({error}).") from error
            if lines.digest.summary() != summary:
                raise StoreDamaged(graph, "its digest is not the one it was published with.")
    facts = {
        "backup": FORMAT,
        "base": base.iri,
        **as_json(version),
        "dataset": {"bytes": whole.size, "sha256": whole.sha256.hexdigest()},
    }
    archive.writestr(_FACTS, json.dumps(facts, indent=1))


class _Whole:
    """Writes the dataset and sums up its bytes."""

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink
        self.size = 0
        self.sha256 = hashlib.sha256()

    def write(self, text: bytes) -> None:
        self._sink.write(text)
        self.sha256.update(text)
        self.size += len(text)


class _Lines(io.RawIOBase):
    """Takes one graph's N-Triples from the engine, and hands them on as N-Quads."""

    def __init__(self, whole: _Whole, graph: URIRef) -> None:
        super().__init__()
        self.digest = GraphDigest()
        self._whole = whole
        self._end = b".\n" if graph == DEFAULT_GRAPH else f"<{graph}> .\n".encode()
        self._held = b""

    def writable(self) -> bool:
        return True

    def write(self, text: bytes) -> int:  # type: ignore[override]  # the engine writes bytes
        *lines, self._held = (self._held + text).split(b"\n")
        self.digest.take(lines)
        self._whole.write(b"".join(line[:-1] + self._end for line in lines))
        return len(text)


@dataclass(frozen=True, slots=True)
class _Backup:
    """What a backup says of itself, and its dataset."""

    file: Path
    version: Version
    base: str
    size: int
    sha256: str
    dataset: IO[bytes]


def restore_backup(store: Store, file: Path) -> Version:
    """Make what a backup holds the next version of a store, and return that version.

    A backup of what the store holds already changes nothing.

    Raises:
        NotRestorable: the file is no backup, is damaged or made up, or is for another base IRI. The
            store is as it was.
        StoreInUse: as `Store.writing`.
    """
    with _opened(file) as backup:
        if backup.base != store.base.iri:
            reason = f"it is of the base IRI {backup.base}, and the store's is {store.base.iri}."
            raise NotRestorable(str(file), f"{reason} Set CMO_BASE_IRI for a new store.")
        with store.writing() as draft:
            if not isinstance(draft, Changing):
                raise NotRestorable(str(file), "only a store in a folder can be restored.")
            _restore(draft, backup)
    return store.current().version


def _restore(draft: Changing, backup: _Backup) -> None:
    source = _Source(backup)
    try:
        draft.restore(_quads(source), holds=backup.version.graphs)
        source.check_whole()
    except DraftTorn as error:
        reason = f"its graph <{error.members['graph']}> has another digest than it names."
        raise NotRestorable(str(backup.file), reason) from error
    except RefusedRDF as error:
        raise NotRestorable(str(backup.file), str(error)) from error
    except (SyntaxError, MemoryError, ValueError, *_DAMAGE) as error:
        raise source.fault or NotRestorable(
            str(backup.file), f"its dataset is damaged ({error})."
        ) from error


@contextmanager
def _opened(file: Path) -> Iterator[_Backup]:
    try:
        with zipfile.ZipFile(file) as archive:
            facts, dataset = _members(archive, file)
            backup = _told(facts, file=file, dataset=dataset)
            with closing(dataset):
                yield backup
    except FileNotFoundError as error:
        raise NotRestorable(str(file), "there is no such file.") from error
    except _DAMAGE as error:
        raise NotRestorable(str(file), f"it is no whole zip file ({error}).") from error


def _members(archive: zipfile.ZipFile, file: Path) -> tuple[bytes, IO[bytes]]:
    """Return the facts, and the dataset opened; nothing else may be in a backup."""
    if sorted(archive.namelist()) != [_DATASET, _FACTS]:
        raise NotRestorable(str(file), f"a backup holds {_DATASET} and {_FACTS}, and nothing else.")
    if archive.getinfo(_FACTS).file_size > LONGEST_FACTS:
        raise NotRestorable(str(file), f"its {_FACTS} is longer than {LONGEST_FACTS} bytes.")
    length, allowed = archive.getinfo(_DATASET).file_size, _most_bytes(file)
    if length > allowed:
        raise NotRestorable(
            str(file), f"it would unpack to {length} bytes, more than a backup of its size can."
        )
    return archive.read(_FACTS), archive.open(_DATASET)


def _most_bytes(file: Path) -> int:
    return max(SMALL, file.stat().st_size * MOST_TIMES)


def _told(facts: bytes, *, file: Path, dataset: IO[bytes]) -> _Backup:
    """Read version.json, and make sure that it agrees with itself."""
    try:
        found = json.loads(facts)
        if found["backup"] != FORMAT:
            reason = f"it has the format {found['backup']!r}; this program reads {FORMAT}."
            raise NotRestorable(str(file), reason)
        base, version = Base(found["base"]), from_json(found)
        size, sha256 = int(found["dataset"]["bytes"]), str(found["dataset"]["sha256"])
        expected = version_of(version.graphs, base=base, number=version.number)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise NotRestorable(str(file), f"its {_FACTS} is not one ({error!r}).") from error
    if expected.digest != version.digest or expected.graphs != version.graphs:
        raise NotRestorable(str(file), f"its {_FACTS} does not agree with itself.")
    return _Backup(file, version, base.iri, size, sha256, dataset)


class _Source(io.RawIOBase):
    """The dataset's bytes, counted and looked at before the engine's parser sees them."""

    def __init__(self, backup: _Backup) -> None:
        super().__init__()
        #: What is wrong with the bytes; whatever the parser makes of it is beside the point.
        self.fault: NotRestorable | None = None
        self._backup = backup
        self._size = 0
        self._sha256 = hashlib.sha256()
        self._openings = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Return at most `size` bytes, and at most a megabyte."""
        text = self._backup.dataset.read(min(size, _PIECE) if size >= 0 else _PIECE)
        self._size += len(text)
        self._sha256.update(text)
        if self._size > self._backup.size:
            self._refuse(f"its dataset is longer than the {self._backup.size} bytes it names.")
        self._refuse_openings(text)
        return text

    def check_whole(self) -> None:
        """Make sure that all was read, and that it is what the backup says.

        Raises:
            NotRestorable: it is not.
        """
        if (self._size, self._sha256.hexdigest()) != (self._backup.size, self._backup.sha256):
            self._refuse("its dataset is not the one it names.")

    def _refuse_openings(self, text: bytes) -> None:
        if b"<<" not in text:
            self._openings = 0 if b"\n" in text else self._openings
            return
        first, *rest = (line.count(b"<<") for line in text.split(b"\n"))
        counts = [self._openings + first, *rest]
        self._openings = counts[-1]
        if max(counts) > MOST_OPENINGS:
            self._refuse("it nests triple terms, which no store here holds.")

    def _refuse(self, reason: str) -> None:
        self.fault = NotRestorable(str(self._backup.file), reason)
        raise self.fault


def _quads(source: _Source) -> Iterator[pyoxigraph.Quad]:
    """Yield the statements, refusing what no load would have let in.

    Raises:
        RefusedRDF: a statement holds a control character, a literal that is too long, or what RDF
            1.2 adds.
    """
    for quad in pyoxigraph.parse(cast(BinaryIO, source), RdfFormat.N_QUADS):
        value = quad.object
        if isinstance(value, pyoxigraph.Literal):
            fault = fault_in_text(value.value)
            if value.direction is not None:
                fault = "a text has a base direction."
            if fault:
                raise RefusedRDF(fault, statement=shown(quad))
        elif isinstance(value, pyoxigraph.Triple):
            raise RefusedRDF("it holds a triple term of RDF 1.2.", statement=shown(quad))
        yield quad
