import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmo_graph.errors import ContradictoryScenario, NotFound
from cmo_graph.model.codes import Activation, ModerationEffect, Polarity
from cmo_graph.theory.answers import ConceptAnswer, Firing, Ground, Truth
from cmo_graph.theory.hypergraph import Theory, compile_theory
from cmo_graph.theory.rules import PremiseKind, RuleKind
from cmo_graph.theory.scenario import Scenario, WhatIf, compare, what_if
from tests.cmo_graph.theory.oracle import Literal, Naive
from tests.cmo_graph.theory.strategies import (
    Claims,
    absent,
    claims,
    concept,
    concept_iri,
    configuration,
    context,
    decrease,
    intervention,
    iri,
    link,
    mechanism,
    moderation,
    outcome,
    resource,
    response,
)

many = settings(max_examples=500, suppress_health_check=list(HealthCheck), deadline=None)

TRUST = configuration("trust", context("trust"), response("shared"), outcome("responsibility"))
SAFETY = configuration("safety", context("responsibility"), outcome("safety"))


def run(
    theory: Theory,
    *,
    present: tuple[str, ...] = (),
    absent: tuple[str, ...] = (),
    on: tuple[str, ...] = (),
    off: tuple[str, ...] = (),
) -> WhatIf:
    return what_if(
        theory,
        Scenario(
            present=frozenset(map(concept_iri, present)),
            absent=frozenset(map(concept_iri, absent)),
            interventions_on=frozenset(map(concept_iri, on)),
            interventions_off=frozenset(map(concept_iri, off)),
        ),
    )


@st.composite
def theories_with_scenarios(draw: st.DrawFn) -> tuple[Claims, frozenset[Literal]]:
    drawn = draw(claims())
    naive = Naive(drawn)
    words = st.sampled_from([None, None, True, False])
    said = {one: draw(words) for one in sorted(naive.concepts)}
    return drawn, frozenset((one, word) for one, word in said.items() if word is not None)


def as_scenario(literals: frozenset[Literal]) -> Scenario:
    return Scenario(
        present=frozenset(one for one, is_there in literals if is_there),
        absent=frozenset(one for one, is_there in literals if not is_there),
    )


@many
@given(theories_with_scenarios())
def test_what_if_equals_brute_force(drawn: tuple[Claims, frozenset[Literal]]) -> None:
    values, literals = drawn
    naive = Naive(values)
    present, absent_ones = naive.given(literals)
    if present & absent_ones:
        with pytest.raises(ContradictoryScenario):
            what_if(values.compiled(), as_scenario(literals))
        return

    answer = what_if(values.compiled(), as_scenario(literals))

    concepts, rules, lowered = naive.model(literals)
    assert {one.concept: one.truth.value for one in answer.concepts()} == concepts
    assert {one.claim: one.truth.value for one in answer.configurations()} == {
        claim: truth for (claim, name), truth in rules.items() if name == "fires"
    }
    assert {one.concept: one.lowered and one.lowered.value for one in answer.concepts()} == lowered


@many
@given(theories_with_scenarios())
def test_what_if_never_unsays_what_follows_when_more_open_concepts_are_settled(
    drawn: tuple[Claims, frozenset[Literal]],
) -> None:
    values, literals = drawn
    naive, theory = Naive(values), values.compiled()
    settled = frozenset(literal for literal in literals if naive.is_open(literal[0]))
    present, absent_ones = naive.given(settled)
    if present & absent_ones:
        return

    less = what_if(theory, as_scenario(frozenset(sorted(settled)[::2])))
    more = what_if(theory, as_scenario(settled))

    for difference in compare(less, more):
        assert difference.before is Truth.UNKNOWN


@many
@given(theories_with_scenarios())
def test_explanation_of_a_concept_that_holds_comes_down_to_what_is_given(
    drawn: tuple[Claims, frozenset[Literal]],
) -> None:
    values, literals = drawn
    present, absent_ones = Naive(values).given(literals)
    if present & absent_ones:
        return
    answer = what_if(values.compiled(), as_scenario(literals))

    for asked in answer.concepts():
        chain = answer.explain(asked.concept)
        assert chain[0] == asked
        assert len(set(map(repr, chain))) == len(chain)
        if asked.truth is Truth.YES and asked.ground is Ground.PRODUCED:
            fired = {
                one.claim for one in chain if isinstance(one, Firing) and one.truth is Truth.YES
            }
            # The chain also tells why blockers do not hold, which the claims behind leave out.
            assert set(answer.claims_behind(asked.concept)) <= fired


def test_what_if_turning_off_trust_stops_what_only_trust_feeds() -> None:
    theory = compile_theory([TRUST, SAFETY])

    answer = run(theory, absent=("trust",))

    trust = answer.configuration(TRUST.id)
    assert trust.truth is Truth.NO
    assert trust.reason == "It does not fire: the context “r.trust” does not hold."
    assert answer.truth(concept_iri("safety")) is Truth.NO
    assert [
        one.concept if isinstance(one, ConceptAnswer) else one.claim
        for one in answer.explain(concept_iri("safety"))
    ] == [
        concept_iri("safety"),
        SAFETY.id,
        concept_iri("responsibility"),
        TRUST.id,
        concept_iri("trust"),
    ]


