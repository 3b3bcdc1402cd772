import json
from pathlib import Path

import openpyxl
import pytest

from cmo_graph.interchange.authoring import read_review
from cmo_graph.model import Report
from cmo_graph.store.folder import OVERVIEWS
from tests.cmo_graph.interchange import small_review
from tests.cmo_graph_api.cli.conftest import Run

RIS = """TY  - JOUR
AU  - Roe, Ann
TI  - Workload decides who listens
PY  - 2019
DO  - 10.1000/workload
ER  -
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_review.write_review(tmp_path / "review")


@pytest.fixture
def ris(tmp_path: Path) -> Path:
    path = tmp_path / "export.ris"
    path.write_text(RIS, encoding="utf-8")
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_import_shows_what_it_would_do_and_writes_nothing(
    run: Run, folder: Path, ris: Path
) -> None:
    before = contents(folder)

    outcome = run("import", "references", ris, "--into", folder)

    assert outcome.code == 0
    assert outcome.out.splitlines() == [
        "export.ris: 1 references, read as RIS.",
        "With --write: 1 studies added, 1 reports added.",
    ]
    assert contents(folder) == before


def test_import_writes_when_it_is_asked_to(run: Run, folder: Path, ris: Path) -> None:
    outcome = run("import", "references", ris, "--into", folder, "--write")

    assert outcome.out.splitlines()[-2:] == ["Written: sources.yaml", "Written: sources.csl.json"]
    reading = read_review(folder)
    reports = [one for one in reading.things if isinstance(one, Report)]
    assert "doi:10.1000/workload" in {report.identifier for report in reports}
    again = run("import", "references", ris, "--into", folder)
    assert again.out.splitlines()[-1] == "With --write: nothing changes."


def test_import_writes_nothing_when_there_is_an_error(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.bib"
    broken.write_text("@article{a, title={x\n@book{b, title={y}}\n", encoding="utf-8")
    before = contents(folder)

    outcome = run("import", "references", broken, "--into", folder, "--write")

    assert outcome.code == 1
    assert "[reference-unreadable]" in outcome.err
    assert contents(folder) == before


def test_import_becomes_part_of_a_review_in_a_store(
    run: Run, folder: Path, ris: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    run("load", folder, "--store", store)
    old = store / OVERVIEWS / "old.sqlite"
    old.parent.mkdir(exist_ok=True)
    old.touch()

    options = ("--review", "sos", "--store", store, "--write", "--json")
    outcome = run("import", "references", ris, *options)

    answer = json.loads(outcome.out)
    assert [change["change"] for change in answer["changes"]] == ["added", "added"]
    shown = run("show", "sos.roe-2019-workload", "--kind", "reports", "--store", store)
    assert "doi:10.1000/workload" in shown.out
    # Overviews are brought in step with the versions, as the derived graphs are.
    assert not old.exists()


def test_import_tells_problems_as_sarif_and_in_a_workbook(
    run: Run, ris: Path, tmp_path: Path
) -> None:
    log, book = tmp_path / "log.sarif", tmp_path / "told.xlsx"

    run("import", "references", ris, "--review", "sos", "--sarif", log, "--annotated", book)

    [result] = json.loads(log.read_text(encoding="utf-8"))["runs"][0]["results"]
    assert result["ruleId"] == "reference-without-design"
    listed = openpyxl.load_workbook(book)["Problems"]["I2"].value
    assert listed == "reference-without-design"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense", "FILE", "--review", "sos"], "references"),
        (["references", "FILE"], "--review"),
        (["references", "FILE", "--review", "sos", "--write"], "--into"),
        (["references", "FILE", "--into", "FOLDER", "--store", "x"], "not both"),
        (["references", "FILE", "--into", "FOLDER", "--review", "other"], "The review there is"),
        (["references", "FILE", "--review", "sos", "--option", "x"], "NAME=ANSWER"),
    ],
)
def test_import_says_what_was_not_understood(
    run: Run, ris: Path, folder: Path, arguments: list[str], said: str
) -> None:
    named = {"FILE": str(ris), "FOLDER": str(folder)}

    outcome = run("import", *(named.get(one, one) for one in arguments))

    assert outcome.code == 2
    assert said in outcome.err


def test_import_tells_an_option_that_the_kind_does_not_take(run: Run, ris: Path) -> None:
    outcome = run("import", "references", ris, "--review", "sos", "--option", "duplicates=merge")

    assert outcome.code == 1
    assert "keep or leave-out" in outcome.err


def test_import_begins_a_review_where_there_is_none(run: Run, ris: Path, tmp_path: Path) -> None:
    folder = tmp_path / "fresh"
    folder.mkdir()
    (folder / "README.md").write_text("Ours.", encoding="utf-8")
    begin = ("--into", folder, "--review", "mine", "--title", "What  works", "--coder", "ann")

    shown = run("import", "references", ris, *begin)
    outcome = run("import", "references", ris, *begin, "--write")

    assert (shown.code, outcome.code) == (0, 0)
    assert "review-begun" in shown.err
    assert "With --write: 1 reviews added, 1 agents added" in shown.out
    review = (folder / "review.yaml").read_text(encoding="utf-8")
    assert "label: What works" in review
    assert "To be written" in review
    assert run("validate", folder).code == 0
    again = run("import", "references", ris, *begin)
    assert "is there already" in again.err


def test_import_begins_a_review_in_a_store(run: Run, ris: Path, tmp_path: Path) -> None:
    into = ("--store", tmp_path / "new-store", "--review", "mine")

    refused = run("import", "references", ris, *into, "--write")
    outcome = run("import", "references", ris, *into, "--title", "Mine", "--write")

    assert refused.code == 1
    assert outcome.code == 0
    assert "Mine" in run("show", "mine", "--kind", "reviews", "--store", into[1]).out


def test_import_refuses_a_coder_that_is_no_id(run: Run, ris: Path, folder: Path) -> None:
    outcome = run("import", "references", ris, "--into", folder, "--coder", "Ann Roe")

    assert outcome.code == 2
    assert "is not an id" in outcome.err
