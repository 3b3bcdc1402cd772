"""Records as nodes and edges: this module makes them, whichever file the records are from."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cmo_graph.interchange.maps.graph import DrawnEdge, DrawnNode
from cmo_graph.interchange.maps.names import EDGE_NAMES, NODE_NAMES, fields_in, on_a_line, parted
from cmo_graph.interchange.notes import Notes, Place

#: What an edge says by its ends.
_ENDS = {"source": "where it begins", "target": "where it ends"}


#: (values by the file's names, place, key where that stands outside of the record).
Item = tuple[Mapping[str, Any], Place, str]


def made_nodes(items: Iterable[Item], notes: Notes) -> Iterator[DrawnNode]:
    """Yield records as nodes; one with neither an id nor a label is noted and passed over."""
    listed = list(items)
    named = fields_in((record for record, _, _ in listed), NODE_NAMES)
    for record, place, own in listed:
        fields, further = parted(record, named)
        key = own or fields.get("key", "")
        label = on_a_line(fields.get("label") or key)
        if not label:
            notes.add(
                "edge-node-unnamed",
                "A node has neither a label nor an id.",
                place,
                hint="Give it a label.",
            )
            continue
        if own and fields.get("key"):
            further = {named["key"]: fields["key"], **further}
        yield DrawnNode(
            key=key or label,
            label=label,
            role=fields.get("role", ""),
            definition=fields.get("definition", ""),
            further=further,
            place=place,
        )


def made_edges(items: Iterable[Item], notes: Notes) -> Iterator[DrawnEdge]:
    """Yield records as edges; one that lacks an end is noted and passed over."""
    listed = list(items)
    named = fields_in((record for record, _, _ in listed), EDGE_NAMES)
    for record, place, _ in listed:
        fields, further = parted(record, named)
        missing = [said for end, said in _ENDS.items() if not fields.get(end)]
        if missing:
            notes.add(
                "edge-end-missing",
                f"An edge does not say {' nor '.join(missing)}.",
                place,
                hint="Name a node at each of its ends, or take the edge out.",
            )
            continue
        ends = {end: on_a_line(fields.pop(end)) for end in _ENDS}
        yield DrawnEdge(**ends, **fields, further=further, place=place)
