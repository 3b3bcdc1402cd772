"""Maps as tables and as JSON: this module writes them, the same map always the same."""

import csv
import json
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

from cmo_graph.interchange.cells import csv_text
from cmo_graph.interchange.maps.columns import (
    EDGE_COLUMNS,
    NODE_COLUMNS,
    Record,
    edge_records,
    names_of,
    node_records,
)
from cmo_graph.interchange.maps.graph import DrawnMap, DrawnNode

#: Columns that every table of edges has, whether or not an edge fills them.
_ALWAYS = ("source", "predicate", "target")


def edges_as_csv(drawn: DrawnMap) -> bytes:
    """Return the edges as a table; texts that a spreadsheet would run are marked."""
    records = edge_records(drawn.edges)
    blank = dict.fromkeys(_ALWAYS, "")
    names = names_of([*records, blank], EDGE_COLUMNS.values())
    return _as_csv(names, records)


def nodes_as_csv(drawn: DrawnMap) -> bytes | None:
    """Return the nodes as a table; None when the table of edges says all there is of them."""
    named = {end for edge in drawn.edges for end in (edge.source, edge.target)}
    if all(_is_plain(node) and node.key in named for node in drawn.nodes):
        return None
    records = node_records(drawn.nodes, has_all_ids=True)
    return _as_csv(names_of(records, NODE_COLUMNS.values()), records)


def _is_plain(node: DrawnNode) -> bool:
    return node == DrawnNode(key=node.key, label=node.key)


def _as_csv(names: Sequence[str], records: Iterable[Record]) -> bytes:
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([csv_text(name) for name in names])
    for record in records:
        writer.writerow([csv_text(as_cell(record.get(name, ""))) for name in names])
    return text.getvalue().encode()


def as_cell(value: Any) -> str:
    """Return a JSON value as the text of a cell."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def as_json(drawn: DrawnMap) -> bytes:
    """Return nodes and edges as JSON."""
    whole = {"nodes": node_records(drawn.nodes), "edges": edge_records(drawn.edges)}
    return f"{json.dumps(whole, ensure_ascii=False, indent=2)}\n".encode()
