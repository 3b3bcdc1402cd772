"""Where a synthesis is thin or torn, for people: this module has gaps and contested claims."""

from typing import Annotated

from fastapi import Query, Request, Response

from cmo_graph.questions.gaps import GapsQuestion, ask_contested, ask_gaps
from cmo_graph_api.dependencies import RepositoryDep, ShelvesDep
from cmo_graph_api.routers.explorer.answering import PageOf, answer_page, page_router
from cmo_graph_api.routers.pages import page_answers
from cmo_graph_api.routers.reasoned import JSON

router = page_router()


class GapsPage(PageOf, GapsQuestion):
    """Which claims are looked at for gaps."""


@router.get(
    "/gaps", operation_id="show_gaps", response_class=Response, responses=page_answers(JSON)
)
def show_gaps(
    request: Request,
    repository: RepositoryDep,
    shelves: ShelvesDep,
    question: Annotated[GapsPage, Query()],
) -> Response:
    """Return where the synthesis is thin or torn."""
    return answer_page(
        request,
        "/gaps",
        lambda: ask_gaps(question, repository=repository, shelves=shelves),
        repository=repository,
        wanted=question.format,
    )


@router.get(
    "/contested",
    operation_id="show_contested",
    response_class=Response,
    responses=page_answers(JSON),
)
def show_contested(
    request: Request,
    repository: RepositoryDep,
    shelves: ShelvesDep,
    question: Annotated[GapsPage, Query()],
) -> Response:
    """Return the claims with independent studies on both sides."""
    return answer_page(
        request,
        "/contested",
        lambda: ask_contested(question, repository=repository, shelves=shelves),
        repository=repository,
        wanted=question.format,
    )
