"""Whatever is asked over HTTP has the same answer when the graph is kept on a SPARQL server.

The answers of a store in memory are compared with those of servers of two makes, byte by byte where
they have an order, else as sets of rows or statements.
"""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pyoxigraph
import pytest
from cmo_graph_api.app import create_app
from cmo_graph_api.settings import Settings
from fastapi.testclient import TestClient
from pydantic import SecretStr

from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.model import THINGS
from cmo_graph.sparql.queries import stored_queries
from tests.servers import SparqlServer, oxigraph_running

SERVERS = ("oxigraph_server", "virtuoso_server")
#: What tells when and how often something was published, or how the server is.
_OF_THE_STORE = {"/metrics", "/datasets", "/v1/meta", "/v1/datasets"}

#: When something was published.
_WHEN = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:\+00:00|Z)|\d\d:\d\d UTC")
#: What tells of one request.
_OF_THE_REQUEST = {"elapsed_ms", "request_id"}


def settings_for(server: SparqlServer, cache: Path) -> Settings:
    return Settings(
        store=server.location,
        remote_user=server.access.user,
        remote_password=SecretStr(server.access.password),
        remote_cache=cache,
        write_token=SecretStr("t" * 32),
        query_timeout=20.0,
        # An update is followed by derived graphs, each of them a version.
        versions_kept=10,
    )


