import re
import tomllib
from pathlib import Path

import pytest
from cmo_graph_api.problem_kinds import HTTP_SLUGS, KINDS
from cmo_graph_api.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


def headings(page: str) -> set[str]:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return set(re.findall(r"^### `([^`]+)`$", text, flags=re.MULTILINE))


def test_configuration_page_has_one_heading_for_each_setting() -> None:
    assert headings("configuration.md") == {f"CMO_{name.upper()}" for name in Settings.model_fields}


def test_problems_page_has_one_heading_for_each_slug() -> None:
    slugs = {kind.slug for kind in KINDS.values()} | set(HTTP_SLUGS.values())

    assert headings("problems.md") == slugs | {"unexpected"}


def test_every_runtime_dependency_has_its_reason_in_the_decision_record() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[<>=]", line)[0] for line in project["dependencies"]}
    page = (ROOT / "docs/decisions/0002-dependencies.md").read_text(encoding="utf-8")

    assert set(re.findall(r"^\| `([^`]+)` \|", page, flags=re.MULTILINE)) == declared


@pytest.mark.parametrize("path", sorted((ROOT / "docs").rglob("*.md")), ids=lambda path: path.name)
def test_page_links_lead_to_files_that_exist(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8"))

    assert [link for link in links if not (path.parent / link).exists()] == []
