"""What only a remote store does: writers that die, versions of other machines, what it leaves."""

import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from rdflib import RDFS, Literal, URIRef

from cmo_graph.errors import (
    InvalidParameter,
    OtherBase,
    StoreInUse,
    StoreReadOnly,
    StoreUnavailable,
    UnknownStoreFormat,
)
from cmo_graph.iri import DEFAULT_BASE, Base
from cmo_graph.store import RemoteAccess, Store
from cmo_graph.store import open_store as open_at
from cmo_graph.store.remote import read_location
from cmo_graph.store.remote.checking import check_remote
from cmo_graph.store.remote.lock import locked
from cmo_graph.store.remote.places import CONTENT, State, changed, content_name
from cmo_graph.store.remote.records import STORE
from cmo_graph.store.remote.store import RemoteStore
from cmo_graph.store.version import GraphSummary, Version, version_of
from tests.cmo_graph.store.remote.conftest import OpenStore
from tests.servers import SparqlServer

GRAPH, OTHER = DEFAULT_BASE.graph("r"), DEFAULT_BASE.graph("s")
THING = DEFAULT_BASE.mint("concepts", "r.a")


def put(store: Store, text: str, *, graph: URIRef = GRAPH) -> Version:
    with store.writing() as draft:
        draft.replace_graph(graph, [(THING, RDFS.label, Literal(text))])
    return store.current().version


def labels(store: Store) -> list[str]:
    return sorted(map(str, store.current().values(THING, RDFS.label)))


def test_graph_stands_on_the_server_under_its_own_name(
    server: SparqlServer, open_store: OpenStore
) -> None:
    put(open_store(), "a")

    assert str(GRAPH) in server.graphs()


def test_version_of_another_machine_is_seen_and_its_catalogue_made(open_store: OpenStore) -> None:
    one, other = open_store(), open_store()
    before = other.current()
    put(one, "a")
    put(one, "b", graph=OTHER)

    assert other.current().version == one.current().version
    assert labels(other) == ["a", "b"]
    assert other.current().catalogue.labels([THING])[THING] in ("a", "b")
    assert before.version.number == 0
    assert not before.describe(THING)


def test_what_no_kept_version_needs_is_removed(server: SparqlServer, open_store: OpenStore) -> None:
    store = open_store()
    for text in "abcdef":
        put(store, text)

    contents = [graph for graph in server.graphs() if graph.startswith(CONTENT)]

    assert len(store.versions()) == 3
    assert len(contents) == 2


def test_content_that_comes_back_is_the_former(open_store: OpenStore) -> None:
    store = open_store()
    first = put(store, "a")
    put(store, "b")

    again = put(store, "a")

    assert again.digest == first.digest
    assert [str(store.at(str(n)).values(THING, RDFS.label)[0]) for n in (2, 3)] == list("ba")
    assert store.at(first.digest).version.number == 3


def test_check_tells_what_somebody_else_has_changed(
    server: SparqlServer, open_store: OpenStore
) -> None:
    store = open_store()
    put(store, "a")
    put(store, "b", graph=OTHER)
    sound = check_remote(store)

    server.run(f'INSERT DATA {{ GRAPH <{GRAPH}> {{ <{THING}> <{RDFS.label}> "forged" }} }}')
    findings = check_remote(store)
    elsewhere = check_remote(open_store())

    assert not sound
    assert {finding.code for finding in elsewhere} == {"version-unreadable"}
    assert {finding.code for finding in findings} == {"graph-differs"}
    assert all(str(GRAPH) in finding.message for finding in findings)


# Writers that die


def half_published(store: RemoteStore) -> Version:
    """Do what a writer does up to the moment in which its version is published."""
    records = store._records  # a writer that dies is played from within
    state = records.state()
    after = version_of(
        {GRAPH: summary_of("new")}, base=DEFAULT_BASE, number=state.version.number + 1
    )
    name = content_name(GRAPH, after.graphs[GRAPH])
    records.note([name])
    store._client.update(f'INSERT DATA {{ GRAPH <{name}> {{ <{THING}> <{RDFS.label}> "new" }} }}')
    records.prepare(state, after)
    with locked(records, location="", patience=5) as lock, lock.steady() as held:
        records.publish(state, lock=held)
    return after