@pytest.fixture(scope="module", params=SERVERS)
def remote(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    server: SparqlServer = request.getfixturevalue(request.param)
    server.clear()
    cache = tmp_path_factory.mktemp("cache")
    with TestClient(create_app(settings_for(server, cache))) as client:
        yield client


@pytest.fixture(scope="module")
def local() -> Iterator[TestClient]:
    settings = Settings(store="memory:", write_token=SecretStr("t" * 32), query_timeout=20.0)
    with TestClient(create_app(settings)) as client:
        yield client


def addresses() -> list[str]:
    """Return an address of each GET operation, and of what it needs parameters for."""
    paths = create_app(Settings(store="memory:")).openapi()["paths"]
    found = [path for path in paths if "get" in paths[path] and "{" not in path]
    for path in paths:
        for parameter in paths[path].get("get", {}).get("parameters", ()):
            example = parameter.get("example") or (parameter["schema"].get("examples") or [None])[0]
            if parameter["in"] == "path" and example:
                found.append(path.replace(f"{{{parameter['name']}}}", example))
    return [path for path in {*found, *WITH_PARAMETERS} if path not in _OF_THE_STORE]


#: Addresses with parameters, some of them wrong.
WITH_PARAMETERS = (
    "/v1/search?q=trust",
    "/v1/search?q=child&kind=concepts",
    "/v1/schemes/Direction",
    "/v1/concepts?role=context&limit=5",
    "/v1/concepts?limit=10&after=sos.child-safety",
    "/v1/configurations?concept=sos.trust",
    "/v1/evidence?claim=sos.effect-on-care",
    "/v1/pathways?from=sos.signs-of-safety&to=sos.child-safety",
    "/v1/pathways/mediators?from=sos.signs-of-safety&to=sos.child-safety",
    "/v1/scenarios?on=sos.signs-of-safety",
    "/v1/circumstances?outcome=sos.child-safety",
    "/v1/claims/sos.effect-on-care/support?min_rigour=low",
    "/v1/configurations?format=csv",
    "/id/concepts/sos.child-safety",
    "/v1/nothing",
    "/v1/concepts/sos.nothing",
)


@pytest.mark.parametrize("address", sorted(addresses()))
def test_answer_is_that_of_a_store_in_memory(
    local: TestClient, remote: TestClient, address: str
) -> None:
    expected = local.get(address, follow_redirects=False)

    answer = remote.get(address, follow_redirects=False)

    assert answer.status_code == expected.status_code, answer.text
    assert answer.headers.get("Content-Type") == expected.headers.get("Content-Type")
    assert plain(answer) == plain(expected)


def plain(answer: httpx2.Response) -> object:
    """Return what an answer says, without how long it took to find out."""
    media_type = answer.headers.get("Content-Type", "")
    if "json" in media_type:
        return without(answer.json(), _OF_THE_REQUEST)
    if "trig" in media_type:
        # In an order that the engine chooses.
        quads = pyoxigraph.parse(answer.content, format=pyoxigraph.RdfFormat.TRIG)
        return {_WHEN.sub("", str(quad)) for quad in quads}
    return _WHEN.sub("", answer.text)


def without(value: object, names: set[str]) -> object:
    if isinstance(value, dict):
        return {key: without(one, names) for key, one in value.items() if key not in names}
    return [without(one, names) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("media_type", ["text/turtle", "application/ld+json"])
def test_things_are_written_as_those_of_a_store_in_memory(
    local: TestClient, remote: TestClient, media_type: str
) -> None:
    for kind in THINGS:
        expected = local.get(f"/v1/{kind}", headers={"Accept": media_type})
        answer = remote.get(f"/v1/{kind}", headers={"Accept": media_type})

        assert answer.status_code == expected.status_code, answer.text
        assert answer.text == expected.text


COOKBOOK = [query for query in stored_queries() if query.folder == "cookbook"]


@pytest.mark.parametrize("name", [query.name for query in COOKBOOK])
def test_stored_query_has_the_rows_of_a_store_in_memory(
    local: TestClient, remote: TestClient, name: str
) -> None:
    [query] = [query for query in COOKBOOK if query.name == name]
    given = {name: found.example for name, found in query.parameters.items() if found.example}
    address = f"/v1/queries/{name}/answer"

    answer = remote.get(address, params=given)

    assert answer.status_code == 200, answer.text
    assert rows(answer.json()) == rows(local.get(address, params=given).json())


def rows(table: dict[str, dict[str, list[dict[str, object]]]]) -> Counter[str]:
    return Counter(json.dumps(row, sort_keys=True) for row in table["results"]["bindings"])


# Queries of strangers

_CLAIMS = "PREFIX cmo: <https://w3id.org/cmo-graph/ns#> "
SELECTS = (
    "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
    "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    "SELECT ?s ?label WHERE { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?label }"
    " ORDER BY ?s ?label LIMIT 20",
    "SELECT ?s ?o FROM <http://localhost:8000/graph/sos> WHERE { ?s a ?o } ORDER BY ?s ?o LIMIT 9",
    _CLAIMS + "SELECT ?c ?status WHERE { ?x cmo:supportOf ?c ; cmo:supportStatus ?status }",
    "SELECT ?x ?y WHERE { VALUES (?x ?y) { (1 'é\"\\n') (UNDEF 'b'@en) } }",
)


@pytest.mark.parametrize("query", SELECTS)
@pytest.mark.parametrize(
    "media_type",
    [
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    ],
)
def test_select_has_the_answer_of_a_store_in_memory(
    local: TestClient, remote: TestClient, query: str, media_type: str
) -> None:
    asked, headers = {"query": query}, {"Accept": media_type}
    expected = local.get("/sparql", params=asked, headers=headers)

    answer = remote.get("/sparql", params=asked, headers=headers)

    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == expected.headers["Content-Type"]
    assert table(answer) == table(expected)


def table(answer: httpx2.Response) -> object:
    found = answer.headers["Content-Type"].partition(";")[0]
    if found == "text/csv":
        return Counter(map(tuple, csv.reader(io.StringIO(answer.text))))
    syntax = pyoxigraph.QueryResultsFormat.from_media_type(found)
    assert syntax is not None
    solutions = pyoxigraph.parse_query_results(answer.content, syntax)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    return Counter(tuple(map(str, row)) for row in solutions)


@pytest.mark.parametrize("media_type", ["text/turtle", "application/n-triples", "application/trig"])
@pytest.mark.parametrize(
    "query",
    [
        "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o }",
        f"DESCRIBE <{DEFAULT_BASE.mint('concepts', 'sos.child-safety')}>",
    ],
)
def test_graph_has_the_statements_of_a_store_in_memory(
    local: TestClient, remote: TestClient, query: str, media_type: str
) -> None:
    asked, headers = {"query": query}, {"Accept": media_type}
    expected = local.post("/sparql", data=asked, headers=headers)

    answer = remote.post("/sparql", data=asked, headers=headers)

    assert answer.status_code == 200, answer.text
    # What else DESCRIBE tells is each server's own affair.
    assert statements(answer) >= statements(expected)
    assert statements(answer) == statements(expected) or query.startswith("DESCRIBE")


def statements(answer: httpx2.Response) -> set[str]:
    syntax = pyoxigraph.RdfFormat.from_media_type(answer.headers["Content-Type"].partition(";")[0])
    assert syntax is not None
    return {str(quad.triple) for quad in pyoxigraph.parse(answer.content, format=syntax)}


def test_ask_says_yes_and_no(remote: TestClient) -> None:
    for query, expected in (("ASK { ?s ?p ?o }", True), ("ASK { ?s ?p <urn:x:none> }", False)):
        answer = remote.get("/sparql", params={"query": query})
        assert answer.json()["boolean"] is expected
        xml = remote.get(
            "/sparql",
            params={"query": query},
            headers={"Accept": "application/sparql-results+xml"},
        )
        assert f"<boolean>{str(expected).lower()}</boolean>" in xml.text


def test_query_sees_nothing_else_that_stands_on_the_server(remote: TestClient) -> None:
    query = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
    found = remote.get("/sparql", params={"query": query}).json()["results"]["bindings"]

    graphs = {row["g"]["value"] for row in found}

    assert str(DEFAULT_BASE.graph("sos")) in graphs
    assert [graph for graph in graphs if not graph.startswith(("http://localhost", "https"))] == []


REFUSED = {
    "SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }": 403,
    "SELECT * WHERE { ?s ?p }": 400,
    "SELECT * WHERE { ?s nowhere:p ?o }": 400,
    "DEFINE get:soft 'soft' SELECT * WHERE { ?s ?p ?o }": 400,
    "INSERT DATA { <a:a> <a:b> <a:c> }": 400,
}


@pytest.mark.parametrize("query", REFUSED)
def test_query_is_refused_as_by_a_store_in_memory(remote: TestClient, query: str) -> None:
    answer = remote.get("/sparql", params={"query": query})

    assert answer.status_code == REFUSED[query], answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_graph_that_rdf_xml_cannot_hold_is_refused(remote: TestClient) -> None:
    query = "CONSTRUCT { ?s <http://example.org/1> ?o } WHERE { ?s a ?o }"

    answer = remote.get("/sparql", params={"query": query, "format": "rdf"})

    assert answer.status_code == 406, answer.text
    assert "<http://example.org/1>" in answer.json()["detail"]


def test_graph_has_the_usual_prefixes(remote: TestClient) -> None:
    query = "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o }"

    answer = remote.get("/sparql", params={"query": query, "format": "turtle"})

    assert "@prefix cmo:" in answer.text


# Writing

GRAPH = "http://example.org/g"
TURTLE = '<http://example.org/a> <http://example.org/p> true, 1, 1.5, "é"@en, _:b .'
_TOKEN = {"Authorization": f"Bearer {'t' * 32}"}


def test_graph_is_written_read_and_removed(remote: TestClient) -> None:
    before = remote.get("/v1/meta").json()["version"]
    graph = {"graph": GRAPH}
    headers = {**_TOKEN, "Content-Type": "text/turtle"}

    put = remote.put("/graphs", params=graph, content=TURTLE, headers=headers)
    read = remote.get("/graphs", params=graph, headers={"Accept": "application/n-triples"})
    query = f"SELECT ?o WHERE {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}"
    found = remote.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    removed = remote.delete("/graphs", params=graph, headers=_TOKEN)

    assert (put.status_code, removed.status_code) == (201, 204), put.text
    values = {line.split(" ", 2)[2] for line in read.text.splitlines()}
    assert {'"é"@en .', '"1"^^<http://www.w3.org/2001/XMLSchema#integer> .'} <= values
    assert {(row["o"]["type"], row["o"]["value"]) for row in found} >= {
        ("literal", "true"),
        ("literal", "1"),
        ("literal", "1.5"),
    }
    assert [row for row in found if row["o"]["type"] == "bnode"]
    assert remote.get("/v1/meta").json()["version"] == before


def test_update_is_run_whole(remote: TestClient) -> None:
    update = (
        "INSERT DATA { GRAPH <http://example.org/h> { <a:a> <a:b> 1 } } ;"
        "INSERT { GRAPH <http://example.org/h> { ?c <a:b> 2 } } WHERE {"
        " ?c a <https://w3id.org/cmo-graph/ns#Configuration> }"
    )
    query = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH <http://example.org/h> { ?s ?p ?o } }"

    answer = remote.post("/sparql", data={"update": update}, headers=_TOKEN)
    found = remote.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    dropped = remote.post(
        "/sparql", data={"update": "DROP GRAPH <http://example.org/h>"}, headers=_TOKEN
    )

    assert answer.status_code in (200, 204), answer.text
    configurations = remote.get("/v1/configurations?limit=1").json()["total"]
    assert int(found[0]["n"]["value"]) == 1 + configurations
    assert dropped.status_code in (200, 204), dropped.text


def test_older_version_is_answered_from_a_copy(remote: TestClient) -> None:
    before = remote.get("/v1/meta").json()["number"]
    update = "INSERT DATA { GRAPH <http://example.org/k> { <a:a> <a:b> 1 } }"
    remote.post("/sparql", data={"update": update}, headers=_TOKEN)
    query = {"query": "ASK { <a:a> <a:b> 1 }"}

    now = remote.get("/sparql", params=query)
    then = remote.get(f"/v1/datasets/{before}/sparql", params=query)
    thing = remote.get(f"/v1/datasets/{before}/concepts/sos.child-safety")

    assert (now.json()["boolean"], then.json()["boolean"]) == (True, False)
    assert thing.status_code == 200


# Limits and failures


def test_answer_with_too_many_rows_or_bytes_is_refused(
    oxigraph_server: SparqlServer, tmp_path: Path
) -> None:
    settings = settings_for(oxigraph_server, tmp_path)
    few = settings.model_copy(update={"answer_rows": 10, "answer_bytes": 2_000})
    with TestClient(create_app(few)) as client:
        rows = client.get("/sparql", params={"query": "SELECT ?s WHERE { ?s ?p ?o }"})
        graph = client.get("/sparql", params={"query": "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o }"})

    assert (rows.status_code, graph.status_code) == (422, 422)
    assert rows.json()["limit"] == "answer rows"
    assert graph.json()["limit"] == "answer bytes"


def test_query_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    """The server asked has no idea that nobody waits, and goes on: so it is one of its own."""
    slow = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c < ?f) }"
    with (
        oxigraph_running(tmp_path) as server,
        TestClient(create_app(settings_for(server, tmp_path / "cache"))) as client,
    ):
        answer = client.get("/sparql", params={"query": slow, "timeout": "0.3"})
        after = client.get("/v1/concepts?limit=1")

    assert answer.status_code == 504, answer.text
    assert answer.json()["type"].endswith("#query-timed-out")
    assert after.status_code == 200


