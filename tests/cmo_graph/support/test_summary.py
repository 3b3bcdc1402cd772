"""Support of single claims, among them small versions of what the two seed documents say."""

import json
from dataclasses import replace

import pytest

from cmo_graph.model.codes import (
    AppraisalDimension,
    ContextDimension,
    DeveloperInvolvement,
    Direction,
    Entailment,
    EvidenceBasis,
    Finding,
    HumanStatus,
    Level,
    ReadVia,
    SearchResult,
    StudyDesign,
)
from cmo_graph.support import (
    ACCEPTED,
    Answer,
    EvidenceOnClaim,
    Filters,
    IndependentOf,
    MixedClaims,
    OpinionMethod,
    Support,
    SupportStatus,
    Unjudged,
    summarise_support,
)
from cmo_graph.support.cautions import CautionCode
from cmo_graph.support.filters import Reason
from tests.cmo_graph.support.examples import (
    CLAIM,
    concept_iri,
    iri,
    line_iri,
    make_evidence,
    make_line,
    make_search,
    make_study,
    make_undercut,
    study_iri,
)

SECOND_HAND = ReadVia.SECONDARY_REPORT


def sum_up(evidence: EvidenceOnClaim, filters: Filters = ACCEPTED) -> Support:
    return summarise_support(CLAIM, evidence=evidence, filters=filters)


# The two seed documents


@pytest.fixture
def fewer_children_in_care() -> EvidenceOnClaim:
    """The review could not tell; the evaluation saw no impact; the developers undercut it."""
    return make_evidence(
        make_line("review", Direction.INCONCLUSIVE, study="review", read_via=SECOND_HAND),
        make_line("evaluation", Direction.DISPUTES, study="evaluation", read_via=SECOND_HAND),
        studies=[
            make_study("review", design=StudyDesign.SYSTEMATIC_REVIEW),
            make_study("evaluation"),
        ],
        undercuts=[make_undercut("partial-implementation", "evaluation")],
    )


def test_fewer_children_in_care_is_disputed_with_one_inconclusive_and_undercut(
    fewer_children_in_care: EvidenceOnClaim,
) -> None:
    support = sum_up(fewer_children_in_care)

    assert (support.status, support.answer) == (SupportStatus.DISPUTED, Answer.NO)
    assert (support.tally.disputing, support.tally.inconclusive) == (1, 1)
    assert support.tally.undercut == 1
    assert support.tally.second_hand == 2


def test_fewer_children_in_care_is_inconclusive_without_undercut_lines(
    fewer_children_in_care: EvidenceOnClaim,
) -> None:
    support = sum_up(fewer_children_in_care, Filters(with_undercut_lines=False))

    assert support.status is SupportStatus.INCONCLUSIVE
    assert [found.reason for found in support.left_out] == [Reason.UNDERCUT]
    assert [undercut.key for undercut in support.undercuts] == ["sos.partial-implementation"]


def test_fewer_children_in_care_is_not_disputed_by_the_review_alone(
    fewer_children_in_care: EvidenceOnClaim,
) -> None:
    support = sum_up(fewer_children_in_care, Filters(studies=frozenset({study_iri("review")})))

    assert support.status is SupportStatus.INCONCLUSIVE
    assert support.answer is Answer.UNKNOWN


def test_engagement_is_supported_by_the_review() -> None:
    support = sum_up(make_evidence(make_line("review", read_via=SECOND_HAND)))

    assert (support.status, support.answer) == (SupportStatus.SUPPORTED, Answer.YES)
    assert support.tally.second_hand == 1


def test_an_assumed_mechanism_is_theorised_only() -> None:
    assumed = make_line("theory", basis=EvidenceBasis.AUTHOR_THEORY)

    support = sum_up(make_evidence(assumed))

    assert (support.status, support.answer) == (SupportStatus.THEORISED_ONLY, Answer.UNKNOWN)
    assert support.tally.theorising_only == 1
    assert support.tally.supporting == 0


