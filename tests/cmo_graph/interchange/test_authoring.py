"""A folder is read whole: every problem in one pass, or every thing."""

from pathlib import Path
from time import process_time

import pytest
from rdflib import URIRef

from cmo_graph.interchange.authoring import read_review
from cmo_graph.iri import DEFAULT_BASE, Base
from cmo_graph.mapping import plain
from cmo_graph.model import Configuration, EvidenceLine, Moderation, Passage
from cmo_graph.model.codes import Role
from cmo_graph.resources import seed_review
from cmo_graph.validation.problems import Severity
from tests.cmo_graph.interchange.small_review import FILES, write_review

CMOC = "cmocs/trust-opens.yaml"
EVIDENCE = "evidence/evaluation.yaml"


def test_small_review_reads_without_a_problem(tmp_path: Path) -> None:
    reading = read_review(write_review(tmp_path))

    assert reading.problems == ()
    assert len(reading.things) == 29
    assert reading.things[0].key == "sos"


def test_seed_reads_without_an_error() -> None:
    reading = read_review(seed_review())

    errors = [problem for problem in reading.problems if problem.severity is Severity.ERROR]
    assert errors == []


def test_things_get_iris_under_the_base(tmp_path: Path) -> None:
    base = Base("https://example.org/")

    things = read_review(write_review(tmp_path), base=base).things

    assert all(thing.id.startswith("https://example.org/id/") for thing in things)


def test_slots_stand_by_role_and_get_the_iris_of_their_concepts(tmp_path: Path) -> None:
    things = read_review(write_review(tmp_path)).things

    [trust] = [t for t in things if isinstance(t, Configuration) and t.key == "sos.trust-opens"]
    assert [slot.role for slot in trust.slots] == [
        Role.CONTEXT,
        Role.RESOURCE,
        Role.RESPONSE,
        Role.OUTCOME,
    ]
    assert trust.slots[0].id == URIRef(f"{trust.id}#context.sos.trust")


def test_place_of_a_record_gives_what_it_does_not_say(tmp_path: Path) -> None:
    things = read_review(write_review(tmp_path)).things

    by_key = {(type(thing), thing.key): thing for thing in things}
    blocks = by_key[Moderation, "sos.mistrust-blocks"]
    line = by_key[EvidenceLine, "sos.line-trust"]
    passage = by_key[Passage, "sos.p-trust"]
    assert isinstance(blocks, Moderation)
    assert isinstance(line, EvidenceLine)
    assert isinstance(passage, Passage)
    assert blocks.moderates == DEFAULT_BASE.mint("configurations", "sos.trust-opens")
    assert line.study == DEFAULT_BASE.mint("studies", "sos.evaluation")
    assert passage.report == DEFAULT_BASE.mint("reports", "sos.final-report")


def test_texts_take_the_language_of_the_review(tmp_path: Path) -> None:
    dutch = FILES["review.yaml"].replace("id: sos\n", "id: sos\nlanguage: nl\n")

    things = read_review(write_review(tmp_path, {**FILES, "review.yaml": dutch})).things

    assert things[0].label[0].lang == "nl"


def test_words_that_yaml_would_guess_at_stay_texts(tmp_path: Path) -> None:
    concepts = FILES["concepts.yaml"].replace("label: England", "label: no")

    things = read_review(write_review(tmp_path, {**FILES, "concepts.yaml": concepts})).things

    assert "no" in {plain(thing.label) for thing in things}


def test_byte_order_mark_and_windows_line_ends_are_put_up_with(tmp_path: Path) -> None:
    windows = "\ufeff" + FILES["concepts.yaml"].replace("\n", "\r\n")

    reading = read_review(write_review(tmp_path, {**FILES, "concepts.yaml": windows}))

    assert reading.problems == ()


