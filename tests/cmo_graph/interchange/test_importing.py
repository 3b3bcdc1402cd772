"""What is imported joins a review without overwriting what it says."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmo_graph.interchange.authoring import read_review
from cmo_graph.interchange.importers import read_files
from cmo_graph.interchange.importing import (
    NO_REVIEW,
    Context,
    GivenFile,
    Imported,
    differences,
    merged,
)
from cmo_graph.interchange.naming import LONGEST, local_id
from cmo_graph.interchange.notes import in_cell
from cmo_graph.interchange.writing import write_review
from cmo_graph.iri import is_local
from cmo_graph.model import Concept, Thing
from cmo_graph.validation.problems import has_errors
from tests.cmo_graph.interchange import small_review

CONTEXT = Context(review="sos")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_review.write_review(tmp_path / "review")


def concept(local: str, label: str, **more: object) -> Concept:
    facts = {
        "id": CONTEXT.mint(Concept, local),
        "review": CONTEXT.review_iri,
        "label": CONTEXT.text(label),
    }
    return Concept.model_validate({**facts, **more})


def test_merged_adds_a_thing_that_is_new(folder: Path) -> None:
    before = read_review(folder)

    after = merged(before, Imported((concept("workload", "High workload"),)))

    [difference] = differences(before, after)
    assert difference.as_json() == {
        "thing": str(CONTEXT.mint(Concept, "workload")),
        "kind": "concepts",
        "change": "added",
    }


def test_merged_keeps_the_reviews_word_and_tells_the_difference(folder: Path) -> None:
    before = read_review(folder)
    other = concept("trust", "Something else")
    place = in_cell("codes.xlsx", 17, 6, sheet="Concepts")

    after = merged(before, Imported((other,), places={other.id: place}))

    assert differences(before, after) == ()
    [problem] = after.problems
    assert (problem.code, problem.sheet, problem.cell) == ("import-conflict", "Concepts", "F17")
    assert problem.as_text().startswith("codes.xlsx:Concepts!F17: warning: ")


def test_merged_takes_the_import_where_it_is_the_later_word(folder: Path) -> None:
    before = read_review(folder)
    other = concept("trust", "Something else")

    after = merged(before, Imported((other,)), replacing={(other.id, "label")})

    [difference] = differences(before, after)
    assert difference.fields == ("label",)
    assert after.problems == ()


def test_merged_fills_what_the_review_leaves_out(folder: Path) -> None:
    before = read_review(folder)
    [trust] = [thing for thing in before.things if thing.id == CONTEXT.mint(Concept, "safer")]
    filled = trust.model_copy(update={"definition": CONTEXT.text("Nobody is harmed.")})

    after = merged(before, Imported((filled,)))

    [difference] = differences(before, after)
    assert difference.fields == ("definition",)


def test_merged_needs_a_review() -> None:
    after = merged(NO_REVIEW, Imported((concept("trust", "Trust"),)))

    assert after.things == ()
    assert [problem.code for problem in after.problems] == ["import-without-review"]


def test_merged_tells_a_reference_that_leads_nowhere_at_its_place(folder: Path) -> None:
    lost = concept("lost", "Lost", broader=(CONTEXT.mint(Concept, "nowhere"),))
    places = {lost.id: in_cell("codes.csv", 3, 2)}

    after = merged(read_review(folder), Imported((lost,), places=places))

    assert has_errors(after.problems)
    assert after.things == ()
    [problem] = [p for p in after.problems if p.code == "reference-unknown"]
    assert (problem.file, problem.cell) == ("codes.csv", "B3")


def test_merged_tells_an_id_that_stands_twice(folder: Path) -> None:
    twice = Imported((concept("new", "New"), concept("new", "Newer")))

    after = merged(read_review(folder), twice)

    assert after.things == ()
    assert [problem.code for problem in after.problems] == ["id-duplicate"]


def test_writing_touches_only_files_whose_content_changes(folder: Path) -> None:
    before = read_review(folder)
    texts = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    after = merged(before, Imported((concept("workload", "High workload"),)))

    written = write_review(folder, after, before=before)

    changed = [p.name for p, old in texts.items() if p.read_bytes() != old]
    assert (written.changed, changed) == (("concepts.yaml",), ["concepts.yaml"])
    assert set(read_review(folder).things) == set(after.things)


def test_writing_stops_before_it_loses_a_comment(folder: Path) -> None:
    path = folder / "concepts.yaml"
    path.write_text(f"{path.read_text(encoding='utf-8')}# a thought\n", encoding="utf-8")
    commented = path.read_bytes()
    before = read_review(folder)
    after = merged(before, Imported((concept("workload", "High workload"),)))

    written = write_review(folder, after, before=before)

    assert [problem.code for problem in written.problems] == ["file-has-comments"]
    assert path.read_bytes() == commented


def test_writing_makes_a_folder_that_reads_back_the_same(folder: Path, tmp_path: Path) -> None:
    reading = read_review(folder)

    write_review(tmp_path / "copy", reading, before=NO_REVIEW)

    again = read_review(tmp_path / "copy")
    assert set(again.things) == set(reading.things)


def test_writing_puts_everything_back_when_one_file_cannot_be_replaced(folder: Path) -> None:
    before = read_review(folder)
    texts = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    renamed: list[Thing] = [
        thing.model_copy(update={"label": CONTEXT.text(f"{thing.label[0].value} anew")})
        for thing in before.things
    ]
    (folder / ".theory.yaml.new").mkdir()

    with pytest.raises(OSError):  # noqa: PT011  # which one depends on the system
        write_review(folder, replace(before, things=tuple(renamed)), before=before)

    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == texts


@given(st.text(), st.sets(st.text(max_size=3), max_size=3))
def test_local_id_is_an_id_that_was_free(label: str, others: set[str]) -> None:
    taken = {local_id(other) for other in others}

    found = local_id(label, taken)

    assert is_local(found)
    assert found not in taken
    assert found == local_id(label, taken)


def test_local_id_ends_with_a_whole_word() -> None:
    found = local_id("word " * 40)

    assert len(found) <= LONGEST
    assert found.endswith("word")


@pytest.mark.parametrize(
    ("kind", "content", "told"),
    [
        ("references", b"PK\x03\x04\x14\x00", "is a zip file, as workbooks"),
        ("records", b"%PDF-1.7\n\xe2\xe3", "is a PDF"),
        ("qda", b"id: sos\nlabel: A review\n", "is a text, and no coded project"),
    ],
)
def test_file_of_another_form_is_called_what_it_is(kind: str, content: bytes, told: str) -> None:
    [problem] = read_files(kind, [GivenFile("a.x", content)], context=Context(review="r")).problems

    assert told in problem.message
