from hypothesis import HealthCheck, given, settings

from cmo_graph.iri import IRI, key_of
from cmo_graph.model import Link
from cmo_graph.model.codes import Activation, LinkKind, OutcomeDirection, Polarity
from cmo_graph.theory.links import implied_links
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
    outcome,
    resource,
    response,
)

FULL = configuration(
    "full",
    context("trust"),
    intervention("sos"),
    resource("plan"),
    response("shared"),
    outcome("safety"),
)


def told(links: tuple[Link, ...]) -> set[tuple[str, str, str]]:
    return {(name(one.from_concept), one.kind.value, name(one.to_concept)) for one in links}


def name(iri: IRI) -> str:
    return key_of(iri).removeprefix("r.")


def test_implied_links_follow_the_slots_of_a_full_configuration() -> None:
    assert told(implied_links([FULL])) == {
        ("trust", "enables", "shared"),
        ("sos", "provides", "plan"),
        ("plan", "triggers", "shared"),
        ("shared", "leads_to", "safety"),
    }


def test_implied_links_go_to_the_next_slot_when_one_is_missing() -> None:
    partial = configuration("partial", context("trust"), intervention("sos"), outcome("safety"))

    assert told(implied_links([partial])) == {
        ("trust", "enables", "safety"),
        ("sos", "leads_to", "safety"),
    }


def test_implied_link_has_the_same_iri_every_time() -> None:
    [link] = [one for one in implied_links([FULL]) if one.kind is LinkKind.LEADS_TO]

    assert str(link.id) == f"{FULL.id}#link.leads_to.r.shared.r.safety"
    assert link.implied_by == (FULL.id,)
    assert link.holds_in == (concept_iri("trust"),)


def test_implied_link_takes_its_polarity_from_the_outcome() -> None:
    polarities = {
        direction: implied_links([configuration("k", response("m"), outcome("o", direction))])[
            0
        ].polarity
        for direction in OutcomeDirection
    }

    assert polarities == {
        OutcomeDirection.INCREASE: Polarity.POSITIVE,
        OutcomeDirection.DECREASE: Polarity.NEGATIVE,
        OutcomeDirection.NO_CHANGE: Polarity.ZERO,
        OutcomeDirection.MIXED: Polarity.MIXED,
        OutcomeDirection.UNCLEAR: Polarity.MIXED,
    }


def test_implied_link_of_an_absent_context_constrains_the_other_way() -> None:
    [link] = implied_links([configuration("k", absent("trust"), decrease("safety"))])

    assert (link.kind, link.polarity) == (LinkKind.CONSTRAINS, Polarity.POSITIVE)


def test_implied_links_stop_at_a_mechanism_that_is_not_activated() -> None:
    off = response("shared", Activation.NOT_ACTIVATED)

    [link] = implied_links([configuration("k", intervention("sos"), off, outcome("safety"))])

    assert (name(link.to_concept), link.polarity) == ("shared", Polarity.ZERO)


def test_implied_links_are_one_when_several_configurations_imply_the_same_step() -> None:
    first = configuration("first", response("shared"), outcome("safety"))
    second = configuration("second", context("trust"), response("shared"), outcome("safety"))

    links = implied_links([second, first], concepts=[concept("shared")])

    [step] = [one for one in links if one.kind is LinkKind.LEADS_TO]
    assert step.implied_by == (first.id, second.id)
    assert step.id.startswith(first.id)
    assert step.label[0].value == "shared → r.safety"


@settings(max_examples=200, suppress_health_check=list(HealthCheck), deadline=None)
@given(claims())
def test_implied_links_have_distinct_iris_and_do_not_depend_on_order(drawn: Claims) -> None:
    links = implied_links(drawn.configurations)

    assert len({one.id for one in links}) == len(links)
    assert implied_links(drawn.configurations[::-1]) == links
