"""From all that is known on a claim to what counts: this module leaves out, and says what and why.

The order is fixed: filters, then undercut lines where they are not wanted, then subsumption.
Everything that is told afterwards (status, tallies, opinion) is told of the same lines.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cmo_graph.iri import IRI
from cmo_graph.model.codes import DeveloperInvolvement, Direction, EvidenceBasis, ReadVia
from cmo_graph.model.evidence import EvidenceLine, Undercut
from cmo_graph.model.sources import Study
from cmo_graph.support.clusters import Clusters
from cmo_graph.support.filters import Filters, Reason, make_sieve
from cmo_graph.support.subsumption import Subsumed, subsumed_lines


@dataclass(frozen=True, slots=True)
class CountedLine:
    """An evidence line that counts, with what is known of its study."""

    line: EvidenceLine
    #: None when the study was not given.
    study: Study | None
    #: Name of the independence cluster that its study belongs to.
    cluster: IRI
    is_undercut: bool
    #: The reports its passages stand in, sorted.
    reports: tuple[IRI, ...]

    def is_empirical(self, direction: Direction) -> bool:
        """Say whether the line is empirical and bears on the claim in this direction."""
        return self.line.direction is direction and self.line.basis is EvidenceBasis.EMPIRICAL

    @property
    def is_second_hand(self) -> bool:
        """Whether we read of the study in somebody else's report; it counts all the same."""
        return self.line.read_via is ReadVia.SECONDARY_REPORT

    @property
    def is_developer_involved(self) -> bool:
        """Whether the programme's developers are known to have taken part in the study."""
        return (
            self.study is not None
            and self.study.developer_involvement is DeveloperInvolvement.INVOLVED
        )

    def as_json(self) -> dict[str, object]:
        """Return what a reader needs to weigh the line, and the IRIs to follow."""
        line = self.line
        found: dict[str, object] = {
            "line": str(line.id),
            "study": str(line.study),
            "cluster": str(self.cluster),
            "basis": line.basis.value,
            "second_hand": self.is_second_hand,
            "developer_involved": self.is_developer_involved,
            "undercut": self.is_undercut,
            "asserted_by": str(line.asserted_by),
            "passages": [str(passage) for passage in line.passages],
            "reports": [str(report) for report in self.reports],
        }
        if line.finding is not None:
            found["finding"] = line.finding.value
        if line.reported_by is not None:
            found["reported_by"] = str(line.reported_by)
        if self.study is not None and self.study.includes:
            found["review_of"] = len(self.study.includes)
        return found


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that a filter left out, and which one."""

    line: IRI
    reason: Reason

    def as_json(self) -> dict[str, object]:
        """Return the line and the reason."""
        return {"line": str(self.line), "reason": self.reason.value}


@dataclass(frozen=True, slots=True)
class Count:
    """What counts of the evidence on one claim, and what does not; each in the order of IRIs."""

    lines: tuple[CountedLine, ...]
    subsumed: tuple[Subsumed, ...]
    left_out: tuple[LeftOut, ...]


def count_lines(
    lines: Iterable[EvidenceLine],
    *,
    studies: Mapping[IRI, Study],
    clusters: Clusters,
    filters: Filters,
    undercuts: Iterable[Undercut] = (),
    reports: Mapping[IRI, IRI],
) -> Count:
    """Decide which lines on one claim count.

    The result depends neither on the order of the lines nor on how often one is given.

    Args:
        lines: Lines on one claim.
        studies: Studies by IRI; one that is missing is known by its IRI only.
        clusters: Which studies count as one. They are facts about studies, so filters do not touch
            them: a study that is left out still joins two others.
        filters: What a line must be.
        undercuts: Undercuts that count; see `standing_undercuts`.
        reports: The report of each passage.
    """
    unique = {line.id: line for line in lines}
    attacked = {target for undercut in undercuts for target in undercut.undercuts}
    sieve = make_sieve(filters)
    kept: list[EvidenceLine] = []
    left_out: list[LeftOut] = []
    for iri in sorted(unique, key=str):
        line = unique[iri]
        reason = sieve.reason_against(
            line, study=studies.get(line.study), is_undercut=iri in attacked
        )
        if reason is None:
            kept.append(line)
        else:
            left_out.append(LeftOut(iri, reason))
    subsumed = subsumed_lines(kept, studies=studies)
    gone = {found.line.id for found in subsumed}
    counted = (
        CountedLine(
            line,
            studies.get(line.study),
            clusters.of(line.study),
            line.id in attacked,
            _reports_of(line, reports),
        )
        for line in kept
        if line.id not in gone
    )
    return Count(tuple(counted), subsumed, tuple(left_out))


def _reports_of(line: EvidenceLine, reports: Mapping[IRI, IRI]) -> tuple[IRI, ...]:
    if len(line.passages) == 1:
        report = reports.get(line.passages[0])
        return () if report is None else (report,)
    found = {reports[passage] for passage in line.passages if passage in reports}
    return tuple(sorted(found, key=str))


def standing_undercuts(undercuts: Iterable[Undercut], *, filters: Filters) -> tuple[Undercut, ...]:
    """Return the undercuts that count, in the order of IRIs.

    An undercut counts under the same human status and the same reviews as a line does, so that a
    mere proposal cannot cast doubt on what a person accepted. The rule is ours.
    """
    standing = {
        undercut.id: undercut
        for undercut in undercuts
        if (not filters.statuses or undercut.status in filters.statuses)
        and filters.admits_review(undercut.review)
    }
    return tuple(standing[iri] for iri in sorted(standing, key=str))
