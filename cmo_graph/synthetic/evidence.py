"""What bears on the claims of a synthetic review: this module makes lines, undercuts and searches.

Each claim has a leaning that its lines follow for the most part, so that some claims are well
supported, some contested and some never examined. Half of the contested ones split by context.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Final

from rdflib import URIRef

from cmo_graph.model import Appraisal, EvidenceLine, SearchRecord, Undercut
from cmo_graph.model.codes import (
    AppraisalDimension,
    CodingMethod,
    Direction,
    EvidenceBasis,
    Finding,
    HumanStatus,
    ReadVia,
    Role,
    SearchResult,
)
from cmo_graph.synthetic.concepts import Concepts
from cmo_graph.synthetic.frame import Frame
from cmo_graph.synthetic.sources import Shelf, Told, appraise
from cmo_graph.synthetic.texts import label


class _Leaning(Enum):
    NONE = "none"
    FOR = "for"
    AGAINST = "against"
    CONTESTED = "contested"
    SPLIT = "split"
    OPEN = "open"


_LEANINGS: Final = {
    _Leaning.FOR: 0.4,
    _Leaning.NONE: 0.35,
    _Leaning.OPEN: 0.1,
    _Leaning.CONTESTED: 0.05,
    _Leaning.SPLIT: 0.05,
    _Leaning.AGAINST: 0.05,
}
_DIRECTIONS: Final = {
    _Leaning.FOR: {Direction.SUPPORTS: 0.85, Direction.NUANCES: 0.1, Direction.INCONCLUSIVE: 0.05},
    _Leaning.OPEN: {Direction.INCONCLUSIVE: 0.7, Direction.NUANCES: 0.3},
    _Leaning.CONTESTED: {Direction.SUPPORTS: 0.5, Direction.DISPUTES: 0.4, Direction.NUANCES: 0.1},
    _Leaning.AGAINST: {Direction.DISPUTES: 0.9, Direction.INCONCLUSIVE: 0.1},
}
_FINDINGS: Final = {
    Direction.SUPPORTS: {Finding.EFFECT: 1.0},
    Direction.NUANCES: {Finding.EFFECT: 1.0},
    Direction.DISPUTES: {Finding.NO_EFFECT: 0.7, Finding.OPPOSITE_EFFECT: 0.3},
    Direction.INCONCLUSIVE: {Finding.NOT_DETERMINABLE: 1.0},
}
_BASES: Final = {
    EvidenceBasis.EMPIRICAL: 0.7,
    EvidenceBasis.STAKEHOLDER_ACCOUNT: 0.2,
    EvidenceBasis.AUTHOR_THEORY: 0.1,
}
_STATUSES: Final = {
    HumanStatus.ACCEPTED: 0.88,
    HumanStatus.PROPOSED: 0.07,
    HumanStatus.REVISED: 0.02,
    HumanStatus.REJECTED: 0.02,
    HumanStatus.UNRESOLVED: 0.01,
}
_METHODS: Final = {
    CodingMethod.MANUAL: 0.7,
    CodingMethod.ASSISTED: 0.2,
    CodingMethod.VALIDATED: 0.1,
}
#: Share of lines that are undercut, and that are appraised; of unexamined claims, searched for.
_UNDERCUT, _APPRAISED, _SEARCHED = 0.04, 0.2, 0.2
#: Share of further studies of a claim that are kin of the last: same data, or included by it.
_KIN = 0.25
_MOST_LINES = 40
_FIRST_DAY: Final = date(2025, 1, 1)


@dataclass(slots=True)
class Evidence:
    """The evidence made so far."""

    frame: Frame
    concepts: Concepts
    shelf: Shelf
    _lines: int = 0
    _undercuts: int = 0
    _searches: int = 0

    def add_lines(self, claim: URIRef) -> None:
        """Make the evidence on one claim, each line from another study; for some, none at all."""
        chance = self.frame.chance
        leaning = chance.weigh(_LEANINGS)
        if leaning is _Leaning.NONE:
            self._maybe_search(claim)
            return
        contested = leaning in (_Leaning.CONTESTED, _Leaning.SPLIT)
        wanted = chance.tail(exponent=2.0, most=_MOST_LINES) + contested
        for told in self._studies(wanted):
            self._add_line(claim, told, self._direction(leaning, told))

    def _direction(self, leaning: _Leaning, told: Told) -> Direction:
        """Return which way a study bears on a claim that leans so."""
        if leaning is _Leaning.SPLIT:
            return _by_setting(told)
        return self.frame.chance.weigh(_DIRECTIONS[leaning])

    def _studies(self, wanted: int) -> list[Told]:
        """Return up to `wanted` different studies, some of them kin of the one before."""
        chance, told = self.frame.chance, self.shelf.told
        found: dict[int, None] = {}
        at = chance.below(len(told))
        for _ in range(wanted):
            found[at] = None
            kin = told[at].relatives
            at = chance.pick(kin) if kin and chance.happens(_KIN) else chance.below(len(told))
        return [told[at] for at in found]

    def _add_line(self, claim: URIRef, told: Told, direction: Direction) -> None:
        self._lines += 1
        chance = self.frame.chance
        iri = self.frame.mint(EvidenceLine, f"line-{self._lines}")
        nuances = direction is Direction.NUANCES
        by_own_author = told.read_via is ReadVia.OWN_REPORT
        self.frame.add(
            EvidenceLine(
                id=iri,
                review=self.frame.review,
                label=label("evidence line", self._lines, chance),
                claim=claim,
                study=told.study,
                direction=direction,
                basis=chance.weigh(_BASES),
                read_via=told.read_via,
                finding=chance.weigh(_FINDINGS[direction]),
                turns_on=self.concepts.draw(Role.CONTEXT) if nuances else None,
                examined_in=told.settings,
                asserted_by=told.author,
                reported_by=None if by_own_author else told.reporter,
                passages=(chance.pick(told.passages),),
                appraisals=self._appraise(iri),
                coder=self.shelf.reviewer,
                coded=_FIRST_DAY + timedelta(days=chance.below(600)),
                method=chance.weigh(_METHODS),
                status=chance.weigh(_STATUSES),
            )
        )
        if chance.happens(_UNDERCUT):
            self._add_undercut(iri, told)

    def _appraise(self, line: URIRef) -> tuple[Appraisal, ...]:
        if not self.frame.chance.happens(_APPRAISED):
            return ()
        dimensions = (AppraisalDimension.RELEVANCE, AppraisalDimension.RIGOUR)
        return appraise(line, dimensions, by=self.shelf.reviewer, chance=self.frame.chance)

    def _add_undercut(self, line: URIRef, told: Told) -> None:
        self._undercuts += 1
        chance = self.frame.chance
        self.frame.add(
            Undercut(
                id=self.frame.mint(Undercut, f"undercut-{self._undercuts}"),
                review=self.frame.review,
                label=label("undercut", self._undercuts, chance),
                undercuts=(line,),
                reason="Synthetic reason: the programme was only partly in place.",
                basis=EvidenceBasis.STAKEHOLDER_ACCOUNT,
                asserted_by=self.shelf.developer,
                reported_by=told.reporter,
                passages=(chance.pick(told.passages),),
                status=chance.weigh(_STATUSES),
            )
        )

    def _maybe_search(self, claim: URIRef) -> None:
        if not self.frame.chance.happens(_SEARCHED):
            return
        self._searches += 1
        told = self.frame.chance.pick(self.shelf.told)
        self.frame.add(
            SearchRecord(
                id=self.frame.mint(SearchRecord, f"search-{self._searches}"),
                review=self.frame.review,
                label=label("search", self._searches, self.frame.chance),
                searched_for=claim,
                searched_where="Synthetic databases.",
                result=SearchResult.NONE_FOUND,
                asserted_by=told.reporter,
                passages=(self.frame.chance.pick(told.passages),),
            )
        )


def _by_setting(told: Told) -> Direction:
    """Return `supports` for half of the settings and `disputes` for the other half."""
    if not told.settings:
        return Direction.INCONCLUSIVE
    number = int(told.settings[0].rpartition("-")[2])
    return Direction.SUPPORTS if number % 2 else Direction.DISPUTES
