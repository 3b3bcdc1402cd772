"""Diagrams within other people's pages: this module answers with a diagram and nothing round it.

No other page of ours may be framed: a page round it could cover it and lead a click astray
(clickjacking). These may, by anybody unless the deployer says otherwise: they show what everybody
may read, they have no form, and what they link opens in a page of its own.
"""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

import cmo_graph
from cmo_graph.iri import KEY_PATTERN, key_of
from cmo_graph.model import ProgrammeTheory
from cmo_graph.questions.diagrams import DiagramQuestion, draw_theory
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
from cmo_graph_api.routers.pages import version_facts
from cmo_graph_api.routers.things import other_syntaxes

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

    def build(_: str) -> str:
        drawn = draw_theory(key, question, repository=repository, shelves=shelves)
        asked = asking(request, path, {}, base=repository.base)
        return render(
            request,
            "embed.html",
            diagram=drawn.drawing.diagram,
            svg=svg_in_frame(request, drawn),
            leads_to=address(request, asked.changed()),
            **version_facts(request, repository.snapshot, asked.changed()),
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
