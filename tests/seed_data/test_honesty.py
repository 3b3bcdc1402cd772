"""The seed says whose word everything is, and rates nothing that its sources do not rate."""

from cmo_graph.interchange.authoring import Reading, read_review
from cmo_graph.interchange.emitting import emit_review
from cmo_graph.mapping import plain
from cmo_graph.model import (
    Agent,
    Concept,
    Confidence,
    Configuration,
    EmmieAssessment,
    EvidenceLine,
    Link,
    Moderation,
    Passage,
    Position,
    Rating,
    Report,
    Review,
    SearchRecord,
    Study,
    Thing,
    Undercut,
)
from cmo_graph.model.codes import (
    ClaimBasis,
    CodingMethod,
    EmmieDimension,
    EvidenceBasis,
    HumanStatus,
    ReadVia,
    StudyDesign,
)
from cmo_graph.resources import seed_review
from cmo_graph.validation.problems import Severity

#: Warnings that the seed gives rightly: its sources tell partial configurations, name three people
#: who say nothing by themselves, and mention research that bears on no causal claim.
RIGHTLY_WARNED = {"configuration-partial", "agent-unused", "study-unused"}


def test_seed_reads_without_errors(reading: Reading) -> None:
    errors = [p.as_text() for p in reading.problems if p.severity is Severity.ERROR]

    assert errors == []
    assert {problem.code for problem in reading.problems} <= RIGHTLY_WARNED


def test_seed_stands_in_the_canonical_form(reading: Reading) -> None:
    emitted = emit_review(reading.things, language=reading.language, files=reading.files)

    folder = seed_review()
    found = {
        str(path.relative_to(folder).as_posix()): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.yaml")
    }
    assert found == dict(emitted)


def test_seed_reads_the_same_twice(reading: Reading) -> None:
    assert read_review(seed_review()) == reading


def test_every_slot_link_and_moderation_has_passages(things: tuple[Thing, ...]) -> None:
    for thing in things:
        if isinstance(thing, Configuration):
            assert all(slot.passages for slot in thing.slots), thing.key
        if isinstance(thing, (Link, Moderation)):
            assert thing.passages, thing.key


def test_every_inference_of_ours_is_explained_or_stands_in_an_explained_claim(
    things: tuple[Thing, ...],
) -> None:
    for thing in things:
        if isinstance(thing, (Link, Moderation)):
            ours = thing.basis is ClaimBasis.INFERRED_BY_REVIEWER
            assert thing.note or not ours, thing.key
        if isinstance(thing, Configuration):
            for slot in thing.slots:
                ours = slot.basis is ClaimBasis.INFERRED_BY_REVIEWER
                assert slot.note or thing.note or not ours, slot.id


def test_every_concept_is_defined(things: tuple[Thing, ...]) -> None:
    undefined = [
        thing.key
        for thing in things
        if isinstance(thing, Concept) and not (thing.definition or thing.scope_note)
    ]

    assert undefined == []


def test_every_line_says_who_where_and_how_it_was_coded(things: tuple[Thing, ...]) -> None:
    lines = [thing for thing in things if isinstance(thing, EvidenceLine)]

    assert lines
    for line in lines:
        assert line.reported_by is not None, line.key
        assert line.entailment is not None, line.key
        assert line.read_via is ReadVia.SECONDARY_REPORT, line.key
        assert line.method is CodingMethod.MANUAL, line.key
        assert line.status is HumanStatus.ACCEPTED, line.key
        assert (line.finding is not None) is (line.basis is EvidenceBasis.EMPIRICAL), line.key


def test_a_line_is_empirical_only_when_it_is_of_research(things: tuple[Thing, ...]) -> None:
    designs = {thing.id: thing.design for thing in things if isinstance(thing, Study)}

    for line in (thing for thing in things if isinstance(thing, EvidenceLine)):
        is_account = line.basis is EvidenceBasis.STAKEHOLDER_ACCOUNT
        assert is_account is (designs[line.study] is StudyDesign.STAKEHOLDER_STATEMENT), line.key


def test_a_study_has_at_most_one_line_on_a_claim(things: tuple[Thing, ...]) -> None:
    pairs = [(line.study, line.claim) for line in things if isinstance(line, EvidenceLine)]

    assert len(set(pairs)) == len(pairs)


def test_passages_of_a_line_stand_in_a_report_on_its_study(things: tuple[Thing, ...]) -> None:
    reports = {thing.id: thing for thing in things if isinstance(thing, Report)}
    passages = {thing.id: thing for thing in things if isinstance(thing, Passage)}

    for line in (thing for thing in things if isinstance(thing, EvidenceLine)):
        for passage in line.passages:
            assert line.study in reports[passages[passage].report].reports_on, line.key


def test_nothing_is_rated_that_the_pages_do_not_rate(things: tuple[Thing, ...]) -> None:
    judged = [thing for thing in things if isinstance(thing, (Rating, Confidence))]
    emmie = [thing for thing in things if isinstance(thing, EmmieAssessment)]
    appraised = [thing for thing in things if isinstance(thing, (Study, EvidenceLine))]

    assert judged == []
    assert {assessment.dimension for assessment in emmie} == set(EmmieDimension)
    assert [assessment.quality for assessment in emmie] == [None] * len(EmmieDimension)
    assert not any(thing.appraisals for thing in appraised)


def test_no_count_of_documents_is_given_because_the_pages_give_none(
    things: tuple[Thing, ...],
) -> None:
    [review] = [thing for thing in things if isinstance(thing, Review)]

    assert (review.documents_screened, review.documents_included) == (None, None)


def test_who_has_a_stake_says_so(things: tuple[Thing, ...]) -> None:
    agents = {thing.key: thing for thing in things if isinstance(thing, Agent)}

    assert agents["sos.mtm"].interest
    assert agents["sos.dfe"].interest


def test_everything_said_is_reported_by_somebody(things: tuple[Thing, ...]) -> None:
    said = [t for t in things if isinstance(t, (Position, SearchRecord, Undercut, EmmieAssessment))]

    for thing in said:
        assert thing.reported_by is not None or plain(thing.label).startswith("Community Care")
