"""A theory's page: this module answers with its picture, its configurations, and its evidence.

All of it is in the address: what is drawn, which evidence counts, and which arrow is open.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from cmo_graph.iri import IRI, KEY_PATTERN, key_of
from cmo_graph.model import ProgrammeTheory
from cmo_graph.projection.writing import NETWORK_FORMATS
from cmo_graph.questions.filtering import EvidenceFilters, Name
from cmo_graph.questions.shelves import Shelves
from cmo_graph.repository import Repository
from cmo_graph_api.dependencies import RepositoryDep, SettingsDep, ShelvesDep
from cmo_graph_api.negotiation import (
    NETWORK_SYNTAXES,
    PAGE_FORMATS,
    PICTURE_FORMATS,
    THING_FORMATS,
    accepted,
    chosen_name,
)
from cmo_graph_api.page_routes import PageRoute
from cmo_graph_api.pages.asking import asking
from cmo_graph_api.pages.evidence import state_of_texts
from cmo_graph_api.pages.names import kind_words
from cmo_graph_api.pages.rendering import render
from cmo_graph_api.pages.statuses import LOOKS
from cmo_graph_api.pages.theories import gather_theory
from cmo_graph_api.pages.things import ThingStatements, page_of
from cmo_graph_api.routers.diagrams import FigureQuestion, answer_drawn
from cmo_graph_api.routers.documents import answer_document, cite_thing, thing_answers
from cmo_graph_api.routers.networks import answer_network
from cmo_graph_api.routers.pages import version_facts
from cmo_graph_api.settings import Settings

router = APIRouter(tags=["pages"], route_class=PageRoute)

_KIND = ProgrammeTheory.kind_name
#: Every syntax of a theory's page.
_FORMATS: Mapping[str, str] = {**THING_FORMATS, **PICTURE_FORMATS, **NETWORK_SYNTAXES}
#: Names of the formats of networks, by the syntaxes that an address can end in.
_NETWORKS = {one.ending: name for name, one in NETWORK_FORMATS.items()}


class TheoryPage(FigureQuestion):
    """What of the theory is drawn, which evidence counts, and the arrow that is open."""

    from_: Name | None = Field(
        default=None, alias="from", description="Where the arrow starts whose evidence is shown."
    )
    to: Name | None = Field(default=None, description="Where that arrow leads.")
    format: Literal[tuple(_FORMATS)] | None = Field(  # type: ignore[valid-type]  # known at run time
        default=None, description="Syntax; wins over Accept."
    )


@router.get(
    "/theories/{key}",
    operation_id="show_theory",
    response_class=Response,
    responses=thing_answers(*PICTURE_FORMATS.values(), *NETWORK_SYNTAXES.values()),
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
    wanted = page.format or chosen_name(accepted(request), _FORMATS)
    if wanted in PICTURE_FORMATS:
        return answer_drawn(
            request, key, page, wanted=wanted, repository=repository, shelves=shelves
        )
    if wanted in NETWORK_SYNTAXES:
        return answer_network(
            request,
            key,
            "concepts",
            page,
            name=_NETWORKS[wanted],
            repository=repository,
            shelves=shelves,
        )
    ends = _ends(page, repository)
    return answer_document(
        request,
        iri,
        f"/{_KIND}/{key}",
        repository=repository,
        wanted=wanted,
        show=lambda said: _page(request, said, page, ends, repository, shelves, settings),
        # The words of passages come from files beside the store.
        depends_on=state_of_texts(settings.texts) if ends else "",
    )


def _ends(page: TheoryPage, repository: Repository) -> tuple[IRI, ...]:
    """Return the two ends of the arrow that is open; empty when none is.

    Raises:
        NotFound: there is no such concept.
    """
    if page.from_ is None or page.to is None:
        return ()
    return repository.resolve(page.from_, "concepts"), repository.resolve(page.to, "concepts")


def _page(
    request: Request,
    statements: ThingStatements,
    page: TheoryPage,
    ends: tuple[IRI, ...],
    repository: Repository,
    shelves: Shelves,
    settings: Settings,
) -> str:
    snapshot, key = repository.snapshot, key_of(statements.iri)
    asked = asking(request, f"/{_KIND}/{key}", {}, base=repository.base)
    return render(
        request,
        "theory.html",
        page=page_of(statements, snapshot),
        kind=_KIND,
        kind_name=kind_words(_KIND)[0],
        key=key,
        formats=PAGE_FORMATS,
        citation=cite_thing(request, statements.iri, asked.changed(), snapshot),
        pictures=PICTURE_FORMATS,
        networks=NETWORK_FORMATS,
        drawn_by=tuple(FigureQuestion.model_fields),
        counted_by=tuple(EvidenceFilters.model_fields),
        asked=asked,
        question=page,
        looks=LOOKS,
        **gather_theory(
            request,
            statements.iri,
            page,
            ends=ends,
            asked=asked,
            repository=repository,
            shelves=shelves,
            texts=settings.texts,
        ),
        **version_facts(request, snapshot, asked.changed()),
    )
