"""Every minted IRI leads somewhere: this module answers /id."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import RedirectResponse

from cmo_graph.errors import NotFound
from cmo_graph.iri import KEY_PATTERN
from cmo_graph.model import THINGS
from cmo_graph_api.dependencies import RepositoryDep
from cmo_graph_api.problems import documented
from cmo_graph_api.routers.meta import NoParameters

router = APIRouter()


@router.get(
    "/id/{kind}/{key}",
    operation_id="find_thing",
    tags=["linked data"],
    status_code=303,
    response_class=RedirectResponse,
    responses=documented(404, 422),
)
def find_thing(
    repository: RepositoryDep,
    kind: Annotated[str, Path(pattern="^[a-z-]{1,40}$", description="Its kind's word.")],
    key: Annotated[str, Path(pattern=KEY_PATTERN, description="Its key.")],
    _: Annotated[NoParameters, Query()],
) -> Response:
    """Lead from a thing's IRI to the document about it; the Accept header is then heeded there."""
    if kind not in THINGS:
        raise NotFound(kind, key)
    repository.resolve(key, kind)
    return RedirectResponse(f"/v1/{kind}/{key}", status_code=303, headers={"Vary": "Accept"})
