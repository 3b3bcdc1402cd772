"""How evidence looks on a page: this module gives each status its mark and its words.

The mark is never the only sign, and colour never is. Four blanks look different: what nobody
theorised, what is theorised and nobody looked for, what was looked for in vain, what could not be
told. Nothing here is a score.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cmo_graph.support.codes import SupportStatus


@dataclass(frozen=True, slots=True)
class Look:
    """How one status is shown."""

    mark: str
    words: str
    meaning: str


LOOKS: Mapping[str, Look] = MappingProxyType(
    {
        SupportStatus.SUPPORTED.value: Look(
            "▲", "supported", "some empirical study supports it and none disputes it"
        ),
        SupportStatus.DISPUTED.value: Look(
            "▼", "disputed", "some empirical study disputes it and none supports it"
        ),
        SupportStatus.CONTESTED.value: Look(
            "◆", "contested", "empirical studies stand on both sides"
        ),
        SupportStatus.INCONCLUSIVE.value: Look(
            "○", "inconclusive", "studies looked and could not tell"
        ),
        SupportStatus.NUANCED_ONLY.value: Look(
            "◇", "nuanced only", "studies say what it turns on, and no more"
        ),
        SupportStatus.THEORISED_ONLY.value: Look(
            "“”", "theorised only", "only accounts and theory speak of it"
        ),
        SupportStatus.SEARCHED_NONE_FOUND.value: Look(
            "∅", "searched, none found", "evidence was looked for and none was found"
        ),
        SupportStatus.NO_EVIDENCE.value: Look(
            "0", "no evidence", "it is in the theory, and nobody is on record as having looked"
        ),
        "not_theorised": Look("", "not theorised", "the theory makes no such claim"),
    }
)
