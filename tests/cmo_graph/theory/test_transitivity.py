import pytest

from cmo_graph.iri import IRI
from cmo_graph.model.codes import ContextDimension
from cmo_graph.theory.transitivity import Overlap, Transitivity, is_compatible, read_chain_context
from tests.cmo_graph.theory.strategies import concept, concept_iri

CONCEPTS = {
    one.id: one
    for one in (
        concept("uk", dimension=ContextDimension.COUNTRY),
        concept("london", broader=["uk"], dimension=ContextDimension.COUNTRY),
        concept("nl", dimension=ContextDimension.COUNTRY),
        concept("teenagers", dimension=ContextDimension.POPULATION),
        concept("trust"),
        concept("distrust", opposite_of=["trust"]),
    )
}


def steps(*names: str) -> list[set[IRI]]:
    return [{concept_iri(name) for name in step.split()} for step in names]


def test_chain_is_licensed_when_all_steps_share_a_context() -> None:
    found = read_chain_context(steps("uk", "london"), concepts=CONCEPTS)

    assert found.transitivity is Transitivity.LICENSED
    assert found.dimensions[0].shared == (concept_iri("london"),)


def test_chain_is_blocked_when_two_steps_were_seen_in_different_countries() -> None:
    found = read_chain_context(steps("uk", "", "nl"), concepts=CONCEPTS)

    assert found.transitivity is Transitivity.BLOCKED
    assert found.dimensions[0].overlap is Overlap.DISJOINT


def test_chain_is_unlicensed_when_a_step_names_no_context() -> None:
    found = read_chain_context(steps("uk", ""), concepts=CONCEPTS)

    assert found.transitivity is Transitivity.UNLICENSED


def test_chain_is_unlicensed_when_one_dimension_is_left_open() -> None:
    found = read_chain_context(steps("uk teenagers", "uk"), concepts=CONCEPTS)

    assert found.transitivity is Transitivity.UNLICENSED


def test_chain_is_blocked_when_steps_hold_in_opposite_contexts() -> None:
    found = read_chain_context(steps("trust", "distrust"), concepts=CONCEPTS)

    assert found.transitivity is Transitivity.BLOCKED
    assert found.opposites == ((concept_iri("distrust"), concept_iri("trust")),)


def test_chain_of_one_step_has_nothing_to_license() -> None:
    found = read_chain_context(steps(""), concepts=CONCEPTS)

    assert found.transitivity is Transitivity.LICENSED


def test_chain_has_at_least_one_step() -> None:
    with pytest.raises(ValueError, match="at least one step"):
        read_chain_context([], concepts=CONCEPTS)


def test_step_may_hold_in_a_context_when_it_names_a_broader_narrower_or_no_context() -> None:
    uk, london = concept_iri("uk"), concept_iri("london")

    assert is_compatible([uk], london, concepts=CONCEPTS)
    assert is_compatible([london], uk, concepts=CONCEPTS)
    assert is_compatible([concept_iri("teenagers")], uk, concepts=CONCEPTS)
    assert not is_compatible([concept_iri("nl")], uk, concepts=CONCEPTS)
    assert not is_compatible([concept_iri("distrust")], concept_iri("trust"), concepts=CONCEPTS)
