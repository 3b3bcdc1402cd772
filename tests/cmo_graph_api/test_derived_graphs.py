"""A derived graph that is made anew leaves the dataset's digest as it is; answers still change."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from cmo_graph_api.app import create_app
from cmo_graph_api.readers import Readers
from cmo_graph_api.settings import Settings
from fastapi.testclient import TestClient

from cmo_graph.interchange.loading import load_seed
from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.questions.derived import refresh_derived
from cmo_graph.sparql.asking import question
from cmo_graph.store import open_store
from cmo_graph.store.protocol import Store

SUPPORT = DEFAULT_BASE.derived("support")


@pytest.fixture
def own() -> Iterator[TestClient]:
    """Give a server of its own, whose store a test may change."""
    with TestClient(create_app(Settings(store="memory:"))) as client:
        yield client


def store_of(client: TestClient) -> Store:
    found: Store = client.app.state.store  # type: ignore[attr-defined]  # a FastAPI application
    return found


def without_support(store: Store) -> None:
    with store.writing() as draft:
        draft.remove_graph(SUPPORT)


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        ("/sparql", {"query": f"SELECT * {{ GRAPH <{SUPPORT}> {{ ?s ?p ?o }} }}"}),
        ("/v1/queries/claims_by_status/answer", {}),
    ],
)
def test_answer_from_a_derived_graph_is_stale_when_that_graph_changes(
    own: TestClient, path: str, parameters: dict[str, str]
) -> None:
    first = own.get(path, params=parameters)
    tag = {"If-None-Match": first.headers["etag"]}
    assert own.get(path, params=parameters, headers=tag).status_code == 304

    without_support(store_of(own))
    second = own.get(path, params=parameters, headers=tag)

    assert second.status_code == 200
    assert second.headers["dataset-version"] == first.headers["dataset-version"]
    assert second.content != first.content

    refresh_derived(store_of(own))
    assert own.get(path, params=parameters, headers=tag).status_code == 304


def test_readers_hold_the_version_that_they_read(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "store"), query_readers=1)
    store = open_store(settings.store, versions_kept=1)
    load_seed(store)

    async def ask_an_old_version() -> bytes | None:
        readers = Readers(settings)
        asker, source = readers.of(store.current()), store.current().reader_source
        for _ in range(2):
            without_support(store)
            refresh_derived(store)
        assert source.exists()
        answer = await asker.answer(question("ASK { ?s ?p ?o }"))
        await readers.close()
        return answer.whole

    assert b"true" in (asyncio.run(ask_an_old_version()) or b"")


def test_readers_let_go_of_the_version_before(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "store"), query_readers=1)
    store = open_store(settings.store, versions_kept=1)
    load_seed(store)

    async def ask_of_each_version() -> Path:
        readers = Readers(settings)
        former = store.current().reader_source
        await readers.of(store.current()).answer(question("ASK {}"))
        without_support(store)
        await readers.of(store.current()).answer(question("ASK {}"))
        # A reader of the version before ends aside, so that nobody waits for it.
        await readers.settled()
        refresh_derived(store)
        await readers.close()
        return former

    assert not asyncio.run(ask_of_each_version()).exists()
