"""One type for everything that is wrong with what was given: this module has `Problem`.

All problems of an input are reported in one pass; nothing is loaded when one of them is an error.
"""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import Enum

#: Beginning of the address of the page on each code.
HELP = "https://w3id.org/cmo-graph/problems/"
_CELL = re.compile(r"([A-Z]{1,3})([0-9]+)")


class Severity(Enum):
    """Whether a problem stops a load."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """What one kind of problem means, and whether it stops a load."""

    severity: Severity
    meaning: str
    #: What to do about it.
    mend: str = ""
    #: What a message of this kind looks like, without its code.
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong, where it stands, and what would be right."""

    #: Stable name of the kind of problem, such as `reference-unknown`.
    code: str
    #: A sentence: what was given and what was expected.
    message: str
    severity: Severity = Severity.ERROR
    #: File relative to the review's folder; "" when the problem is of no one file.
    file: str = ""
    #: Line and column from 1; 0 when the problem has no place.
    line: int = 0
    column: int = 0
    #: Sheet of a workbook, and cell on it, such as F17; "" outside of workbooks.
    sheet: str = ""
    cell: str = ""
    #: Keys and positions that lead to the value inside its file, joined by full stops.
    path: str = ""
    #: The value that was given, shortened.
    value: str = ""
    #: The nearest valid name, or what to do.
    hint: str = ""

    def as_text(self) -> str:
        """Return one line for a terminal: place, severity, message, hint, code."""
        place = ":".join(str(part) for part in (self.file, *self._inside()) if part)
        hint = f" {self.hint}" if self.hint else ""
        lead = f"{place}: " if place else ""
        return f"{lead}{self.severity.value}: {self.message}{hint} [{self.code}]"

    def _inside(self) -> tuple[str | int, ...]:
        """Return where in its file the problem is: line and column, or `Sheet!F17`."""
        if self.sheet or self.cell:
            return ("!".join(part for part in (self.sheet, self.cell) if part),)
        return (self.line, self.column)

    def as_json(self) -> dict[str, object]:
        """Return the problem's facts as JSON values, leaving out what is empty."""
        facts = {**asdict(self), "severity": self.severity.value, "help": help_address(self.code)}
        return {name: value for name, value in facts.items() if value not in ("", 0)}


def help_address(code: str) -> str:
    """Return the address of the page on a code; a server has it under its own address as well."""
    return HELP + code


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems by file, sheet, row or line, column and code, each once."""
    return tuple(sorted(set(problems), key=_rank))


def _rank(problem: Problem) -> tuple[str | int, ...]:
    found = _CELL.fullmatch(problem.cell)
    letters, row = found.groups() if found else ("", 0)
    place = (problem.line or int(row), problem.column, len(letters), letters)
    return (problem.file, problem.sheet, *place, problem.code, problem.message)


def has_errors(problems: Iterable[Problem]) -> bool:
    """Say whether any problem stops a load."""
    return any(problem.severity is Severity.ERROR for problem in problems)
