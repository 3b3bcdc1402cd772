"""Pages in other syntaxes: by the end of an address, by `format=` and by `Accept` alike."""

import re
from typing import Annotated, Literal
from urllib.parse import quote

import pytest
from cmo_graph_api import problems
from cmo_graph_api.negotiation import MEDIA_TYPES, SYNTAX_WORDS
from cmo_graph_api.page_routes import PageRoute
from cmo_graph_api.syntaxes import syntaxes_of
from fastapi import APIRouter, FastAPI, Path, Query, Request
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from cmo_graph.errors import NotFound
from cmo_graph.iri import KEY_PATTERN, is_key
from tests.cmo_graph_api.pages import Page

PAGES = [
    "/concepts?limit=500",
    "/concepts/sos.trust",
    "/reviews/sos",
    "/theories/sos.programme-theory",
    "/evidence-map?rows=context&columns=outcome",
    "/gaps?limit=3",
    "/contested",
    "/what-if?absent=sos.trust",
    "/for-whom?outcome=sos.child-safety",
    "/pathways?from=sos.trust&to=sos.child-safety",
    "/search?q=trust",
    "/ns",
    "/ns/LinkKindScheme",
    "/problems",
    "/datasets",
    "/v1/datasets/current/pages/concepts/sos.trust",
    "/v1/datasets/current/pages/gaps",
]
LINK = re.compile(r'<([^>]+)>; rel="alternate"; type="([^"]+)"')


@pytest.mark.parametrize("path", PAGES)
def test_page_gives_the_same_by_suffix_by_format_and_by_accept(
    client: TestClient, path: str
) -> None:
    """Whatever a page names as its alternates is there, and says where exactly it is."""
    page = client.get(path, headers={"Accept": "text/html"})
    told = LINK.findall(page.headers.get("Link", ""))
    head = Page(page.text).alternates

    others = [(address, media_type) for address, media_type in told if media_type != "text/html"]
    assert [media_type for _, media_type in others] == [media_type for _, media_type in head]
    assert all(told[0].endswith(shown[0]) for told, shown in zip(others, head, strict=True))
    assert others
    for address, media_type in told:
        name = re.search(r"\.([a-z]+)(\?|$)", address)
        assert name is not None
        found = client.get(address)
        accepted = client.get(path, headers={"Accept": media_type})
        sep = "&" if "?" in path else "?"
        asked = client.get(f"{path}{sep}format={name[1]}")

        assert found.status_code == 200
        assert found.headers["Content-Type"].startswith(MEDIA_TYPES[name[1]])
        assert found.content == accepted.content == asked.content
        assert address.endswith(found.headers["Content-Location"])
        assert accepted.headers["Content-Location"] == found.headers["Content-Location"]
        assert "Accept" in re.split(r",\s*", accepted.headers["Vary"])
        assert "Accept" not in re.split(r",\s*", found.headers["Vary"])
        again = client.get(address, headers={"If-None-Match": found.headers["ETag"]})
        assert again.status_code == 304
        assert again.headers["Content-Location"] == found.headers["Content-Location"]


def test_suffix_that_a_page_does_not_have_is_told_with_those_there_are(client: TestClient) -> None:
    for path, names in [
        ("/concepts/sos.trust.pdf", ".ttl, .jsonld"),
        ("/gaps.svg", ".html, .json"),
        ("/theories/sos.programme-theory.docx", ".svg, .png, .pdf"),
    ]:
        found = client.get(path)
        assert found.status_code == 404
        assert names in found.json()["detail"]


