"""Whether the server works: this module answers /health/live and /health/ready.

Live is false when the process hangs, so that it should be restarted. Ready is false when it cannot
answer from its store, so that no requests should be sent to it for now: the folder is gone, say, or
the server that keeps the graph is down. While a server starts or stops, it does not listen at all.
"""

import logging
from importlib import metadata
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from cmo_graph.errors import CmoGraphError
from cmo_graph_api.dependencies import StoreDep
from cmo_graph_api.problems import documented
from cmo_graph_api.routers.meta import NoParameters

router = APIRouter(prefix="/health", tags=["health"])

_logger = logging.getLogger(__name__)


class Health(BaseModel):
    """Whether the server works."""

    status: str
    version: str


@router.get("/live", operation_id="is_live", responses=documented(422))
async def is_live(_: Annotated[NoParameters, Query()]) -> Health:
    """Say that the process answers."""
    return Health(status="live", version=metadata.version("cmo-graph"))


@router.get("/ready", operation_id="is_ready", responses=documented(422, 503))
def is_ready(store: StoreDep, _: Annotated[NoParameters, Query()]) -> Health:
    """Say that the store answers, and with which dataset version."""
    try:
        version = store.current().version
    except (CmoGraphError, OSError) as error:
        _logger.warning("The store does not answer: %s", error)
        raise HTTPException(503, "The store does not answer; the server's log says why.") from error
    return Health(status="ready", version=version.digest)
