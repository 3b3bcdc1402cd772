from itertools import count

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from cmo_graph.errors import InvalidParameter, NotFound
from cmo_graph.iri import IRI
from cmo_graph.model.codes import ModerationEffect
from cmo_graph.theory.answers import Truth
from cmo_graph.theory.circumstances import (
    Circumstances,
    CircumstancesOutcome,
    Limit,
    find_circumstances,
)
from cmo_graph.theory.hypergraph import compile_theory
from cmo_graph.theory.scenario import what_if
from cmo_graph.theory.strategies import Assume, Change
from tests.cmo_graph.theory.oracle import Literal, Naive
from tests.cmo_graph.theory.strategies import (
    Claims,
    claims,
    concept,
    concept_iri,
    configuration,
    context,
    decrease,
    intervention,
    moderation,
    outcome,
    resource,
    response,
)

many = settings(max_examples=500, suppress_health_check=list(HealthCheck), deadline=None)


@st.composite
def questions(draw: st.DrawFn) -> tuple[Claims, IRI, Change, Assume]:
    """Draw a theory and, mostly, an outcome that something in it raises or lowers."""
    drawn = draw(claims(most_concepts=5, most_configurations=5))
    naive = Naive(drawn)
    change = draw(st.sampled_from([Change.RAISED, Change.RAISED, Change.LOWERED]))
    heads = [rule.up if change is Change.RAISED else rule.down for rule in naive.rules]
    moved = sorted(set[IRI]().union(*heads))
    anything = sorted(naive.concepts) or [concept_iri("c0")]
    target = draw(st.sampled_from(moved * 5 or anything) | st.sampled_from(anything))
    return drawn, target, change, draw(st.sampled_from(Assume))


def literals_of(found: Circumstances) -> frozenset[Literal]:
    present = [(one, True) for one in (*found.present, *found.interventions_on)]
    return frozenset([*present, *((one, False) for one in found.must_be_absent)])


@many
@given(questions())
def test_circumstances_equal_brute_force(question: tuple[Claims, IRI, Change, Assume]) -> None:
    drawn, target, change, assume = question
    naive, theory = Naive(drawn), drawn.compiled()
    if target not in naive.concepts:
        return

    answer = find_circumstances(
        theory,
        target,
        change=change,
        assume=assume,
        most_sets=1000,
        most_expansions=1_000_000,
        seconds=60.0,
    )

    expected = naive.circumstances(
        target, assume_any=assume is Assume.ANY, lowered=change is Change.LOWERED
    )
    event(f"{min(len(expected), 3)} sets")
    assert answer.stopped_by is None
    assert {literals_of(one) for one in answer.sets} == expected
    held = [naive.given(one)[0] for one in expected]
    may = {one for one in naive.premises() if assume is Assume.ANY or naive.is_open(one)}
    assert set(answer.critical) == (may.intersection(*held) if held else set())


@many
@given(questions())
def test_circumstances_bring_the_outcome_when_they_are_run_as_a_scenario(
    question: tuple[Claims, IRI, Change, Assume],
) -> None:
    drawn, target, change, assume = question
    theory = drawn.compiled()
    if target not in theory.positions:
        return

    answer = find_circumstances(theory, target, change=change, assume=assume)

    for found in answer.sets:
        ran = what_if(theory, found.as_scenario())
        concept_answer = ran.concept(target)
        reached = concept_answer.truth if change is Change.RAISED else concept_answer.lowered
        assert reached is Truth.YES
        assert found.claims
        assert assume is Assume.ANY or not [
            one for one in ran.overrides() if one.theory_says is Truth.YES
        ]


TRUST = configuration("trust", context("trust"), response("shared"), outcome("responsibility"))
SAFETY = configuration(
    "safety",
    context("responsibility"),
    intervention("sos"),
    resource("plan"),
    outcome("safety"),
)


def test_circumstances_follow_the_ripple_back_to_what_nothing_produces() -> None:
    answer = find_circumstances(compile_theory([TRUST, SAFETY]), concept_iri("safety"))

    [found] = answer.sets
    assert answer.outcome is CircumstancesOutcome.FOUND
    assert found.present == (concept_iri("trust"),)
    assert found.interventions_on == (concept_iri("sos"),)
    assert found.claims.index(TRUST.id) < found.claims.index(SAFETY.id)
    assert concept_iri("trust") in answer.critical


