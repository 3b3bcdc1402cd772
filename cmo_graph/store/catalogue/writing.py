"""The catalogue of the next version: this module brings a copy of the current one up to date.

Only what a changed graph says is read again. What depends on other graphs is worked out at the end:
under which broader concepts a thing is listed, and which roles a concept has.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import cache, partial
from importlib import resources
from operator import attrgetter
from pathlib import Path

from rdflib import URIRef

from cmo_graph.iri import DEFAULT_GRAPH, Base
from cmo_graph.store.catalogue.places import WIDENED, Places, Wider
from cmo_graph.store.catalogue.reading import Entry, Gathered, GraphReader, as_told

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
        self._places = Places(self._index)
        self._next = 1 + int(self._index.execute(_LAST).fetchone()[0])
        self._first = self._next

    def begin_graph(self, graph: URIRef) -> GraphReader:
        """Forget what is held of a graph, and return what reads it anew; once for each graph.

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
            ((label.iri, label.lang, label.text, graph) for label in sorted(gathered.labels)),
        )
        many("INSERT OR IGNORE INTO broader VALUES (?, ?, ?)", _with(graph, gathered.broader))
        many("INSERT OR IGNORE INTO roles VALUES (?, ?, ?)", _with(graph, gathered.roles))
        self._add_things(graph, gathered.entries)

    def _add_things(self, graph: int, entries: list[Entry]) -> None:
        # In order, so that an index larger than the cache is not read all over for each.
        things = list(enumerate(sorted(entries, key=attrgetter("kind", "key")), self._next))
        self._next += len(things)
        self._index.executemany(
            "INSERT INTO things (id, kind, key, graph, iri, facets, entries)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (number, entry.kind, entry.key, graph, entry.iri, _as_list(entry.facets), places)
                for number, entry in things
                for places in (str(self._places.of(entry.kind, entry.facets)),)
            ),
        )
        self._index.executemany(
            "INSERT INTO texts (rowid, kind, label, alternative, body) VALUES (?, ?, ?, ?, ?)",
            (
                (number, kind_word(entry.kind), entry.label, entry.alternative, entry.text)
                for number, entry in things
            ),
        )
        self._places.add_fresh()
        if not self._places.had_any:
            self._index.execute(_LIST_OWN, {"first": self._next - len(things)})

    def _relist(self) -> None:
        """List anew what was read, and what lies under other broader concepts or roles now."""
        for statement in _FIND_AFFECTED:
            self._index.execute(statement, {"first": self._first})
        self._widen()
        for statement in _LIST if self._places.had_any else (_COUNT,):
            self._index.execute(statement)

    def _widen(self) -> None:
        """Put things under all broader concepts and roles too.

        What was added just now has its own entries only; what was there before is begun anew.
        """
        wider = Wider(self._index, self._places)
        things = self._index.execute(_TO_WIDEN, {"first": self._first, "kinds": _WIDENED_KINDS})
        while batch := things.fetchmany(10_000):
            entries, further = [], []
            for thing, kind, key, iri, facets, before in batch:
                own = self._own(kind, facets, before)
                found = wider.of(kind, iri, own)
                if facets is not None or len(found) > len(own):
                    entries.append((str(found), thing))
                    further += [(entry, key) for entry in found[len(own) :]]
            self._index.executemany("UPDATE things SET entries = ? WHERE id = ?", entries)
            if not self._places.had_any:
                self._index.executemany(_LIST_FURTHER, sorted(further))
            self._places.add_fresh()

    def _own(self, kind: str, facets: str | None, entries: str) -> list[int]:
        """Return the entries of what is told of a thing itself."""
        if facets is None:
            own: list[int] = json.loads(entries)
            return own
        return self._places.of(kind, [as_told(*pair) for pair in json.loads(facets)])


def _leave(_: Gathered) -> None:
    """Take nothing."""


@cache
def kind_word(kind: str) -> str:
    """Return a kind as one word that no text is likely to hold."""
    return f"kind{kind.replace('-', '')}"


def _as_list(facets: Iterable[str]) -> str:
    return f"[{', '.join(facets)}]"


def _with(graph: int, pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[int, str, str]]:
    return ((graph, one, other) for one, other in pairs)


#: Kinds of things that can have more entries than are told of them: concepts have roles.
_WIDENED_KINDS = json.dumps(sorted({"concepts"} | {kind for kind, _ in WIDENED}))

