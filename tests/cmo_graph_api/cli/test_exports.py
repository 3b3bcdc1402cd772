"""`cmo-graph export` gives out what an import read, wherever the review is kept."""

import json
from pathlib import Path

import pytest

from cmo_graph.resources import seed_review
from tests.cmo_graph_api.cli.conftest import Run

EDGES = Path("docs/examples/edges.csv").resolve()


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    into = tmp_path / "visits"
    outcome = run(
        *("import", "edges", EDGES, "--into", into, "--review", "visits", "--title", "Visits"),
        *("--option", "coded=2026-11-01", "--texts", tmp_path / "texts", "--write"),
    )
    assert outcome.code == 0
    return into


def test_export_gives_back_the_rows_that_were_imported(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"

    outcome = run(
        *("export", "edges", folder, "--texts", tmp_path / "texts", "--profile", "full"),
        *("--out", out),
    )

    assert outcome.out == f"Written: {out}\n"
    assert sorted(out.read_text(encoding="utf-8").replace("'", "").splitlines()) == sorted(
        EDGES.read_text(encoding="utf-8").splitlines()
    )


def test_import_of_what_is_there_changes_nothing(run: Run, folder: Path) -> None:
    outcome = run("import", "edges", EDGES, "--into", folder, "--option", "coded=2026-11-01")

    assert outcome.out.splitlines()[-1] == "With --write: nothing changes."


def test_export_writes_to_standard_output_and_says_what_it_leaves(run: Run) -> None:
    outcome = run("export", "records", seed_review(), "--option", "shape=json")

    assert "The evaluation of the round 2 pilots" in json.loads(outcome.out)
    assert "Records have no place for" in outcome.err


def test_export_puts_several_files_into_a_folder(loaded: Run, tmp_path: Path) -> None:
    store = tmp_path / "store"
    given = ("export", "edges", "--store", store, "--review", "sos")

    outcome = loaded(*given, "--out", tmp_path / "out", "--json")
    refused = loaded(*given)

    told = json.loads(outcome.out)
    names = [Path(name).name for name in told["written"]]
    assert names == ["sos-edges.csv", "sos-nodes.csv"]
    assert refused.code != 0
    assert "--out PATH" in refused.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("stone", seed_review()), "is not one of"),
        (("edges",), "REVIEW_DIR"),
        (("edges", seed_review(), "--json"), "--out PATH"),
        (("edges", seed_review(), "--option", "shape=stone"), "shape"),
    ],
)
def test_export_says_what_is_wrong_with_the_question(
    run: Run, arguments: tuple[object, ...], said: str
) -> None:
    outcome = run("export", *arguments)

    assert outcome.code != 0
    assert said in outcome.err


def test_export_of_an_unknown_review_says_so(loaded: Run, tmp_path: Path) -> None:
    outcome = loaded("export", "edges", "--store", tmp_path / "store", "--review", "nobody")

    assert outcome.code == 1
    assert "nobody" in outcome.err
