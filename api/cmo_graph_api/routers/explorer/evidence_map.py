"""The evidence map for people: this module has its page."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import Field

from cmo_graph.questions.evidence_map import Axis, MapQuestion, ask_evidence_map, map_as_csv
from cmo_graph.questions.map_order import MapOrder
from cmo_graph_api.dependencies import RepositoryDep, ShelvesDep
from cmo_graph_api.routers.explorer.answering import (
    Beside,
    PageOf,
    answer_page,
    page_router,
    question_answers,
)

router = page_router()

#: The orders of rows and columns, in words.
_ORDERS: Mapping[str, str] = {
    MapOrder.LABEL.value: "by name",
    MapOrder.EVIDENCE.value: "most evidence first",
    MapOrder.GAPS.value: "most gaps first",
}


class MapPage(PageOf, MapQuestion):
    """The question of the evidence map; unasked, contexts against outcomes."""

    rows: Axis = Field(default=Axis.CONTEXT, description="Role whose concepts make rows.")
    columns: Axis = Field(default=Axis.OUTCOME, description="Role whose concepts make columns.")


@router.get(
    "/evidence-map",
    operation_id="show_evidence_map",
    response_class=Response,
    responses=question_answers(),
)
def show_evidence_map(
    request: Request,
    repository: RepositoryDep,
    shelves: ShelvesDep,
    question: Annotated[MapPage, Query()],
) -> Response:
    """Return what is theorised of what, and how it is evidenced, as a table."""
    return answer_page(
        request,
        "/evidence-map",
        lambda: ask_evidence_map(question, repository=repository, shelves=shelves),
        repository=repository,
        wanted=question.format,
        as_csv=lambda found, _: map_as_csv(found),
        beside=lambda: Beside({"axes": [one.value for one in Axis], "orders": _ORDERS}),
    )
