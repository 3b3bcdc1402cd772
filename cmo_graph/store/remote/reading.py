"""One version on a server: this module reads it, and notices when another takes its place.

Each read is one query, and then a look at the store's mark: when it is the one from before, what
was read is of one version. When it is not, the read is done again, of the names under which this
version's content stands now (`places`). So a version that is held stays readable while newer ones
are published.

Stored queries are asked of the graphs' own names, because they may name them and may ask for the
graph of a statement. They are answered by the server while this version is in place there, and from
then on by a copy on this machine.
"""

import shutil
import tempfile
import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TypeVar

import pyoxigraph
import rdflib
from pyoxigraph import RdfFormat
from rdflib import URIRef
from rdflib.term import Identifier

from cmo_graph.errors import StoreUnavailable, VersionTooLarge
from cmo_graph.iri import DEFAULT_GRAPH, Base
from cmo_graph.mapping import Description, Triple
from cmo_graph.store.catalogue import Catalogue
from cmo_graph.store.lines import read_lines
from cmo_graph.store.protocol import Solution
from cmo_graph.store.reading import Reading
from cmo_graph.store.remote.asking import Asking
from cmo_graph.store.remote.client import Client
from cmo_graph.store.remote.current import Current
from cmo_graph.store.remote.dialect import decode
from cmo_graph.store.remote.places import State
from cmo_graph.store.remote.terms import written
from cmo_graph.store.terms import from_engine
from cmo_graph.store.version import Version

#: Most statements that are copied to this machine.
MOST_COPIED = 5_000_000
#: Statements up to which a copy, or a draft, is made in memory.
MOST_IN_MEMORY = 200_000
#: How often a read is done again because a version was published meanwhile.
_LOOKS = 20
#: Subjects asked for by one query, and subjects whose statements are remembered.
_BATCH, _REMEMBERED = 200, 20_000
#: Seconds that a version is waited for to be put in place, and between two looks.
_PATIENCE, _POLL = 3.0, 0.05

T = TypeVar("T")
#: What is said of one subject: property, value and the name of the graph it stands under.
_Said = Mapping[URIRef, Sequence[Identifier]]


