import pytest

from cmo_graph.errors import NotFound
from cmo_graph.model.codes import LinkKind, ModerationEffect, Polarity
from cmo_graph.theory.hypergraph import compile_theory, part_that_bears_on
from cmo_graph.theory.network import WALKED
from cmo_graph.theory.rules import FIRES, RuleKind
from tests.cmo_graph.theory.strategies import (
    concept,
    concept_iri,
    configuration,
    context,
    intervention,
    link,
    moderation,
    outcome,
    resource,
)

TRUST = configuration("trust", context("trust"), outcome("responsibility"))
ASIDE = configuration("aside", context("time"), outcome("paperwork"))


def test_rule_tables_speak_of_every_kind_of_link() -> None:
    assert set(FIRES) == set(WALKED) == set(LinkKind)


@pytest.mark.parametrize("kind", LinkKind)
def test_theory_takes_in_authored_links_of_the_kinds_that_fire(kind: LinkKind) -> None:
    theory = compile_theory([], links=[link("l", "a", "b", kind=kind)])

    assert len(theory.rules) == FIRES[kind]


def test_theory_passes_over_links_without_a_direction_and_implied_links() -> None:
    implied = link("i", "a", "b").model_copy(update={"implied_by": (TRUST.id,)})
    flat = link("z", "a", "b", polarity=Polarity.ZERO)

    assert compile_theory([], links=[implied, flat]).rules == ()


def test_theory_passes_over_moderations_of_links() -> None:
    step = link("l", "a", "b")

    theory = compile_theory(
        [], links=[step], moderations=[moderation("m", "c", ModerationEffect.BLOCKS, step)]
    )

    assert theory.forbids == ((),)


def test_theory_calls_open_what_nothing_produces_even_by_a_narrower_concept() -> None:
    narrower = concept("responsibility", broader=["commitment"])
    theory = compile_theory([TRUST], concepts=[narrower, concept("commitment")])

    is_open = {iri for at, iri in enumerate(theory.concepts) if theory.is_open[at]}
    assert is_open == {concept_iri("trust")}


def test_theory_takes_a_resource_for_produced_when_an_intervention_offers_it() -> None:
    plan = configuration("plan", intervention("sos"), resource("plan"), outcome("safety"))

    theory = compile_theory([plan])

    assert {theory.concepts[one] for one in theory.assumable} == {concept_iri("sos")}
    assert [rule.kind for rule in theory.rules] == [RuleKind.FIRES, RuleKind.OFFERS]


def test_part_that_bears_on_a_concept_leaves_the_rest_out() -> None:
    theory = compile_theory([TRUST, ASIDE])

    part = part_that_bears_on(theory, theory.position(concept_iri("responsibility")))

    assert [rule.claim for rule in part.rules] == [TRUST.id]
    assert part.concepts == theory.concepts


def test_theory_does_not_know_a_concept_no_claim_mentions() -> None:
    with pytest.raises(NotFound):
        compile_theory([TRUST]).position(concept_iri("elsewhere"))
