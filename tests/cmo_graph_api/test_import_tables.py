"""Tables are read over HTTP and at the command line as the library reads them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cmo_graph_api.app import create_app
from cmo_graph_api.cli import main
from cmo_graph_api.settings import Settings
from fastapi.testclient import TestClient

from cmo_graph.interchange.loading import load_seed

TABLE = b"CMOC,Context,Outcome\nT1,Trust in tables;time,Reduced retyping\n"
MAPPING = b"like: polarity\nseparator: ';'\n"
ADDRESS = "/v1/imports?kind=table&review=sos"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = create_app(Settings(store="memory:"))
    with TestClient(app) as client:
        load_seed(app.state.store)
        yield client


@pytest.mark.parametrize(
    "sent",
    [
        {"url": f"{ADDRESS}&option=mapping=polarity", "content": TABLE},
        {
            "url": ADDRESS,
            "files": [("file", ("t.csv", TABLE)), ("mapping", ("m.yaml", MAPPING))],
        },
    ],
    ids=["ready mapping", "mapping file"],
)
def test_table_is_read_over_http(client: TestClient, sent: dict[str, object]) -> None:
    answer = client.request("POST", **sent)  # type: ignore[arg-type]  # one of two requests

    told = answer.json()
    assert answer.status_code == 200
    assert told["is_sound"], told["problems"]
    assert "1 rows were read as configurations." in told["understood"]
    assert [one["kind"] for one in told["changes"]].count("configurations") == 1


def test_mapping_is_proposed_over_http(client: TestClient) -> None:
    told = client.post(f"{ADDRESS}&option=guess=yes", content=TABLE).json()

    [text] = told["understood"]
    assert "  - column: Outcome\n    fills: outcome\n" in text
    assert told["changes"] == []


def ended(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stopped:
        main(["import", "table", *arguments])
    return int(stopped.value.code or 0)


def test_proposal_is_printed_as_a_file_that_reads_the_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, mapping = tmp_path / "t.csv", tmp_path / "m.yaml"
    table.write_bytes(TABLE)

    assert ended(str(table), "--guess") == 0
    mapping.write_text(capsys.readouterr().out)
    assert ended(str(table), "--mapping", str(mapping), "--review", "mine") == 0

    assert "1 configurations added" in capsys.readouterr().out


def test_mapping_that_is_neither_a_file_nor_ready_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "t.csv"
    table.write_bytes(TABLE)

    assert ended(str(table), "--mapping", "wyde", "--review", "mine") == 2
    assert "resource-response" in " ".join(capsys.readouterr().err.split())