class RemoteSnapshot:
    """One version on a server."""

    def __init__(
        self,
        current: Current,
        version: Version,
        *,
        base: Base,
        catalogue: Callable[["RemoteSnapshot"], Catalogue],
        scratch: Callable[[], Path],
    ) -> None:
        self.version = version
        self._current = current
        self._client = current.client
        self._base = base
        self._scratch = scratch
        self._said: OrderedDict[URIRef, _Said] = OrderedDict()
        self._copying = threading.Lock()
        self._copied: tuple[Reading, pyoxigraph.Store, Path] | None = None
        self.catalogue = catalogue(self)

    @property
    def reader_source(self) -> Path:
        """A copy of this version on this machine, as an Oxigraph store.

        Raises:
            VersionTooLarge: it is larger than what is copied.
        """
        return self._copy()[2]

    # Stored queries

    def select(self, query: str, **bindings: Identifier) -> list[Solution]:
        """Return the solutions of a stored SELECT query."""
        return self._asked(
            lambda asking: asking.select(query, bindings),
            lambda copy: copy.select(query, **bindings),
        )

    def construct(self, query: str, **bindings: Identifier) -> list[Triple]:
        """Return the triples of a stored CONSTRUCT query."""
        return self._asked(
            lambda asking: asking.construct(query, bindings),
            lambda copy: copy.construct(query, **bindings),
        )

    def ask(self, query: str, **bindings: Identifier) -> bool:
        """Return the answer of a stored ASK query."""
        return self._asked(
            lambda asking: asking.ask(query, bindings), lambda copy: copy.ask(query, **bindings)
        )

    def write_solutions(self, query: str, sink: BinaryIO, **bindings: Identifier) -> None:
        """Write the solutions of a stored SELECT query to `sink`, as tab-separated values."""
        with tempfile.TemporaryFile() as spool:

            def remotely(asking: Asking) -> None:
                spool.seek(0)
                spool.truncate()
                asking.write(query, bindings, spool)

            def copied(copy: Reading) -> None:
                spool.seek(0)
                spool.truncate()
                copy.write_solutions(query, spool, **bindings)

            self._asked(remotely, copied)
            spool.seek(0)
            shutil.copyfileobj(spool, sink)

    def _asked(self, remotely: Callable[[Asking], T], copied: Callable[[Reading], T]) -> T:
        """Ask the server while this version is in place there, else a copy."""
        if self._copied is None:
            graphs = list(map(str, self.version.graphs))
            state = self._in_place()
            if state is not None:
                found = remotely(Asking(self._client, graphs))
                if self._current.records.look(self.version.number).mark == state.mark:
                    return found
        return copied(self._copy()[0])

    @contextmanager
    def live(self) -> Iterator[Client | None]:
        """Give who asks the server while this version is in place there; None when it is not."""
        state = None if self._copied else self._in_place()
        yield None if state is None else self._client

    def is_live(self) -> bool:
        """Look whether this version is in place on the server, as it was when one began."""
        state = self._current.state
        look = self._current.records.look(self.version.number)
        return state.version.number == self.version.number and look.mark == state.mark

    def failure(self, reason: str) -> StoreUnavailable:
        """Return the error that says what is wrong with the server."""
        return self._client.failure(reason)

    def _in_place(self) -> State | None:
        """Return the state in which this version is in place; None when there is none any more."""
        end = time.monotonic() + _PATIENCE
        state = self._current.newest()
        while state.version.number == self.version.number:
            if state.is_settled:
                return state
            if time.monotonic() > end:
                break
            time.sleep(_POLL)
            state = self._current.newest()
        return None

    # Things

    def describe(self, *iris: URIRef) -> Description:
        """Return all that is stated of these things and of their parts."""
        found: dict[URIRef, _Said] = {}
        wholes = {iri: f"{iri}#" for iri in iris}
        waiting = dict(wholes)
        while waiting:
            fresh: dict[URIRef, str] = {}
            for subject, said in self._said_of(list(waiting)).items():
                if said:
                    found[subject] = said
                fresh |= dict.fromkeys(_parts(said, waiting[subject]), waiting[subject])
            waiting = {iri: parts for iri, parts in fresh.items() if iri not in found}
        return found

    def values(self, subject: URIRef, prop: URIRef) -> Sequence[Identifier]:
        """Return what is stated of one thing by one property, each value once."""
        return self._said_of([subject])[subject].get(prop, ())

    def states(self, subject: URIRef, prop: URIRef, value: URIRef) -> bool:
        """Say whether a property of a thing is stated to have this value."""
        return value in self._said_of([subject])[subject].get(prop, ())

    def subjects(self, prop: URIRef, value: URIRef) -> Sequence[URIRef]:
        """Return the things of which a property is stated with this value, sorted."""
        try:
            pattern = f"{written(prop)} {written(value)}"
        except ValueError:
            return ()
        text = f"SELECT ?g ?s WHERE {{ GRAPH ?g {{ ?s {pattern} }} }}"
        rows = self._read(lambda places: self._rows(text, places))
        found = {from_engine(term) for _, term in rows}
        return sorted((iri for iri in found if isinstance(iri, URIRef)), key=str)

    def _said_of(self, subjects: Sequence[URIRef]) -> Mapping[URIRef, _Said]:
        """Return what is stated of each subject; nothing for a malformed IRI."""
        # Another thread may be forgetting what is looked up here.
        remembered = ((iri, self._said.get(iri)) for iri in subjects)
        known = {iri: said for iri, said in remembered if said is not None}
        missing = [iri for iri in subjects if iri not in known]
        for first in range(0, len(missing), _BATCH):
            batch = missing[first : first + _BATCH]
            known |= self._read(lambda places, batch=batch: self._fetched(batch, places))  # type: ignore[misc]  # a value, not a parameter
        for iri in missing:
            self._said[iri] = known[iri]
        while len(self._said) > _REMEMBERED:
            self._said.popitem(last=False)
        return known

    def _fetched(
        self, subjects: Sequence[URIRef], places: Mapping[str, URIRef]
    ) -> Mapping[URIRef, _Said]:
        sound = [text for text in map(_written, subjects) if text is not None]
        found: dict[str, dict[URIRef, dict[Identifier, None]]] = {iri: {} for iri in subjects}
        if sound:
            text = (
                f"SELECT ?g ?s ?p ?o WHERE {{ VALUES ?s {{ {' '.join(sound)} }}"
                f" GRAPH ?g {{ ?s ?p ?o }} }}"
            )
            for _, subject, prop, value in self._rows(text, places):
                said = found[URIRef(subject.value)]
                said.setdefault(URIRef(prop.value), {})[from_engine(value)] = None
        return {
            URIRef(iri): {prop: list(values) for prop, values in said.items()}
            for iri, said in found.items()
        }

    def _rows(
        self, text: str, places: Mapping[str, URIRef]
    ) -> list[tuple[pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal, ...]]:
        """Return the rows whose first term is where a stated graph of this version stands."""
        stated = {place for place, graph in places.items() if self._base.is_stated(graph)}

        def taken(
            solutions: pyoxigraph.QuerySolutions,
        ) -> list[tuple[pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal, ...]]:
            return [
                tuple(decode(term) for term in row) for row in solutions if row[0].value in stated
            ]

        return self._client.select(text, taken)

    def _read(self, read: Callable[[Mapping[str, URIRef]], T]) -> T:
        """Read from where this version's content stands, all of it at one time."""
        state = self._current.state
        for _ in range(_LOOKS):
            found = read(state.places(self.version))
            look = self._current.records.look(self.version.number)
            if not look.is_kept:
                raise self._client.failure(f"it no longer keeps version {self.version.number}")
            if look.mark == state.mark:
                return found
            state = self._current.renewed()
        raise self._client.failure("new versions are published faster than one can be read")

    # Whole graphs

    def dump(self, sink: BinaryIO, *, media_type: str, graph: URIRef | None = None) -> None:
        """Write one graph, or the whole dataset, to `sink`."""
        if graph is None:
            self._copy()[0].dump(sink, media_type=media_type)
            return
        with self._loaded([graph]) as engine:
            Reading(engine, base=self._base).dump(sink, media_type=media_type, graph=graph)

    def as_rdflib(self) -> rdflib.Dataset:
        """Return a copy of the data as an rdflib `Dataset`."""
        return self._copy()[0].as_rdflib()

    def lines(self, graph: URIRef) -> Iterator[list[bytes]]:
        """Yield the statements of a graph in batches, those of one subject together."""
        with self._loaded([graph]) as engine:
            yield from read_lines(engine, graph, keep_order=False)

    def copy_into(self, engine: pyoxigraph.Store, graphs: Iterable[URIRef] | None = None) -> None:
        """Load graphs of this version into an engine on this machine; all by default."""
        held = self.version.graphs
        wanted = set(held) if graphs is None else held.keys() & set(graphs)
        quads = sum(self.version.graphs[graph].quads for graph in wanted)
        with tempfile.TemporaryFile() as spool:
            self._read(lambda places: self._spooled(wanted, places, spool))
            spool.seek(0)
            before = len(engine)
            # The loader would give blank nodes other names.
            engine.bulk_extend(pyoxigraph.parse(spool, format=RdfFormat.N_QUADS))
            if len(engine) != before + quads:
                raise self._client.failure(
                    f"it holds {len(engine) - before} statements where this version has {quads};"
                    " somebody else changed them, or it cuts answers short"
                )

    def _spooled(self, wanted: set[URIRef], places: Mapping[str, URIRef], spool: BinaryIO) -> None:
        spool.seek(0)
        spool.truncate()
        for place, graph in places.items():
            if graph in wanted:
                text = f"SELECT ?s ?p ?o WHERE {{ GRAPH <{place}> {{ ?s ?p ?o }} }}"
                start = spool.tell()
                self._client.select(text, lambda rows: _write(rows, graph, spool, start))  # noqa: B023 - used at once

    @contextmanager
    def _loaded(self, graphs: Sequence[URIRef]) -> Iterator[pyoxigraph.Store]:
        """Give an engine that holds these graphs."""
        quads = sum(
            self.version.graphs[found].quads for found in graphs if found in self.version.graphs
        )
        if quads <= MOST_IN_MEMORY:
            engine = pyoxigraph.Store()
            self.copy_into(engine, graphs)
            yield engine
            return
        with tempfile.TemporaryDirectory(dir=self._scratch()) as folder:
            engine = pyoxigraph.Store(folder)
            self.copy_into(engine, graphs)
            yield engine

    def _copy(self) -> tuple[Reading, pyoxigraph.Store, Path]:
        with self._copying:
            if self._copied is None:
                self._copied = self._make_copy()
            return self._copied

    def _make_copy(self) -> tuple[Reading, pyoxigraph.Store, Path]:
        if self.version.quads > MOST_COPIED:
            raise VersionTooLarge(self.version.quads, allowed=MOST_COPIED)
        folder = self._scratch()
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        path = folder / "store"
        engine = pyoxigraph.Store(str(path))
        self.copy_into(engine)
        engine.flush()
        del engine
        copy = pyoxigraph.Store.read_only(str(path))
        return Reading(copy, base=self._base), copy, path


def _write(
    solutions: pyoxigraph.QuerySolutions, graph: URIRef, spool: BinaryIO, start: int
) -> None:
    spool.seek(start)
    spool.truncate()
    end = " .\n" if graph == DEFAULT_GRAPH else f" <{graph}> .\n"
    for row in solutions:
        line = " ".join(str(decode(term)) for term in row)
        spool.write(f"{line}{end}".encode())


def _parts(said: _Said, parts: str) -> Iterator[URIRef]:
    for values in said.values():
        for value in values:
            if isinstance(value, URIRef) and str.startswith(value, parts):
                yield value


def _written(iri: URIRef) -> str | None:
    try:
        return written(iri)
    except ValueError:
        return None
