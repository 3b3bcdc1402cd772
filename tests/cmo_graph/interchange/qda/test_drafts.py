"""What a coded project comes to in a review."""

from dataclasses import replace
from typing import TypeVar

import pytest

from cmo_graph.anchoring import check_passages
from cmo_graph.interchange.authoring import Reading
from cmo_graph.interchange.importing import Context, GivenFile, Imported, merged
from cmo_graph.interchange.qda.importer import import_qda
from cmo_graph.mapping import LangString, plain
from cmo_graph.model import (
    Agent,
    Concept,
    Configuration,
    Link,
    Passage,
    Report,
    Review,
    Study,
    Thing,
)
from cmo_graph.model.codes import ClaimBasis, PassageCheck, ReviewKind, TheoryStage
from tests.cmo_graph.interchange.qda.projects import (
    NVIVO,
    PROGRAMS,
    QUALCODER,
    Coded,
    Given,
    Program,
    guid,
)

ThingT = TypeVar("ThingT", bound=Thing)

CODES = {
    "Context": "",
    "Regular visits": "Context",
    "Outcomes": "",
    "Trust": "Outcomes",
    "Mechanism: feeling heard": "",
    "Odds and ends": "",
}
CODED = (
    Coded("trust grows when visits are regular", ["Trust", "Regular visits"], nth=3),
    Coded("Zoë felt heard", ["Mechanism: feeling heard"], nth=3),
    Coded("trust grows when visits are regular", ["Trust", "Regular visits"], nth=9),
    Coded("no-one was blamed", ["Odds and ends"], nth=5, memo="Why not?"),
)


def imported(given: Given, *, name: str = "p.qdpx", **context: object) -> Imported:
    facts = Context(review="sos", **context)  # type: ignore[arg-type]  # fields of a context
    return import_qda([GivenFile(name, given.content())], context=facts)


def of(kind: type[ThingT], found: Imported) -> dict[str, ThingT]:
    """The things of a kind by their labels."""
    return {plain(one.label): one for one in found.things if isinstance(one, kind)}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_same_coding_is_the_same_review_whichever_program_wrote_it(program: Program) -> None:
    found = imported(Given(program, coded=CODED, codes=CODES))
    expected = imported(Given(QUALCODER, coded=CODED, codes=CODES))

    assert found.problems == ()
    assert found.things == expected.things
    assert found.texts == expected.texts


def test_codes_are_concepts_with_the_passages_they_were_put_on() -> None:
    found = imported(Given(NVIVO, coded=CODED, codes=CODES))

    concepts = of(Concept, found)
    assert set(concepts) == {"Regular visits", "Trust", "feeling heard", "Odds and ends"}
    assert len(concepts["Trust"].passages) == 2
    passages = [one for one in found.things if isinstance(one, Passage)]
    checks = check_passages(found.things, found.texts)
    assert {checks[one.id].check for one in passages} == {PassageCheck.LOCATED_EXACT}
    [study] = of(Study, found).values()
    [report] = of(Report, found).values()
    assert report.reports_on == (study.id,)
    assert set(of(Agent, found)) == {"Ann"}


def test_what_was_coded_together_is_one_candidate_however_often() -> None:
    found = imported(Given(NVIVO, coded=CODED, codes=CODES))

    [one] = of(Configuration, found).values()
    assert [slot.role.value for slot in one.slots] == ["context", "outcome"]
    assert {len(slot.passages) for slot in one.slots} == {2}
    assert {slot.basis for slot in one.slots} == {ClaimBasis.UNATTRIBUTED}
    assert one.stage is TheoryStage.CANDIDATE


def test_overlapping_selections_are_together_unless_only_equal_ones_are_asked_for() -> None:
    coded = (
        Coded("The team said \U0001f600 trust grows when visits are regular", ["Trust"], nth=4),
        Coded("visits are regular", ["Regular visits"], nth=4),
    )
    given = Given(NVIVO, coded=coded, codes=CODES)

    assert len(of(Configuration, imported(given))) == 1
    assert of(Configuration, imported(given, options={"together": "same"})) == {}


