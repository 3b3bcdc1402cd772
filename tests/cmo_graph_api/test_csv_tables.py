"""Every CSV that the server gives of the seed is a rectangle that spreadsheets can read."""

import csv
import io
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from fastapi.testclient import TestClient
from httpx2 import Response

from cmo_graph.model import THINGS

#: What operations that need a question are asked, by path.
QUESTIONS = {
    "/sparql": "?query=SELECT * WHERE {?s ?p ?o} LIMIT 5",
    "/v1/evidence-map": "?rows=context&columns=outcome",
    "/v1/reviews/{key}/export": "?kind=edges",
    "/pathways": "?from=sos.signs-of-safety&to=sos.children-in-care",
    "/for-whom": "?outcome=sos.child-safety",
    "/what-if": "?absent=sos.trust",
    "/search": "?q=trust",
    "/theories/{key}": "",
}


def _csv_paths(client: TestClient) -> Iterator[str]:
    """Yield the path of each operation that answers a GET in CSV."""
    paths: dict[str, Any] = client.get("/openapi.json").json()["paths"]
    for path, operations in paths.items():
        found = operations.get("get", {}).get("responses", {}).get("200", {})
        if "text/csv" in found.get("content", {}):
            yield path


def _addresses(client: TestClient, path: str) -> Iterator[str]:
    """Yield addresses under a path: of the first thing of each kind, or of the question."""
    question = QUESTIONS.get(path, "")
    if path == "/v1/queries/{name}/answer":
        for query in client.get("/v1/queries").json()["items"]:
            values = {one["name"]: one["example"] for one in query["parameters"]}
            yield f"{path.replace('{name}', query['name'])}?{urlencode(values)}"
    elif "{key}" not in path:
        yield path + question
    elif "{kind}" in path:
        for kind in THINGS:
            yield from _things(client, kind, f"/{kind}/{{key}}")
    else:
        yield from _things(client, path.split("/{key}")[0].rpartition("/")[2], path, question)


def _things(client: TestClient, kind: str, path: str, question: str = "") -> Iterator[str]:
    for one in client.get(f"/v1/{kind}", params={"limit": 1}).json()["items"]:
        yield path.replace("{key}", one["key"]) + question


def _tables(answer: Response) -> Iterator[str]:
    """Yield the CSV of an answer: itself, or the files of a folder of tables."""
    if not answer.headers["Content-Type"].startswith("application/zip"):
        assert answer.headers["Content-Type"].startswith("text/csv"), answer.url
        yield answer.text
        return
    with zipfile.ZipFile(io.BytesIO(answer.content)) as folder:
        for name in folder.namelist():
            assert name.endswith(".csv"), answer.url
            yield folder.read(name).decode("utf-8-sig")


def test_every_csv_of_the_seed_has_rows_of_one_length(client: TestClient) -> None:
    """Rows of /gaps.csv once ended before the column `presence`."""
    asked = [address for path in _csv_paths(client) for address in _addresses(client, path)]

    for address in asked:
        answer = client.get(address, headers={"Accept": "text/csv, application/zip;q=0.5"})
        assert answer.status_code == 200, address
        for table in _tables(answer):
            rows = list(csv.reader(io.StringIO(table, newline="")))
            assert {len(row) for row in rows} == {len(rows[0])}, address
    assert len(asked) > len(QUESTIONS)
