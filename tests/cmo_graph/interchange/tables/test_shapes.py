"""Tables of every shape in which configurations are published are read as what they mean."""

import pytest

from cmo_graph.interchange.importing import GivenFile, Imported
from cmo_graph.mapping import plain
from cmo_graph.model import Concept, EvidenceLine, Passage, Report
from cmo_graph.model.codes import (
    ClaimBasis,
    Direction,
    EvidenceBasis,
    MechanismType,
    OutcomeDirection,
    Presence,
    Role,
)
from tests.cmo_graph.interchange.tables.builders import (
    as_csv,
    as_word,
    as_workbook,
    codes,
    configurations,
    note,
    of,
    read,
    told,
)

C, M, O = Role.CONTEXT, Role.MECHANISM, Role.OUTCOME  # noqa: E741
HEAD = ["CMO", "Context", "Mechanism", "Outcome"]
WIDE = [HEAD, ["1", "Trust", "Being heard", "Safety"], ["2", "Time", "Hope", "Safety"]]
NESTED = [
    ["Context", "Mechanism", "Outcome"],
    ["Trust", "Being heard", "Safety"],
    ["", "", "Relief"],
    ["", "Hope", "Safety"],
    ["Time", "Hope", "Calm"],
]
FLAT = [
    [(C, "Trust"), (M, "Being heard"), (O, "Safety")],
    [(C, "Trust"), (M, "Being heard"), (O, "Relief")],
    [(C, "Trust"), (M, "Hope"), (O, "Safety")],
    [(C, "Time"), (M, "Hope"), (O, "Calm")],
]


@pytest.mark.parametrize(
    "given",
    [
        as_csv(WIDE),
        as_csv(WIDE, separator=";"),
        as_csv(WIDE, separator="\t", name="table.tsv"),
        as_workbook(WIDE),
        as_word(WIDE),
        GivenFile("bom.csv", b"\xef\xbb\xbf" + as_csv(WIDE).content),
        as_csv([["Table 2. What was found", "", "", ""], *WIDE]),
    ],
    ids=["csv", "semicolons", "tabs", "workbook", "word", "byte order mark", "caption above"],
)
def test_wide_table_has_one_configuration_a_row_in_every_form(given: GivenFile) -> None:
    imported = read(given)

    assert told(imported) == [
        [(C, "Trust"), (M, "Being heard"), (O, "Safety")],
        [(C, "Time"), (M, "Hope"), (O, "Safety")],
    ]
    assert [one.key for one in configurations(imported)] == ["sos.1", "sos.2"]
    assert len(of(imported, Concept)) == 5
    assert imported.problems == ()


def test_cell_with_several_values_is_several_slots_with_and_without_spaces() -> None:
    rows = [HEAD, ["1", "Trust;time ; early help", "Hope", "• Safety\n• Calm"]]

    [slots] = told(read(as_csv(rows), "lists"))

    assert slots == [
        (C, "Trust"),
        (C, "time"),
        (C, "early help"),
        (M, "Hope"),
        (O, "Safety"),
        (O, "Calm"),
    ]


@pytest.mark.parametrize(
    "given",
    [
        as_workbook(NESTED, merged=["A2:A4", "B2:B3"]),
        as_word(NESTED, going_on=[(3, 1), (4, 1), (3, 2)]),
        as_csv(NESTED),
    ],
    ids=["merged in a workbook", "merged in a document", "empty below"],
)
def test_nested_table_has_one_configuration_a_row_with_what_spans_it(given: GivenFile) -> None:
    assert told(read(given, "nested")) == FLAT


def test_merged_cells_hold_for_their_rows_in_any_mapping() -> None:
    given = as_workbook(NESTED, merged=["A2:A4", "B2:B3"])

    imported = read(given, "wide")

    assert told(imported) == FLAT
    assert "2 merged cells hold for every row that they span." in imported.understood


def test_empty_cells_stay_empty_where_nothing_says_that_they_repeat() -> None:
    slots = told(read(as_csv(NESTED), "wide"))

    assert slots[1] == [(O, "Relief")]


