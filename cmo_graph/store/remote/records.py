"""What the server knows of versions: this module reads and writes it.

    <urn:x-cmo-graph:store>        in a graph of that name
        :format :base :dialect     how this store is written; another one is refused
        :mark                      the step that all writers are at (`places`)
        :lock                      who writes, and how often that one has said so
        :holds                     every graph beside the dataset's own: noted before it is made
    <urn:x-cmo-graph:version:7>    in a graph of that name, sent before the version is published
        :number :digest :published
        :graph                     IRI, digest and number of statements, once for each graph

All values are plain strings, which every server gives back as they were.
"""

import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

import pyoxigraph
from rdflib import URIRef

from cmo_graph.errors import OtherBase, UnknownStoreFormat
from cmo_graph.iri import Base
from cmo_graph.store.remote.client import Client
from cmo_graph.store.remote.places import (
    CONTENT,
    VERSION,
    State,
    changed,
    content_name,
    version_name,
)
from cmo_graph.store.remote.terms import written
from cmo_graph.store.version import GraphSummary, Version, version_of

#: The form in which this program writes a remote store; another one is refused.
FORMAT = 1

STORE = "urn:x-cmo-graph:store"
_MARK, _LOCK, _HOLDS = f"{STORE}:mark", f"{STORE}:lock", f"{STORE}:holds"
_FORMAT, _BASE, _DIALECT = f"{STORE}:format", f"{STORE}:base", f"{STORE}:dialect"
_NUMBER, _DIGEST, _PUBLISHED = f"{STORE}:number", f"{STORE}:digest", f"{STORE}:published"
_GRAPH = f"{STORE}:graph"
#: Nobody's lock.
FREE = "free"


@dataclass(frozen=True, slots=True)
class Look:
    """What a reader sees when it looks whether anything changed."""

    mark: int
    #: Whether the version it reads is still kept.
    is_kept: bool


