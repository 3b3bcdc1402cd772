"""Addresses: what counts is the path after the base, and links keep the version asked."""

import pytest
from cmo_graph_api.addresses import Place, Root, place_of, root_of
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Scope

from cmo_graph.iri import DEFAULT_BASE, Base

HERE = Root("/", None)


@pytest.mark.parametrize(
    ("base", "root"),
    [
        (DEFAULT_BASE.iri, Root("/", None)),
        ("https://example.org/", Root("/", "https://example.org/")),
        ("https://example.org/a/b/", Root("/a/b/", "https://example.org/a/b/")),
        ("https://example.org/a/data#", Root("/a/", "https://example.org/a/")),
        ("urn:example:a#", Root("/", None)),
        ("tag:example.org,2026:a/", Root("/", None)),
    ],
)
def test_base_says_where_the_server_is_reached(base: str, root: Root) -> None:
    assert root_of(Base(base)) == root


@pytest.mark.parametrize(
    ("path", "within"),
    [
        ("/v1/concepts?limit=2", "/v1/datasets/12/concepts?limit=2"),
        ("/sparql", "/v1/datasets/12/sparql"),
        ("/graphs?format=nq", "/v1/datasets/12/graphs?format=nq"),
        ("/graph/r", "/v1/datasets/12/graph/r"),
        ("/id/concepts/r.a", "/v1/datasets/12/id/concepts/r.a"),
        ("/", "/v1/datasets/12/pages/"),
        ("/concepts", "/v1/datasets/12/pages/concepts"),
        ("/concepts/r.a#x", "/v1/datasets/12/pages/concepts/r.a#x"),
        ("/v1/datasets", "/v1/datasets"),
        ("/v1/datasets/13", "/v1/datasets/13"),
        ("/ns#Slot", "/ns#Slot"),
        ("/static/own/page.css", "/static/own/page.css"),
        ("/docs", "/docs"),
    ],
)
def test_link_stays_in_the_version_that_was_asked(path: str, within: str) -> None:
    assert Place(HERE, "/", version="12").link(path) == within
    assert Place(HERE, "/").link(path) == path
    assert Place(Root("/a/", "https://example.org/a/"), "/").link(path) == f"/a{path}"


@given(st.text(min_size=1, max_size=80))
def test_version_of_a_link_cannot_lead_elsewhere(version: str) -> None:
    linked = Place(HERE, "/", version=version).link("/v1/concepts")

    assert linked.startswith("/v1/datasets/")
    assert linked.endswith("/concepts")
    assert linked.count("/") == 4
    assert linked.isascii()
    assert not set(linked) & set(" <>\"'\r\n?#")


def test_place_is_shared_by_copies_of_a_scope() -> None:
    scope: Scope = {"type": "http", "path": "/v1/meta", "state": {}}

    assert place_of({**scope, "method": "GET"}) is place_of(scope)
