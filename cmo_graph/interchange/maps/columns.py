"""Nodes and edges as records under names: this module says what is written under which name.

A field is written under the name by which people know it, unless a further attribute has a name
that would be read as that field; then under the name that is tried first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cmo_graph.interchange.maps.graph import DrawnEdge, DrawnNode
from cmo_graph.interchange.maps.names import EDGE_NAMES, NODE_NAMES, Names, plain_name

#: Field → the name it is written under, in the order of columns.
EDGE_COLUMNS: Mapping[str, str] = {
    "key": "id",
    "document": "study_id",
    "configuration": "cmoc_id",
    "source": "source",
    "relation": "predicate",
    "target": "target",
    "polarity": "polarity",
    "stance": "stance",
    "quote": "evidence_quote",
    "page": "page",
    "statement": "statement_id",
    "note": "note",
}
NODE_COLUMNS: Mapping[str, str] = {
    "key": "id",
    "label": "label",
    "role": "type",
    "definition": "definition",
}

Record = dict[str, Any]


def edge_records(
    edges: Sequence[DrawnEdge], columns: Mapping[str, str] = EDGE_COLUMNS
) -> list[Record]:
    """Return edges as records; a field that an edge does not have is left out."""
    return _records(edges, columns, EDGE_NAMES)


def node_records(nodes: Sequence[DrawnNode], *, has_all_ids: bool = False) -> list[Record]:
    """Return nodes as records; an id that is the label is left out unless all are wanted."""
    if has_all_ids:
        return _records(nodes, NODE_COLUMNS, NODE_NAMES)
    plain = [replace(one, key="") if one.key == one.label else one for one in nodes]
    return _records(plain, NODE_COLUMNS, NODE_NAMES)


def _records(
    items: Sequence[DrawnNode] | Sequence[DrawnEdge], columns: Mapping[str, str], known: Names
) -> list[Record]:
    further = {plain_name(name) for item in items for name in item.further}
    names = {field: _name(field, name, further, known) for field, name in columns.items()}
    return [
        {
            **{name: value for field, name in names.items() if (value := getattr(item, field))},
            **item.further,
        }
        for item in items
    ]


def _name(field: str, name: str, further: set[str], known: Names) -> str:
    words = known[field]
    tried = words[: words.index(plain_name(name)) + 1]
    return words[0] if further.intersection(tried) else name


def names_of(records: Iterable[Record], first: Iterable[str]) -> list[str]:
    """Return the names of all records: those in `first` that any has, then the others."""
    found = dict.fromkeys(name for record in records for name in record)
    lead = [name for name in first if name in found]
    return [*lead, *(name for name in found if name not in lead)]