@pytest.mark.parametrize(
    ("direction", "status"),
    [
        (Direction.DISPUTES, SupportStatus.DISPUTED),
        (Direction.INCONCLUSIVE, SupportStatus.INCONCLUSIVE),
    ],
)
def test_no_evidence_to_suggest_turns_on_the_coders_choice(
    direction: Direction, status: SupportStatus
) -> None:
    support = sum_up(make_evidence(make_line("assessments", direction)))

    assert support.status is status
    assert support.warnings == ()


def test_kinship_care_against_the_aims_is_supported() -> None:
    finding = make_line("kinship", finding=Finding.EFFECT, read_via=SECOND_HAND)

    assert sum_up(make_evidence(finding)).status is SupportStatus.SUPPORTED


def test_re_referral_is_inconclusive() -> None:
    line = make_line("re-referral", Direction.INCONCLUSIVE)

    assert sum_up(make_evidence(line)).status is SupportStatus.INCONCLUSIVE


def test_cost_effectiveness_was_searched_and_none_found() -> None:
    support = sum_up(make_evidence(searches=[make_search("economics")]))

    assert support.status is SupportStatus.SEARCHED_NONE_FOUND
    assert support.answer is Answer.UNKNOWN


def test_a_spokespersons_word_alone_gives_theorised_only() -> None:
    word = make_line("department", basis=EvidenceBasis.STAKEHOLDER_ACCOUNT)

    assert sum_up(make_evidence(word)).status is SupportStatus.THEORISED_ONLY


# Status


def test_nothing_known_is_no_evidence_and_not_a_no() -> None:
    support = sum_up(EvidenceOnClaim())

    assert (support.status, support.answer) == (SupportStatus.NO_EVIDENCE, Answer.UNKNOWN)
    assert support.tally.studies == 0


def test_nuancing_lines_alone_give_nuanced_only_and_name_their_context() -> None:
    support = sum_up(make_evidence(make_line("depends", Direction.NUANCES)))

    assert support.status is SupportStatus.NUANCED_ONLY
    assert [line.line.turns_on for line in support.nuances] == [concept_iri("leadership")]


def test_a_search_for_what_the_claim_is_about_counts_unless_declared_otherwise() -> None:
    sought = concept_iri("cost-effectiveness")
    evidence = make_evidence(searches=[make_search("economics", searched_for=sought)])
    evidence = replace(evidence, sought=frozenset({sought}))

    assert sum_up(evidence).status is SupportStatus.SEARCHED_NONE_FOUND
    assert (
        sum_up(evidence, Filters(with_concept_searches=False)).status is SupportStatus.NO_EVIDENCE
    )


def test_none_found_may_not_be_said_where_another_search_found_some() -> None:
    in_vain, found = make_search("2015"), make_search("2020", result=SearchResult.FOUND)

    support = sum_up(make_evidence(searches=[in_vain, found]))

    assert support.status is SupportStatus.NO_EVIDENCE


def test_what_a_search_for_a_concept_found_does_not_speak_for_the_claim() -> None:
    concept = concept_iri("cost-effectiveness")
    wide = make_search("wide", searched_for=concept, result=SearchResult.FOUND)
    evidence = make_evidence(searches=[make_search("narrow"), wide])

    support = sum_up(replace(evidence, sought=frozenset({concept})))

    assert support.status is SupportStatus.SEARCHED_NONE_FOUND
    assert support.warnings == ()


def test_a_search_for_something_else_does_not_count() -> None:
    search = make_search("other", searched_for=concept_iri("other"))

    assert sum_up(make_evidence(searches=[search])).status is SupportStatus.NO_EVIDENCE


def test_support_refuses_a_line_on_another_claim() -> None:
    other = make_line("other", claim=iri("links", "other"))

    with pytest.raises(MixedClaims, match="bears on"):
        sum_up(make_evidence(other))


# Independence