def test_circumstances_ask_for_the_absence_of_a_blocker() -> None:
    theory = compile_theory(
        [TRUST], moderations=[moderation("m", "fear", ModerationEffect.BLOCKS, TRUST)]
    )

    answer = find_circumstances(theory, concept_iri("responsibility"))

    assert answer.sets[0].must_be_absent == (concept_iri("fear"),)
    assert answer.critical_absent == (concept_iri("fear"),)


def test_circumstances_ask_for_the_absence_of_what_produces_a_blocker() -> None:
    alarm = configuration("alarm", context("threat"), outcome("fear"))
    theory = compile_theory(
        [TRUST, alarm], moderations=[moderation("m", "fear", ModerationEffect.BLOCKS, TRUST)]
    )

    answer = find_circumstances(theory, concept_iri("responsibility"))

    assert [one.must_be_absent for one in answer.sets] == [(concept_iri("threat"),)]


def test_circumstances_may_assume_what_is_produced_when_told_so() -> None:
    theory = compile_theory([TRUST, SAFETY])

    answer = find_circumstances(theory, concept_iri("safety"), assume=Assume.ANY)

    assert {one.present for one in answer.sets} >= {
        (concept_iri("trust"),),
        (concept_iri("responsibility"),),
    }


def test_circumstances_find_what_pushes_an_outcome_down() -> None:
    calm = configuration("calm", context("support"), decrease("stress"))

    answer = find_circumstances(
        compile_theory([calm]), concept_iri("stress"), change=Change.LOWERED
    )

    assert answer.sets[0].present == (concept_iri("support"),)
    assert answer.sets[0].claims == (calm.id,)


def test_circumstances_take_the_broader_of_two_concepts_that_would_do() -> None:
    narrow = configuration("narrow", context("parents-trust"), outcome("talk"))
    theory = compile_theory([TRUST, narrow], concepts=[concept("parents-trust", broader=["trust"])])

    answer = find_circumstances(theory, concept_iri("responsibility"))

    assert [one.present for one in answer.sets] == [(concept_iri("trust"),)]


def test_circumstances_say_none_when_no_claim_produces_the_outcome() -> None:
    answer = find_circumstances(compile_theory([TRUST]), concept_iri("trust"))

    assert answer.outcome is CircumstancesOutcome.NONE
    assert answer.sets == answer.critical == ()
    assert answer.critical_is_exact


def _many_ways() -> list[str]:
    return [f"way{number}" for number in range(10)]


def test_circumstances_say_so_when_there_are_more_sets_than_asked_for() -> None:
    theory = compile_theory([configuration(n, context(n), outcome("goal")) for n in _many_ways()])

    answer = find_circumstances(theory, concept_iri("goal"), most_sets=9)
    all_of_them = find_circumstances(theory, concept_iri("goal"), most_sets=10)

    assert (answer.outcome, answer.stopped_by) == (CircumstancesOutcome.TRUNCATED, Limit.SETS)
    assert len(answer.sets) == 9
    assert not answer.critical_is_exact
    assert all_of_them.stopped_by is None


def test_circumstances_stop_when_the_expansions_or_the_time_are_used_up() -> None:
    theory = compile_theory([configuration(n, context(n), outcome("goal")) for n in _many_ways()])
    ticks = count()

    few = find_circumstances(theory, concept_iri("goal"), most_expansions=2)
    late = find_circumstances(
        theory, concept_iri("goal"), seconds=1.5, clock=lambda: float(next(ticks))
    )

    assert few.outcome is CircumstancesOutcome.NONE_BEFORE_LIMIT
    assert few.stopped_by is Limit.EXPANSIONS
    assert late.stopped_by is Limit.TIME


def test_circumstances_refuse_a_limit_beyond_the_cap_and_an_unknown_concept() -> None:
    theory = compile_theory([TRUST])

    with pytest.raises(InvalidParameter, match="most_sets"):
        find_circumstances(theory, concept_iri("trust"), most_sets=100_000)
    with pytest.raises(NotFound):
        find_circumstances(theory, concept_iri("elsewhere"))
