"""Which page a thing has: this module knows the designed ones; all others have the plain one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from cmo_graph.errors import MalformedThing, NotFound
from cmo_graph_api.pages.claims import configuration_page, link_page, moderation_page
from cmo_graph_api.pages.subjects import Subject


@dataclass(frozen=True, slots=True)
class Design:
    """A designed page: its template, and what gathers what it shows."""

    template: str
    gather: Callable[[Subject], Mapping[str, Any]]


DESIGNS: Mapping[str, Design] = MappingProxyType(
    {
        "configurations": Design("configuration.html", configuration_page),
        "links": Design("claim.html", link_page),
        "moderations": Design("claim.html", moderation_page),
    }
)


def designed(kind: str, subject: Subject) -> tuple[str, Mapping[str, Any]]:
    """Return the template of a thing's page, and what it shows beside the statements.

    What cannot be read as a thing of its kind, because somebody's update says so, or because it
    leads to something that is not there, has the plain page with all its statements.
    """
    design = DESIGNS.get(kind)
    if design is not None:
        try:
            return design.template, design.gather(subject)
        except (MalformedThing, NotFound):
            pass
    return "thing.html", {}
