"""Cases for maps of nodes and edges, and for records of configurations."""

import json
from io import BytesIO

from openpyxl import Workbook

from tests.hostile.cases import Case
from tests.hostile.containers import bomb_of_entities, given, zeros

GRAPHML = (
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed">'
    '<node id="a"/>{}</graph></graphml>'
)
RECORD = {"context": "Trust", "outcome": "Safety"}


def whole(nodes: object, edges: object) -> bytes:
    return json.dumps({"nodes": nodes, "edges": edges}).encode()


def causal_map(quote: str) -> bytes:
    book = Workbook()
    links = book.active
    assert links is not None
    links.title = "links"
    links.append(["from_label", "to_label", "posneg", "quote"])
    links.append(["Trust", "Safety", "+", quote])
    book.create_sheet("factors").append(["factor_id", "label"])
    written = BytesIO()
    book.save(written)
    return written.getvalue()


CASES: tuple[Case, ...] = (
    Case("zip of edges", "edges", "a.csv", lambda: zeros(1), "workbook-unreadable"),
    Case("letter for edges", "edges", "a.csv", given(b"Dear reviewer,\n"), "import-unknown-kind"),
    Case("page for GraphML", "edges", "a.graphml", given(b"<html/>"), "import-unknown-kind"),
    Case("entity bomb as GraphML", "edges", "a.graphml", bomb_of_entities, "xml-doctype"),
    Case(
        "quotation mark that is not closed",
        "edges",
        "a.csv",
        given(b'source,target\nTrust,"Safety\nMore,Less\n'),
        "table-malformed",
    ),
    Case(
        "value of a megabyte",
        "edges",
        "a.csv",
        lambda: b"source,target\nTrust," + b"x" * 1_000_000 + b"\n",
        "table-malformed",
    ),
    Case("edge without an end", "edges", "a.csv", given(b"from,to\nTrust,\n"), "edge-end-missing"),
    Case("table without a row", "edges", "a.csv", given(b"from,to\n"), "import-nothing-read"),
    Case(
        "GraphML edge that leads nowhere",
        "edges",
        "a.graphml",
        given(GRAPHML.format('<edge source="a" target="b"/>').encode()),
        "edge-end-unknown",
    ),
    Case(
        "two nodes of one id",
        "edges",
        "a.json",
        lambda: whole([{"id": 1, "label": "Trust"}, {"id": 1, "label": "Safety"}], []),
        "edge-id-twice",
    ),
    Case(
        "forty thousand nodes of one label",
        "edges",
        "a.json",
        lambda: whole([{"id": number, "label": "Trust"} for number in range(40_000)], []),
        "edge-label-twice",
    ),
    Case(
        "node that is a list", "edges", "a.json", lambda: whole([["a"]], []), "edge-item-malformed"
    ),
    Case("edges nested deep", "edges", "a.json", lambda: b"[" * 100_000, "json-too-deep"),
    Case("formula in a link", "edges", "a.xlsx", lambda: causal_map("=1+1"), "cell-formula"),
    Case(
        "YAML that refers to itself",
        "records",
        "a.yaml",
        given(b"Roe: &a\n  - context: Trust\n"),
        "yaml-anchor",
    ),
    Case(
        "YAML that makes objects",
        "records",
        "a.yaml",
        given(b"Roe:\n  - context: !!python/name:os.system\n"),
        "yaml-tag",
    ),
    Case(
        "record with a part twice",
        "records",
        "a.json",
        given(b'{"Roe": [{"context": "Trust", "context": "Care"}]}'),
        "json-duplicate-key",
    ),
    Case(
        "records that are none", "records", "a.yaml", given(b"a: [1, 2]\n"), "import-unknown-kind"
    ),
    Case(
        "record of nothing known",
        "records",
        "a.json",
        lambda: json.dumps([{"cmoc_id": "C-1", "context": "n/a"}]).encode(),
        "record-empty",
    ),
)
