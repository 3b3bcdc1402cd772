"""What an operator's monitoring fetches: this module answers /metrics."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.exceptions import HTTPException

from cmo_graph_api.dependencies import SettingsDep
from cmo_graph_api.metrics import MEDIA_TYPE, Metrics
from cmo_graph_api.problems import documented
from cmo_graph_api.routers.meta import NoParameters

router = APIRouter(tags=["operations"])


@router.get(
    "/metrics",
    operation_id="read_metrics",
    response_class=Response,
    responses={
        200: {
            "description": "The server's figures, in Prometheus' text format.",
            "content": {"text/plain": {"schema": {"type": "string"}}},
        },
        **documented(404, 422),
    },
)
def read_metrics(
    request: Request, settings: SettingsDep, _: Annotated[NoParameters, Query()]
) -> Response:
    """Return how many requests there were, how long they took, and the state of the server."""
    if not settings.metrics:
        raise HTTPException(404, "This server does not tell its figures here.")
    metrics: Metrics = request.app.state.metrics
    return Response(metrics.text(), media_type=MEDIA_TYPE)
