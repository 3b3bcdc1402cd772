"""Networks for other programs: this module writes one as each of them reads it.

    cytoscape   Cytoscape.js: its elements JSON
    graphology  sigma and graphology: a serialised graph
    cx2         Cytoscape desktop and NDEx: CX2
    gexf        Gephi: GEXF 1.2
    graphml     yEd, Gephi, igraph and networkx: GraphML
    dot         Graphviz
    mermaid     Mermaid flowcharts, in Markdown

Attributes go along wherever the format has a place for them; the same network is always written as
the same bytes. Characters that XML cannot hold are left out of every format, so that all say the
same.

Sources: js.cytoscape.org (Notation, Elements JSON); graphology.github.io (Serialization); the CX2
specification of NDEx; gexf.net 1.2draft; graphml.graphdrawing.org; graphviz.org (The DOT Language);
mermaid.js.org (Flowcharts).
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx

#: What no XML document can hold.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: The date that GEXF asks for is left out: it would differ in each run.
_GEXF_DATE = re.compile(rb' lastmodifieddate="[^"]*"')
#: Characters that Mermaid, or the Markdown around it, would read as syntax.
_MERMAID = re.compile(r"[^\w ,.?!()/+-]", re.UNICODE)


@dataclass(frozen=True, slots=True)
class NetworkFormat:
    """A format, and how a network is written in it."""

    media_type: str
    #: Ending of a file's name.
    ending: str
    write: Callable[["nx.MultiDiGraph[Any]"], bytes]


@dataclass(frozen=True, slots=True)
class _Edge:
    """An edge with texts for its ends and its key."""

    key: str
    source: str
    target: str
    facts: Mapping[str, Any]


def write_network(network: "nx.MultiDiGraph[Any]", name: str) -> bytes:
    """Return a network in one of `NETWORK_FORMATS`.

    Args:
        network: As `concept_network` or `configuration_network` makes it: attributes are texts,
            numbers and truth values.
        name: Name of the format.

    Raises:
        KeyError: there is no such format.
    """
    return NETWORK_FORMATS[name].write(network)


def _nodes(network: "nx.MultiDiGraph[Any]") -> Iterator[tuple[str, dict[str, Any]]]:
    for node, facts in network.nodes(data=True):
        yield str(node), {name: _held(value) for name, value in facts.items()}


def _edges(network: "nx.MultiDiGraph[Any]") -> Iterator[_Edge]:
    for source, target, key, facts in network.edges(keys=True, data=True):
        told = key if isinstance(key, str) else " ".join(map(str, key))
        held = {name: _held(value) for name, value in facts.items()}
        yield _Edge(str(told), str(source), str(target), held)


def _held(value: Any) -> Any:
    return _NOT_IN_XML.sub("", value) if isinstance(value, str) else value


def _as_bytes(value: Any) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False, indent=1)}\n".encode()


def _cytoscape(network: "nx.MultiDiGraph[Any]") -> bytes:
    nodes = [{"data": {**facts, "id": node}} for node, facts in _nodes(network)]
    edges = [
        {"data": {**one.facts, "id": one.key, "source": one.source, "target": one.target}}
        for one in _edges(network)
    ]
    return _as_bytes({"elements": {"nodes": nodes, "edges": edges}})


def _graphology(network: "nx.MultiDiGraph[Any]") -> bytes:
    return _as_bytes(
        {
            "options": {"type": "directed", "multi": True, "allowSelfLoops": True},
            "attributes": {},
            "nodes": [{"key": node, "attributes": facts} for node, facts in _nodes(network)],
            "edges": [
                {
                    "key": one.key,
                    "source": one.source,
                    "target": one.target,
                    "attributes": one.facts,
                }
                for one in _edges(network)
            ],
        }
    )


def _cx2(network: "nx.MultiDiGraph[Any]") -> bytes:
    nodes = list(_nodes(network))
    numbers = {node: number for number, (node, _) in enumerate(nodes)}
    # CX2 calls the name of a node or an edge `name`, and its kind `interaction`.
    told_nodes = [
        {"id": numbers[node], "v": {"name": facts.get("label", node), "iri": node, **facts}}
        for node, facts in nodes
    ]
    told_edges = [
        {
            "id": number,
            "s": numbers[one.source],
            "t": numbers[one.target],
            "v": {"interaction": one.facts.get("kind", "leads_to"), "iri": one.key, **one.facts},
        }
        for number, one in enumerate(_edges(network))
    ]
    declared = {"nodes": _declared(told_nodes), "edges": _declared(told_edges)}
    return _as_bytes(
        [
            {"CXVersion": "2.0", "hasFragments": False},
            {"metaData": _counted(told_nodes, told_edges)},
            {"attributeDeclarations": [declared]},
            {"nodes": told_nodes},
            {"edges": told_edges},
            {"status": [{"success": True}]},
        ]
    )


def _counted(nodes: list[dict[str, Any]], edges: list[dict[str, Any]]) -> list[dict[str, Any]]:
    counts = {"attributeDeclarations": 1, "nodes": len(nodes), "edges": len(edges)}
    return [{"name": name, "elementCount": count} for name, count in counts.items()]


def _declared(items: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for item in items:
        for name, value in item["v"].items():
            found.setdefault(name, {"d": _CX2_TYPES[type(value)]})
    return found


_CX2_TYPES = {bool: "boolean", int: "integer", float: "double", str: "string"}


def _plain(network: "nx.MultiDiGraph[Any]") -> "nx.MultiDiGraph[str]":
    """Return the network with texts for its nodes and its keys, as writers of XML want it."""
    # It takes a tenth of a second to import, and a server starts without any network.
    import networkx as nx

    plain: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node, facts in _nodes(network):
        plain.add_node(node, **facts)
    for one in _edges(network):
        plain.add_edge(one.source, one.target, key=one.key, **one.facts)
    return plain


def _gexf(network: "nx.MultiDiGraph[Any]") -> bytes:
    import networkx as nx

    plain = _plain(network)
    for _, facts in plain.nodes(data=True):
        facts.setdefault("label", "")
    for _, _, key, facts in plain.edges(keys=True, data=True):
        facts["id"] = key
        # `kind` is a word of GEXF's own.
        facts["claim_kind"] = facts.pop("kind", "")
    sink = BytesIO()
    nx.write_gexf(plain, sink, version="1.2draft")
    return _GEXF_DATE.sub(b"", sink.getvalue()) + b"\n"


def _graphml(network: "nx.MultiDiGraph[Any]") -> bytes:
    import networkx as nx

    sink = BytesIO()
    nx.write_graphml_lxml(_plain(network), sink, edge_id_from_attribute=None)
    return sink.getvalue()


#: Shape of a node by the first of its roles, as in our own pictures.
_DOT_SHAPES = {
    "context": "box",
    "resource": "hexagon",
    "intervention": "hexagon",
    "response": "ellipse",
    "mechanism": "ellipse",
    "outcome": "box, style=rounded",
}
_DOT_HEADS = {"negative": "tee", "zero": "odot", "mixed": "diamond"}


def _dot(network: "nx.MultiDiGraph[Any]") -> bytes:
    lines = ["digraph theory {", "  rankdir=LR;"]
    for node, facts in _nodes(network):
        role = str(facts.get("roles", "")).partition(" ")[0]
        shape = _DOT_SHAPES.get(role, "plaintext" if role else "box")
        label = _dot_text(str(facts.get("label", node)))
        lines.append(f"  {_dot_text(node)} [label={label}, URL={_dot_text(node)}, shape={shape}];")
    for one in _edges(network):
        head = _DOT_HEADS.get(str(one.facts.get("polarity", "")), "normal")
        ends = f"{_dot_text(one.source)} -> {_dot_text(one.target)}"
        tip = _dot_text(str(one.facts.get("label", "")))
        lines.append(f"  {ends} [URL={_dot_text(one.key)}, arrowhead={head}, edgetooltip={tip}];")
    return "\n".join([*lines, "}", ""]).encode()


def _dot_text(text: str) -> str:
    r"""Return a quoted text; Graphviz reads escapes such as `\N` in labels, so none is left."""
    told = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{told}"'


_MERMAID_SHAPES = {
    "context": ("[", "]"),
    "resource": ("{{", "}}"),
    "intervention": ("{{", "}}"),
    "response": ("([", "])"),
    "mechanism": ("([", "])"),
    "outcome": ("(", ")"),
}
_MERMAID_HEADS = {"negative": "--x", "zero": "--o", "mixed": "-.->"}


def _mermaid(network: "nx.MultiDiGraph[Any]") -> bytes:
    lines = ["flowchart LR"]
    numbers: dict[str, str] = {}
    for node, facts in _nodes(network):
        numbers[node] = f"n{len(numbers)}"
        role = str(facts.get("roles", "")).partition(" ")[0]
        opening, closing = _MERMAID_SHAPES.get(role, ("[", "]"))
        label = _mermaid_text(str(facts.get("label", node)))
        lines.append(f'  {numbers[node]}{opening}"{label}"{closing}')
    for one in _edges(network):
        head = _MERMAID_HEADS.get(str(one.facts.get("polarity", "")), "-->")
        lines.append(f"  {numbers[one.source]} {head} {numbers[one.target]}")
    return "\n".join([*lines, ""]).encode()


def _mermaid_text(text: str) -> str:
    """Return a text in which whatever could be syntax is written as its number."""
    return _MERMAID.sub(lambda found: f"#{ord(found[0])};", " ".join(text.split()))


_JSON = "application/json"

#: Every format, by name.
NETWORK_FORMATS: Mapping[str, NetworkFormat] = MappingProxyType(
    {
        "cytoscape": NetworkFormat(_JSON, "cyjs", _cytoscape),
        "graphology": NetworkFormat(_JSON, "json", _graphology),
        "cx2": NetworkFormat(_JSON, "cx2", _cx2),
        "gexf": NetworkFormat("application/gexf+xml", "gexf", _gexf),
        "graphml": NetworkFormat("application/graphml+xml", "graphml", _graphml),
        "dot": NetworkFormat("text/vnd.graphviz", "dot", _dot),
        "mermaid": NetworkFormat("text/vnd.mermaid", "mmd", _mermaid),
    }
)
