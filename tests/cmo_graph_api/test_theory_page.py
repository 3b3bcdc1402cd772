"""A theory's page says what is drawn, offers less where that is too much, and stays small."""

import gzip
import os
import re
from pathlib import Path

import pytest
from cmo_graph_api.app import create_app
from cmo_graph_api.settings import Settings
from fastapi import FastAPI
from fastapi.testclient import TestClient

from cmo_graph.drawing.focusing import MOST_ELEMENTS
from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.mapping import as_triples
from cmo_graph.model import Concept, Configuration, ProgrammeTheory, TheoryVersion, Thing
from cmo_graph.model.codes import Role, TheoryStage
from tests.cmo_graph.drawing.theories import REVIEW, concept, configuration
from tests.cmo_graph_api.pages import Page

PAGE = "/theories/sos.programme-theory"
STATIC = Path(__file__).resolve().parents[2] / "api" / "cmo_graph_api" / "static"
HTML = {"Accept": "text/html"}
#: Most bytes of a theory's page with all that a browser fetches for it.
LARGEST_PAGE = 60_000


def page_of(client: TestClient, path: str) -> Page:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200
    return Page(answer.text)


def chips(page: Page) -> list[str]:
    return re.findall(r"Remove: (.+?) ×", page.text)


def test_theory_page_has_a_chip_for_each_filter_that_takes_it_away(client: TestClient) -> None:
    query = "focus=sos.child-safety&direction=up&min_studies=1&basis=empirical"
    page = page_of(client, f"{PAGE}?{query}&contested=&depth=")

    assert chips(page) == [
        "about Child safety",
        "upstream only",
        "arrows with 1 or more studies for",
        "basis: empirical",
    ]
    without = f"{PAGE}?focus=sos.child-safety&direction=up&min_studies=1"
    assert any(link.startswith(without) and "basis" not in link for link in page.links)


def test_theory_page_gives_programs_what_it_shows(client: TestClient) -> None:
    """Its links to JSON and to the network once forgot what the page was filtered by."""
    drawn = "focus=sos.child-safety&direction=up&min_studies=1"
    page = page_of(
        client, f"{PAGE}?{drawn}&basis=empirical&from=sos.trust&to=sos.shared-responsibility"
    )
    picture, network = f"/v1{PAGE}/diagram.json", f"/v1{PAGE}/network"

    assert f"{picture}?{drawn}&basis=empirical" in page.links
    assert f"{network}?basis=empirical" in page.links
    for path in page.links:
        if path.startswith((picture, network)):
            assert client.get(path).status_code == 200
    plain = page_of(client, PAGE).links
    assert {picture, network} <= set(plain)


def test_theory_page_keeps_filters_that_its_form_has_no_field_for(client: TestClient) -> None:
    page = page_of(client, f"{PAGE}?focus=sos.trust&focus=sos.child-safety&basis=empirical")

    hidden = [
        (one["name"], one["value"]) for _, one in page.elements if one.get("type") == "hidden"
    ]
    assert hidden == [("focus", "sos.child-safety"), ("basis", "empirical")]


def test_theory_page_says_how_much_of_the_theory_is_drawn(client: TestClient) -> None:
    page = page_of(client, f"{PAGE}?focus=sos.child-safety&direction=up")

    assert "10 of 57 concepts: what leads to Child safety." in page.text


def test_everything_that_an_open_arrow_leads_to_is_there(client: TestClient) -> None:
    arrow = "from=sos.trust&to=sos.shared-responsibility"
    page = page_of(client, f"{PAGE}?{arrow}&focus=sos.trust&width_mm=170&dpi=300")
    paths = {link.partition("#")[0] for link in page.links if link.startswith("/")}
    embeds = [path for path in paths if path.startswith("/embed")]

    assert embeds == [f"/embed{PAGE}?focus=sos.trust"]
    found = {path: client.get(path, headers={"Accept": "*/*"}).status_code for path in paths}
    assert {path: status for path, status in found.items() if status != 200} == {}


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("contested=true", "No arrow has studies on both sides."),
        (
            "contested=true&focus=sos.trust",
            "No arrow that the other filters leave has studies on both sides.",
        ),
    ],
)
def test_theory_page_draws_nothing_when_no_arrow_is_contested(
    client: TestClient, query: str, told: str
) -> None:
    page = page_of(client, f"{PAGE}?{query}")

    assert told in page.text
    assert not page.has("cmo-diagram")
    assert page.has("table")


