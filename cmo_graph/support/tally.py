"""How many studies stand where: this module counts the lines of one claim.

A tally always travels with a status, so that nobody has to take a word or a lone number on trust.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from cmo_graph.iri import IRI
from cmo_graph.model.codes import Direction, EvidenceBasis
from cmo_graph.support.counting import CountedLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts for one claim, of independent studies except where a line says otherwise."""

    #: Independent studies with at least one empirical line in each direction. A study that supports
    #: the claim in one respect and disputes it in another is in both counts.
    supporting: int = 0
    disputing: int = 0
    inconclusive: int = 0
    nuancing: int = 0
    #: Independent studies of which only stakeholders' accounts or authors' theory count.
    theorising_only: int = 0
    #: All independent studies with a line that counts.
    studies: int = 0
    #: Documents, and pieces of text, that the lines stand in.
    reports: int = 0
    passages: int = 0
    #: Independent studies in which the programme's developers took part.
    developer_involved: int = 0
    #: Independent studies of which everything was read in somebody else's report.
    second_hand: int = 0
    #: Independent studies of which at least one line is undercut.
    undercut: int = 0

    def as_json(self) -> dict[str, object]:
        """Return the counts; those of independent studies by direction stand together."""
        return {
            "independent_studies": {
                "for": self.supporting,
                "against": self.disputing,
                "inconclusive": self.inconclusive,
                "nuancing": self.nuancing,
                "theorising_only": self.theorising_only,
                "all": self.studies,
            },
            "reports": self.reports,
            "passages": self.passages,
            "developer_involved": self.developer_involved,
            "second_hand": self.second_hand,
            "undercut": self.undercut,
        }


def tally_lines(lines: Iterable[CountedLine]) -> Tally:
    """Count the independent studies, reports and passages behind the lines on one claim.

    Studies that rest on the same data count once (`clusters`). Only empirical lines make a study
    one that supports, disputes, is inconclusive or nuances. All counts are 0 without lines.

    Args:
        lines: The lines that count, in any order; see `count_lines`.

    Source: that studies and not reports are the unit is Cochrane Handbook 5.1 §7.2.1. That each
    cluster counts once, and the split by basis, are ours.
    """
    lines = tuple(lines)
    sides: dict[Direction, set[IRI]] = {direction: set() for direction in Direction}
    for line in lines:
        if line.line.basis is EvidenceBasis.EMPIRICAL:
            sides[line.line.direction].add(line.cluster)
    all_studies = {line.cluster for line in lines}
    first_hand = {line.cluster for line in lines if not line.is_second_hand}
    return Tally(
        supporting=len(sides[Direction.SUPPORTS]),
        disputing=len(sides[Direction.DISPUTES]),
        inconclusive=len(sides[Direction.INCONCLUSIVE]),
        nuancing=len(sides[Direction.NUANCES]),
        theorising_only=len(all_studies.difference(*sides.values())),
        studies=len(all_studies),
        reports=len({report for line in lines for report in line.reports}),
        passages=len({passage for line in lines for passage in line.line.passages}),
        developer_involved=len({line.cluster for line in lines if line.is_developer_involved}),
        second_hand=len(all_studies - first_hand),
        undercut=len({line.cluster for line in lines if line.is_undercut}),
    )
