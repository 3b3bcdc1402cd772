from hypothesis import HealthCheck, given, settings

from cmo_graph.model.codes import Polarity
from cmo_graph.theory.loops import LoopKind, find_loops
from cmo_graph.theory.network import build_network
from tests.cmo_graph.theory import path_oracle
from tests.cmo_graph.theory.path_oracle import Drawn, networks
from tests.cmo_graph.theory.strategies import link


@settings(max_examples=300, suppress_health_check=list(HealthCheck), deadline=None)
@given(networks())
def test_loops_equal_brute_force(drawn: Drawn) -> None:
    found = find_loops(build_network(drawn.links), longest=4, most=100_000)

    expected = {
        frozenset([one.id, *(back.id for back in chain)])
        for one in drawn.links
        if one.kind not in path_oracle.NOT_WALKED
        for chain in path_oracle.chains(drawn.links, one.to_concept, one.from_concept, 3)
    }
    assert {frozenset(loop.links) for loop in found.loops} == expected
    assert len(found.loops) == len(expected)


def test_loop_balances_when_it_has_an_odd_number_of_negative_steps() -> None:
    there = link("there", "a", "b")
    back = link("back", "b", "a", polarity=Polarity.NEGATIVE)

    [loop] = find_loops(build_network([there, back])).loops

    assert loop.kind is LoopKind.BALANCING


def test_loop_reinforces_when_its_negative_steps_are_even() -> None:
    there = link("there", "a", "b", polarity=Polarity.NEGATIVE)
    back = link("back", "b", "a", polarity=Polarity.NEGATIVE)

    [loop] = find_loops(build_network([there, back])).loops

    assert loop.kind is LoopKind.REINFORCING


def test_loops_say_so_when_there_are_more_than_asked_for() -> None:
    both_ways = [link("ab", "a", "b"), link("ba", "b", "a"), link("ab2", "a", "b")]

    found = find_loops(build_network(both_ways), most=1)

    assert found.is_truncated
    assert len(found.loops) == 1