_LAST = "SELECT COALESCE(MAX(id), 0) FROM things"

# Of what was added just now nothing but its own entries is known yet, and facets are not asked for.
_TO_WIDEN = """
SELECT id, kind, key, iri, CASE WHEN id < :first THEN facets END, entries
FROM fresh CROSS JOIN things ON id = thing
WHERE id < :first OR kind IN (SELECT value FROM json_each(:kinds))
ORDER BY id
"""

# CROSS JOIN is how SQLite is told in which order to join: what changed leads, never the whole.
# fresh: things to list anew. edges, uses: what the changed graphs said before about broader
# concepts and about roles. stale: listings to take away.
_WORKING_TABLES = """
CREATE TEMP TABLE fresh (thing INTEGER PRIMARY KEY);
CREATE TEMP TABLE changed (graph INTEGER PRIMARY KEY);
CREATE TEMP TABLE edges (narrow TEXT, wide TEXT, PRIMARY KEY (narrow, wide)) WITHOUT ROWID;
CREATE INDEX edges_of_wide ON edges (wide);
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
    SELECT narrow FROM edges
    WHERE NOT EXISTS (
      SELECT 1 FROM broader WHERE broader.narrow = edges.narrow AND broader.wide = edges.wide
    )
    UNION
    SELECT narrow FROM changed CROSS JOIN broader USING (graph)
    WHERE NOT EXISTS (
      SELECT 1 FROM edges WHERE edges.narrow = broader.narrow AND edges.wide = broader.wide
    )
    """,
    # …and everything below them, by the old ways and the new.
    """
    INSERT OR IGNORE INTO moved
    WITH RECURSIVE below (concept) AS (
      SELECT concept FROM moved
      UNION
      SELECT narrow FROM below CROSS JOIN broader ON wide = concept
      UNION
      SELECT narrow FROM below CROSS JOIN edges ON wide = concept
    )
    SELECT concept FROM below
    """,
    """
    INSERT OR IGNORE INTO fresh
    SELECT things.id
    FROM moved
      CROSS JOIN entries ON entries.value = moved.concept
      CROSS JOIN listed ON listed.entry = entries.id
      CROSS JOIN things ON things.kind = entries.kind AND things.key = listed.key
    """,
    # Concepts whose roles changed.
    """
    INSERT OR IGNORE INTO fresh
    SELECT things.id
    FROM (
      SELECT concept FROM uses
      WHERE NOT EXISTS (
        SELECT 1 FROM roles WHERE roles.concept = uses.concept AND roles.role = uses.role
      )
      UNION
      SELECT concept FROM changed CROSS JOIN roles USING (graph)
      WHERE NOT EXISTS (
        SELECT 1 FROM uses WHERE uses.concept = roles.concept AND uses.role = roles.role
      )
    ) CROSS JOIN things ON things.iri = concept
    WHERE things.kind = 'concepts'
    """,
    # What is listed anew may no longer belong where it was.
    """
    INSERT OR IGNORE INTO stale
    SELECT listing.value, things.key
    FROM fresh CROSS JOIN things ON things.id = thing, json_each(things.entries) AS listing
    WHERE thing < :first
    """,
    # A thing that another graph describes too stays in its lists.
    """
    INSERT OR IGNORE INTO fresh
    SELECT DISTINCT things.id
    FROM stale
      CROSS JOIN entries ON entries.id = stale.entry
      CROSS JOIN things ON things.kind = entries.kind AND things.key = stale.key
    WHERE entries.facet = ''
    """,
    "INSERT OR IGNORE INTO fresh SELECT id FROM things WHERE id >= :first",
)

# When nothing was listed before, nothing has to be taken away, and totals are counted at the end:
# things are listed as they are added, and under what is broader once that is known.
_LIST_OWN = """
INSERT OR IGNORE INTO listed
SELECT listing.value, things.key FROM things, json_each(things.entries) AS listing
WHERE things.id >= :first
"""
_LIST_FURTHER = "INSERT OR IGNORE INTO listed VALUES (?, ?)"
_COUNT = "UPDATE entries SET total = (SELECT COUNT(*) FROM listed WHERE entry = entries.id)"

_LIST = (
    """
    INSERT OR IGNORE INTO new
    SELECT listing.value, things.key
    FROM fresh CROSS JOIN things ON things.id = thing, json_each(things.entries) AS listing
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
