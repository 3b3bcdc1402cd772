import pytest

from cmo_graph.model.codes import (
    ClaimBasis,
    ContextDimension,
    LinkKind,
    ModerationEffect,
    OutcomeDirection,
    Polarity,
    Role,
    TheoryStage,
)
from cmo_graph.model.concept import Concept
from cmo_graph.model.configuration import Configuration, Slot, slot_iri
from cmo_graph.model.links import Link, Moderation
from cmo_graph.support import Claim, SupportStatus, gather_evidence, summarise_support
from cmo_graph.support.evidence import claims_no_effect, sought_concepts
from tests.cmo_graph.support.examples import (
    CLAIM,
    REVIEW,
    SOME_TEXT,
    concept_iri,
    iri,
    make_line,
    make_search,
    make_study,
    make_undercut,
)


def make_link(polarity: Polarity = Polarity.POSITIVE) -> Link:
    return Link(
        id=CLAIM,
        label=SOME_TEXT,
        review=REVIEW,
        from_concept=concept_iri("programme"),
        to_concept=concept_iri("engagement"),
        kind=LinkKind.LEADS_TO,
        polarity=polarity,
        basis=ClaimBasis.STATED_BY_SOURCE,
    )


def make_configuration(*directions: OutcomeDirection) -> Configuration:
    configuration = iri("configurations", "c1")
    slots = [
        Slot(
            id=slot_iri(configuration, Role.OUTCOME, concept_iri(f"outcome-{position}")),
            role=Role.OUTCOME,
            concept=concept_iri(f"outcome-{position}"),
            basis=ClaimBasis.STATED_BY_SOURCE,
            position=position,
            direction=direction,
        )
        for position, direction in enumerate(directions, start=2)
    ]
    context = Slot(
        id=slot_iri(configuration, Role.CONTEXT, concept_iri("trust")),
        role=Role.CONTEXT,
        concept=concept_iri("trust"),
        basis=ClaimBasis.STATED_BY_SOURCE,
        position=1,
    )
    return Configuration(
        id=configuration,
        label=SOME_TEXT,
        review=REVIEW,
        slots=(context, *slots),
        stage=TheoryStage.INITIAL,
    )


MODERATION = Moderation(
    id=iri("moderations", "trust"),
    label=SOME_TEXT,
    review=REVIEW,
    moderator=concept_iri("trust"),
    effect=ModerationEffect.ENABLES,
    moderates=CLAIM,
    basis=ClaimBasis.STATED_BY_SOURCE,
)


def test_gather_evidence_leaves_behind_what_concerns_other_claims() -> None:
    evidence = gather_evidence(
        make_link(),
        lines=[make_line("own"), make_line("other", claim=iri("links", "other"))],
        studies=[make_study("a")],
        undercuts=[make_undercut("own", "own"), make_undercut("other", "other")],
        searches=[
            make_search("own", searched_for=concept_iri("engagement")),
            make_search("other", searched_for=concept_iri("programme")),
        ],
        concepts=[
            Concept(
                id=concept_iri("wales"),
                label=SOME_TEXT,
                review=REVIEW,
                broader=(concept_iri("britain"),),
                context_dimension=ContextDimension.COUNTRY,
            )
        ],
    )

    assert [line.key for line in evidence.lines] == ["sos.own"]
    assert [undercut.key for undercut in evidence.undercuts] == ["sos.own"]
    assert [search.key for search in evidence.searches] == ["sos.own"]
    assert evidence.dimensions == {concept_iri("wales"): ContextDimension.COUNTRY}
    assert evidence.broader == {concept_iri("wales"): {concept_iri("britain")}}
    assert summarise_support(CLAIM, evidence=evidence).status is SupportStatus.SUPPORTED


@pytest.mark.parametrize(
    ("claim", "sought"),
    [
        (make_link(), {"engagement"}),
        (MODERATION, {"trust"}),
        (make_configuration(OutcomeDirection.INCREASE), {"outcome-2"}),
        (make_configuration(), set()),
    ],
    ids=["link", "moderation", "configuration", "without-outcome"],
)
def test_a_search_for_what_a_claim_ends_in_is_a_search_for_it(
    claim: Claim, sought: set[str]
) -> None:
    assert sought_concepts(claim) == {concept_iri(name) for name in sought}


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (make_link(Polarity.ZERO), True),
        (make_link(Polarity.POSITIVE), False),
        (MODERATION, False),
        (make_configuration(OutcomeDirection.NO_CHANGE), True),
        (make_configuration(OutcomeDirection.NO_CHANGE, OutcomeDirection.INCREASE), False),
        (make_configuration(), False),
    ],
    ids=["zero", "positive", "moderation", "no-change", "one-changes", "no-outcome"],
)
def test_a_claim_of_no_effect_is_known_by_its_sign(claim: Claim, expected: bool) -> None:
    assert claims_no_effect(claim) is expected
