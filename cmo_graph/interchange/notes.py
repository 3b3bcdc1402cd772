"""Where reading stands: this module has places in files, and gathers problems found there."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple, Self

from rapidfuzz import fuzz, process

from cmo_graph.interchange.tree import Entry, Tree
from cmo_graph.validation.codes import make_problem
from cmo_graph.validation.problems import Problem

#: Similarity, 0-100, from which a name is near enough to be offered instead of another.
NEAR_ENOUGH = 60


# Made for every cell that says something: a tuple takes a third of the time of a frozen dataclass.
class Place(NamedTuple):
    """A value's place: file, line and column from 1, and the keys that lead to it."""

    file: str
    line: int = 1
    column: int = 1
    path: tuple[str, ...] = ()
    #: Sheet of a workbook, and cell on it, such as F17.
    sheet: str = ""
    cell: str = ""

    def at(self, found: Tree | Entry, *steps: str) -> Self:
        """Return the place of something inside what stands here; without one, it is the same."""
        path = (*self.path, *steps)
        if not found.line:
            return self._replace(path=path)
        if not found.sheet:
            return type(self)(self.file, found.line, found.column, path)
        cell = f"{column_letters(found.column)}{found.line}"
        return type(self)(self.file, 0, 0, path, found.sheet, cell)

    def told(self) -> str:
        """Return the place as words for another place's message: "line 3 of concepts.yaml"."""
        if self.cell:
            return f"cell {self.cell} of {self.sheet or self.file}"
        if not self.line:
            return " ".join((*self.path, "in", self.file)) if self.path else self.file
        return f"line {self.line} of {self.file}"


def in_cell(file: str, row: int, column: int, *, sheet: str = "") -> Place:
    """Return the place of a cell; rows and columns count from 1."""
    return Place(file, 0, 0, sheet=sheet, cell=f"{column_letters(column)}{row}")


@lru_cache(maxsize=16_384)
def column_letters(column: int) -> str:
    """Return what spreadsheets call a column that is counted from 1: A, …, Z, AA, ….

    Example:
        >>> column_letters(28)
        'AB'
    """
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class Notes:
    """Gathers problems."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(
        self, code: str, message: str, place: Place, *, value: str = "", hint: str = ""
    ) -> None:
        """Note a problem at a place."""
        self.problems.append(
            make_problem(
                code,
                message,
                file=place.file,
                line=place.line,
                column=place.column,
                sheet=place.sheet,
                cell=place.cell,
                path=".".join(place.path),
                value=value,
                hint=hint,
            )
        )


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a hint naming what `name` was perhaps meant to be; "" when nothing is near."""
    found = process.extractOne(name, sorted(known), scorer=fuzz.WRatio, score_cutoff=NEAR_ENOUGH)
    return f"Nearest: {found[0]}." if found else ""
