"""What the endpoint at /sparql is and can do: this module answers a GET without a query.

Source: https://www.w3.org/TR/sparql11-service-description/ section 2.
"""

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool

from cmo_graph_api import dependencies
from cmo_graph_api.describing import describe


async def describe_service(request: Request) -> Response:
    """Answer with the service description.

    Raises:
        HTTPException: 406 when none of the syntaxes offered is acceptable.
    """
    store = await dependencies.store(request)
    snapshot = await dependencies.snapshot_of(request, store)
    settings = dependencies.settings(request)
    return await run_in_threadpool(
        describe, request, snapshot, settings, title="The SPARQL endpoint"
    )
