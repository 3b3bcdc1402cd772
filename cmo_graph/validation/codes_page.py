"""The page on problem codes: this module makes its Markdown out of the table of codes."""

from collections.abc import Iterator

from cmo_graph.validation.codes import GROUPS
from cmo_graph.validation.problems import ProblemKind

_LEAD = """\
# Problem codes

`cmo-graph validate`, `load` and `import` tell every problem with its code, and so does
`/v1/imports`. A code is stable: it means the same in every version. An error stops what was asked
for; a warning stops nothing.

A running server has each section below as a page of its own, `/problems/CODE`, and a list of them
at `/problems`. Problems in JSON name that page as `help`, and rules in SARIF as `helpUri`.

This page is written by `python scripts/write_problem_codes.py` out of `cmo_graph/validation/kinds`.
Failures of HTTP itself are on [a page of their own](problems.md).
"""


def as_markdown() -> str:
    """Return the page: groups in the order of the table, with a heading for each code."""
    return "".join(_lines())


def _lines() -> Iterator[str]:
    yield _LEAD
    for title, kinds in GROUPS:
        yield f"\n## {title}\n"
        for code, kind in kinds.items():
            yield _section(code, kind)


def _section(code: str, kind: ProblemKind) -> str:
    parts = [f"{kind.severity.value.capitalize()}. {kind.meaning}"]
    if kind.example:
        parts.append(f"```text\n{kind.example} [{code}]\n```")
    if kind.mend:
        parts.append(f"**To mend it:** {kind.mend}")
    told = "\n\n".join(parts)
    return f"\n### `{code}`\n\n{told}\n"
