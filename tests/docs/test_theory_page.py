from pathlib import Path

import pytest

from cmo_graph.theory import Ground, PathwayOutcome, ThreadGrade, Transitivity

PAGE = Path("docs/theory.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "code", [*Ground, *PathwayOutcome, *ThreadGrade, *Transitivity], ids=lambda code: code.value
)
def test_theory_page_names_every_answer(
    code: Ground | PathwayOutcome | ThreadGrade | Transitivity,
) -> None:
    assert f"`{code.value}`" in PAGE
