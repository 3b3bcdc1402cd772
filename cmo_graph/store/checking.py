"""Whether a store is sound: this module reads all of it and says what is wrong.

Every version that is kept is compared with what was published: the bytes of its files, and what
they say. Its statements are read from the engine and summed up anew, graph by graph, and a second
catalogue is made of them and compared with the first. Nothing is changed, and versions being read
or written meanwhile are no fault.
"""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph
from filelock import FileLock, Timeout
from rdflib import URIRef

from cmo_graph.errors import NotAStore
from cmo_graph.iri import Base
from cmo_graph.store.catalogue import CatalogueWriter
from cmo_graph.store.drafts import left_over
from cmo_graph.store.folder import (
    CATALOGUE,
    CURRENT,
    DRAFT,
    FORMAT,
    LOCK,
    NEW_CURRENT,
    OVERVIEWS,
    STORE,
    VERSION,
    VERSIONS,
    VersionFolder,
    newest_in,
)
from cmo_graph.store.recount import graphs_with_content, recount
from cmo_graph.store.seal import Seal, broken
from cmo_graph.store.version import Version, from_json, version_of

#: Told which version is being read.
Tell = Callable[[str], object]

_OF_STORE = frozenset({CURRENT, NEW_CURRENT, LOCK, OVERVIEWS, VERSIONS})
_OF_VERSION = frozenset({STORE, CATALOGUE, VERSION})


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a store that a person should know."""

    #: A word for programs, such as `graph-differs`.
    code: str
    message: str
    #: Whether data is damaged or missing. What is no fault goes away with the next write.
    is_fault: bool = True


def check_store(folder: Path, *, tell: Tell = lambda _: None) -> Sequence[Finding]:
    """Read a store through and return what is wrong with it, and what was left lying about.

    Args:
        folder: The store.
        tell: Told the name of each version before it is read.

    Raises:
        NotAStore: the folder holds no store.

    Cost: reads every statement of every version that is kept, and writes a catalogue of each to a
    temporary folder.
    """
    if not (folder / VERSIONS).is_dir():
        raise NotAStore(str(folder), "it has no folder of versions.")
    return tuple(_findings(folder, tell))


def _findings(folder: Path, tell: Tell) -> Iterator[Finding]:
    current, newest = _current(folder), newest_in(folder / VERSIONS)
    if current is None:
        there = "none is there" if newest is None else f"the newest there is {newest.path.name}"
        message = f"{CURRENT} is not there, or names no version; {there}."
        yield Finding("current-missing", message)
        current = newest
    last = -1 if current is None else current.number
    for path in sorted((folder / VERSIONS).iterdir()):
        kept = VersionFolder(path)
        if 0 <= kept.number <= last:
            tell(path.name)
            yield from _of_version(kept, is_current=kept == current)
    yield from _left_over(folder, last)


def _current(folder: Path) -> VersionFolder | None:
    try:
        name = (folder / CURRENT).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return None
    found = VersionFolder(folder / VERSIONS / name)
    return found if name == found.path.name and found.path.is_dir() else None


# One version


def _of_version(folder: VersionFolder, *, is_current: bool) -> Iterator[Finding]:
    name = folder.path.name
    held = folder.hold()
    if held is None:
        # Somebody removes it just now, or did; the current one is never removed.
        if is_current or folder.path.exists():
            yield Finding("version-unreadable", f"Version {name} has no {VERSION}.")
        return
    with closing(held):
        try:
            facts = folder.facts()
            base, version = Base(facts["base"]), from_json(facts)
            sealed: Seal = dict(facts.get("files", {}))
        except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
            yield Finding("version-unreadable", f"{VERSION} of {name} is damaged: {error!r}.")
            return
        yield from _of_facts(name, facts, version, base=base)
        yield from _of_files(folder, sealed)
        yield from _of_content(folder, version, base=base)
        for path in sorted(folder.path.iterdir()):
            if path.name not in _OF_VERSION:
                yield Finding("file-unknown", f"{path} is no part of a version.", is_fault=False)


def _of_facts(
    name: str, facts: Mapping[str, Any], version: Version, *, base: Base
) -> Iterator[Finding]:
    if facts.get("format") != FORMAT:
        found = facts.get("format")
        yield Finding("format-unknown", f"Version {name} has the format {found!r}, not {FORMAT}.")
    expected = version_of(version.graphs, base=base, number=version.number)
    if expected.digest != version.digest or version.name != name:
        message = f"{VERSION} of {name} is damaged: its digests do not add up."
        yield Finding("version-differs", message)


def _of_files(folder: VersionFolder, sealed: Seal) -> Iterator[Finding]:
    """Compare the bytes of every file with those published; versions before 0.2 do not tell."""
    for name, is_there in broken(folder.path, sealed):
        if is_there:
            message = f"{folder.path / name} is not the file that was published."
            yield Finding("file-changed", message)
        else:
            yield Finding("file-missing", f"{folder.path / name} is missing.")


def _of_content(folder: VersionFolder, version: Version, *, base: Base) -> Iterator[Finding]:
    name = folder.path.name
    with tempfile.TemporaryDirectory(prefix="cmo-graph-check-") as scratch:
        made = Path(scratch, CATALOGUE)
        try:
            engine = pyoxigraph.Store.read_only(str(folder.store))
            yield from _of_graphs(engine, version, catalogue=CatalogueWriter(made, base=base))
        # A corrupt file is a RuntimeError to the engine.
        except (OSError, RuntimeError) as error:
            yield Finding("engine-unreadable", f"The statements of {name} cannot be read: {error}")
            return
        yield from _of_catalogue(folder, made)


def _of_graphs(
    engine: pyoxigraph.Store, version: Version, *, catalogue: CatalogueWriter
) -> Iterator[Finding]:
    """Sum up every graph anew, and make a catalogue of what they state."""
    try:
        for graph in sorted({*graphs_with_content(engine), *version.graphs}):
            reader = catalogue.begin_graph(graph)
            found = recount(engine, graph, keep_order=True, reader=reader)
            reader.finish()
            expected = version.graphs.get(graph)
            if expected is None or found != expected:
                yield _differing(graph, version, has=found.quads)
    except BaseException:
        catalogue.abandon()
        raise
    catalogue.finish()


def _differing(graph: URIRef, version: Version, *, has: int) -> Finding:
    expected = version.graphs.get(graph)
    published = "none" if expected is None else str(expected.quads)
    return Finding(
        "graph-differs",
        f"<{graph}> of {version.name} has {has} statements that are not the {published} published.",
    )


# The catalogue

#: What a catalogue states, by name: without the numbers that it gives to things, and without the
#: order in which a thing's statements came, for both are its own.
_CONTENT = {
    "things": """
      SELECT things.kind, things.key, graphs.iri, things.iri, facets.value
      FROM {0}.things AS things JOIN {0}.graphs AS graphs ON graphs.id = things.graph
        LEFT JOIN json_each(things.facets) AS facets
    """,
    "places": """
      SELECT things.kind, things.key, graphs.iri, entries.facet, entries.value
      FROM {0}.things AS things JOIN {0}.graphs AS graphs ON graphs.id = things.graph
        JOIN json_each(things.entries) AS place
        LEFT JOIN {0}.entries AS entries ON entries.id = place.value
    """,
    "totals": "SELECT kind, facet, value, total FROM {0}.entries",
    "lists": """
      SELECT kind, facet, entries.value, listed.key
      FROM {0}.listed AS listed LEFT JOIN {0}.entries AS entries ON entries.id = listed.entry
    """,
    "broader concepts": """
      SELECT graphs.iri, narrow, wide
      FROM {0}.broader AS broader LEFT JOIN {0}.graphs AS graphs ON graphs.id = broader.graph
    """,
    "roles": """
      SELECT graphs.iri, concept, role
      FROM {0}.roles AS roles LEFT JOIN {0}.graphs AS graphs ON graphs.id = roles.graph
    """,
    "labels": """
      SELECT graphs.iri, labels.iri, lang, label
      FROM {0}.labels AS labels LEFT JOIN {0}.graphs AS graphs ON graphs.id = labels.graph
    """,
    "texts": """
      SELECT things.kind, things.key, graphs.iri, texts.kind, in_order(label),
        in_order(alternative), in_order(body)
      FROM {0}.texts AS texts LEFT JOIN {0}.things AS things ON things.id = texts.rowid
        LEFT JOIN {0}.graphs AS graphs ON graphs.id = things.graph
    """,
}


def _of_catalogue(folder: VersionFolder, made: Path) -> Iterator[Finding]:
    """Compare the catalogue with one that was made of the same statements just now."""
    name = folder.path.name
    if not folder.catalogue.exists():
        yield Finding("catalogue-missing", f"Version {name} has no catalogue.")
        return
    kept = f"{folder.catalogue.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(made.as_uri(), uri=True)) as index:
            index.create_function("in_order", 1, _in_order, deterministic=True)
            index.execute("ATTACH ? AS kept", (kept,))
            [(verdict, *_)] = index.execute("PRAGMA kept.integrity_check(1)")
            if verdict != "ok":
                yield Finding(
                    "catalogue-damaged", f"The catalogue of {name} is damaged: {verdict}."
                )
            yield from _differences(index, name)
    except sqlite3.DatabaseError as error:
        yield Finding("catalogue-damaged", f"The catalogue of {name} cannot be read: {error}.")


def _in_order(text: str | None) -> str:
    return "\n".join(sorted((text or "").split("\n")))


def _differences(index: sqlite3.Connection, name: str) -> Iterator[Finding]:
    for what, query in _CONTENT.items():
        kept, made = query.format("kept"), query.format("main")
        for one, other, verb in ((kept, made, "too many"), (made, kept, "missing")):
            [(count,)] = index.execute(f"SELECT COUNT(*) FROM ({one} EXCEPT {other})")  # noqa: S608 - both are ours
            if count:
                message = f"The catalogue of {name} does not fit: {count} {what} {verb}."
                yield Finding("catalogue-differs", message)


# What was left


def _left_over(folder: Path, newest: int) -> Iterator[Finding]:
    for path in sorted(folder.iterdir()):
        if path.name not in _OF_STORE:
            yield Finding("file-unknown", f"{path} is no part of a store.", is_fault=False)
    with _unless_written(folder) as is_quiet:
        if not is_quiet:
            return
        for path in left_over(folder / VERSIONS, current=newest):
            message = f"{path} was never published; the next write removes it."
            yield Finding("draft-left", message, is_fault=False)
        for path in sorted((folder / VERSIONS).iterdir()):
            if VersionFolder(path).number < 0 and not path.name.startswith(DRAFT):
                yield Finding("file-unknown", f"{path} is no version.", is_fault=False)


@contextmanager
def _unless_written(folder: Path) -> Iterator[bool]:
    """Say whether nobody writes to the store, and keep it so for the time of the block."""
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except (Timeout, OSError):
        yield False
        return
    try:
        yield True
    finally:
        lock.release()
