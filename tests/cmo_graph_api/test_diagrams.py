"""Theories as pictures and pages: one drawing in every syntax, and evidence behind each arrow."""

import io
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cmo_graph_api.app import create_app
from cmo_graph_api.cli import main
from cmo_graph_api.settings import Settings
from fastapi.testclient import TestClient
from lxml import etree
from pypdf import PdfReader

from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.mapping import as_triples
from cmo_graph.model import Configuration, ProgrammeTheory, Review, TheoryVersion, Thing
from cmo_graph.model.codes import ReviewKind, TheoryStage
from tests.cmo_graph.drawing.reading import read
from tests.cmo_graph.drawing.test_drawing import check, hostile_things
from tests.cmo_graph_api.pages import Page

ROOT = Path(__file__).resolve().parents[2]
DIAGRAM = "/v1/theories/sos.programme-theory/diagram"
PAGE = "/theories/sos.programme-theory"
T = DEFAULT_BASE.mint("reviews", "t")
TRUST = f"{PAGE}?from=sos.trust&to=sos.shared-responsibility"


def drawing(client: TestClient, query: str = "") -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{DIAGRAM}.json?{query}").json()
    return found


def test_diagram_of_the_seed_is_legible(client: TestClient) -> None:
    check(read(client.get(f"{DIAGRAM}.svg").text))


@pytest.mark.parametrize(
    ("name", "media_type", "begins"),
    [
        ("svg", "image/svg+xml", b"<svg "),
        ("png", "image/png", b"\x89PNG"),
        ("pdf", "application/pdf", b"%PDF"),
        ("json", "application/json", b"{"),
    ],
)
def test_diagram_has_each_syntax_at_three_addresses(
    client: TestClient, name: str, media_type: str, begins: bytes
) -> None:
    query = "focus=sos.child-safety&depth=1"
    by_suffix = client.get(f"{DIAGRAM}.{name}?{query}")
    by_format = client.get(f"{DIAGRAM}?{query}&format={name}")
    by_accept = client.get(f"{DIAGRAM}?{query}", headers={"Accept": media_type})

    assert by_suffix.headers["Content-Type"] == media_type
    assert by_suffix.content.startswith(begins)
    if name != "json":  # which echoes the question
        assert by_suffix.content == by_format.content == by_accept.content


