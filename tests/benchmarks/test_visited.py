"""Every page is asked by the benchmark of pages, also one that is new."""

import pytest
from cmo_graph_api.app import create_app
from cmo_graph_api.routers.pages import page_answers
from cmo_graph_api.settings import Settings
from fastapi import FastAPI

from benchmarks.visited import NoAddress, addresses_of, pages_of
from cmo_graph.interchange.loading import load_seed
from cmo_graph.repository import Repository
from cmo_graph.store import open_store


@pytest.fixture
def app() -> FastAPI:
    return create_app(Settings(store="memory:"))


@pytest.fixture
def repository() -> Repository:
    store = open_store("memory:")
    load_seed(store)
    return Repository(store.current(), store.base)


def test_every_page_has_addresses(app: FastAPI, repository: Repository) -> None:
    found = {page.path: page.addresses for page in addresses_of(app, repository)}

    assert set(found) == set(pages_of(app))
    assert all(found.values())


def test_a_page_that_nobody_says_how_to_ask_is_told(app: FastAPI, repository: Repository) -> None:
    app.add_api_route("/new/{thing}", lambda thing: thing, responses=page_answers())
    app.openapi_schema = None

    with pytest.raises(NoAddress, match=r"/new/\{thing\}"):
        list(addresses_of(app, repository))
