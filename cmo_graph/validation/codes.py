"""Every kind of problem by its code: this module has the table that messages and docs share.

A code is stable: programs, tests and `docs/problem-codes.md` name it. It settles whether the
problem is an error, which stops a load, or a warning. Each is declared in
`cmo_graph.validation.kinds`.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from cmo_graph.validation.import_codes import IMPORT_GROUPS
from cmo_graph.validation.kinds.folders import BIBLIOGRAPHY_CODES, FILE_CODES, YAML_CODES
from cmo_graph.validation.kinds.naming import REFERENCE_CODES
from cmo_graph.validation.kinds.records import RECORD_CODES
from cmo_graph.validation.kinds.reviews import REVIEW_CODES
from cmo_graph.validation.problems import Problem, ProblemKind

#: (title, codes) of each group, in the order in which people meet them.
GROUPS: Sequence[tuple[str, Mapping[str, ProblemKind]]] = (
    ("The folder and its files", FILE_CODES),
    ("YAML", YAML_CODES),
    ("Records", RECORD_CODES),
    ("Ids and references", REFERENCE_CODES),
    ("The bibliography", BIBLIOGRAPHY_CODES),
    ("The review as a whole", REVIEW_CODES),
    *IMPORT_GROUPS,
)

#: Every kind of problem.
CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {code: kind for _, kinds in GROUPS for code, kind in kinds.items()}
)

#: Longest value that a problem repeats, in code points.
LONGEST_VALUE = 80


def make_problem(
    code: str,
    message: str,
    *,
    file: str = "",
    line: int = 0,
    column: int = 0,
    sheet: str = "",
    cell: str = "",
    path: str = "",
    value: str = "",
    hint: str = "",
) -> Problem:
    """Build a problem whose severity follows from its code.

    Raises:
        KeyError: the code is not in `CODES`.
    """
    return Problem(
        code=code,
        message=message,
        severity=CODES[code].severity,
        file=file,
        line=line,
        column=column,
        sheet=sheet,
        cell=cell,
        path=path,
        value=shortened(value) if value else "",
        hint=hint,
    )


def shortened(value: str) -> str:
    """Return a value on one line, cut where it is too long to repeat."""
    one_line = " ".join(value.split())
    return one_line if len(one_line) <= LONGEST_VALUE else one_line[: LONGEST_VALUE - 1] + "…"
