"""Diagrams within other people's pages: this module answers with a diagram and nothing round it.

No other page of ours may be framed: a page round it could cover it and lead a click astray
(clickjacking). These may, by anybody unless the deployer says otherwise: they show what everybody
may read, they have no form, and what they link opens in a page of its own.
"""

from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

import cmo_graph
from cmo_graph.drawing import Drawing
from cmo_graph.iri import IRI, KEY_PATTERN, key_of
from cmo_graph.mapping import plain
from cmo_graph.model import Configuration, Moderation, ProgrammeTheory
from cmo_graph.questions.around import first_of, read_one
from cmo_graph.questions.diagrams import DiagramQuestion, draw_theory
from cmo_graph.questions.portraits import draw_configuration
from cmo_graph.repository import Repository
from cmo_graph_api.addresses import address
from cmo_graph_api.answers import respond
from cmo_graph_api.dependencies import RepositoryDep, SettingsDep, ShelvesDep
from cmo_graph_api.middleware import SECURITY_HEADERS
from cmo_graph_api.negotiation import HTML
from cmo_graph_api.page_routes import PageRoute
from cmo_graph_api.pages.asking import asking
from cmo_graph_api.pages.drawings import svg_in_frame
from cmo_graph_api.pages.rendering import render
from cmo_graph_api.problems import documented
from cmo_graph_api.routers.meta import NoParameters
from cmo_graph_api.routers.pages import version_facts
from cmo_graph_api.routers.things import other_syntaxes
from cmo_graph_api.settings import Settings

router = APIRouter(prefix="/embed", tags=["pages"], route_class=PageRoute)

_POLICY = "Content-Security-Policy"


@router.get(
    "/theories/{key}",
    operation_id="embed_theory",
    summary="A theory's diagram for a frame in somebody's page",
    response_class=Response,
    responses={**other_syntaxes(HTML), **documented(404, 406, 422)},
)
def embed_theory(
    request: Request,
    repository: RepositoryDep,
    shelves: ShelvesDep,
    settings: SettingsDep,
    key: Annotated[str, Path(description="Key of the theory.", pattern=KEY_PATTERN)],
    question: Annotated[DiagramQuestion, Query()],
) -> Response:
    """Return a theory's diagram, with a line that says where it is from."""
    iri = repository.resolve(key, ProgrammeTheory.kind_name)
    path = f"/{ProgrammeTheory.kind_name}/{key_of(iri)}"

    def draw() -> Drawing:
        return draw_theory(key, question, repository=repository, shelves=shelves).drawing

    asked = asking(request, path, {}, base=repository.base).changed()
    return _framed(request, draw, asked, repository=repository, settings=settings, theory=iri)


@router.get(
    "/configurations/{key}",
    operation_id="embed_configuration",
    summary="A configuration's diagram for a frame in somebody's page",
    response_class=Response,
    responses={**other_syntaxes(HTML), **documented(404, 406, 422)},
)
def embed_configuration(
    request: Request,
    repository: RepositoryDep,
    shelves: ShelvesDep,
    settings: SettingsDep,
    key: Annotated[str, Path(description="Key of the configuration.", pattern=KEY_PATTERN)],
    _: Annotated[NoParameters, Query()],
) -> Response:
    """Return a configuration's diagram, with a line that says where it is from."""
    iri = repository.resolve(key, Configuration.kind_name)

    def draw() -> Drawing:
        one = read_one(repository, Configuration, iri)
        moderations = first_of(repository, Moderation, {"moderates": [iri]}).items
        return draw_configuration(
            one, moderations, repository=repository, shelves=shelves, title=plain(one.label)
        )

    path = f"/{Configuration.kind_name}/{key_of(iri)}"
    return _framed(request, draw, path, repository=repository, settings=settings, theory=None)


def _framed(
    request: Request,
    draw: Callable[[], Drawing],
    path: str,
    *,
    repository: Repository,
    settings: Settings,
    theory: IRI | None,
) -> Response:
    """Answer with a diagram alone; `path` is that of the page it is from."""

    def build(_: str) -> str:
        drawing = draw()
        return render(
            request,
            "embed.html",
            diagram=drawing.diagram,
            svg=svg_in_frame(request, drawing, base=repository.base, theory=theory),
            leads_to=address(request, path),
            **version_facts(request, repository.snapshot, path),
        )

    return respond(
        request,
        build,
        version=repository.snapshot.version.digest,
        offered=[HTML],
        depends_on=cmo_graph.__version__,
        headers=_framed_by(settings.embed_ancestors),
    )


def _framed_by(ancestors: str) -> Mapping[str, str]:
    own = "frame-ancestors 'none'"
    return {_POLICY: SECURITY_HEADERS[_POLICY].replace(own, f"frame-ancestors {ancestors}")}
