"""How an overview is made: this module takes in claims with their support, and then sums up.

It is filled while the derived graphs are made, page after page, so that nothing is read twice. What
counts as a gap is told in `cmo_graph.theory.gaps`; here it is found without all claims in memory.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.resources import files
from itertools import combinations, groupby, islice
from operator import itemgetter

from rdflib import URIRef

from cmo_graph.iri import IRI
from cmo_graph.model import Confidence, Configuration, Link
from cmo_graph.model.codes import Direction, Presence, Role
from cmo_graph.questions.gathering import Gathering
from cmo_graph.questions.holdings import everything
from cmo_graph.questions.overview.reading import FINISHED
from cmo_graph.questions.part_holdings import with_broader
from cmo_graph.questions.slot_spool import rows_of
from cmo_graph.repository import Repository
from cmo_graph.support.codes import SupportStatus
from cmo_graph.support.confidence import Currency, check_freshness
from cmo_graph.support.evidence import Claim
from cmo_graph.support.matrix import TO_OUTCOMES
from cmo_graph.support.summary import Support
from cmo_graph.theory.transitivity import wider_contexts
from cmo_graph.vocabulary import CMO

#: Rises when an overview is written otherwise, or says something else.
METHOD = "overview-2"
#: Most pairs of rivals that are kept; configurations that all explain one outcome make very many.
MOST_RIVALS = 1_000_000

_MECHANISM = (Role.RESPONSE, Role.MECHANISM)


class OverviewWriter:
    """Writes an overview into an empty SQLite file."""

    def __init__(self, index: sqlite3.Connection) -> None:
        self._index = index
        self._index.executescript(files(__package__).joinpath("schema.sql").read_text("utf-8"))
        self._index.execute("BEGIN")
        self._claims = 0
        self._concepts: dict[IRI, int] = {}

    def add(self, claims: Iterable[Claim], supports: Iterable[Support]) -> None:
        """Take in claims, each with its support under the default filters."""
        for claim, support in zip(claims, supports, strict=True):
            self._claims += 1
            self._add_support(support)
            if isinstance(claim, Configuration):
                self._add_slots(claim)
                self._add_explanations(claim)
            elif isinstance(claim, Link) and claim.kind in TO_OUTCOMES:
                ends = self._concept(claim.from_concept), self._concept(claim.to_concept)
                self._index.execute("INSERT INTO steps VALUES (?, ?, ?)", (self._claims, *ends))

    def _add_support(self, support: Support) -> None:
        tally = support.tally
        told = (support.claim, support.status.value, support.answer.value, tally.supporting)
        self._index.execute(
            "INSERT INTO claims VALUES (?, ?, ?, ?, ?, ?)",
            (self._claims, *told, json.dumps(tally.as_json())),
        )
        self._index.executemany(
            "INSERT OR IGNORE INTO counted VALUES (?)",
            ((iri,) for line in support.lines for iri in (line.line.id, line.line.study)),
        )
        if support.status is SupportStatus.CONTESTED:
            told_sides = json.dumps(_sides(support))
            self._index.execute("INSERT INTO contested VALUES (?, ?)", (support.claim, told_sides))

    def _add_slots(self, configuration: Configuration) -> None:
        self._index.executemany(
            "INSERT INTO slots VALUES (?, ?, ?, ?)",
            (
                (
                    self._claims,
                    slot.role.value,
                    self._concept(slot.concept),
                    slot.presence is Presence.ABSENT,
                )
                for slot in configuration.slots
            ),
        )

    def _add_explanations(self, configuration: Configuration) -> None:
        """Note what a configuration explains and how; rivals are found among those alike in it."""
        contexts = sorted(
            {
                (self._concept(slot.concept), slot.presence.value)
                for slot in configuration.in_role(Role.CONTEXT)
            }
        )
        mechanisms = {self._concept(slot.concept) for slot in configuration.in_role(*_MECHANISM)}
        if not mechanisms:
            return
        self._index.executemany(
            "INSERT INTO explained VALUES (?, ?, ?, ?, ?)",
            (
                (
                    self._concept(slot.concept),
                    str(slot.direction),
                    json.dumps(contexts),
                    configuration.id,
                    json.dumps(sorted(mechanisms)),
                )
                for slot in configuration.in_role(Role.OUTCOME)
            ),
        )

    def _concept(self, iri: IRI) -> int:
        known = self._concepts.get(iri)
        if known is None:
            known = self._concepts[iri] = len(self._concepts) + 1
            self._index.execute("INSERT INTO concepts VALUES (?, ?)", (known, iri))
        return known

    def finish(self, repository: Repository, *, is_stopped: Callable[[], bool]) -> None:
        """Sum up what was taken in, and make it quick to find.

        Raises:
            Stopped: `is_stopped` said so.
        """
        self._index.execute("COMMIT")
        self._index.executescript(_ORDER)
        self._index.execute("BEGIN")
        self._find_rivals()
        declared = rows_of(
            repository.snapshot, "stated_by", is_stopped=is_stopped, property=CMO.rivalOf
        )
        self._index.executemany(_DECLARE, (sorted(row[1:]) for row in declared))
        examined = rows_of(
            repository.snapshot, "stated_by", is_stopped=is_stopped, property=CMO.examinedIn
        )
        self._index.executemany(_SEE, (row[1:] for row in examined))
        self._find_unexamined(repository)
        self._index.executemany(
            "INSERT OR IGNORE INTO stale VALUES (?)", ((iri,) for iri in self._stale(repository))
        )
        self._index.execute("COMMIT")
        self._index.executescript(_TIDY)
        # Last: an overview without it was not finished.
        self._index.execute(f"PRAGMA user_version = {FINISHED}")

    def _find_rivals(self) -> None:
        rows = self._index.execute(_ALIKE)
        groups = (list(group) for _, group in groupby(rows, itemgetter(0, 1, 2)))
        pairs = (pair for group in groups for pair in _rivals([row[3:] for row in group]))
        self._index.executemany(_COMPUTE, islice(pairs, MOST_RIVALS))

    def _find_unexamined(self, repository: Repository) -> None:
        seen = [URIRef(iri) for (iri,) in self._index.execute("SELECT iri FROM seen")]
        models = with_broader(repository, seen)
        wider = {one for context in seen for one in wider_contexts(context, models)}
        self._index.executemany("INSERT OR IGNORE INTO seen VALUES (?)", ((iri,) for iri in wider))
        self._index.execute(_UNEXAMINED)

    def _stale(self, repository: Repository) -> Iterator[IRI]:
        version, gathering = repository.snapshot.version.digest, Gathering(repository)
        for confidence in everything(repository, Confidence):
            # An update can state a judgement of what is no claim.
            if not self._has(confidence.claim):
                continue
            for claim in gathering.outlines([confidence.claim]):
                evidence = gathering.evidence_on([claim])[claim.id]
                fresh = check_freshness(confidence, evidence=evidence, dataset_version=version)
                if fresh.currency is Currency.STALE:
                    yield claim.id

    def _has(self, claim: IRI) -> bool:
        found = self._index.execute("SELECT 1 FROM claims WHERE iri = ?", (claim,))
        return found.fetchone() is not None


def _sides(support: Support) -> dict[str, object]:
    return {
        "supporting": [line.line.id for line in support.in_direction(Direction.SUPPORTS)],
        "disputing": [line.line.id for line in support.in_direction(Direction.DISPUTES)],
        "context_split": [split.as_json() for split in support.context_split],
    }


def _rivals(alike: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Yield the pairs with no mechanism in common, of those that explain alike in all else."""
    read = [(claim, frozenset(json.loads(mechanisms))) for claim, mechanisms in alike]
    for (one, how), (other, otherwise) in combinations(read, 2):
        if one != other and how.isdisjoint(otherwise):
            yield min(one, other), max(one, other)


