"""Networks say what the claims say; they are compared on the seed and on synthetic reviews."""

import doctest
import io
from importlib import import_module

import networkx as nx
import pytest
from rdflib import URIRef

from cmo_graph.interchange.loading import load_seed
from cmo_graph.iri import DEFAULT_BASE, IRI
from cmo_graph.mapping import as_triples
from cmo_graph.model import Configuration
from cmo_graph.model.codes import LinkKind, OutcomeDirection, Presence, Role
from cmo_graph.projection import ENTERED, concept_network, configuration_network
from cmo_graph.questions.holdings import Holdings
from cmo_graph.questions.shelves import Shelves
from cmo_graph.repository import Repository
from cmo_graph.store import open_store
from cmo_graph.synthetic import synthetic_review
from cmo_graph.theory.links import implied_links
from cmo_graph.theory.network import WALKED


def repository_of(configurations: int) -> Repository:
    store = open_store("memory:")
    things = synthetic_review(configurations=configurations, seed=configurations)
    with store.writing() as draft:
        triples = (triple for thing in things for triple in as_triples(thing))
        draft.replace_graph(DEFAULT_BASE.graph("synthetic"), triples)
    return Repository(store.current(), store.base)


@pytest.fixture(scope="module")
def seed() -> Repository:
    store = open_store("memory:")
    load_seed(store)
    return Repository(store.current(), store.base)


@pytest.fixture(scope="module", params=["seed", 30, 120])
def repository(request: pytest.FixtureRequest, seed: Repository) -> Repository:
    return seed if request.param == "seed" else repository_of(request.param)


@pytest.fixture(scope="module")
def theory(repository: Repository) -> Holdings:
    return Holdings(repository)


def concept(local: str) -> URIRef:
    return DEFAULT_BASE.mint("concepts", f"sos.{local}")


def configuration(local: str) -> URIRef:
    return DEFAULT_BASE.mint("configurations", f"sos.{local}")


@pytest.mark.parametrize("name", ["concepts", "configurations"])
def test_examples_run(name: str) -> None:
    assert doctest.testmod(import_module(f"cmo_graph.projection.{name}")).failed == 0


def test_concept_network_has_every_link_written_and_implied(theory: Holdings) -> None:
    links = [*theory.links, *implied_links(theory.configurations, concepts=theory.concepts)]
    expected = {
        (link.from_concept, link.to_concept, link.id): (link.kind.value, link.polarity.value)
        for link in links
        if WALKED[link.kind]
    }

    network = concept_network(theory)

    assert {
        (start, end, key): (said["kind"], said["polarity"])
        for start, end, key, said in network.edges(keys=True, data=True)
    } == expected


def test_concept_network_has_the_concepts_that_claims_mention(theory: Holdings) -> None:
    slots = {slot.concept for one in theory.configurations for slot in one.slots}
    ends = {
        end
        for link in theory.links
        if WALKED[link.kind]
        for end in (link.from_concept, link.to_concept)
    }

    network = concept_network(theory)

    assert list(network) == sorted(slots | ends)
    for iri, said in network.nodes(data=True):
        in_slots = [one for one in theory.configurations if iri in {s.concept for s in one.slots}]
        assert said["configurations"] == len(in_slots)
        assert set(said["roles"].split()) == {
            slot.role.value for one in in_slots for slot in one.slots if slot.concept == iri
        }


def test_concept_network_leaves_out_implied_links_and_kinds(theory: Holdings) -> None:
    only = dict.fromkeys(LinkKind, False) | {LinkKind.LEADS_TO: True}

    network = concept_network(theory, kinds=only, with_implied=False)

    expected = {link.id for link in theory.links if link.kind is LinkKind.LEADS_TO}
    assert {key for _, _, key in network.edges(keys=True)} == expected


def test_networks_tell_the_support_of_written_claims_only(repository: Repository) -> None:
    shelves = Shelves()
    theory, supports = shelves.holdings(repository), shelves.supports(repository)
    configurations = configuration_network(theory, supports=supports)
    told = {iri: dict(said) for iri, said in configurations.nodes(data=True)}
    for _, _, key, said in concept_network(theory, supports=supports).edges(keys=True, data=True):
        assert said["implied"] == (key not in supports)
        assert said["implied"] == ("status" not in said)
        if not said["implied"]:
            told[key] = said

    for iri, said in told.items():
        support = supports[iri]
        assert (said["status"], said["answer"]) == (support.status.value, support.answer.value)
        assert (said["supporting"], said["disputing"], said["studies"]) == (
            support.tally.supporting,
            support.tally.disputing,
            support.tally.studies,
        )


