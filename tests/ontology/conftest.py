"""The ontology's files as graphs: this module reads each folder once for all tests."""

from pathlib import Path

import pytest
from rdflib import Graph

from cmo_graph.resources import data_folder


@pytest.fixture(scope="session")
def folder() -> Path:
    return data_folder("ontology")


def read(*paths: Path) -> Graph:
    graph = Graph()
    for path in sorted(paths):
        graph.parse(path, format="turtle")
    return graph


@pytest.fixture(scope="session")
def ontology(folder: Path) -> Graph:
    return read(folder / "cmo.ttl")


@pytest.fixture(scope="session")
def schemes(folder: Path) -> Graph:
    return read(*(folder / "schemes").glob("*.ttl"))


@pytest.fixture(scope="session")
def shapes(folder: Path) -> Graph:
    return read(*(folder / "shapes").glob("*.ttl"))


@pytest.fixture(scope="session")
def alignments(folder: Path) -> Graph:
    return read(folder / "alignments.ttl")
