"""A review goes out as a workbook, is edited, and comes back by the command line."""

from pathlib import Path

import openpyxl
import pytest

from cmo_graph.interchange.authoring import read_review
from tests.cmo_graph.interchange import small_review
from tests.cmo_graph_api.cli.conftest import Run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_review.write_review(tmp_path / "review")


@pytest.fixture
def book(run: Run, folder: Path, tmp_path: Path) -> Path:
    """The review as a workbook to which somebody added a concept."""
    path = tmp_path / "review.xlsx"
    outcome = run("export", "workbook", folder, "--out", path)
    assert outcome.out.splitlines() == [f"Written: {path}"]
    opened = openpyxl.load_workbook(path)
    opened["concepts"]["B9"].value = "Trust in the plan"
    opened["concepts"]["N1"].value = "To do"
    opened["concepts"]["N9"].value = "Discuss."
    opened.save(path)
    return path


def test_workbook_is_written_back_with_its_new_ids(run: Run, folder: Path, book: Path) -> None:
    outcome = run("import", "workbook", book, "--into", folder, "--write")

    assert outcome.code == 0
    assert outcome.out.splitlines() == [
        "Rows of concepts: 1 new, 7 as they are in the review.",
        "Row 9 of concepts gets the id trust-in-the-plan.",
        "1 concepts added.",
        "Written: concepts.yaml",
        f"Written: {book}",
    ]
    assert "sos.trust-in-the-plan" in {thing.key for thing in read_review(folder).things}
    [row] = list(openpyxl.load_workbook(book)["concepts"].iter_rows(min_row=9, values_only=True))
    assert row[:2] == ("trust-in-the-plan", "Trust in the plan")
    assert row[13] == "Discuss."
    again = run("import", "workbook", book, "--into", folder, "--write")
    assert again.out.splitlines() == ["nothing changes."]


def test_workbook_stays_as_it_is_without_write_and_with_another_place_to_go(
    run: Run, folder: Path, book: Path, tmp_path: Path
) -> None:
    before = book.read_bytes()
    run("import", "workbook", book, "--into", folder)
    assert book.read_bytes() == before

    other = tmp_path / "other.xlsx"
    run("import", "workbook", book, "--into", folder, "--write", "--returned", other)

    assert book.read_bytes() == before
    assert openpyxl.load_workbook(other)["concepts"]["A9"].value == "trust-in-the-plan"


def test_workbook_goes_into_a_store_and_comes_from_it(
    run: Run, folder: Path, book: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    run("load", folder, "--store", store)

    run("import", "workbook", book, "--store", store, "--review", "sos", "--write")
    other = tmp_path / "other.xlsx"
    run("export", "workbook", "--store", store, "--review", "sos", "--out", other)

    ids = {row[0].value for row in openpyxl.load_workbook(other)["concepts"].iter_rows()}
    assert "trust-in-the-plan" in ids


def test_template_does_not_replace_a_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.xlsx"

    assert run("template", path, "--language", "nl").code == 0
    assert openpyxl.load_workbook(path)["Read me"]["B3"].value.startswith("nl")
    assert run("template", path).code == 2
    assert run("template", path, "--force").code == 0
    assert run("template", tmp_path / "other.xlsx", "--language", "Dutch!").code == 2
