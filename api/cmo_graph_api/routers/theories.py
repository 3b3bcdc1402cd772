"""A theory's page: this module answers with its picture, its configurations, and its evidence.

All of it is in the address: what is drawn, which evidence counts, and which arrow is open.
"""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

import cmo_graph
from cmo_graph.iri import IRI, KEY_PATTERN, key_of
from cmo_graph.model import ProgrammeTheory
from cmo_graph.projection.writing import NETWORK_FORMATS
from cmo_graph.questions.filtering import Name
from cmo_graph.questions.shelves import Shelves
from cmo_graph.repository import Repository
from cmo_graph.repository.serialisation import as_rdf
from cmo_graph_api.addresses import address
from cmo_graph_api.answers import respond
from cmo_graph_api.dependencies import RepositoryDep, SettingsDep, ShelvesDep
from cmo_graph_api.negotiation import HTML, PAGE_FORMATS, PICTURE_FORMATS
from cmo_graph_api.pages.asking import FormRoute, asking
from cmo_graph_api.pages.evidence import state_of_texts
from cmo_graph_api.pages.names import kind_words
from cmo_graph_api.pages.rendering import render
from cmo_graph_api.pages.statuses import LOOKS
from cmo_graph_api.pages.theories import gather_theory
from cmo_graph_api.pages.things import page_of, read_statements
from cmo_graph_api.relations import link_header, of_thing
from cmo_graph_api.routers.diagrams import FigureQuestion, answer_drawn
from cmo_graph_api.routers.pages import page_answers, version_facts
from cmo_graph_api.settings import Settings

router = APIRouter(tags=["pages"], route_class=FormRoute)

_KIND = ProgrammeTheory.kind_name


class TheoryPage(FigureQuestion):
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
    ends = _ends(page, repository)

    def build(media_type: str) -> str | bytes:
        if media_type != HTML:
            statements = read_statements(repository.snapshot, iri, base=repository.base)
            return as_rdf(statements.triples(), media_type)
        return _page(request, iri, page, ends, repository, shelves, settings)

    return respond(
        request,
        build,
        version=repository.snapshot.version.digest,
        offered=tuple(PAGE_FORMATS.values()),
        wanted=page.format,
        # The words of passages come from files beside the store.
        depends_on=f"{cmo_graph.__version__} {state_of_texts(settings.texts) if ends else ''}",
        headers=link_header(_relations(request, iri, repository)),
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
    iri: IRI,
    page: TheoryPage,
    ends: tuple[IRI, ...],
    repository: Repository,
    shelves: Shelves,
    settings: Settings,
) -> str:
    snapshot, key = repository.snapshot, key_of(iri)
    asked = asking(request, f"/{_KIND}/{key}", {}, base=repository.base)
    return render(
        request,
        "theory.html",
        page=page_of(read_statements(snapshot, iri, base=repository.base), snapshot),
        kind=_KIND,
        kind_name=kind_words(_KIND)[0],
        key=key,
        formats=PAGE_FORMATS,
        pictures=PICTURE_FORMATS,
        networks=NETWORK_FORMATS,
        asked=asked,
        question=page,
        looks=LOOKS,
        **gather_theory(
            request,
            iri,
            page,
            ends=ends,
            asked=asked,
            repository=repository,
            shelves=shelves,
            texts=settings.texts,
        ),
        **version_facts(request, snapshot, asked.changed()),
    )


def _relations(request: Request, iri: IRI, repository: Repository) -> list[tuple[str, str, str]]:
    path = f"/{_KIND}/{key_of(iri)}"
    return [
        *of_thing(request, iri, path, formats=PAGE_FORMATS, snapshot=repository.snapshot),
        (address(request, f"/{_KIND}"), "collection", HTML),
        *(
            (address(request, f"{path}?format={name}"), "alternate", media_type)
            for name, media_type in PICTURE_FORMATS.items()
        ),
    ]