@pytest.mark.parametrize(
    ("path", "missing"),
    [
        ("/pathways", "from to"),
        ("/pathways?from=sos.trust", "to"),
        ("/for-whom?change=lowered", "outcome"),
        ("/search?kind=concepts", "q"),
    ],
)
def test_question_with_something_missing_is_a_form_and_no_data(
    client: TestClient, path: str, missing: str
) -> None:
    """`/pathways.csv?from=…` once gave the concepts that the form suggests."""
    stem, _, query = path.partition("?")
    form = client.get(path, headers={"Accept": "text/html"})

    assert form.status_code == 200
    assert LINK.findall(form.headers["Link"]) == [
        (f"http://testserver{stem}.html{'?' if query else ''}{query}", "text/html")
    ]
    assert Page(form.text).alternates == []
    assert client.get(f"{stem}.bib?{query}").status_code == 200
    for name, media_type in [("json", "application/json"), ("csv", "text/csv")]:
        for answer in (
            client.get(f"{stem}.{name}?{query}"),
            client.get(path, headers={"Accept": media_type}),
        ):
            assert answer.status_code == 422
            told = [(one["parameter"], one["message"]) for one in answer.json()["errors"]]
            assert told == [(name, "Field required") for name in missing.split()]


@pytest.mark.parametrize("path", ["/evidence-map", "/gaps", "/contested", "/what-if"])
def test_question_that_needs_nothing_is_answered_as_data(client: TestClient, path: str) -> None:
    for name in ("json", "csv"):
        assert client.get(f"{path}.{name}").status_code == 200


def test_suffix_does_not_hide_that_a_key_is_wrong(client: TestClient) -> None:
    found = client.get("/concepts/sos.trsut.ttl")

    assert found.status_code == 404
    assert found.json()["nearest"][0] == "sos.trust"


def test_syntax_told_twice_is_refused(client: TestClient) -> None:
    found = client.get("/concepts/sos.trust.ttl?format=csv")

    assert found.status_code == 422
    assert "ends in a syntax already" in found.json()["detail"]


def test_names_of_syntaxes_all_have_words() -> None:
    assert set(MEDIA_TYPES) == set(SYNTAX_WORDS)


# Keys have full stops too

_NAMES = ("html", "ttl", "csv")
_PARTS = st.one_of(st.sampled_from([*_NAMES, "sos", "trust"]), st.from_regex(r"[a-z0-9-]{1,4}"))
_KEYS = st.lists(_PARTS, min_size=1, max_size=2).map(".".join).filter(is_key)


class _Parameters(BaseModel):
    format: Literal["html", "ttl", "csv"] | None = None


def _answering(*keys: str) -> FastAPI:
    """Return an application with a page for each of these keys, and no others."""
    router = APIRouter(route_class=PageRoute)

    @router.get("/things/{key}")
    def read_thing(
        request: Request,
        key: Annotated[str, Path(pattern=KEY_PATTERN)],
        parameters: Annotated[_Parameters, Query()],
    ) -> dict[str, str]:
        if key not in keys:
            raise NotFound("things", key)
        syntaxes = syntaxes_of(request)
        assert syntaxes is not None
        return {"key": key, "format": parameters.format or "", "path": syntaxes.path}

    app = FastAPI()
    app.include_router(router)
    problems.register(app)
    return app


@given(keys=st.lists(_KEYS, min_size=1, max_size=6, unique=True), data=st.data())
@settings(max_examples=60, deadline=None)
def test_key_is_never_cut_where_a_thing_is_called_that(
    keys: list[str], data: st.DataObject
) -> None:
    client = TestClient(_answering(*keys))
    key, name = data.draw(st.sampled_from(keys)), data.draw(st.sampled_from(_NAMES))
    suffixed = f"{key}.{name}"

    plain = client.get(f"/things/{key}").json()
    assert plain == {"key": key, "format": "", "path": f"/things/{key}"}
    meant = {"key": key, "format": name, "path": f"/things/{key}"}
    if suffixed in keys:
        meant = {"key": suffixed, "format": "", "path": f"/things/{suffixed}"}
    assert client.get(f"/things/{suffixed}").json() == meant


@given(key=st.text(st.characters(exclude_characters="/?#%", exclude_categories=["Cs", "Cc"])))
@settings(max_examples=60, deadline=None)
def test_no_key_breaks_the_route(key: str) -> None:
    found = TestClient(_answering("sos.trust")).get(f"/things/{quote(key or 'x', safe='')}")

    assert found.status_code in (404, 422) or key.startswith("sos.trust")


def test_syntax_left_empty_is_one_that_was_not_sent(client: TestClient) -> None:
    answer = client.get("/concepts.csv?format=")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/csv")
