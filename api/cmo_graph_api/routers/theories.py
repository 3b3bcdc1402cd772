"""A theory's page: this module has its picture, its configurations, and the evidence on an arrow.

All of it is in the address: what is drawn, which evidence counts, and which arrow is open.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from markupsafe import Markup
from pydantic import Field
from rdflib import URIRef

import cmo_graph
from cmo_graph.drawing import Arrow, Element, Links, to_svg
from cmo_graph.iri import IRI, KEY_PATTERN, key_of
from cmo_graph.model import Configuration, ProgrammeTheory
from cmo_graph.model.codes import Presence, Role
from cmo_graph.questions.answers import tally_of
from cmo_graph.questions.diagrams import DiagramQuestion, Drawn, draw_theory
from cmo_graph.questions.filtering import Name
from cmo_graph.questions.theories import TheoryContent
from cmo_graph.repository import Repository
from cmo_graph.repository.serialisation import as_rdf
from cmo_graph.support.summary import Support
from cmo_graph_api.addresses import address, link
from cmo_graph_api.answers import respond
from cmo_graph_api.dependencies import RepositoryDep, SettingsDep, ShelvesDep
from cmo_graph_api.negotiation import HTML, PAGE_FORMATS, PICTURE_FORMATS
from cmo_graph_api.pages.asking import FormRoute, asking
from cmo_graph_api.pages.evidence import ClaimShown, show_claims
from cmo_graph_api.pages.names import Names, Shown, href, kind_words
from cmo_graph_api.pages.rendering import render
from cmo_graph_api.pages.statuses import LOOKS
from cmo_graph_api.pages.things import page_of, read_statements
from cmo_graph_api.relations import link_header, of_thing
from cmo_graph_api.routers.diagrams import answer_drawn, arrow_path
from cmo_graph_api.routers.pages import page_answers, version_facts

router = APIRouter(tags=["pages"], route_class=FormRoute)

_KIND = ProgrammeTheory.kind_name
#: Most configurations in the table; the list of configurations has all.
MOST_ROWS = 500
#: The columns of the table, and the roles in each.
_COLUMNS: Mapping[str, tuple[Role, ...]] = {
    "Context": (Role.CONTEXT,),
    "Intervention, actor": (Role.INTERVENTION, Role.ACTOR),
    "Resource": (Role.RESOURCE,),
    "Response, mechanism": (Role.RESPONSE, Role.MECHANISM),
    "Outcome": (Role.OUTCOME,),
}


class TheoryPage(DiagramQuestion):
    """What of the theory is drawn, which evidence counts, and the arrow that is open."""

    from_: Name | None = Field(
        default=None, alias="from", description="Where the arrow starts whose evidence is shown."
    )
    to: Name | None = Field(default=None, description="Where that arrow leads.")
    format: Literal[(*PAGE_FORMATS, *PICTURE_FORMATS)] | None = Field(  # type: ignore[valid-type]  # known at run time
        default=None, description="Syntax; wins over Accept."
    )


@router.get(
    "/theories/{key}",
    operation_id="show_theory",
    response_class=Response,
    responses=page_answers(*tuple(PAGE_FORMATS.values())[1:], *PICTURE_FORMATS.values()),
)
def show_theory(
    request: Request,
    repository: RepositoryDep,
    shelves: ShelvesDep,
    settings: SettingsDep,
    key: Annotated[str, Path(description="Key of the theory.", pattern=KEY_PATTERN)],
    page: Annotated[TheoryPage, Query()],
) -> Response:
    """Return a theory as a picture and a table, with the evidence on the arrow that is open."""
    iri = repository.resolve(key, _KIND)
    if page.format in PICTURE_FORMATS:
        return answer_drawn(
            request, key, page, wanted=page.format, repository=repository, shelves=shelves
        )
    snapshot, path = repository.snapshot, f"/{_KIND}/{key}"
    drawn = draw_theory(key, page, repository=repository, shelves=shelves)
    ends = _ends(page, repository)
    supports = shelves.supports(repository, drawn.filters)
    arrows = _arrows_between(drawn, ends)
    told = _evidence(arrows, supports, repository, settings.texts)

    def build(media_type: str) -> str | bytes:
        statements = read_statements(snapshot, iri, base=repository.base)
        if media_type != HTML:
            return as_rdf(statements.triples(), media_type)
        asked = asking(request, path, {}, base=repository.base)
        return render(
            request,
            "theory.html",
            page=page_of(statements, snapshot),
            kind=_KIND,
            kind_name=kind_words(_KIND)[0],
            key=key,
            formats=PAGE_FORMATS,
            pictures=PICTURE_FORMATS,
            asked=asked,
            question=page,
            diagram=drawn.drawing.diagram,
            svg=_svg(request, drawn, arrows, asked.changed(**{"from": None, "to": None})),
            concepts=_concepts(drawn.content, repository),
            ends=[_shown(end, repository) for end in ends],
            opened=told,
            columns=list(_COLUMNS),
            rows=_rows(drawn.content, supports, repository),
            more=max(0, len(drawn.content.configurations) - MOST_ROWS),
            looks=LOOKS,
            **version_facts(request, snapshot, asked.changed()),
        )

    return respond(
        request,
        build,
        version=snapshot.version.digest,
        offered=tuple(PAGE_FORMATS.values()),
        wanted=page.format,
        # The words of passages come from files beside the store.
        depends_on=f"{cmo_graph.__version__} {told if settings.texts else ''}",
        headers=link_header(
            [
                *of_thing(request, iri, path, formats=PAGE_FORMATS, snapshot=snapshot),
                (address(request, f"/{_KIND}"), "collection", HTML),
                *(
                    (address(request, f"{path}?format={name}"), "alternate", media_type)
                    for name, media_type in PICTURE_FORMATS.items()
                ),
            ]
        ),
    )


def _ends(page: TheoryPage, repository: Repository) -> tuple[IRI, ...]:
    """Return the two ends of the arrow that is open; empty when none is.

    Raises:
        NotFound: there is no such concept.
    """
    if page.from_ is None or page.to is None:
        return ()
    return repository.resolve(page.from_, "concepts"), repository.resolve(page.to, "concepts")


def _arrows_between(drawn: Drawn, ends: tuple[IRI, ...]) -> tuple[Arrow, ...]:
    arrows = drawn.drawing.diagram.arrows
    return tuple(arrow for arrow in arrows if (arrow.start, arrow.end) == ends)


def _evidence(
    arrows: Iterable[Arrow],
    supports: Mapping[IRI, Support],
    repository: Repository,
    texts: Any,
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


def _svg(request: Request, drawn: Drawn, opened: Sequence[Arrow], asked: str) -> Markup:
    """Return the picture for the page; all that is in it was escaped when it was written."""
    query = asked.partition("?")[2]

    def of_element(element: Element) -> str:
        return link(request, href(element.iri, base=drawn.base))

    def of_arrow(arrow: Arrow) -> str:
        return link(request, arrow_path(drawn, arrow, query=query))

    return Markup(  # noqa: S704
        to_svg(
            drawn.drawing,
            links=Links(of_element, of_arrow),
            is_file=False,
            current=opened[0].iri if opened else None,
        )
    )


def _concepts(content: TheoryContent, repository: Repository) -> list[tuple[str, str]]:
    """Return key and label of the theory's concepts, by label, for a field to offer."""
    named = {slot.concept for one in content.configurations for slot in one.slots}
    named |= {end for one in content.links for end in (one.from_concept, one.to_concept)}
    labels = repository.snapshot.catalogue.labels(named)
    pairs = [(key_of(iri), labels.get(iri) or key_of(iri)) for iri in named]
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
            "cells": [_cell(one, roles, names) for roles in _COLUMNS.values()],
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
