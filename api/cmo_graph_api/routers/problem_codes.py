"""Pages on what can be wrong with files: this module has one for each code, and a list of them.

What they say follows from the program alone, not from what is stored.
"""

from collections.abc import Callable
from difflib import get_close_matches
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue

import cmo_graph
from cmo_graph.errors import NotFound
from cmo_graph.repository import Repository
from cmo_graph.validation.codes import CODES, GROUPS
from cmo_graph.validation.problems import ProblemKind, help_address
from cmo_graph_api.answers import respond
from cmo_graph_api.dependencies import RepositoryDep
from cmo_graph_api.negotiation import HTML
from cmo_graph_api.page_routes import PageRoute
from cmo_graph_api.pages.rendering import render
from cmo_graph_api.relations import link_header
from cmo_graph_api.routers.pages import page_answers
from cmo_graph_api.routers.reasoned import JSON, dumped
from cmo_graph_api.syntaxes import alternates

router = APIRouter(tags=["pages"], route_class=PageRoute)

Code = Annotated[str, Path(description="Code of the problem.", min_length=1, max_length=80)]


class CodePage(BaseModel):
    """In which syntax a page is wanted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["html", "json"] | None = Field(
        default=None, description="Syntax; wins over Accept."
    )


@router.get(
    "/problems",
    operation_id="list_problem_codes",
    response_class=Response,
    responses=page_answers(JSON),
)
def list_problem_codes(
    request: Request, repository: RepositoryDep, page: Annotated[CodePage, Query()]
) -> Response:
    """Return every code that a problem with a file can have, group by group."""

    def build(media_type: str) -> str:
        if media_type == HTML:
            return render(request, "problem-codes.html", groups=GROUPS)
        return dumped({"items": [_told(code, kind) for code, kind in CODES.items()]})

    return _answer(request, repository, page, build)


@router.get(
    "/problems/{code}",
    operation_id="get_problem_code",
    response_class=Response,
    responses=page_answers(JSON),
)
def get_problem_code(
    request: Request, repository: RepositoryDep, code: Code, page: Annotated[CodePage, Query()]
) -> Response:
    """Return what a code means, how the problem is mended, and what its message looks like."""
    kind = CODES.get(code)
    if kind is None:
        raise NotFound("problems", code, nearest=nearest_codes(code))
    group = next(title for title, kinds in GROUPS if code in kinds)

    def build(media_type: str) -> str:
        if media_type == HTML:
            return render(request, "problem-code.html", code=code, kind=kind, group=group)
        return dumped(_told(code, kind))

    return _answer(request, repository, page, build)


def nearest_codes(code: str) -> tuple[str, ...]:
    """Return the codes that look like one that there is not."""
    return tuple(get_close_matches(code, CODES, n=3))


def _told(code: str, kind: ProblemKind) -> dict[str, JsonValue]:
    return {
        "code": code,
        "severity": kind.severity.value,
        "meaning": kind.meaning,
        "mend": kind.mend,
        "example": kind.example,
        "help": help_address(code),
    }


def _answer(
    request: Request, repository: Repository, page: CodePage, build: Callable[[str], str]
) -> Response:
    return respond(
        request,
        build,
        version=repository.snapshot.version.digest,
        offered=[HTML, JSON],
        wanted=page.format,
        depends_on=cmo_graph.__version__,
        headers=link_header(alternates(request)),
    )
