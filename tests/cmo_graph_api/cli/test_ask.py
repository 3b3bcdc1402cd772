import json
from pathlib import Path

from tests.cmo_graph_api.cli.conftest import Run

COUNT = """
PREFIX cmo: <https://w3id.org/cmo-graph/ns#>
SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c a cmo:Configuration }
"""


def test_query_takes_text_and_a_file_alike(loaded: Run, tmp_path: Path) -> None:
    file = tmp_path / "count.rq"
    file.write_text(COUNT)

    assert loaded("query", COUNT).out == loaded("query", file).out


def test_query_writes_the_format_asked_for(loaded: Run) -> None:
    status = json.loads(loaded("status", "--json").out)

    assert loaded("query", COUNT, "--format", "csv").out.split() == [
        "n",
        str(status["counts"]["configurations"]),
    ]


def test_query_answers_a_stored_query_with_its_bindings(loaded: Run) -> None:
    outcome = loaded(
        "query", "mechanisms_for_outcome", "--bind", "outcome=sos.child-safety", "--format", "json"
    )

    assert json.loads(outcome.out)["results"]["bindings"]


def test_query_tells_a_stored_query_as_a_table_of_keys(loaded: Run) -> None:
    outcome = loaded("query", "undercut_lines")

    assert "sos.mtm-undercut" in outcome.out
    assert "http://localhost:8000" not in outcome.out


def test_query_list_names_every_query_of_the_cookbook(run: Run) -> None:
    assert len(run("query", "list").out.splitlines()) >= 15


def test_query_that_is_wrong_is_told_in_one_line(loaded: Run) -> None:
    outcome = loaded("query", "SELECT ?s {")

    assert outcome.code == 1
    assert outcome.err.startswith("Line 1, column")
    assert len(outcome.err.splitlines()) == 1


def test_command_that_does_not_exist_is_a_usage_error(run: Run) -> None:
    assert run("nonsense").code == 2


def test_binding_without_a_value_is_a_usage_error(loaded: Run) -> None:
    assert loaded("query", "mechanisms_for_outcome", "--bind", "outcome").code == 2
