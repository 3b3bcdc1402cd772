from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.store.remote import read_location
from cmo_graph.store.remote.store import RemoteStore
from tests.servers import SparqlServer

#: Opens the store on a server once more, as another machine would.
OpenStore = Callable[[], RemoteStore]


@pytest.fixture(params=["oxigraph_server", "virtuoso_server"])
def server(request: pytest.FixtureRequest) -> SparqlServer:
    found: SparqlServer = request.getfixturevalue(request.param)
    found.clear()
    return found


@pytest.fixture
def open_store(server: SparqlServer, tmp_path: Path) -> Iterator[OpenStore]:
    opened: list[RemoteStore] = []

    def open_it() -> RemoteStore:
        access = server.access_in(tmp_path / f"cache{len(opened)}")
        location = read_location(server.location)
        opened.append(RemoteStore(location, base=DEFAULT_BASE, access=access, patience=2.0))
        return opened[-1]

    yield open_it
    for store in opened:
        store.close()
