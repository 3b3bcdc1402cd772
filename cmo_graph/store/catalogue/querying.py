"""Lists, totals and search over one version: this module answers them from the catalogue's file.

Lists are read from where the page before ended, never counted off from the start, and totals of
lists with at most one filter are kept, not counted. So no answer costs more because the dataset is
larger; what does cost is said at each method.
"""

import heapq
import json
import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rapidfuzz import process
from rdflib import URIRef

from cmo_graph.errors import InvalidParameter
from cmo_graph.iri import Base
from cmo_graph.model import THINGS
from cmo_graph.store.catalogue.facets import FACETS
from cmo_graph.store.catalogue.places import EVERYTHING
from cmo_graph.store.catalogue.words import beginning_with, folded, labelled_with

#: Most matches that one search ranks; a search that matches more ranks the first so many.
MOST_RANKED = 5_000
#: Most labels that are compared with one that somebody typed.
MOST_COMPARED = 20_000
#: Keys on either side of a wrong one, in key order, that are compared with it.
NEIGHBOURS = 2_000
#: Least likeness, from 0 to 100, at which a key is offered for a wrong one.
LEAST_LIKENESS = 60
#: Most keys offered for a wrong one.
MOST_OFFERED = 3

#: How much a match in kind, label, alternative label and text counts.
_WEIGHTS = (0.0, 10.0, 5.0, 1.0)