def summary_of(text: str) -> GraphSummary:
    scratch = open_at("memory:")
    put(scratch, text)
    return scratch.current().version.graphs[GRAPH]


def test_version_whose_writer_died_is_read_and_put_in_place_by_the_next(
    open_store: OpenStore,
) -> None:
    store, other = open_store(), open_store()
    put(store, "old")
    held = other.current()
    after = half_published(store)

    assert other.current().version == after
    assert labels(other) == ["new"]
    assert [str(value) for value in held.values(THING, RDFS.label)] == ["old"]
    assert other.current().select("derived_graphs") == []

    put(other, "b", graph=OTHER)

    assert labels(store) == ["b", "new"]
    assert store._records.state().is_settled


def test_draft_that_fails_leaves_nothing_on_the_server(
    server: SparqlServer, open_store: OpenStore
) -> None:
    store = open_store()
    put(store, "a")
    before = server.graphs()

    with pytest.raises(ZeroDivisionError), store.writing() as draft:  # noqa: PT012 - a whole draft
        draft.replace_graph(GRAPH, [(THING, RDFS.label, Literal("b"))])
        raise ZeroDivisionError

    assert server.graphs() == before
    assert labels(store) == ["a"]


def test_writer_waits_for_another_machine_and_takes_over_when_it_died(
    open_store: OpenStore,
) -> None:
    store, other = open_store(), open_store()
    with store.writing() as draft:
        with pytest.raises(StoreInUse), other.writing():
            pass
        draft.replace_graph(GRAPH, [(THING, RDFS.label, Literal("a"))])
    store._records.change_lock("free", "somebody who died 7")

    dead = locked(other._records, location="", patience=10, lease=0.5)
    with dead as lock, lock.steady() as held:
        assert list(store._records.lock()) == [held]
    assert list(store._records.lock()) == ["free"]


def test_writer_that_lost_its_lock_publishes_nothing(open_store: OpenStore) -> None:
    store = open_store()
    put(store, "a")

    with pytest.raises(StoreInUse), store.writing() as draft:  # noqa: PT012 - a whole draft
        draft.replace_graph(GRAPH, [(THING, RDFS.label, Literal("b"))])
        [held] = store._records.lock()
        store._records.change_lock(held, "another 1")

    assert labels(store) == ["a"]


def test_writers_of_two_machines_take_turns(open_store: OpenStore) -> None:
    stores = [open_store(), open_store()]

    def write(number: int) -> None:
        put(stores[number % 2], str(number), graph=DEFAULT_BASE.graph(f"r{number}"))

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert labels(stores[0]) == labels(stores[1]) == list("0123")


# What is refused


def test_store_of_another_base_or_format_is_refused(
    server: SparqlServer, open_store: OpenStore
) -> None:
    open_store()
    location = read_location(server.location)

    with pytest.raises(OtherBase):
        RemoteStore(location, base=Base("http://example.org/"), access=server.access)
    server.run(f'INSERT DATA {{ GRAPH <{STORE}> {{ <{STORE}> <{STORE}:format> "99" }} }}')
    with pytest.raises(UnknownStoreFormat):
        open_store()


def test_store_without_an_address_of_updates_is_read_only(
    server: SparqlServer, open_store: OpenStore, tmp_path: Path
) -> None:
    location = server.location.partition("?")[0]
    with pytest.raises(StoreReadOnly):
        open_at(location, access=RemoteAccess(cache=tmp_path))
    put(open_store(), "a")

    store = open_at(location, access=RemoteAccess(cache=tmp_path))

    assert labels(store) == ["a"]
    with pytest.raises(StoreReadOnly), store.writing():
        pass


