"""Citing a page: what the graph states of its reviews, the version, and nothing made up."""

import json
import re

import pytest
from fastapi.testclient import TestClient

from cmo_graph.interchange.notes import Notes
from cmo_graph.interchange.references.bibtex import read_bibtex
from cmo_graph.interchange.references.json_lists import read_csl
from cmo_graph.interchange.references.reference import Reference
from cmo_graph.interchange.references.tagged import RIS, read_tagged
from tests.cmo_graph_api.pages import Page

PAGES = [
    *("/concepts/sos.trust", "/gaps?limit=3", "/concepts", "/search?q=trust"),
    *("/query", "/query?example=assumed_slots", "/query?query=ASK+%7B%7D"),
]


def references(client: TestClient, path: str) -> list[Reference]:
    """Return how a page is cited, as each format says it when it is read back."""
    page, _, query = path.partition("?")
    text = {
        name: client.get(f"{page}.{name}" + (f"?{query}" if query else "")).text
        for name in ("bib", "ris", "csljson")
    }
    notes = Notes()
    found = [
        *read_bibtex(text["bib"], file="bib", notes=notes),
        *read_tagged(text["ris"], file="ris", form=RIS, notes=notes),
        *read_csl(json.loads(text["csljson"]), file="csl", notes=notes),
    ]
    assert not notes.problems
    return found


@pytest.mark.parametrize("path", PAGES)
def test_page_is_cited_alike_in_every_format_and_leads_to_its_version(
    client: TestClient, path: str
) -> None:
    page = client.get(path, headers={"Accept": "text/html"})
    digest = page.headers["Dataset-Version"]
    told = references(client, path)

    assert len(told) == 3
    for one in told:
        assert [person.as_text() for person in one.authors] == ["CMO graph seed coders"]
        assert str(one.url) == f"http://testserver/v1/datasets/{digest}/pages{path}"
        assert one.container == "Signs of Safety"
        assert str(one.url) in Page(page.text).links
        assert one.title in Page(page.text).text
    assert client.get(str(told[0].url)).status_code == 200


def test_thing_is_cited_under_its_own_label(client: TestClient) -> None:
    titles = {one.title for one in references(client, "/concepts/sos.trust")}

    assert titles == {"Parents trust the social worker"}


def test_review_is_cited_as_itself(client: TestClient) -> None:
    text = Page(client.get("/reviews/sos", headers={"Accept": "text/html"}).text).text

    assert "CMO graph seed coders. Signs of Safety. Dataset version" in text
    assert "In: Signs of Safety" not in text
    assert "Licence of the data: https://creativecommons.org/licenses/by/4.0/" in text


def test_citation_says_the_day_on_which_the_version_was_published(client: TestClient) -> None:
    [published] = re.findall(
        r'datetime="(\d{4}-\d\d-\d\d)', client.get("/gaps", headers={"Accept": "text/html"}).text
    )

    assert {str(one.issued) for one in references(client, "/gaps")} == {published}


def test_each_dataset_version_leads_to_how_it_is_cited(client: TestClient) -> None:
    page = Page(client.get("/datasets", headers={"Accept": "text/html"}).text)
    links = [link for link in page.links if link.endswith("#cite")]
    versions = client.get("/datasets.json").json()["items"]

    assert len(links) == len(versions)
    for link, version in zip(links, versions, strict=True):
        text = Page(client.get(link, headers={"Accept": "text/html"}).text).text
        cited = text.partition("Cite this page")[2]
        assert "The whole dataset." in cited
        assert f"Dataset version {version['digest'][:12]}," in cited


@pytest.mark.parametrize("path", ["/ns", "/ns/LinkKindScheme"])
def test_ontology_is_cited_with_its_own_version(client: TestClient, path: str) -> None:
    page = Page(client.get(path, headers={"Accept": "text/html"}).text)
    [version] = re.findall(r"CMO graph ontology\. Version ([0-9.]+)\.", page.text)

    assert f"https://w3id.org/cmo-graph/ns/{version}" in page.text
    assert client.get(f"/ns/{version}").status_code == 200
