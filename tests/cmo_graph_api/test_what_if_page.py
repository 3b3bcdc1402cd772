"""The page of what-if: its answer in words, its picture, and the ways to and from it."""

import html
import io
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from lxml import etree
from PIL import Image
from pypdf import PdfReader

from tests.cmo_graph_api.pages import Page

WITH_TRUST = "on=sos.signs-of-safety&present=sos.relationship-circumstances&present=sos.trust"
WITHOUT = "on=sos.signs-of-safety&present=sos.relationship-circumstances&absent=sos.trust"


def read(client: TestClient, path: str) -> str:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200, path
    return answer.text


def marks_of(svg: str) -> dict[str, str]:
    """Return the last word on each element, by key."""
    root = etree.fromstring(svg.encode())
    elements = root.iterfind(".//{*}a[@data-concept]")
    return {one.get("data-concept", ""): one.findall("{*}text")[-1].text or "" for one in elements}


def test_picture_is_as_large_on_paper_as_is_asked(client: TestClient) -> None:
    asked = f"{WITHOUT}&width_mm=100&dpi=100"
    with Image.open(io.BytesIO(client.get(f"/what-if.png?{asked}").content)) as png:
        size = png.size
    [page] = PdfReader(io.BytesIO(client.get(f"/what-if.pdf?{asked}").content)).pages
    links = Page(read(client, f"/what-if?{WITHOUT}")).links

    assert size[0] == 394  # 100 mm at 100 dots per inch
    assert abs(float(page.mediabox.width) - 100 / 25.4 * 72) < 1
    assert any("format=png&width_mm=170&dpi=300" in link for link in links)
    assert client.get(f"/what-if?{WITHOUT}&width_mm=9000").status_code == 422
    # How large the picture is changes nothing of what is answered.
    assert (
        client.get(f"/what-if.json?{asked}").json() == client.get(f"/what-if.json?{WITHOUT}").json()
    )


def test_page_says_first_what_the_interface_says(client: TestClient) -> None:
    told = client.get(f"/v1/scenarios?{WITHOUT}").json()
    text = html.unescape(read(client, f"/what-if?{WITHOUT}"))

    assert told["sentence"].startswith("Without “Parents trust the social worker”: “Child safety”")
    assert f'<p class="told">{told["sentence"]}</p>' in text
    assert text.index(told["sentence"]) < text.index("<svg") < text.index('id="switches"')


def test_page_asks_for_circumstances_first_when_none_is_set(client: TestClient) -> None:
    text = read(client, "/what-if")

    assert text.index('id="switches"') < text.index('id="picture"')


def test_picture_marks_what_holds_what_is_stopped_and_what_is_not_known(client: TestClient) -> None:
    answer = client.get(f"/what-if.svg?{WITHOUT}")
    found = marks_of(answer.text)

    assert answer.headers["Content-Type"].startswith("image/svg+xml")
    assert found["sos.trust"] == "set absent"
    assert found["sos.safety-plans"] == "holds"
    assert found["sos.child-safety"] == "no longer holds"
    assert found["sos.kinship-care"] == "pushed down"
    assert found["sos.leadership"] == "not known"
    assert "Stopped: It does not fire: the enabling moderator" in answer.text
    assert client.get(f"/what-if.svg?{WITHOUT}").content == answer.content


@pytest.mark.parametrize(("syntax", "begins"), [("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_picture_goes_to_paper(client: TestClient, syntax: str, begins: bytes) -> None:
    assert client.get(f"/what-if?{WITHOUT}&draw=changed&format={syntax}").content.startswith(begins)


def test_picture_of_what_changes_says_how_much_of_the_theory_it_is(client: TestClient) -> None:
    text = read(client, f"/what-if?{WITHOUT}&draw=changed")

    assert "12 of 57 concepts: what this scenario changes" in text
    assert "leadership" not in text[text.index("<svg") : text.index("</svg>")]


def test_scenario_is_compared_with_what_was_before_its_last_switch(client: TestClient) -> None:
    told = client.get(f"/v1/scenarios?{WITH_TRUST}&switched=sos.trust&was=absent").json()
    changed = {
        one["subject"].rpartition("/")[2]: (one["before"], one["after"]) for one in told["changes"]
    }

    assert list(told["compared"]["switched"].values()) == ["absent"]
    assert changed["sos.child-safety"] == ("no", "yes")
    assert "needs it as an enabling moderator" in told["sentence"]


def test_switch_that_changes_nothing_says_so(client: TestClient) -> None:
    told = client.get("/v1/scenarios?present=sos.leadership&switched=sos.leadership").json()

    assert told["changes"]
    assert told["sentence"].startswith("With “Leadership”: nothing changes")


def test_every_switch_remembers_what_it_was(client: TestClient) -> None:
    links = [
        link for link in Page(read(client, f"/what-if?{WITHOUT}")).links if "switched=" in link
    ]
    asked = [parse_qs(urlsplit(link).query) for link in links]

    [back] = {tuple(one["was"]) for one in asked if one["switched"] == ["sos.trust"]}
    assert back == ("absent",)
    assert all(one["was"] == ["unknown"] for one in asked if one["switched"] == ["sos.leadership"])


def test_set_of_circumstances_is_put_on_as_a_scenario(client: TestClient) -> None:
    text = read(client, f"/what-if?{WITHOUT}&outcome=sos.child-safety")
    [put_on] = re.findall(r'<a class="button" href="([^"]+)">Put this on', text)

    answer = read(client, html.unescape(put_on))
    assert "All of it is so in this scenario" in answer
    assert set(parse_qs(urlsplit(html.unescape(put_on)).query)["present"]) == {
        "sos.relationship-circumstances",
        "sos.trust",
    }


def test_evidence_on_an_arrow_leads_to_the_scenario_without_its_start(client: TestClient) -> None:
    text = read(
        client, "/theories/sos.programme-theory?from=sos.trust&to=sos.shared-responsibility"
    )
    [leads] = re.findall(r'href="([^"]+)">Switch off “', text)
    asked = parse_qs(urlsplit(html.unescape(leads)).query)

    assert asked["absent"] == ["sos.trust"]
    assert asked["on"] == ["sos.signs-of-safety"]
    assert "no longer come about" in read(client, html.unescape(leads))