def test_graphs_are_sent_as_updates_to_a_server_that_takes_no_graphs(
    server: SparqlServer, tmp_path: Path
) -> None:
    location = server.location.partition("&data=")[0]
    store = open_at(location, access=server.access_in(tmp_path))
    text = 'a "quoted" \\u0041 \n text ' + "é🌱" * 200

    with store.writing() as draft:
        draft.replace_graph(
            GRAPH, [(THING, RDFS.label, Literal(f"{text}{number}")) for number in range(2_000)]
        )

    found = store.current().values(THING, RDFS.label)
    assert {str(value) for value in found} == {f"{text}{number}" for number in range(2_000)}


@pytest.mark.parametrize(
    "location",
    [
        "sparql+ftp://host/query",
        "sparql+http:///query",
        "sparql+http://me:secret@host/query",
        "sparql+http://host/query?update=ftp://other/",
        "sparql+http://host/query?updates=/update",
        "sparql+http://host/query#part",
    ],
)
def test_malformed_location_is_refused_and_tells_no_password(location: str) -> None:
    with pytest.raises(InvalidParameter) as raised:
        read_location(location)

    assert "secret" not in str(raised.value)


def test_addresses_beside_that_of_queries_may_be_relative() -> None:
    found = read_location("sparql+https://host:1/a/query?update=update&data=http://other/store")

    assert found.query == "https://host:1/a/query"
    assert (found.update, found.data) == ("https://host:1/a/update", "http://other/store")


# Servers that fail

TABLE = b'{"head":{"vars":["p","o"]},"results":{"bindings":['
ANSWERS: dict[str, tuple[int, str, bytes]] = {
    "error page": (200, "text/html", b"<html>Login</html>"),
    "internal error": (500, "text/plain", b"out of\nmemory"),
    "busy": (503, "text/html", b"<html>busy</html>"),
    "elsewhere": (302, "text/html", b""),
    "no credentials": (401, "text/plain", b"who are you"),
    "truncated": (200, "application/sparql-results+json", TABLE),
    "not JSON": (200, "application/sparql-results+json", b"oops"),
    "yes or no": (200, "application/sparql-results+json", b'{"head":{},"boolean":true}'),
    "binary": (500, "text/plain", b"\x00\xff\x1b[31m"),
}


@pytest.fixture(params=list(ANSWERS))
def failing(request: pytest.FixtureRequest) -> Iterator[str]:
    status, media_type, body = ANSWERS[request.param]

    class Failing(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Failing) as listening:
        thread = threading.Thread(target=listening.serve_forever, args=(0.02,))
        thread.start()
        yield f"sparql+http://127.0.0.1:{listening.server_address[1]}/query?update=/update"
        listening.shutdown()
        thread.join()


def test_server_that_fails_is_one_clear_error(
    failing: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    access = RemoteAccess(user="me", password="a secret", cache=tmp_path)  # noqa: S106 - no password

    with pytest.raises(StoreUnavailable) as raised:
        open_at(failing, access=access)

    assert str(raised.value).startswith("The SPARQL server at http://127.0.0.1:")
    assert str(raised.value).isprintable()
    assert "secret" not in f"{raised.value} {raised.value.members} {access!r} {caplog.text}"


def test_server_that_is_down_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="cannot be reached"):
        open_at("sparql+http://127.0.0.1:9/query", access=RemoteAccess(cache=tmp_path))


# Places


def test_graph_is_read_under_its_own_name_when_that_holds_it() -> None:
    scratch = open_at("memory:")
    versions = [put(scratch, "a"), put(scratch, "b"), put(scratch, "c", graph=OTHER)]
    old, new = versions[0].graphs[GRAPH], versions[1].graphs[GRAPH]
    settled, moving = State(6, versions[2]), State(3, versions[1], changed(*versions[:2]))

    assert settled.place(GRAPH, new) == str(GRAPH)
    assert settled.place(GRAPH, old) == content_name(GRAPH, old)
    assert moving.place(GRAPH, new) == content_name(GRAPH, new)
    assert moving.place(GRAPH, old) == content_name(GRAPH, old)
    assert content_name(OTHER, new) != content_name(GRAPH, new)