def test_rows_can_be_joined_into_one_configuration() -> None:
    mapping = "like: nested\ntogether: [context, mechanism]\n"

    slots = told(read(as_csv(NESTED), mapping))

    assert slots[0] == [(C, "Trust"), (M, "Being heard"), (O, "Safety"), (O, "Relief")]
    assert len(slots) == 3


def test_heading_with_no_row_below_it_is_told() -> None:
    rows = [
        ("Context", "Mechanism", "Outcome"),
        ("Safety", "", ""),
        ("In towns", "", ""),
        ("", "Trust", "Improved uptake"),
        ("Money", "", ""),
    ]

    imported = read(as_csv(rows), "headings")

    assert "Left out, as headings with no row below them: 'Money' (row 5)." in imported.understood


def test_headings_hold_for_the_rows_below_on_two_levels() -> None:
    rows = [
        ["Mechanism", "Outcome"],
        ["Leadership", ""],
        ["Trust in managers", ""],
        ["Being heard", "Reduced stress"],
        ["Time", ""],
        ["Hope", "Improved retention, of staff"],
    ]

    imported = read(as_csv(rows), "headings")

    assert told(imported) == [
        [(C, "Trust in managers"), (M, "Being heard"), (O, "stress")],
        [(C, "Time"), (M, "Hope"), (O, "retention, of staff")],
    ]
    assert [note(imported, number) for number in (0, 1)] == ["Theme: Leadership"] * 2


def test_mechanism_cell_is_split_into_resource_and_response() -> None:
    rows = [
        HEAD,
        ["1", "Trust", "A plan (resource) → feeling heard (response)", "Safety"],
        ["2", "Trust", "Feeling heard (reasoning) -> a plan (resource)", "Safety"],
        ["3", "Trust", "A plan => feeling heard", "Safety"],
        ["4", "Trust", "A plan that feels right", "Safety"],
        ["5", "Trust", "A → B → C", "Safety"],
    ]

    imported = read(as_csv(rows), "resource-response")

    halves = [[slot for slot in slots if slot[0] not in (C, O)] for slots in told(imported)]
    split = [(Role.RESOURCE, "A plan"), (Role.RESPONSE, "feeling heard")]
    assert halves == [split] * 3 + [[(M, "A plan that feels right")], [(M, "A → B → C")]]
    assert [(p.code, p.line, p.column) for p in imported.problems] == [
        ("table-cell-unsplit", 5, 9),
        ("table-cell-unsplit", 6, 9),
    ]


def test_words_of_direction_are_taken_off_the_label_and_told() -> None:
    outcomes = {
        "Reduced stress": ("stress", OutcomeDirection.DECREASE),
        "Lessened fear": ("fear", OutcomeDirection.DECREASE),
        "Enhanced trust": ("trust", OutcomeDirection.INCREASE),
        "Greater calm": ("calm", OutcomeDirection.INCREASE),
        "Likely improved care": ("care", OutcomeDirection.INCREASE),
        "Attendance increased": ("Attendance", OutcomeDirection.INCREASE),
        "No change in cost": ("cost", OutcomeDirection.NO_CHANGE),
        "Reduced lack of sleep": ("Reduced lack of sleep", OutcomeDirection.UNCLEAR),
        "Safety": ("Safety", OutcomeDirection.UNCLEAR),
    }
    rows = [["CMO", "Outcome"], *([str(n), words] for n, words in enumerate(outcomes))]

    imported = read(as_csv(rows), "polarity")

    labels = {one.id: plain(one.label) for one in imported.things if isinstance(one, Concept)}
    [slots] = zip(*(one.slots for one in configurations(imported)), strict=True)
    assert [(labels[slot.concept], slot.direction) for slot in slots] == list(outcomes.values())
    assert [plain(slot.note) for slot in slots if slot.note][4] == "In the table: Likely improved"
    assert codes(imported) == ["table-polarity-unknown"] * 2
    assert any("'reduced' → decrease (1)" in sentence for sentence in imported.understood)