class Records:
    """The store's own graph on a server, and those of its versions."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def open(self, base: Base) -> None:
        """Make the store when it is not there yet; make sure that it is ours.

        Raises:
            OtherBase, UnknownStoreFormat: it was made otherwise.
            StoreReadOnly: it is not there, and the location takes no updates.
        """
        found = self._facts()
        if _MARK not in found:
            self._make(base)
            found = self._facts()
        location = self._client.location.text
        for prop, expected in (
            (_FORMAT, str(FORMAT)),
            (_DIALECT, self._client.dialect.name),
        ):
            if found.get(prop) != [expected]:
                raise UnknownStoreFormat(location, found=found.get(prop), known=FORMAT)
        if found.get(_BASE) != [base.iri]:
            raise OtherBase(location, recorded=found.get(_BASE, [""])[0], given=base.iri)

    def _make(self, base: Base) -> None:
        empty = version_of({}, base=base, number=0)
        self._send_version(empty)
        facts = {
            _FORMAT: str(FORMAT),
            _BASE: base.iri,
            _DIALECT: self._client.dialect.name,
            _MARK: "0",
            _LOCK: FREE,
            _HOLDS: version_name(0),
        }
        said = " ; ".join(f"<{prop}> {_quoted(value)}" for prop, value in facts.items())
        self._client.update(
            f"INSERT {{ GRAPH <{STORE}> {{ <{STORE}> {said} }} }}"
            f" WHERE {{ FILTER NOT EXISTS {{ GRAPH <{STORE}> {{ <{STORE}> <{_MARK}> ?mark }} }} }}"
        )

    # Reading

    def look(self, number: int) -> Look:
        """Return the mark, and whether version `number` is still kept."""
        [(mark, kept)] = self._rows(
            f"SELECT ?mark ?kept WHERE {{ GRAPH <{STORE}> {{ <{STORE}> <{_MARK}> ?mark }}"
            f" OPTIONAL {{ GRAPH <{version_name(number)}>"
            f" {{ <{version_name(number)}> <{_NUMBER}> ?kept }} }} }}",
            least=1,
        )
        return Look(int(mark or "0"), kept is not None)

    def state(self) -> State:
        """Return what stands under the graphs' own names now."""
        while True:
            mark = self.look(0).mark
            number = (mark + 1) // 2
            version = self.version(number)
            former = self.version(number - 1) if mark % 2 else version
            if version is not None and former is not None:
                return State(mark, version, changed(former, version))
            if self.look(0).mark == mark:
                raise self._client.failure(f"it has lost what version {number} consists of")

    def version(self, number: int) -> Version | None:
        """Return a version; None when it is not kept."""
        name = version_name(number)
        rows = self._rows(f"SELECT ?p ?o WHERE {{ GRAPH <{name}> {{ <{name}> ?p ?o }} }}")
        facts = _by_property(rows)
        return _version(facts) if _NUMBER in facts else None

    def numbers(self) -> Sequence[int]:
        """Return the numbers of all versions that are there, published or not, ascending."""
        rows = self._rows(f"SELECT ?v ?n WHERE {{ GRAPH ?v {{ ?v <{_NUMBER}> ?n }} }}")
        return sorted({int(number or "0") for _, number in rows})

    def lock(self) -> Sequence[str]:
        """Return who holds the lock; several while two try at once."""
        return self._facts().get(_LOCK, ())

    def held(self) -> frozenset[str]:
        """Return the graphs beside the dataset's own that are there or were to be."""
        return frozenset(self._facts().get(_HOLDS, ()))

    def missing(self, contents: Mapping[str, int]) -> frozenset[str]:
        """Return which contents are not there whole, given names and statements.

        One that is there may be being read, and is not to be touched.
        """
        held = self.held()
        return frozenset(
            name
            for name, quads in contents.items()
            if name not in held or self.count(name) != quads
        )

    def count(self, graph: str) -> int:
        """Return the statements of a graph."""
        query = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        [(number,)] = self._rows(query, least=1)
        return int(number or "0")

    # Writing. Each update does the same twice as once, because it may be sent twice.

    def change_lock(self, before: str, after: str) -> None:
        """Put one lock in the place of another, if that one is there."""
        self._client.update(
            _instead(_LOCK, before, after, only_if=f"<{STORE}> <{_LOCK}> {_quoted(before)}")
        )

    def drop_lock(self, lock: str) -> None:
        """Take a lock away that came too late."""
        self._client.update(
            f"DELETE DATA {{ GRAPH <{STORE}> {{ <{STORE}> <{_LOCK}> {_quoted(lock)} }} }}"
        )

    def free_lock(self) -> None:
        """Let there be a free lock where there is none at all."""
        self._client.update(
            f"INSERT {{ GRAPH <{STORE}> {{ <{STORE}> <{_LOCK}> {_quoted(FREE)} }} }}"
            f" WHERE {{ FILTER NOT EXISTS {{ GRAPH <{STORE}> {{ <{STORE}> <{_LOCK}> ?lock }} }} }}"
        )

    def note(self, graphs: Iterable[str]) -> None:
        """Note graphs before they are made, so that they are found when nobody needs them."""
        said = "".join(f"<{STORE}> <{_HOLDS}> {_quoted(graph)} .\n" for graph in sorted(graphs))
        if said:
            self._client.update(f"INSERT DATA {{ GRAPH <{STORE}> {{\n{said}}} }}")

    def prepare(self, before: State, after: Version) -> None:
        """Keep what is going to be replaced under its second name, and tell of the new version."""
        replaced = {
            graph: before.version.graphs[graph]
            for graph in changed(before.version, after)
            if graph in before.version.graphs
        }
        names = {graph: content_name(graph, summary) for graph, summary in replaced.items()}
        missing = self.missing({name: replaced[graph].quads for graph, name in names.items()})
        self.note([*missing, version_name(after.number)])
        self._client.update(
            *(f"COPY <{graph}> TO <{name}>" for graph, name in names.items() if name in missing)
        )
        for graph, name in names.items():
            if name in missing:
                self.check(name, replaced[graph].quads)
        self._send_version(after)

    def publish(self, before: State, *, lock: str) -> None:
        """Make the next version the current one, if this lock still holds."""
        self._step(before.mark, before.mark + 1, lock=lock)

    def settle(self, moving: State, *, lock: str) -> None:
        """Put the current version in place, as one request."""
        present = moving.version.graphs
        operations = [
            f"COPY <{content_name(graph, present[graph])}> TO <{graph}>"
            if graph in present
            else f"DROP SILENT GRAPH <{graph}>"
            for graph in sorted(moving.moving)
        ]
        self._client.update(*operations, _mark_step(moving.mark, moving.mark + 1, lock=lock))

    def forget(self, names: Collection[str]) -> None:
        """Remove graphs that nobody needs: what tells of versions first, then content."""
        versions = sorted(name for name in names if name.startswith(VERSION))
        contents = sorted(name for name in names if name.startswith(CONTENT))
        self._client.update(*(f"DROP SILENT GRAPH <{name}>" for name in versions))
        self._client.update(*(f"DROP SILENT GRAPH <{name}>" for name in contents))
        said = "".join(f"<{STORE}> <{_HOLDS}> {_quoted(name)} .\n" for name in sorted(names))
        if said:
            self._client.update(f"DELETE DATA {{ GRAPH <{STORE}> {{\n{said}}} }}")

    def check(self, graph: str, quads: int) -> None:
        """Make sure that a graph has as many statements as it should.

        Raises:
            StoreUnavailable: it has not.
        """
        found = self.count(graph)
        if found != quads:
            raise self._client.failure(
                f"it was given a graph of {quads} statements and holds {found} of them"
            )

    def _step(self, before: int, after: int, *, lock: str) -> None:
        self._client.update(_mark_step(before, after, lock=lock))

    def _send_version(self, version: Version) -> None:
        name = version_name(version.number)
        lines = "".join(
            f"<{name}> <{prop}> {_quoted(value)} .\n" for prop, value in _facts_of(version)
        ).encode()
        self._client.replace(name, io.BytesIO(lines), size=len(lines))

    def _facts(self) -> Mapping[str, Sequence[str]]:
        rows = self._rows(f"SELECT ?p ?o WHERE {{ GRAPH <{STORE}> {{ <{STORE}> ?p ?o }} }}")
        return _by_property(rows)

    def _rows(self, query: str, *, least: int = 0) -> list[tuple[str | None, ...]]:
        found = self._client.select(query, _values)
        if len(found) < least:
            raise self._client.failure("it has lost what it knew of this store")
        return found


