"""Updates at /sparql: this module makes those that the query routes pass on to it.

`cmo_graph_api.routers.sparql` reads the protocol and asks for the token first. Each request is one
dataset version, whole or not at all; it is run by a process of its own, and one after the other.

`If-Match` may name the dataset version, as the `ETag` of an update's answer does. Decided here: the
protocol says nothing of it.

Source: https://www.w3.org/TR/sparql11-protocol/ section 2.2; RFC 9110 section 13.1.1.
"""

from anyio import CapacityLimiter, to_thread
from fastapi import Request, Response
from starlette.exceptions import HTTPException

from cmo_graph.sparql.updating import UpdateLimits
from cmo_graph.store.protocol import Store
from cmo_graph.store.version import Version
from cmo_graph_api import dependencies
from cmo_graph_api.addresses import VERSION_HEADER
from cmo_graph_api.carried import Carried
from cmo_graph_api.settings import Settings
from cmo_graph_api.writing import authorise, derive_anew

__all__ = ["answer_update", "authorise"]


async def answer_update(request: Request, carried: Carried) -> Response:
    """Make the update that an authorised request carries.

    Raises:
        HTTPException: 412, the dataset is not at the version that `If-Match` names.
        CmoGraphError: as `cmo_graph.store.protocol.Draft.update`; or the store is being written to.
    """
    store = await dependencies.store(request)
    settings = dependencies.settings(request)
    expected = request.headers.get("if-match")
    # Those that wait, wait here, and leave the threads to requests that are answered at once.
    version = await to_thread.run_sync(
        _update, store, carried, settings, expected, limiter=_limiter(request)
    )
    derive_anew(request)
    headers = {VERSION_HEADER: version.digest, "ETag": f'"{version.digest}"'}
    return Response(status_code=204, headers=headers)


def _limiter(request: Request) -> CapacityLimiter:
    state = request.app.state
    if not hasattr(state, "updating"):
        state.updating = CapacityLimiter(1)
    limiter: CapacityLimiter = state.updating
    return limiter


def _update(store: Store, carried: Carried, settings: Settings, expected: str | None) -> Version:
    """Run an update; return the version that there is then."""
    limits = UpdateLimits(seconds=settings.update_timeout, megabytes=settings.query_memory)
    with store.writing() as draft:
        if expected is not None and not _lists(expected, draft.former):
            raise HTTPException(412, "The dataset is not at the version that If-Match names.")
        draft.update(
            carried.text or "",
            using=carried.dataset,
            union=settings.default_graph == "union",
            base_iri=settings.base_iri,
            limits=limits,
        )
    return draft.became or draft.former


def _lists(header: str, version: Version) -> bool:
    """Say whether an `If-Match` header names a version; a weak tag never does."""
    listed = {part.strip() for part in header.split(",")}
    return "*" in listed or f'"{version.digest}"' in listed
