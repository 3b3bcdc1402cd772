"""Pathways over HTTP: this module has chains of links, what lies between, and what leads where."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from cmo_graph.questions.answers import as_json
from cmo_graph.questions.pathway_answers import ClosureAnswer, MediatorsAnswer, PathwaysAnswer
from cmo_graph.questions.pathways import (
    ClosureQuestion,
    PathwayQuestion,
    ask_downstream,
    ask_mediators,
    ask_pathways,
    ask_upstream,
)
from cmo_graph_api.dependencies import RepositoryDep, ShelvesDep
from cmo_graph_api.problems import documented
from cmo_graph_api.routers.reasoned import tell, tell_posted
from cmo_graph_api.routers.things import other_syntaxes

router = APIRouter(prefix="/v1", tags=["pathways"])

PATHWAY_RULES = (
    "No pathway, or the end of the time, is an outcome and not an error; a concept that is not in"
    " the dataset is a 404. Links that reviewers wrote and links that configurations imply take"
    " part; an implied link that repeats a written one gives way to it. The weakest step follows"
    " possibilistic necessity; threads follow Causal Map. The order of strengths and of pathways,"
    " the grades of threads and the three words for context are ours."
)

ConceptName = Annotated[
    str, Path(max_length=2000, description="Key of a concept.", examples=["sos.child-safety"])
]


@router.get(
    "/pathways",
    operation_id="find_pathways",
    summary="How one concept leads to another",
    description=f"Each pathway is told as a vector, never as one score. {PATHWAY_RULES}",
    response_model=PathwaysAnswer,
    responses={**other_syntaxes(), **documented(404, 406, 422)},
)
def find_pathways(
    request: Request,
    repository: RepositoryDep,
    shelves: ShelvesDep,
    question: Annotated[PathwayQuestion, Query()],
) -> Response:
    """Return the pathways between two concepts."""
    return tell(
        request,
        lambda: ask_pathways(question, repository=repository, shelves=shelves),
        repository=repository,
    )


@router.post(
    "/pathways/search",
    operation_id="search_pathways",
    summary="How one concept leads to another, asked with long lists",
    description=f"As GET /v1/pathways, with the question in the body. {PATHWAY_RULES}",
    response_model=PathwaysAnswer,
    responses=documented(404, 413, 422),
)
def search_pathways(
    repository: RepositoryDep, shelves: ShelvesDep, question: PathwayQuestion
) -> Response:
    """Return the pathways between two concepts."""
    answer = ask_pathways(question, repository=repository, shelves=shelves)
    return tell_posted(as_json(answer, repository=repository), repository=repository)


@router.get(
    "/pathways/mediators",
    operation_id="find_mediators",
    summary="What lies between two concepts",
    description="Concepts that pathways pass, by the number of independent studies that support a"
    " step into or out of them, then of pathways (ours). `sort` has no effect here.",
    response_model=MediatorsAnswer,
    responses={**other_syntaxes(), **documented(404, 406, 422)},
)
def find_mediators(
    request: Request,
    repository: RepositoryDep,
    shelves: ShelvesDep,
    question: Annotated[PathwayQuestion, Query()],
) -> Response:
    """Return the concepts between two others."""
    return tell(
        request,
        lambda: ask_mediators(question, repository=repository, shelves=shelves),
        repository=repository,
    )


@router.get(
    "/concepts/{key}/upstream",
    operation_id="list_upstream",
    summary="What leads to a concept",
    description="Concepts from which links lead to it, nearest first, with the fewest steps.",
    response_model=ClosureAnswer,
    responses={**other_syntaxes(), **documented(404, 406, 422)},
)
def list_upstream(
    request: Request,
    repository: RepositoryDep,
    shelves: ShelvesDep,
    key: ConceptName,
    question: Annotated[ClosureQuestion, Query()],
) -> Response:
    """Return what leads to a concept."""
    return tell(
        request,
        lambda: ask_upstream(key, question, repository=repository, shelves=shelves),
        repository=repository,
    )


@router.get(
    "/concepts/{key}/downstream",
    operation_id="list_downstream",
    summary="What a concept leads to",
    description="Concepts to which links lead from it, nearest first, with the fewest steps.",
    response_model=ClosureAnswer,
    responses={**other_syntaxes(), **documented(404, 406, 422)},
)
def list_downstream(
    request: Request,
    repository: RepositoryDep,
    shelves: ShelvesDep,
    key: ConceptName,
    question: Annotated[ClosureQuestion, Query()],
) -> Response:
    """Return what a concept leads to."""
    return tell(
        request,
        lambda: ask_downstream(key, question, repository=repository, shelves=shelves),
        repository=repository,
    )
