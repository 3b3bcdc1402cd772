"""What files say becomes things: labels, sources, quotations, slots, links and lines."""

from datetime import date
from typing import TypeVar

import pytest
from rdflib import URIRef

from cmo_graph.anchoring import digest_of
from cmo_graph.interchange.authoring import Reading
from cmo_graph.interchange.drafting import Draft, DraftSlot
from cmo_graph.interchange.importing import Context, Imported, merged
from cmo_graph.interchange.notes import in_cell
from cmo_graph.mapping import plain
from cmo_graph.model import (
    Agent,
    Concept,
    Configuration,
    EvidenceLine,
    Link,
    Passage,
    Report,
    Review,
    Study,
    Thing,
)
from cmo_graph.model.codes import (
    ClaimBasis,
    Direction,
    EvidenceBasis,
    HumanStatus,
    LinkKind,
    OutcomeDirection,
    Polarity,
    Presence,
    ReportKind,
    ReviewKind,
    Role,
    StudyDesign,
    TheoryStage,
)

ThingT = TypeVar("ThingT", bound=Thing)

CONTEXT = Context(review="sos", coder="ann")
PLACE = in_cell("table.xlsx", 2, 3, sheet="CMOs")
DAY = date(2026, 11, 1)


def codes(imported: Imported) -> list[str]:
    return [problem.code for problem in imported.problems]


def of(imported: Imported, model: type[Thing]) -> list[Thing]:
    return [thing for thing in imported.things if isinstance(thing, model)]


def all_of(imported: Imported, model: type[ThingT]) -> list[ThingT]:
    return [thing for thing in imported.things if isinstance(thing, model)]


def one(imported: Imported, model: type[ThingT]) -> ThingT:
    [found] = [thing for thing in imported.things if isinstance(thing, model)]
    return found


def review() -> Review:
    return Review(
        id=CONTEXT.review_iri,
        review=CONTEXT.review_iri,
        label=CONTEXT.text("A review"),
        kind=ReviewKind.REALIST_SYNTHESIS,
        question=CONTEXT.text("What works?"),
    )


def having(*things: Thing) -> Context:
    return Context(review="sos", existing=Reading((review(), *things), ()))


def small(draft: Draft, *, named: str = "") -> URIRef:
    trust = draft.concept("Trust", PLACE)
    safer = draft.concept("Children are safer", PLACE)
    slots = [DraftSlot(Role.OUTCOME, safer), DraftSlot(Role.CONTEXT, trust)]
    found = draft.configuration(slots, PLACE, named=named)
    assert found is not None
    return found


def test_draft_takes_equal_labels_for_one_concept() -> None:
    draft = Draft(CONTEXT)

    first = draft.concept("Parents  trust", PLACE)

    assert draft.concept("parents trust ", PLACE) == first
    assert [plain(c.label) for c in of(draft.imported(), Concept)] == ["Parents trust"]


def test_draft_takes_the_reviews_own_concept_by_any_of_its_labels() -> None:
    iri = CONTEXT.mint(Concept, "t")
    text = CONTEXT.text
    held = Concept(id=iri, review=CONTEXT.review_iri, label=text("Trust"), alt_labels=text("Faith"))

    draft = Draft(having(held))

    assert draft.concept("faith", PLACE) == iri
    assert draft.imported().things == ()


def test_draft_keeps_long_labels_apart_that_begin_alike() -> None:
    draft = Draft(CONTEXT)
    start = "Parents who have known their worker for a long time and who "

    first, second = (draft.concept(start + end, PLACE) for end in ("trust", "mistrust"))

    assert first != second
    assert Draft(CONTEXT).concept(f"{start}mistrust", PLACE) == second


def test_draft_orders_slots_and_leaves_open_what_nobody_said() -> None:
    draft = Draft(CONTEXT)
    small(draft)

    made = one(draft.imported(), Configuration)

    assert [slot.role for slot in made.slots] == [Role.CONTEXT, Role.OUTCOME]
    assert {slot.basis for slot in made.slots} == {ClaimBasis.UNATTRIBUTED}
    assert made.slots[1].direction is OutcomeDirection.UNCLEAR
    assert (made.stage, plain(made.label)) == (
        TheoryStage.CANDIDATE,
        "Trust → Children are safer",
    )


def test_draft_makes_the_same_slots_one_configuration_unless_the_file_names_two() -> None:
    draft = Draft(CONTEXT)

    assert small(draft) == small(draft)
    assert small(draft, named="C1") != small(draft, named="C2")


def test_draft_adds_slots_to_a_configuration_that_is_named_again() -> None:
    draft = Draft(CONTEXT)
    small(draft, named="C1")
    plan = draft.concept("A plan", PLACE)
    draft.configuration([DraftSlot(Role.RESOURCE, plan)], PLACE, named="c1")

    made = one(draft.imported(), Configuration)

    assert [slot.role for slot in made.slots] == [Role.CONTEXT, Role.RESOURCE, Role.OUTCOME]


