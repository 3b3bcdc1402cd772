"""SPARQL updates over HTTP: who may make them, what they do, and how they are refused."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from cmo_graph_api.app import create_app
from cmo_graph_api.problems import PROBLEMS
from cmo_graph_api.settings import Settings
from fastapi.testclient import TestClient
from httpx2 import Response
from pydantic import SecretStr

TOKEN = {"Authorization": "Bearer secret"}
UPDATE = "application/sparql-update"
G, H = "https://example.org/g", "https://example.org/h"


def serve(**changes: object) -> TestClient:
    settings = Settings(
        store="memory:", write_token=SecretStr("secret"), update_timeout=20.0, query_readers=1
    )
    app = create_app(settings.model_copy(update=changes), empty=True)
    return TestClient(app, headers=TOKEN)


@pytest.fixture
def client() -> Iterator[TestClient]:
    with serve() as client:
        yield client


def update(client: TestClient, text: str, **changes: str) -> Response:
    """Send an update as the body; `changes` are further headers, with `_` for `-`."""
    headers = {name.replace("_", "-"): value for name, value in changes.items()}
    return client.post("/sparql", content=text, headers={"Content-Type": UPDATE, **headers})


def holds(client: TestClient, pattern: str) -> bool:
    found = client.get(
        "/sparql", params={"query": f"PREFIX : <https://example.org/> ASK {{ {pattern} }}"}
    )
    answer: bool = found.json()["boolean"]
    return answer


def slug(answer: Response) -> str:
    kind: str = answer.json()["type"]
    return kind.removeprefix(PROBLEMS)


def test_update_makes_a_version_and_tells_which(client: TestClient) -> None:
    before = client.get("/v1/meta").headers["dataset-version"]

    answer = update(client, f"INSERT DATA {{ GRAPH <{G}> {{ <{G}> <{G}> 1 }} }}")

    assert answer.status_code == 204
    assert answer.headers["dataset-version"] != before
    assert answer.headers["etag"] == f'"{answer.headers["dataset-version"]}"'
    assert client.get("/v1/meta").headers["dataset-version"] == answer.headers["dataset-version"]
    assert holds(client, f"GRAPH <{G}> {{ ?s ?p 1 }}")


def test_update_in_a_form_does_the_same(client: TestClient) -> None:
    answer = client.post("/sparql", data={"update": f"INSERT DATA {{ <{G}> <{G}> 1 }}"})

    assert answer.status_code == 204
    assert holds(client, "?s ?p 1")


@pytest.mark.parametrize(
    "headers", [{"Authorization": "Bearer wrong"}, {"Authorization": ""}, {"Authorization": "x"}]
)
@pytest.mark.parametrize("in_a_form", [True, False])
def test_update_without_the_token_is_refused(
    client: TestClient, headers: dict[str, str], in_a_form: bool
) -> None:
    text = f"INSERT DATA {{ <{G}> <{G}> 1 }}"
    answer = (
        client.post("/sparql", data={"update": text}, headers=headers)
        if in_a_form
        else update(client, text, **headers)
    )

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert not holds(client, "?s ?p ?o")


def test_update_is_refused_when_the_server_has_no_token() -> None:
    with serve(write_token=None) as client:
        assert slug(update(client, "CLEAR ALL")) == "writes-disabled"
        assert slug(client.post("/sparql", data={"update": "CLEAR ALL"})) == "writes-disabled"


@pytest.mark.parametrize(
    ("text", "status", "expected"),
    [
        ("CLEAR XYZ", 400, "query-malformed"),
        ("SELECT * { ?s ?p ?o }", 400, "not-an-update"),
        ("LOAD <http://localhost/x>", 403, "load-refused"),
        ("CLEAR ALL ; LOAD SILENT <file:///etc/passwd> INTO GRAPH <a:g>", 403, "load-refused"),
        ("INSERT { ?s ?p 1 } WHERE { SERVICE <http://localhost/> {} }", 403, "federation-refused"),
        ("INSERT { <a:a> <a:b> ?x } WHERE { BIND(<a:no>(1) AS ?x) }", 400, "query-not-supported"),
        ("MOVE <a:none> TO <a:g>", 400, "query-not-supported"),
        ('INSERT DATA { <a:a> <a:b> "\\u0001" }', 422, "rdf-refused"),
        (
            "INSERT DATA { GRAPH <http://localhost:8000/graph/derived/x> { <a:a> <a:b> 1 } }",
            403,
            "graph-read-only",
        ),
    ],
)
def test_update_that_is_refused_changes_nothing(
    client: TestClient, text: str, status: int, expected: str
) -> None:
    update(client, "INSERT DATA { <a:a> <a:b> 1 }")
    before = client.get("/v1/meta").headers["dataset-version"]

    answer = update(client, text)

    assert (answer.status_code, slug(answer)) == (status, expected)
    assert client.get("/v1/meta").headers["dataset-version"] == before


def test_malformed_update_is_told_with_its_place(client: TestClient) -> None:
    told = update(client, "CLEAR ALL ;\nINSERT DATA { <a:a> }").json()

    assert (told["line"], told["column"]) == (2, 21)
    assert "of the update" in told["detail"]
    assert told["title"] == "The text is not SPARQL"


def test_malformed_update_names_no_place_that_is_not_known(client: TestClient) -> None:
    told = update(
        client, "INSERT DATA { <a:a> <a:b> _:x } ; INSERT DATA { <a:c> <a:b> _:x }"
    ).json()

    assert told["type"].endswith("#query-malformed")
    assert not {"line", "column"} & told.keys()


def test_update_that_is_sent_as_a_query_is_told_how_it_is_sent(client: TestClient) -> None:
    told = client.get("/sparql", params={"query": "CLEAR ALL"}).json()

    assert told["detail"].endswith(
        "an update goes by POST, as update or application/sparql-update."
    )


def test_update_that_takes_too_long_changes_nothing() -> None:
    product = " ".join(f"?s{number} ?p{number} ?o{number} ." for number in range(6))
    with serve(update_timeout=1.5) as client:
        items = ", ".join(str(number) for number in range(200))
        update(client, f"INSERT DATA {{ <a:a> <a:b> {items} }}")
        before = client.get("/v1/meta").headers["dataset-version"]

        answer = update(client, f"INSERT {{ <a:a> <a:c> ?o0 }} WHERE {{ {product} }}")

        assert (answer.status_code, slug(answer)) == (504, "query-timed-out")
        assert client.get("/v1/meta").headers["dataset-version"] == before
        assert update(client, "CLEAR ALL").status_code == 204


def test_update_that_crashes_the_engine_costs_itself_alone(client: TestClient) -> None:
    # The process has a stack of 512 MB; brackets beyond that end it.
    answer = update(client, "INSERT { <a:a> <a:b> 1 } WHERE " + "{" * 500_000 + "}" * 500_000)

    assert answer.status_code in (400, 413, 422)
    assert update(client, "INSERT DATA { <a:a> <a:b> 1 }").status_code == 204


def test_update_that_is_too_long_is_refused() -> None:
    with serve(update_bytes=2_000) as client:
        answer = update(client, "CLEAR ALL" + " " * 2_000)

        assert answer.status_code == 413


def test_update_may_be_longer_than_a_query() -> None:
    with serve(query_post_bytes=1_000) as client:
        assert update(client, "CLEAR ALL" + " " * 2_000).status_code == 204


class TestDataset:
    """Which graphs a WHERE sees."""

    FILL = (
        f"INSERT DATA {{ <a:a> <a:b> 0 . GRAPH <{G}> {{ <a:a> <a:b> 1 }}"
        f" GRAPH <{H}> {{ <a:a> <a:b> 2 }} }}"
    )
    COPY = "INSERT { <a:copy> <a:of> ?o } WHERE { ?s <a:b> ?o }"

    def copied(self, client: TestClient) -> set[str]:
        answer = client.get("/sparql", params={"query": "SELECT ?o { <a:copy> <a:of> ?o }"})
        return {row["o"]["value"] for row in answer.json()["results"]["bindings"]}

    def send(self, client: TestClient, text: str, **parameters: list[str] | str) -> Response:
        named = {name.replace("_", "-"): value for name, value in parameters.items()}
        return client.post("/sparql", content=text, params=named, headers={"Content-Type": UPDATE})

    def test_is_the_union_of_all_graphs(self, client: TestClient) -> None:
        update(client, self.FILL)
        update(client, self.COPY)

        assert self.copied(client) == {"0", "1", "2"}

    def test_is_the_default_graph_when_the_server_is_set_so(self) -> None:
        with serve(default_graph="own") as client:
            update(client, self.FILL)
            update(client, self.COPY)

            assert self.copied(client) == {"0"}

    @pytest.mark.parametrize("default_graph", ["own", "union"])
    def test_is_what_the_request_names(self, default_graph: str) -> None:
        with serve(default_graph=default_graph) as client:
            update(client, self.FILL)
            answer = self.send(client, self.COPY, using_graph_uri=[G, H])

            assert answer.status_code == 204
            shown = client.get(
                "/sparql",
                params={"query": "SELECT ?o { { <a:copy> <a:of> ?o } }"},
            )
            assert len(shown.json()["results"]["bindings"]) == 2

    def test_has_the_named_graphs_that_the_request_names(self, client: TestClient) -> None:
        update(client, self.FILL)
        self.send(
            client,
            "INSERT { <a:copy> <a:of> ?o } WHERE { GRAPH ?g { ?s <a:b> ?o } }",
            using_named_graph_uri=H,
        )

        assert self.copied(client) == {"2"}

    def test_is_what_the_text_names(self, client: TestClient) -> None:
        update(client, self.FILL)
        update(client, f"INSERT {{ <a:copy> <a:of> ?o }} USING <{G}> WHERE {{ ?s <a:b> ?o }}")

        assert self.copied(client) == {"1"}

    @pytest.mark.parametrize(
        "text",
        [
            f"INSERT {{ <a:a> <a:b> 1 }} USING <{G}> WHERE {{ ?s ?p ?o }}",
            f"WITH <{G}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}",
        ],
    )
    def test_is_not_named_twice(self, client: TestClient, text: str) -> None:
        answer = self.send(client, text, using_graph_uri=G)

        assert (answer.status_code, slug(answer)) == (400, "dataset-named-twice")

    def test_is_seen_anew_by_each_operation(self, client: TestClient) -> None:
        update(client, f"INSERT DATA {{ GRAPH <{G}> {{ <a:a> <a:b> 7 }} }} ; {self.COPY}")

        assert self.copied(client) == {"7"}


def test_update_is_made_only_to_the_version_that_is_expected(client: TestClient) -> None:
    first = update(client, "INSERT DATA { <a:a> <a:b> 1 }")

    second = update(client, "INSERT DATA { <a:a> <a:b> 2 }", If_Match=first.headers["etag"])
    third = update(client, "INSERT DATA { <a:a> <a:b> 3 }", If_Match=first.headers["etag"])
    fourth = update(client, "INSERT DATA { <a:a> <a:b> 4 }", If_Match="*")

    assert [answer.status_code for answer in (second, third, fourth)] == [204, 412, 204]
    assert not holds(client, "?s ?p 3")


def test_updates_at_once_are_all_kept(client: TestClient) -> None:
    update(client, "INSERT DATA { <a:a> <a:count> 0 }")
    text = (
        "DELETE { <a:a> <a:count> ?old } INSERT { <a:a> <a:count> ?new }"
        " WHERE { <a:a> <a:count> ?old BIND(?old + 1 AS ?new) }"
    )
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: update(client, text), range(8)))

    assert {answer.status_code for answer in answers} == {204}
    assert holds(client, "?s ?p 8")


def test_update_of_an_older_version_is_refused(client: TestClient) -> None:
    version = update(client, "INSERT DATA { <a:a> <a:b> 1 }").headers["dataset-version"]
    update(client, "INSERT DATA { <a:a> <a:b> 2 }")

    answer = client.post(
        f"/v1/datasets/{version}/sparql", content="CLEAR ALL", headers={"Content-Type": UPDATE}
    )

    assert 400 <= answer.status_code < 500
    assert holds(client, "?s ?p 1")


def test_derived_graphs_follow_an_update() -> None:
    settings = Settings(store="memory:", write_token=SecretStr("secret"))
    app = create_app(settings)
    with TestClient(app, headers=TOKEN) as client:
        update(client, "INSERT DATA { GRAPH <http://localhost:8000/graph/sos> { <a:a> <a:b> 1 } }")
        app.state.deriving.wait(60)
        version = client.get("/v1/meta").headers["dataset-version"]

        assert holds(
            client,
            "GRAPH <http://localhost:8000/graph/derived/support>"
            f' {{ ?header <https://w3id.org/cmo-graph/ns#datasetVersion> "{version}" }}',
        )


def test_page_from_elsewhere_may_send_the_token(client: TestClient) -> None:
    answer = client.options(
        "/sparql",
        headers={
            "Origin": "https://example.org",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type",
        },
    )

    assert answer.status_code == 200
    assert "access-control-allow-credentials" not in answer.headers


def test_thing_that_an_update_left_malformed_is_named_where_it_is_asked_for() -> None:
    settings = Settings(store="memory:", write_token=SecretStr("secret"), query_readers=1)
    thing = "http://localhost:8000/id/concepts/sos.trust"
    label = "http://www.w3.org/2000/01/rdf-schema#label"
    with TestClient(create_app(settings), headers=TOKEN) as client:
        update(client, f"DELETE WHERE {{ GRAPH ?g {{ <{thing}> <{label}> ?text }} }}")

        answer = client.get("/v1/concepts/sos.trust")
        other = client.get("/v1/concepts/sos.child-safety")

    assert answer.status_code == 500, answer.text
    assert slug(answer) == "thing-malformed"
    assert answer.json()["iri"] == thing
    assert other.status_code == 200
