"""With which methods an address is asked: this module finds out from the routes.

The framework names only those of the first route that has the address.

Source: RFC 9110 sections 9.3.7 (OPTIONS) and 10.2.1 (Allow).
"""

from fastapi import Request
from starlette.routing import Match, Mount

#: The methods that any address takes here, but for those that all take.
_TAKEN = ("GET", "QUERY", "POST", "PUT", "DELETE")


def methods_of(request: Request) -> str:
    """Return what the header `Allow` says of the address that is asked for."""
    taken = [method for method in _TAKEN if _is_taken(request, method)] or ["GET"]
    if "GET" in taken:
        taken.insert(1, "HEAD")
    return ", ".join((*taken, "OPTIONS"))


def _is_taken(request: Request, method: str) -> bool:
    """Say whether a route answers; files, which are mounted, are only read."""
    scope = {**request.scope, "method": method}
    routes = (route for route in request.app.routes if not isinstance(route, Mount))
    return any(route.matches(scope)[0] is Match.FULL for route in routes)
