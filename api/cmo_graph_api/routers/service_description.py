"""What the endpoint at /sparql is and can do: this module answers a GET without a query."""

from fastapi import Request, Response

from cmo_graph.errors import NotAQuery


async def describe_service(_: Request) -> Response:
    """Answer with the service description."""
    raise NotAQuery("the request holds none")
