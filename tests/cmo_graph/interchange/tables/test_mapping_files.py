"""Each kind of fault in a mapping file gives one clear message at the right line."""

import pytest

from cmo_graph.interchange.importing import Context, GivenFile
from cmo_graph.interchange.notes import Notes
from cmo_graph.interchange.tables.importer import import_tables
from cmo_graph.interchange.tables.mapping import Fill, TableMapping
from cmo_graph.interchange.tables.mapping_files import read_mapping
from cmo_graph.interchange.tables.ready_mappings import READY, ready_mapping
from cmo_graph.model.codes import OutcomeDirection
from cmo_graph.validation.problems import Problem
from tests.cmo_graph.interchange.tables.builders import as_csv, codes, read

COLUMNS = "columns:\n  - column: Context\n    fills: context\n"


def parsed(text: str) -> tuple[TableMapping | None, list[Problem]]:
    notes = Notes()
    found = read_mapping(GivenFile("m.yaml", text.encode()), notes, ready=ready_mapping)
    return found, notes.problems


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "given-empty", 0),
        ("columns: [\n", "yaml-syntax", 2),
        (f"{COLUMNS}colums: []\n", "key-unknown", 4),
        (f"{COLUMNS}sheet:\n", "value-empty", 4),
        (f"{COLUMNS}header: first\n", "value-not-number", 4),
        (f"{COLUMNS}empty: above\n", "value-not-listed", 4),
        (f"{COLUMNS}like: wided\n", "mapping-unknown", 4),
        (f"{COLUMNS}split: [mechanisms]\n", "value-not-listed", 4),
        (f"{COLUMNS}headings: [page]\n", "value-not-listed", 4),
        (f"{COLUMNS}polarity: [more]\n", "value-not-mapping", 4),
        (f"{COLUMNS}polarity:\n  up: [more]\n", "key-unknown", 5),
        (f"{COLUMNS}all_rows:\n  coded: yesterday\n", "value-not-date", 5),
        (f"{COLUMNS}all_rows:\n  direction: agrees\n", "value-not-listed", 5),
        (f"{COLUMNS}    fill: outcome\n", "key-unknown", 4),
        ("columns:\n  - column: Context\n    fills: contxt\n", "value-not-listed", 3),
        ("columns:\n  - fills: context\n", "key-missing", 2),
        ("columns: Context\n", "value-not-list", 1),
        ("columns:\n  - column: {a: b}\n    fills: context\n", "value-not-text", 2),
        ("columns:\n  - Context\n", "value-not-mapping", 2),
        ("columns:\n  - column: Source\n    fills: source\n", "mapping-without-slots", 1),
        (f"{COLUMNS}sheet: &a CMOs\n", "yaml-anchor", 4),
        (f"{COLUMNS}sheet: a\nsheet: b\n", "yaml-duplicate-key", 5),
    ],
)
def test_mapping_tells_its_faults_by_line(text: str, code: str, line: int) -> None:
    found, problems = parsed(text)

    assert found is None
    assert (problems[0].code, problems[0].line, problems[0].file) == (code, line, "m.yaml")
    assert problems[0].message.endswith(".")


def test_mapping_names_what_is_nearest() -> None:
    _, [problem, *_] = parsed("columns:\n  - column: Context\n    fills: contxt\n")

    assert problem.hint == "Nearest: context."


@pytest.mark.parametrize("name", READY)
def test_ready_mapping_reads(name: str) -> None:
    found = ready_mapping(name)

    assert found is not None
    assert any(column.fills is Fill.CONTEXT for column in found.columns)


def test_mapping_changes_what_the_one_it_is_like_says() -> None:
    found, problems = parsed(
        "like: lists\nsentinels: [leer]\npolarity:\n  increase: [mehr]\n"
        "columns:\n  - column: Beleg\n    fills: source\n"
    )

    assert problems == []
    assert found is not None
    assert found.separators == (";", "\n", "•")
    assert [one.names for one in found.columns if one.fills is Fill.SOURCE] == [("Beleg",)]
    assert found.wording.is_sentinel("Leer")
    assert not found.wording.is_sentinel("n/a")
    assert found.wording.polarity["mehr"] is OutcomeDirection.INCREASE
    assert "reduced" in found.wording.polarity


def test_column_that_the_table_lacks_is_told_with_the_nearest() -> None:
    mapping = "columns:\n  - column: Contexte\n    fills: context\n"

    imported = read(as_csv([["Context", "Outcome"], ["a", "b"]]), mapping)

    [problem] = imported.problems
    assert (problem.code, problem.file, problem.line) == (
        "mapping-column-missing",
        "mapping.yaml",
        2,
    )
    assert problem.hint == "Nearest: Context."


def test_sheet_that_the_file_lacks_is_told() -> None:
    imported = read(as_csv([["Context"], ["a"]]), "like: wide\nsheet: CMOs\n")

    assert codes(imported) == ["mapping-column-missing"]


def test_table_without_names_is_read_by_letters() -> None:
    mapping = "header: none\ncolumns:\n  - column: B\n    fills: outcome\n"

    imported = read(as_csv([["1", "Calm"], ["2", "Hope"]]), mapping)

    assert [thing.key for thing in imported.things][:2] == ["sos.calm", "sos.hope"]


def test_table_without_a_mapping_is_not_read() -> None:
    imported = import_tables([as_csv([["Context"], ["a"]])], context=Context(review="sos"))

    assert codes(imported) == ["mapping-missing"]
    assert "polarity" in imported.problems[0].hint


def test_table_that_no_ready_mapping_fits_is_told() -> None:
    imported = read(as_csv([["Animal", "Sound"], ["cow", "moo"]]))

    assert codes(imported) == ["mapping-column-missing"]
    assert "Animal" in imported.problems[0].hint