def _values(solutions: pyoxigraph.QuerySolutions) -> list[tuple[str | None, ...]]:
    return [tuple(None if term is None else term.value for term in row) for row in solutions]


def _by_property(rows: Iterable[tuple[str | None, ...]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for prop, value in rows:
        found.setdefault(str(prop), []).append(str(value))
    return found


def _quoted(value: str) -> str:
    return written(pyoxigraph.Literal(value))


def _instead(prop: str, before: str, after: str, *, only_if: str) -> str:
    """Return an update that puts one value in the place of another, if something is said."""
    return (
        f"DELETE {{ GRAPH <{STORE}> {{ <{STORE}> <{prop}> {_quoted(before)} }} }}"
        f" INSERT {{ GRAPH <{STORE}> {{ <{STORE}> <{prop}> {_quoted(after)} }} }}"
        f" WHERE {{ GRAPH <{STORE}> {{ {only_if} }} }}"
    )


def _mark_step(before: int, after: int, *, lock: str) -> str:
    held = f"<{STORE}> <{_MARK}> {_quoted(str(before))} ; <{_LOCK}> {_quoted(lock)}"
    return _instead(_MARK, str(before), str(after), only_if=held)


def _facts_of(version: Version) -> Iterable[tuple[str, str]]:
    yield _NUMBER, str(version.number)
    yield _DIGEST, version.digest
    yield _PUBLISHED, version.published.isoformat()
    for graph, summary in version.graphs.items():
        yield _GRAPH, f"{summary.digest} {summary.quads} {graph}"


def _version(facts: Mapping[str, Sequence[str]]) -> Version:
    graphs = {}
    for said in facts.get(_GRAPH, ()):
        digest, quads, graph = said.split(" ", 2)
        graphs[URIRef(graph)] = GraphSummary(digest, int(quads))
    return Version(
        digest=facts[_DIGEST][0],
        number=int(facts[_NUMBER][0]),
        published=datetime.fromisoformat(facts[_PUBLISHED][0]),
        graphs=MappingProxyType(dict(sorted(graphs.items()))),
    )
