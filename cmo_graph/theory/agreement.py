"""Whether a chain fits what was seen directly: this module compares pathways with their end points.

When every step is said to go one way and studies of the two ends find another, the theory of the
chain is in doubt, however well its steps are supported. The comparison is ours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from cmo_graph.iri import IRI
from cmo_graph.model.codes import Polarity
from cmo_graph.theory.network import Network
from cmo_graph.theory.steps import StepEvidence, StepStatus


class Agreement(Enum):
    """How the sign of a pathway fits the direct evidence on its two ends."""

    AGREES = "agrees"
    #: The direct evidence goes another way, or against any effect: a sign of theory failure.
    DISAGREES = "disagrees"
    #: Direct evidence is contested, or a sign is mixed.
    UNCLEAR = "unclear"
    #: No direct link is supported, disputed or contested.
    NO_DIRECT_EVIDENCE = "no_direct_evidence"
    #: The pathway is itself a direct link.
    IS_DIRECT = "is_direct"


@dataclass(frozen=True, slots=True)
class DirectEvidence:
    """A link that joins the two ends of a pathway directly, with its evidence."""

    link: IRI
    sign: Polarity
    evidence: StepEvidence


def direct_evidence(network: Network, source: int, target: int) -> tuple[DirectEvidence, ...]:
    """Return the links that join two concepts directly, in order of IRI."""
    return tuple(
        DirectEvidence(network.links[link].id, network.signs[link], network.evidence[link])
        for link, end in network.outgoing[source]
        if end == target
    )


def compare_signs(sign: Polarity, direct: Sequence[DirectEvidence], *, steps: int) -> Agreement:
    """Compare the sign of a pathway with the direct evidence on its ends.

    Support for a direct link of the same sign agrees, of another sign disagrees. A disputed direct
    link of the same sign disagrees; of another sign it says nothing about this one, and the result
    is unclear, as it is where direct links speak both ways.

    Args:
        sign: The sign of the pathway.
        direct: What `direct_evidence` returns for its ends.
        steps: Steps of the pathway.
    """
    if steps == 1:
        return Agreement.IS_DIRECT
    verdicts = {verdict for one in direct if (verdict := _verdict(sign, one)) is not None}
    if not verdicts:
        return Agreement.NO_DIRECT_EVIDENCE
    return verdicts.pop() if len(verdicts) == 1 else Agreement.UNCLEAR


def _verdict(sign: Polarity, direct: DirectEvidence) -> Agreement | None:
    status = direct.evidence.status
    if status is StepStatus.CONTESTED:
        return Agreement.UNCLEAR
    if status not in (StepStatus.SUPPORTED, StepStatus.DISPUTED):
        return None
    if Polarity.MIXED in (sign, direct.sign):
        return Agreement.UNCLEAR
    if status is StepStatus.SUPPORTED:
        return Agreement.AGREES if sign is direct.sign else Agreement.DISAGREES
    return Agreement.DISAGREES if sign is direct.sign else Agreement.UNCLEAR
