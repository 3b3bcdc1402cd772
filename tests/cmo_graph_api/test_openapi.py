from typing import Any

import jsonschema
import pytest
import schemathesis
from cmo_graph_api.negotiation import CITATION_FORMATS
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from cmo_graph.model import THINGS


def _excluded(case: schemathesis.Case[Any]) -> list[Any]:
    """Leave out one check where a schema cannot say what is acceptable.

    SPARQL and RDF are grammars, of a graph store's parameters one excludes the other, which options
    an export takes depends on its kind, a form has data only once its question is whole, and there
    must be a query before it can be cited.
    """
    told_elsewhere = ("/sparql", "/graphs", "/graph/{name}", "/v1/reviews/{key}/export")
    is_data = (case.query or {}).get("format") in ("json", "csv")
    is_cited = (case.query or {}).get("format") in CITATION_FORMATS
    is_told_elsewhere = (
        case.path in told_elsewhere
        or (is_data and case.path in ("/pathways", "/for-whom", "/search"))
        or (is_cited and case.path == "/query")
    )
    return [positive_data_acceptance] if is_told_elsewhere else []


@pytest.mark.slow
def test_no_request_gives_a_server_error_or_an_undocumented_answer(server: str) -> None:
    schema = schemathesis.openapi.from_url(f"{server}/openapi.json")
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]  # our own document is valid

        @settings(max_examples=15, deadline=None, derandomize=True)
        @given(case=operation.as_strategy())
        def holds(case: schemathesis.Case[Any]) -> None:
            case.call_and_validate(excluded_checks=_excluded(case))

        holds()
        tried += 1

    assert tried > 2 * len(THINGS)


def test_every_kind_has_its_own_stable_operations(app: FastAPI) -> None:
    operations = [
        operation["operationId"]
        for path in app.openapi()["paths"].values()
        for operation in path.values()
    ]

    assert len(set(operations)) == len(operations)
    for kind in THINGS:
        assert f"list_{kind.replace('-', '_')}" in operations


def test_examples_are_answers_that_fit_their_schema(app: FastAPI, client: TestClient) -> None:
    document = app.openapi()
    checked = 0
    for operations in document["paths"].values():
        content = operations.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        example = content.get("application/json", {}).get("example")
        if example is not None:
            wanted: dict[str, Any] = {
                **content["application/json"]["schema"],
                "components": document["components"],
            }
            jsonschema.validate(example, wanted)
            checked += 1

    assert checked >= 2 * 14


def test_docs_page_asks_for_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/docs")

    assert "http://" not in page.text.replace("http://www.w3.org", "")
    assert "https://" not in page.text
    for address in ("/static/swagger/swagger-ui-bundle.js", "/static/own/docs.js"):
        assert address in page.text
        assert client.get(address).status_code == 200
    assert "default-src 'self'" in page.headers["content-security-policy"]
