"""The page on workbooks is true: its sheets are the sheets, its commands run one after another."""

import re
import shlex
from pathlib import Path

import openpyxl
import pytest
from cmo_graph_api.cli import main

from cmo_graph.interchange.authoring import read_review
from cmo_graph.interchange.workbook.tables import LISTS, TABLES
from tests.cmo_graph.interchange import small_review

PAGE = Path("docs/workbook.md").read_text(encoding="utf-8")


def test_page_names_every_sheet() -> None:
    table = PAGE.partition("| sheet | what a row is |")[2].partition("\n\n")[0]

    assert set(re.findall(r"`([a-z ]+)`", table)) - {"moderates", "study"} == set(TABLES)
    assert f"`{LISTS}`" in PAGE


def test_commands_of_the_page_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [block] = re.findall(r"^```sh\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    begin, first, *others = [
        shlex.split(line, comments=True) for line in block.splitlines() if line
    ]
    small_review.write_review(tmp_path / "my-review")
    monkeypatch.chdir(tmp_path)

    run(begin)
    fill_in(tmp_path / "mine.xlsx")
    for command in (first, *others):
        run(command)

    assert [thing.key for thing in read_review(tmp_path / "mine").things] == ["mine"]


def run(command: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(command[1:])
    assert not ended.value.code, command


def fill_in(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    values = {"label": "Van mij", "kind": "realist_synthesis", "question": "Waarom?"}
    titles = [cell.value for cell in book["review"][1]]
    for title, value in values.items():
        book["review"].cell(2, titles.index(title) + 1).value = value
    book.save(path)
