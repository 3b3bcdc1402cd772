"""Theories as pictures over HTTP: this module answers with SVG, PNG, PDF, or where all stands.

All are of one drawing. An SVG can be shown by itself: its own style sheet, and nothing else, is let
through by the policy that comes with it.
"""

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

import cmo_graph
from cmo_graph.drawing import PrintSize, to_pdf, to_png, to_svg
from cmo_graph.drawing.printing import LEAST_DPI, MOST_DPI, NARROWEST, USUAL_DPI, WIDEST
from cmo_graph.drawing.style import style_sheet
from cmo_graph.questions.answers import as_json
from cmo_graph.questions.diagrams import (
    DiagramAnswer,
    DiagramQuestion,
    draw_theory,
    tell_drawing,
)
from cmo_graph.questions.shelves import Shelves
from cmo_graph.repository import Repository
from cmo_graph_api.answers import respond
from cmo_graph_api.dependencies import RepositoryDep, ShelvesDep
from cmo_graph_api.negotiation import PICTURE_FORMATS
from cmo_graph_api.pages.drawings import links_from_anywhere
from cmo_graph_api.problems import documented
from cmo_graph_api.routers.reasoned import JSON, dumped
from cmo_graph_api.routers.things import other_syntaxes

router = APIRouter(prefix="/v1", tags=["diagrams"])

SVG, PNG, PDF = PICTURE_FORMATS.values()
_OFFERED = (SVG, PNG, PDF, JSON)

TheoryName = Annotated[
    str,
    Path(
        max_length=2000,
        description="Key of a programme theory, whose newest version is drawn, or of a version.",
        examples=["sos.programme-theory"],
    ),
]
_RULES = (
    "Lanes are context, resource, response and outcome. An arrow's width is its number of"
    " independent supporting studies (none is dotted, 1, 2 or 3, 4 and more), its head the"
    " polarity; a badge in its middle says what else there is. A step that only configurations"
    " imply shows the studies on those configurations. Of a theory too large to read, what leads"
    " to one outcome is drawn, and `narrowed` says so. The rules are ours (docs/diagrams.md)."
)


class OnPaper(BaseModel):
    """How large a picture is on paper."""

    width_mm: float | None = Field(
        default=None,
        ge=NARROWEST,
        le=WIDEST,
        description="Width of a PNG or PDF on paper, in millimetres. Default: as on a screen.",
    )
    dpi: int = Field(
        default=USUAL_DPI,
        ge=LEAST_DPI,
        le=MOST_DPI,
        description="Dots per inch of a PNG; fewer where it would grow beyond what is drawn.",
    )

    @property
    def size(self) -> PrintSize:
        """How large it is on paper."""
        return PrintSize(width_mm=self.width_mm, dpi=self.dpi)


class FigureQuestion(DiagramQuestion, OnPaper):
    """What of a theory is drawn, and how large on paper."""


class DiagramParameters(FigureQuestion):
    """What of a theory is drawn, how large, and in which syntax."""

    format: Literal["svg", "png", "pdf", "json"] | None = Field(
        default=None, description="Syntax; wins over Accept."
    )


@router.get(
    "/theories/{key}/diagram",
    operation_id="draw_theory",
    summary="A theory as a picture",
    description=_RULES,
    response_model=DiagramAnswer,
    responses={**other_syntaxes(SVG, PNG, PDF), **documented(404, 406, 422, 501)},
)
def read_diagram(
    request: Request,
    repository: RepositoryDep,
    shelves: ShelvesDep,
    key: TheoryName,
    parameters: Annotated[DiagramParameters, Query()],
) -> Response:
    """Return the picture of a theory."""
    return answer_drawn(
        request, key, parameters, wanted=parameters.format, repository=repository, shelves=shelves
    )


@router.get(
    "/theories/{key}/diagram.{suffix}",
    operation_id="draw_theory_as",
    summary="A theory as a picture, in the syntax that the address names",
    description=_RULES,
    response_model=DiagramAnswer,
    responses={**other_syntaxes(SVG, PNG, PDF), **documented(404, 422, 501)},
)
def read_diagram_as(
    request: Request,
    repository: RepositoryDep,
    shelves: ShelvesDep,
    key: TheoryName,
    suffix: Annotated[Literal["svg", "png", "pdf", "json"], Path(description="Syntax.")],
    question: Annotated[FigureQuestion, Query()],
) -> Response:
    """Return the picture of a theory in one syntax."""
    return answer_drawn(
        request, key, question, wanted=suffix, repository=repository, shelves=shelves
    )


def answer_drawn(
    request: Request,
    theory: str,
    question: FigureQuestion,
    *,
    wanted: str | None,
    repository: Repository,
    shelves: Shelves,
) -> Response:
    """Answer with the drawing of a theory in the syntax that is wanted."""

    def build(media_type: str) -> str | bytes:
        drawn = draw_theory(theory, question, repository=repository, shelves=shelves)
        if media_type == PNG:
            return to_png(drawn.drawing, size=question.size)
        if media_type == PDF:
            return to_pdf(drawn.drawing, size=question.size)
        if media_type == SVG:
            links = links_from_anywhere(
                request, drawn.drawing, base=drawn.base, theory=drawn.theory
            )
            return to_svg(drawn.drawing, links=links)
        told = tell_drawing(drawn, question, theory=theory, repository=repository)
        return dumped(as_json(told, repository=repository))

    found = respond(
        request,
        build,
        version=repository.snapshot.version.digest,
        offered=_OFFERED,
        wanted=wanted,
        depends_on=cmo_graph.__version__,
    )
    if found.media_type == SVG:
        found.headers.update(svg_policy())
    return found


@cache
def svg_policy() -> Mapping[str, str]:
    """Return the policy that lets an SVG's own style sheet through, and nothing else."""
    digest = b64encode(hashlib.sha256(style_sheet().encode()).digest()).decode()
    return {
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none';"
            " frame-ancestors 'none'"
        )
    }