def test_support_counts_a_study_once_when_it_has_two_lines_and_two_reports() -> None:
    evidence = make_evidence(make_line("first"), make_line("second"))
    evidence = replace(
        evidence,
        reports={
            iri("passages", "first"): iri("reports", "1"),
            iri("passages", "second"): iri("reports", "2"),
        },
    )

    tally = sum_up(evidence).tally

    assert (tally.supporting, tally.reports, tally.passages) == (1, 2, 2)


def test_support_counts_studies_on_the_same_data_once_through_one_nobody_coded() -> None:
    support = sum_up(
        make_evidence(
            make_line("one", study="a"),
            make_line("two", study="b"),
            studies=[make_study("a", same_data=["hub"]), make_study("b", same_data=["hub"])],
        )
    )

    assert support.tally.supporting == 1
    assert support.clusters == ((study_iri("a"), study_iri("b"), study_iri("hub")),)


def test_a_reviews_line_gives_way_to_a_primary_study() -> None:
    support = sum_up(
        make_evidence(
            make_line("review", Direction.DISPUTES, study="review"),
            make_line("primary", Direction.SUPPORTS, study="primary"),
            studies=[make_study("review", includes=["primary", "other"]), make_study("primary")],
        )
    )

    assert support.status is SupportStatus.SUPPORTED
    [subsumed] = support.subsumed
    assert (subsumed.by, subsumed.includes) == ((study_iri("primary"),), 2)


def test_a_reviews_finding_does_not_give_way_to_what_a_primary_study_supposes() -> None:
    support = sum_up(
        make_evidence(
            make_line("review", study="review"),
            make_line("primary", study="primary", basis=EvidenceBasis.AUTHOR_THEORY),
            studies=[make_study("review", includes=["primary"])],
        )
    )

    assert support.status is SupportStatus.SUPPORTED
    assert support.subsumed == ()


def test_a_reviews_line_counts_again_when_the_primary_study_is_filtered_out() -> None:
    evidence = make_evidence(
        make_line("review", study="review"),
        make_line("primary", study="primary", status=HumanStatus.PROPOSED),
        studies=[make_study("review", includes=["primary"])],
    )

    [line] = sum_up(evidence).lines
    assert line.line.id == line_iri("review")
    assert line.as_json()["review_of"] == 1


def test_reviews_that_include_each_other_both_count() -> None:
    support = sum_up(
        make_evidence(
            make_line("one", study="a"),
            make_line("two", study="b"),
            studies=[make_study("a", includes=["b"]), make_study("b", includes=["a"])],
        )
    )

    assert support.tally.supporting == 2


def test_two_reviews_tell_how_far_they_overlap() -> None:
    support = sum_up(
        make_evidence(
            make_line("one", study="a"),
            make_line("two", study="b"),
            studies=[make_study("a", includes=["p", "q"]), make_study("b", includes=["q", "r"])],
        )
    )

    assert support.overlap is not None
    assert support.overlap.corrected_covered_area == pytest.approx(1 / 3)


def test_two_reviews_overlap_unknown_when_one_does_not_say_what_it_includes() -> None:
    support = sum_up(
        make_evidence(
            make_line("one", study="a"),
            make_line("two", study="b"),
            studies=[
                make_study("a", includes=["p"]),
                make_study("b", design=StudyDesign.SYSTEMATIC_REVIEW),
            ],
        )
    )

    assert support.overlap is not None
    assert support.overlap.as_json()["state"] == "overlap_unknown"


# Contexts


def contested_in(supporting: list[str], disputing: list[str]) -> EvidenceOnClaim:
    countries = ("wales", "britain", "norway", "england")
    evidence = make_evidence(
        make_line("for", Direction.SUPPORTS, study="a", examined_in=supporting),
        make_line("against", Direction.DISPUTES, study="b"),
        studies=[make_study("b", examined_in=disputing)],
    )
    return replace(
        evidence,
        dimensions={concept_iri(name): ContextDimension.COUNTRY for name in countries},
        broader={concept_iri("wales"): frozenset({concept_iri("britain")})},
    )


