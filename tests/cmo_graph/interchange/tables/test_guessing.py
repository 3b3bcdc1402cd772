"""A mapping that is proposed reads the table that it was proposed for."""

import pytest

from cmo_graph.interchange.importing import Context, GivenFile
from cmo_graph.interchange.tables.importer import import_tables
from tests.cmo_graph.interchange.tables.builders import as_csv, as_workbook, configurations, read

HEAD = ["CMO", "Contexts", "Mechanism", "Outcome", "Author (year)", "Setting"]
LISTS = [HEAD, ["1", "Trust;time", "A plan → hope", "Reduced stress", "Sheehan 2018", "n/a"]]


def proposed(given: GivenFile) -> str:
    found = import_tables([given], context=Context(review="sos", options={"guess": "yes"}))
    assert found.things == ()
    assert found.problems == ()
    [text] = found.understood
    return text


def test_guess_proposes_columns_separators_and_words() -> None:
    text = proposed(as_csv(LISTS))

    assert "separator:\n  - ;\n" in text
    assert "split:\n  - mechanism\n" in text
    assert "polarity_in:\n  - outcome\n" in text
    assert "  - column: Author (year)\n    fills: source\n" in text
    assert "  - column: Setting\n    fills: note\n" in text


def test_guess_knows_a_column_of_polarity() -> None:
    text = proposed(as_csv([["Context", "Outcome", "Polarity"], ["Trust", "Stress", "+"]]))

    assert "  - column: Polarity\n    fills: outcome_direction\n" in text


def test_guess_tells_what_it_goes_by() -> None:
    text = proposed(as_csv(LISTS))

    assert "# F 'Setting' → note (nothing is known of it); 1 of 1 cells filled.\n" in text
    assert "# Read as nothing said: 'n/a' (1).\n" in text
    assert "#   Outcome: Reduced stress\n" in text


@pytest.mark.parametrize(
    "rows",
    [
        LISTS,
        [["Context", "Mechanism", "Outcome"], ["a", "b", "c"], ["", "", "d"], ["", "e", "f"]],
        [["Mechanism", "Outcome", "N"], ["Theme", "", ""], ["Context", "", ""], ["a", "b", "1"]],
        [["What context_statement", "outcome_statement"], ["a", "b"]],
        [["Table 3", ""], ["Contxt", "Outcome"], ["a\nb", "#c: 'd'"]],
        [["Context", "Outcome: what?"], ["a", "b"], ["c", "d"]],
    ],
)
def test_proposal_is_a_mapping_that_reads_the_table(rows: list[list[str]]) -> None:
    for given in (as_csv(rows), as_workbook(rows)):
        imported = read(given, proposed(given))

        assert configurations(imported), imported.problems
        assert not [one for one in imported.problems if one.code.startswith("mapping-")]


def test_guess_looks_at_the_sheet_with_slots() -> None:
    from io import BytesIO

    from openpyxl import load_workbook

    book = load_workbook(BytesIO(as_workbook(LISTS).content))
    book.create_sheet("Read me", 0).append(["This is a form."])
    sink = BytesIO()
    book.save(sink)

    assert "sheet: CMOs\nheader: 1\n" in proposed(GivenFile("table.xlsx", sink.getvalue()))


def test_guess_counts_no_cell_that_says_nothing_among_the_outcomes() -> None:
    outcomes = ["Improved trust", "n/a", "n/a", "School closure"]
    rows = [["Context", "Outcome"], *(["Towns", outcome] for outcome in outcomes)]

    assert "polarity_in:\n  - outcome\n" in proposed(as_csv(rows))
