"""Maps as GraphML: this module reads and writes them.

The XML is opened with care (`containers`), and what there is of it beyond nodes, edges and their
values is said not to have been read. Labels that yEd draws are read from its own elements.

Source: GraphML specification, graphml.graphdrawing.org.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from lxml import etree

from cmo_graph.interchange.maps.graph import DrawnMap
from cmo_graph.interchange.maps.making import Item, made_edges, made_nodes
from cmo_graph.interchange.notes import Notes, Place

NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
#: What an edge without a direction is given, so that it is not forgotten.
UNDIRECTED = "undirected"
_READ = frozenset({"node", "edge"})
_FALSE_TRUE = {"false": False, "0": False, "true": True, "1": True}


@dataclass(frozen=True, slots=True)
class _Key:
    """What a `key` element declares."""

    name: str
    type: str
    #: "node", "edge" or "all"; and the value of those that give none.
    domain: str
    default: str | None


def is_graphml(root: etree._Element) -> bool:
    """Say whether XML is GraphML."""
    return _tag(root) == "graphml"


def read_graphml(root: etree._Element, file: str, notes: Notes) -> DrawnMap:
    """Return the map that GraphML draws; what is not read is noted."""
    return _Reader(root, file, notes).drawn()


def _tag(element: etree._Element) -> str:
    # Comments and processing instructions have a function for a tag.
    return str(element.tag).rpartition("}")[2]


def _place(file: str, element: etree._Element) -> Place:
    line: Any = element.sourceline
    return Place(file, int(line or 0), 0)


class _Reader:
    def __init__(self, root: etree._Element, file: str, notes: Notes) -> None:
        self._root = root
        self._file = file
        self._notes = notes
        self._has_drawing = False
        self._keys = {
            element.get("id", ""): _Key(
                element.get("attr.name") or element.get("yfiles.type") or element.get("id") or "",
                element.get("attr.type", "string"),
                element.get("for", "all"),
                element.findtext("{*}default"),
            )
            for element in root.iterfind("{*}key")
        }

    def drawn(self) -> DrawnMap:
        self._note_unread()
        nodes = tuple(made_nodes(map(self._node, self._root.iter("{*}node")), self._notes))
        edges = tuple(made_edges(map(self._edge, self._root.iter("{*}edge")), self._notes))
        if self._has_drawing:
            self._note_part("how nodes and edges are drawn", "data")
        return DrawnMap(nodes=nodes, edges=edges, is_closed=True)

    def _note_unread(self) -> None:
        told = Counter(
            tag
            for graph in self._root.iter("{*}graph")
            for tag in map(_tag, graph)
            if tag and tag not in _READ
        )
        for tag, number in told.items():
            self._note_part(f"{tag} ({number} of them)", tag)
        if self._root.find(".//{*}node/{*}graph") is not None:
            self._note_part("which nodes are inside which", "graph")

    def _note_part(self, what: str, tag: str) -> None:
        self._notes.add(
            "edge-part-unread",
            f"Not read of {self._file}: {what}.",
            Place(self._file, 0, 0, path=(tag,)),
            value=tag,
        )

    def _node(self, element: etree._Element) -> Item:
        place = _place(self._file, element)
        return self._values(element, place), place, element.get("id") or ""

    def _edge(self, element: etree._Element) -> Item:
        place = _place(self._file, element)
        record = self._values(element, place)
        for name in ("from", "to"):
            if name in record:
                record[f"{name} (value)"] = record.pop(name)
        if (key := element.get("id")) is not None:
            record = {"id": key, **record}
        if self._is_undirected(element):
            record["directed"] = False
        ends = {"from": element.get("source") or "", "to": element.get("target") or ""}
        return {**record, **ends}, place, ""

    def _is_undirected(self, element: etree._Element) -> bool:
        told = element.get("directed")
        graph = element.getparent()
        if told is None and graph is not None:
            return graph.get("edgedefault") == UNDIRECTED
        return told == "false"

    def _values(self, element: etree._Element, place: Place) -> dict[str, Any]:
        """Return what the element's `data` say, by the names that their keys declare."""
        found: dict[str, Any] = {
            key.name: self._value(key.default, key.type, place)
            for key in self._keys.values()
            if key.default is not None and key.domain in ("all", _tag(element))
        }
        for data in element.iterfind("{*}data"):
            key = self._keys.get(data.get("key", ""))
            name = key.name if key else data.get("key", "")
            if len(data):
                label = data.find(".//{*}NodeLabel")
                label = data.find(".//{*}EdgeLabel") if label is None else label
                text = "".join(map(str, label.itertext())) if label is not None else ""
                found.setdefault("label", " ".join(text.split()))
                self._has_drawing = True
            else:
                found[name] = self._value(data.text or "", key.type if key else "string", place)
        return found

    def _value(self, text: str, kind: str, place: Place) -> Any:
        """Return a value as its key declares it; a text where it does not fit, which is noted."""
        try:
            if kind in ("int", "long"):
                return int(text)
            if kind in ("float", "double"):
                return float(text)
            return _FALSE_TRUE[text.strip().lower()] if kind == "boolean" else text
        except (KeyError, ValueError):
            self._notes.add(
                "edge-value-mistyped",
                f"A value is {text!r}, where its key declares {kind}; it is kept as a text.",
                place,
                value=text,
            )
            return text