def test_a_contested_claim_names_the_dimension_on_which_both_sides_never_met() -> None:
    support = sum_up(contested_in(["norway"], ["wales", "england"]))

    assert (support.status, support.answer) == (SupportStatus.CONTESTED, Answer.BOTH)
    [split] = support.context_split
    assert split.dimension is ContextDimension.COUNTRY
    assert split.supporting == (concept_iri("norway"),)
    assert split.disputing == (concept_iri("england"), concept_iri("wales"))


@pytest.mark.parametrize(
    ("supporting", "disputing"),
    [
        (["wales"], ["wales"]),
        (["britain"], ["wales"]),
        (["wales"], ["britain"]),
        (["norway", "wales"], ["wales"]),
        ([], ["wales"]),
        (["norway"], []),
    ],
)
def test_a_contested_claim_has_no_split_when_contexts_meet_or_are_not_declared(
    supporting: list[str], disputing: list[str]
) -> None:
    support = sum_up(contested_in(supporting, disputing))

    assert support.status is SupportStatus.CONTESTED
    assert support.context_split == ()


# Filters


def test_only_accepted_lines_count_by_default() -> None:
    evidence = make_evidence(
        *(make_line(status.value, study=status.value, status=status) for status in HumanStatus)
    )

    support = sum_up(evidence)

    assert [line.line.id for line in support.lines] == [line_iri("accepted")]
    assert {found.reason for found in support.left_out} == {Reason.HUMAN_STATUS}


def test_a_proposed_undercut_casts_no_doubt() -> None:
    undercut = make_undercut("proposed", "one", status=HumanStatus.PROPOSED)

    support = sum_up(make_evidence(make_line("one"), undercuts=[undercut]))

    assert support.tally.undercut == 0
    assert support.undercuts == ()


@pytest.mark.parametrize(
    ("level", "unjudged", "reasons"),
    [
        (Level.LOW, Unjudged.KEEP, [Reason.BELOW_MINIMUM_RIGOUR]),
        (Level.MODERATE, Unjudged.LEAVE_OUT, []),
        (None, Unjudged.LEAVE_OUT, [Reason.RIGOUR_NOT_JUDGED]),
        (None, Unjudged.KEEP, []),
    ],
)
def test_a_minimum_says_what_it_left_out_and_what_nobody_judged(
    level: Level | None, unjudged: Unjudged, reasons: list[Reason]
) -> None:
    levels = [] if level is None else [(AppraisalDimension.RIGOUR, level)]

    support = sum_up(
        make_evidence(make_line("one", levels=levels)),
        Filters(minimum_rigour=Level.MODERATE, unjudged=unjudged),
    )

    assert [found.reason for found in support.left_out] == reasons


def test_a_judgement_of_the_line_goes_before_one_of_its_study() -> None:
    evidence = make_evidence(
        make_line("one", levels=[(AppraisalDimension.RELEVANCE, Level.LOW)]),
        studies=[make_study("a", levels=[(AppraisalDimension.RELEVANCE, Level.HIGH)])],
    )

    support = sum_up(evidence, Filters(minimum_relevance=Level.MODERATE))

    assert support.status is SupportStatus.NO_EVIDENCE


def test_independence_of_the_developer_leaves_out_involved_and_not_stated() -> None:
    involvements = list(DeveloperInvolvement)
    evidence = make_evidence(
        *(make_line(each.value, study=each.value) for each in involvements),
        studies=[make_study(each.value, involvement=each) for each in involvements],
    )

    support = sum_up(evidence, Filters(independent_of=IndependentOf.DEVELOPER))

    assert [line.line.id for line in support.lines] == [line_iri("independent")]
    assert {found.reason for found in support.left_out} == {
        Reason.DEVELOPER_INVOLVED,
        Reason.INVOLVEMENT_NOT_STATED,
    }
    assert sum_up(evidence).tally.developer_involved == 1


