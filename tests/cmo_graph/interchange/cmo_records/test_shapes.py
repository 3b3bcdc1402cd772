"""Records in the shapes that reviewers keep are read as what they say, doubts and all."""

import json
from typing import Any

import pytest
import yaml

from cmo_graph.interchange.authoring import Reading, read_review
from cmo_graph.interchange.cmo_records.importer import import_records
from cmo_graph.interchange.exporters import export_review
from cmo_graph.interchange.exporting import ExportRequest
from cmo_graph.interchange.importing import Context, GivenFile, Imported
from cmo_graph.mapping import plain
from cmo_graph.model import Configuration, EvidenceLine, Link
from cmo_graph.model.codes import OutcomeDirection, Presence, Role
from cmo_graph.resources import seed_review
from cmo_graph.synthetic import synthetic_review
from tests.cmo_graph.interchange.maps.test_round_trips import read_by

KEYED = """\
Roe2019.pdf:
  - cmo_id: Roe2019_1
    context_statement: Parents are afraid
    mechanism_statement: They hide
    outcome_statement: Less is known
    evidence_quote: "They hid it."
    confidence: High
    context_tags: [fear, home]
  - cmo_id: Roe2019_2
    context_statement: unknown_programme
    mechanism_statement: Trust
    outcome_statement: [Safer, Calmer]
Doe.pdf:
  cmos:
    - cmo_id: Roe2019_1
      context_statement: Something else
      outcome_statement: Safer
  themes: [x]
"""
WIDE = {
    "study_id": "S01",
    "cmoc_id": "C1",
    "pts": 3,
    "context": "Trust",
    "context_code": "C01",
    "context_evidence": "We trust.",
    "mechanism_resource": "Time",
    "mechanism_response": "Share",
    "mechanism_response_evidence": "We share.",
    "outcome": "Safer",
    "outcome_direction": "increase",
    "is_negative": False,
}


def imported(content: object, *, coded: str = "2026-11-01") -> Imported:
    text = content if isinstance(content, str) else json.dumps(content)
    context = Context(review="mine", options={"coded": coded} if coded else {})
    return import_records([GivenFile("cmos", text.encode())], context=context)


def of(found: Imported, kind: type[Any]) -> list[Any]:
    return [thing for thing in found.things if isinstance(thing, kind)]


def roles(configuration: Configuration) -> list[Role]:
    return [slot.role for slot in configuration.slots]


def test_records_keyed_by_document_become_configurations_and_lines() -> None:
    found = imported(KEYED)

    first, second, third = of(found, Configuration)
    [line] = of(found, EvidenceLine)
    assert roles(first) == [Role.CONTEXT, Role.MECHANISM, Role.OUTCOME]
    assert roles(second) == [Role.MECHANISM, Role.OUTCOME, Role.OUTCOME]
    assert third.key == "mine.roe2019-1-doe-pdf"
    assert line.claim == first.id
    assert 'context_tags": ["fear", "home"]' in plain(line.note)
    places = {one.code: one.line for one in found.problems}
    assert (places["record-id-twice"], places["record-unread"]) == (15, 14)
    assert "unknown_programme (1)" in found.understood[-1]


def test_wide_record_has_a_passage_for_each_part_that_is_quoted() -> None:
    found = imported([WIDE])

    [configuration] = of(found, Configuration)
    [line] = of(found, EvidenceLine)
    assert [len(slot.passages) for slot in configuration.slots] == [1, 0, 1, 0]
    assert configuration.slots[-1].direction is OutcomeDirection.INCREASE
    assert len(line.passages) == 2


def test_records_are_no_evidence_when_nobody_says_on_which_day_they_were_coded() -> None:
    found = imported([WIDE], coded="")

    [configuration] = of(found, Configuration)
    assert of(found, EvidenceLine) == []
    assert "is_negative" in plain(configuration.note)
    assert "edge-undated" in {one.code for one in found.problems}


def test_context_can_be_absent() -> None:
    found = imported([{"context": {"label": "Trust", "presence": "absent"}, "outcome": "Safer"}])

    [configuration] = of(found, Configuration)
    assert configuration.slots[0].presence is Presence.ABSENT


def test_words_of_yaml_are_not_guessed_at() -> None:
    found = imported("Roe:\n  - context: no\n    outcome: 012\n")

    assert {plain(one.label) for one in found.things if one.kind_name == "concepts"} == {
        "no",
        "012",
    }


@pytest.mark.parametrize("coded", ["yesterday", "2026-13-01"])
def test_day_of_coding_is_a_date(coded: str) -> None:
    found = imported([WIDE], coded=coded)

    assert "import-option-unknown" in {one.code for one in found.problems}


@pytest.mark.parametrize("name", ["seed", "synthetic"])
def test_configurations_of_whole_reviews_come_back_with_the_same_parts(name: str) -> None:
    if name == "seed":
        reading = read_review(seed_review())
    else:
        reading = Reading(tuple(synthetic_review(configurations=12, seed=1)), ())
    [made] = export_review("records", reading, request=ExportRequest()).files

    _, again = read_by(import_records, [GivenFile("cmos.yaml", made.content)])

    assert parts(again.things) == parts(reading.things)
    assert not [thing for thing in again.things if isinstance(thing, Link)]
    assert isinstance(yaml.safe_load(made.content), dict)


def test_records_of_one_id_come_back_in_whatever_order_a_review_has_them() -> None:
    given = [
        {"cmoc_id": "k1", "context": "Trust is low", "outcome": "Absence"},
        {"cmoc_id": "k1", "context": "Trust is high", "outcome": "Attendance"},
    ]
    _, found = read_by(import_records, [GivenFile("cmos.json", json.dumps(given).encode())])
    reading = Reading(tuple(reversed(found.things)), ())
    [made] = export_review("records", reading, request=ExportRequest()).files

    _, again = read_by(import_records, [GivenFile("cmos.yaml", made.content)])

    assert parts(again.things)["k1"] == parts(found.things)["k1"]


def parts(things: Any) -> dict[str, set[tuple[Role, str, Presence]]]:
    labels = {one.id: plain(one.label) for one in things if one.kind_name == "concepts"}
    return {
        one.key.partition(".")[2]: {
            (slot.role, labels[slot.concept].casefold(), slot.presence) for slot in one.slots
        }
        for one in things
        if isinstance(one, Configuration)
    }


def test_ids_of_records_that_share_one_do_not_hang_on_their_lines() -> None:
    first, other = (
        {"cmoc_id": "C1", "context": one, "outcome": "Safer"} for one in ("Trust", "Time")
    )
    above = {"cmoc_id": "C0", "context": "Fear", "outcome": "Calmer"}

    before, after = (
        {one.id for one in of(imported(records), Configuration)}
        for records in ([first, other], [above, first, other])
    )

    assert len(before) == 2
    assert before < after


def test_records_of_one_document_that_share_an_id_stay_apart() -> None:
    records = [
        {"study_id": "S1", "cmoc_id": "C1", "context": one, "outcome": "Safer"}
        for one in ("Trust", "Time", "Fear", "Time")
    ]

    found = of(imported(records), Configuration)

    assert [len(one.slots) for one in found] == [2, 2, 2]
