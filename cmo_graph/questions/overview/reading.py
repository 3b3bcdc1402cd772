"""What an overview tells: this module reads counts, first entries and cells out of its file."""

import json
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rdflib import URIRef

from cmo_graph.iri import IRI
from cmo_graph.model.codes import Presence, Role
from cmo_graph.support.codes import SupportStatus
from cmo_graph.support.matrix import Heading

#: What an overview that is whole has as SQLite's `user_version`.
FINISHED = 1


@dataclass(frozen=True, slots=True)
class Found:
    """The first of the claims, or contexts, that were looked for, in order of IRI."""

    total: int
    iris: tuple[IRI, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rivals."""

    first: IRI
    second: IRI
    is_declared: bool
    is_computed: bool


@dataclass(frozen=True, slots=True)
class Headings:
    """What makes rows and columns of an evidence map, in order of IRI."""

    rows: tuple[Heading, ...]
    columns: tuple[Heading, ...]
    #: Configurations that lack one of the roles.
    unplaced: Found


class Overview:
    """What all claims of one dataset version come to. Any thread may ask."""

    def __init__(self, path: Path) -> None:
        """Open the file of an overview.

        Raises:
            sqlite3.DatabaseError: it is not whole.
        """
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        self._index = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._lock = threading.Lock()
        try:
            [(written,)] = self._rows("PRAGMA user_version")
            if written != FINISHED:
                raise sqlite3.DatabaseError(f"{path.name} was not finished")
        except sqlite3.DatabaseError:
            self._index.close()
            raise

    def with_status(self, status: SupportStatus, *, most: int) -> Found:
        """Return the claims of a status."""
        return self._found(_WITH_STATUS, {"status": status.value}, most)

    def resting_on_one_study(self, *, most: int) -> Found:
        """Return the claims that a single independent study supports."""
        return self._found(_OF_ONE_STUDY, {}, most)

    def stale(self, *, most: int) -> Found:
        """Return the claims with a judgement of confidence that evidence has overtaken."""
        return self._found("SELECT claim FROM stale", {}, most)

    def unexamined(self, *, most: int) -> tuple[int, Mapping[Heading, Found]]:
        """Return how many contexts no study was done in, and the first with their claims.

        One that claims turn on both by its presence and by its absence counts twice.
        """
        [(total,)] = self._rows(_HOW_MANY_UNEXAMINED)
        contexts = [_heading(row) for row in self._rows(_FIRST_UNEXAMINED, most=most)]
        claims: dict[Heading, list[IRI]] = {context: [] for context in contexts}
        totals: dict[Heading, int] = {}
        for *context, claim, count in self._rows(_IN_CONTEXT, contexts=_given(contexts), most=most):
            claims[_heading(context)].append(URIRef(claim))
            totals[_heading(context)] = count
        return total, {
            context: Found(totals[context], tuple(found)) for context, found in claims.items()
        }

    def rivals(self, *, most: int) -> tuple[int, tuple[Pair, ...]]:
        """Return how many pairs of rivals there are, and the first of them."""
        [(total,)] = self._rows("SELECT COUNT(*) FROM rivals")
        rows = self._rows(_RIVALS, most=most)
        pairs = (
            Pair(URIRef(one), URIRef(two), bool(said), bool(so)) for one, two, said, so in rows
        )
        return total, tuple(pairs)

    def sides(self, claims: Iterable[IRI]) -> Mapping[IRI, Mapping[str, Any]]:
        """Return the lines for and against contested claims, and what splits them, as JSON."""
        rows = self._rows(_SIDES, iris=json.dumps(list(claims)))
        return {URIRef(iri): json.loads(told) for iri, told in rows}

    def standings(self, claims: Iterable[IRI]) -> Mapping[IRI, Mapping[str, Any]]:
        """Return status, answer and tally of claims, by IRI in order; others are left out."""
        rows = self._rows(_STANDINGS, iris=json.dumps(sorted(set(claims))))
        return {
            URIRef(iri): {"status": status, "answer": answer, "tally": json.loads(tally)}
            for iri, status, answer, tally in rows
        }

    # The evidence map

    def headings(
        self, rows: Sequence[Role], columns: Sequence[Role], *, most: int, turned: bool | None
    ) -> Headings:
        """Return what makes rows and columns, where something is theorised of both.

        Args:
            rows: The roles that make rows.
            columns: The roles that make columns.
            most: Most unplaced configurations that are named.
            turned: None where links have no place; True where they lead from columns to rows.

        Cost: a pass over the slots with these roles.
        """
        asked = {"rows": _roles(rows), "columns": _roles(columns)}
        found = [
            {_heading(row) for row in self._rows(_HEADINGS, rows=one, columns=other)}
            for one, other in ((asked["rows"], asked["columns"]), (asked["columns"], asked["rows"]))
        ]
        if turned is not None:
            starts = {Heading(URIRef(iri)) for (iri,) in self._rows(_STARTS)}
            targets = {Heading(URIRef(iri)) for (iri,) in self._rows(_TARGETS)}
            found[0] |= targets if turned else starts
            found[1] |= starts if turned else targets
        return Headings(
            _in_order(found[0]), _in_order(found[1]), self._found(_UNPLACED, asked, most)
        )

    def cells(
        self,
        rows: Sequence[Heading],
        columns: Sequence[Heading],
        *,
        roles: tuple[Sequence[Role], Sequence[Role]],
        turned: bool | None,
    ) -> Mapping[tuple[Heading, Heading], frozenset[IRI]]:
        """Return the claims in each cell of these rows and columns that has any."""
        found: dict[tuple[Heading, Heading], set[IRI]] = defaultdict(set)
        given = {"rows": _given(rows), "columns": _given(columns)}
        of = {"row_roles": _roles(roles[0]), "column_roles": _roles(roles[1])}
        for claim, *ends in self._rows(_CELLS, **given, **of):
            found[_heading(ends[:2]), _heading(ends[2:])].add(URIRef(claim))
        if turned is not None:
            starts, targets = (columns, rows) if turned else (rows, columns)
            between = {"starts": _given(starts), "targets": _given(targets)}
            for claim, start, target in self._rows(_STEPS, **between):
                begun, reached = Heading(URIRef(start)), Heading(URIRef(target))
                place = (reached, begun) if turned else (begun, reached)
                found[place].add(URIRef(claim))
        return {place: frozenset(claims) for place, claims in found.items()}

    def _found(self, wanted: str, arguments: Mapping[str, object], most: int) -> Found:
        # Put together from the constants below only.
        [(total,)] = self._rows(f"SELECT COUNT(*) FROM ({wanted})", **arguments)  # noqa: S608
        rows = self._rows(f"{wanted} ORDER BY 1 LIMIT :most", **arguments, most=most)
        return Found(total, tuple(URIRef(iri) for (iri,) in rows))

    def _rows(self, statement: str, **arguments: object) -> list[tuple[Any, ...]]:
        with self._lock, closing(self._index.execute(statement, arguments)) as rows:
            return rows.fetchall()


def _roles(roles: Sequence[Role]) -> str:
    return json.dumps([role.value for role in roles])


def _given(headings: Sequence[Heading]) -> str:
    return json.dumps([[heading.concept, int(heading.is_absent)] for heading in headings])


def _heading(row: Sequence[Any]) -> Heading:
    return Heading(URIRef(row[0]), Presence.ABSENT if row[1] else Presence.PRESENT)


def _in_order(headings: Iterable[Heading]) -> tuple[Heading, ...]:
    return tuple(sorted(headings, key=lambda one: (one.concept, one.is_absent)))


_WITH_STATUS = "SELECT iri FROM claims WHERE status = :status"
_OF_ONE_STUDY = "SELECT iri FROM claims WHERE status = 'supported' AND supporting = 1"
_UNEXAMINED = """
SELECT DISTINCT unexamined.concept, slots.absent FROM unexamined
  JOIN concepts ON concepts.iri = unexamined.concept
  JOIN slots ON slots.role = 'context' AND slots.concept = concepts.id
"""
_HOW_MANY_UNEXAMINED = f"SELECT COUNT(*) FROM ({_UNEXAMINED})"  # noqa: S608
_FIRST_UNEXAMINED = f"{_UNEXAMINED} ORDER BY 1, 2 LIMIT :most"
_IN_CONTEXT = """
SELECT context, absent, claim, total FROM (
  SELECT context, absent, claim, COUNT(*) OVER of AS total,
    ROW_NUMBER() OVER (PARTITION BY context, absent ORDER BY claim) AS place
  FROM (
    SELECT DISTINCT concepts.iri AS context, slots.absent AS absent, claims.iri AS claim
    FROM json_each(:contexts) AS wanted
      JOIN concepts ON concepts.iri = json_extract(wanted.value, '$[0]')
      JOIN slots ON slots.role = 'context' AND slots.concept = concepts.id
        AND slots.absent = json_extract(wanted.value, '$[1]')
      JOIN claims ON claims.id = slots.claim
  )
  WINDOW of AS (PARTITION BY context, absent)
)
WHERE place <= :most
ORDER BY context, absent, claim
"""
_RIVALS = """
SELECT first, second, declared, computed FROM rivals ORDER BY first, second LIMIT :most
"""
_SIDES = """
SELECT iri, told FROM json_each(:iris) AS wanted JOIN contested ON iri = wanted.value
"""
_STANDINGS = """
SELECT iri, status, answer, tally FROM json_each(:iris) AS wanted JOIN claims ON iri = wanted.value
ORDER BY wanted.key
"""
_HEADINGS = """
SELECT DISTINCT concepts.iri, one.absent FROM slots AS one
  JOIN concepts ON concepts.id = one.concept
WHERE one.role IN (SELECT value FROM json_each(:rows)) AND EXISTS (
  SELECT 1 FROM slots AS other
  WHERE other.claim = one.claim AND other.rowid <> one.rowid
    AND other.role IN (SELECT value FROM json_each(:columns))
)
"""
_UNPLACED = """
SELECT iri FROM claims WHERE id IN (SELECT claim FROM slots) AND NOT EXISTS (
  SELECT 1 FROM slots AS one JOIN slots AS other ON other.claim = one.claim
  WHERE one.claim = claims.id AND other.rowid <> one.rowid
    AND one.role IN (SELECT value FROM json_each(:rows))
    AND other.role IN (SELECT value FROM json_each(:columns))
)
"""
_FROM_INTERVENTIONS = """
FROM steps JOIN concepts AS begun ON begun.id = steps.start
  JOIN concepts AS reached ON reached.id = steps.target
WHERE EXISTS (SELECT 1 FROM slots WHERE role = 'intervention' AND slots.concept = steps.start)
"""
# Put together from constants only.
_STARTS = f"SELECT DISTINCT begun.iri {_FROM_INTERVENTIONS}"
_TARGETS = f"SELECT DISTINCT reached.iri {_FROM_INTERVENTIONS}"
_CELLS = """
SELECT DISTINCT claims.iri, up.iri, one.absent, across.iri, other.absent
FROM json_each(:rows) AS row
  JOIN concepts AS up ON up.iri = json_extract(row.value, '$[0]')
  JOIN slots AS one ON one.concept = up.id AND one.absent = json_extract(row.value, '$[1]')
    AND one.role IN (SELECT value FROM json_each(:row_roles))
  JOIN slots AS other ON other.claim = one.claim AND other.rowid <> one.rowid
    AND other.role IN (SELECT value FROM json_each(:column_roles))
  JOIN concepts AS across ON across.id = other.concept
  JOIN claims ON claims.id = one.claim
WHERE EXISTS (
  SELECT 1 FROM json_each(:columns) AS wanted
  WHERE json_extract(wanted.value, '$[0]') = across.iri
    AND json_extract(wanted.value, '$[1]') = other.absent
)
"""
_STEPS = f"""
SELECT DISTINCT claims.iri, begun.iri, reached.iri
FROM claims JOIN (
  SELECT steps.claim, steps.start, steps.target {_FROM_INTERVENTIONS}
    AND begun.iri IN (SELECT json_extract(value, '$[0]') FROM json_each(:starts)
      WHERE json_extract(value, '$[1]') = 0)
    AND reached.iri IN (SELECT json_extract(value, '$[0]') FROM json_each(:targets)
      WHERE json_extract(value, '$[1]') = 0)
) AS taken ON taken.claim = claims.id
JOIN concepts AS begun ON begun.id = taken.start
JOIN concepts AS reached ON reached.id = taken.target
"""  # noqa: S608
