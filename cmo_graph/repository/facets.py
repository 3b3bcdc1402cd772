"""What lists can be filtered by: this module has one table, kind → facet → what its values are.

A facet's values are the members of a controlled vocabulary, or things of some kinds. A concept
matches wherever a narrower one stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cmo_graph.model import codes
from cmo_graph.model.configuration import Completeness
from cmo_graph.vocabulary import Code


@dataclass(frozen=True, slots=True)
class Facet:
    """One way of filtering a list."""

    #: What is matched, for the documentation.
    summary: str
    #: Kinds of things the values are; empty when they are codes.
    kinds: tuple[str, ...] = ()
    #: The values in JSON when they are codes.
    tokens: tuple[str, ...] = ()


def _things(summary: str, *kinds: str) -> Facet:
    return Facet(summary, kinds=kinds)


def _codes(summary: str, members: type[Code]) -> Facet:
    return Facet(summary, tokens=tuple(str(code.value) for code in members))


_CLAIMS = ("configurations", "links", "moderations")

_OF_EVERY_KIND = {"review": _things("The review it belongs to", "reviews")}

_OF_KIND: dict[str, dict[str, Facet]] = {
    "reviews": {},
    "agents": {"kind": _codes("What sort of agent", codes.AgentKind)},
    "concepts": {
        "role": _codes("A role it plays in some configuration", codes.Role),
        "broader": _things("A wider concept, at any distance", "concepts"),
    },
    "configurations": {
        "concept": _things("A concept in any slot", "concepts"),
        **{
            role.value: _things(f"A concept in a slot with the role {role.value}", "concepts")
            for role in codes.Role
        },
        "stage": _codes("How far it has come", codes.TheoryStage),
        "basis": _codes("The claim basis of any slot", codes.ClaimBasis),
        "completeness": Facet(
            "Which of context, mechanism and outcome it has",
            tokens=tuple(part.value for part in Completeness),
        ),
    },
    "links": {
        "concept": _things("The concept at either end", "concepts"),
        "from": _things("The concept it starts from", "concepts"),
        "to": _things("The concept it leads to", "concepts"),
        "kind": _codes("What the step does", codes.LinkKind),
        "polarity": _codes("Its sign", codes.Polarity),
        "basis": _codes("Whose word it is", codes.ClaimBasis),
    },
    "moderations": {
        "concept": _things("The moderator", "concepts"),
        "moderates": _things("What it bears on", "configurations", "links"),
        "effect": _codes("What the moderator does", codes.ModerationEffect),
        "basis": _codes("Whose word it is", codes.ClaimBasis),
    },
    "theories": {},
    "theory-versions": {
        "theory": _things("The theory it is a version of", "theories"),
        "stage": _codes("How far it has come", codes.TheoryStage),
        "member": _things("A claim that belongs to it", *_CLAIMS),
    },
    "studies": {"design": _codes("How the study was done", codes.StudyDesign)},
    "reports": {
        "study": _things("A study it reports on", "studies"),
        "kind": _codes("What sort of document", codes.ReportKind),
    },
    "passages": {"report": _things("The report it stands in", "reports")},
    "evidence": {
        "claim": _things("The claim it bears on", *_CLAIMS),
        "study": _things("The study it comes from", "studies"),
        "direction": _codes("Which way it bears", codes.Direction),
        "basis": _codes("What it rests on", codes.EvidenceBasis),
        "finding": _codes("What was found", codes.Finding),
        "read_via": _codes("Whose account we read", codes.ReadVia),
        "status": _codes("What a person decided about it", codes.HumanStatus),
        "passage": _things("A passage it stands in", "passages"),
    },
    "undercuts": {
        "undercuts": _things("The evidence line it attacks", "evidence"),
        "status": _codes("What a person decided about it", codes.HumanStatus),
    },
    "searches": {
        "searched_for": _things("What evidence was sought for", "concepts", *_CLAIMS),
        "result": _codes("What the search came to", codes.SearchResult),
    },
    "positions": {
        "about": _things("What it is about", "concepts"),
        "asserted_by": _things("Who holds it", "agents"),
    },
    "emmie": {
        "about": _things("The programme assessed", "concepts"),
        "dimension": _codes("The EMMIE dimension", codes.EmmieDimension),
    },
    "ratings": {
        "rates": _things("What is rated", "concepts", "studies", "reviews", *_CLAIMS),
        "scheme": Facet("IRI of the rating scheme"),
    },
    "confidences": {"claim": _things("The claim judged", *_CLAIMS)},
}

#: Facets by kind and name; the same names are parameters of the lists.
FACETS: Mapping[str, Mapping[str, Facet]] = MappingProxyType(
    {kind: MappingProxyType({**_OF_EVERY_KIND, **own}) for kind, own in _OF_KIND.items()}
)