def test_column_of_directions_says_which_way_an_outcome_goes() -> None:
    rows = [
        ["CMO", "Outcome", "Outcome direction"],
        ["1", "Stress", "downhill"],
        ["2", "Calm", "↑"],
    ]

    imported = read(as_csv(rows))

    assert [one.slots[0].direction for one in configurations(imported)] == [
        OutcomeDirection.UNCLEAR,
        OutcomeDirection.INCREASE,
    ]
    assert codes(imported) == ["table-value-unknown"]
    assert note(imported) == "Outcome direction: downhill"


def test_sentinels_are_nothing_said_and_are_kept_as_words() -> None:
    words = ["n/a", "-", "Not reported", "NONE", "unknown_programme", "?"]
    rows = [HEAD, *([str(n), word, "Hope", "Calm"] for n, word in enumerate(words))]

    imported = read(as_csv(rows))

    assert told(imported) == [[(M, "Hope"), (O, "Calm")]] * len(words)
    assert [note(imported, n) for n in range(6)] == [f"Context: {word}" for word in words]
    assert any("'n/a' (1)" in sentence for sentence in imported.understood)


def test_type_of_a_mechanism_stands_in_brackets() -> None:
    mapping = "like: wide\ntypes_in: [mechanism]\n"
    rows = [HEAD, ["1", "Time", "Trust (affect)", "Calm"], ["2", "Time", "Hope (new)", "Calm"]]

    first, second = configurations(read(as_csv(rows), mapping))

    assert first.slots[1].mechanism_type is MechanismType.AFFECT
    assert second.slots[1].mechanism_type is None


def test_context_can_be_absent() -> None:
    mapping = "like: wide\ncolumns:\n  - {column: Lacking, fills: absent_context}\n"
    rows = [["CMO", "Lacking", "Outcome"], ["1", "Trust", "Calm"]]

    [made] = configurations(read(as_csv(rows), mapping))

    assert made.slots[0].presence is Presence.ABSENT


EVIDENCE = [
    ["CMO", "Context", "Outcome", "Source", "Quote", "Page", "Stance", "Confidence", "Country"],
    ["1", "Trust", "Calm", "Sheehan 2018", "Trust calms.", "12", "supports", "high", "Wales"],
    ["1", "Trust", "Calm", "Baginsky 2020", "It did not.", "", "refutes", "low", "England"],
]


def test_quotations_with_a_direction_become_proposed_lines() -> None:
    imported = read(as_csv(EVIDENCE), options={"coded": "2026-11-01"})

    lines = [one for one in imported.things if isinstance(one, EvidenceLine)]
    assert [line.direction for line in lines] == [Direction.SUPPORTS, Direction.DISPUTES]
    assert {line.basis for line in lines} == {EvidenceBasis.NOT_REPORTED}
    assert {line.claim for line in lines} == {one.id for one in configurations(imported)}
    assert [one.page for one in imported.things if isinstance(one, Passage)] == ["12", None]
    assert len(of(imported, Report)) == 2
    assert "Trust calms." in "".join(imported.texts.values())
    assert "Confidence: high" in note(imported)
    assert "Country: England" in note(imported)


def test_line_is_not_made_up_where_the_date_of_coding_is_unknown() -> None:
    imported = read(as_csv(EVIDENCE))

    assert of(imported, EvidenceLine) == []
    assert codes(imported).count("draft-line-incomplete") == 2
    assert "sos.sheehan-2018: supports" in note(imported)


def test_quotation_without_a_direction_stands_with_the_slots_of_its_row() -> None:
    rows = [[*row[:5]] for row in EVIDENCE[:2]]

    imported = read(as_csv(rows))

    [made] = configurations(imported)
    [quoted] = of(imported, Passage)
    assert [slot.passages for slot in made.slots] == [(quoted.id,)] * 2
    assert {slot.basis for slot in made.slots} == {ClaimBasis.UNATTRIBUTED}


