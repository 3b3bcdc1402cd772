"""Problems for code hosts and editors: this module tells them in SARIF.

Source: OASIS, Static Analysis Results Interchange Format 2.1.0, sections 3.19 (driver), 3.27
(result), 3.28 (location), 3.33 (logical location) and 3.49 (rule).
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from cmo_graph.validation.codes import CODES
from cmo_graph.validation.problems import Problem, help_address

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def as_sarif(problems: Iterable[Problem], *, version: str) -> dict[str, Any]:
    """Return problems as a SARIF log of one run.

    A cell of a workbook has no line, so it is told as a logical location: `Evidence!F17`.

    Args:
        problems: The problems, in order.
        version: Version of this program.
    """
    told = list(problems)
    codes = sorted({problem.code for problem in told})
    driver = {
        "name": "cmo-graph",
        "version": version,
        "rules": [_rule(code) for code in codes],
    }
    results = [_result(problem, codes.index(problem.code)) for problem in told]
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }


def _rule(code: str) -> dict[str, Any]:
    kind = CODES.get(code)
    if kind is None:
        return {"id": code}
    return {
        "id": code,
        "shortDescription": {"text": kind.meaning},
        "help": {"text": kind.mend or kind.meaning},
        "helpUri": help_address(code),
        "defaultConfiguration": {"level": kind.severity.value},
    }


def _result(problem: Problem, rule: int) -> dict[str, Any]:
    text = f"{problem.message} {problem.hint}".rstrip()
    location = _location(problem)
    return {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": problem.severity.value,
        "message": {"text": text},
        "locations": [location] if location else [],
    }


def _location(problem: Problem) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if problem.file:
        place: dict[str, Any] = {"artifactLocation": {"uri": quote(problem.file)}}
        if problem.line:
            column = {"startColumn": problem.column} if problem.column else {}
            place["region"] = {"startLine": problem.line, **column}
        found["physicalLocation"] = place
    name = "!".join(part for part in (problem.sheet, problem.cell) if part) or problem.path
    if name:
        found["logicalLocations"] = [{"fullyQualifiedName": name}]
    return found
