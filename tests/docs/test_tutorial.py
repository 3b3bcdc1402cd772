"""The tutorial runs, and its cells answer what stands below them."""

import json
import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "tutorial.ipynb"
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "run_tutorial.py"))
NOTEBOOK = json.loads(PAGE.read_text(encoding="utf-8"))
CODE = [cell for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"]
PROSE = ["".join(cell["source"]) for cell in NOTEBOOK["cells"] if cell["cell_type"] == "markdown"]


@pytest.fixture(scope="module")
def again() -> list[dict[str, object]]:
    """The code cells as they answer now, run in order in one plain namespace."""
    cells = SCRIPT["run"](NOTEBOOK)["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


@pytest.mark.parametrize("place", range(len(CODE)))
def test_cell_answers_what_stands_below_it(again: list[dict[str, object]], place: int) -> None:
    assert again[place] == CODE[place], "Run python scripts/run_tutorial.py and read the change."


def test_notebook_is_of_format_4() -> None:
    ids = [cell["id"] for cell in NOTEBOOK["cells"]]

    assert (NOTEBOOK["nbformat"], NOTEBOOK["nbformat_minor"]) == (4, 5)
    assert set(NOTEBOOK) == {"cells", "metadata", "nbformat", "nbformat_minor"}
    assert NOTEBOOK["metadata"]["language_info"]["name"] == "python"
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,64}", one) for one in ids)
    for cell in NOTEBOOK["cells"]:
        code = {"execution_count", "outputs"} if cell["cell_type"] == "code" else set()
        assert set(cell) == {"cell_type", "id", "metadata", "source", *code}


def test_file_is_written_as_the_script_writes_it() -> None:
    assert PAGE.read_text(encoding="utf-8") == SCRIPT["as_text"](NOTEBOOK)


def test_notebook_names_no_place_on_a_machine() -> None:
    assert not re.search(r"(?<![\w.:/])/(?:home|Users|tmp|work|root|var)/", PAGE.read_text("utf-8"))


def test_notebook_says_what_it_does_before_each_step() -> None:
    assert PROSE[0].startswith("# ")
    assert NOTEBOOK["cells"][-1]["cell_type"] == "markdown"


def test_links_of_the_notebook_lead_to_files() -> None:
    links = [link for text in PROSE for link in re.findall(r"\]\(([^)#:]+)\)", text)]

    assert links
    assert [link for link in links if not (PAGE.parent / link).exists()] == []
