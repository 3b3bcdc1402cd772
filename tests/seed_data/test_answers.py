"""What the seed's evidence and theory answer, row by row as its reviewers expect.

The rows follow the reading in `docs/signs-of-safety.md`.
"""

import pytest

from cmo_graph.iri import DEFAULT_BASE, key_of
from cmo_graph.model import (
    Concept,
    Configuration,
    EvidenceLine,
    Link,
    Moderation,
    Passage,
    SearchRecord,
    Study,
    TheoryVersion,
    Thing,
    Undercut,
)
from cmo_graph.model.codes import (
    Direction,
    EvidenceBasis,
    Finding,
    Intention,
    OutcomeDirection,
    Role,
    Valence,
)
from cmo_graph.support import Support, SupportStatus, gather_evidence, summarise_support
from cmo_graph.theory.answers import Truth
from cmo_graph.theory.circumstances import find_circumstances
from cmo_graph.theory.hypergraph import Theory, compile_theory
from cmo_graph.theory.scenario import Scenario, WhatIf, what_if
from tests.seed_data.conftest import Find

Things = tuple[Thing, ...]


def support_of(claim: Thing, things: Things) -> Support:
    assert isinstance(claim, (Configuration, Link, Moderation))
    evidence = gather_evidence(
        claim,
        lines=[thing for thing in things if isinstance(thing, EvidenceLine)],
        studies=[thing for thing in things if isinstance(thing, Study)],
        undercuts=[thing for thing in things if isinstance(thing, Undercut)],
        searches=[thing for thing in things if isinstance(thing, SearchRecord)],
        passages=[thing for thing in things if isinstance(thing, Passage)],
        concepts=[thing for thing in things if isinstance(thing, Concept)],
    )
    return summarise_support(claim.id, evidence=evidence)


@pytest.mark.parametrize(
    ("model", "claim", "status"),
    [
        (Link, "effect-on-care", SupportStatus.DISPUTED),
        (Configuration, "keeps-children-out-of-care", SupportStatus.DISPUTED),
        (Link, "effect-on-engagement", SupportStatus.SUPPORTED),
        (Configuration, "engages-families-and-agencies", SupportStatus.SUPPORTED),
        (Link, "shared-responsibility-improves-child-safety", SupportStatus.THEORISED_ONLY),
        (
            Configuration,
            "shared-responsibility-makes-children-safer",
            SupportStatus.THEORISED_ONLY,
        ),
        (Moderation, "trust-enables-shared-responsibility", SupportStatus.SUPPORTED),
        (Link, "effect-on-assessments", SupportStatus.INCONCLUSIVE),
        (Link, "effect-on-staff-wellbeing", SupportStatus.INCONCLUSIVE),
        (Link, "effect-on-staff-retention", SupportStatus.INCONCLUSIVE),
        (Link, "effect-on-observed-practice", SupportStatus.DISPUTED),
        (Link, "effect-on-kinship-care", SupportStatus.SUPPORTED),
        (Configuration, "lowers-kinship-care", SupportStatus.SUPPORTED),
        (Link, "effect-on-re-referral", SupportStatus.INCONCLUSIVE),
        (Link, "effect-on-cost-effectiveness", SupportStatus.SEARCHED_NONE_FOUND),
        (
            Configuration,
            "benefits-councils-beside-other-practice",
            SupportStatus.THEORISED_ONLY,
        ),
        (Link, "child-safety-keeps-children-out-of-care", SupportStatus.THEORISED_ONLY),
        (Configuration, "safer-children-stay-out-of-care", SupportStatus.NO_EVIDENCE),
    ],
)
def test_a_claim_has_the_status_its_sources_give_it(
    model: type[Thing], claim: str, status: SupportStatus, find: Find, things: Things
) -> None:
    assert support_of(find(model, claim), things).status is status


def test_care_is_disputed_by_the_evaluation_alone_with_the_review_inconclusive(
    find: Find, things: Things
) -> None:
    tally = support_of(find(Link, "effect-on-care"), things).tally

    assert (tally.supporting, tally.disputing, tally.inconclusive) == (0, 1, 1)
    assert tally.undercut == 1


def test_the_review_on_care_is_not_determinable_and_the_evaluation_no_effect(find: Find) -> None:
    review = find(EvidenceLine, "review-care")
    evaluation = find(EvidenceLine, "evaluation-care")

    assert isinstance(review, EvidenceLine)
    assert isinstance(evaluation, EvidenceLine)
    assert (review.direction, review.finding) == (
        Direction.INCONCLUSIVE,
        Finding.NOT_DETERMINABLE,
    )
    assert (evaluation.direction, evaluation.finding) == (Direction.DISPUTES, Finding.NO_EFFECT)


