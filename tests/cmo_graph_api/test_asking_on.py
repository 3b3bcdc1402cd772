"""Links and forms by which one question leads to the next: none loses what was asked."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from tests.cmo_graph_api.pages import Page

THEORY = "theory=sos.programme-theory"
TRUST = "http://localhost:8000/id/concepts/sos.trust"


def read(client: TestClient, path: str) -> str:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200, path
    return answer.text


def told_status(client: TestClient, link: str) -> int:
    """Return how the interface answers to what a page leads to; that is quicker than a page."""
    return client.get(link.partition("#")[0], headers={"Accept": "application/json"}).status_code


def hidden(text: str) -> set[tuple[str, str]]:
    return {
        (one["name"], one["value"]) for _, one in Page(text).elements if one.get("type") == "hidden"
    }


def switch_of(text: str, key: str) -> str:
    """Return the markup of one switch of what-if."""
    start = text.index(f'<li><span><a href="/concepts/{key}"')
    return text[start : text.index("</ul></li>", start)]


# What follows without one of several circumstances


def test_switch_on_an_arrow_changes_something_when_others_are_absent(client: TestClient) -> None:
    page = "/theories/sos.programme-theory?from=sos.busy-environment&to=sos.contention"
    [leads] = re.findall(r'href="([^"]+)">Switch off “', read(client, page))
    asked = parse_qs(urlsplit(html.unescape(leads)).query)
    text = read(client, html.unescape(leads))

    assert (asked["switched"], asked["was"]) == (["sos.busy-environment"], ["present"])
    assert "sos.clear-commitment" in asked["absent"]
    assert '<p class="told">Without “' in html.unescape(text)
    assert "nothing changes" not in text


def test_switch_on_an_arrow_sets_present_what_must_be_absent(client: TestClient) -> None:
    page = "/theories/sos.programme-theory?from=sos.clear-commitment&to=sos.contention"
    text = read(client, page)
    [leads] = re.findall(r'class="button" href="([^"]+)">Set “', text)
    asked = parse_qs(urlsplit(html.unescape(leads)).query)

    assert "Set “Clear commitment” present, and see what stops" in Page(text).text
    assert asked["present"][-1:] == asked["switched"] == ["sos.clear-commitment"]
    assert asked["was"] == ["absent"]
    assert "nothing changes" not in read(client, html.unescape(leads))


def test_configuration_asks_what_follows_without_each_of_its_contexts(client: TestClient) -> None:
    told = client.get("/v1/configurations?limit=200").json()
    keys = [one["key"] for one in told["items"]]
    assert "sos.poor-implementation-backfires" in keys
    pages = [Page(read(client, f"/configurations/{key}")) for key in keys]
    found = [link for page in pages for link in page.links if "switched=" in link]

    assert len(found) > 10
    for link in found:
        answer = client.get(link, headers={"Accept": "application/json"}).json()
        assert list(answer["compared"]["switched"].values()) == ["present"]
        assert "nothing changes" not in answer["sentence"]


# For whom


@pytest.mark.parametrize("change", ["raised", "lowered"])
def test_every_what_if_not_of_for_whom_is_answered(client: TestClient, change: str) -> None:
    outcomes = re.findall(r'<option value="(sos\.[^"]+)"', read(client, "/what-if"))
    assert len(outcomes) > 10
    for outcome in outcomes:
        text = read(client, f"/for-whom?outcome={outcome}&change={change}&{THEORY}")
        links = re.findall(r'<a class="aside" href="(/what-if[^"]+)">what if not', text)
        for link in map(html.unescape, links):
            asked = parse_qs(urlsplit(link).query)
            assert asked["theory"] == ["sos.programme-theory"]
            assert asked["switched"] == (asked.get("off") or asked["absent"][-1:])
            assert asked["was"] == ["on" if "off" in asked else "present"]
            assert told_status(client, link) == 200, link


def test_what_if_not_keeps_what_must_be_absent_and_says_which_concept(client: TestClient) -> None:
    text = read(client, "/for-whom?outcome=sos.contention")
    page = Page(text)
    links = [link for link in page.links if "switched=sos.busy-environment" in link]

    assert {"sos.clear-commitment", "sos.busy-environment"} <= set(
        parse_qs(urlsplit(links[0]).query)["absent"]
    )
    assert "what if not “" in page.text


def test_critical_concept_that_a_narrower_one_brings_has_no_link(client: TestClient) -> None:
    text = read(client, "/for-whom?outcome=sos.child-safety")
    critical = text[text.index('id="critical"') : text.index('id="set-1"')]
    [item] = [one for one in critical.split("<li>") if "/concepts/sos.practice-model" in one]

    assert "(comes with “Signs of Safety”)" in Page(item).text
    assert "what if not" not in item


# Switches


@pytest.mark.parametrize(
    "scenario",
    ["on=sos.signs-of-safety", f"present={TRUST}", "off=sos.practice-model", "absent=sos.trust"],
)
def test_every_switch_of_a_scenario_is_answered(client: TestClient, scenario: str) -> None:
    links = [
        link for link in Page(read(client, f"/what-if?{scenario}")).links if "switched" in link
    ]

    assert len(links) > 50
    assert [link for link in dict.fromkeys(links) if told_status(client, link) != 200] == []


@pytest.mark.parametrize(
    ("scenario", "key", "setting", "by"),
    [
        ("on=sos.signs-of-safety", "sos.practice-model", "On", "Signs of Safety"),
        ("off=sos.practice-model", "sos.signs-of-safety", "Off", "A practice model"),
    ],
)
def test_switch_that_another_settles_says_so(
    client: TestClient, scenario: str, key: str, setting: str, by: str
) -> None:
    switch = switch_of(read(client, f"/what-if?{scenario}"), key)

    assert f"settled by “{by}”" in Page(switch).text
    assert f'<strong aria-current="true">{setting}</strong>' in switch
    assert "switched=" not in switch


def test_switch_knows_a_concept_by_its_whole_iri(client: TestClient) -> None:
    switch = switch_of(read(client, f"/what-if?present={TRUST}"), "sos.trust")

    assert '<strong aria-current="true">Present</strong>' in switch
    assert "absent=sos.trust&amp;switched=sos.trust&amp;was=present" in switch


# What was asked stays as it is


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        (f"/for-whom?outcome=sos.child-safety&{THEORY}", {("theory", "sos.programme-theory")}),
        (f"/for-whom?{THEORY}", {("theory", "sos.programme-theory")}),
        (
            "/pathways?from=sos.signs-of-safety&to=sos.child-safety&max_steps=5&via=sos.trust"
            "&avoid=sos.contention&sign=positive&basis=empirical",
            {
                ("via", "sos.trust"),
                ("avoid", "sos.contention"),
                ("sign", "positive"),
                ("basis", "empirical"),
            },
        ),
    ],
)
def test_form_keeps_what_it_has_no_field_for(
    client: TestClient, page: str, kept: set[tuple[str, str]]
) -> None:
    assert kept == hidden(read(client, page))


def test_starting_again_keeps_the_theory(client: TestClient) -> None:
    text = read(client, f"/what-if?on=sos.signs-of-safety&{THEORY}")

    assert f'<a class="all" href="/what-if?{THEORY}">Start again</a>' in text


def test_form_of_pathways_begins_with_what_was_asked(client: TestClient) -> None:
    fields = {
        one["name"]: one.get("value")
        for tag, one in Page(read(client, "/pathways?from=sos.trust&max_steps=6")).elements
        if tag == "input" and "name" in one and one.get("id") in ("from", "to", "max_steps")
    }

    assert fields == {"from": "sos.trust", "to": "", "max_steps": "6"}
