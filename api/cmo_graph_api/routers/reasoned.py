"""Answers that are worked out: this module sends them, with their version and entity tag."""

import json
from collections.abc import Callable

from fastapi import Request, Response
from pydantic import JsonValue

from cmo_graph.questions.answers import Answer, as_json
from cmo_graph.repository import Repository
from cmo_graph_api.addresses import VERSION_HEADER
from cmo_graph_api.answers import respond

JSON = "application/json"


def tell(request: Request, ask: Callable[[], Answer], *, repository: Repository) -> Response:
    """Answer a GET with what `ask` returns; it is not called when the client has the answer."""
    return tell_json(request, lambda: as_json(ask(), repository=repository), repository=repository)


def tell_json(
    request: Request, ask: Callable[[], dict[str, JsonValue]], *, repository: Repository
) -> Response:
    """Answer a GET with JSON values; otherwise as `tell`."""
    version = repository.snapshot.version.digest
    return respond(request, lambda _: dumped(ask()), version=version, offered=[JSON])


def tell_posted(answer: dict[str, JsonValue], *, repository: Repository) -> Response:
    """Answer a POST: no entity tag, because its address does not say what was asked."""
    version = repository.snapshot.version.digest
    return Response(dumped(answer), media_type=JSON, headers={VERSION_HEADER: version})


def dumped(value: dict[str, JsonValue]) -> str:
    """Return JSON values as text."""
    return json.dumps(value, ensure_ascii=False)
