"""What a row of a map says beyond its link or line: this module keeps it and gives it back.

An attribute is kept under one of the names below only where the thing does not say the same. What
the file has under such a name for something else is kept inside `further`.
"""

from collections.abc import Mapping
from typing import Any

from cmo_graph.interchange.maps.graph import DrawnEdge, DrawnNode
from cmo_graph.model.codes import LinkKind, Polarity

Row = Mapping[str, Any]

#: Field of an edge → the name under which it is kept.
EDGE_FIELDS: Mapping[str, str] = {
    "key": "id",
    "source": "from",
    "target": "to",
    "relation": "relation",
    "polarity": "polarity",
    "stance": "stance",
    "document": "study_id",
    "page": "page",
    "statement": "statement_id",
    "configuration": "cmoc_id",
    "note": "note",
}
NODE_FIELDS: Mapping[str, str] = {"key": "id", "label": "label", "role": "type"}
#: A passage, by its local id, where the link alone does not say which of its own is meant.
PASSAGE = "passage"
#: Set for a row that has no quotation of its own: its passage is the whole statement.
UNQUOTED = "unquoted"
_FURTHER = "further"
_EDGE_NAMES = frozenset({*EDGE_FIELDS.values(), PASSAGE, UNQUOTED, _FURTHER})
_NODE_NAMES = frozenset({*NODE_FIELDS.values(), _FURTHER})


def edge_row(edge: DrawnEdge, *, as_told: Mapping[str, str]) -> dict[str, Any]:
    """Return what an edge says beyond what its link or line tells of it.

    Args:
        edge: The edge.
        as_told: What an export would say of it, by field, without the row.
    """
    differing = {
        name: getattr(edge, field)
        for field, name in EDGE_FIELDS.items()
        if getattr(edge, field) != as_told.get(field, "")
    }
    return differing | _kept_further(edge.further, _EDGE_NAMES)


def node_row(node: DrawnNode, *, label: str) -> dict[str, Any]:
    """Return what a node says beyond the label of its concept."""
    told = {"key": node.label, "label": label, "role": ""}
    differing = {
        name: getattr(node, field)
        for field, name in NODE_FIELDS.items()
        if getattr(node, field) != told[field]
    }
    return differing | _kept_further(node.further, _NODE_NAMES)


def _kept_further(further: Mapping[str, Any], taken: frozenset[str]) -> dict[str, Any]:
    apart = {name: value for name, value in further.items() if name in taken}
    own = {name: value for name, value in further.items() if name not in taken}
    return {**own, _FURTHER: apart} if apart else own


def fields_of(row: Row, names: Mapping[str, str]) -> dict[str, str]:
    """Return the fields that a row tells, by their own names."""
    return {field: str(row[name]) for field, name in names.items() if name in row}


def further_of(row: Row, names: Mapping[str, str]) -> dict[str, Any]:
    """Return what a row tells beyond the known fields, by the file's names."""
    known = (
        {*names.values(), PASSAGE, UNQUOTED, _FURTHER}
        if names is EDGE_FIELDS
        else {
            *names.values(),
            _FURTHER,
        }
    )
    apart = row.get(_FURTHER)
    inner = apart if isinstance(apart, dict) else {}
    return {name: value for name, value in row.items() if name not in known} | inner


def told_of(kind: LinkKind, sign: Polarity) -> dict[str, str]:
    """Return the words in which an export says what a link does.

    A step that only leads from one to the other says nothing of what it does.
    """
    return {
        "relation": "" if kind is LinkKind.LEADS_TO else kind.value,
        "polarity": sign.value,
    }