def climbs_to(narrow: IRI, wide: IRI, theory: Holdings) -> bool:
    seen, waiting = set[IRI](), [narrow]
    while waiting:
        one = waiting.pop()
        if one == wide:
            return True
        if one not in seen:
            seen.add(one)
            waiting += theory.models[one].broader if one in theory.models else ()
    return False


def ripples_by_brute_force(theory: Holdings) -> set[tuple[IRI, IRI, tuple[IRI, IRI]]]:
    return {
        (one.id, following.id, (outcome.id, slot.id))
        for one in theory.configurations
        for outcome in one.in_role(Role.OUTCOME)
        for following in theory.configurations
        for slot in following.in_role(*ENTERED)
        if climbs_to(outcome.concept, slot.concept, theory)
    }


def test_configuration_network_equals_brute_force(theory: Holdings) -> None:
    network = configuration_network(theory)

    assert list(network) == sorted(one.id for one in theory.configurations)
    assert set(network.edges(keys=True)) == ripples_by_brute_force(theory)


def test_ripples_have_the_polarity_that_the_next_asks_for(theory: Holdings) -> None:
    by_iri: dict[IRI, Configuration] = {one.id: one for one in theory.configurations}
    wanted = {
        (OutcomeDirection.INCREASE, Presence.PRESENT): "positive",
        (OutcomeDirection.DECREASE, Presence.ABSENT): "positive",
        (OutcomeDirection.DECREASE, Presence.PRESENT): "negative",
        (OutcomeDirection.INCREASE, Presence.ABSENT): "negative",
    }

    for start, end, key, said in configuration_network(theory).edges(keys=True, data=True):
        [outcome] = [slot for slot in by_iri[start].slots if slot.id == key[0]]
        [entered] = [slot for slot in by_iri[end].slots if slot.id == key[1]]
        assert outcome.direction is not None
        other = "zero" if outcome.direction is OutcomeDirection.NO_CHANGE else "mixed"
        assert said["polarity"] == wanted.get((outcome.direction, entered.presence), other)
        assert said["role"] == entered.role.value


def test_configuration_network_takes_only_the_roles_asked_for(theory: Holdings) -> None:
    network = configuration_network(theory, roles=(Role.CONTEXT,))
    whole = configuration_network(theory)

    assert set(network.edges(keys=True)) == {
        (start, end, key)
        for start, end, key, said in whole.edges(keys=True, data=True)
        if said["role"] == "context"
    }


def test_networks_can_be_written_to_graphml(repository: Repository) -> None:
    shelves = Shelves()
    theory, supports = shelves.theory(repository), shelves.supports(repository)
    for network in (
        concept_network(theory, supports=supports),
        configuration_network(theory, supports=supports),
    ):
        sink = io.BytesIO()
        nx.write_graphml(network, sink)
        sink.seek(0)
        again = nx.read_graphml(sink, force_multigraph=True)
        assert dict(again.nodes(data=True)) == {
            str(iri): said for iri, said in network.nodes(data=True)
        }
        assert again.number_of_edges() == network.number_of_edges()


def test_networks_of_no_claims_are_empty() -> None:
    store = open_store("memory:")
    nothing = Holdings(Repository(store.current(), store.base))

    assert len(concept_network(nothing)) == len(configuration_network(nothing)) == 0


def test_seed_chain_runs_from_the_programme_to_fewer_children_in_care(seed: Repository) -> None:
    network = concept_network(Holdings(seed))

    for step in (
        ("signs-of-safety", "safety-plans"),
        ("safety-plans", "shared-responsibility"),
        ("shared-responsibility", "child-safety"),
        ("child-safety", "children-in-care"),
    ):
        assert network.has_edge(*map(concept, step))


def test_seed_safer_children_ripple_into_fewer_in_care(seed: Repository) -> None:
    network = configuration_network(Holdings(seed))
    ends = (
        configuration("shared-responsibility-makes-children-safer"),
        configuration("safer-children-stay-out-of-care"),
    )

    assert network.has_edge(*ends)
    assert {said["outcome"] for said in network[ends[0]][ends[1]].values()} == {"sos.child-safety"}
