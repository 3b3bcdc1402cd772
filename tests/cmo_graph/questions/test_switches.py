from cmo_graph.questions.switches import SwitchTold, switches_of
from cmo_graph.theory.hypergraph import compile_theory
from cmo_graph.theory.rules import PremiseKind
from tests.cmo_graph.theory.strategies import (
    concept_iri,
    configuration,
    context,
    intervention,
    link,
    outcome,
    response,
)

CLAIMS = (
    configuration(
        "a", intervention("plan"), context("trust"), response("share"), outcome("safety")
    ),
    configuration("b", context("trust"), context("time"), outcome("paperwork")),
    configuration("c", context("safety"), outcome("home")),
)


def switches(most: int = 100) -> list[SwitchTold]:
    return list(switches_of(compile_theory(CLAIMS, links=[link("l", "plan", "home")]), most=most))


def test_switches_are_interventions_then_what_nothing_produces_then_the_rest() -> None:
    named = [one.concept for one in switches()]

    assert named == [concept_iri(name) for name in ("plan", "trust", "time", "safety")]


def test_switch_says_as_what_it_is_asked_for_and_how_often() -> None:
    plan, trust, _, safety = switches()

    assert plan.kinds == (PremiseKind.CAUSE, PremiseKind.INTERVENTION)
    assert (trust.kinds, trust.asked_by) == ((PremiseKind.CONTEXT,), 2)
    assert (trust.is_produced, safety.is_produced) == (False, True)
    assert (plan.is_intervention, trust.is_intervention) == (True, False)


def test_switches_are_cut_at_the_most() -> None:
    assert switches(2) == switches()[:2]
    assert switches_of(compile_theory([]), most=3) == ()
