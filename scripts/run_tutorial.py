"""Runs `docs/tutorial.ipynb` and keeps what its cells answer: this module is run when they change.

Cells run in order in one namespace, as a notebook server would run them. The answer of a cell is
the value of the expression it ends with.
"""

import ast
import json
import pprint
from pathlib import Path
from typing import Any

TUTORIAL = Path(__file__).resolve().parents[1] / "docs" / "tutorial.ipynb"
#: Characters to a line of an answer.
WIDTH = 96

Notebook = dict[str, Any]


def run(notebook: Notebook) -> Notebook:
    """Return the notebook with the answers that its cells give now; the one given is unchanged."""
    namespace: dict[str, object] = {"__name__": "__main__"}
    cells, count = [], 0
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            count += 1
            answer = answer_of("".join(cell["source"]), namespace)
            outputs = [] if answer is None else [_output(answer, count)]
            cell = {**cell, "execution_count": count, "outputs": outputs}
        cells.append(cell)
    return {**notebook, "cells": cells}


def answer_of(source: str, namespace: dict[str, object]) -> object:
    """Run a cell and return the value of its last expression; None when it ends otherwise."""
    *before, last = ast.parse(source).body
    if not isinstance(last, ast.Expr):
        before, last = [*before, last], ast.Expr(ast.Constant(None))
    exec(compile(ast.Module(before, []), "<cell>", "exec"), namespace)  # noqa: S102 — our own cells
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), namespace)  # noqa: S307 — as above


def _output(answer: object, count: int) -> dict[str, object]:
    told = pprint.pformat(answer, width=WIDTH, sort_dicts=False)
    return {
        "data": {"text/plain": told.splitlines(keepends=True)},
        "execution_count": count,
        "metadata": {},
        "output_type": "execute_result",
    }


def as_text(notebook: Notebook) -> str:
    """Return the notebook as the text of its file."""
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    TUTORIAL.write_text(as_text(run(json.loads(TUTORIAL.read_text(encoding="utf-8")))), "utf-8")
