"""Lists a page at a time: this module has the window that a request asks for.

A cursor is the key after which the next page starts, so that no page costs more than another.
"""

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field

from cmo_graph.iri import KEY_PATTERN
from cmo_graph_api.addresses import address

#: Most things on one page.
LARGEST_PAGE = 500


class Window(BaseModel):
    """Parameters that every list takes; anything else is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    limit: int = Field(default=100, ge=1, le=LARGEST_PAGE, description="Most things on the page.")
    after: str | None = Field(
        default=None, pattern=KEY_PATTERN, description="Key after which the page starts: `next`."
    )


def next_url(request: Request, after: str | None) -> str | None:
    """Return the address of the page after this one; None on the last page."""
    if after is None:
        return None
    further = request.url.include_query_params(after=after)
    return address(request, f"{further.path}?{further.query}")
