"""Files are read alike in a process of their own, which ends when they cost too much."""

from io import BytesIO
from pathlib import Path

import pytest

from cmo_graph.interchange.authoring import read_review
from cmo_graph.interchange.confined import ImportLimits, read_confined
from cmo_graph.interchange.importers import IMPORT_KINDS, read_files
from cmo_graph.interchange.importing import Context, GivenFile, Imported
from cmo_graph.interchange.notes import in_cell
from cmo_graph.interchange.passing import (
    Request,
    read_imported,
    read_request,
    write_imported,
    write_request,
)
from cmo_graph.resources import seed_review
from cmo_graph.validation.problems import Problem, Severity
from tests.cmo_graph.interchange import small_review
from tests.cmo_graph.interchange.references.lists import LISTS

FILES = tuple(GivenFile(name, text.encode()) for name, (text, _) in LISTS.items())


def test_confined_reads_what_the_importer_reads(tmp_path: Path) -> None:
    existing = read_review(small_review.write_review(tmp_path))
    context = Context(review="sos", existing=existing, options={"duplicates": "leave-out"})

    confined = read_confined("references", FILES, context=context)

    assert confined == read_files("references", FILES, context=context)
    assert confined.things


@pytest.mark.parametrize("limits", [ImportLimits(seconds=0.05), ImportLimits(megabytes=0)])
def test_confined_tells_when_files_cost_too_much(limits: ImportLimits) -> None:
    imported = read_confined("references", FILES, context=Context(review="sos"), limits=limits)

    assert imported.things == ()
    assert [problem.code for problem in imported.problems] == ["import-too-costly"]


def test_requests_and_outcomes_come_through_unchanged() -> None:
    things = read_review(seed_review()).things
    place = in_cell("a.xlsx", 3, 2, sheet="Evidence")
    warning = Problem(code="row-hidden", message="Hidden.", severity=Severity.WARNING, cell="A1")
    imported = Imported(
        things,
        (warning,),
        ("One.",),
        {"a.txt": "words"},
        ({"id": "a"},),
        {things[0].id: place},
        frozenset({things[0].id}),
        "nl",
        {"Evidence": {"label": "B"}},
    )
    mapping = GivenFile("m.yaml", b"a: b")
    context = Context(review="sos", coder="ann", mapping=mapping, options={"a": "b"})
    request = Request("references", FILES, context)
    sent, told = BytesIO(), BytesIO()

    write_request(sent, request)
    write_imported(told, imported)

    assert read_request(BytesIO(sent.getvalue())) == request
    assert read_imported(BytesIO(told.getvalue())) == imported


def test_every_kind_says_what_it_reads() -> None:
    assert all(kind.reads for kind in IMPORT_KINDS.values())