def test_draft_notes_a_slot_that_is_told_in_two_ways() -> None:
    draft = Draft(CONTEXT)
    trust = draft.concept("Trust", PLACE)
    slots = [
        DraftSlot(Role.CONTEXT, trust),
        DraftSlot(Role.CONTEXT, trust, presence=Presence.ABSENT),
    ]
    draft.configuration(slots, PLACE)

    assert codes(draft.imported()) == ["draft-slot-differs"]


def test_draft_notes_a_configuration_without_slots() -> None:
    draft = Draft(CONTEXT)

    assert draft.configuration([], PLACE, named="C1") is None
    assert codes(draft.imported()) == ["draft-slots-missing"]


@pytest.mark.parametrize(
    ("kind", "roles", "code"),
    [
        (LinkKind.PROVIDES, (Role.RESPONSE, Role.RESOURCE), "draft-link-reversed"),
        (LinkKind.PROVIDES, (Role.INTERVENTION, Role.RESPONSE), "draft-link-misfit"),
        (LinkKind.LEADS_TO, (Role.OUTCOME, Role.CONTEXT), "draft-link-reversed"),
        (LinkKind.LEADS_TO, (Role.CONTEXT, Role.OUTCOME), None),
        (LinkKind.BECOMES_CONTEXT_OF, (Role.OUTCOME, Role.CONTEXT), None),
        (LinkKind.CONSTRAINS, (Role.OUTCOME, Role.CONTEXT), None),
    ],
)
def test_draft_keeps_a_link_that_does_not_fit_its_ends(
    kind: LinkKind, roles: tuple[Role, Role], code: str | None
) -> None:
    draft = Draft(CONTEXT)
    cause, effect = (
        draft.concept(name, PLACE, role=role) for name, role in zip("ab", roles, strict=True)
    )
    draft.link(cause, effect, PLACE, kind=kind, polarity=Polarity.POSITIVE)

    imported = draft.imported()

    assert codes(imported) == ([code] if code else [])
    assert all(problem.cell == "C2" for problem in imported.problems)
    assert one(imported, Link).from_concept == cause


def test_draft_keeps_a_link_without_a_sign_as_one_that_may_go_either_way() -> None:
    draft = Draft(CONTEXT)
    draft.link(draft.concept("a", PLACE), draft.concept("b", PLACE), PLACE)

    imported = draft.imported()

    assert one(imported, Link).polarity is Polarity.MIXED
    assert codes(imported) == ["draft-link-unsigned"]


def test_draft_leaves_out_a_link_from_a_concept_to_itself() -> None:
    draft = Draft(CONTEXT)
    trust = draft.concept("Trust", PLACE)

    assert draft.link(trust, trust, PLACE) is None
    assert codes(draft.imported()) == ["draft-link-to-itself"]


def test_draft_keeps_the_words_of_a_quotation_outside_the_review() -> None:
    draft = Draft(CONTEXT)
    source = draft.source("Sheehan 2018", PLACE)

    iri = draft.passage(" Trust comes first.\r\n", PLACE, source=source, page="12")
    imported = draft.imported()

    made = one(imported, Passage)
    assert (made.id, made.digest, made.page) == (iri, digest_of("Trust comes first."), "12")
    assert made.surroundings is None
    [text] = imported.texts.values()
    assert text == f"{made.key}\nTrust comes first.\n"
    assert codes(imported) == ["draft-quotation-unplaced"]


def test_draft_locates_a_quotation_in_the_text_that_is_held() -> None:
    draft = Draft(CONTEXT)
    source = draft.source("Sheehan 2018", PLACE)
    draft.hold(source, "They found that\r\ntrust comes first, always.")

    draft.passage("that trust comes first", PLACE, source=source)
    imported = draft.imported()

    made = one(imported, Passage)
    assert (made.location.start, made.location.end) == (11, 33)
    assert made.digest == digest_of("that\ntrust comes first")
    assert one(imported, Report).text_file == "sheehan-2018.txt"
    assert imported.problems == ()


def test_draft_doubts_a_quotation_that_its_text_does_not_have() -> None:
    draft = Draft(CONTEXT)
    source = draft.source("Sheehan 2018", PLACE)
    draft.hold(source, "Something else is written here.")
    draft.passage("trust comes first", PLACE, source=source)

    assert "draft-quotation-doubtful" in codes(draft.imported())


def test_draft_takes_the_reviews_own_source_by_its_citation_key() -> None:
    study = Study(
        id=CONTEXT.mint(Study, "s"),
        review=CONTEXT.review_iri,
        label=CONTEXT.text("S"),
        design=StudyDesign.OTHER,
    )
    report = Report(
        id=CONTEXT.mint(Report, "r"),
        review=CONTEXT.review_iri,
        label=CONTEXT.text("R"),
        kind=ReportKind.OTHER,
        reports_on=(study.id,),
        citation_key="sheehan2018",
    )

    found = Draft(having(study, report)).source("Sheehan2018", PLACE)

    assert (found.study, found.report) == (study.id, report.id)


