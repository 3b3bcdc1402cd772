"""The evidence map of a large dataset: this module lays out no more of it than is shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cmo_graph.errors import TooManyClaims
from cmo_graph.iri import IRI, key_of
from cmo_graph.model.codes import Role
from cmo_graph.questions.overview.reading import Overview
from cmo_graph.questions.support import LARGEST_BATCH, supports_of
from cmo_graph.repository import Repository
from cmo_graph.support.cell import Cell, fill_cell
from cmo_graph.support.matrix import Heading
from cmo_graph.support.summary import Support

#: Most claims in the cells that are shown together. Ours.
MOST_IN_CELLS = 5_000


@dataclass(frozen=True, slots=True)
class Layout:
    """The rows and columns of an evidence map that are shown."""

    rows: Sequence[Heading]
    columns: Sequence[Heading]
    labels: Mapping[Heading, str]
    #: Those in which something is theorised.
    cells: Mapping[tuple[Heading, Heading], Cell]
    total_rows: int
    total_columns: int
    #: The first configurations that lack one of the roles, and how many there are.
    unplaced: tuple[IRI, ...]
    total_unplaced: int

    def cell(self, row: Heading, column: Heading) -> Cell:
        """Return the cell of a row and a column."""
        return self.cells.get((row, column), _EMPTY)


_EMPTY = Cell()


def lay_out(
    overview: Overview,
    repository: Repository,
    *,
    roles: tuple[Sequence[Role], Sequence[Role]],
    shown: tuple[int, int],
    unplaced: int,
    turned: bool | None,
) -> Layout:
    """Lay out all claims by two roles, as `map_evidence` does, and read those that are shown.

    Args:
        overview: Of the repository's version.
        repository: Where labels and evidence are.
        roles: What makes rows, and what makes columns.
        shown: Most rows and most columns.
        unplaced: Most configurations without a place that are named.
        turned: None where links have no place; True where they lead from columns to rows.

    Raises:
        TooManyClaims: more than `MOST_IN_CELLS` lie in the cells that are shown.
    """
    found = overview.headings(*roles, most=unplaced, turned=turned)
    labels = labels_of(repository, (*found.rows, *found.columns))
    rows = in_order(found.rows, labels)[: shown[0]]
    columns = in_order(found.columns, labels)[: shown[1]]
    claims = overview.cells(rows, columns, roles=roles, turned=turned)
    supports = _supports(repository, {claim for cell in claims.values() for claim in cell})
    return Layout(
        rows=rows,
        columns=columns,
        labels={heading: labels[heading] for heading in (*rows, *columns)},
        cells={place: fill_cell(supports[one] for one in cell) for place, cell in claims.items()},
        total_rows=len(found.rows),
        total_columns=len(found.columns),
        unplaced=found.unplaced.iris,
        total_unplaced=found.unplaced.total,
    )


def labels_of(repository: Repository, headings: Iterable[Heading]) -> dict[Heading, str]:
    """Return the label of each heading's concept; its key where it has none."""
    every = tuple(headings)
    labels = repository.snapshot.catalogue.labels({one.concept for one in every})
    return {one: labels.get(one.concept) or key_of(one.concept) for one in every}


def in_order(headings: Iterable[Heading], labels: Mapping[Heading, str]) -> list[Heading]:
    """Return headings in the order of labels, a present context before an absent one."""
    return sorted(headings, key=lambda one: (labels[one].casefold(), one.concept, one.is_absent))


def _supports(repository: Repository, claims: set[IRI]) -> dict[IRI, Support]:
    if len(claims) > MOST_IN_CELLS:
        raise TooManyClaims(claims=len(claims), most=MOST_IN_CELLS)
    wanted, found = sorted(claims), dict[IRI, Support]()
    for first in range(0, len(wanted), LARGEST_BATCH):
        for one in supports_of(repository, wanted[first : first + LARGEST_BATCH]):
            found[one.claim.id] = one.support
    return found
