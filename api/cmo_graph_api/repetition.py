"""Parameters that come twice: this module refuses them where only one value is meant.

Without it the last value would win in silence. Which parameters take several values is read from
the OpenAPI document, so that what is documented is what is accepted.
"""

from collections import Counter
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError


def refuse_repetition(request: Request) -> None:
    """Refuse a query parameter given more than once where one value is meant; the rule is ours.

    Only addresses under /v1 are held to it; those of the SPARQL standards have rules of their own.

    Raises:
        RequestValidationError: 422, naming each such parameter.
    """
    given = Counter(name for name, _ in request.query_params.multi_items())
    repeated = {name for name, times in given.items() if times > 1}
    if repeated:
        single = sorted(repeated & _single_valued(request))
        if single:
            raise RequestValidationError([_fault(name, given[name]) for name in single])


def _single_valued(request: Request) -> set[str]:
    path = getattr(request.scope.get("route"), "path", "")
    if not path.startswith("/v1/"):
        return set()
    operation = request.app.openapi()["paths"].get(path, {}).get(request.method.lower(), {})
    return {
        parameter["name"]
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query" and not _takes_several(parameter["schema"])
    }


def _takes_several(schema: dict[str, Any]) -> bool:
    choices = (schema, *schema.get("anyOf", ()))
    return any(choice.get("type") == "array" for choice in choices)


def _fault(name: str, times: int) -> dict[str, Any]:
    return {
        "type": "repeated",
        "loc": ("query", name),
        "msg": f"takes one value, and {times} were given",
    }
