"""What must hold for an outcome, for people: this module has the page of for-whom."""

from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import ConfigDict, Field

from cmo_graph.questions.circumstances import (
    CircumstancesAnswer,
    CircumstancesQuestion,
    ask_for_whom,
    comes_with,
)
from cmo_graph.questions.filtering import Name
from cmo_graph.questions.tables import circumstances_as_csv
from cmo_graph.theory.strategies import Assume, Change
from cmo_graph_api.dependencies import RepositoryDep, ShelvesDep
from cmo_graph_api.routers.explorer.answering import (
    Beside,
    PageOf,
    answer_form,
    answer_page,
    page_router,
    question_answers,
    suggested_concepts,
    with_keys,
)

router = page_router()


class ForWhomPage(PageOf):
    """An outcome, and what circumstances may be made of; without an outcome, a form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    outcome: Name | None = Field(default=None, description="The outcome concept: its key or label.")
    change: Change = Field(default=Change.RAISED, description="Whether it is raised or lowered.")
    assume: Assume = Field(default=Assume.UNPRODUCED, description="What may be assumed.")
    theory: Name | None = Field(default=None, description="As in /v1/circumstances.")


@router.get(
    "/for-whom", operation_id="show_for_whom", response_class=Response, responses=question_answers()
)
def show_for_whom(
    request: Request,
    repository: RepositoryDep,
    shelves: ShelvesDep,
    page: Annotated[ForWhomPage, Query()],
) -> Response:
    """Return the least that must hold for an outcome to come about."""
    if page.outcome is None:
        return answer_form(
            request, "/for-whom", repository=repository, wanted=page.format, missing=["outcome"]
        )
    question = CircumstancesQuestion.model_validate(
        with_keys(page.asked(), "outcome", repository=repository)
    )

    def ask() -> CircumstancesAnswer:
        return ask_for_whom(question, repository=repository, shelves=shelves)

    def beside() -> Beside:
        theory = shelves.theory(repository, question.theory).compiled
        return Beside(
            {
                "concepts": suggested_concepts(repository),
                # The answer was kept when it was asked for the page.
                "comes_with": comes_with(ask(), theory),
            }
        )

    return answer_page(
        request,
        "/for-whom",
        ask,
        repository=repository,
        wanted=page.format,
        as_csv=circumstances_as_csv,
        beside=beside,
    )
