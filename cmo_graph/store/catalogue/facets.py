"""What lists can be filtered by: this module says, for each kind of thing, which facets it has.

A facet follows from fields of the model, and through their `Term`s from properties of the graph, so
nothing is named twice. Values of a facet are code tokens where the field is a code, IRIs elsewhere.
A facet of concepts also lists a thing under everything broader than what it names: a narrower
concept satisfies a question about the wider one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from rdflib import SKOS, URIRef

from cmo_graph.mapping import Node, plans
from cmo_graph.model import THINGS, Slot, Thing
from cmo_graph.model.codes import Role
from cmo_graph.model.configuration import DIRECT
from cmo_graph.vocabulary import CMO, Code


@dataclass(frozen=True, slots=True)
class Facet:
    """Where the values of one facet come from."""

    #: Properties of the thing whose values are the facet's.
    properties: tuple[URIRef, ...] = ()
    #: The controlled vocabulary, when values are its tokens.
    codes: type[Code] | None = None
    #: Whether the thing is listed under all broader concepts too.
    is_widened: bool = False


#: Facets that are fields of the model: kind → facet → fields.
_FIELDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "concepts": {"broader": ("broader",)},
    "configurations": {"stage": ("stage",)},
    "links": {
        "concept": ("from_concept", "to_concept"),
        "from": ("from_concept",),
        "to": ("to_concept",),
        "kind": ("kind",),
        "polarity": ("polarity",),
        "basis": ("basis",),
    },
    "moderations": {
        "concept": ("moderator",),
        "moderates": ("moderates",),
        "effect": ("effect",),
        "basis": ("basis",),
    },
    "theory-versions": {"theory": ("theory",), "stage": ("stage",), "member": ("members",)},
    "studies": {"design": ("design",)},
    "reports": {"study": ("reports_on",), "kind": ("kind",)},
    "passages": {"report": ("report",)},
    "evidence": {
        "claim": ("claim",),
        "study": ("study",),
        "direction": ("direction",),
        "basis": ("basis",),
        "finding": ("finding",),
        "read_via": ("read_via",),
        "status": ("status",),
        "passage": ("passages",),
    },
    "undercuts": {"undercuts": ("undercuts",), "status": ("status",)},
    "searches": {"searched_for": ("searched_for",), "result": ("result",)},
    "positions": {"about": ("about",), "asserted_by": ("asserted_by",)},
    "emmie": {"about": ("about",), "dimension": ("dimension",)},
    "ratings": {"rates": ("rates",), "scheme": ("scheme",)},
    "confidences": {"claim": ("claim",)},
    "agents": {"kind": ("kind",)},
}
_WIDENED = {
    ("concepts", "broader"),
    ("links", "concept"),
    ("links", "from"),
    ("links", "to"),
    ("moderations", "concept"),
}
#: The properties that relate a configuration directly to the concept in a slot of each role.
ROLE_PROPERTIES: Mapping[URIRef, Role] = MappingProxyType(
    {**{found: role for role, found in DIRECT.items()}, CMO.hasAbsentContext: Role.CONTEXT}
)


def _facets(kind: str, model: type[Thing]) -> Mapping[str, Facet]:
    found = {"review": Facet((CMO.inReview,))}
    for name, fields in _FIELDS.get(kind, {}).items():
        sources = [plan for plan in plans(model) if plan.name in fields]
        found[name] = Facet(
            tuple(plan.predicate for plan in sources),
            sources[0].code,
            is_widened=(kind, name) in _WIDENED,
        )
    return MappingProxyType({**found, **_computed(kind)})


def _computed(kind: str) -> Mapping[str, Facet]:
    """Return the facets that follow from more than the thing's own fields."""
    if kind == "concepts":
        return {"role": Facet(codes=Role)}
    if kind != "configurations":
        return {}
    roles = {
        role.value: Facet(
            tuple(found for found, its in ROLE_PROPERTIES.items() if its is role), is_widened=True
        )
        for role in DIRECT
    }
    return {
        "concept": Facet(tuple(ROLE_PROPERTIES), is_widened=True),
        **roles,
        "basis": Facet(codes=_plan_codes(Slot, "basis")),
        "completeness": Facet(),
    }


def _plan_codes(model: type[Node], field: str) -> type[Code] | None:
    return next(plan.code for plan in plans(model) if plan.name == field)


#: Kind → facet → where it comes from, for every kind of thing.
FACETS: Mapping[str, Mapping[str, Facet]] = MappingProxyType(
    {kind: _facets(kind, model) for kind, model in THINGS.items()}
)


@cache
def kind_of_class() -> Mapping[URIRef, str]:
    """Return the kind of thing by its class."""
    return MappingProxyType({model.rdf_type: kind for kind, model in THINGS.items()})


#: Properties whose texts name a thing otherwise.
ALTERNATIVES: tuple[URIRef, ...] = (SKOS.altLabel,)
#: Fields whose texts say what a thing is; search finds their words.
_TEXT_FIELDS = (
    "definition",
    "scope_note",
    "narrative",
    "description",
    "question",
    "reason",
    "holds",
    "finds",
    "identifier",
)


@cache
def text_properties() -> frozenset[URIRef]:
    """Return the properties whose texts can be searched, besides the labels."""
    return frozenset(
        plan.predicate
        for model in THINGS.values()
        for plan in plans(model)
        if plan.name in _TEXT_FIELDS
    )
