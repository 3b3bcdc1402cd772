"""The catalogue of the next version: this module brings a copy of the current one up to date.

Only what a changed graph says is read again. What depends on other graphs is worked out at the end:
under which broader concepts a thing is listed, and which roles a concept has.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import partial
from importlib import resources
from pathlib import Path

from rdflib import URIRef

from cmo_graph.iri import DEFAULT_GRAPH, Base
from cmo_graph.store.catalogue.facets import FACETS
from cmo_graph.store.catalogue.reading import Entry, Gathered, GraphReader

#: The facet and the value under which all things of a kind are listed.
EVERYTHING = ("", "")

_SCHEMA = resources.files(__package__).joinpath("schema.sql")


class CatalogueWriter:
    """Changes one catalogue file. What is there when `finish` is called is its whole content."""

    def __init__(self, path: Path, *, base: Base) -> None:
        self._base = base
        is_new = not path.exists()
        # One thread at a time uses it, but not always the same one.
        self._index = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        # The file belongs to a draft: it is forced onto the disk, or thrown away, as a whole.
        self._index.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;"
        )
        if is_new:
            self._index.executescript(_SCHEMA.read_text(encoding="utf-8"))
        self._index.executescript(_WORKING_TABLES)
        self._index.execute("BEGIN")

    def begin_graph(self, graph: URIRef) -> GraphReader:
        """Forget what is held of a graph, and return what reads it anew.

        Of the default graph, of derived and of history graphs nothing is held: what reads them
        takes nothing.
        """
        added = self._index.execute("INSERT OR IGNORE INTO graphs (iri) VALUES (?)", (graph,))
        number = self._number_of(graph)
        self._index.execute("INSERT OR IGNORE INTO changed VALUES (?)", (number,))
        if not added.rowcount:
            for statement in _FORGET:
                self._index.execute(statement, {"graph": number})
        is_listed = graph != DEFAULT_GRAPH and self._base.is_stated(graph)
        take = partial(self._add, number) if is_listed else _leave
        return GraphReader(base=self._base, take=take)

    def finish(self) -> None:
        """Work out what depends on several graphs, and close the file."""
        with closing(self._index):
            self._relist()
            self._index.execute("COMMIT")

    def abandon(self) -> None:
        """Close the file as it is."""
        self._index.close()

    def _number_of(self, graph: URIRef) -> int:
        found = self._index.execute("SELECT id FROM graphs WHERE iri = ?", (graph,)).fetchone()
        return int(found[0])

    def _add(self, graph: int, gathered: Gathered) -> None:
        many = self._index.executemany
        many(
            "INSERT OR IGNORE INTO labels VALUES (?, ?, ?, ?)",
            ((label.iri, label.lang, label.text, graph) for label in gathered.labels),
        )
        many("INSERT OR IGNORE INTO broader VALUES (?, ?, ?)", _with(graph, gathered.broader))
        many("INSERT OR IGNORE INTO roles VALUES (?, ?, ?)", _with(graph, gathered.roles))
        self._add_things(graph, gathered.entries)

    def _add_things(self, graph: int, entries: list[Entry]) -> None:
        first = self._index.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM things").fetchone()[0]
        self._index.executemany(
            "INSERT INTO things (id, kind, key, graph, iri, facets) VALUES (?, ?, ?, ?, ?, ?)",
            (
                (number, entry.kind, entry.key, graph, entry.iri, json.dumps(entry.facets))
                for number, entry in enumerate(entries, first)
            ),
        )
        self._index.executemany(
            "INSERT INTO texts (rowid, kind, label, alternative, body) VALUES (?, ?, ?, ?, ?)",
            (
                (number, kind_word(entry.kind), *_searchable(entry))
                for number, entry in enumerate(entries, first)
            ),
        )
        self._index.executemany(
            "INSERT INTO fresh (thing) VALUES (?)",
            ((number,) for number in range(first, first + len(entries))),
        )

    def _relist(self) -> None:
        """List anew what was read, and what lies under other broader concepts or roles now."""
        for statement in _FIND_AFFECTED:
            self._index.execute(statement)
        places = _Places(self._index)
        things = self._index.execute(
            "SELECT id, kind, iri, facets FROM things JOIN fresh ON thing = id ORDER BY id"
        )
        while batch := things.fetchmany(10_000):
            self._index.executemany(
                "UPDATE things SET entries = ? WHERE id = ?",
                [
                    (json.dumps(places.of(kind, iri, json.loads(facets))), thing)
                    for thing, kind, iri, facets in batch
                ],
            )
            places.add_fresh()
        for statement in _LIST:
            self._index.execute(statement)


class _Places:
    """Finds the entries that things are listed under; remembers what it looked up.

    Entries that are not there yet get a number at once, and are added many at a time.
    """

    def __init__(self, index: sqlite3.Connection) -> None:
        self._index = index
        self._wider = Broader(index)
        self._last = int(index.execute("SELECT COALESCE(MAX(id), 0) FROM entries").fetchone()[0])
        self._has_entries = self._last > 0
        #: (number, kind, facet, value) of entries that are not in the index yet.
        self._fresh: list[tuple[int, str, str, str]] = []
        self._numbers: dict[tuple[str, str, str], int] = {}
        #: An entry with those of all broader concepts, where the facet is widened.
        self._with_wider: dict[tuple[str, str, str], tuple[int, ...]] = {}

    def of(self, kind: str, iri: str, facets: list[tuple[str, str]]) -> list[int]:
        """Return the entries of a thing of which these facets are told, each once."""
        found = [self._number(kind, *EVERYTHING)]
        for facet, value in facets:
            place = (kind, facet, value)
            numbers = self._with_wider.get(place)
            if numbers is None:
                numbers = self._with_wider[place] = self._look_up(*place)
            found += numbers
        if kind == "concepts":
            roles = self._index.execute("SELECT role FROM roles WHERE concept = ?", (iri,))
            found += [self._number(kind, "role", role) for (role,) in roles.fetchall()]
        return list(dict.fromkeys(found))

    def _look_up(self, kind: str, facet: str, value: str) -> tuple[int, ...]:
        wider = self._wider.than(value) if FACETS[kind][facet].is_widened else ()
        return tuple(self._number(kind, facet, each) for each in (value, *wider))

    def _number(self, kind: str, facet: str, value: str) -> int:
        place = (kind, facet, value)
        found = self._numbers.get(place)
        if found is None:
            found = self._numbers[place] = self._number_in_index(place)
        return found

    def _number_in_index(self, place: tuple[str, str, str]) -> int:
        found = self._index.execute(_NUMBER_OF, place).fetchone() if self._has_entries else None
        if found is not None:
            return int(found[0])
        self._last += 1
        self._fresh.append((self._last, *place))
        return self._last

    def add_fresh(self) -> None:
        """Add the entries that were not there yet to the index."""
        self._index.executemany(
            "INSERT INTO entries (id, kind, facet, value) VALUES (?, ?, ?, ?)", self._fresh
        )
        self._fresh.clear()


class Broader:
    """Which concepts are broader than another, at any distance; remembers what it looked up."""

    def __init__(self, index: sqlite3.Connection) -> None:
        self._index = index
        self._known: dict[str, tuple[str, ...]] = {}

    def than(self, concept: str) -> tuple[str, ...]:
        """Return all concepts broader than one; it is among them only if it lies on a circle."""
        if concept not in self._known:
            self._known[concept] = tuple(
                wide for (wide,) in self._index.execute(_ALL_BROADER, (concept,))
            )
        return self._known[concept]


def _leave(_: Gathered) -> None:
    """Take nothing."""


def kind_word(kind: str) -> str:
    """Return a kind as one word that no text is likely to hold."""
    return f"kind{kind.replace('-', '')}"


def _searchable(entry: Entry) -> tuple[str, str, str]:
    return "\n".join(entry.labels), "\n".join(entry.alternatives), "\n".join(entry.texts)


def _with(graph: int, pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[int, str, str]]:
    return ((graph, one, other) for one, other in pairs)


_NUMBER_OF = "SELECT id FROM entries WHERE kind = ? AND facet = ? AND value = ?"

_ALL_BROADER = """
WITH RECURSIVE wider (iri) AS (
  SELECT wide FROM broader WHERE narrow = ?
  UNION
  SELECT wide FROM broader JOIN wider ON narrow = iri
)
SELECT iri FROM wider ORDER BY iri
"""

# fresh: things to list anew. edges, uses: what the changed graphs said before about broader
# concepts and about roles. stale: listings to take away.
_WORKING_TABLES = """
CREATE TEMP TABLE fresh (thing INTEGER PRIMARY KEY);
CREATE TEMP TABLE changed (graph INTEGER PRIMARY KEY);
CREATE TEMP TABLE edges (narrow TEXT, wide TEXT, PRIMARY KEY (narrow, wide)) WITHOUT ROWID;
CREATE TEMP TABLE uses (concept TEXT, role TEXT, PRIMARY KEY (concept, role)) WITHOUT ROWID;
CREATE TEMP TABLE moved (concept TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE stale (entry INTEGER, key TEXT, PRIMARY KEY (entry, key)) WITHOUT ROWID;
CREATE TEMP TABLE new (entry INTEGER, key TEXT, PRIMARY KEY (entry, key)) WITHOUT ROWID;
"""

_FORGET = (
    "INSERT OR IGNORE INTO edges SELECT narrow, wide FROM broader WHERE graph = :graph",
    "INSERT OR IGNORE INTO uses SELECT concept, role FROM roles WHERE graph = :graph",
    """
    INSERT OR IGNORE INTO stale
    SELECT listing.value, things.key FROM things, json_each(things.entries) AS listing
    WHERE things.graph = :graph
    """,
    "DELETE FROM texts WHERE rowid IN (SELECT id FROM things WHERE graph = :graph)",
    "DELETE FROM things WHERE graph = :graph",
    "DELETE FROM labels WHERE graph = :graph",
    "DELETE FROM broader WHERE graph = :graph",
    "DELETE FROM roles WHERE graph = :graph",
)

_FIND_AFFECTED = (
    # Concepts from which the way up changed: told before and not now, or now and not before.
    """
    INSERT OR IGNORE INTO moved
    SELECT narrow FROM (
      SELECT narrow, wide FROM edges
      EXCEPT SELECT narrow, wide FROM broader
    )
    UNION
    SELECT narrow FROM (
      SELECT narrow, wide FROM broader JOIN changed USING (graph)
      EXCEPT SELECT narrow, wide FROM edges
    )
    """,
    # …and everything below them, by the old ways and the new.
    """
    INSERT OR IGNORE INTO moved
    WITH RECURSIVE
      ways (narrow, wide) AS (
        SELECT narrow, wide FROM broader UNION SELECT narrow, wide FROM edges
      ),
      below (concept) AS (
        SELECT concept FROM moved
        UNION
        SELECT narrow FROM ways JOIN below ON wide = concept
      )
    SELECT concept FROM below
    """,
    """
    INSERT OR IGNORE INTO fresh
    SELECT things.id
    FROM moved
      JOIN entries ON entries.value = moved.concept
      JOIN listed ON listed.entry = entries.id
      JOIN things ON things.kind = entries.kind AND things.key = listed.key
    """,
    # Concepts whose roles changed.
    """
    INSERT OR IGNORE INTO fresh
    SELECT things.id
    FROM (
      SELECT concept FROM (SELECT concept, role FROM uses EXCEPT SELECT concept, role FROM roles)
      UNION
      SELECT concept FROM (
        SELECT concept, role FROM roles JOIN changed USING (graph)
        EXCEPT SELECT concept, role FROM uses
      )
    ) JOIN things ON things.iri = concept
    WHERE things.kind = 'concepts'
    """,
    # What is listed anew may no longer belong where it was.
    """
    INSERT OR IGNORE INTO stale
    SELECT listing.value, things.key
    FROM fresh JOIN things ON things.id = thing, json_each(things.entries) AS listing
    """,
    # A thing that another graph describes too stays in its lists.
    """
    INSERT OR IGNORE INTO fresh
    SELECT DISTINCT things.id
    FROM stale JOIN entries ON entries.id = stale.entry
      JOIN things ON things.kind = entries.kind AND things.key = stale.key
    WHERE entries.facet = ''
    """,
)

_LIST = (
    """
    INSERT OR IGNORE INTO new
    SELECT listing.value, things.key
    FROM fresh JOIN things ON things.id = thing, json_each(things.entries) AS listing
    """,
    "DELETE FROM stale WHERE (entry, key) IN (SELECT entry, key FROM new)",
    """
    UPDATE entries SET total = total - gone.number
    FROM (SELECT entry, COUNT(*) AS number FROM stale GROUP BY entry) AS gone
    WHERE gone.entry = entries.id
    """,
    "DELETE FROM listed WHERE (entry, key) IN (SELECT entry, key FROM stale)",
    """
    DELETE FROM new WHERE EXISTS (
      SELECT 1 FROM listed WHERE listed.entry = new.entry AND listed.key = new.key
    )
    """,
    """
    UPDATE entries SET total = total + come.number
    FROM (SELECT entry, COUNT(*) AS number FROM new GROUP BY entry) AS come
    WHERE come.entry = entries.id
    """,
    "INSERT INTO listed SELECT entry, key FROM new ORDER BY entry, key",
    "DELETE FROM entries WHERE total = 0 AND id IN (SELECT entry FROM stale)",
)
