"""A workbook with its problems in it: this module colours faulty cells and says why in a comment.

The copy is for reading beside the original; it is never imported. Problems that are of no one cell
stand on a sheet of their own, with all the others.
"""

from collections.abc import Iterable, Sequence
from io import BytesIO

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from cmo_graph.interchange.cells import LONGEST, put_text
from cmo_graph.interchange.containers import open_zip
from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes
from cmo_graph.validation.problems import Problem, Severity

#: Name of the sheet that lists every problem.
SHEET = "Problems"
_COLUMNS = ("severity", "file", "sheet", "cell", "line", "message", "what to do", "value", "code")
_FILLS = {
    Severity.ERROR: PatternFill("solid", start_color="FFF4B6B6"),
    Severity.WARNING: PatternFill("solid", start_color="FFFDE9A9"),
}


def annotated(given: GivenFile | None, problems: Sequence[Problem]) -> bytes:
    """Return a copy of a workbook in which its problems are marked.

    Args:
        given: The workbook; None, or one that cannot be opened, gives a workbook with the list of
            problems alone.
        problems: Those found in it, and elsewhere.
    """
    book = _opened(given) if given is not None else None
    if book is None:
        book = Workbook()
        del book[book.sheetnames[0]]
    elif given is not None:
        _mark(book, (problem for problem in problems if problem.file == given.name))
    _list(book.create_sheet(_free_name(book.sheetnames)), problems)
    sink = BytesIO()
    book.save(sink)
    return sink.getvalue()


def _opened(given: GivenFile) -> Workbook | None:
    # What breaks a bound was told when it was read; here the list of problems is enough.
    if open_zip(given, Notes()) is None:
        return None
    try:
        return openpyxl.load_workbook(BytesIO(given.content))
    except (InvalidFileException, KeyError, ValueError, TypeError, AttributeError, OSError):
        return None


def _free_name(names: Iterable[str]) -> str:
    taken = set(names)
    number, name = 1, SHEET
    while name in taken:
        number += 1
        name = f"{SHEET} {number}"
    return name


def _mark(book: Workbook, problems: Iterable[Problem]) -> None:
    """Colour faulty cells, and put what is wrong with each into a comment."""
    by_cell: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        if problem.cell and problem.sheet in book.sheetnames:
            by_cell.setdefault((problem.sheet, problem.cell), []).append(problem)
    for (sheet, address), found in by_cell.items():
        cell = book[sheet][address]
        if isinstance(cell, Cell):
            worst = min(found, key=lambda problem: problem.severity.value)
            cell.fill = _FILLS[worst.severity]
            words = "\n".join(f"{one.message} {one.hint}".rstrip() for one in found)
            cell.comment = Comment(words[:LONGEST], "cmo-graph", width=360, height=120)


def _list(sheet: Worksheet, problems: Sequence[Problem]) -> None:
    for column, title in enumerate(_COLUMNS, start=1):
        sheet.cell(1, column, title).font = Font(bold=True)
    for row, problem in enumerate(problems, start=2):
        line = str(problem.line or "")
        place = (problem.file, problem.sheet, problem.cell, line)
        words = (problem.message, problem.hint, problem.value, problem.code)
        for column, text in enumerate((problem.severity.value, *place, *words), start=1):
            put_text(sheet.cell(row, column), text[:LONGEST])
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEFGHI", (10, 24, 16, 8, 8, 60, 40, 30, 24), strict=True):
        sheet.column_dimensions[letter].width = width