def test_the_developers_undercut_only_lines_of_the_evaluation(find: Find, things: Things) -> None:
    undercut = find(Undercut, "mtm-undercut")
    lines = {thing.id: thing for thing in things if isinstance(thing, EvidenceLine)}

    assert isinstance(undercut, Undercut)
    assert key_of(undercut.asserted_by) == "sos.mtm"
    assert undercut.basis is EvidenceBasis.STAKEHOLDER_ACCOUNT
    assert {key_of(lines[line].study) for line in undercut.undercuts} == {"sos.evaluation"}


def test_the_kinship_finding_is_unintended_and_harmful_to_the_aims(find: Find) -> None:
    configuration = find(Configuration, "lowers-kinship-care")

    assert isinstance(configuration, Configuration)
    [outcome] = configuration.in_role(Role.OUTCOME)
    assert outcome.direction is OutcomeDirection.DECREASE
    assert (outcome.intention, outcome.valence) == (Intention.UNINTENDED, Valence.HARMFUL)


def test_no_study_tells_the_whole_chain_from_the_programme_to_care(
    find: Find, things: Things
) -> None:
    steps = (
        "signs-of-safety-provides-safety-plans",
        "safety-plans-build-shared-responsibility",
        "shared-responsibility-improves-child-safety",
        "child-safety-keeps-children-out-of-care",
    )
    links = [find(Link, step) for step in steps]
    tellers = [
        {line.study for line in things if isinstance(line, EvidenceLine) and line.claim == link.id}
        for link in links
    ]

    assert {support_of(link, things).status for link in links} == {SupportStatus.THEORISED_ONLY}
    assert set.intersection(*tellers) == set()


@pytest.fixture(scope="module")
def theory(things: Things) -> Theory:
    [version] = [thing for thing in things if isinstance(thing, TheoryVersion)]
    members = [thing for thing in things if thing.id in version.members]
    return compile_theory(
        [thing for thing in members if isinstance(thing, Configuration)],
        concepts=[thing for thing in things if isinstance(thing, Concept)],
        links=[thing for thing in members if isinstance(thing, Link)],
        moderations=[thing for thing in members if isinstance(thing, Moderation)],
    )


def run(theory: Theory, *, present: tuple[str, ...], absent: tuple[str, ...] = ()) -> WhatIf:
    return what_if(
        theory,
        Scenario(
            present=frozenset(DEFAULT_BASE.mint("concepts", f"sos.{name}") for name in present),
            absent=frozenset(DEFAULT_BASE.mint("concepts", f"sos.{name}") for name in absent),
            interventions_on=frozenset({DEFAULT_BASE.mint("concepts", "sos.signs-of-safety")}),
        ),
    )


def truth(answer: WhatIf, local: str) -> Truth:
    return answer.truth(DEFAULT_BASE.mint("concepts", f"sos.{local}"))


def test_children_are_safer_when_circumstances_and_trust_are_there(theory: Theory) -> None:
    answer = run(theory, present=("relationship-circumstances", "trust"))

    assert truth(answer, "shared-responsibility") is Truth.YES
    assert truth(answer, "child-safety") is Truth.YES
    assert truth(answer, "reunification") is Truth.YES


@pytest.mark.parametrize("stopped", ["shared-responsibility", "child-safety", "reunification"])
def test_what_only_trust_feeds_stops_when_trust_is_absent(theory: Theory, stopped: str) -> None:
    answer = run(theory, present=("relationship-circumstances",), absent=("trust",))

    assert truth(answer, stopped) is Truth.NO


@pytest.mark.parametrize("going", ["engagement", "collaboration", "safety-plans"])
def test_other_branches_go_on_when_trust_is_absent(theory: Theory, going: str) -> None:
    answer = run(theory, present=("relationship-circumstances",), absent=("trust",))

    assert truth(answer, going) is Truth.YES


def test_trust_is_critical_to_child_safety(theory: Theory) -> None:
    found = find_circumstances(theory, DEFAULT_BASE.mint("concepts", "sos.child-safety"))

    assert found.critical_is_exact
    assert DEFAULT_BASE.mint("concepts", "sos.trust") in found.critical


def test_the_theory_has_a_rival_explanation(find: Find) -> None:
    rival = find(Configuration, "partial-implementation-hides-impact")

    assert isinstance(rival, Configuration)
    assert {key_of(other) for other in rival.rival_of} == {
        "sos.improves-practice-and-lowers-risk",
        "sos.one-part-of-better-outcomes",
    }