@dataclass(frozen=True, slots=True)
class CataloguePage:
    """A run of things of one kind, in key order."""

    iris: tuple[URIRef, ...]
    #: What to give as `after` to go on; None when this is the last page.
    next: str | None
    #: How many things match on all pages together.
    total: int


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that a search found."""

    kind: str
    key: str
    iri: URIRef
    #: Its label, in English where it has one.
    label: str


class Catalogue:
    """What one version holds, by kind, facet and word. Any number of threads may ask at once."""

    def __init__(self, path: Path, *, base: Base) -> None:
        self.path = path
        self._base = base
        # Nobody writes to a published version, so SQLite need not look for writers.
        self._uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        self._of_thread = threading.local()
        self._opened: list[sqlite3.Connection] = []
        weakref.finalize(self, _close_all, self._opened)

    def counts(self) -> Mapping[str, int]:
        """Return how many things there are of each kind, 0 included, in reading order."""
        found: dict[str, int] = dict(self._rows(_COUNTS, facet=EVERYTHING[0], value=EVERYTHING[1]))
        return MappingProxyType({kind: found.get(kind, 0) for kind in THINGS})

    def values(self, kind: str, facet: str) -> Mapping[str, int]:
        """Return how many things are listed under each value of a facet, in the values' order.

        Raises:
            InvalidParameter: there is no such kind or facet.
        """
        _check(kind, facet)
        return MappingProxyType(dict(self._rows(_VALUES, kind=kind, facet=facet)))

    def page(
        self,
        kind: str,
        *,
        filters: Mapping[str, Sequence[str]] = MappingProxyType({}),
        text: str | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> CataloguePage:
        """Return a page of the things of one kind that match, in key order.

        Args:
            kind: The kind's word, such as `configurations`.
            filters: Values by facet: code tokens or IRIs. A thing matches a facet when it has any
                of its values, and must match every facet. A facet without values is no filter.
            text: Words of which each begins a word of the thing's labels or texts.
            after: The `next` of the page before; None for the first page.
            limit: Most things on the page; at least 1.

        Cost: that of the page, and for several filters or values at most that of passing once over
        the rarest filter; for `text`, over its matches.

        Raises:
            InvalidParameter: there is no such kind or facet, or the limit is less than 1.
        """
        asked = {facet: tuple(dict.fromkeys(values)) for facet, values in filters.items() if values}
        _check(kind, *asked)
        if limit < 1:
            raise InvalidParameter("limit", str(limit), "1 or more")
        if text is not None:
            keys, total = self._worded(kind, asked, text, after=after or "")
        else:
            keys, total = self._listed(kind, asked, after=after or "")
        found = list(islice(keys, limit + 1))
        on_page = found[:limit]
        return CataloguePage(
            iris=self._iris(kind, on_page),
            next=on_page[-1] if len(found) > limit else None,
            total=total,
        )

    def find(self, kind: str, name: str) -> URIRef | None:
        """Return the IRI of the thing of this kind with this key or IRI; None when there is none.

        Raises:
            InvalidParameter: there is no such kind.
        """
        _check(kind)
        place = self._base.locate(name)
        key = place[1] if place and place[0] == kind else name
        return next(iter(self._iris(kind, [key])), None)

    def told(self, kind: str, iris: Iterable[URIRef]) -> Mapping[URIRef, Mapping[str, list[str]]]:
        """Return by thing what is told of it, for each facet: IRIs, and tokens of codes.

        Unlike `page`, it gives nothing that a thing is listed under only because something broader
        is. A thing that is not listed is absent, and so is a facet of which nothing is told.
        Many times quicker than `Snapshot.describe`, for what facets hold.

        Raises:
            InvalidParameter: there is no such kind.
        """
        _check(kind)
        found: dict[URIRef, dict[str, list[str]]] = {}
        for iri, facets in self._rows(_TOLD, kind=kind, iris=json.dumps(list(iris))):
            values = found.setdefault(URIRef(iri), {})
            for facet, value in json.loads(facets):
                told = values.setdefault(facet, [])
                if value not in told:
                    told.append(value)
        return found

    def nearest(self, kind: str, name: str) -> tuple[str, ...]:
        """Return up to three keys of this kind that look like a wrong one, the likest first.

        Compared are the keys that stand next to it in key order; of a kind with at most
        `NEIGHBOURS` things, all are.

        Raises:
            InvalidParameter: there is no such kind.
        """
        _check(kind)
        entry, _ = self._entry(kind, *EVERYTHING)
        around = [
            key
            for statement in (_BEFORE, _AFTER)
            for (key,) in self._rows(statement, entry=entry, key=name, limit=NEIGHBOURS)
        ]
        found = process.extract(
            name, sorted(around), limit=MOST_OFFERED, score_cutoff=LEAST_LIKENESS
        )
        return tuple(match[0] for match in found)

    def labels(self, iris: Iterable[URIRef], *, lang: str = "en") -> Mapping[URIRef, str]:
        """Return the label of each of these that has one: things, classes, properties and codes.

        Args:
            iris: What to name.
            lang: Language to choose where there are several; else the first in order.
        """
        wanted = sorted(set(iris))
        rows = self._rows(_LABELS, iris=json.dumps(wanted), lang=lang)
        return MappingProxyType(
            {URIRef(iri): next(names)[1] for iri, names in groupby(rows, key=lambda row: row[0])}
        )

    def called(self, kind: str, label: str) -> tuple[URIRef, ...]:
        """Return the things of this kind that have a label, in any language, in key order.

        Case, accents and spaces make no difference. Alternative labels are not looked at.

        Cost: that of passing over the labels with all its words; at most `MOST_COMPARED` are.

        Raises:
            InvalidParameter: there is no such kind.
        """
        _check(kind)
        match, wanted = labelled_with(label, [kind]), folded(label)
        if match is None:
            return ()
        rows = self._rows(_CALLED, match=match, compared=MOST_COMPARED)
        found = {
            key for key, labels in rows if wanted in (folded(one) for one in labels.split("\n"))
        }
        return self._iris(kind, sorted(found))

    def search(self, text: str, *, kinds: Sequence[str] = (), limit: int = 20) -> tuple[Hit, ...]:
        """Return the things that match a text, the best first.

        A thing matches when each word of the text begins one of its words; accents and case make no
        difference. A match in a label counts most, then alternative labels, then texts such as
        definitions. A text without words matches nothing.

        Args:
            text: What to look for, as a person typed it.
            kinds: Kinds to look among; all when empty.
            limit: Most hits returned; at least 1.

        Cost: that of ranking the matches; at most `MOST_RANKED` are.

        Raises:
            InvalidParameter: there is no such kind, or the limit is less than 1.
        """
        for kind in kinds:
            _check(kind)
        if limit < 1:
            raise InvalidParameter("limit", str(limit), "1 or more")
        match = beginning_with(text, kinds)
        if match is None:
            return ()
        found = self._rows(_RANKED, match=match, ranked=MOST_RANKED, limit=limit, **_weights())
        hits = [(kind, key, URIRef(iri)) for kind, key, iri in found]
        labels = self.labels(iri for _, _, iri in hits)
        return tuple(Hit(kind, key, iri, labels.get(iri, key)) for kind, key, iri in hits)

    # Lists

    def _listed(
        self, kind: str, asked: Mapping[str, Sequence[str]], *, after: str
    ) -> tuple[Iterator[str], int]:
        """Return the keys from `after` on, lazily, and how many there are without `after`."""
        lists = [self._entries(kind, facet, values) for facet, values in asked.items()]
        if not lists:
            lists = [[self._entry(kind, *EVERYTHING)]]
        # The rarest filter leads; the others are looked up for each of its things.
        lists.sort(key=lambda entries: sum(total for _, total in entries))
        leading, others = [entry for entry, _ in lists[0]], _others(lists[1:])
        if len(leading) == 1 and not lists[1:]:
            total = lists[0][0][1]
        else:
            arguments = {"leading": json.dumps(leading), "others": others}
            total = int(next(iter(self._rows(_TOTAL, **arguments)))[0])
        return self._keys(leading, others, after=after), total

    def _keys(self, leading: Sequence[int], others: str, *, after: str) -> Iterator[str]:
        """Yield the keys of several lists in order, each once."""
        runs = [self._rows(_RUN, entry=entry, after=after, others=others) for entry in leading]
        merged = heapq.merge(*((key for (key,) in run) for run in runs))
        yield from (key for key, _ in groupby(merged))

    def _entries(self, kind: str, facet: str, values: Sequence[str]) -> list[tuple[int, int]]:
        return [self._entry(kind, facet, value) for value in values]

    def _entry(self, kind: str, facet: str, value: str) -> tuple[int, int]:
        """Return the id of an entry and its total; (-1, 0) when nothing is listed under it."""
        found = next(iter(self._rows(_ENTRY, kind=kind, facet=facet, value=value)), (-1, 0))
        return int(found[0]), int(found[1])

    def _worded(
        self, kind: str, asked: Mapping[str, Sequence[str]], text: str, *, after: str
    ) -> tuple[Iterator[str], int]:
        match = beginning_with(text, [kind])
        if match is None:
            return iter(()), 0
        others = _others([self._entries(kind, facet, values) for facet, values in asked.items()])
        keys = [key for (key,) in self._rows(_WORDED, match=match, others=others)]
        return (key for key in keys if key > after), len(keys)

    def _iris(self, kind: str, keys: Sequence[str]) -> tuple[URIRef, ...]:
        rows = self._rows(_IRIS, kind=kind, keys=json.dumps(list(keys)))
        return tuple(URIRef(iri) for (iri,) in rows)

    def _rows(self, statement: str, **arguments: object) -> Iterator[tuple[Any, ...]]:
        return iter(self._index.execute(statement, arguments))

    @property
    def _index(self) -> sqlite3.Connection:
        """This thread's own connection."""
        found: sqlite3.Connection | None = getattr(self._of_thread, "index", None)
        if found is None:
            # Only this thread uses it; whichever thread ends the catalogue closes it.
            found = sqlite3.connect(self._uri, uri=True, check_same_thread=False)
            self._of_thread.index = found
            self._opened.append(found)
        return found