@pytest.mark.parametrize("name", ["bif:now", "<bif:now>", "<\\u0062if:now>", "sql:rdf_clear"])
def test_function_of_a_server_is_refused(
    virtuoso_server: SparqlServer, tmp_path: Path, name: str
) -> None:
    query = f"PREFIX bif: <bif:> PREFIX sql: <sql:> SELECT ({name}() AS ?x) WHERE {{ }}"
    with TestClient(create_app(settings_for(virtuoso_server, tmp_path), empty=True)) as client:
        answer = client.get("/sparql", params={"query": query})

    assert answer.status_code == 400, answer.text


def test_server_that_goes_down_is_a_problem_and_no_longer_ready(tmp_path: Path) -> None:
    with oxigraph_running(tmp_path) as server:
        opened = TestClient(create_app(settings_for(server, tmp_path), empty=True))
        client = opened.__enter__()
        before = client.get("/health/ready")
    try:
        thing = client.get("/v1/concepts")
        asked = client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"})
        ready, live = client.get("/health/ready"), client.get("/health/live")
    finally:
        opened.__exit__(None, None, None)

    assert before.status_code == live.status_code == 200
    assert (thing.status_code, asked.status_code, ready.status_code) == (503, 503, 503)
    assert thing.json()["type"].endswith("#store-unavailable")
    assert asked.json()["type"].endswith("#store-unavailable")
    assert thing.headers["Retry-After"]
