"""A theory's page: this module gathers picture, filters, table and the evidence on an arrow."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import Request
from rdflib import URIRef

from cmo_graph.drawing import Arrow, Diagram, Way
from cmo_graph.iri import IRI
from cmo_graph.model import Configuration
from cmo_graph.model.codes import Presence, Role
from cmo_graph.questions.answers import tally_of
from cmo_graph.questions.diagrams import DiagramQuestion, draw_theory, whole_diagram
from cmo_graph.questions.narrowing import Narrowing, offer_less
from cmo_graph.questions.selections import Selection
from cmo_graph.questions.shelves import Shelves
from cmo_graph.questions.switching_off import without
from cmo_graph.questions.theories import TheoryContent
from cmo_graph.repository import Repository
from cmo_graph.support.summary import Support
from cmo_graph_api.pages.asking import Asking
from cmo_graph_api.pages.drawings import svg_in_page
from cmo_graph_api.pages.evidence import ClaimShown, show_claims
from cmo_graph_api.pages.names import Names, Shown
from cmo_graph_api.pages.scenarios import SwitchOffered, offer_switch

#: Most configurations in the table; the list of configurations has all.
MOST_ROWS = 500
#: The columns of the table, and the roles in each.
COLUMNS: Mapping[str, tuple[Role, ...]] = {
    "Context": (Role.CONTEXT,),
    "Intervention, actor": (Role.INTERVENTION, Role.ACTOR),
    "Resource": (Role.RESOURCE,),
    "Response, mechanism": (Role.RESPONSE, Role.MECHANISM),
    "Outcome": (Role.OUTCOME,),
}
_WAYS: Mapping[Way, str] = {Way.UP: "upstream only", Way.DOWN: "downstream only"}
#: Parameters of the form; others that were asked stay as they are when it is sent.
_FIELDS = frozenset(
    {
        *("direction", "depth", "min_studies", "contested", "lanes", "from", "to"),
        *("width_mm", "dpi"),
    }
)


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that holds, in words, and the question without it as path and query."""

    words: str
    without: str


def gather_theory(
    request: Request,
    iri: IRI,
    question: DiagramQuestion,
    *,
    ends: tuple[IRI, ...],
    asked: Asking,
    repository: Repository,
    shelves: Shelves,
    texts: Path | None,
) -> Mapping[str, Any]:
    """Return what a theory's page shows, by the names that its template knows.

    Args:
        request: The request.
        iri: The theory.
        question: What of it is drawn, and which evidence counts.
        ends: Where the arrow starts, and leads to, whose evidence is told; empty for none.
        asked: The question as the page has it.
        repository: Where all that is.
        shelves: What was made of this dataset version before.
        texts: Folder of the reports' texts; None when none are held.
    """
    filters = question.as_filters(repository)
    supports = shelves.supports(repository, filters, Selection(theory=iri))
    whole = whole_diagram(iri, filters, repository=repository, shelves=shelves)
    arrows = tuple(arrow for arrow in whole.arrows if (arrow.start, arrow.end) == ends)
    content = shelves.theory(repository, str(iri))
    told = _evidence(arrows, supports, repository, texts)
    return {
        **_picture(request, iri, question, arrows, asked, repository, shelves),
        "whole": whole,
        "chips": _chips(question, asked, repository),
        "kept": _kept(asked),
        "concepts": _concepts(whole),
        "ends": [_shown(end, repository) for end in ends],
        "opened": told,
        "without": _without(iri, ends, repository, shelves) if told else None,
        "columns": list(COLUMNS),
        "rows": _rows(content, supports, repository),
        "more": max(0, len(content.configurations) - MOST_ROWS),
    }


def _without(
    theory: IRI, ends: tuple[IRI, ...], repository: Repository, shelves: Shelves
) -> SwitchOffered | None:
    """Return the switch that shows what hangs on where an arrow starts."""
    start, end = ends
    scenario = without(
        start, leading_to=end, theory=str(theory), repository=repository, shelves=shelves
    )
    return None if scenario is None else offer_switch(scenario)


def _picture(
    request: Request,
    iri: IRI,
    question: DiagramQuestion,
    opened: Sequence[Arrow],
    asked: Asking,
    repository: Repository,
    shelves: Shelves,
) -> Mapping[str, Any]:
    """Return the drawing, or where it would be too large to read, what could be drawn instead."""
    less = offer_less(str(iri), question, repository=repository, shelves=shelves)
    if less is not None:
        return {"diagram": None, "svg": None, "less": less, "offers": _offers(less, asked)}
    drawn = draw_theory(str(iri), question, repository=repository, shelves=shelves)
    query = asked.changed(**{"from": None, "to": None}).partition("?")[2]
    current = opened[0].iri if opened else None
    return {
        "diagram": drawn.drawing.diagram,
        "svg": svg_in_page(request, drawn, query=query, current=current),
        "less": None,
        "offers": [],
    }