def _close_all(opened: list[sqlite3.Connection]) -> None:
    for index in opened:
        index.close()


def _check(kind: str, *facets: str) -> None:
    if kind not in FACETS:
        raise InvalidParameter("kind", kind, f"one of {', '.join(FACETS)}")
    for facet in facets:
        if facet not in FACETS[kind]:
            raise InvalidParameter("filter", facet, f"one of {', '.join(FACETS[kind])}")


def _others(lists: Sequence[Sequence[tuple[int, int]]]) -> str:
    return json.dumps([[entry for entry, _ in entries] for entries in lists])


def _weights() -> dict[str, float]:
    return dict(zip(("kind", "label", "alternative", "body"), _WEIGHTS, strict=True))


_COUNTS = "SELECT kind, total FROM entries WHERE facet = :facet AND value = :value"
_VALUES = "SELECT value, total FROM entries WHERE kind = :kind AND facet = :facet ORDER BY value"
_ENTRY = """
SELECT id, total FROM entries WHERE kind = :kind AND facet = :facet AND value = :value
"""
# others: JSON, a list of entries for each further filter; a key must be in one entry of each list.
_IN_OTHERS = """
  NOT EXISTS (
    SELECT 1 FROM json_each(:others) AS other
    WHERE NOT EXISTS (
      SELECT 1 FROM json_each(other.value) AS wanted
        JOIN listed AS found ON found.entry = wanted.value AND found.key = candidate.key
    )
  )
"""
# The statements are put together from constants only.
_RUN = f"""
SELECT key FROM listed AS candidate
WHERE entry = :entry AND key > :after AND {_IN_OTHERS}
ORDER BY key
"""  # noqa: S608
_TOTAL = f"""
SELECT COUNT(DISTINCT key) FROM listed AS candidate
WHERE entry IN (SELECT value FROM json_each(:leading)) AND {_IN_OTHERS}
"""  # noqa: S608
_WORDED = f"""
SELECT DISTINCT key FROM texts JOIN things AS candidate ON candidate.id = texts.rowid
WHERE texts MATCH :match AND {_IN_OTHERS}
ORDER BY key
"""  # noqa: S608
_CALLED = """
SELECT things.key, found.label FROM (
  SELECT rowid AS thing, label FROM texts WHERE texts MATCH :match LIMIT :compared
) AS found JOIN things ON things.id = found.thing
"""
_IRIS = """
SELECT DISTINCT things.iri FROM json_each(:keys) AS wanted
  JOIN things ON things.kind = :kind AND things.key = wanted.value
ORDER BY wanted.key
"""
_TOLD = """
SELECT things.iri, things.facets FROM json_each(:iris) AS wanted
  JOIN things ON things.iri = wanted.value AND things.kind = :kind
ORDER BY wanted.key
"""
_BEFORE = (
    "SELECT key FROM listed WHERE entry = :entry AND key < :key ORDER BY key DESC LIMIT :limit"
)
_AFTER = "SELECT key FROM listed WHERE entry = :entry AND key > :key ORDER BY key LIMIT :limit"
_LABELS = """
SELECT iri, label FROM json_each(:iris) AS wanted JOIN labels ON iri = wanted.value
GROUP BY iri, lang, label
ORDER BY iri, lang <> :lang, lang, label
"""
_RANKED = """
SELECT kind, key, iri FROM (
  SELECT rowid AS thing, bm25(texts, :kind, :label, :alternative, :body) AS score
  FROM texts WHERE texts MATCH :match LIMIT :ranked
) JOIN things ON id = thing
GROUP BY kind, key
ORDER BY MIN(score), key, kind
LIMIT :limit
"""
