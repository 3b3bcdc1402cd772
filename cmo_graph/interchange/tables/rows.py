"""What the shape of a table says: this module has merged cells, ragged rows and headings inside.

A merged cell holds for every row that it spans. Where cells that are empty at the left edge repeat
what stands above them, a mapping says so. A row with nothing but its first cell is a heading when a
mapping says that there are headings, and holds for the rows below.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cmo_graph.interchange.spreadsheets import Row, Sheet

#: (first row, last row, words) of a cell that spans rows, by column; sorted.
Spans = Mapping[int, Sequence[tuple[int, int, str]]]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that holds for the rows below it."""

    text: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Line:
    """One row with all that holds for it."""

    number: int
    #: Texts by column, those of merged cells and of cells above among them.
    cells: Mapping[int, str]
    #: Level, from 0 for the outermost → heading.
    headings: Mapping[int, Heading] = field(default_factory=dict)
    is_hidden: bool = False


def spans_of(sheet: Sheet) -> Spans:
    """Return the cells that span rows and have words."""
    first = {row.number: row for row in sheet.rows}
    found: dict[int, list[tuple[int, int, str]]] = {}
    for top, left, bottom, _ in sorted(sheet.merged):
        row = first.get(top)
        if bottom > top and row is not None and (text := row.text(left)):
            found.setdefault(left, []).append((top, bottom, text))
    return found


def spread_of(sheet: Sheet) -> int:
    """Return how much work the cells that span rows are: cells to look at, and cells to fill."""
    numbers = [row.number for row in sheet.rows]
    spans = spans_of(sheet)
    filled = sum(
        bisect_right(numbers, bottom) - bisect_left(numbers, top)
        for told in spans.values()
        for top, bottom, _ in told
    )
    return filled + len(spans) * len(numbers)


def _filled(row: Row, spans: Spans) -> Mapping[int, str]:
    if not spans:
        return row.cells
    cells = dict(row.cells)
    for column, told in spans.items():
        at = bisect_right(told, row.number, key=lambda span: span[0]) - 1
        if at >= 0 and told[at][1] >= row.number and column not in cells:
            cells[column] = told[at][2]
    return cells


def unmerged(sheet: Sheet, rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return rows with the words of the merged cells that hold for them."""
    spans = spans_of(sheet)
    return tuple(Row(row.number, _filled(row, spans), row.is_hidden) for row in rows)


def lines_of(
    sheet: Sheet, *, header: int, columns: Sequence[int], is_ragged: bool, levels: int
) -> Iterator[Line]:
    """Yield the rows below the header with all that holds for them, headings left out.

    Args:
        sheet: The table.
        header: Number of the row with the columns' names; 0 when there is none.
        columns: The table's columns, from the left.
        is_ragged: Whether cells that are empty at the left edge repeat what stands above.
        levels: How many levels of headings there are; 0 when no row is one.
    """
    spans = spans_of(sheet)
    above: dict[int, str] = {}
    headings: dict[int, Heading] = {}
    run: list[Heading] = []
    for row in sheet.rows:
        if row.number <= header:
            continue
        if levels and (heading := _heading(row, columns)) is not None:
            run.append(heading)
            above = {}
            continue
        if run:
            headings = _below(headings, run, levels)
            run = []
        cells = _filled(row, spans)
        if is_ragged:
            cells = above = _with_above(cells, above, columns)
        yield Line(row.number, cells, headings, row.is_hidden)


def idle_headings(sheet: Sheet, *, header: int, columns: Sequence[int]) -> tuple[Heading, ...]:
    """Return the headings at the end of a table, which hold for no row."""
    found: list[Heading] = []
    for row in reversed(sheet.rows):
        heading = _heading(row, columns) if row.number > header else None
        if heading is None:
            break
        found.append(heading)
    return tuple(reversed(found))


def _heading(row: Row, columns: Sequence[int]) -> Heading | None:
    if len(row.cells) != 1 or not columns:
        return None
    [(column, text)] = row.cells.items()
    return Heading(text, row.number, column) if column == columns[0] else None


def _below(
    before: Mapping[int, Heading], run: Sequence[Heading], levels: int
) -> dict[int, Heading]:
    """Return the headings that hold after a run of them.

    As many in a run as there are levels are all levels; fewer are the innermost ones. More than
    there are levels begin with several of the outermost, which are told as one.
    """
    extra = max(0, len(run) - levels)
    first = run[0]
    if extra:
        text = " / ".join(one.text for one in run[: extra + 1])
        run = [Heading(text, first.row, first.column), *run[extra + 1 :]]
    start = levels - len(run)
    kept = {level: heading for level, heading in before.items() if level < start}
    return kept | {start + number: heading for number, heading in enumerate(run)}


def _with_above(
    cells: Mapping[int, str], above: Mapping[int, str], columns: Sequence[int]
) -> dict[int, str]:
    filled = dict(cells)
    for column in columns:
        if column in cells:
            break
        if column in above:
            filled[column] = above[column]
    return filled