def test_quotation_of_one_slot_stands_with_that_slot() -> None:
    rows = [
        ["CMO", "Context", "Context quote", "Outcome", "Source"],
        ["1", "Trust", "They trusted.", "Calm", "Sheehan 2018"],
    ]

    [made] = configurations(read(as_csv(rows), "quotes"))

    assert [len(slot.passages) for slot in made.slots] == [1, 0]


def test_quotation_without_a_source_is_of_one_that_nobody_named() -> None:
    rows = [["Outcome", "Quote"], ["Calm", "They were calm."], ["Hope", "They hoped."]]

    imported = read(as_csv(rows))

    [report] = of(imported, Report)
    assert plain(report.label) == "Sources that table.csv does not name"
    assert codes(imported).count("table-source-missing") == 1


def test_source_of_all_rows_can_be_said_in_the_mapping() -> None:
    mapping = "\n".join(
        [
            "like: wide",
            "all_rows:",
            "  source: Sheehan 2018",
            "  direction: supports",
            "  coded: 2026-11-01",
        ]
    )
    rows = [["Outcome", "Quote"], ["Calm", "They were calm."]]

    imported = read(as_csv(rows), mapping)

    [line] = of(imported, EvidenceLine)
    assert isinstance(line, EvidenceLine)
    assert line.study.endswith("sheehan-2018")


def test_unmapped_columns_are_told_and_kept() -> None:
    rows = [[*HEAD, "Setting", "Context"], ["1", "Trust", "Hope", "Calm", "Clinic", "Late"]]

    imported = read(as_workbook(rows))

    assert note(imported) == "Setting: Clinic\nContext: Late"
    assert [(p.code, p.cell) for p in imported.problems] == [
        ("table-column-unmapped", "E1"),
        ("table-column-twice", "F1"),
    ]


def test_row_without_a_slot_is_told_and_kept_with_its_source() -> None:
    rows = [["CMO", "Outcome", "Source"], ["7", "", "Sheehan 2018"]]

    imported = read(as_csv(rows))

    assert configurations(imported) == []
    assert codes(imported) == ["draft-slots-missing"]
    assert "id: 7" in str(imported.things)


def test_hidden_row_is_read_and_told() -> None:
    content = as_workbook(WIDE).content
    from io import BytesIO

    from openpyxl import load_workbook

    book = load_workbook(BytesIO(content))
    page = book["CMOs"]
    page.row_dimensions[3].hidden = True
    sink = BytesIO()
    book.save(sink)

    imported = read(GivenFile("table.xlsx", sink.getvalue()))

    assert len(configurations(imported)) == 2
    assert [(p.code, p.cell) for p in imported.problems] == [("row-hidden", "A3")]


def test_table_is_the_one_of_the_sheets_that_has_slots() -> None:
    from io import BytesIO

    from openpyxl import load_workbook

    book = load_workbook(BytesIO(as_workbook(WIDE).content))
    book.create_sheet("Read me", 0).append(["This is a form."])
    sink = BytesIO()
    book.save(sink)

    imported = read(GivenFile("table.xlsx", sink.getvalue()))

    assert len(configurations(imported)) == 2
    assert imported.problems == ()


def test_header_in_merged_cells_is_found() -> None:
    rows = [
        ["Context", "Mechanism", "", "Outcome"],
        ["", "Resource", "Response", ""],
        ["Trust", "A plan", "Hope", "Calm"],
    ]
    given = as_workbook(rows, merged=["A1:A2", "B1:C1", "D1:D2"])

    assert told(read(given)) == [
        [(C, "Trust"), (Role.RESOURCE, "A plan"), (Role.RESPONSE, "Hope"), (O, "Calm")]
    ]


def test_places_are_lines_and_columns_of_a_text() -> None:
    rows = [["CMO", "Outcome"], ["one, two", "Safety"]]

    imported: Imported = read(as_csv(rows), "polarity")

    [problem] = imported.problems
    assert (problem.line, problem.column) == (2, 12)
