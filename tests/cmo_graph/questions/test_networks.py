from collections.abc import Iterator

import pytest

from cmo_graph.interchange.loading import load_ontology, load_seed
from cmo_graph.iri import DEFAULT_BASE, IRI
from cmo_graph.mapping import LangString
from cmo_graph.model import Link
from cmo_graph.model.codes import ClaimBasis, LinkKind, Polarity
from cmo_graph.questions.networks import give_way
from cmo_graph.questions.selections import EVERYTHING, Selection
from cmo_graph.questions.shelves import Shelves
from cmo_graph.repository import Repository
from cmo_graph.store import open_store
from cmo_graph.theory.steps import StepStatus


def concept(name: str) -> IRI:
    return DEFAULT_BASE.mint("concepts", f"r.{name}")


def link(
    name: str,
    start: str,
    end: str,
    *,
    polarity: Polarity = Polarity.POSITIVE,
    kind: LinkKind = LinkKind.LEADS_TO,
) -> Link:
    return Link(
        id=DEFAULT_BASE.mint("links", f"r.{name}"),
        label=(LangString(name, "en"),),
        review=DEFAULT_BASE.mint("reviews", "r"),
        from_concept=concept(start),
        to_concept=concept(end),
        kind=kind,
        polarity=polarity,
        basis=ClaimBasis.STATED_BY_SOURCE,
    )


def test_an_implied_link_gives_way_to_a_written_one_that_says_the_same() -> None:
    written = link("written", "a", "b")
    same = link("same", "a", "b", kind=LinkKind.TRIGGERS)

    kept, repeated = give_way([written], [same])

    assert kept == []
    assert repeated == {written.id: (same.id,)}


@pytest.mark.parametrize(
    "other",
    [link("turned", "b", "a"), link("lowers", "a", "b", polarity=Polarity.NEGATIVE)],
    ids=["other ends", "other polarity"],
)
def test_an_implied_link_stays_when_it_says_something_else(other: Link) -> None:
    kept, repeated = give_way([link("written", "a", "b")], [other])

    assert kept == [other]
    assert repeated == {}


def test_written_links_never_give_way() -> None:
    twice = [link("one", "a", "b"), link("two", "a", "b")]
    implied = link("implied", "a", "b")

    _, repeated = give_way(twice, [implied])

    assert repeated == {twice[0].id: (implied.id,)}


@pytest.fixture(scope="module")
def seed() -> Iterator[Repository]:
    store = open_store("memory:")
    load_ontology(store)
    load_seed(store)
    yield Repository(store.current(), store.base)
    store.close()


def test_network_has_every_written_link_that_can_be_walked_and_no_evidence_on_implied_ones(
    seed: Repository,
) -> None:
    found = Shelves().network(seed, EVERYTHING)

    for one in found.network.links:
        evidence, _ = found.known(one.id)
        if one.implied_by:
            assert evidence.status is StepStatus.NO_EVIDENCE
        else:
            assert evidence.status.value == found.supports[one.id].status.value


def test_network_of_a_theory_is_part_of_the_whole(seed: Repository) -> None:
    shelves = Shelves()
    theory = shelves.holdings(seed).theories[0].id

    whole = shelves.network(seed, EVERYTHING)
    part = shelves.network(seed, Selection(theory))

    ends = {(one.from_concept, one.to_concept) for one in whole.network.links}
    assert {(one.from_concept, one.to_concept) for one in part.network.links} <= ends


def test_network_of_another_review_is_empty(seed: Repository) -> None:
    elsewhere = Selection(reviews=frozenset({DEFAULT_BASE.mint("reviews", "other")}))

    assert Shelves().network(seed, elsewhere).network.links == ()
