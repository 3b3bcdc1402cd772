"""What may point at what: this module says which kinds of thing each IRI field can name.

The reader of the authoring format resolves ids by this table, and the rules of a review check
finished things by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cmo_graph.mapping import Node
from cmo_graph.model import Position, Rating

#: How each kind of thing is called in a sentence.
NOUNS: Mapping[str, str] = MappingProxyType(
    {
        "reviews": "review",
        "agents": "agent",
        "concepts": "concept",
        "configurations": "configuration",
        "links": "link",
        "moderations": "moderation",
        "theories": "theory",
        "theory-versions": "theory version",
        "studies": "study",
        "reports": "report",
        "passages": "passage",
        "evidence": "evidence line",
        "undercuts": "undercut",
        "searches": "search record",
        "positions": "position",
        "confidences": "confidence judgement",
        "emmie": "EMMIE assessment",
        "ratings": "rating",
    }
)

#: Kinds that share one space of ids, because evidence names them without saying which it means.
CLAIM_KINDS: tuple[str, ...] = ("configurations", "links", "moderations")


@dataclass(frozen=True, slots=True)
class Target:
    """What a field's IRI may name."""

    #: Kinds of thing of a review; empty for an IRI that is not ours.
    kinds: tuple[str, ...] = ()
    #: Whether an IRI of somebody else is as good, so that nothing need be looked up.
    or_elsewhere: bool = False

    def told(self) -> str:
        """Return the kinds as words: "configuration, link or moderation"."""
        *rest, last = [NOUNS[kind] for kind in self.kinds] or ["IRI"]
        return f"{', '.join(rest)} or {last}" if rest else last


_AGENT = Target(("agents",))
_CONCEPT = Target(("concepts",))
_CONFIGURATION = Target(("configurations",))
_CLAIM = Target(CLAIM_KINDS)
_STUDY = Target(("studies",))
_ELSEWHERE = Target(or_elsewhere=True)

_TARGETS: Mapping[str, Target] = MappingProxyType(
    {
        "about": _CONCEPT,
        "after": _CONFIGURATION,
        "asserted_by": _AGENT,
        "authors": _AGENT,
        "before": _CONFIGURATION,
        "broader": _CONCEPT,
        "claim": _CLAIM,
        "close_match": Target(("concepts",), or_elsewhere=True),
        "coder": _AGENT,
        "concept": _CONCEPT,
        "conducted_by": _AGENT,
        "contributors": _AGENT,
        "disputing_contexts": _CONCEPT,
        "embedded_in": _CONFIGURATION,
        "exact_match": Target(("concepts",), or_elsewhere=True),
        "examined_in": _CONCEPT,
        "from_concept": _CONCEPT,
        "generated_by": _ELSEWHERE,
        "holds_in": _CONCEPT,
        "implied_by": _CONFIGURATION,
        "includes": _STUDY,
        "licence": _ELSEWHERE,
        "member_of": _AGENT,
        "members": _CLAIM,
        "moderates": Target(("configurations", "links")),
        "moderator": _CONCEPT,
        "opposite_of": _CONCEPT,
        "orcid": _ELSEWHERE,
        "part_of": _CONCEPT,
        "passages": Target(("passages",)),
        "publisher": _AGENT,
        "quality": _ELSEWHERE,
        "report": Target(("reports",)),
        "reported_by": _AGENT,
        "reports_on": _STUDY,
        "review": Target(("reviews",)),
        "revision_of": Target(("theory-versions",)),
        "rival_of": _CONFIGURATION,
        "same_data": _STUDY,
        "scheme": _ELSEWHERE,
        "searched_for": Target((*CLAIM_KINDS, "concepts")),
        "sources": Target(("reports", "studies"), or_elsewhere=True),
        "study": _STUDY,
        "supporting_contexts": _CONCEPT,
        "theory": Target(("theories",)),
        "to_concept": _CONCEPT,
        "turns_on": _CONCEPT,
        "undercuts": Target(("evidence",)),
        "url": _ELSEWHERE,
        "value": _ELSEWHERE,
    }
)

#: Where a field means something wider in one model than in the others.
_WIDER: Mapping[tuple[type[Node], str], Target] = MappingProxyType(
    {
        (Position, "about"): Target(("concepts", *CLAIM_KINDS, "theories")),
        (Rating, "rates"): Target(("concepts", *CLAIM_KINDS, "theories", "studies", "reviews")),
    }
)


def target_of(model: type[Node], field: str) -> Target:
    """Return what an IRI field of a model may name.

    Raises:
        KeyError: the field holds no IRI.
    """
    return _WIDER.get((model, field)) or _TARGETS[field]
