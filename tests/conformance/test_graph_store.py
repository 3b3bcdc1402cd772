"""The W3C's tests of the SPARQL 1.1 Graph Store HTTP Protocol.

Graphs are named by their own addresses and by a parameter. The older suite, in prose, is told in
`test_graph_store_prose`.
"""

from collections.abc import Iterator
from dataclasses import replace

import pyoxigraph as ox
import pytest

from tests.conformance.endpoint import TOKEN, Endpoint, served
from tests.conformance.exchanges import Exchange, Got, Wanted, exchanges, replay
from tests.conformance.manifests import absent
from tests.conformance.outcomes import Graph, same

SUITE = "graph-store-protocol"
EXCHANGES = (
    *exchanges(f"{SUITE}/manifest-direct.ttl"),
    *exchanges(f"{SUITE}/manifest-indirect.ttl"),
)

pytestmark = absent

_WRITER = (("Authorization", f"Bearer {TOKEN}"),)
#: Graphs have addresses under /graph/, the graph store itself is at /graphs.
_PREFIXES = {"/gsp/": "/graph/", "/gsp": "/graphs"}
#: Stands, in a request, for the Location that was answered before.
_LOCATION = "$LOCATION$"


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    with served(tmp_path_factory.mktemp("graphs")) as endpoint:
        yield endpoint


def empty(endpoint: Endpoint) -> None:
    """Remove every graph that somebody wrote, by the protocol itself."""
    for found in endpoint.client.get(f"{endpoint.url}/v1/meta").json()["graphs"]:
        endpoint.client.delete(
            f"{endpoint.url}/graphs", params={"graph": found["iri"]}, headers=dict(_WRITER)
        )


def graph(body: bytes | str) -> Graph:
    text = body if isinstance(body, bytes) else body.encode()
    found = ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri="http://www.example/")
    return Graph(tuple(quad.triple for quad in found))


def check(got: Got, wanted: Wanted) -> None:
    assert wanted.takes(got.status), got
    for name, value in wanted.headers:
        assert got.headers[name.lower()] == value
    if wanted.body is not None:
        assert same(graph(wanted.body), graph(got.body))


@pytest.mark.parametrize("exchange", EXCHANGES, ids=str)
def test_requests_are_answered_as_the_suite_says(exchange: Exchange, endpoint: Endpoint) -> None:
    empty(endpoint)
    location = ""
    for sent in exchange.requests:
        located = replace(sent, path=sent.path.replace(_LOCATION, location))
        got = replay(located, server=endpoint.url, prefixes=_PREFIXES, more=_WRITER)
        check(got, sent.wanted)
        location = got.headers.get("location", location)


def test_every_test_of_the_suite_is_replayed() -> None:
    assert len(EXCHANGES) == 13
