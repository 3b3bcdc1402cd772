"""Maps as GraphML: this module writes them, the same map always the same.

An attribute has one type for all nodes, or all edges: that of its values where they have one, else
text. Characters that XML cannot hold are left out, and counted.

Source: GraphML specification, graphml.graphdrawing.org.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from cmo_graph.interchange.containers import CONTROL
from cmo_graph.interchange.maps.columns import (
    EDGE_COLUMNS,
    Record,
    edge_records,
    names_of,
    node_records,
)
from cmo_graph.interchange.maps.graph import DrawnEdge, DrawnMap
from cmo_graph.interchange.maps.graphml import NAMESPACE
from cmo_graph.interchange.maps.writing import as_cell

#: Fields of an edge that GraphML has attributes for.
_OWN = ("key", "source", "target")
_LARGEST_INT = 2**31
_COLUMNS = {field: name for field, name in EDGE_COLUMNS.items() if field not in _OWN}


@dataclass(frozen=True, slots=True)
class WrittenGraphML:
    """A file, and what it lost."""

    content: bytes
    #: Characters that XML cannot hold, and that were left out.
    lost: int


def as_graphml(drawn: DrawnMap) -> WrittenGraphML:
    """Return nodes and edges as GraphML; edges are directed unless a file said otherwise."""
    return _Writer().written(drawn)


class _Writer:
    def __init__(self) -> None:
        namespaces: Any = {None: NAMESPACE}
        self._root = etree.Element(f"{{{NAMESPACE}}}graphml", nsmap=namespaces)
        self._lost = 0

    def written(self, drawn: DrawnMap) -> WrittenGraphML:
        nodes = [_without_id(record) for record in node_records(drawn.nodes)]
        edges = [_without_direction(record) for record in edge_records(drawn.edges, _COLUMNS)]
        node_keys, edge_keys = self._declare("node", nodes), self._declare("edge", edges)
        graph = self._inside(self._root, "graph", {"id": "G", "edgedefault": "directed"})
        for node, record in zip(drawn.nodes, nodes, strict=True):
            self._put(self._inside(graph, "node", {"id": node.key}), record, node_keys)
        for edge, record in zip(drawn.edges, edges, strict=True):
            self._put(self._inside(graph, "edge", _attributes(edge)), record, edge_keys)
        etree.indent(self._root)
        content = etree.tostring(self._root, xml_declaration=True, encoding="UTF-8")
        return WrittenGraphML(content + b"\n", self._lost)

    def _declare(self, domain: str, records: Sequence[Record]) -> Mapping[str, tuple[str, str]]:
        """Declare what nodes or edges have; return (id, type) of each by name."""
        found: dict[str, tuple[str, str]] = {}
        for name in names_of(records, ()):
            kind = _type_of([record[name] for record in records if name in record])
            found[name] = (f"{domain[0]}{len(found)}", kind)
            told = {"id": found[name][0], "for": domain, "attr.name": name, "attr.type": kind}
            self._inside(self._root, "key", told)
        return found

    def _put(
        self, element: etree._Element, record: Record, keys: Mapping[str, tuple[str, str]]
    ) -> None:
        for name, value in record.items():
            key, kind = keys[name]
            text = as_cell(value) if kind == "string" else str(value).lower()
            self._inside(element, "data", {"key": key}).text = self._clean(text)

    def _inside(
        self, parent: etree._Element, tag: str, attributes: Mapping[str, str]
    ) -> etree._Element:
        told = {name: self._clean(value) for name, value in attributes.items()}
        return etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", told)

    def _clean(self, text: str) -> str:
        clean, lost = CONTROL.subn("", text)
        self._lost += lost
        return clean


def _without_id(record: Record) -> Record:
    return {name: value for name, value in record.items() if name != "id"}


def _without_direction(record: Record) -> Record:
    return {n: v for n, v in record.items() if not (n == "directed" and v is False)}


def _attributes(edge: DrawnEdge) -> dict[str, str]:
    own = {"id": edge.key} if edge.key else {}
    undirected = {"directed": "false"} if edge.further.get("directed") is False else {}
    return {**own, "source": edge.source, "target": edge.target, **undirected}


def _type_of(values: Sequence[Any]) -> str:
    """Return the type of an attribute that has these values."""
    kinds = {type(value) for value in values}
    if kinds == {bool}:
        return "boolean"
    if kinds == {int}:
        return "int" if all(abs(value) < _LARGEST_INT for value in values) else "long"
    return "double" if kinds and kinds <= {int, float} else "string"