def test_the_answer_echoes_its_filters() -> None:
    echo = sum_up(EvidenceOnClaim(), Filters(minimum_rigour=Level.HIGH)).as_json()["filters"]

    assert echo == {
        "statuses": ["accepted"],
        "bases": [],
        "read_via": [],
        "minimum_rigour": "high",
        "unjudged": "leave_out",
        "reviews": [],
        "without_reviews": [],
        "studies": [],
        "without_studies": [],
        "with_undercut_lines": True,
        "with_concept_searches": True,
    }


# Opinion


@pytest.mark.parametrize(("prior_weight", "belief"), [(2, 1 / 3), (1, 1 / 2), (5, 1 / 6)])
def test_opinion_of_one_study_depends_on_the_prior_weight_and_says_so(
    prior_weight: float, belief: float
) -> None:
    method = OpinionMethod(prior_weight=prior_weight, unjudged_weight=1)

    support = summarise_support(CLAIM, evidence=make_evidence(make_line("one")), opinion=method)

    assert support.opinion is not None
    assert support.opinion.belief == pytest.approx(belief)
    assert support.opinion.interval == pytest.approx((belief, 1.0))
    assert support.opinion.as_json()["method"] == method.as_json()


def test_opinion_is_absent_unless_asked_for() -> None:
    assert "opinion" not in sum_up(EvidenceOnClaim()).as_json()


# Cautions


@pytest.mark.parametrize(
    ("direction", "finding", "is_null_claim", "warns"),
    [
        (Direction.SUPPORTS, Finding.EFFECT, False, False),
        (Direction.SUPPORTS, Finding.NO_EFFECT, False, True),
        (Direction.SUPPORTS, Finding.NO_EFFECT, True, False),
        (Direction.SUPPORTS, Finding.OPPOSITE_EFFECT, False, True),
        (Direction.DISPUTES, Finding.OPPOSITE_EFFECT, False, False),
        (Direction.DISPUTES, Finding.NOT_DETERMINABLE, False, True),
        (Direction.DISPUTES, Finding.EFFECT, True, False),
        (Direction.INCONCLUSIVE, Finding.NO_EFFECT, False, True),
        (Direction.NUANCES, Finding.NO_EFFECT, False, False),
    ],
)
def test_a_finding_that_contradicts_its_direction_is_a_warning(
    direction: Direction, finding: Finding, is_null_claim: bool, warns: bool
) -> None:
    evidence = make_evidence(make_line("one", direction, finding=finding))

    warnings = sum_up(replace(evidence, claims_no_effect=is_null_claim)).warnings

    assert [caution.code for caution in warnings] == (
        [CautionCode.FINDING_CONTRADICTS_DIRECTION] if warns else []
    )


def test_a_passage_that_does_not_say_it_is_a_warning() -> None:
    line = make_line("one", entailment=Entailment.DOES_NOT)

    [caution] = sum_up(make_evidence(line)).warnings

    assert caution.code is CautionCode.PASSAGE_DOES_NOT_SAY_IT


def test_a_passage_without_a_known_report_is_a_warning() -> None:
    evidence = replace(make_evidence(make_line("one")), reports={})

    [caution] = sum_up(evidence).warnings

    assert caution.code is CautionCode.PASSAGE_WITHOUT_REPORT


def test_evidence_found_but_not_coded_is_a_warning_and_still_no_evidence() -> None:
    support = sum_up(make_evidence(searches=[make_search("found", result=SearchResult.FOUND)]))

    assert support.status is SupportStatus.NO_EVIDENCE
    assert [caution.code for caution in support.warnings] == [CautionCode.FOUND_BUT_NOT_CODED]


# JSON


def test_support_as_json_is_json_and_tells_lines_by_direction(
    fewer_children_in_care: EvidenceOnClaim,
) -> None:
    told = sum_up(fewer_children_in_care).as_json()

    assert json.loads(json.dumps(told)) == told
    assert told["status"] == "disputed"
    assert isinstance(told["lines"], dict)
    assert list(told["lines"]) == ["supports", "disputes", "inconclusive", "nuances"]
    [line] = told["lines"]["disputes"]
    assert line["undercut"] is True
    assert line["finding"] == "no_effect"
