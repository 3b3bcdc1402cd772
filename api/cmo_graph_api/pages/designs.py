"""Which page a thing has: this module knows the designed ones; all others have the plain one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from cmo_graph.errors import MalformedThing, NotFound
from cmo_graph_api.pages.claims import configuration_page, link_page, moderation_page
from cmo_graph_api.pages.concepts import concept_page
from cmo_graph_api.pages.reviews import review_page
from cmo_graph_api.pages.sources import line_page, passage_page, report_page, study_page
from cmo_graph_api.pages.subjects import Subject


@dataclass(frozen=True, slots=True)
class Design:
    """A designed page: its template, and what gathers what it shows."""

    template: str
    gather: Callable[[Subject], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Designed:
    """A page of one thing, as far as its kind makes it."""

    template: str
    #: What it shows beside the statements.
    told: Mapping[str, Any]
    #: Whether it tells everything that points at the thing, and what its parts say.
    with_pointing: bool = True
    with_parts: bool = True


DESIGNS: Mapping[str, Design] = MappingProxyType(
    {
        "reviews": Design("review.html", review_page),
        "concepts": Design("concept.html", concept_page),
        "configurations": Design("configuration.html", configuration_page),
        "links": Design("claim.html", link_page),
        "moderations": Design("claim.html", moderation_page),
        "studies": Design("study.html", study_page),
        "reports": Design("report.html", report_page),
        "passages": Design("passage.html", passage_page),
        "evidence": Design("line.html", line_page),
    }
)


#: Kinds at which whole datasets point; their pages lead to lists instead.
_POINTED_AT = frozenset({"reviews"})
#: Kinds whose pages tell the parts of a thing in a way of their own.
_TELLING_PARTS = frozenset({"configurations"})
_PLAIN = Designed("thing.html", MappingProxyType({}))


def designed(kind: str, subject: Subject) -> Designed:
    """Return the page of a thing.

    What cannot be read as a thing of its kind, because somebody's update says so, or because it
    leads to something that is not there, has the plain page with all its statements.
    """
    design = DESIGNS.get(kind)
    if design is None:
        return _PLAIN
    try:
        told = design.gather(subject)
    except (MalformedThing, NotFound):
        return _PLAIN
    return Designed(
        design.template,
        told,
        with_pointing=kind not in _POINTED_AT,
        with_parts=kind not in _TELLING_PARTS,
    )
