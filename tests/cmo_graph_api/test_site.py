"""The first page and the pages about the site: what they say is what is there."""

import re

import pytest
from fastapi.testclient import TestClient

from tests.cmo_graph_api.pages import Page


def read(client: TestClient, path: str) -> Page:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    return Page(answer.text)


@pytest.mark.parametrize("path", ["/", "/about", "/data", "/accessibility"])
def test_page_leads_to_places_that_there_are(client: TestClient, path: str) -> None:
    page = read(client, path)

    for link in {link.partition("#")[0] for link in page.links if link.startswith("/")}:
        assert client.get(link).status_code == 200, link


def test_navigation_leads_to_what_there_is_and_says_where_one_is(client: TestClient) -> None:
    page = read(client, "/gaps")
    current = [facts["href"] for tag, facts in page.elements if "aria-current" in facts]

    assert current == ["/gaps"]
    assert {"/problems", "/query", "/ns", "/docs", "/about", "/data", "/accessibility"} <= set(
        page.links
    )


def test_home_leads_to_theory_pathways_and_gaps_and_says_how_it_is_cited(
    client: TestClient,
) -> None:
    page = read(client, "/")

    assert {"/theories/sos.programme-theory", "/pathways", "/gaps"} <= set(page.links)
    assert "CMO graph seed coders. The whole dataset. In: Signs of Safety." in page.text


def test_about_tells_every_status_that_support_can_have(client: TestClient) -> None:
    page = read(client, "/about")

    for words in ("supported", "disputed", "contested", "searched, none found", "no evidence"):
        assert words in page.text


def test_data_page_tells_counts_and_licences_of_the_dataset(client: TestClient) -> None:
    page = read(client, "/data")
    counts = client.get("/v1/meta").json()["counts"]

    assert f"{counts['passages']} passages" in page.text
    assert "https://creativecommons.org/licenses/by/4.0/" in page.links


def test_accessibility_statement_names_what_the_tests_do(client: TestClient) -> None:
    """What it says is tested is in tests/browser; what is not, it says too."""
    page = read(client, "/accessibility")

    assert "390 pixels" in page.text
    assert re.search(r"What is not tested.*[Ss]creen readers", page.text)
