"""What the evidence says for and against a claim: this package counts studies and judges none.

It takes model values and returns values; where they come from is not its business. Start with
`summarise_support` in `summary`; each rule it applies has a module:

- `clusters`: which studies count as one · `subsumption`: where a review's line gives way
- `filters` and `counting`: which lines count · `tally`, `status`: how many, and what it comes to
- `contexts`: whether both sides stood elsewhere · `opinion`, `overlap`: further readings
- `cautions`: what looks wrong · `confidence`: people's judgements, never computed
- `cell` and `matrix`: the evidence map

Rules taken from elsewhere name their source; rules of our own say so.
"""

from cmo_graph.support.cell import NOT_THEORISED, Cell, fill_cell
from cmo_graph.support.clusters import Clusters, cluster_studies
from cmo_graph.support.codes import Answer, SupportStatus
from cmo_graph.support.confidence import (
    Currency,
    Freshness,
    Prompt,
    check_freshness,
    digest_evidence,
    prompt_judgement,
)
from cmo_graph.support.counting import CountedLine
from cmo_graph.support.evidence import Claim, EvidenceOnClaim, MixedClaims, gather_evidence
from cmo_graph.support.filters import ACCEPTED, Filters, IndependentOf, Unjudged
from cmo_graph.support.matrix import MECHANISM_ROLES, EvidenceMap, Heading, map_evidence
from cmo_graph.support.opinion import Opinion, OpinionMethod
from cmo_graph.support.status import ANSWERS, place_of
from cmo_graph.support.summary import METHOD, Support, summarise_support
from cmo_graph.support.tally import Tally

__all__ = [
    "ACCEPTED",
    "ANSWERS",
    "MECHANISM_ROLES",
    "METHOD",
    "NOT_THEORISED",
    "Answer",
    "Cell",
    "Claim",
    "Clusters",
    "CountedLine",
    "Currency",
    "EvidenceMap",
    "EvidenceOnClaim",
    "Filters",
    "Freshness",
    "Heading",
    "IndependentOf",
    "MixedClaims",
    "Opinion",
    "OpinionMethod",
    "Prompt",
    "Support",
    "SupportStatus",
    "Tally",
    "Unjudged",
    "check_freshness",
    "cluster_studies",
    "digest_evidence",
    "fill_cell",
    "gather_evidence",
    "map_evidence",
    "place_of",
    "prompt_judgement",
    "summarise_support",
]
