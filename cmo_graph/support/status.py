"""What the evidence on a claim comes to: this module has the ladder of statuses.

Absent is never refuted. A claim that nobody examined, one that was searched for in vain, one that
is merely believed, and one that was tested and failed are four different things.
"""

from collections.abc import Mapping
from types import MappingProxyType

from cmo_graph.support.codes import Answer, SupportStatus
from cmo_graph.support.tally import Tally

#: The answer that each status gives.
ANSWERS: Mapping[SupportStatus, Answer] = MappingProxyType(
    {
        SupportStatus.SUPPORTED: Answer.YES,
        SupportStatus.DISPUTED: Answer.NO,
        SupportStatus.CONTESTED: Answer.BOTH,
        SupportStatus.INCONCLUSIVE: Answer.UNKNOWN,
        SupportStatus.NUANCED_ONLY: Answer.UNKNOWN,
        SupportStatus.THEORISED_ONLY: Answer.UNKNOWN,
        SupportStatus.SEARCHED_NONE_FOUND: Answer.UNKNOWN,
        SupportStatus.NO_EVIDENCE: Answer.UNKNOWN,
    }
)


def judge_status(tally: Tally, *, searched_in_vain: bool = False) -> SupportStatus:
    """Return the status of a claim: the first rung of the ladder that holds.

    1. `contested`: some empirical study supports it and some disputes it.
    2. `supported`: some empirical study supports it.
    3. `disputed`: some empirical study disputes it. Inconclusive studies beside it do not change
       that; they are in the tally.
    4. `inconclusive`: some empirical study looked and could not tell.
    5. `nuanced_only`: empirical studies only say what it turns on.
    6. `theorised_only`: there are only stakeholders' accounts and authors' theory, whichever way
       they point.
    7. `searched_none_found`: nothing counts, and a recorded search found none.
    8. `no_evidence`: nothing counts, and no search is recorded.

    Args:
        tally: The counts of the lines that count.
        searched_in_vain: Whether a search record says that none was found.

    Source: telling a link from a non-link, from an inconclusive one and from absence of evidence is
    the scheme of four cells of the Theory and Techniques Tool. The further rungs and their order
    are ours.
    """
    rungs = (
        (tally.supporting and tally.disputing, SupportStatus.CONTESTED),
        (tally.supporting, SupportStatus.SUPPORTED),
        (tally.disputing, SupportStatus.DISPUTED),
        (tally.inconclusive, SupportStatus.INCONCLUSIVE),
        (tally.nuancing, SupportStatus.NUANCED_ONLY),
        (tally.theorising_only, SupportStatus.THEORISED_ONLY),
        (searched_in_vain, SupportStatus.SEARCHED_NONE_FOUND),
    )
    return next((status for holds, status in rungs if holds), SupportStatus.NO_EVIDENCE)


#: Place of each status among the steps of a pathway, from the weakest; `supported` by one study.
_PLACES: Mapping[SupportStatus, int] = MappingProxyType(
    {
        SupportStatus.DISPUTED: -1,
        SupportStatus.NO_EVIDENCE: 0,
        SupportStatus.SEARCHED_NONE_FOUND: 0,
        SupportStatus.THEORISED_ONLY: 1,
        SupportStatus.NUANCED_ONLY: 1,
        SupportStatus.INCONCLUSIVE: 2,
        SupportStatus.CONTESTED: 3,
        SupportStatus.SUPPORTED: 4,
    }
)


def place_of(status: SupportStatus, *, tally: Tally) -> int:
    """Return how well a step is evidenced: a rank from -1 (disputed) to 5, to find the weakest.

    A step that two independent studies or more support ranks 5, one that a single study supports 4.
    The rank is for comparing and sorting; its distances mean nothing, and it is not to be added up.

    Source: that a chain is as strong as its weakest step is the min rule of possibilistic necessity
    (Dubois and Prade). The order of the statuses is ours.
    """
    is_repeated = status is SupportStatus.SUPPORTED and tally.supporting > 1
    return _PLACES[status] + (1 if is_repeated else 0)
