"""One field of an evidence map: this module says what is theorised there and how it is evidenced.

Three blanks look alike on paper and are not: nobody theorised it, it is theorised and nobody
looked, it was looked for and not found.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cmo_graph.iri import IRI
from cmo_graph.support.clusters import Clusters, join_groups
from cmo_graph.support.codes import Answer, SupportStatus
from cmo_graph.support.counting import CountedLine
from cmo_graph.support.status import ANSWERS, judge_status
from cmo_graph.support.summary import Support
from cmo_graph.support.tally import Tally, tally_lines

#: The state of a cell in which no claim lies.
NOT_THEORISED = "not_theorised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What a theory says of two concepts in two roles, and the evidence on it."""

    #: The status of each claim in the cell, in the order of IRIs; empty when not theorised.
    statuses: Mapping[IRI, SupportStatus] = field(default_factory=dict)
    #: The status of the cell's lines taken together; None when not theorised.
    status: SupportStatus | None = None
    tally: Tally = field(default_factory=Tally)

    @property
    def state(self) -> str:
        """`not_theorised`, or the token of the status."""
        return NOT_THEORISED if self.status is None else self.status.value

    @property
    def answer(self) -> Answer:
        """The answer of the status; unknown when not theorised."""
        return Answer.UNKNOWN if self.status is None else ANSWERS[self.status]

    def as_json(self) -> dict[str, object]:
        """Return state, answer, tallies, and each claim with its own status."""
        return {
            "state": self.state,
            "answer": self.answer.value,
            "tally": self.tally.as_json(),
            "claims": [
                {"claim": str(iri), "status": status.value} for iri, status in self.statuses.items()
            ],
        }


def fill_cell(supports: Iterable[Support]) -> Cell:
    """Sum up the evidence on the claims that lie in one cell.

    A study counts once in the cell, however many of its claims it bears on. The cell's
    status is that of all lines together, so a contested cell may hold one claim that is
    supported and another that is disputed: `statuses` tells.

    Args:
        supports: The support of each claim in the cell, in any order.

    Source: ours; the four cells of the Theory and Techniques Tool are the model for telling an
    empty one from a link that was examined and not found.
    """
    by_claim = {support.claim: support for support in supports}
    if not by_claim:
        return Cell()
    ordered = [by_claim[claim] for claim in sorted(by_claim, key=str)]
    tally = tally_lines(_lines_counted_once(ordered))
    searched = any(each.status is SupportStatus.SEARCHED_NONE_FOUND for each in ordered)
    return Cell(
        statuses={support.claim: support.status for support in ordered},
        status=judge_status(tally, searched_in_vain=searched),
        tally=tally,
    )


def _lines_counted_once(supports: Sequence[Support]) -> Iterable[CountedLine]:
    """Yield all lines, each under the cluster that its study has in the cell as a whole."""
    if len(supports) == 1:
        return supports[0].lines
    clusters = join_groups(group for support in supports for group in support.clusters)
    return (_recluster(line, clusters) for support in supports for line in support.lines)


def _recluster(line: CountedLine, clusters: Clusters) -> CountedLine:
    cluster = clusters.of(line.line.study)
    return line if cluster is line.cluster else replace(line, cluster=cluster)
