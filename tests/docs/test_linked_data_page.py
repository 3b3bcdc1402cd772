"""The pages on linked data and versions: their tables and commands are those of the server."""

import re
import shlex
from pathlib import Path

import pytest
from cmo_graph_api.app import create_app
from cmo_graph_api.dereferencing import leads
from cmo_graph_api.settings import Settings
from fastapi.testclient import TestClient

from cmo_graph.iri import Base

ROOT = Path(__file__).resolve().parents[2]
LINKED = (ROOT / "docs/linked-data.md").read_text(encoding="utf-8")
VERSIONS = (ROOT / "docs/versions.md").read_text(encoding="utf-8")


def commands(page: str) -> list[list[str]]:
    blocks = re.findall(r"^```sh\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    lines = [line for block in blocks for line in block.splitlines()]
    return [shlex.split(line) for line in lines if line.startswith("curl")]


@pytest.mark.parametrize("page", [LINKED, VERSIONS], ids=["linked-data", "versions"])
def test_commands_of_the_page_are_answered(page: str) -> None:
    with TestClient(create_app(Settings(store="memory:"))) as client:
        for command in commands(page):
            headers = dict(
                command[place + 1].split(": ") for place, word in enumerate(command) if word == "-H"
            )
            answer = client.get(command[-1], headers=headers)

            assert answer.status_code == 200
            wanted = headers.get("Accept", "")
            assert answer.headers["Content-Type"].startswith(wanted)
    assert commands(page)


def test_page_has_the_table_of_iris_and_paths() -> None:
    base = Base("https://example.org/")
    expected = [
        f"| `{lead.iri.replace(base.iri, '{base}')}` | `{lead.path}` | {lead.summary} |"
        for lead in leads(base)
    ]

    assert [line for line in LINKED.splitlines() if line in expected] == expected


def test_page_has_every_relation_that_is_sent() -> None:
    with TestClient(create_app(Settings(store="memory:"))) as client:
        found = client.get("/v1/datasets/current/pages/concepts/sos.trust").headers["Link"]
    sent = set(re.findall(r'rel="([^"]+)"', found))
    table = LINKED.partition("| relation |")[2].partition("\n\n")[0]

    assert set(re.findall(r"`([a-z-]+)`", table)) == sent
