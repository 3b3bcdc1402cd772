from dataclasses import replace
from datetime import date

import pytest

from cmo_graph.model.codes import (
    AppraisalDimension,
    CerqualComponent,
    CerqualConcern,
    CerqualLevel,
    Direction,
    HumanStatus,
    Level,
)
from cmo_graph.model.judgements import Confidence, ConfidenceComponent
from cmo_graph.support import (
    Currency,
    EvidenceOnClaim,
    check_freshness,
    digest_evidence,
    prompt_judgement,
    summarise_support,
)
from tests.cmo_graph.support.examples import (
    CLAIM,
    CODER,
    REVIEW,
    SOME_TEXT,
    concept_iri,
    iri,
    line_iri,
    make_evidence,
    make_line,
    make_study,
    make_undercut,
)

THEN, NOW = "sha256:then", "sha256:now"
_IRI = iri("confidences", "one")
CONFIDENCE = Confidence(
    id=_IRI,
    label=SOME_TEXT,
    review=REVIEW,
    claim=CLAIM,
    overall=CerqualLevel.MODERATE,
    components=tuple(
        ConfidenceComponent(
            id=iri("confidences", f"one-{component.value.replace('_', '-')}"),
            component=component,
            concern=CerqualConcern.MINOR,
            reason=SOME_TEXT,
            position=position,
        )
        for position, component in enumerate(CerqualComponent, start=1)
    ),
    asserted_by=CODER,
    judged=date(2026, 3, 1),
    dataset_version=THEN,
)
ONE = make_evidence(make_line("one"), studies=[make_study("a")])


def components_prompted(evidence: EvidenceOnClaim) -> list[CerqualComponent]:
    support = summarise_support(CLAIM, evidence=evidence)
    return [prompt.component for prompt in prompt_judgement(support)]


def test_a_judgement_is_current_on_the_version_it_was_made_on() -> None:
    later = make_evidence(make_line("one", coded=date(2026, 4, 1)))

    found = check_freshness(CONFIDENCE, evidence=later, dataset_version=THEN)

    assert found.currency is Currency.CURRENT


def test_a_judgement_is_stale_when_a_line_was_coded_after_it() -> None:
    later = make_evidence(make_line("one"), make_line("two", coded=date(2026, 3, 2)))

    found = check_freshness(CONFIDENCE, evidence=later, dataset_version=NOW)

    assert (found.currency, found.changed) == (Currency.STALE, (line_iri("two"),))


def test_a_line_coded_on_the_day_of_the_judgement_leaves_it_unknown() -> None:
    same_day = make_evidence(make_line("one", coded=CONFIDENCE.judged))

    found = check_freshness(CONFIDENCE, evidence=same_day, dataset_version=NOW)

    assert found.currency is Currency.UNKNOWN


def test_a_later_proposal_does_not_make_a_judgement_stale() -> None:
    proposal = make_line("two", coded=date(2026, 3, 2), status=HumanStatus.PROPOSED)

    found = check_freshness(
        CONFIDENCE, evidence=make_evidence(proposal), dataset_version=NOW, evidence_then=None
    )

    assert found.currency is Currency.UNKNOWN


def test_a_judgement_is_current_when_other_parts_of_the_dataset_changed() -> None:
    found = check_freshness(CONFIDENCE, evidence=ONE, dataset_version=NOW, evidence_then=ONE)

    assert found.currency is Currency.CURRENT


@pytest.mark.parametrize(
    "now",
    [
        EvidenceOnClaim(),
        make_evidence(make_line("one", Direction.DISPUTES), studies=[make_study("a")]),
        make_evidence(make_line("one", status=HumanStatus.REJECTED), studies=[make_study("a")]),
    ],
    ids=["withdrawn", "turned", "rejected"],
)
def test_a_judgement_is_stale_when_a_line_is_no_longer_what_it_was(now: EvidenceOnClaim) -> None:
    found = check_freshness(CONFIDENCE, evidence=now, dataset_version=NOW, evidence_then=ONE)

    assert (found.currency, found.changed) == (Currency.STALE, (line_iri("one"),))


@pytest.mark.parametrize(
    "now",
    [
        replace(ONE, undercuts=(make_undercut("one", "one"),)),
        make_evidence(make_line("one"), studies=[make_study("a", same_data=["b"])]),
    ],
    ids=["undercut", "independence"],
)
def test_a_judgement_is_stale_when_what_surrounds_its_lines_changed(now: EvidenceOnClaim) -> None:
    found = check_freshness(CONFIDENCE, evidence=now, dataset_version=NOW, evidence_then=ONE)

    assert found.currency is Currency.STALE


def test_digest_ignores_order_notes_and_proposals() -> None:
    two = make_line("two", study="b")
    noted = make_line("one").model_copy(update={"note": SOME_TEXT})
    proposed = make_line("three", status=HumanStatus.PROPOSED)

    assert digest_evidence(make_evidence(make_line("one"), two)) == digest_evidence(
        make_evidence(proposed, two, noted)
    )


def test_prompts_ask_about_adequacy_below_three_independent_studies() -> None:
    two = [make_line("one", study="a"), make_line("two", study="b")]

    assert components_prompted(make_evidence(*two)) == [CerqualComponent.ADEQUACY]
    assert components_prompted(make_evidence(*two, make_line("three", study="c"))) == []


def test_prompts_ask_about_coherence_when_contested_or_undercut() -> None:
    three = [make_line(name, study=name) for name in "abc"]
    against = make_line("d", Direction.DISPUTES, study="d")
    undercut = make_undercut("u", "a")

    assert components_prompted(make_evidence(*three, against)) == [CerqualComponent.COHERENCE]
    assert components_prompted(make_evidence(*three, undercuts=[undercut])) == [
        CerqualComponent.COHERENCE
    ]


def test_prompts_ask_about_method_and_relevance_when_all_was_judged_low() -> None:
    levels = [
        (AppraisalDimension.RIGOUR, Level.LOW),
        (AppraisalDimension.RELEVANCE, Level.NONE),
    ]
    three = [make_line(name, study=name, levels=levels) for name in "abc"]

    assert components_prompted(make_evidence(*three)) == [
        CerqualComponent.METHODOLOGICAL_LIMITATIONS,
        CerqualComponent.RELEVANCE,
    ]


def test_prompts_ask_about_relevance_when_all_contexts_are_narrower_than_the_question() -> None:
    britain, wales = concept_iri("britain"), concept_iri("wales")
    three = [make_line(name, study=name, examined_in=["wales"]) for name in "abc"]
    support = summarise_support(CLAIM, evidence=make_evidence(*three))

    prompts = prompt_judgement(
        support, asked_about={britain}, broader={wales: frozenset({britain})}
    )

    assert [prompt.component for prompt in prompts] == [CerqualComponent.RELEVANCE]
    assert prompt_judgement(support, asked_about={wales}) == ()
