"""How a server is entered: this module answers its challenge, by Digest, by Basic or with a token.

A password is sent only to a server that asks for it, and as it is only to one that takes nothing
better.
"""

import threading
from collections.abc import Generator

import httpx2

from cmo_graph.store.remote.location import RemoteAccess


def login(access: RemoteAccess) -> httpx2.Auth | None:
    """Return how this server is entered; a password is sent only to one that asks for it."""
    if access.token:
        return _Bearer(access.token)
    return _Login(access.user, access.password) if access.user else None


class _Bearer(httpx2.Auth):
    def __init__(self, token: str) -> None:
        self._header = f"Bearer {token}"

    def auth_flow(
        self, request: httpx2.Request
    ) -> Generator[httpx2.Request, httpx2.Response, None]:
        request.headers["Authorization"] = self._header
        yield request


class _Login(httpx2.Auth):
    """Answers a challenge by Digest where the server offers it, else by Basic."""

    def __init__(self, user: str, password: str) -> None:
        self._digest = httpx2.DigestAuth(user, password)
        self._basic = httpx2.BasicAuth(user, password)
        self._takes_basic = False
        # The count of answers to a digest challenge is one for all threads.
        self._lock = threading.Lock()

    def auth_flow(
        self, request: httpx2.Request
    ) -> Generator[httpx2.Request, httpx2.Response, None]:
        if self._takes_basic:
            yield from self._basic.auth_flow(request)
            return
        flow = self._digest.auth_flow(request)
        with self._lock:
            asked = next(flow)
        response = yield asked
        challenges = response.headers.get_list("www-authenticate")
        if response.status_code == 401 and not any(
            challenge.lower().startswith("digest") for challenge in challenges
        ):
            self._takes_basic = True
            yield from self._basic.auth_flow(request)
            return
        with self._lock:
            again = _next(flow, response)
        if again is not None:
            yield again


def _next(
    flow: Generator[httpx2.Request, httpx2.Response, None], response: httpx2.Response
) -> httpx2.Request | None:
    try:
        return flow.send(response)
    except StopIteration:
        return None