def _offers(less: Narrowing, asked: Asking) -> list[dict[str, Any]]:
    """Return what is offered, each start with the path of its picture."""
    return [
        {
            "sort": offer.sort,
            "total": offer.total,
            "starts": [
                (
                    start.label,
                    asked.changed(focus=list(start.keys), direction=offer.way.value),
                    start.count,
                )
                for start in offer.starts
            ],
        }
        for offer in less.offers
    ]


def _chips(question: DiagramQuestion, asked: Asking, repository: Repository) -> list[Chip]:
    """Return each filter that holds, in the order in which the form has them."""
    keys = {key: repository.resolve(key, "concepts") for key in question.focus}
    labels = repository.snapshot.catalogue.labels(keys.values())
    chips = [
        Chip(f"about {labels.get(iri) or key}", asked.changed(focus=asked.without("focus", key)))
        for key, iri in keys.items()
    ]
    if question.direction in _WAYS:
        chips.append(Chip(_WAYS[question.direction], asked.changed(direction=None)))
    if question.depth is not None:
        steps = "1 step" if question.depth == 1 else f"{question.depth} steps"
        chips.append(Chip(f"within {steps}", asked.changed(depth=None)))
    if question.min_studies:
        words = f"arrows with {question.min_studies} or more studies for"
        chips.append(Chip(words, asked.changed(min_studies=None)))
    if question.contested:
        chips.append(Chip("contested arrows", asked.changed(contested=None)))
    chips += [
        Chip(
            f"{name.replace('_', ' ')}: {value.replace('_', ' ')}",
            asked.changed(**{name: asked.without(name, value)}),
        )
        for name, value in _kept(asked)
        if name != "focus"
    ]
    return chips


def _kept(asked: Asking) -> list[tuple[str, str]]:
    """Return what was asked and has no field of its own: further concepts, filters of evidence."""
    given = [pair for pair in asked.given if pair[0] not in _FIELDS]
    first = next((pair for pair in given if pair[0] == "focus"), None)
    if first is not None:
        given.remove(first)
    return given


def _evidence(
    arrows: Iterable[Arrow],
    supports: Mapping[IRI, Support],
    repository: Repository,
    texts: Path | None,
) -> list[tuple[Arrow, tuple[ClaimShown, ...]]]:
    """Return arrows with the claims that say them, and the evidence on each."""
    return [
        (
            arrow,
            show_claims(
                [supports[claim] for claim in arrow.claims if claim in supports],
                repository=repository,
                texts=texts,
            ),
        )
        for arrow in arrows
    ]


def _concepts(whole: Diagram) -> list[tuple[str, str]]:
    """Return key and label of the theory's concepts, by label, for a field to offer."""
    pairs = ((element.key, element.name) for element in whole.elements)
    return sorted(pairs, key=lambda pair: (pair[1].casefold(), pair[0]))[:MOST_ROWS]


def _shown(iri: IRI, repository: Repository) -> Shown:
    names = Names(repository.snapshot.catalogue.labels([iri]), base=repository.base)
    return names.show(URIRef(iri))


def _rows(
    content: TheoryContent, supports: Mapping[IRI, Support], repository: Repository
) -> list[dict[str, Any]]:
    """Return the table of configurations: each with the concepts in its slots, by column."""
    shown = content.configurations[:MOST_ROWS]
    named = {slot.concept for one in shown for slot in one.slots} | {one.id for one in shown}
    names = Names(repository.snapshot.catalogue.labels(named), base=repository.base)
    return [
        {
            "claim": names.show(one.id),
            "cells": [_cell(one, roles, names) for roles in COLUMNS.values()],
            "status": supports[one.id].status.value,
            "tally": tally_of(supports[one.id].tally),
        }
        for one in shown
        if one.id in supports
    ]


def _cell(
    configuration: Configuration, roles: tuple[Role, ...], names: Names
) -> list[tuple[Shown, str, bool]]:
    """Return concept, direction and whether it is absent, of the slots with these roles."""
    return [
        (
            names.show(slot.concept),
            "" if slot.direction is None else slot.direction.value.replace("_", " "),
            slot.presence is Presence.ABSENT,
        )
        for slot in configuration.in_role(*roles)
    ]
