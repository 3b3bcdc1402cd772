"""Pages for people: whole, within reach of everybody, and safe whatever a label holds."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from cmo_graph_api.app import create_app
from cmo_graph_api.pages.names import Names, href, words_of
from cmo_graph_api.pages.rendering import LONGEST_TITLE, as_title, seen
from cmo_graph_api.settings import Settings
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from rdflib import DCTERMS, RDF, RDFS, SKOS, BNode, Literal, URIRef

from cmo_graph.iri import DEFAULT_BASE as BASE
from cmo_graph.mapping import Triple
from cmo_graph.model import THINGS
from cmo_graph.vocabulary import CMO
from tests.cmo_graph_api.pages import Page

PLACES = (
    "/",
    *(f"/{kind}" for kind in THINGS),
    "/configurations/sos.circumstances-let-relationships-grow",
    "/passages/sos.b-adcs-done-well",
    "/datasets",
    "/graph/sos",
    "/graph/derived/support",
    "/ns",
    "/ns/LinkKindScheme",
    "/ns/nothing",
    "/theories/sos.programme-theory",
    "/theories/sos.programme-theory?focus=sos.child-safety&depth=2&from=sos.trust&to=sos.shared-responsibility",
    "/evidence-map",
    "/evidence-map?rows=intervention&columns=outcome",
    "/gaps",
    "/contested",
    "/what-if?on=sos.signs-of-safety&absent=sos.trust&present=sos.relationship-circumstances",
    "/for-whom",
    "/for-whom?outcome=sos.child-safety",
    "/pathways",
    "/pathways?from=sos.signs-of-safety&to=sos.child-safety",
    "/search",
    "/search?q=trust",
)
#: Most pages that a test follows links to.
MOST_PAGES = 400


def read(client: TestClient, path: str) -> Page:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    return Page(answer.text)


@pytest.mark.parametrize("path", PLACES)
def test_page_has_what_a_screen_reader_looks_for(client: TestClient, path: str) -> None:
    page = read(client, path)
    tags = [tag for tag, _ in page.elements]
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]

    assert dict(page.elements[0][1]) == {"lang": "en"}
    # A picture within the page has titles of its own.
    titles = tags[: tags.index("body")].count("title")
    assert (tags.count("main"), tags.count("h1"), titles) == (1, 1, 1)
    assert {"header", "nav", "footer"} <= set(tags)
    assert page.links[0] == "#main"
    assert levels[0] == 1
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels))
    assert len(set(page.anchors)) == len(page.anchors)
    labelled = {attributes["for"] for tag, attributes in page.elements if tag == "label"}
    fields = {
        attributes["id"]
        for tag, attributes in page.elements
        if tag in ("input", "select") and attributes.get("type") != "hidden"
    }
    assert fields == labelled


@pytest.mark.parametrize("path", PLACES)
def test_page_holds_nothing_that_a_strict_policy_stops(client: TestClient, path: str) -> None:
    assert read(client, path).unsafe == []


def test_every_link_of_a_page_leads_to_something(client: TestClient) -> None:
    waiting, seen_paths = ["/"], set[str]()
    while waiting and len(seen_paths) < MOST_PAGES:
        path = waiting.pop(0)
        answer = client.get(path, headers={"Accept": "text/html,*/*;q=0.1"})
        assert answer.status_code == 200, path
        seen_paths.add(path)
        if answer.headers["Content-Type"].startswith("text/html") and path != "/docs":
            links = {link.partition("#")[0] for link in Page(answer.text).links}
            inside = {link for link in links if link.startswith("/")}
            waiting += sorted(inside - seen_paths - set(waiting))

    assert len(seen_paths) > 100


def test_fragments_of_a_page_lead_to_places_on_it(client: TestClient) -> None:
    for path in ("/ns", "/ns/LinkKindScheme"):
        page = read(client, path)
        ontology = set(read(client, "/ns").anchors)
        fragments = {
            link.partition("#")[2] for link in page.links if link.startswith(("#", "/ns#"))
        }

        assert fragments - {"", "main"} <= ontology


def test_home_tells_the_question_of_the_review_and_how_much_there_is(client: TestClient) -> None:
    page = read(client, "/")
    counts = client.get("/v1/meta").json()["counts"]

    assert "Does Signs of Safety keep more children safely out of care" in page.text
    assert f"{counts['configurations']} configurations" in page.text
    assert {f"/{kind}" for kind in THINGS} <= set(page.links)


def test_list_is_walked_page_by_page_without_gap_or_repeat(client: TestClient) -> None:
    path, found = "/concepts?limit=20", list[str]()
    while path:
        page = read(client, path)
        found += [link for link in page.links if link.startswith("/concepts/")]
        following = [
            attributes["href"]
            for tag, attributes in page.elements
            if tag == "a" and attributes.get("rel") == "next"
        ]
        path = following[0] if following else ""

    keys = [item["key"] for item in client.get("/v1/concepts?limit=500").json()["items"]]
    assert found == [f"/concepts/{key}" for key in keys]


def test_list_is_searched_by_words(client: TestClient) -> None:
    page = read(client, "/concepts?q=trust")

    assert "matches" in page.text
    assert any(attributes.get("value") == "trust" for _, attributes in page.elements)
    assert read(client, "/concepts?q=").text.count("in all") == 1


def test_page_of_a_passage_shows_where_it_stands(client: TestClient) -> None:
    page = read(client, "/passages/sos.b-adcs-done-well")

    assert {"position", "surroundings"} & set(page.anchors)
    assert "Where it is used" in page.text


# Whatever a label holds

EVIL = BASE.mint("concepts", "r.evil")
REVIEW = BASE.mint("reviews", "r")
HOSTILE = {
    "script": "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "attribute": '" onmouseover="alert(1)" x="',
    "template": "{{ 7 * 7 }}{% raw %}",
    "bidi": "safe \u202egnp.exe\u202c \u2066 never closed",
    "long": "word" * 500,
    "entity": "&lt;b&gt;&#60;script&#62;",
    "direction": "a\u202bb\u2068c",
    "tag": "</title></h1></main></body>",
}


def evil(label: str) -> list[Triple]:
    return [
        (EVIL, RDF.type, SKOS.Concept),
        (EVIL, RDFS.label, Literal(label, lang="en")),
        (EVIL, SKOS.definition, Literal(label, lang="x-made-up")),
        (EVIL, CMO.inReview, REVIEW),
        (EVIL, DCTERMS.source, URIRef("javascript:alert(1)")),
        (EVIL, DCTERMS.source, URIRef("data:text/html,alert(1)")),
        (EVIL, DCTERMS.source, URIRef("https://example.org/?a=1&b='x'")),
        (EVIL, URIRef("javascript:alert(1)//"), Literal(label)),
        (EVIL, RDFS.seeAlso, Literal("1", datatype=URIRef("javascript:alert(1)"))),
        (REVIEW, RDF.type, CMO.Review),
        (REVIEW, RDFS.label, Literal(label, lang="en")),
        (REVIEW, CMO.question, Literal(label, lang="en")),
        (REVIEW, CMO.inReview, REVIEW),
    ]


@pytest.fixture(scope="module")
def app_of_anybody() -> FastAPI:
    """An application whose one review every test writes anew."""
    return create_app(Settings(store="memory:"), empty=True)


@pytest.fixture(scope="module")
def anybody(app_of_anybody: FastAPI) -> Iterator[TestClient]:
    with TestClient(app_of_anybody) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/concepts", "/concepts/r.evil", "/graph/r", "/reviews/r"])
@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_label_is_a_text_and_nothing_else(
    anybody: TestClient, app_of_anybody: FastAPI, case: str, path: str
) -> None:
    harmless = _elements(anybody, app_of_anybody, path, label="harmless")

    found = _elements(anybody, app_of_anybody, path, label=HOSTILE[case])

    assert found == harmless
    assert read(anybody, path).unsafe == []


def _elements(client: TestClient, app: FastAPI, path: str, *, label: str) -> list[str]:
    with app.state.store.writing() as draft:
        draft.replace_graph(BASE.graph("r"), evil(label))
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", answer.text)
    return [tag for tag, _ in Page(answer.text).elements]


def test_hostile_label_is_shown_as_it_was_written(
    anybody: TestClient, app_of_anybody: FastAPI
) -> None:
    with app_of_anybody.state.store.writing() as draft:
        draft.replace_graph(BASE.graph("r"), evil(HOSTILE["script"]))

    assert HOSTILE["script"] in read(anybody, "/concepts/r.evil").text


def test_iri_that_is_no_web_address_leads_nowhere(
    anybody: TestClient, app_of_anybody: FastAPI
) -> None:
    with app_of_anybody.state.store.writing() as draft:
        draft.replace_graph(BASE.graph("r"), evil("a"))
    page = read(anybody, "/concepts/r.evil")

    assert "javascript:alert(1)" in page.text
    assert not [link for link in page.links if link.startswith(("javascript", "data"))]
    assert "https://example.org/?a=1&b='x'" in page.links


@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_title_is_one_short_line(text: str) -> None:
    title = as_title(text)

    assert len(title) <= LONGEST_TITLE
    assert "\n" not in title
    assert seen(title) == title


@given(st.text(max_size=60))
def test_only_web_addresses_and_our_paths_are_followed(text: str) -> None:
    found = href(text, base=BASE)

    assert found == "" or found.startswith(("/", "http://", "https://"))


def test_property_of_somebody_else_is_told_in_words() -> None:
    assert words_of(str(RDFS.subClassOf)) == "sub class of"
    assert words_of("https://example.org/p") == "https://example.org/p"


def test_blank_node_is_shown_by_its_name() -> None:
    shown = Names({}, base=BASE).show(BNode("b1"))

    assert (shown.text, shown.href) == ("_:b1", "")


def test_scripts_of_pages_are_files_of_ours_with_their_licences(client: TestClient) -> None:
    for path in {script for page in ("/", "/query") for script in read(client, page).scripts}:
        answer = client.get(path)
        assert answer.headers["Content-Type"].startswith("text/javascript")

    licences = client.get("/static/own/built/LICENSES.txt").text
    assert "@codemirror/view" in licences
