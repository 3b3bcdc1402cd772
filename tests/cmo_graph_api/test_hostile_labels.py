"""Hostile texts are shown as texts everywhere: pages, pictures, networks and tables."""

import csv
import io
import json
import re
from collections.abc import Iterator

import networkx as nx
import pytest
from cmo_graph_api.app import create_app
from cmo_graph_api.settings import Settings
from fastapi.testclient import TestClient
from lxml import etree
from PIL import Image
from pygraphviz import AGraph
from pypdf import PdfReader

from cmo_graph.model import THINGS
from tests.cmo_graph.drawing.reading import read
from tests.cmo_graph.drawing.test_drawing import check
from tests.cmo_graph_api.hostile_seed import LABELS, load_hostile_seed
from tests.cmo_graph_api.pages import Page

THEORY = "sos.programme-theory"
DIAGRAM = f"/v1/theories/{THEORY}/diagram"
HTML = {"Accept": "text/html"}
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x1b]")
PAGES = (
    "/",
    *(f"/{kind}" for kind in THINGS),
    f"/theories/{THEORY}?from=sos.trust&to=sos.shared-responsibility",
    "/theories/sos.programme-theory?focus=sos.child-safety&direction=up",
    "/embed/theories/sos.programme-theory?focus=sos.child-safety&direction=up",
    "/configurations/sos.trust-lets-responsibility-be-shared",
    "/concepts/sos.trust",
    "/what-if?on=sos.signs-of-safety&absent=sos.trust&present=sos.relationship-circumstances",
    "/for-whom?outcome=sos.child-safety",
    "/pathways?from=sos.signs-of-safety&to=sos.child-safety",
    "/evidence-map?rows=context&columns=outcome",
    "/gaps",
    "/contested",
    "/search?q=script",
    "/search?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E",
)


@pytest.fixture(scope="module")
def hostile() -> Iterator[TestClient]:
    app = create_app(Settings(store="memory:"), empty=True)
    with TestClient(app) as client:
        load_hostile_seed(app.state.store)
        yield client


@pytest.mark.parametrize("path", PAGES)
def test_page_shows_hostile_labels_as_text(hostile: TestClient, path: str) -> None:
    answer = hostile.get(path, headers=HTML)
    page = Page(answer.text)

    assert answer.status_code == 200
    assert not page.unsafe
    assert not _TURNING.search(answer.text)
    assert "img" not in {tag for tag, _ in page.elements}
    assert not re.search("[\u0300-\u036f]{3}", answer.text)


def test_page_of_each_kind_shows_hostile_labels_as_text(hostile: TestClient) -> None:
    for kind in THINGS:
        for thing in hostile.get(f"/v1/{kind}?limit=3").json()["items"]:
            test_page_shows_hostile_labels_as_text(hostile, f"/{kind}/{thing['key']}")


def test_link_to_a_thing_can_be_seen_though_its_label_cannot(hostile: TestClient) -> None:
    page = Page(hostile.get("/concepts?limit=500", headers=HTML).text)

    assert "(no visible label)" in page.text


def test_pictures_show_hostile_labels_as_text(hostile: TestClient) -> None:
    svg = hostile.get(f"{DIAGRAM}.svg")
    told = etree.fromstring(svg.content)

    check(read(svg.text))
    assert not _TURNING.search(svg.text)
    names = {etree.QName(one).localname for one in told.iter()}
    assert names <= {"svg", "title", "desc", "style", "rect", "path", "text", "g", "a"}
    places = hostile.get(f"{DIAGRAM}.json").json()
    assert len(places["elements"]) == 57


def test_figures_for_print_take_hostile_labels(hostile: TestClient) -> None:
    query = "focus=sos.child-safety&direction=up&width_mm=100&dpi=100"
    with Image.open(io.BytesIO(hostile.get(f"{DIAGRAM}.png?{query}").content)) as png:
        size = png.size
    pdf = PdfReader(io.BytesIO(hostile.get(f"{DIAGRAM}.pdf?{query}").content))

    assert size[0] == 394  # 100 mm at 100 dots per inch
    assert len(pdf.pages) == 1
    assert "/JavaScript" not in str(pdf.trailer["/Root"])


@pytest.mark.parametrize("of", ["concepts", "configurations"])
def test_networks_carry_hostile_labels(hostile: TestClient, of: str) -> None:
    network = {
        name: hostile.get(f"/v1/theories/{THEORY}/network?of={of}&format={name}").content
        for name in ("cytoscape", "graphology", "cx2", "gexf", "graphml", "dot", "mermaid")
    }

    nodes = len(json.loads(network["cytoscape"])["elements"]["nodes"])
    assert nodes == len(json.loads(network["graphology"])["nodes"])
    json.loads(network["cx2"])
    etree.fromstring(network["gexf"])
    assert nodes == len(nx.read_graphml(io.BytesIO(network["graphml"])))
    assert nodes == len(AGraph(string=network["dot"].decode()).nodes())
    assert b"<script" not in network["mermaid"]
    assert not _TURNING.search(network["mermaid"].decode())


@pytest.mark.parametrize("kind", THINGS)
def test_tables_run_nothing_in_a_spreadsheet(hostile: TestClient, kind: str) -> None:
    answer = hostile.get(f"/v1/{kind}?format=csv&limit=500")

    cells = [cell for row in csv.reader(io.StringIO(answer.text)) for cell in row]
    assert answer.status_code == 200
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_search_finds_hostile_labels_and_quotes_them(hostile: TestClient) -> None:
    found = hostile.get("/v1/search?q=immeasurably").json()["items"]

    assert any(one["label"].startswith("immeasurably") for one in found)
    assert all(one["label"] in {*LABELS.values()} for one in found if one["kind"] == "concepts")
