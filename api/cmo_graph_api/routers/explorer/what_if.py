"""What follows from a scenario, for people: this module has the page of what-if."""

from typing import Annotated

from fastapi import Query, Request, Response

from cmo_graph.questions.scenario_runs import ScenarioQuestion
from cmo_graph.questions.scenarios import ask_what_if
from cmo_graph.questions.switches import switches_of
from cmo_graph.questions.tables import scenario_as_csv
from cmo_graph_api.dependencies import RepositoryDep, ShelvesDep
from cmo_graph_api.routers.explorer.answering import (
    Beside,
    PageOf,
    answer_page,
    page_router,
    question_answers,
)

router = page_router()

#: Most switches on the page, besides those that are set.
MOST_SWITCHES = 80


class WhatIfPage(PageOf, ScenarioQuestion):
    """A scenario."""


@router.get(
    "/what-if", operation_id="show_what_if", response_class=Response, responses=question_answers()
)
def show_what_if(
    request: Request,
    repository: RepositoryDep,
    shelves: ShelvesDep,
    question: Annotated[WhatIfPage, Query()],
) -> Response:
    """Return what follows from a scenario, with the switches that make another of it."""

    def beside() -> Beside:
        theory = shelves.theory(repository, question.theory).compiled
        switches = switches_of(theory, most=MOST_SWITCHES)
        return Beside({"switches": switches}, named=[str(one.concept) for one in switches])

    return answer_page(
        request,
        "/what-if",
        lambda: ask_what_if(question, repository=repository, shelves=shelves),
        repository=repository,
        wanted=question.format,
        as_csv=scenario_as_csv,
        beside=beside,
    )
