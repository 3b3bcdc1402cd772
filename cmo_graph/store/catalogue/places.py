"""Under which entries a thing is listed: this module numbers them and finds the wider ones.

An entry is a facet with one of its values, in one kind of thing. The numbers are the catalogue's
own: another catalogue of the same graphs may have others.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from operator import itemgetter

from cmo_graph.store.catalogue.facets import FACETS
from cmo_graph.store.catalogue.reading import as_told

#: The facet and the value under which all things of a kind are listed.
EVERYTHING = ("", "")
#: (kind, facet) of those facets under which broader concepts list a thing too.
WIDENED = frozenset(
    (kind, name)
    for kind, facets in FACETS.items()
    for name, facet in facets.items()
    if facet.is_widened
)

_ALL = as_told(*EVERYTHING)


class Places:
    """Finds the entries that things are listed under; remembers what it looked up.

    Entries that are not there yet get a number at once, and are added many at a time.
    """

    def __init__(self, index: sqlite3.Connection) -> None:
        self._entries = _Entries(index)
        #: Whether there were any before this write.
        self.had_any = self._entries.had_any
        #: kind → facet and value, `as_told` → number. What looks up refers back to nothing here:
        #: in a circle, all that was remembered for a write would stay until Python looks for those.
        self._numbers = {kind: _Numbers(partial(self._entries.look_up, kind)) for kind in FACETS}

    @property
    def widened(self) -> Mapping[int, tuple[str, str, str]]:
        """(kind, facet, value) by number, of those entries that broader ones belong to."""
        return self._entries.widened

    def of(self, kind: str, facets: Iterable[str]) -> list[int]:
        """Return the entries of a thing of which these facets are told, each once."""
        return list(dict.fromkeys(map(self._numbers[kind].__getitem__, (_ALL, *facets))))

    def number(self, kind: str, facet: str, value: str) -> int:
        """Return the entry of one facet and value."""
        return self._numbers[kind][as_told(facet, value)]

    def add_fresh(self) -> None:
        """Add the entries that were not there yet to the index."""
        self._entries.add_fresh()


class _Entries:
    """The entries of an index, and those that are not in it yet."""

    def __init__(self, index: sqlite3.Connection) -> None:
        self._index = index
        self._last = int(index.execute(_LAST).fetchone()[0])
        self.had_any = self._last > 0
        #: (number, kind, facet, value) of entries that are not in the index yet.
        self._fresh: list[tuple[int, str, str, str]] = []
        self.widened: dict[int, tuple[str, str, str]] = {}

    def look_up(self, kind: str, told: str) -> int:
        """Return the number of an entry, which gets one if it has none."""
        facet, value = json.loads(told)
        place = (kind, facet, value)
        row = self._index.execute(_NUMBER_OF, place).fetchone() if self.had_any else None
        if row is None:
            self._last += 1
            self._fresh.append((self._last, *place))
        number = self._last if row is None else int(row[0])
        if (kind, facet) in WIDENED:
            self.widened[number] = place
        return number

    def add_fresh(self) -> None:
        """Add the entries that were not there yet to the index."""
        self._index.executemany(
            "INSERT INTO entries (id, kind, facet, value) VALUES (?, ?, ?, ?)",
            sorted(self._fresh, key=itemgetter(1, 2, 3)),
        )
        self._fresh.clear()


class _Numbers(dict[str, int]):
    """The numbers of entries of one kind; one that is missing is looked up."""

    def __init__(self, look_up: Callable[[str], int]) -> None:
        self._look_up = look_up

    def __missing__(self, told: str) -> int:
        number = self[told] = self._look_up(told)
        return number


class Wider:
    """Finds the entries of everything broader, and of roles; remembers what it looked up."""

    def __init__(self, index: sqlite3.Connection, places: Places) -> None:
        self._index = index
        self._places = places
        self._broader = Broader(index)
        self._known: dict[int, tuple[int, ...]] = {}

    def of(self, kind: str, iri: str, own: Sequence[int]) -> list[int]:
        """Return the entries of a thing that has these of its own, each once."""
        found = list(own)
        for entry in own:
            if entry in self._places.widened:
                found += self._than(entry)
        if kind == "concepts":
            roles = self._index.execute("SELECT role FROM roles WHERE concept = ?", (iri,))
            found += [self._places.number(kind, "role", role) for (role,) in roles.fetchall()]
        return list(dict.fromkeys(found))

    def _than(self, entry: int) -> tuple[int, ...]:
        if entry not in self._known:
            kind, facet, value = self._places.widened[entry]
            self._known[entry] = tuple(
                self._places.number(kind, facet, wide) for wide in self._broader.than(value)
            )
        return self._known[entry]


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


_LAST = "SELECT COALESCE(MAX(id), 0) FROM entries"
_NUMBER_OF = "SELECT id FROM entries WHERE kind = ? AND facet = ? AND value = ?"

_ALL_BROADER = """
WITH RECURSIVE wider (iri) AS (
  SELECT wide FROM broader WHERE narrow = ?
  UNION
  SELECT wide FROM broader JOIN wider ON narrow = iri
)
SELECT iri FROM wider ORDER BY iri
"""
