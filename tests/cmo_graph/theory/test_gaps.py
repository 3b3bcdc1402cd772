from dataclasses import dataclass, field

from cmo_graph.model.codes import ContextDimension
from cmo_graph.support import Support, SupportStatus
from cmo_graph.support.tally import Tally
from cmo_graph.theory.gaps import ClaimSupport, find_gaps, find_rivals, unexamined_contexts
from cmo_graph.theory.steps import StepStatus
from tests.cmo_graph.theory.strategies import (
    absent,
    concept,
    concept_iri,
    configuration,
    context,
    mechanism,
    outcome,
)

TRUST = configuration("trust", context("need"), mechanism("trust"), outcome("safety"))
FEAR = configuration("fear", context("need"), mechanism("fear"), outcome("safety"))
ELSEWHERE = configuration("elsewhere", context("plenty"), mechanism("calm"), outcome("safety"))


@dataclass(frozen=True)
class Stated:
    status: SupportStatus
    tally: Tally = field(default_factory=Tally)


def test_step_statuses_are_those_of_support() -> None:
    assert {one.value for one in StepStatus} == {one.value for one in SupportStatus}


def test_gaps_accept_a_summary_of_support() -> None:
    def accepts(support: Support) -> ClaimSupport:
        return support

    assert accepts.__annotations__["support"] is Support


def test_gaps_tell_thin_claims_apart() -> None:
    support = {
        TRUST.id: Stated(SupportStatus.SUPPORTED, Tally(supporting=1)),
        FEAR.id: Stated(SupportStatus.CONTESTED, Tally(supporting=1, disputing=2)),
    }
    split = (concept_iri("london"), concept_iri("leeds"))

    gaps = find_gaps([TRUST, FEAR, ELSEWHERE], support=support, splits={FEAR.id: split})

    assert gaps.without_evidence == (ELSEWHERE.id,)
    assert gaps.resting_on_one_study == (TRUST.id,)
    assert [(one.claim, one.disputing, one.split) for one in gaps.contested] == [
        (FEAR.id, 2, split)
    ]


def test_rivals_share_context_and_outcome_but_no_mechanism() -> None:
    [rivals] = find_rivals([TRUST, FEAR, ELSEWHERE])

    assert (rivals.first, rivals.second) == (FEAR.id, TRUST.id)
    assert rivals.is_computed
    assert not rivals.is_declared


def test_rivals_include_those_a_reviewer_declared() -> None:
    declared = TRUST.model_copy(update={"rival_of": (ELSEWHERE.id,)})

    [rivals] = find_rivals([declared, ELSEWHERE])

    assert rivals.is_declared
    assert not rivals.is_computed


def test_context_that_must_be_absent_is_told_apart_when_nobody_examined_it() -> None:
    without = configuration("without", absent("need"), mechanism("fear"), outcome("safety"))

    found = unexamined_contexts([TRUST, FEAR, without])

    assert [(one.context, one.is_absent, one.configurations) for one in found] == [
        (concept_iri("need"), False, (FEAR.id, TRUST.id)),
        (concept_iri("need"), True, (without.id,)),
    ]


def test_context_is_examined_when_a_study_was_done_in_a_narrower_one() -> None:
    concepts = [
        concept("need", dimension=ContextDimension.POPULATION),
        concept("poverty", broader=["need"]),
    ]

    found = unexamined_contexts(
        [TRUST, ELSEWHERE], concepts=concepts, examined=[concept_iri("poverty")]
    )

    assert [(one.context, one.configurations) for one in found] == [
        (concept_iri("plenty"), (ELSEWHERE.id,))
    ]
