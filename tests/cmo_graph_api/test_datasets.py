"""Dataset versions over HTTP: each is asked by itself, and no answer mixes two."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx2 as httpx
import pytest
from cmo_graph_api.addresses import IMMUTABLE
from cmo_graph_api.app import create_app
from cmo_graph_api.settings import Settings
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr
from rdflib import RDF, RDFS, SKOS, Literal

from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.mapping import Triple
from cmo_graph.store import Store, open_store
from cmo_graph.vocabulary import CMO
from tests.cmo_graph_api.pages import Page
from tests.cmo_graph_api.serving import served

BASE = DEFAULT_BASE
TOKEN = "only-for-this-test"  # noqa: S105  # no secret
REVIEW = BASE.mint("reviews", "r")
#: Concepts of the dataset; each says which version it is of.
CONCEPTS = 60
#: Versions published while others read, and versions kept meanwhile.
PUBLISHED, KEPT = 12, 3

PAIRS = """
PREFIX cmo: <https://w3id.org/cmo-graph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?one ?other WHERE {
  ?a a skos:Concept ; rdfs:label ?one ; cmo:inReview ?review .
  ?b a skos:Concept ; rdfs:label ?other ; cmo:inReview ?review .
}
"""


def content(number: int) -> Iterator[Triple]:
    for place in range(CONCEPTS):
        concept = BASE.mint("concepts", f"r.c{place}")
        yield concept, RDF.type, SKOS.Concept
        yield concept, CMO.inReview, REVIEW
        yield concept, RDFS.label, Literal(f"v{number}", lang="en")


def publish(store: Store, number: int) -> str:
    with store.writing() as draft:
        draft.replace_graph(BASE.graph("r"), content(number))
    return store.current().version.digest


def application(store: Path) -> FastAPI:
    settings = Settings(store=str(store), query_timeout=30, write_token=SecretStr(TOKEN))
    return create_app(settings, empty=True)


@contextmanager
def asked(app: FastAPI) -> Iterator[TestClient]:
    """Serve two versions."""
    with TestClient(app) as client:
        for number in (1, 2):
            publish(app.state.store, number)
        yield client


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return application(tmp_path_factory.mktemp("versions") / "store")


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with asked(app) as client:
        yield client


@pytest.fixture
def own_app(tmp_path: Path) -> FastAPI:
    """Give an application of its own, to whose store a test may publish."""
    return application(tmp_path / "store")


@pytest.fixture
def own(own_app: FastAPI) -> Iterator[TestClient]:
    with asked(own_app) as client:
        yield client


def labels(answer: httpx.Response) -> set[str]:
    return {item["label"]["en"] for item in answer.json()["items"]}


def digests(client: TestClient) -> list[str]:
    return [version["digest"] for version in client.get("/v1/datasets").json()["items"]]


def test_datasets_lists_the_versions_with_their_graphs(client: TestClient) -> None:
    body = client.get("/v1/datasets").json()

    newest, before, _ = body["items"]
    assert body["total"] == len(body["items"]) == KEPT
    assert (newest["is_current"], before["is_current"]) == (True, False)
    assert newest["number"] == before["number"] + 1
    assert newest["quads"] == sum(graph["quads"] for graph in newest["graphs"])
    assert client.get(newest["url"]).json() == newest
    assert client.get(before["url"]).json() == before


def test_list_of_versions_is_another_one_after_a_write(own: TestClient, own_app: FastAPI) -> None:
    tag = own.get("/v1/datasets").headers["ETag"]
    assert own.get("/v1/datasets", headers={"If-None-Match": tag}).status_code == 304

    publish(own_app.state.store, 3)

    assert own.get("/v1/datasets", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("shorten", [8, 12, 64])
def test_version_is_asked_by_its_digest(client: TestClient, shorten: int) -> None:
    newest, before, _ = digests(client)

    old = client.get(f"/v1/datasets/{before[:shorten]}/concepts")
    new = client.get(f"/v1/datasets/{newest[:shorten]}/concepts")

    assert (labels(old), labels(new)) == ({"v1"}, {"v2"})
    assert (old.headers["Dataset-Version"], new.headers["Dataset-Version"]) == (before, newest)


def test_version_is_asked_by_its_number_and_as_current(client: TestClient) -> None:
    number = client.get("/v1/datasets").json()["items"][1]["number"]

    assert labels(client.get(f"/v1/datasets/{number}/concepts")) == {"v1"}
    assert labels(client.get("/v1/datasets/current/concepts")) == {"v2"}


def test_sparql_is_asked_of_an_old_version(client: TestClient) -> None:
    _, before, _ = digests(client)

    for version, label in ((before, "v1"), ("current", "v2")):
        answer = client.get(f"/v1/datasets/{version}/sparql", params={"query": PAIRS})
        assert {row["one"]["value"] for row in answer.json()["results"]["bindings"]} == {label}
        assert answer.headers["Dataset-Version"]


def test_pages_of_an_old_version_lead_to_pages_of_that_version(client: TestClient) -> None:
    _, before, _ = digests(client)
    url, seen = f"/v1/datasets/{before}/concepts?limit=25", 0
    while url:
        page = client.get(url)
        assert f"/v1/datasets/{before}/concepts" in str(page.url)
        assert labels(page) == {"v1"}
        seen += len(page.json()["items"])
        url = page.json()["next_url"]

    assert seen == CONCEPTS


def test_answer_of_a_past_version_may_be_kept_for_good(client: TestClient) -> None:
    newest, before, _ = digests(client)

    past = client.get(f"/v1/datasets/{before}/concepts")
    again = client.get(
        f"/v1/datasets/{before}/concepts", headers={"If-None-Match": past.headers["ETag"]}
    )

    assert past.headers["Cache-Control"] == again.headers["Cache-Control"] == IMMUTABLE
    assert again.status_code == 304
    for name in ("current", newest):
        answer = client.get(f"/v1/datasets/{name}/concepts")
        assert "immutable" not in answer.headers["Cache-Control"]


def test_answer_that_is_another_each_time_may_not_be_kept_for_good(client: TestClient) -> None:
    before = digests(client)[1]
    kinds = {"RAND() AS ?x": "no-store", "1 AS ?x": IMMUTABLE}

    for expression, kept in kinds.items():
        asked = {"query": f"SELECT ({expression}) {{}}"}
        answer = client.get(f"/v1/datasets/{before}/sparql", params=asked)
        assert answer.headers["Cache-Control"] == kept


@pytest.mark.parametrize(
    "path",
    [
        *("datasets", "datasets.json", "metrics", "openapi.json", "docs", "problems", "ns"),
        *(
            "v1/datasets",
            "v1/meta",
            "sparql",
            "graphs",
            "/metrics",
            "/concepts",
            "static/own/a.css",
        ),
    ],
)
def test_what_is_no_page_of_a_version_is_not_there_in_one(client: TestClient, path: str) -> None:
    before = digests(client)[1]

    answer = client.get(f"/v1/datasets/{before}/pages/{path}")

    assert answer.status_code == 404
    assert "immutable" not in answer.headers.get("Cache-Control", "")


@pytest.mark.parametrize("path", ["", "concepts", "concepts.csv", "concepts/r.c0", "gaps", "about"])
def test_page_of_a_version_is_there_in_it(client: TestClient, path: str) -> None:
    before = digests(client)[1]

    assert client.get(f"/v1/datasets/{before}/pages/{path}").status_code == 200


@pytest.mark.parametrize("path", ["/gaps", "/for-whom", "/search?q=v2", "/concepts"])
def test_page_is_sent_anew_when_a_version_of_the_same_content_has_another_number(
    own: TestClient, own_app: FastAPI, path: str
) -> None:
    headers = {"Accept": "text/html"}
    first = own.get(path, headers=headers)
    publish(own_app.state.store, 3)
    publish(own_app.state.store, 2)

    again = own.get(path, headers={**headers, "If-None-Match": first.headers["ETag"]})

    assert again.headers["Dataset-Version"] == first.headers["Dataset-Version"]
    assert again.status_code == 200
    assert again.text != first.text


def test_search_of_an_old_version_keeps_its_words(client: TestClient) -> None:
    before = digests(client)[1]

    answer = client.get(f"/v1/datasets/{before}/pages/search?q=v1&kind=concepts")

    links = [link.partition("/search")[2] for link in Page(answer.text).links if "/search" in link]
    assert links.count("?q=v1&kind=concepts") >= 2


@pytest.mark.parametrize("path", ["concepts", "meta", "context.jsonld", "sparql?query=ASK%7B%7D"])
def test_version_that_is_not_kept_is_told_with_those_that_are(
    client: TestClient, path: str
) -> None:
    answer = client.get(f"/v1/datasets/0123456789abcdef/{path}")

    problem = answer.json()
    assert answer.status_code == 404
    assert problem["type"].endswith("#version-not-kept")
    assert [version["digest"] for version in problem["kept"]] == digests(client)
    assert problem["instance"] == f"/v1/datasets/0123456789abcdef/{path.partition('?')[0]}"


def test_page_of_a_version_that_is_not_kept_leads_to_those_that_are(client: TestClient) -> None:
    gone = "/v1/datasets/0123456789abcdef/pages/"

    answer = client.get(gone, headers={"Accept": "text/html"})

    assert answer.status_code == 404
    assert "/datasets" in Page(answer.text).links
    assert gone not in Page(answer.text).links


def test_page_of_the_versions_leads_to_each(client: TestClient) -> None:
    page = Page(client.get("/datasets", headers={"Accept": "text/html"}).text)
    newest, before, _ = digests(client)

    for digest, label in ((newest, "v2"), (before, "v1")):
        assert f"/v1/datasets/{digest}/pages/" in page.links
        concept = client.get(f"/v1/datasets/{digest}/pages/concepts/r.c0")
        assert label in Page(concept.text).text


def test_there_are_no_versions_of_versions(client: TestClient) -> None:
    assert client.get("/v1/datasets/current/datasets/current").status_code == 404


@pytest.mark.parametrize("version", ["current", "1"])
@pytest.mark.parametrize(
    ("method", "path", "media_type", "body"),
    [
        ("POST", "sparql", "application/sparql-update", "INSERT DATA { <urn:a> <urn:b> <urn:c> }"),
        ("POST", "sparql", "application/x-www-form-urlencoded", "update=CLEAR%20ALL"),
        ("PUT", "graphs?graph=urn:x:y", "text/turtle", "<urn:a> <urn:b> <urn:c> ."),
        ("PUT", "graph/r", "text/turtle", "<urn:a> <urn:b> <urn:c> ."),
        ("DELETE", "graph/r", "", ""),
    ],
)
def test_nothing_is_written_through_a_version(
    client: TestClient,
    app: FastAPI,
    version: str,
    method: str,
    path: str,
    media_type: str,
    body: str,
) -> None:
    before = app.state.store.current().version

    answer = client.request(
        method,
        f"/v1/datasets/{version}/{path}",
        content=body,
        headers={"Content-Type": media_type, "Authorization": f"Bearer {TOKEN}"},
    )

    assert answer.status_code == 403
    assert answer.json()["type"].endswith("#version-read-only")
    assert app.state.store.current().version == before


# While versions are published


def _one_label(answer: httpx.Response, found: set[str], *, made: dict[str, str]) -> None:
    """Check that an answer is of one version, the one that it names."""
    version = answer.headers["Dataset-Version"]
    if version in made:
        assert found == {made[version]}
    else:
        assert len(found) <= 1


def _ask_lists(url: str, *, made: dict[str, str], is_over: threading.Event) -> set[str]:
    seen = set()
    with httpx.Client(base_url=url, timeout=60) as client:
        while not is_over.is_set():
            answer = client.get("/v1/concepts", params={"limit": CONCEPTS})
            _one_label(answer, labels(answer), made=made)
            seen.add(answer.headers["Dataset-Version"])
    return seen


def _ask_sparql(url: str, *, made: dict[str, str], is_over: threading.Event) -> set[str]:
    seen = set()
    with httpx.Client(base_url=url, timeout=60) as client:
        while not is_over.is_set():
            answer = client.get("/sparql", params={"query": PAIRS}, headers={"Accept": "text/csv"})
            if answer.status_code in (429, 503):
                continue
            _, *rows = answer.text.split()
            _one_label(answer, {label for row in rows for label in row.split(",")}, made=made)
            assert len(rows) in (0, CONCEPTS**2)
            seen.add(answer.headers["Dataset-Version"])
    return seen


def _ask_versions(url: str, *, made: dict[str, str], is_over: threading.Event) -> set[str]:
    seen = set()
    with httpx.Client(base_url=url, timeout=60) as client:
        while not is_over.is_set():
            for version in client.get("/v1/datasets").json()["items"]:
                answer = client.get(f"/v1/datasets/{version['digest']}/concepts")
                if answer.status_code == 404:
                    assert answer.json()["type"].endswith("#version-not-kept")
                    continue
                assert answer.headers["Dataset-Version"] == version["digest"]
                _one_label(answer, labels(answer), made=made)
                seen.add(answer.headers["Dataset-Version"])
    return seen


def _ask_sparql_of_versions(
    url: str, *, made: dict[str, str], is_over: threading.Event
) -> set[str]:
    seen = set()
    with httpx.Client(base_url=url, timeout=60, headers={"Accept": "text/csv"}) as client:
        while not is_over.is_set():
            kept = client.get("/v1/datasets", headers={"Accept": "*/*"}).json()["items"]
            oldest = kept[-1]["digest"]
            answer = client.get(f"/v1/datasets/{oldest}/sparql", params={"query": PAIRS})
            if answer.status_code != 200:
                assert answer.status_code in (404, 429, 503)
                continue
            assert answer.headers["Dataset-Version"] == oldest
            _, *rows = answer.text.split()
            _one_label(answer, {label for row in rows for label in row.split(",")}, made=made)
            seen.add(oldest)
    return seen


@pytest.mark.slow
def test_every_answer_is_of_one_version_while_others_are_published(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    store = open_store(folder, versions_kept=KEPT)
    made: dict[str, str] = {publish(store, 0): "v0"}
    is_over = threading.Event()
    with (
        served(folder, "--empty", CMO_VERSIONS_KEPT=str(KEPT)) as url,
        ThreadPoolExecutor(8) as threads,
    ):
        asking = [
            threads.submit(ask, url, made=made, is_over=is_over)
            for ask in (_ask_lists, _ask_sparql, _ask_versions, _ask_sparql_of_versions)
            for _ in range(2)
        ]
        try:
            for number in range(1, PUBLISHED + 1):
                made[publish(store, number)] = f"v{number}"
        finally:
            is_over.set()

        seen = [asked.result() for asked in asking]

    assert all(seen)
    assert len(set().union(*seen)) > 3