_ORDER = """
CREATE UNIQUE INDEX claims_by_iri ON claims (iri);
CREATE INDEX claims_by_status ON claims (status, iri);
CREATE INDEX claims_of_one_study ON claims (iri) WHERE status = 'supported' AND supporting = 1;
CREATE INDEX slots_by_role ON slots (role, concept, absent, claim);
CREATE INDEX slots_of_claim ON slots (claim, role, concept, absent);
CREATE INDEX steps_by_start ON steps (start, target, claim);
CREATE TABLE seen (iri TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_ALIKE = """
SELECT outcome, direction, contexts, claim, mechanisms FROM explained
ORDER BY outcome, direction, contexts, claim
"""
_COMPUTE = "INSERT OR IGNORE INTO rivals VALUES (?, ?, 0, 1)"
_DECLARE = """
INSERT INTO rivals VALUES (?, ?, 1, 0) ON CONFLICT (first, second) DO UPDATE SET declared = 1
"""
_SEE = "INSERT OR IGNORE INTO seen SELECT ?2 WHERE EXISTS (SELECT 1 FROM counted WHERE iri = ?1)"
_UNEXAMINED = """
INSERT INTO unexamined
SELECT DISTINCT iri FROM slots JOIN concepts ON concepts.id = slots.concept
WHERE role = 'context' AND iri NOT IN (SELECT iri FROM seen)
"""
_TIDY = """
DROP TABLE counted; DROP TABLE explained; DROP TABLE seen;
CREATE UNIQUE INDEX concepts_by_iri ON concepts (iri);
ANALYZE;
VACUUM;
"""
