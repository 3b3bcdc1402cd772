"""Pages that answer questions: this package has evidence map, gaps, what-if, pathways and search.

Each shows the answer that the interface under /v1 gives to the same parameters, laid out for
people; the same address gives it as JSON, too. Nothing is worked out here.
"""

from fastapi import APIRouter

from cmo_graph_api.routers.explorer import (
    evidence_map,
    for_whom,
    gaps,
    pathways,
    search,
    what_if,
)

router = APIRouter()
for _page in (evidence_map, gaps, what_if, for_whom, pathways, search):
    router.include_router(_page.router)