def test_what_if_leaves_open_what_nothing_produces() -> None:
    answer = run(compile_theory([TRUST, SAFETY]))

    assert answer.concept(concept_iri("trust")).ground is Ground.NOT_SAID
    assert answer.concept(concept_iri("safety")).ground is Ground.UNDECIDED
    assert answer.configuration(TRUST.id).conditions_met(Truth.UNKNOWN)[0].concept == (
        concept_iri("trust")
    )


def test_what_if_does_not_let_a_loop_support_itself() -> None:
    there = configuration("there", context("a"), outcome("b"))
    back = configuration("back", context("b"), outcome("a"))
    after = configuration("after", context("a"), outcome("c"))

    answer = run(compile_theory([there, back, after]))

    assert answer.concept(concept_iri("a")).ground is Ground.ONLY_THROUGH_ITSELF
    assert answer.concept(concept_iri("c")).ground is Ground.NOT_THROUGH_THIS_THEORY


def test_what_if_is_unknown_when_a_configuration_produces_its_own_blocker() -> None:
    busy = configuration("busy", context("time"), outcome("workload"))
    theory = compile_theory(
        [busy], moderations=[moderation("m", "workload", ModerationEffect.BLOCKS, busy)]
    )

    answer = run(theory, present=("time",))

    assert answer.truth(concept_iri("workload")) is Truth.UNKNOWN


def test_what_if_gates_on_enablers_and_blockers_and_not_on_strengtheners() -> None:
    moderations = [
        moderation("m1", "training", ModerationEffect.ENABLES, TRUST),
        moderation("m2", "fear", ModerationEffect.BLOCKS, TRUST),
        moderation("m3", "time", ModerationEffect.STRENGTHENS, TRUST),
    ]
    theory = compile_theory([TRUST], moderations=moderations)

    fires = run(theory, present=("trust", "training"), absent=("fear",))
    blocked = run(theory, present=("trust", "training", "fear"))

    assert fires.configuration(TRUST.id).truth is Truth.YES
    reason = blocked.configuration(TRUST.id)
    assert reason.truth is Truth.NO
    assert [one.kind for one in reason.conditions_met(Truth.NO)] == [PremiseKind.BLOCKER]
    assert reason.reason == "It does not fire: the blocker “r.fear” is there."


def test_what_if_satisfies_a_broader_slot_by_a_narrower_concept() -> None:
    theory = compile_theory(
        [TRUST, SAFETY], concepts=[concept("trust"), concept("parents-trust", broader=["trust"])]
    )

    assert run(theory, present=("parents-trust",)).truth(concept_iri("safety")) is Truth.YES
    assert run(theory, absent=("trust",)).truth(concept_iri("parents-trust")) is Truth.NO


def test_what_if_offers_resources_by_an_intervention_whatever_the_context() -> None:
    plan = configuration(
        "plan", context("trust"), intervention("sos"), resource("plan"), outcome("safety")
    )

    answer = run(compile_theory([plan]), on=("sos",), absent=("trust",))

    assert answer.truth(concept_iri("plan")) is Truth.YES
    assert answer.truth(concept_iri("safety")) is Truth.NO


def test_what_if_leaves_a_resource_open_when_no_intervention_offers_it() -> None:
    plan = configuration("plan", resource("plan"), outcome("safety"))

    assert run(compile_theory([plan])).truth(concept_iri("plan")) is Truth.UNKNOWN
    assert run(compile_theory([plan]), present=("plan",)).truth(concept_iri("safety")) is Truth.YES


def test_what_if_takes_the_mechanism_of_a_dyad_as_its_premise() -> None:
    dyad = configuration("dyad", mechanism("motivation"), outcome("effort"))

    answer = run(compile_theory([dyad]), present=("motivation",))

    assert answer.truth(concept_iri("effort")) is Truth.YES


def test_what_if_never_settles_a_configuration_that_does_not_say_when_it_fires() -> None:
    bare = configuration("bare", outcome("safety"))

    firing = run(compile_theory([bare])).configuration(bare.id)

    assert firing.truth is Truth.UNKNOWN
    assert not firing.is_complete
    assert "names no context" in firing.reason


def test_what_if_reports_a_concept_that_is_pushed_both_ways() -> None:
    up = configuration("up", context("a"), outcome("stress"))
    down = configuration("down", context("b"), decrease("stress"))

    answer = run(compile_theory([up, down]), present=("a", "b"))

    [conflict] = answer.conflicts()
    assert conflict.concept == concept_iri("stress")
    assert (conflict.raised_by, conflict.lowered_by) == ((up.id,), (down.id,))


def test_what_if_takes_no_absence_from_a_decrease() -> None:
    down = configuration("down", context("b"), decrease("stress"))

    answer = run(compile_theory([down]), present=("b",)).concept(concept_iri("stress"))

    assert answer.truth is Truth.UNKNOWN
    assert answer.lowered is Truth.YES
    assert answer.lowered_by == (down.id,)


