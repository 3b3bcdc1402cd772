"""Finding things by words under /v1/search: this module searches labels and texts."""

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from cmo_graph.model import THINGS
from cmo_graph.store.protocol import Snapshot
from cmo_graph_api.answers import respond
from cmo_graph_api.dependencies import SnapshotDep
from cmo_graph_api.problems import documented
from cmo_graph_api.routers.reasoned import JSON
from cmo_graph_api.routers.things import other_syntaxes

router = APIRouter(prefix="/v1", tags=["search"])


class SearchParameters(BaseModel):
    """What is searched for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    q: str = Field(min_length=1, max_length=200, description="Words; the last may be a beginning.")
    kind: list[Literal[tuple(THINGS)]] = Field(  # type: ignore[valid-type]  # known at run time
        default=[], description="Kinds to search; all when not given."
    )
    limit: int = Field(default=20, ge=1, le=100, description="Most hits.")


class Hit(BaseModel):
    """One thing whose label or text has the words."""

    iri: str
    kind: str
    key: str
    label: str


class Hits(BaseModel):
    """Hits, the best first."""

    items: list[Hit]


@router.get(
    "/search", operation_id="search", responses={**other_syntaxes(), **documented(406, 422)}
)
def search(
    request: Request, snapshot: SnapshotDep, parameters: Annotated[SearchParameters, Query()]
) -> Hits:
    """Find things by the words of their labels and texts; accents and case do not matter."""

    def build(_: str) -> str:
        kinds, limit = parameters.kind, parameters.limit
        return find_hits(snapshot, parameters.q, kinds=kinds, limit=limit).model_dump_json()

    return respond(request, build, version=snapshot.version.digest, offered=[JSON])  # type: ignore[return-value]  # FastAPI sends a Response as it is


def find_hits(snapshot: Snapshot, words: str, *, kinds: Sequence[str], limit: int) -> Hits:
    """Return the things that have some words, the best first; of all kinds when none is named."""
    found = snapshot.catalogue.search(words, kinds=tuple(kinds) or tuple(THINGS), limit=limit)
    return Hits(items=[Hit(iri=str(h.iri), kind=h.kind, key=h.key, label=h.label) for h in found])
