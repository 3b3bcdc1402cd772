"""A workbook that comes back is merged three ways, row by row."""

from dataclasses import replace

from cmo_graph.anchoring import Profile
from cmo_graph.interchange.authoring import Reading
from cmo_graph.interchange.importing import Context, merged
from cmo_graph.interchange.workbook.patching import with_cells
from cmo_graph.interchange.workbook.returning import returned
from cmo_graph.interchange.workbook.tables import BASE
from cmo_graph.mapping import LangString, plain
from cmo_graph.model import Concept, Configuration, EvidenceLine, Passage
from cmo_graph.validation.problems import has_errors
from tests.cmo_graph.interchange.workbook.books import (
    Book,
    after,
    read_into,
    small,
    small_workbook,
    written,
)


def defined(reading: Reading, key: str, definition: str) -> Reading:
    """The review with a concept defined anew, as if somebody edited its file."""
    things = tuple(
        thing.model_copy(update={"definition": (LangString(definition, "en"),)})
        if isinstance(thing, Concept) and thing.key == f"sos.{key}"
        else thing
        for thing in reading.things
    )
    return replace(reading, things=things)


def test_row_changed_in_the_workbook_only_is_taken() -> None:
    book = Book(small_workbook()).edit("concepts", "trust", definition="To rely on somebody.")

    imported = read_into(book.file, small())
    trust = after(book.file, small())["trust"]

    assert [thing.key for thing in imported.things] == ["sos.trust"]
    assert isinstance(trust, Concept)
    assert trust.definition is not None
    assert plain(trust.definition) == "To rely on somebody."
    assert imported.understood == ("Rows of concepts: 1 changed, 6 as they are in the review.",)


def test_cell_that_was_emptied_takes_away_what_stood_there() -> None:
    book = Book(small_workbook()).edit("concepts", "trust", broader="")

    trust = after(book.file, small())["trust"]

    assert isinstance(trust, Concept)
    assert trust.broader == ()


def test_row_changed_in_the_review_only_is_kept() -> None:
    meanwhile = defined(small(), "trust", "The review's own words.")

    imported = read_into(small_workbook(), meanwhile)

    assert imported.things == ()
    assert imported.problems == ()


def test_row_changed_in_both_is_a_conflict_told_by_cell_and_not_taken() -> None:
    meanwhile = defined(small(), "trust", "The review's own words.")
    book = Book(small_workbook()).edit("concepts", "trust", definition="The workbook's.")

    imported = read_into(book.file, meanwhile)

    [problem] = imported.problems
    assert (problem.code, problem.sheet) == ("import-conflict", "concepts")
    assert problem.cell == f"E{book.row('concepts', 'trust')}"
    assert book.sheet("concepts").rows[0].text(5) == "definition"
    assert "The workbook's." in problem.message
    assert "The review's own words." in problem.message
    assert imported.things == ()


def test_conflict_is_settled_for_the_workbook_when_that_is_asked_for() -> None:
    meanwhile = defined(small(), "trust", "The review's own words.")
    book = Book(small_workbook()).edit("concepts", "trust", definition="The workbook's.")

    trust = after(book.file, meanwhile, conflicts="workbook")["trust"]

    assert isinstance(trust, Concept)
    assert trust.definition == (LangString("The workbook's.", "en"),)


def test_row_changed_alike_in_both_is_no_conflict() -> None:
    meanwhile = defined(small(), "trust", "The same words.")
    book = Book(small_workbook()).edit("concepts", "trust", definition="The same words.")

    imported = read_into(book.file, meanwhile)

    assert imported.things == ()
    assert imported.problems == ()


def test_other_rows_are_taken_beside_a_conflict() -> None:
    meanwhile = defined(small(), "trust", "The review's own words.")
    book = (
        Book(small_workbook())
        .edit("concepts", "trust", definition="The workbook's.")
        .edit("concepts", "safer", definition="No harm comes to them.")
    )

    imported = read_into(book.file, meanwhile)

    assert [thing.key for thing in imported.things] == ["sos.safer"]
    assert [problem.code for problem in imported.problems] == ["import-conflict"]


def test_row_that_is_missing_is_no_deletion() -> None:
    book = Book(small_workbook()).without_row("concepts", "relationship")

    imported = read_into(book.file, small())

    assert imported.things == ()
    assert imported.understood == (
        "Rows of the review that the workbook does not have, and that stay: 1.",
    )