def test_code_of_a_configuration_names_it() -> None:
    coded = (
        *CODED[:1],
        Coded("trust grows when visits are regular", ["CMOC-03"], nth=3),
    )
    given = Given(NVIVO, coded=coded, codes={**CODES, "CMOC-03": ""})

    found = imported(given)

    [one] = of(Configuration, found).values()
    assert (plain(one.label), one.key) == ("CMOC-03", "sos.cmoc-03")
    assert [slot.role.value for slot in one.slots] == ["context", "outcome"]


def test_what_belongs_to_a_named_configuration_is_no_candidate_beside_it() -> None:
    coded = (
        Coded("The team said 😀 trust grows when visits are regular", ["CMOC-03"], nth=3),
        Coded("trust grows when visits", ["Trust"], nth=3),
        Coded("grows when visits are regular", ["Regular visits"], nth=3),
    )
    given = Given(NVIVO, coded=coded, codes={**CODES, "CMOC-03": ""})

    [one] = of(Configuration, imported(given)).values()

    assert plain(one.label) == "CMOC-03"
    assert len(one.slots) == 2


def test_annotation_beside_coded_words_does_no_harm() -> None:
    coded = (
        Coded("trust grows when visits are regular \U0001d54f.", [], nth=3, memo="Look."),
        *CODED[:1],
    )

    found = imported(Given(NVIVO, coded=coded, codes=CODES))

    assert len(of(Configuration, found)) == 1


def test_text_that_is_coded_all_over_gives_no_candidate() -> None:
    codes = {"Context": "", "Outcome": ""} | {f"c{n}": "Context" for n in range(12)}
    codes |= {f"o{n}": "Outcome" for n in range(12)}
    ideas = [name for name in codes if name[1:].isdecimal()]
    coded = (Coded("trust grows when visits are regular", ideas, nth=3),)

    found = imported(Given(NVIVO, coded=coded, codes=codes))

    assert of(Configuration, found) == {}
    assert any("1 place with more than 20 ideas" in sentence for sentence in found.understood)


def test_set_of_a_configuration_has_its_members_as_slots() -> None:
    members = "".join(f'<MemberCode targetGUID="{guid(n)}"/>' for n in ("Trust", "Regular visits"))
    sets = (
        f'<Set guid="{guid("set")}" name="CMOC 1"><Description>If so.</Description>{members}</Set>'
    )
    given = Given(QUALCODER, coded=CODED[3:], codes=CODES, more={"Sets": sets})

    [one] = of(Configuration, imported(given)).values()

    assert one.narrative is not None
    assert plain(one.narrative) == "If so."
    assert [slot.role.value for slot in one.slots] == ["context", "outcome"]


def test_set_beside_the_codes_is_read_like_any_other() -> None:
    members = "".join(f'<MemberCode targetGUID="{guid(n)}"/>' for n in ("Trust", "Regular visits"))
    sets = f'<Sets><Set guid="{guid("set")}" name="CMOC 1">{members}</Set></Sets>'
    given = Given(QUALCODER, coded=CODED[3:], codes=CODES, more={"CodeBook": sets})

    [one] = of(Configuration, imported(given)).values()

    assert [slot.role.value for slot in one.slots] == ["context", "outcome"]


def test_link_with_a_direction_is_a_step_and_one_without_is_kept_in_notes() -> None:
    ends = f'originGUID="{guid("Regular visits")}" targetGUID="{guid("Trust")}"'
    links = (
        f'<Link guid="{guid("l1")}" name="leads to" direction="OneWay" {ends}/>'
        f'<Link guid="{guid("l2")}" name="see also" direction="Associative" {ends}/>'
    )
    given = Given(QUALCODER, coded=CODED, codes=CODES, more={"Links": links})

    found = imported(given)

    [link] = of(Link, found).values()
    assert plain(link.note or ()) == "leads to"
    assert [problem.code for problem in found.problems] == ["draft-link-unsigned"]
    trust = of(Concept, found)["Trust"]
    assert "Linked: Regular visits and Trust (see also)." in plain(trust.scope_note or ())


