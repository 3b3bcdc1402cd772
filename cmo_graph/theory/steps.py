"""What is known about one step of a pathway: this module has `StepEvidence` and its ordinal.

The evidence comes from outside, after whatever filters the reader declared; theory logic judges
none of it. The ordinal is only for comparing: it is never added, multiplied or averaged.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum
from types import MappingProxyType

from cmo_graph.iri import IRI
from cmo_graph.model.codes import Polarity


class StepStatus(Enum):
    """How the evidence on a step stands; the tokens are those of a support status."""

    SUPPORTED = "supported"
    DISPUTED = "disputed"
    CONTESTED = "contested"
    NUANCED_ONLY = "nuanced_only"
    INCONCLUSIVE = "inconclusive"
    THEORISED_ONLY = "theorised_only"
    SEARCHED_NONE_FOUND = "searched_none_found"
    NO_EVIDENCE = "no_evidence"


class Strength(IntEnum):
    """The ordinal by which the weakest step of a pathway is found.

    Source: taking the minimum along a chain is possibilistic necessity (Dubois and Prade) and the
    practice of INDRA's network search; the order of the levels is ours.
    """

    DISPUTED = -1
    NO_EVIDENCE = 0
    THEORISED = 1
    INCONCLUSIVE = 2
    CONTESTED = 3
    SUPPORTED_ONCE = 4
    SUPPORTED_REPEATEDLY = 5


_STRENGTHS: Mapping[StepStatus, Strength] = MappingProxyType(
    {
        StepStatus.DISPUTED: Strength.DISPUTED,
        StepStatus.NO_EVIDENCE: Strength.NO_EVIDENCE,
        StepStatus.SEARCHED_NONE_FOUND: Strength.NO_EVIDENCE,
        StepStatus.THEORISED_ONLY: Strength.THEORISED,
        StepStatus.NUANCED_ONLY: Strength.THEORISED,
        StepStatus.INCONCLUSIVE: Strength.INCONCLUSIVE,
        StepStatus.CONTESTED: Strength.CONTESTED,
        StepStatus.SUPPORTED: Strength.SUPPORTED_ONCE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepEvidence:
    """The evidence on one link, after the reader's filters.

    Studies that share data stand under one IRI, so that they count, and are removed, as one.
    """

    status: StepStatus = StepStatus.NO_EVIDENCE
    #: Independent studies with a line for the link, and against it.
    supporters: frozenset[IRI] = frozenset()
    disputers: frozenset[IRI] = frozenset()
    #: Whether any of the lines is undercut.
    is_undercut: bool = False
    #: Whether studies found effects in opposite directions.
    is_sign_contested: bool = False
    #: Concepts that say where, with whom and when the supporting studies saw it.
    examined_in: frozenset[IRI] = frozenset()

    @property
    def strength(self) -> Strength:
        """The step's place in the order of strength; two supporting studies are more than one."""
        if self.status is StepStatus.SUPPORTED and len(self.supporters) > 1:
            return Strength.SUPPORTED_REPEATEDLY
        return _STRENGTHS[self.status]


#: A link nobody has examined, and no search is on record.
NOTHING_KNOWN = StepEvidence()


def combined_sign(signs: Iterable[Polarity]) -> Polarity:
    """Multiply the signs of a chain: two negatives make a positive.

    A step without effect breaks the chain whatever the others do; otherwise one mixed step makes
    the whole mixed. Positive for no steps.

    Example:
        >>> combined_sign([Polarity.NEGATIVE, Polarity.NEGATIVE]).value
        'positive'
    """
    found = list(signs)
    for decisive in (Polarity.ZERO, Polarity.MIXED):
        if decisive in found:
            return decisive
    is_negative = found.count(Polarity.NEGATIVE) % 2
    return Polarity.NEGATIVE if is_negative else Polarity.POSITIVE
