"""The OpenAPI document: this module completes what FastAPI derives from the routes.

Problems are documented as `application/problem+json`, and examples are read from the embedded
synthesis, so that they are always answers the server really gives.
"""

from functools import cache
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from cmo_graph.interchange.authoring import read_review
from cmo_graph.model import THINGS, Thing
from cmo_graph.repository.serialisation import as_json
from cmo_graph.resources import seed_review
from cmo_graph_api.problems import MEDIA_TYPE, Problem


def describe(app: FastAPI) -> None:
    """Make `app.openapi()` return the completed document, made once."""
    found: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if not found:
            found.update(_completed(app))
        return found

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend it


def _completed(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        servers=app.servers,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    schemas = document["components"]["schemas"]
    schemas["Problem"] = Problem.model_json_schema()
    for path, operations in document["paths"].items():
        for operation in operations.values():
            _tell_problems(operation)
            _add_examples(path, operation)
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    return document


def _tell_problems(operation: dict[str, Any]) -> None:
    for status, response in operation["responses"].items():
        if status >= "400":
            response["content"] = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}


def _add_examples(path: str, operation: dict[str, Any]) -> None:
    parts = path.removeprefix("/v1/").split("/")
    example = _examples().get(parts[0])
    if example is None or len(parts) > 2:
        return
    if len(parts) == 2:
        for parameter in operation.get("parameters", ()):
            if parameter["name"] == "key":
                parameter["example"] = example.key
    content = operation["responses"].get("200", {}).get("content", {}).get("application/json")
    if content is not None:
        content["example"] = _answer(example) if len(parts) == 2 else _page(example)


def _answer(thing: Thing) -> dict[str, Any]:
    return {**as_json(thing), "labels": {}}


def _page(thing: Thing) -> dict[str, Any]:
    return {"items": [as_json(thing)], "total": 1, "next": None, "next_url": None, "labels": {}}


@cache
def _examples() -> dict[str, Thing]:
    """Return the first thing of each kind in the embedded synthesis."""
    things = read_review(seed_review()).things
    first: dict[str, Thing] = {}
    for thing in sorted(things, key=lambda thing: thing.key):
        first.setdefault(thing.kind_name, thing)
    return {kind: first[kind] for kind in THINGS if kind in first}
