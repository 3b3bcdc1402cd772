"""The evidence map: this module lays out claims by what fills two roles.

Configurations have roles. A link has none of its own: where interventions are laid out against
outcomes it is read as a step from the one to the other, so that a finding that no configuration
takes up still shows. That reading is ours, and whoever asks decides whether it is wanted.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from cmo_graph.iri import IRI
from cmo_graph.model.codes import LinkKind, Presence, Role
from cmo_graph.model.configuration import Configuration
from cmo_graph.model.links import Link
from cmo_graph.support.cell import Cell, fill_cell
from cmo_graph.support.summary import Support

#: Kinds of links that lead to outcomes; what an intervention provides or triggers is none.
TO_OUTCOMES = frozenset({LinkKind.LEADS_TO, LinkKind.ENABLES, LinkKind.CONSTRAINS})
#: The roles that together are a mechanism, whether or not its source split it.
MECHANISM_ROLES = (Role.RESOURCE, Role.RESPONSE, Role.MECHANISM)

_NOT_THEORISED = Cell()


class Heading(NamedTuple):
    """What a row or a column stands for; an absent context is another one than a present one."""

    concept: IRI
    presence: Presence = Presence.PRESENT

    @property
    def is_absent(self) -> bool:
        """Whether it stands for the lack of the concept."""
        return self.presence is Presence.ABSENT

    def as_json(self) -> dict[str, object]:
        """Return the concept, and whether it is present or absent."""
        return {"concept": str(self.concept), "presence": self.presence.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceMap:
    """Cells for every pair of what fills one role and what fills another."""

    row_roles: tuple[Role, ...]
    column_roles: tuple[Role, ...]
    #: Headings in the order of IRIs, a present context before an absent one.
    rows: tuple[Heading, ...]
    columns: tuple[Heading, ...]
    #: The cells in which something is theorised, by (row, column).
    theorised: Mapping[tuple[Heading, Heading], Cell]
    #: Configurations that lack one of the two roles and so have no place, in the order of IRIs.
    unplaced: tuple[IRI, ...]

    def cell(self, row: Heading, column: Heading) -> Cell:
        """Return the cell of a row and a column; one that is not theorised for any other pair."""
        return self.theorised.get((row, column), _NOT_THEORISED)

    def as_json(self) -> dict[str, object]:
        """Return headings and, row by row, every cell; those not theorised are told as such."""
        return {
            "row_roles": [role.value for role in self.row_roles],
            "column_roles": [role.value for role in self.column_roles],
            "rows": [row.as_json() for row in self.rows],
            "columns": [column.as_json() for column in self.columns],
            "cells": [
                [self.cell(row, column).as_json() for column in self.columns] for row in self.rows
            ],
            "unplaced": [str(iri) for iri in self.unplaced],
        }


def map_evidence(
    configurations: Iterable[Configuration],
    *,
    supports: Mapping[IRI, Support],
    rows: tuple[Role, ...],
    columns: tuple[Role, ...],
    links: Iterable[Link] = (),
) -> EvidenceMap:
    """Lay out claims by what fills the row roles and what fills the column roles.

    A configuration lies in each cell whose row and column concepts it has in those roles, so one
    with two contexts and two outcomes lies in four cells. Where a role makes both rows and columns,
    no slot is paired with itself. How to lay out absent contexts is ours. A link lies in the cell
    of the two concepts it joins where one axis has interventions and the other outcomes.

    Args:
        configurations: The configurations to lay out.
        supports: The support of each of them, and of each link, by IRI.
        rows: The roles that make rows, such as `(Role.CONTEXT,)` or `MECHANISM_ROLES`.
        columns: The roles that make columns.
        links: Links to read as steps from an intervention to an outcome.

    Raises:
        KeyError: a claim that has a place has no support.

    Cost: linear in configurations times cells each lies in; what is not theorised takes no room.
    """
    found: dict[tuple[Heading, Heading], list[Support]] = {}
    unplaced = []
    for configuration in configurations:
        places = set(_places(configuration, rows, columns))
        for place in places:
            found.setdefault(place, []).append(supports[configuration.id])
        if not places:
            unplaced.append(configuration.id)
    for link in links:
        for place in _places_of_link(link, rows, columns):
            found.setdefault(place, []).append(supports[link.id])
    return EvidenceMap(
        row_roles=rows,
        column_roles=columns,
        rows=_in_order(row for row, _ in found),
        columns=_in_order(column for _, column in found),
        theorised={place: fill_cell(supports) for place, supports in found.items()},
        unplaced=tuple(sorted(unplaced, key=str)),
    )


def _places(
    configuration: Configuration, rows: tuple[Role, ...], columns: tuple[Role, ...]
) -> Iterator[tuple[Heading, Heading]]:
    for row in configuration.in_role(*rows):
        for column in configuration.in_role(*columns):
            if row is not column:
                yield (
                    Heading(row.concept, row.presence),
                    Heading(column.concept, column.presence),
                )


def takes_links(rows: tuple[Role, ...], columns: tuple[Role, ...]) -> bool:
    """Say whether one axis has interventions and the other outcomes, so that links have a place."""
    return _are(rows, Role.INTERVENTION, columns, Role.OUTCOME) or _are(
        rows, Role.OUTCOME, columns, Role.INTERVENTION
    )


def _are(rows: tuple[Role, ...], row: Role, columns: tuple[Role, ...], column: Role) -> bool:
    return row in rows and column in columns


def _places_of_link(
    link: Link, rows: tuple[Role, ...], columns: tuple[Role, ...]
) -> Iterator[tuple[Heading, Heading]]:
    start, end = Heading(link.from_concept), Heading(link.to_concept)
    if _are(rows, Role.INTERVENTION, columns, Role.OUTCOME):
        yield start, end
    if _are(rows, Role.OUTCOME, columns, Role.INTERVENTION):
        yield end, start


def _in_order(headings: Iterable[Heading]) -> tuple[Heading, ...]:
    return tuple(sorted(set(headings), key=lambda each: (str(each.concept), each.is_absent)))