def test_all_faults_are_told_in_one_pass_and_in_order(tmp_path: Path) -> None:
    faulty = {
        **FILES,
        "concepts.yaml": FILES["concepts.yaml"]
        .replace("broader:", "brooder:")
        .replace("context_dimension: country", "context_dimension: planet"),
        CMOC: FILES[CMOC].replace("candidate", "ripe").replace("effect: blocks", "effect: stops"),
        EVIDENCE: FILES[EVIDENCE]
        .replace("claim: trust-opens", "claim: trust-open", 1)
        .replace("    finding: effect\n", "")
        .replace("coded: 2026-11-01", "coded: yesterday", 1)
        .replace("    turns_on: england\n", ""),
        "links.yaml": FILES["links.yaml"].replace("    kind: triggers", "\tkind: triggers"),
        "notes.yml": "a: b\n",
    }

    reading = read_review(write_review(tmp_path, faulty))

    told = [(p.file, p.line, p.code) for p in reading.problems if p.severity is Severity.ERROR]
    assert told == [
        (CMOC, 3, "value-not-listed"),
        (CMOC, 25, "value-not-listed"),
        ("concepts.yaml", 4, "key-unknown"),
        ("concepts.yaml", 19, "value-not-listed"),
        (EVIDENCE, 5, "reference-unknown"),
        (EVIDENCE, 7, "finding-missing"),
        (EVIDENCE, 12, "value-not-date"),
        (EVIDENCE, 18, "nuance-without-context"),
        ("links.yaml", 6, "yaml-tab"),
        ("notes.yml", 0, "file-misplaced"),
    ]
    assert reading.things == ()


def test_problem_names_file_line_column_path_and_value(tmp_path: Path) -> None:
    evidence = FILES[EVIDENCE].replace("[p-trust, p-safety]", "[p-trust, p-safty]")

    [problem] = read_review(write_review(tmp_path, {**FILES, EVIDENCE: evidence})).problems

    assert (problem.file, problem.line, problem.column) == (EVIDENCE, 11, 25)
    assert problem.path == "lines.1.passages.2"
    assert problem.value == "p-safty"
    assert problem.hint == "Nearest: p-safety."


OTHER = DEFAULT_BASE.mint("concepts", "other.trust")


def test_reference_to_another_review_is_left_with_a_warning(tmp_path: Path) -> None:
    concepts = FILES["concepts.yaml"].replace("[relationship]", "[relationship, other.trust]")

    reading = read_review(write_review(tmp_path, {**FILES, "concepts.yaml": concepts}))

    [problem] = reading.problems
    assert (problem.code, problem.value) == ("reference-unchecked", "other.trust")
    assert OTHER in {iri for thing in reading.things for iri in getattr(thing, "broader", ())}


@pytest.mark.parametrize("written", ["other.trust", str(OTHER), "concepts/other.trust"])
def test_reference_to_another_review_stands_when_it_is_known(written: str, tmp_path: Path) -> None:
    concepts = FILES["concepts.yaml"].replace("[relationship]", f"[relationship, '{written}']")
    folder = write_review(tmp_path, {**FILES, "concepts.yaml": concepts})

    assert read_review(folder, known=lambda iri: iri == OTHER).problems == ()


def test_reference_to_another_review_is_an_error_when_it_is_not_known(tmp_path: Path) -> None:
    concepts = FILES["concepts.yaml"].replace("[relationship]", "[relationship, other.trust]")
    folder = write_review(tmp_path, {**FILES, "concepts.yaml": concepts})

    [problem] = read_review(folder, known=lambda _: False).problems

    assert problem.code == "reference-unknown"


@pytest.mark.parametrize(
    "written", ["sos.relationship", str(DEFAULT_BASE.mint("concepts", "sos.relationship"))]
)
def test_thing_of_the_review_can_be_named_in_full(written: str, tmp_path: Path) -> None:
    concepts = FILES["concepts.yaml"].replace("[relationship]", f"['{written}']")

    reading = read_review(write_review(tmp_path, {**FILES, "concepts.yaml": concepts}))

    assert reading.problems == ()


def test_unknown_file_is_warned_about_and_customary_ones_are_not(tmp_path: Path) -> None:
    folder = write_review(tmp_path, {**FILES, "README.md": "x", "figure.png": "x", ".git/a": "x"})

    [problem] = read_review(folder).problems

    assert (problem.code, problem.file) == ("file-unknown", "figure.png")


def test_half_a_megabyte_reads_within_two_seconds_of_work(tmp_path: Path) -> None:
    """A bound for a slow machine; it takes about half a second of one processor."""
    lines = FILES[EVIDENCE].split("undercuts:")[0].partition("  - id: line-nuance")[0]
    head, _, record = lines.partition("  - id: line-trust\n")
    many = head + "".join(f"  - id: line-{number}\n{record}" for number in range(1700))
    files = {**FILES, EVIDENCE: many}
    assert len(many) > 500_000

    started = process_time()
    reading = read_review(write_review(tmp_path, files))

    assert process_time() - started < 2
    assert len(reading.things) > 1700
