import re
from pathlib import Path

import pytest

from cmo_graph.validation.codes import CODES, GROUPS
from cmo_graph.validation.codes_page import as_markdown
from cmo_graph.validation.problems import ProblemKind

PAGE = Path("docs/problem-codes.md")


def test_page_on_codes_is_what_the_table_says() -> None:
    written = PAGE.read_text(encoding="utf-8")

    assert written == as_markdown(), (
        "A code has changed: run python scripts/write_problem_codes.py."
    )


def test_page_has_one_heading_for_each_code() -> None:
    headings = re.findall(r"^### `([^`]+)`$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)

    assert headings == list(CODES)


def test_no_code_stands_in_two_groups() -> None:
    assert sum(len(kinds) for _, kinds in GROUPS) == len(CODES)


@pytest.mark.parametrize(("code", "kind"), CODES.items(), ids=CODES)
def test_code_says_how_it_is_mended_and_what_it_looks_like(code: str, kind: ProblemKind) -> None:
    assert kind.meaning.endswith(".")
    assert kind.mend.endswith(".")
    assert f"{kind.severity.value}: " in kind.example
    assert code not in kind.example.split()
