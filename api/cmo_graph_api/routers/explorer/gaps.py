"""Where a synthesis is thin or torn, for people: this module has gaps and contested claims."""

from typing import Annotated

from fastapi import Query, Request, Response

from cmo_graph.questions.gaps import GapsQuestion, ask_contested, ask_gaps
from cmo_graph.questions.tables import contested_as_csv, gaps_as_csv
from cmo_graph_api.dependencies import RepositoryDep, ShelvesDep
from cmo_graph_api.pages.names import kind_words
from cmo_graph_api.routers.explorer.answering import (
    Beside,
    PageOf,
    answer_page,
    page_router,
    question_answers,
)

router = page_router()


class GapsPage(PageOf, GapsQuestion):
    """Which claims are looked at for gaps."""


@router.get(
    "/gaps", operation_id="show_gaps", response_class=Response, responses=question_answers()
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
        as_csv=gaps_as_csv,
        beside=lambda: Beside({"kind_words": kind_words}),
    )


@router.get(
    "/contested",
    operation_id="show_contested",
    response_class=Response,
    responses=question_answers(),
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
        as_csv=contested_as_csv,
    )
