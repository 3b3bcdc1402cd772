"""Maps as tables of edges: this module reads a row as an edge, and a table of nodes beside it."""

from collections.abc import Iterator

from cmo_graph.interchange.delimited import Delimited, Record
from cmo_graph.interchange.maps.graph import DrawnMap
from cmo_graph.interchange.maps.making import Item, made_edges, made_nodes
from cmo_graph.interchange.maps.names import NODE_NAMES, fields_named, is_edge
from cmo_graph.interchange.notes import Notes, Place


def is_nodes(names: tuple[str, ...]) -> bool:
    """Say whether columns of these names are a table of nodes: ids or codes with labels."""
    return {"key", "label"} <= fields_named(names, NODE_NAMES).keys() and not is_edge(names)


def read_triples(table: Delimited, file: str, notes: Notes) -> DrawnMap | None:
    """Return the map that a table draws, of edges or of nodes; None when it is neither."""
    items = _items(table, file, notes)
    if is_edge(table.names):
        return DrawnMap(edges=tuple(made_edges(items, notes)))
    if is_nodes(table.names):
        return DrawnMap(nodes=tuple(made_nodes(items, notes)))
    return None


def _items(table: Delimited, file: str, notes: Notes) -> Iterator[Item]:
    """Yield what each row says by the names of its columns."""
    names = [name.strip() or f"column {number}" for number, name in enumerate(table.names, start=1)]
    for record in table.records[1:]:
        place = Place(file, record.line, 0)
        if len(record.values) > len(names):
            _note_surplus(record, len(names), place, notes)
        values = dict(zip(names, record.values, strict=False))
        values |= {
            f"column {number}": value
            for number, value in enumerate(record.values[len(names) :], start=len(names) + 1)
        }
        yield values, place, ""


def _note_surplus(record: Record, columns: int, place: Place, notes: Notes) -> None:
    notes.add(
        "edge-row-longer",
        f"The row has {len(record.values)} values, and the table {columns} columns; what is beyond"
        " is kept in a note.",
        place,
        hint="A separator stands inside a value without quotes around it.",
    )