def test_what_if_pushes_down_by_a_negative_link() -> None:
    brake = link("brake", "fear", "trust", polarity=Polarity.NEGATIVE)

    answer = run(compile_theory([TRUST], links=[brake]), present=("fear", "trust"))

    assert answer.concept(concept_iri("trust")).lowered is Truth.YES
    assert next(answer.overrides()).theory_says is Truth.NO


def test_what_if_reports_what_the_scenario_overrides() -> None:
    answer = run(compile_theory([TRUST]), present=("trust",), absent=("responsibility",))

    [override] = answer.overrides()
    assert override.concept == concept_iri("responsibility")
    assert (override.theory_says, override.by) == (Truth.YES, (TRUST.id,))
    assert answer.truth(concept_iri("responsibility")) is Truth.NO


def test_what_if_stops_a_configuration_whose_response_the_scenario_denies() -> None:
    answer = run(compile_theory([TRUST]), present=("trust",), absent=("shared",))

    firing = answer.configuration(TRUST.id)
    assert firing.truth is Truth.NO
    assert firing.denied_responses == (concept_iri("shared"),)
    assert answer.truth(concept_iri("responsibility")) is Truth.NO


def test_what_if_raises_no_response_that_is_said_not_to_be_activated() -> None:
    off = configuration("off", context("a"), response("b", Activation.NOT_ACTIVATED))

    assert run(compile_theory([off]), present=("a",)).truth(concept_iri("b")) is Truth.UNKNOWN


def test_what_if_fires_an_absent_context_only_where_it_is_absent() -> None:
    without = configuration("without", absent("trust"), outcome("fear"))

    assert run(compile_theory([without]), absent=("trust",)).truth(concept_iri("fear")) is Truth.YES
    assert run(compile_theory([without]), present=("trust",)).truth(concept_iri("fear")) is Truth.NO


def test_what_if_refuses_a_scenario_that_contradicts_itself() -> None:
    theory = compile_theory([TRUST])

    with pytest.raises(ContradictoryScenario) as caught:
        run(theory, present=("trust",), off=("trust",))

    assert caught.value.members["concept"] == str(concept_iri("trust"))


def test_what_if_refuses_a_narrower_concept_present_when_its_broader_is_absent() -> None:
    theory = compile_theory([TRUST], concepts=[concept("parents-trust", broader=["trust"])])

    with pytest.raises(ContradictoryScenario) as caught:
        run(theory, present=("parents-trust",), absent=("trust",))

    assert caught.value.members["present"] == str(concept_iri("parents-trust"))


def test_what_if_does_not_know_concepts_of_another_theory() -> None:
    theory = compile_theory([TRUST])

    with pytest.raises(NotFound):
        run(theory, present=("elsewhere",))
    with pytest.raises(NotFound):
        run(theory).configuration(iri("configurations", "elsewhere"))


def test_compare_lists_what_changes_when_a_concept_is_turned_off() -> None:
    theory = compile_theory([TRUST, SAFETY])

    differences = compare(run(theory), run(theory, absent=("trust",)))

    assert [one.subject for one in differences if one.subject in theory.firing] == [
        SAFETY.id,
        TRUST.id,
    ]


def test_theory_keeps_an_offer_apart_from_the_firing() -> None:
    plan = configuration("plan", intervention("sos"), resource("plan"), outcome("safety"))

    theory = compile_theory([plan])

    assert [rule.kind for rule in theory.rules] == [RuleKind.FIRES, RuleKind.OFFERS]


def test_what_if_runs_through_a_long_ripple_without_recursion() -> None:
    ripple = [
        configuration(f"k{n:05}", context(f"c{n:05}"), outcome(f"c{n + 1:05}")) for n in range(3000)
    ]

    answer = run(compile_theory(ripple), present=("c00000",))

    assert answer.truth(concept_iri("c03000")) is Truth.YES
    assert len(answer.claims_behind(concept_iri("c03000"))) == 3000


def test_resource_is_told_as_offered_when_its_configuration_does_not_fire() -> None:
    offering = configuration(
        "plans",
        context("trust"),
        intervention("visits"),
        intervention("training"),
        resource("plans"),
        outcome("safety"),
    )

    found = run(compile_theory([offering]), on=("visits", "training"), absent=("trust",))

    plans = found.concept(concept_iri("plans"))
    assert plans.ground is Ground.PRODUCED
    assert plans.is_offered
    assert plans.reason == ("“r.plans” is there, because “r.training” and “r.visits” offer it.")


def test_resource_is_told_as_produced_when_a_claim_that_fires_brings_it_too() -> None:
    offering = configuration("plans", intervention("visits"), resource("plans"), outcome("safety"))
    bringing = configuration("other", context("trust"), outcome("plans"))

    found = run(compile_theory([offering, bringing]), on=("visits",), present=("trust",))

    plans = found.concept(concept_iri("plans"))
    assert not plans.is_offered
    assert plans.reason == "“r.plans” holds, because the theory produces it."
