"""The nouns of realist synthesis: this package has one frozen model for each.

Start with `configuration`, then `evidence`; `sources` says where evidence is found, `theory` what
configurations add up to. `THINGS` lists every kind.
"""

from collections.abc import Mapping
from types import MappingProxyType

from cmo_graph.model.concept import Concept
from cmo_graph.model.configuration import Completeness, Configuration, Slot
from cmo_graph.model.evidence import EvidenceLine, Position, SearchRecord, Sourced, Undercut
from cmo_graph.model.judgements import Confidence, ConfidenceComponent, EmmieAssessment, Rating
from cmo_graph.model.links import Link, Moderation
from cmo_graph.model.review import Agent, Review
from cmo_graph.model.sources import Appraisal, Passage, Report, Study, Surroundings, TextPosition
from cmo_graph.model.theory import Change, ProgrammeTheory, TheoryVersion
from cmo_graph.model.thing import Thing

#: Every kind of thing by its word in IRIs and paths, in reading order.
THINGS: Mapping[str, type[Thing]] = MappingProxyType(
    {
        model.kind_name: model
        for model in (
            Review,
            Agent,
            Concept,
            Configuration,
            Link,
            Moderation,
            ProgrammeTheory,
            TheoryVersion,
            Study,
            Report,
            Passage,
            EvidenceLine,
            Undercut,
            SearchRecord,
            Position,
            Confidence,
            EmmieAssessment,
            Rating,
        )
    }
)

#: What evidence can bear on.
CLAIMS: tuple[type[Thing], ...] = (Configuration, Link, Moderation)

__all__ = [
    "CLAIMS",
    "THINGS",
    "Agent",
    "Appraisal",
    "Change",
    "Completeness",
    "Concept",
    "Confidence",
    "ConfidenceComponent",
    "Configuration",
    "EmmieAssessment",
    "EvidenceLine",
    "Link",
    "Moderation",
    "Passage",
    "Position",
    "ProgrammeTheory",
    "Rating",
    "Report",
    "Review",
    "SearchRecord",
    "Slot",
    "Sourced",
    "Study",
    "Surroundings",
    "TextPosition",
    "TheoryVersion",
    "Thing",
    "Undercut",
]
