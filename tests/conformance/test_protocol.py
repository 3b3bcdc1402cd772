"""The W3C's tests of the SPARQL 1.1 Protocol."""

from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from tests.conformance.endpoint import TOKEN, Endpoint, served
from tests.conformance.exchanges import Exchange, Got, Wanted, exchanges, replay
from tests.conformance.manifests import absent

EXCHANGES = exchanges("protocol/manifest.ttl")

pytestmark = absent

_WRITER = (("Authorization", f"Bearer {TOKEN}"),)


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    with served(tmp_path_factory.mktemp("protocol")) as endpoint:
        yield endpoint


def check(got: Got, wanted: Wanted) -> None:
    assert wanted.takes(got.status), got
    media_type = got.headers.get("content-type", "").partition(";")[0]
    if wanted.form == "RDF":
        assert ox.RdfFormat.from_media_type(media_type) is not None
    elif wanted.form is not None:
        form = ox.QueryResultsFormat.from_media_type(media_type)
        assert form is not None
        found = ox.parse_query_results(got.body, format=form)
        assert isinstance(found, ox.QueryBoolean) is (wanted.form == "boolean")
        if wanted.truth is not None:
            assert bool(found) is wanted.truth


@pytest.mark.parametrize("exchange", EXCHANGES, ids=str)
def test_requests_are_answered_as_the_suite_says(exchange: Exchange, endpoint: Endpoint) -> None:
    endpoint.hold(exchange.before)

    for sent in exchange.requests:
        got = replay(sent, server=endpoint.url, prefixes={"/sparql/": "/sparql"}, more=_WRITER)
        check(got, sent.wanted)


@pytest.mark.parametrize("exchange", EXCHANGES, ids=str)
def test_what_is_refused_is_refused_for_what_it_is(exchange: Exchange, endpoint: Endpoint) -> None:
    for sent in exchange.requests:
        if sent.wanted.statuses == {"StatusCode4xx"}:
            got = replay(sent, server=endpoint.url, prefixes={"/sparql/": "/sparql"}, more=_WRITER)
            assert got.status in {400, 405, 415}, got
            assert got.headers["content-type"] == "application/problem+json"