def test_row_of_what_the_review_removed_is_not_brought_back() -> None:
    meanwhile = replace(
        small(), things=tuple(t for t in small().things if t.key != "sos.search-costs")
    )
    touched = Book(small_workbook()).edit("searches", "search-costs", label="No costs found")

    assert read_into(small_workbook(), meanwhile).things == ()
    imported = read_into(touched.file, meanwhile)
    assert imported.things == ()
    assert [problem.code for problem in imported.problems] == ["workbook-row-gone"]


def test_row_without_an_id_gets_one_made_of_its_label() -> None:
    book = Book(small_workbook()).add("concepts", label="Trust in the plan")

    imported = read_into(book.file, small())

    assert [thing.key for thing in imported.things] == ["sos.trust-in-the-plan"]
    assert "Row 9 of concepts gets the id trust-in-the-plan." in imported.understood


def test_id_that_is_made_is_no_id_that_the_workbook_has() -> None:
    book = Book(small_workbook()).add("concepts", label="Trust")

    imported = read_into(book.file, small())

    assert [thing.key for thing in imported.things] == ["sos.trust-2"]


def test_id_of_a_claim_is_no_id_of_another_claim() -> None:
    book = Book(small_workbook()).add(
        "links",
        label="Trust opens",
        from_concept="trust",
        to_concept="safer",
        kind="leads_to",
        polarity="positive",
        basis="theoretical",
    )

    assert [thing.key for thing in read_into(book.file, small()).things] == ["sos.trust-opens-2"]


def test_slot_is_added_changed_and_taken_out() -> None:
    book = (
        Book(small_workbook())
        .edit("cmocs slots", "trust-opens", "2", basis="stated_by_source", note="They say so.")
        .edit("cmocs slots", "trust-opens", "3", concept="", basis="", role="", mechanism_type="")
        .add(
            "cmocs slots",
            configuration="trust-opens",
            role="context",
            concept="england",
            basis="theoretical",
        )
    )

    configuration = after(book.file, small())["trust-opens"]

    assert isinstance(configuration, Configuration)
    told = [(slot.role.value, slot.concept.rpartition(".")[2]) for slot in configuration.slots]
    assert told == [
        ("context", "trust"),
        ("context", "england"),
        ("resource", "safety-plan"),
        ("outcome", "safer"),
    ]
    assert configuration.slots[2].basis.value == "stated_by_source"


def test_workbook_that_is_imported_twice_adds_its_parts_once() -> None:
    book = Book(small_workbook()).add(
        "studies appraisals",
        study="pilot",
        dimension="rigour",
        level="low",
        reason="One place only.",
        asserted_by="ann",
    )
    once = merged(small(), read_into(book.file, small()))

    again = read_into(book.file, once)

    assert again.things == ()
    assert again.problems == ()


def test_position_of_a_part_may_shift_in_the_review() -> None:
    shifted = merged(
        small(),
        read_into(
            Book(small_workbook())
            .add(
                "cmocs slots",
                configuration="trust-opens",
                role="context",
                concept="england",
                basis="theoretical",
            )
            .file,
            small(),
        ),
    )
    book = Book(small_workbook()).edit("cmocs slots", "trust-opens", "4", direction="mixed")

    imported = read_into(book.file, shifted)
    [changed] = imported.things

    assert imported.problems == ()
    assert isinstance(changed, Configuration)
    assert [slot.direction and slot.direction.value for slot in changed.slots][-1] == "mixed"
    assert len(changed.slots) == 5


def test_line_that_changes_its_study_stands_in_another_file() -> None:
    book = Book(small_workbook()).edit("lines", "line-nuance", study="pilot")

    reading = merged(small(), read_into(book.file, small()))

    [line] = [
        thing
        for thing in reading.things
        if isinstance(thing, EvidenceLine) and thing.key == "sos.line-nuance"
    ]
    assert line.study.endswith("sos.pilot")
    assert line.id not in reading.files
    assert not has_errors(reading.problems)


def test_words_that_a_profile_left_out_stay_in_the_review() -> None:
    file = written(small(), Profile.HASH)
    book = Book(file).edit("passages", "p-trust", label="Parents have to trust the worker.")

    passage = after(book.file, small())["p-trust"]

    assert isinstance(passage, Passage)
    assert plain(passage.label) == "Parents have to trust the worker."
    assert passage.surroundings is not None
    assert passage.surroundings.prefix == "found that "


