"""How one concept leads to another, for people: this module has the page of pathways."""

from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import Field

from cmo_graph.model.codes import Polarity
from cmo_graph.questions.filtering import Name
from cmo_graph.questions.pathways import Names, NetworkQuestion, PathwayQuestion, ask_pathways
from cmo_graph.questions.tables import pathways_as_csv
from cmo_graph.theory.walks import MOST_STEPS
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

#: The parameters that say where pathways start and end: keys or labels.
ENDS = ("from", "to")


class PathwaysPage(PageOf, NetworkQuestion):
    """Two concepts, and what leads from one to the other; without them, a form."""

    from_: Name | None = Field(
        default=None, alias="from", description="Where it starts: a key or label."
    )
    to: Name | None = Field(default=None, description="Where it ends: a key or label.")
    max_steps: int = Field(default=4, ge=1, le=MOST_STEPS, description="Most steps.")
    via: Names = Field(default=[], description="Concepts it must pass; repeatable.")
    avoid: Names = Field(default=[], description="Concepts it may not pass; repeatable.")
    sign: Polarity | None = Field(default=None, description="The sign of the whole.")


@router.get(
    "/pathways", operation_id="show_pathways", response_class=Response, responses=question_answers()
)
def show_pathways(
    request: Request,
    repository: RepositoryDep,
    shelves: ShelvesDep,
    page: Annotated[PathwaysPage, Query()],
) -> Response:
    """Return how one concept leads to another."""
    asked = page.asked()
    missing = [name for name in ENDS if asked.get(name) is None]
    if missing:
        return answer_form(
            request, "/pathways", repository=repository, wanted=page.format, missing=missing
        )
    question = PathwayQuestion.model_validate(with_keys(asked, *ENDS, repository=repository))

    def beside() -> Beside:
        return Beside({"concepts": suggested_concepts(repository), "most_steps": MOST_STEPS})

    return answer_page(
        request,
        "/pathways",
        lambda: ask_pathways(question, repository=repository, shelves=shelves),
        repository=repository,
        wanted=page.format,
        as_csv=pathways_as_csv,
        beside=beside,
    )
