"""The files read well and compare well: this module checks how the ontology's Turtle is written."""

import re
from pathlib import Path

import pytest
from rdflib import RDFS, SH, SKOS, BNode, Graph, Literal

from cmo_graph.resources import data_folder

FOLDER = data_folder("ontology")
FILES = sorted(FOLDER.rglob("*.ttl"))
every_file = pytest.mark.parametrize(
    "path", FILES, ids=lambda path: str(path.relative_to(FOLDER)) if FILES else ""
)
#: Predicates that lead a block, in this order; the others follow by name.
LEAD = ("a", "rdfs:label", "skos:prefLabel", "skos:definition", "skos:scopeNote", "dcterms:source")
SUBJECT = re.compile(r"^(?!@prefix|#)(\S+)$", re.MULTILINE)


def blocks(path: Path) -> list[list[str]]:
    """Each block's lines: its subject, then one line a predicate; texts of queries are left out."""
    text = re.sub(r'"""\n.*?\n"""', '""', path.read_text(encoding="utf-8"), flags=re.DOTALL)
    parts = [part.splitlines() for part in text.split("\n\n")]
    return [lines for lines in parts if lines and not lines[0].startswith(("#", "@prefix"))]


@every_file
def test_file_has_no_blank_node(path: Path) -> None:
    nodes = Graph().parse(path, format="turtle").all_nodes()

    assert [node for node in nodes if isinstance(node, BNode)] == []


@every_file
def test_file_tags_its_texts(path: Path) -> None:
    graph = Graph().parse(path, format="turtle")
    texts = [
        text
        for predicate in (RDFS.label, SKOS.prefLabel, SKOS.definition, SKOS.scopeNote, SH.message)
        for text in graph.objects(None, predicate)
    ]

    assert [text for text in texts if not isinstance(text, Literal) or not text.language] == []


@every_file
def test_file_has_one_sorted_block_a_subject(path: Path) -> None:
    subjects = [lines[0] for lines in blocks(path)]

    assert len(set(subjects)) == len(subjects)
    if path.name != "cmo.ttl":
        assert subjects == sorted(subjects)


@every_file
def test_file_has_sorted_predicates(path: Path) -> None:
    for lines in blocks(path):
        predicates = [line.split()[0] for line in lines[1:]]
        assert predicates == sorted(predicates, key=place), lines[0]


def place(predicate: str) -> tuple[int, str]:
    return (LEAD.index(predicate) if predicate in LEAD else len(LEAD), predicate)


@every_file
def test_file_ends_with_one_line_end(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert text.endswith(".\n")
    assert not text.endswith("\n\n")
    assert "\t" not in text
    assert not re.search(r"[ \t]+$", text, flags=re.MULTILINE)


def test_ontology_file_puts_its_header_first() -> None:
    subjects = [lines[0] for lines in blocks(FOLDER / "cmo.ttl")]
    ours = [subject for subject in subjects if subject.startswith("cmo:")]

    assert subjects[0] == "<https://w3id.org/cmo-graph/ns>"
    assert ours == sorted(ours)
