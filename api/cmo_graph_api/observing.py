"""What went on at the border: this module watches every request and tells what came of it.

One middleware stands around all others. It gives each request an id, and when the answer has ended
(or was broken off) it hands an `Exchange` to whoever wants to know: the access log and the metrics.
What only the inside knows (the route, the kind of problem, the query) is noted on the way.
"""

import hashlib
import os
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: The header that carries a request's id, both ways.
REQUEST_ID = "X-Request-ID"
#: The same, and the header that names the dataset version, as they are in messages.
_REQUEST_ID, _VERSION = b"x-request-id", b"dataset-version"
#: Hexadecimal digits of a query's hash that are told.
_SHORT = 16
#: What an id may look like; another one is not taken over, so that nobody writes into the log.
_VALID_ID = re.compile(r"[A-Za-z0-9._:+/=@-]{1,128}")


@dataclass(slots=True)
class Noted:
    """What is known of a request inside, noted for those who watch."""

    request_id: str
    #: The route's template, such as `/v1/claims/{key}/support`; empty when nothing matched.
    route: str = ""
    #: Slug of the problem it was answered with.
    reason: str | None = None
    #: The first digits of the SHA-256 of the query's or update's text.
    text_hash: str | None = None
    is_update: bool = False


class Exchange(NamedTuple):
    """One request and what came of it."""

    #: When it came (UTC).
    began: datetime
    seconds: float
    method: str
    path: str
    #: The peer's address; empty when there is none.
    client: str
    #: None when no answer began.
    status: int | None
    #: Bytes of the answer's body that were sent.
    size: int
    #: Whether the answer was broken off before its end.
    is_aborted: bool
    #: Digest of the dataset version that answered.
    version: str | None
    noted: Noted


Observer = Callable[[Exchange], None]


def noted(scope: Scope) -> Noted:
    """Return the notes on a request; every copy of its scope shares them."""
    state = scope.setdefault("state", {})
    if "noted" not in state:
        state["noted"] = Noted(_request_id(scope))
    found: Noted = state["noted"]
    return found


def note_text(scope: Scope, text: str, *, is_update: bool = False) -> None:
    """Note that a request asks this query, or wants this update; only a hash is kept."""
    notes = noted(scope)
    notes.text_hash = hash_of(text)
    notes.is_update = is_update


def hash_of(text: str) -> str:
    """Return what is told of a query's or update's text: it tells texts apart, and nothing else."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:_SHORT]


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == _REQUEST_ID:
            given = value.decode("latin-1")
            return given if _VALID_ID.fullmatch(given) else _new_id()
    return _new_id()


def _new_id() -> str:
    return os.urandom(16).hex()


class NoteRoute:
    """Notes the route that matched; stands next to the router, where the route is known."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and note its route however it ends."""
        try:
            await self.app(scope, receive, send)
        finally:
            route = scope.get("route")
            if scope["type"] == "http" and route is not None:
                noted(scope).route = str(getattr(route, "path", ""))


class Observe:
    """Gives each request its id and tells the observers what came of it."""

    def __init__(
        self, app: ASGIApp, *, observers: Sequence[Observer], reason_of: Callable[[object], str]
    ) -> None:
        """Watch `app`; `reason_of` names what broke an answer off."""
        self.app = app
        self._observers = observers
        self._reason_of = reason_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and watch its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = _Answer(send, noted(scope).request_id)
        began, start = datetime.now(UTC), time.perf_counter()
        try:
            await self.app(scope, receive, answer.send)
        except Exception as error:
            noted(scope).reason = self._reason_of(error)
            if answer.status is None:
                # Whoever stands around this one answers it with the same status.
                answer.status, answer.has_ended = 500, True
            raise
        finally:
            self._tell(scope, answer, began=began, seconds=time.perf_counter() - start)

    def _tell(self, scope: Scope, answer: "_Answer", *, began: datetime, seconds: float) -> None:
        exchange = Exchange(
            began=began,
            seconds=seconds,
            method=scope["method"],
            path=scope["path"],
            client=(scope.get("client") or ("",))[0],
            status=answer.status,
            size=answer.size,
            is_aborted=not answer.has_ended,
            version=answer.version,
            noted=noted(scope),
        )
        for observer in self._observers:
            observer(exchange)


class _Answer:
    """Counts what is sent, and adds the request's id to the headers."""

    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._request_id = request_id
        self.status: int | None = None
        self.version: str | None = None
        self.size = 0
        self.has_ended = False

    async def send(self, message: Message) -> None:
        """Send a message on."""
        if message["type"] == "http.response.start":
            headers = [header for header in message["headers"] if header[0] != _REQUEST_ID]
            for name, value in headers:
                if name == _VERSION:
                    self.version = value.decode("latin-1").strip('"') or None
            headers.append((_REQUEST_ID, self._request_id.encode("latin-1")))
            self.status = message["status"]
            message = {**message, "headers": headers}
        await self._send(message)
        if message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
            self.has_ended = not message.get("more_body", False)
