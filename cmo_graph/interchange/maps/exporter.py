"""Concepts, links and evidence as nodes and edges: this module is the exporter of maps."""

from collections import Counter
from collections.abc import Iterator

from cmo_graph.anchoring import Profile
from cmo_graph.interchange.authoring import Reading
from cmo_graph.interchange.exporting import Exported, ExportRequest, MadeFile, review_of
from cmo_graph.interchange.maps.graph import DrawnMap
from cmo_graph.interchange.maps.graphml_writing import as_graphml
from cmo_graph.interchange.maps.redrawn import redrawn
from cmo_graph.interchange.maps.writing import as_json, edges_as_csv, nodes_as_csv
from cmo_graph.model import Agent, Concept, EvidenceLine, Link, Passage, Report, Review, Study
from cmo_graph.model.codes import Direction

#: What can be made; the first when nothing is said.
EDGE_SHAPES = ("table", "json", "graphml", "workbook")
GRAPHML_TYPE = "application/graphml+xml"
EDGE_TYPES = (
    "text/csv",
    "application/json",
    GRAPHML_TYPE,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
_TYPE_OF = dict(zip(EDGE_SHAPES, EDGE_TYPES, strict=True))
_DRAWN = (Agent, Concept, EvidenceLine, Link, Passage, Report, Review, Study)


def export_edges(reading: Reading, *, request: ExportRequest) -> Exported:
    """Return a review's concepts as nodes, and its links and what bears on them as edges.

    The option `shape` says in what form: a table of edges (with one of nodes, where nodes say more
    than their labels), JSON, GraphML, or the workbook of a causal map.

    Raises:
        NotExportable: a text is longer than a cell of a workbook keeps.
    """
    texts = request.texts if request.profile is Profile.FULL else {}
    drawn = redrawn(reading.things, texts=texts, language=reading.language)
    shape = request.options.get("shape", EDGE_SHAPES[0])
    files, lost = _files(drawn, shape, review_of(reading).key)
    return Exported(files, tuple(_told(reading, drawn, lost)))


def export_graphml(reading: Reading, *, request: ExportRequest) -> Exported:
    """Return the same as GraphML."""
    drawn = redrawn(reading.things, texts={}, language=reading.language)
    files, lost = _files(drawn, "graphml", review_of(reading).key)
    del request
    return Exported(files, tuple(_told(reading, drawn, lost)))


def _files(drawn: DrawnMap, shape: str, key: str) -> tuple[tuple[MadeFile, ...], int]:
    """Return the files, and the number of characters that they could not hold."""
    media_type = _TYPE_OF[shape]
    if shape == "json":
        return (MadeFile(f"{key}-edges.json", as_json(drawn), media_type),), 0
    if shape == "graphml":
        written = as_graphml(drawn)
        return (MadeFile(f"{key}.graphml", written.content, media_type),), written.lost
    if shape == "workbook":
        from cmo_graph.interchange.maps.causal_map_writing import as_causal_map

        return (MadeFile(f"{key}-causal-map.xlsx", as_causal_map(drawn), media_type),), 0
    edges = MadeFile(f"{key}-edges.csv", edges_as_csv(drawn), media_type)
    nodes = nodes_as_csv(drawn)
    if nodes is None:
        return (edges,), 0
    return (edges, MadeFile(f"{key}-nodes.csv", nodes, media_type)), 0


def _told(reading: Reading, drawn: DrawnMap, lost: int) -> Iterator[str]:
    """Yield what the files do not hold."""
    left = Counter(one.kind_name for one in reading.things if not isinstance(one, _DRAWN))
    claims = {one.id for one in reading.things if isinstance(one, Link)}
    lines = [one for one in reading.things if isinstance(one, EvidenceLine)]
    if elsewhere := sum(line.claim not in claims for line in lines):
        left["evidence lines on other claims than links"] = elsewhere
    if left:
        told = ", ".join(f"{number} {kind}" for kind, number in sorted(left.items()))
        yield f"A map has no place for {told}; the review keeps them."
    unworded = sum(1 for edge in drawn.edges if edge.document and not edge.quote)
    if unworded:
        yield f"{unworded} edges have a source, and no words that may go out or are at hand."
    if any(line.direction is Direction.NUANCES for line in lines if line.claim in claims):
        yield "Edges that nuance a link do not say in which context it turns."
    if lost:
        yield f"{lost} invisible characters were left out, which XML cannot hold."
