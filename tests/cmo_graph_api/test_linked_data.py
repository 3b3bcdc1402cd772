"""Every IRI the store mints leads somewhere, in every syntax, and nowhere else."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx2 as httpx
import pyoxigraph
import pytest
from cmo_graph_api.app import create_app
from cmo_graph_api.dereferencing import path_of
from cmo_graph_api.negotiation import CITATION_FORMATS, PAGE_FORMATS, THING_FORMATS
from cmo_graph_api.settings import Settings
from fastapi import FastAPI
from fastapi.testclient import TestClient

from cmo_graph.iri import DEFAULT_BASE, Base
from cmo_graph.vocabulary import CMO_NAMESPACE
from tests.cmo_graph_api.pages import Page

#: What a browser sends.
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
RDF: dict[str, pyoxigraph.RdfFormat] = {
    "text/turtle": pyoxigraph.RdfFormat.TURTLE,
    "application/n-triples": pyoxigraph.RdfFormat.N_TRIPLES,
    "application/rdf+xml": pyoxigraph.RdfFormat.RDF_XML,
    "application/ld+json": pyoxigraph.RdfFormat.JSON_LD,
}
#: A document for programs: its page does not name each class and property it counts.
DESCRIPTION = f"{DEFAULT_BASE.iri}.well-known/void"
THING = "/configurations/sos.circumstances-let-relationships-grow"
GRAPH = "/graph/derived/support"


def minted(app: FastAPI) -> dict[str, set[str]]:
    """Return every subject IRI of the dataset that is ours, by the document it leads to."""
    found: dict[str, set[str]] = {}
    for quad in app.state.store.current().as_rdflib().quads():
        iri = str(quad[0])
        if iri.startswith((DEFAULT_BASE.iri, CMO_NAMESPACE, CMO_NAMESPACE[:-1])):
            found.setdefault(iri.partition("#")[0], set()).add(iri)
    return found


def parsed(answer: httpx.Response) -> set[pyoxigraph.Triple]:
    syntax = RDF[answer.headers["Content-Type"].partition(";")[0]]
    return {quad.triple for quad in pyoxigraph.parse(answer.content, format=syntax)}


def subjects(answer: httpx.Response) -> set[str]:
    return {
        triple.subject.value
        for triple in parsed(answer)
        if isinstance(triple.subject, pyoxigraph.NamedNode)
    }


def relations(answer: httpx.Response) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for target, name in re.findall(r'<([^>]*)>; rel="([^"]*)"', answer.headers["Link"]):
        found.setdefault(name, []).append(target)
    return found


@pytest.mark.parametrize("media_type", RDF)
def test_every_minted_iri_leads_to_statements_about_it(
    app: FastAPI, client: TestClient, media_type: str
) -> None:
    documents = minted(app)
    for document, iris in documents.items():
        path = path_of(document, base=DEFAULT_BASE)
        assert path is not None
        answer = client.get(path, headers={"Accept": media_type})

        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith(media_type)
        assert iris <= subjects(answer)
    assert len(documents) > 300


def test_every_minted_iri_leads_to_its_place_on_a_page(app: FastAPI, client: TestClient) -> None:
    for document, iris in minted(app).items():
        path = path_of(document, base=DEFAULT_BASE)
        assert path is not None
        answer = client.get(path, headers={"Accept": BROWSER})
        page = Page(answer.text)

        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        if document != DESCRIPTION:
            assert {iri.partition("#")[2] for iri in iris} - {""} <= set(page.anchors)
        assert len(set(page.anchors)) == len(page.anchors)


def test_document_holds_what_the_dataset_says_of_the_thing(
    app: FastAPI, client: TestClient
) -> None:
    iri = DEFAULT_BASE.iri + "id" + THING
    dataset = app.state.store.current().as_rdflib()
    expected = {
        (str(s), str(p), str(o))
        for s, p, o, _ in dataset.quads()
        if str(s).partition("#")[0] == iri
    }

    found = {
        (triple.subject.value, triple.predicate.value, triple.object.value)  # type: ignore[union-attr]  # no triple terms are stored
        for triple in parsed(client.get(THING, headers={"Accept": "text/turtle"}))
    }

    assert expected <= found


def test_syntaxes_of_a_document_say_the_same(client: TestClient) -> None:
    found = [parsed(client.get(THING, headers={"Accept": media_type})) for media_type in RDF]

    assert all(triples == found[0] for triples in found)


@pytest.mark.parametrize(
    ("accept", "path"),
    [
        (BROWSER, THING),
        ("text/turtle", THING),
        ("application/n-triples", THING),
        ("application/json", f"/v1{THING}"),
        ("text/csv", f"/v1{THING}"),
        ("*/*", f"/v1{THING}"),
        ("application/ld+json;q=0.9, application/json;q=0.1", THING),
    ],
)
def test_iri_of_a_thing_leads_to_a_page_or_to_data(
    client: TestClient, accept: str, path: str
) -> None:
    answer = client.get(f"/id{THING}", headers={"Accept": accept}, follow_redirects=False)

    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    assert "Accept" in answer.headers["Vary"]
    assert f"id{THING}" in relations(answer)["describes"][0]


@pytest.mark.parametrize("path", [f"/id{THING}", THING, "/graph/sos", "/ns"])
def test_syntax_that_is_not_offered_is_refused(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": "image/png"})

    assert answer.status_code == 406
    assert "text/turtle" in answer.json()["detail"]


@pytest.mark.parametrize("name", PAGE_FORMATS)
@pytest.mark.parametrize("path", [THING, GRAPH, "/graph/sos", "/ns", "/ns/LinkKindScheme"])
def test_document_is_not_sent_again_while_it_is_fresh(
    client: TestClient, path: str, name: str
) -> None:
    first = client.get(path, params={"format": name}, headers={"Accept": "text/html"})
    head = client.head(path, params={"format": name})
    again = client.get(
        path, params={"format": name}, headers={"If-None-Match": first.headers["ETag"]}
    )

    assert first.headers["Content-Type"].startswith(PAGE_FORMATS[name])
    assert first.headers["ETag"].startswith('"')
    assert "Accept" in first.headers["Vary"]
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == first.headers["ETag"]
    assert (again.status_code, again.content) == (304, b"")


def test_syntaxes_of_a_document_have_entity_tags_of_their_own(client: TestClient) -> None:
    tags = {client.get(THING, headers={"Accept": kind}).headers["ETag"] for kind in RDF}

    assert len(tags) == len(RDF)


def test_document_says_how_it_stands_to_the_thing_and_to_other_documents(
    client: TestClient,
) -> None:
    answer = client.get(THING, headers={"Accept": "text/turtle"})
    found = relations(answer)
    digest = answer.headers["Dataset-Version"]

    assert found["describes"] == [f"http://localhost:8000/id{THING}"]
    assert found["canonical"] == [f"http://testserver{THING}"]
    assert found["bookmark"] == [f"http://testserver/v1/datasets/{digest}/pages{THING}"]
    assert found["collection"] == ["http://testserver/configurations"]
    assert found["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert len(found["alternate"]) == len(THING_FORMATS) - len(CITATION_FORMATS)
    for target in (*found["alternate"], *found["bookmark"], *found["version-history"]):
        assert client.get(target).status_code == 200


def test_page_of_a_version_is_that_version_and_leads_to_the_current_one(
    client: TestClient,
) -> None:
    digest = client.get("/v1/meta").json()["version"]
    page = client.get(f"/v1/datasets/{digest}/pages{THING}", headers={"Accept": BROWSER})

    assert relations(page)["latest-version"] == [f"http://testserver{THING}"]
    assert "You are reading dataset version" in page.text
    inside = [link for link in Page(page.text).links if f"/{digest}/pages/concepts/" in link]
    assert client.get(inside[0], headers={"Accept": BROWSER}).status_code == 200


@pytest.mark.parametrize(
    "path", ["/id/concepts/sos.nothing", "/concepts/sos.nothing", "/graph/nothing", "/ns/nothing"]
)
def test_unknown_thing_is_a_problem_or_a_page_as_one_asks(client: TestClient, path: str) -> None:
    problem = client.get(path, headers={"Accept": "text/turtle, */*;q=0.1"})
    page = client.get(path, headers={"Accept": BROWSER})

    assert (problem.status_code, page.status_code) == (404, 404)
    assert problem.headers["Content-Type"] == "application/problem+json"
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert Page(page.text).has("h1")


def test_page_of_an_unknown_key_leads_to_the_nearest(client: TestClient) -> None:
    page = client.get(f"{THING}x", headers={"Accept": BROWSER})

    assert THING in Page(page.text).links


# Under another base


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[TestClient]:
    settings = Settings(store="memory:", base_iri="https://example.org/base/")
    with TestClient(create_app(settings), base_url="http://10.1.2.3:9999") as client:
        yield client


def test_iri_under_the_base_leads_on_whatever_host_was_asked(elsewhere: TestClient) -> None:
    iri = f"https://example.org/base/id{THING}"
    for prefix in ("", "/base"):
        answer = elsewhere.get(f"{prefix}/id{THING}", headers={"Accept": "text/turtle"})
        assert answer.history[0].headers["Location"] == f"/base{THING}"
        assert iri in subjects(answer)


def test_addresses_in_answers_are_under_the_base(elsewhere: TestClient) -> None:
    page = elsewhere.get("/v1/concepts", params={"limit": 2})
    links = elsewhere.get("/v1/meta").json()["links"]
    document = elsewhere.get(THING, headers={"Accept": "text/turtle"})

    assert page.json()["next_url"].startswith("https://example.org/base/v1/concepts?limit=2&after=")
    assert links["sparql"] == "https://example.org/base/sparql"
    assert relations(document)["canonical"] == [f"https://example.org/base{THING}"]
    following = urlsplit(page.json()["next_url"])
    assert elsewhere.get(f"{following.path}?{following.query}").json()["items"]


@pytest.mark.parametrize("prefix", ["", "/base"])
def test_pages_lead_to_pages_under_the_path_of_the_base(elsewhere: TestClient, prefix: str) -> None:
    page = elsewhere.get(f"{prefix}{THING}", headers={"Accept": BROWSER})
    inside = [link for link in Page(page.text).links if link.startswith("/")]

    assert all(link.startswith("/base/") for link in inside)
    assert elsewhere.get("/base/static/own/page.css").status_code == 200
    assert {elsewhere.get(link).status_code for link in set(inside)} == {200}


@pytest.mark.parametrize("prefix", ["", "/base"])
@pytest.mark.parametrize("path", ["/sparql?query=SELECT", "/nothing", "/v1/concepts?x=1"])
def test_problem_tells_paths_with_that_of_the_base_before_them(
    elsewhere: TestClient, prefix: str, path: str
) -> None:
    told = elsewhere.get(f"{prefix}{path}").json()

    assert told["instance"] == f"/base{path.partition('?')[0]}"
    assert " /docs" not in told["detail"]


def test_no_address_is_taken_from_the_host_header_where_a_base_is_set(
    elsewhere: TestClient,
) -> None:
    for path in ("/v1/concepts?limit=2", THING, "/v1/meta", "/v1/datasets", "/", "/ns"):
        answer = elsewhere.get(path, headers={"Host": "evil.example", "Accept": BROWSER})
        assert "evil.example" not in answer.text + str(answer.headers)


def test_interface_is_described_under_the_path_of_the_base(
    elsewhere: TestClient, client: TestClient
) -> None:
    assert elsewhere.get("/openapi.json").json()["servers"] == [{"url": "/base"}]
    assert "servers" not in client.get("/openapi.json").json()


def test_path_of_an_iri_depends_on_the_base_alone() -> None:
    base = Base("https://example.org/base/")

    assert path_of(f"{base.iri}id/concepts/r.a#x", base=base) == "/id/concepts/r.a#x"
    assert path_of(f"{base.iri}graph/r", base=base) == "/graph/r"
    assert path_of("https://w3id.org/cmo-graph/ns", base=base) == "/ns"
    assert path_of("https://w3id.org/cmo-graph/ns/0.1.0", base=base) == "/ns/0.1.0"
    assert path_of("https://example.org/other", base=base) is None
    assert path_of("http://localhost:8000/id/concepts/r.a", base=base) is None


def test_server_of_its_own_process_serves_pages_and_their_style(server: str) -> None:
    page = httpx.get(f"{server}/", headers={"Accept": BROWSER})
    style = next(
        attributes["href"]
        for tag, attributes in Page(page.text).elements
        if attributes.get("rel") == "stylesheet"
    )

    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert httpx.get(f"{server}{style}").headers["Content-Type"].startswith("text/css")


def test_graph_of_a_store_on_disk_is_sent_whole(tmp_path: Path) -> None:
    app = create_app(Settings(store=str(tmp_path / "store")))
    with TestClient(app) as client:
        answer = client.get("/graph/sos", headers={"Accept": "application/n-triples"})
        summary = app.state.store.current().version.graphs[DEFAULT_BASE.graph("sos")]

    assert len(answer.text.splitlines()) == summary.quads