def test_diagram_is_not_sent_again_when_the_client_has_it(client: TestClient) -> None:
    first = client.get(f"{DIAGRAM}.svg")

    again = client.get(f"{DIAGRAM}.svg", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    assert first.headers["Dataset-Version"] == again.headers["Dataset-Version"]


def test_diagram_is_answered_of_a_named_dataset_version(client: TestClient) -> None:
    newest = client.get(f"{DIAGRAM}.svg")
    version = newest.headers["Dataset-Version"]

    named = client.get(f"/v1/datasets/{version}/theories/sos.programme-theory/diagram.svg")

    assert named.status_code == 200
    assert f"/v1/datasets/{version}/" in named.text


def test_diagram_lets_its_own_style_through_and_nothing_else(client: TestClient) -> None:
    answer = client.get(f"{DIAGRAM}.svg")

    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_diagram_follows_arrows_from_a_focus(client: TestClient) -> None:
    up = drawing(client, "focus=sos.child-safety&direction=up&depth=1")
    whole = drawing(client)

    keys = {element["key"] for element in up["elements"]}
    assert keys == {"sos.child-safety", "sos.shared-responsibility"}
    assert up["narrowed"].startswith(f"2 of {len(whole['elements'])} concepts: what leads to")
    assert (whole["narrowed"], up["total"]) == ("", len(whole["elements"]))


def test_diagram_tells_independent_studies_of_a_step(client: TestClient) -> None:
    [moderation] = [
        arrow
        for arrow in drawing(client)["arrows"]
        if arrow["head"] == "moderates" and arrow["from"].endswith("/sos.trust")
    ]

    support = client.get(f"/v1/support/{moderation['claims'][0].rpartition('/')[2]}")
    assert moderation["supporting"] == 1
    if support.status_code == 200:
        studies = support.json()["tally"]["independent_studies"]
        assert studies["for"] == moderation["supporting"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/theories/sos.nothing/diagram", 404),
        (f"{DIAGRAM}?focus=sos.nothing", 404),
        (f"{DIAGRAM}?depth=0", 422),
        (f"{DIAGRAM}?colour=red", 422),
        (f"{DIAGRAM}.gif", 422),
    ],
)
def test_diagram_refuses_what_it_does_not_know(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_pdf_of_a_diagram_has_words_that_can_be_searched(client: TestClient) -> None:
    pdf = PdfReader(io.BytesIO(client.get(f"{DIAGRAM}.pdf").content))

    words = " ".join(pdf.pages[0].extract_text().split())
    assert "Parents trust the social worker" in words
    assert "How Signs of Safety is thought to work" in words


def test_theory_page_has_its_picture_and_its_table(client: TestClient) -> None:
    answer = client.get(PAGE, headers={"Accept": "text/html"})
    page = Page(answer.text)

    assert not page.unsafe
    assert page.has("svg")
    assert "Parents who trust and collaborate" in page.text
    assert len(page.anchors) == len(set(page.anchors))
    shown = etree.HTML(answer.text).find(".//svg")
    assert shown is not None
    arrows = [one for one in shown.iter("a") if "d-arrow" in (one.get("class") or "")]
    assert len(arrows) == len(drawing(client)["arrows"])
    assert all(one.get("aria-label") for one in arrows)
    assert all((one.get("href") or "").endswith("#evidence") for one in arrows)


def test_theory_page_reads_its_links_by_lane(client: TestClient) -> None:
    answer = client.get(PAGE, headers={"Accept": "text/html"})

    shown = etree.HTML(answer.text).find(".//svg")
    assert shown is not None
    kinds = [
        (one.get("class") or "").partition("k-")[2]
        for one in shown.iter("a")
        if "d-element" in (one.get("class") or "")
    ]
    lanes = ["context", "intervention", "resource", "response", "mechanism", "outcome"]
    order = [lanes.index(kind) // 3 if kind != "context" else -1 for kind in kinds]
    assert order == sorted(order)


def test_theory_page_opens_the_evidence_on_an_arrow(client: TestClient) -> None:
    page = Page(client.get(TRUST, headers={"Accept": "text/html"}).text)

    assert "evidence" in page.anchors
    assert "Evidence: Parents trust the social worker to Shared understanding" in page.text
    assert "moderates what leads to" in page.text
    assert "The words are not held here" in page.text
    assert "Asserted by" in page.text
    assert [one for tag, one in page.elements if one.get("aria-current") == "true" and tag == "a"]


def test_theory_page_shows_the_words_of_passages_when_texts_are_held(tmp_path: Path) -> None:
    held = {
        "community-care-2021-02-08.txt": "no words of the source are in this repository\n" * 300,
        "signs-of-safety-review-page.txt": "nor in this one\n" * 900,
    }
    for name, text in held.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    with TestClient(create_app(Settings(store="memory:", texts=tmp_path))) as client:
        answer = client.get(TRUST, headers={"Accept": "text/html"})

    # Passages whose words are not where they should be are not shown as if they were.
    assert answer.status_code == 200
    assert "The words are not held here" in answer.text


HOSTILE = {
    "markup": "<script>alert(1)</script></svg><a href='javascript:x'>",
    "bidi": "safe \u202egnp.exe\u202c \u2066 never closed",
    "long": "word" * 500,
    "attribute": '" onfocus="alert(1)" x="',
}


@pytest.mark.parametrize("label", HOSTILE.values(), ids=HOSTILE)
def test_theory_page_shows_hostile_labels_as_text(label: str) -> None:
    app = create_app(Settings(store="memory:"), empty=True)
    with TestClient(app) as client:
        with app.state.store.writing() as draft:
            triples = (triple for thing in hostile_theory(label) for triple in as_triples(thing))
            draft.replace_graph(DEFAULT_BASE.graph("t"), triples)
        plain = client.get("/theories/t.theory?from=t.x&to=t.o", headers={"Accept": "text/html"})
        svg = client.get("/v1/theories/t.theory/diagram.svg")

    page = Page(plain.text)
    assert not page.unsafe
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", plain.text + svg.text)
    assert {tag for tag, _ in page.elements if "onfocus" in tag} == set()
    check(read(svg.text))


def hostile_theory(label: str) -> list[Thing]:
    things: list[Thing] = [*hostile_things(label)]
    theory = ProgrammeTheory(id=DEFAULT_BASE.mint("theories", "t.theory"), label=label, review=T)
    version = TheoryVersion(
        id=DEFAULT_BASE.mint("theory-versions", "t.one"),
        label=label,
        review=T,
        theory=theory.id,
        number=1,
        stage=TheoryStage.INITIAL,
        members=tuple(one.id for one in things if isinstance(one, Configuration)),
    )
    review = Review(id=T, label=label, review=T, kind=ReviewKind.OTHER, question=label)
    return [review, theory, version, *things]


def test_theory_page_says_when_no_arrow_joins_two_concepts(client: TestClient) -> None:
    page = Page(client.get(f"{PAGE}?from=sos.child-safety&to=sos.trust").text)

    assert "No arrow leads from the one to the other" in page.text


def test_theory_page_keeps_its_filters_in_every_arrow(client: TestClient) -> None:
    query = "focus=sos.child-safety&direction=up&min_studies="
    answer = client.get(f"{PAGE}?{query}&depth=", headers={"Accept": "text/html"})

    shown = etree.HTML(answer.text).find(".//svg")
    assert shown is not None
    links = [one.get("href") or "" for one in shown.iter("a") if "from=" in one.get("href", "")]
    assert links
    assert all("focus=sos.child-safety&direction=up&" in link for link in links)


@pytest.mark.parametrize(
    ("accept", "begins"), [("text/turtle", "@prefix"), ("text/html", "<!doctype html>")]
)
def test_theory_page_is_a_document_in_other_syntaxes(
    client: TestClient, accept: str, begins: str
) -> None:
    assert client.get(PAGE, headers={"Accept": accept}).text.startswith(begins)


def test_style_of_diagrams_in_pages_is_what_their_files_carry() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import runpy; made = runpy.run_path('scripts/write_diagram_css.py');"
            "assert all(f.read_text() == s for f, s in made['style_sheets']().items()), 'run it'",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


def test_diagram_command_writes_what_its_file_is_called(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = str(tmp_path / "store")
    main_quietly("load", str(ROOT / "seed_data" / "signs_of_safety"), "--store", store)
    capsys.readouterr()

    for ending, begins in ((".svg", b"<svg "), (".pdf", b"%PDF"), (".png", b"\x89PNG")):
        target = tmp_path / f"figure{ending}"
        main_quietly(
            *("diagram", "sos.programme-theory", "--store", store, "-o", str(target)),
            *("--focus", "sos.child-safety", "--depth", "1"),
        )
        assert target.read_bytes().startswith(begins)

    told = capsys.readouterr()
    assert "Written:" in told.out
    assert "concepts: what leads to, and follows from, Child safety within 1 step." in told.err


def main_quietly(*arguments: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code in (0, None)
