"""Networks are read back by the libraries that they are written for: this module asks those.

Cytoscape.js and graphology are installed with `npm ci --prefix tests/clients/graphs`. Where they
are not, their tests are skipped, unless CMO_TEST_COMUNICA is set to `required`.
"""

import io
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygraphviz import AGraph

from cmo_graph.interchange.loading import load_seed
from cmo_graph.projection import concept_network, configuration_network
from cmo_graph.projection.writing import NETWORK_FORMATS, write_network
from cmo_graph.questions.holdings import Holdings
from cmo_graph.repository import Repository
from cmo_graph.store import open_store

_FOLDER = Path(__file__).with_name("graphs")
Ends = list[tuple[str, str]]

#: Labels that break what is careless with them.
HOSTILE = (
    "<script>alert(1)</script>",
    'quoted "so" and \\N so\\',
    "turned \u202e round",
    "a bell \x07 and a null \x00",
    "]] --> n0; end",
    "👩‍👩‍👧 " * 300,
    " \t\n ",
)


@pytest.fixture(scope="module", params=["concepts", "configurations"])
def network(request: pytest.FixtureRequest) -> "nx.MultiDiGraph[Any]":
    store = open_store("memory:")
    load_seed(store)
    claims = Holdings(Repository(store.current(), store.base))
    make = concept_network if request.param == "concepts" else configuration_network
    return make(claims)


def ends_of(network: "nx.Graph[Any]") -> Ends:
    return sorted((str(source), str(target)) for source, target in network.edges())


def read_by(library: str, content: bytes) -> Any:
    node = shutil.which("node")
    if node is None or not _FOLDER.joinpath(f"node_modules/{library}").is_dir():
        if os.environ.get("CMO_TEST_COMUNICA") == "required":
            pytest.fail(f"{library} is required; run npm ci --prefix tests/clients/graphs.")
        pytest.skip(f"{library} is not installed (npm ci --prefix tests/clients/graphs).")
    command = [node, str(_FOLDER / "read.mjs"), library]
    done = subprocess.run(command, input=content, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("library", ["cytoscape", "graphology"])
def test_javascript_library_reads_all_of_a_network(
    network: "nx.MultiDiGraph[Any]", library: str
) -> None:
    found = read_by(library, write_network(network, library))

    assert (found["nodes"], found["edges"]) == (len(network), network.number_of_edges())
    assert sorted(found["labels"]) == sorted(str(label) for _, label in network.nodes(data="label"))
    assert sorted(map(tuple, found["ends"])) == ends_of(network)


@pytest.mark.parametrize("name", ["gexf", "graphml"])
def test_networkx_reads_all_of_a_network(network: "nx.MultiDiGraph[Any]", name: str) -> None:
    content = io.BytesIO(write_network(network, name))
    if name == "gexf":
        found = nx.read_gexf(content)
    else:
        found = nx.read_graphml(content, force_multigraph=True)

    assert dict(found.nodes(data="label")) == {
        str(node): label for node, label in network.nodes(data="label")
    }
    assert ends_of(found) == ends_of(network)
    polarities = [facts["polarity"] for *_, facts in network.edges(data=True)]
    assert sorted(facts["polarity"] for *_, facts in found.edges(data=True)) == sorted(polarities)


def test_graphviz_reads_all_of_a_network(network: "nx.MultiDiGraph[Any]") -> None:
    found = AGraph(string=write_network(network, "dot").decode())

    assert ends_of(nx.nx_agraph.from_agraph(found)) == ends_of(network)
    assert {node.attr["label"] for node in found.nodes()} == {
        label for _, label in network.nodes(data="label")
    }


def test_cx2_declares_what_it_holds_and_counts_it(network: "nx.MultiDiGraph[Any]") -> None:
    aspects = {name: value for part in json.loads(write_network(network, "cx2"))
               for name, value in part.items()}  # fmt: skip
    [declared] = aspects["attributeDeclarations"]
    kinds = {"string": str, "integer": int, "boolean": bool, "double": float}

    assert {one["name"]: one["elementCount"] for one in aspects["metaData"]} == {
        "attributeDeclarations": 1,
        "nodes": len(network),
        "edges": network.number_of_edges(),
    }
    for aspect in ("nodes", "edges"):
        for item in aspects[aspect]:
            for name, value in item["v"].items():
                assert type(value) is kinds[declared[aspect][name]["d"]]
    known = {node["id"] for node in aspects["nodes"]}
    assert {end for edge in aspects["edges"] for end in (edge["s"], edge["t"])} <= known


def test_mermaid_has_a_line_for_every_node_and_edge(network: "nx.MultiDiGraph[Any]") -> None:
    first, *lines = write_network(network, "mermaid").decode().splitlines()

    assert first == "flowchart LR"
    assert len(lines) == len(network) + network.number_of_edges()


@settings(max_examples=60)
@given(labels=st.lists(st.text() | st.sampled_from(HOSTILE), min_size=1, max_size=4))
def test_every_format_holds_any_label(labels: list[str]) -> None:
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for number, label in enumerate(labels):
        network.add_node(f"urn:n{number}", label=label, roles="context")
        network.add_edge("urn:n0", f"urn:n{number}", key=f"urn:e{number}", label=label, kind="a")

    written = {name: write_network(network, name) for name in NETWORK_FORMATS}

    assert written == {name: write_network(network, name) for name in NETWORK_FORMATS}
    assert len(json.loads(written["cytoscape"])["elements"]["nodes"]) == len(labels)
    assert len(nx.read_gexf(io.BytesIO(written["gexf"]))) == len(labels)
    assert len(nx.read_graphml(io.BytesIO(written["graphml"]))) == len(labels)
    assert len(AGraph(string=written["dot"].decode()).nodes()) == len(labels)
    assert len(written["mermaid"].decode().splitlines()) == 1 + 2 * len(labels)