def test_column_that_is_missing_takes_nothing_away() -> None:
    book = Book(small_workbook()).titled("concepts", "broader", "my notes")

    imported = read_into(book.file, small())

    assert imported.things == ()
    assert [problem.code for problem in imported.problems] == ["workbook-column-unknown"]


def test_workbook_without_digests_fills_in_and_never_overwrites() -> None:
    content = with_cells(small_workbook(), {}, sheets={BASE: ()})
    book = (
        Book(replace(small_workbook(), content=content))
        .edit("concepts", "trust", definition="To rely on somebody.", broader="")
        .edit("concepts", "safer", label="Safer children")
    )

    things = after(book.file, small())
    problems = read_into(book.file, small()).problems

    assert isinstance(things["trust"], Concept)
    assert things["trust"].definition == (LangString("To rely on somebody.", "en"),)
    assert len(things["trust"].broader) == 1
    assert plain(things["safer"].label) == "Children are safer"
    assert [(problem.code, problem.cell) for problem in problems] == [("import-conflict", "B5")]


def test_workbook_that_is_given_back_goes_on_from_there() -> None:
    book = (
        Book(small_workbook())
        .add("concepts", label="Trust in the plan")
        .edit("concepts", "trust", definition="To rely on somebody.")
        .edit("cmocs slots", "trust-opens", "3", concept="", basis="", role="", mechanism_type="")
        .add(
            "cmocs slots",
            configuration="trust-opens",
            role="context",
            concept="england",
            basis="theoretical",
        )
    )
    reading = merged(small(), read_into(book.file, small()))
    context = Context(review="sos", existing=reading)

    back = Book(replace(book.file, content=returned(book.file, context=context)))

    assert back.row("concepts", "trust-in-the-plan") == 9
    assert back.row("cmocs slots", "trust-opens", "2")
    untouched = read_into(back.file, reading)
    assert (untouched.things, untouched.problems) == ((), ())
    assert returned(back.file, context=context) == back.file.content
    again = back.edit("concepts", "trust-in-the-plan", definition="A new one.").edit(
        "concepts", "trust", definition="Another word."
    )
    found = read_into(again.file, reading)
    assert [thing.key for thing in found.things] == ["sos.trust", "sos.trust-in-the-plan"]
    assert found.problems == ()


def test_conflict_is_told_again_by_a_workbook_that_was_given_back() -> None:
    meanwhile = defined(small(), "trust", "The review's own words.")
    book = Book(small_workbook()).edit("concepts", "trust", definition="The workbook's.")
    back = returned(book.file, context=Context(review="sos", existing=meanwhile))

    imported = read_into(replace(book.file, content=back), meanwhile)

    assert [problem.code for problem in imported.problems] == ["import-conflict"]


def test_second_row_of_an_id_is_told_even_when_it_is_as_it_was_written() -> None:
    book = Book(small_workbook()).edit("concepts", "england", id="trust")

    problems = read_into(book.file, small()).problems

    assert ("id-duplicate", "A8") in [(one.code, one.cell) for one in problems]


def test_parts_that_say_the_same_keep_their_positions() -> None:
    first = Book(small_workbook())
    row = {
        "study": "evaluation",
        "position": "1",
        "dimension": "rigour",
        "level": "moderate",
        "reason": "A comparison group, but few places.",
        "asserted_by": "ann",
    }
    book = first.add("studies appraisals", **row)
    reading = merged(small(), read_into(book.file, small()))
    context = Context(review="sos", existing=reading)

    back = replace(book.file, content=returned(book.file, context=context))

    assert read_into(back, reading).things == ()
    assert returned(back, context=context) == back.content


def test_part_that_the_review_took_out_does_not_come_back_with_a_workbook_given_back() -> None:
    emptied = {"role": "", "concept": "", "basis": "", "level": "", "passages": ""}
    without = Book(small_workbook()).edit("cmocs slots", "trust-opens", "1", **emptied)
    meanwhile = merged(small(), read_into(without.file, small()))
    context = Context(review="sos", existing=meanwhile)

    back = replace(small_workbook(), content=returned(small_workbook(), context=context))

    assert read_into(small_workbook(), meanwhile).things == ()
    assert read_into(back, meanwhile).things == ()
    assert returned(back, context=context) == back.content
