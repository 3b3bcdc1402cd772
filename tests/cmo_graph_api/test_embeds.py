"""A diagram may stand in anybody's page; no other page of ours may."""

import pytest
from cmo_graph_api.app import create_app
from cmo_graph_api.settings import Settings
from fastapi.testclient import TestClient
from pydantic import ValidationError

from tests.cmo_graph_api.pages import Page

EMBEDS = (
    "/embed/theories/sos.programme-theory?focus=sos.child-safety&direction=up&depth=",
    "/embed/configurations/sos.trust-lets-responsibility-be-shared",
)


@pytest.mark.parametrize("path", EMBEDS)
def test_embed_is_a_diagram_whose_links_leave_the_frame(client: TestClient, path: str) -> None:
    answer = client.get(path)
    page = Page(answer.text)

    assert not page.unsafe
    assert page.has("svg")
    assert "The configuration as a picture" not in page.text
    assert not page.has("form")
    assert not page.has("nav")
    links = [one for tag, one in page.elements if tag == "a"]
    assert links
    assert {(one["target"], one["rel"]) for one in links} == {("_blank", "noopener")}
    assert all(one["href"].startswith("http://") for one in links)


def test_embed_may_be_framed_and_nothing_else_may(client: TestClient) -> None:
    framed = client.get(EMBEDS[0]).headers["Content-Security-Policy"]
    others = [
        client.get(path, headers={"Accept": "text/html"}).headers["Content-Security-Policy"]
        for path in ("/", "/theories/sos.programme-theory", "/embed/theories/sos.none")
    ]

    assert "frame-ancestors *;" in framed
    assert "unsafe" not in framed
    assert all("frame-ancestors 'none'" in policy for policy in others)


def test_embed_is_framed_by_whom_the_deployer_names() -> None:
    settings = Settings(store="memory:", embed_ancestors="https://example.org 'self'")
    with TestClient(create_app(settings)) as client:
        policy = client.get(EMBEDS[0]).headers["Content-Security-Policy"]

    assert "frame-ancestors https://example.org 'self';" in policy


@pytest.mark.parametrize("ancestors", ["*; script-src *", "https://a.org,b", "", "'unsafe-inline'"])
def test_embed_refuses_a_setting_that_says_more(ancestors: str) -> None:
    with pytest.raises(ValidationError):
        Settings(embed_ancestors=ancestors)


def test_embed_is_kept_with_its_dataset_version(client: TestClient) -> None:
    version = client.get(EMBEDS[0]).headers["Dataset-Version"]

    kept = client.get(f"/v1/datasets/{version}/pages{EMBEDS[0]}")

    assert kept.status_code == 200
    assert f"/v1/datasets/{version}/pages/theories/" in kept.text
