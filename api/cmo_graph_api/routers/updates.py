"""Updates at /sparql: this module takes what the query routes pass on to it.

`cmo_graph_api.routers.sparql` reads the protocol and calls the two functions here, the first one
before the body is read.
"""

from fastapi import Request, Response

from cmo_graph.errors import WritesDisabled
from cmo_graph_api.carried import Carried

#: Longest body of an update, in bytes.
LONGEST_UPDATE = 1024 * 1024


async def authorise(request: Request) -> None:
    """Let a request pass that may update.

    Raises:
        WritesDisabled, WriteNotAuthorised: it may not.
    """
    raise WritesDisabled


async def answer_update(request: Request, carried: Carried) -> Response:
    """Make the update that an authorised request carries."""
    raise WritesDisabled
