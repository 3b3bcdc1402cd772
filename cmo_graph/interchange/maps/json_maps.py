"""Maps as JSON: this module reads nodes and edges from it, whichever program wrote them.

Read are the lists of nodes and edges of network libraries, system-mapping tools and language-model
pipelines, JSON Graph Format and cytoscape.js among them. What stands in an inner record of an item
(`data`, `attributes`, `metadata`, `properties`) is read as its own.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cmo_graph.interchange.maps.graph import DrawnMap
from cmo_graph.interchange.maps.making import Item, made_edges, made_nodes
from cmo_graph.interchange.maps.names import EDGE_LISTS, NODE_LISTS, is_edge, is_told, plain_name
from cmo_graph.interchange.notes import Notes, Place

_INNER = ("data", "attributes", "metadata", "properties")
#: A text in JSON, or a brace, or a line end.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[{}\n]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class JsonMap:
    """What was found in a JSON file."""

    drawn: DrawnMap
    #: What it was read as.
    form: str
    #: Parts of the file, by name, that are no nodes and no edges, and are not read.
    unread: tuple[str, ...] = ()


class Lines:
    """The lines on which the objects of a JSON text begin."""

    def __init__(self, value: Any, text: str) -> None:
        ended = map(id, _objects(value))
        self._by_object = dict(zip(ended, _lines_of_objects(text), strict=False))

    def place(self, file: str, item: Any, *path: str) -> Place:
        """Return the place of an object of the value."""
        return Place(file, self._by_object.get(id(item), 0), 0, path)


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON value in the order in which they end."""
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for item in items:
        if isinstance(item, dict | list):
            yield from _objects(item)
    if isinstance(value, dict):
        yield value


def _lines_of_objects(text: str) -> Iterator[int]:
    """Yield the lines on which objects begin, in the order in which they end."""
    line = 1
    begun: list[int] = []
    for token in _TOKEN.finditer(text):
        sign = token.group()
        if sign == "\n":
            line += 1
        elif sign == "{":
            begun.append(line)
        elif sign == "}":
            yield begun.pop()


def read_json_map(value: Any, file: str, lines: Lines, notes: Notes) -> JsonMap | None:
    """Return the map that a JSON value is; None when it is none."""
    whole = _unwrapped(value)
    edges_name = _list_named(whole, EDGE_LISTS)
    nodes_name = _list_named(whole, NODE_LISTS)
    if edges_name is None or (nodes_name is None and not _has_edge(whole[edges_name])):
        return None
    reader = _Reader(file, lines, notes)
    nodes = reader.items(whole.get(nodes_name or ""), nodes_name or "")
    edges = reader.items(whole[edges_name], edges_name)
    drawn = DrawnMap(
        nodes=tuple(made_nodes(nodes, notes)),
        edges=tuple(made_edges(edges, notes)),
        is_closed=nodes_name is not None,
    )
    unread = tuple(
        name
        for name, part in whole.items()
        if name not in (nodes_name, edges_name) and is_told(part) and part is not True
    )
    return JsonMap(drawn, f"JSON with {nodes_name or 'no nodes'} and {edges_name}", unread)


def _unwrapped(value: Any) -> Mapping[str, Any]:
    """Return what has nodes and edges; empty when nothing has."""
    if isinstance(value, list):
        return _sorted_out(value) if _has_edge(value) else {}
    if not isinstance(value, dict) or _list_named(value, EDGE_LISTS):
        return value if isinstance(value, dict) else {}
    inner = value.get("graph") or value.get("elements")
    return _unwrapped(inner) if inner is not value else {}


def _sorted_out(items: Sequence[Any]) -> Mapping[str, Any]:
    """Part a list that has edges, and perhaps nodes too, as cytoscape.js can write it."""
    found: dict[str, list[Any]] = {"nodes": [], "edges": []}
    for item in items:
        found["edges" if is_edge(_flat(item)) else "nodes"].append(item)
    return {name: listed for name, listed in found.items() if listed}


def _list_named(whole: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    by_plain = {plain_name(name): name for name in whole if isinstance(whole[name], list | dict)}
    return next((by_plain[name] for name in names if name in by_plain), None)


def _has_edge(items: Any) -> bool:
    found = items if isinstance(items, list) else list(items.values())
    return any(is_edge(_flat(item)) for item in found)


class _Reader:
    def __init__(self, file: str, lines: Lines, notes: Notes) -> None:
        self._file = file
        self._lines = lines
        self._notes = notes

    def items(self, found: Any, name: str) -> Iterator[Item]:
        """Yield the items of a list, or of an object by key."""
        if isinstance(found, dict):
            pairs = [(key, item) for key, item in found.items()]
        else:
            pairs = [("", item) for item in found or ()]
        for number, (key, item) in enumerate(pairs):
            place = self._lines.place(self._file, item, name, key or str(number))
            if isinstance(item, dict):
                yield _flat(item), place, key
            elif isinstance(item, str) and not key:
                yield {"label": item}, place, ""
            else:
                self._notes.add(
                    "edge-item-malformed",
                    f"Item {key or number} of {name} is no record.",
                    place,
                    value=str(item),
                )


def _flat(item: Any) -> dict[str, Any]:
    """Return an item with what stands in its inner records as its own, where that is new."""
    if not isinstance(item, dict):
        return {}
    flat = dict(item)
    for name in _INNER:
        inner = item.get(name)
        if isinstance(inner, dict) and not set(inner) & (set(flat) - {name}):
            del flat[name]
            flat |= inner
    return flat
