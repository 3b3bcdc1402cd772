"""Evidence on configurations beside the steps that they imply: what is told is their support."""

from collections.abc import Iterator

import pytest

from cmo_graph.interchange.loading import load_ontology, load_seed
from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.mapping import as_triples
from cmo_graph.questions.selections import EVERYTHING
from cmo_graph.questions.shelves import Shelves
from cmo_graph.questions.support import supports_of
from cmo_graph.questions.wholes import wholes_behind
from cmo_graph.repository import Repository
from cmo_graph.store import open_store
from cmo_graph.support.codes import SupportStatus
from cmo_graph.support.filters import ACCEPTED, Filters
from cmo_graph.synthetic import synthetic_review


@pytest.fixture(scope="module")
def reviews() -> Iterator[Repository]:
    """Give the seed, and a synthetic review with evidence of all kinds."""
    store = open_store("memory:")
    load_ontology(store)
    load_seed(store)
    with store.writing() as draft:
        things = synthetic_review(configurations=40, seed=3, key="made")
        draft.replace_graph(
            DEFAULT_BASE.graph("made"), (triple for one in things for triple in as_triples(one))
        )
    yield Repository(store.current(), store.base)
    store.close()


@pytest.mark.parametrize("filters", [ACCEPTED, Filters(with_undercut_lines=False)])
def test_wholes_behind_a_link_are_its_configurations_that_were_examined(
    reviews: Repository, filters: Filters
) -> None:
    links = Shelves().network(reviews, EVERYTHING, filters)
    told = wholes_behind(links, links.links, repository=reviews)
    stated = sorted({one for ones in links.stated_in.values() for one in ones})
    supports = {one.claim.id: one.support for one in supports_of(reviews, stated, filters=filters)}
    examined = {iri for iri, one in supports.items() if one.status is not SupportStatus.NO_EVIDENCE}

    for link in links.links.values():
        wholes = told.get(link.id, ())
        assert {one.configuration for one in wholes} == examined & {
            *links.stated_in.get(link.id, ())
        }
        assert [one.status for one in wholes] == [
            supports[one.configuration].status.value for one in wholes
        ]
        if link.implied_by:
            assert links.stated_in[link.id] == link.implied_by
    assert len({one.status for ones in told.values() for one in ones}) > 3


def test_whole_is_told_with_its_status_and_counts(reviews: Repository) -> None:
    links = Shelves().network(reviews, EVERYTHING)
    link = DEFAULT_BASE.mint("links", "sos.effect-on-care")

    [whole] = wholes_behind(links, [link], repository=reviews)[link]

    assert whole.sentence == (
        "Evidence is on the configuration “Signs of Safety keeps children out of care” as a whole:"
        " disputed (1 against · 1 inconclusive)."
    )


def test_search_in_vain_is_told_as_no_evidence(reviews: Repository) -> None:
    links = Shelves().network(reviews, EVERYTHING)
    told = wholes_behind(links, links.links, repository=reviews)
    searched = [
        one
        for wholes in told.values()
        for one in wholes
        if one.status == SupportStatus.SEARCHED_NONE_FOUND.value
    ]

    assert searched
    for one in searched:
        assert one.sentence.endswith("was searched for, none found.")
        assert "Evidence is" not in one.sentence