def test_notes_cases_variables_and_memos_are_kept_on_what_they_are_about() -> None:
    more = {
        "source": f'<NoteRef targetGUID="{guid("n1")}"/><VariableValue><VariableRef'
        f' targetGUID="{guid("v")}"/><TextValue>urban</TextValue></VariableValue>',
        "Variables": f'<Variable guid="{guid("v")}" name="Setting" typeOfVariable="Text"/>',
        "Cases": f'<Case guid="{guid("case")}" name="Leeds"><VariableValue><VariableRef'
        f' targetGUID="{guid("v")}"/><TextValue>city</TextValue></VariableValue>'
        f'<SourceRef targetGUID="{guid("source")}"/></Case>',
        "Notes": f'<Note guid="{guid("n1")}" name="Memo"><PlainTextContent>Think of'
        f' it.</PlainTextContent></Note><Note guid="{guid("n2")}"><PlainTextContent>Loose'
        " end.</PlainTextContent></Note>",
        "Description": "<Description>What it is about.</Description>",
    }

    found = imported(Given(QUALCODER, coded=CODED, codes=CODES, more=more))

    [report] = of(Report, found).values()
    note = plain(report.note or ())
    for words in ("Setting: urban", "Memo: Think of it.", "Case Leeds.\nSetting: city"):
        assert words in note
    assert "Coded by Ann: 6 codings, 2026-03-04 to 2026-03-04." in note
    assert ": Why not?" in note
    assert [problem.code for problem in found.problems] == ["qda-note-unplaced"]
    assert found.texts["synthetic-notes.txt"] == "Loose end.\n\nWhat it is about.\n"


def test_annotation_that_a_link_hangs_on_a_selection_is_kept_with_its_place() -> None:
    more = {
        "Notes": f'<Note guid="{guid("n")}"><PlainTextContent>Odd.</PlainTextContent></Note>',
        "Links": f'<Link guid="{guid("l")}" originGUID="{guid("n")}"'
        f' targetGUID="{guid("selection 3")}"/>',
    }

    found = imported(Given(NVIVO, coded=CODED, codes=CODES, more=more))

    [report] = of(Report, found).values()
    [passage] = [one for one in found.things if plain(one.label) == "Coded as Odds and ends"]
    assert isinstance(passage, Passage)
    where = f"{passage.location.start} to {passage.location.end}"
    assert f"{where}: Odd." in plain(report.note or ())
    assert found.problems == ()


def test_codes_of_one_name_are_one_concept_and_never_wider_than_themselves() -> None:
    given = Given(QUALCODER, codes={"Context": "", "Trust": "Context", "Help": "Trust"})
    xml = given.xml().replace(
        'name="Help" isCodable="true"></Code>',
        'name="Help" isCodable="true">'
        f'<Code guid="{guid("again")}" name="trust" isCodable="true"/></Code>',
    )

    found = import_qda([GivenFile("p.qdc", xml.encode())], context=Context(review="sos"))

    concepts = of(Concept, found)
    assert set(concepts) == {"Trust", "Help"}
    assert concepts["Help"].broader == (concepts["Trust"].id,)
    assert concepts["Trust"].broader == ()


def test_second_import_changes_nothing() -> None:
    given = Given(NVIVO, coded=CODED, codes=CODES)
    review = Review(
        id=Context(review="sos").review_iri,
        review=Context(review="sos").review_iri,
        label=(LangString("Visits", "en"),),
        kind=ReviewKind.REALIST_SYNTHESIS,
        question=(LangString("Why?", "en"),),
    )

    first = merged(Reading((review,), ()), imported(given))
    second = merged(first, imported(given, existing=replace(first, problems=())))

    assert first.things
    assert second.things == first.things


def test_codebook_and_project_are_read_together() -> None:
    given = Given(NVIVO, coded=CODED, codes=CODES)
    book = (
        '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>'
        f'<Code guid="{guid("Trust")}" name="Trust" isCodable="true"><Description>That somebody'
        " can be relied on.</Description></Code></Codes></CodeBook>"
    )
    files = [GivenFile("c.qdc", book.encode()), GivenFile("p.qdpx", given.content())]

    found = import_qda(files, context=Context(review="sos"))

    trust = of(Concept, found)["Trust"]
    assert trust.definition is not None
    assert len(trust.passages) == 2
    assert len({thing.id for thing in found.things}) == len(found.things)