def test_draft_proposes_a_line_and_leaves_its_basis_open() -> None:
    draft = Draft(CONTEXT, coded=DAY)
    source = draft.source("Sheehan 2018", PLACE)
    quoted = draft.passage("Trust comes first.", PLACE, source=source)

    draft.line(small(draft), PLACE, source=source, direction=Direction.SUPPORTS, passages=[quoted])

    line = one(draft.imported(), EvidenceLine)
    assert (line.status, line.basis) == (HumanStatus.PROPOSED, EvidenceBasis.NOT_REPORTED)
    assert (line.coder, line.coded) == (CONTEXT.mint(Agent, "ann"), DAY)


def test_draft_leaves_a_line_to_whomever_the_review_says_coded_it() -> None:
    def drafted(file: str, context: Context) -> Imported:
        draft, place = Draft(context, coded=DAY), in_cell(file, 2, 3, sheet="CMOs")
        source = draft.source("Sheehan 2018", place)
        quoted = draft.passage("Trust comes first.", place, source=source)
        claim = small(draft)
        draft.line(claim, place, source=source, direction=Direction.SUPPORTS, passages=[quoted])
        return draft.imported()

    first = drafted("mine.csv", having())
    again = drafted("renamed.csv", having(*first.things))

    assert "Whoever coded mine.csv" in {plain(agent.label) for agent in all_of(first, Agent)}
    assert "Whoever coded renamed.csv" not in {plain(one.label) for one in all_of(again, Agent)}


def test_draft_keeps_an_unfinished_line_as_a_remark() -> None:
    draft = Draft(CONTEXT)
    source = draft.source("Sheehan 2018", PLACE)

    found = draft.line(small(draft), PLACE, source=source, direction=Direction.DISPUTES)
    imported = draft.imported()

    assert found is None
    assert codes(imported) == ["draft-line-incomplete"]
    assert "the date of coding" in imported.problems[0].message
    note = one(imported, Configuration).note
    assert note is not None
    assert plain(note) == "sos.sheehan-2018: disputes"


def test_draft_does_not_call_a_line_empirical_whose_finding_nobody_said() -> None:
    draft = Draft(CONTEXT, coded=DAY)
    source = draft.source("Sheehan 2018", PLACE)
    quoted = draft.passage("Trust comes first.", PLACE, source=source)
    draft.line(
        small(draft),
        PLACE,
        source=source,
        direction=Direction.SUPPORTS,
        passages=[quoted],
        basis=EvidenceBasis.EMPIRICAL,
    )

    assert one(draft.imported(), EvidenceLine).basis is EvidenceBasis.NOT_REPORTED


def test_draft_keeps_remarks_on_what_the_review_has_already() -> None:
    held = Concept(
        id=CONTEXT.mint(Concept, "t"), review=CONTEXT.review_iri, label=CONTEXT.text("T")
    )
    draft = Draft(having(held))
    draft.remark(draft.concept("t", PLACE), "From the table.")

    made = one(draft.imported(), Concept)

    assert made.scope_note == CONTEXT.text("From the table.")


def full(context: Context) -> Imported:
    draft = Draft(context, coded=DAY)
    source = draft.source("Sheehan 2018", PLACE, note="Country: England")
    quoted = draft.passage("Trust comes first.", PLACE, source=source)
    claim = small(draft, named="C1")
    draft.remark(claim, "Programme: home visits")
    draft.line(claim, PLACE, source=source, direction=Direction.SUPPORTS, passages=[quoted])
    draft.link(draft.concept("Trust", PLACE), draft.concept("Hope", PLACE), PLACE)
    return draft.imported()


def test_draft_fits_a_review_and_changes_nothing_the_second_time() -> None:
    empty = Reading((review(),), ())

    after = merged(empty, full(Context(review="sos")))
    again = merged(after, full(Context(review="sos", existing=after)))

    assert after.things, after.problems
    assert again.things == after.things
    assert "import-conflict" not in [problem.code for problem in again.problems]


def test_draft_keeps_where_each_thing_stands() -> None:
    imported = full(CONTEXT)

    assert {thing.id for thing in imported.things} <= set(imported.places)
    assert set(imported.places.values()) == {PLACE}


def test_draft_tells_where_the_first_quotation_without_a_place_stands() -> None:
    draft = Draft(CONTEXT)
    source = draft.source("Sheehan 2018", PLACE)
    for row in (5, 6):
        draft.passage(f"Words of row {row}.", in_cell("t.xlsx", row, 7, sheet="A"), source=source)

    [problem] = draft.imported().problems

    assert (problem.code, problem.cell) == ("draft-quotation-unplaced", "G5")