def test_theory_page_stands_with_its_diagram_in_60_kilobytes(client: TestClient) -> None:
    """Fonts are counted though a machine may have them; a browser sends no more than this."""
    answer = client.get(PAGE, headers={**HTML, "Accept-Encoding": "gzip"})
    page = Page(answer.text)
    sheets = [one["href"] for tag, one in page.elements if one.get("rel") == "stylesheet"]
    files = [STATIC / path.partition("/own/")[2] for path in (*sheets, *page.scripts)]
    fonts = (STATIC / "fonts").glob("*-basic.woff2")

    assert "<svg " in answer.text
    assert len(files) >= 4
    sent = int(answer.headers["Content-Length"])
    sent += sum(len(gzip.compress(path.read_bytes(), 6)) for path in files)
    sent += sum(path.stat().st_size for path in fonts)
    assert sent <= LARGEST_PAGE


def test_script_of_diagrams_is_small() -> None:
    assert len(gzip.compress((STATIC / "built" / "diagram.js").read_bytes())) <= 5_000


def test_theory_page_is_sent_anew_when_a_text_that_it_quotes_changes(tmp_path: Path) -> None:
    text = tmp_path / "community-care-2021-02-08.txt"
    text.write_text("not the text\n", encoding="utf-8")
    path = f"{PAGE}?from=sos.trust&to=sos.shared-responsibility"
    with TestClient(create_app(Settings(store="memory:", texts=tmp_path))) as client:
        tag = client.get(path, headers=HTML).headers["ETag"]
        same = client.get(path, headers={**HTML, "If-None-Match": tag})
        text.write_text("another\n", encoding="utf-8")
        os.utime(text, ns=(1, 1))
        other = client.get(path, headers={**HTML, "If-None-Match": tag})

    assert (same.status_code, other.status_code) == (304, 200)


def large_theory() -> list[Thing]:
    """Return a theory of more concepts than are drawn; every tenth outcome is of one theme."""
    count = MOST_ELEMENTS // 2 + 10
    theme = DEFAULT_BASE.mint("concepts", "t.theme")
    things: list[Thing] = [concept("t.theme", "Staying <b>safe</b>")]
    for n in range(count):
        made = concept(f"t.o{n}", f"Outcome {n}")
        broader = (theme,) if n % 10 == 0 else ()
        things.append(Concept(**{**dict(made), "broader": broader}))
        things.append(concept(f"t.c{n}", f"Context {n}"))
        slots = [(Role.CONTEXT, f"t.c{n}"), (Role.OUTCOME, f"t.o{n}")]
        things.append(configuration(f"t.{n}", *slots))
    things.append(configuration("t.more", (Role.CONTEXT, "t.c3"), (Role.OUTCOME, "t.o7")))
    theory = ProgrammeTheory(
        id=DEFAULT_BASE.mint("theories", "t.theory"), label="Large", review=REVIEW
    )
    version = TheoryVersion(
        id=DEFAULT_BASE.mint("theory-versions", "t.one"),
        label="One",
        review=REVIEW,
        theory=theory.id,
        number=1,
        stage=TheoryStage.INITIAL,
        members=tuple(one.id for one in things if isinstance(one, Configuration)),
    )
    return [theory, version, *things]


@pytest.fixture(scope="module")
def large() -> FastAPI:
    return create_app(Settings(store="memory:"), empty=True)


def test_theory_page_offers_where_to_begin_when_a_theory_is_too_large(large: FastAPI) -> None:
    with TestClient(large) as client:
        with large.state.store.writing() as draft:
            triples = (triple for thing in large_theory() for triple in as_triples(thing))
            draft.replace_graph(DEFAULT_BASE.graph("t"), triples)
        page = page_of(client, "/theories/t.theory")
        theme = next(link for link in page.links if link.count("focus=") > 1)
        outcome = next(link for link in page.links if "focus=t.o7&" in link)
        drawn = page_of(client, outcome)
        themed = page_of(client, theme)
        picture = client.get("/v1/theories/t.theory/diagram.svg")

    assert not page.has("svg")
    assert not page.unsafe
    assert f"{MOST_ELEMENTS + 20} concepts and" in page.text
    for heading in ("leads to an outcome", "follows from a context", "A theme", "Staying <b>safe"):
        assert heading in page.text
    assert "/v1/theories/t.theory/network?format=gexf" in page.links
    assert f"3 of {MOST_ELEMENTS + 20} concepts: what leads to Outcome 7." in drawn.text
    assert themed.has("svg")
    assert "concepts: what leads to" in picture.text
