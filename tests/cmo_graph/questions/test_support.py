from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from rdflib import URIRef

from cmo_graph.errors import NotFound
from cmo_graph.interchange.loading import load_dataset
from cmo_graph.model.codes import EvidenceBasis
from cmo_graph.questions.gathering import Gathering
from cmo_graph.questions.holdings import Holdings
from cmo_graph.questions.shelves import Shelves
from cmo_graph.questions.support import support_of, supports_of, supports_or_errors
from cmo_graph.repository import Repository
from cmo_graph.store import Store, open_store
from cmo_graph.support.evidence import Outline
from cmo_graph.support.filters import Filters
from cmo_graph.support.summary import summarise_support
from cmo_graph.synthetic import write_nquads


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    """Return synthetic reviews: 60 configurations, shared data, reviews of studies, undercuts."""
    path: Path = tmp_path_factory.mktemp("synthetic") / "reviews.nq"
    with path.open("wb") as sink:
        write_nquads(sink, configurations=60, seed=7, reviews=2)
    store = open_store("memory:")
    load_dataset(store, path)
    yield Repository(store.current(), store.base)
    store.close()


def test_support_of_one_claim_equals_that_out_of_everything_read_at_once(
    repository: Repository,
) -> None:
    holdings = Holdings(repository)
    claims = list(holdings.claims.values())

    assert len(claims) > 50
    for claim in claims:
        alone = support_of(repository, str(claim.id)).support
        assert alone == summarise_support(claim.id, evidence=holdings.evidence_on(claim))


def test_outlines_equal_those_of_the_whole_claims(repository: Repository) -> None:
    whole = Holdings(repository).claims

    found = Gathering(repository).outlines([*whole, URIRef(f"{next(iter(whole))}-missing")])

    assert found == [Outline.of(claim) for claim in whole.values()]


def test_support_is_the_same_for_threads_that_ask_at_once(repository: Repository) -> None:
    claims = [str(iri) for iri in Holdings(repository).claims][:40]
    alone = [support_of(repository, claim) for claim in claims]
    again = Repository(load_again(repository).current(), repository.base)

    with ThreadPoolExecutor(4) as pool:
        each = pool.map(lambda _: [support_of(again, claim) for claim in claims], range(4))

    assert all(found == alone for found in each)


def load_again(repository: Repository) -> Store:
    """Return another store with the same reviews, of which nothing was read."""
    store = open_store("memory:", base=repository.base)
    load_dataset(store, repository.snapshot.reader_source)
    return store


def test_supports_of_many_claims_equal_those_of_each_alone(repository: Repository) -> None:
    claims = [str(iri) for iri in Holdings(repository).claims][:50]

    found = supports_of(repository, claims)

    for claim, examined in zip(claims, found, strict=True):
        assert examined.support == support_of(repository, claim).support


def test_supports_or_errors_hold_an_error_in_the_place_of_what_is_no_claim(
    repository: Repository,
) -> None:
    claim = str(next(iter(Holdings(repository).claims)))

    first, missing, last = supports_or_errors(repository, [claim, "nothing.there", claim])

    assert isinstance(missing, NotFound)
    assert first == last


def test_shelves_sum_up_every_claim_under_the_filters_asked_for(repository: Repository) -> None:
    shelves, filters = Shelves(), Filters(bases=frozenset({EvidenceBasis.AUTHOR_THEORY}))

    found = shelves.supports(repository, filters)

    assert found is shelves.supports(repository, filters)
    assert found.keys() == Holdings(repository).claims.keys()
    for iri in list(found)[:50]:
        assert found[iri] == support_of(repository, str(iri), filters=filters).support
