"""The order of an evidence map's rows and columns: this module puts headings in it.

Orders are ours. They count cells and studies, and say nothing of strength.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import Enum

from cmo_graph.iri import IRI
from cmo_graph.questions.overview.layout import in_order
from cmo_graph.support.cell import Cell
from cmo_graph.support.codes import SupportStatus
from cmo_graph.support.matrix import Heading

#: Statuses of cells in which some empirical study speaks.
EXAMINED = frozenset(
    {
        SupportStatus.SUPPORTED,
        SupportStatus.DISPUTED,
        SupportStatus.CONTESTED,
        SupportStatus.INCONCLUSIVE,
        SupportStatus.NUANCED_ONLY,
    }
)

#: The cells in which something is theorised, by (row, column).
Cells = Mapping[tuple[Heading, Heading], Cell]


class MapOrder(Enum):
    """What comes first among rows, and among columns."""

    LABEL = "label"
    EVIDENCE = "evidence"
    GAPS = "gaps"


def order_rows(
    rows: Iterable[Heading],
    labels: Mapping[Heading, str],
    cells: Cells,
    *,
    order: MapOrder,
    by: IRI | None,
) -> list[Heading]:
    """Return the rows of a map in their order; ties are in the order of labels.

    Args:
        rows: The rows.
        labels: The label of each.
        cells: The cells in which something is theorised.
        order: What comes first.
        by: A concept that makes a column: rows with most independent studies there come first,
            then those in which something is theorised there. It goes before `order`.
    """
    studies: dict[Heading, int] = {}
    for (row, column), cell in cells.items():
        if column.concept == by:
            studies[row] = max(studies.get(row, 0), cell.tally.studies)
    counts = Counter(row for (row, _), cell in cells.items() if _counts(cell, order))
    return sorted(
        in_order(rows, labels), key=lambda row: (-studies.get(row, -1), -counts.get(row, 0))
    )


def order_columns(
    columns: Iterable[Heading], labels: Mapping[Heading, str], cells: Cells, *, order: MapOrder
) -> list[Heading]:
    """Return the columns of a map in their order; ties are in the order of labels."""
    counts = Counter(column for (_, column), cell in cells.items() if _counts(cell, order))
    return sorted(in_order(columns, labels), key=lambda column: -counts.get(column, 0))


def _counts(cell: Cell, order: MapOrder) -> bool:
    """Say whether a cell counts for an order; by label, none does."""
    if order is MapOrder.LABEL:
        return False
    return (cell.status in EXAMINED) is (order is MapOrder.EVIDENCE)
