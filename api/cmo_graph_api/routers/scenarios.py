"""The theory's own logic over HTTP: this module has what-if, and for whom."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from cmo_graph.questions.answers import as_json
from cmo_graph.questions.circumstances import (
    CircumstancesAnswer,
    CircumstancesQuestion,
    ask_for_whom,
)
from cmo_graph.questions.scenario_runs import ScenarioQuestion
from cmo_graph.questions.scenarios import ScenarioAnswer, ask_what_if
from cmo_graph_api.dependencies import RepositoryDep, ShelvesDep
from cmo_graph_api.problems import documented
from cmo_graph_api.routers.reasoned import tell, tell_posted
from cmo_graph_api.routers.things import other_syntaxes

router = APIRouter(prefix="/v1", tags=["what if"])

SCENARIO_RULES = (
    "A configuration fires when all its contexts hold, its enabling moderators hold, none of its"
    " blockers does and its resources are offered; then its responses and outcomes hold. Truth has"
    " three values (Kleene), loops do not support themselves (well-founded semantics, Van Gelder et"
    " al. 1991), and the scenario's word beats the theory's. Evidence takes no part in the logic;"
    " it stands beside it in `claims`. Reading configurations as such rules is ours, and so is what"
    " `changes` compares with."
)


@router.get(
    "/scenarios",
    operation_id="read_scenario",
    summary="What if: what follows from a scenario, and why",
    description=f"The address holds the whole scenario, so it can be shared. {SCENARIO_RULES}",
    response_model=ScenarioAnswer,
    responses={**other_syntaxes(), **documented(404, 406, 422)},
)
def read_scenario(
    request: Request,
    repository: RepositoryDep,
    shelves: ShelvesDep,
    question: Annotated[ScenarioQuestion, Query()],
) -> Response:
    """Return what follows from a scenario."""
    return tell(
        request,
        lambda: ask_what_if(question, repository=repository, shelves=shelves),
        repository=repository,
    )


@router.post(
    "/scenarios",
    operation_id="run_scenario",
    summary="What if, asked with a body",
    description=f"As GET /v1/scenarios; nothing is stored. {SCENARIO_RULES}",
    response_model=ScenarioAnswer,
    responses=documented(404, 413, 422),
)
def run_scenario(
    repository: RepositoryDep, shelves: ShelvesDep, question: ScenarioQuestion
) -> Response:
    """Return what follows from a scenario."""
    answer = ask_what_if(question, repository=repository, shelves=shelves)
    return tell_posted(as_json(answer, repository=repository), repository=repository)


@router.get(
    "/circumstances",
    operation_id="find_circumstances",
    summary="For whom, and in what circumstances, an outcome comes about",
    description="The minimal sets of circumstances under which the theory produces the outcome,"
    " what is in all of them, and the evidence on the claims each rests on. Reading minimal"
    " sufficient sets as prime implicants follows de Kleer 1986; that they are the circumstances of"
    " a realist theory is ours. When the search stops early, `outcome` and `stopped_by` say so.",
    response_model=CircumstancesAnswer,
    responses={**other_syntaxes(), **documented(404, 406, 422)},
)
def find_circumstances(
    request: Request,
    repository: RepositoryDep,
    shelves: ShelvesDep,
    question: Annotated[CircumstancesQuestion, Query()],
) -> Response:
    """Return the minimal circumstances of an outcome."""
    return tell(
        request,
        lambda: ask_for_whom(question, repository=repository, shelves=shelves),
        repository=repository,
    )
