"""Of a dataset that is too large to be looked at whole, a page offers a part, or says to wait."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cmo_graph_api.app import create_app
from cmo_graph_api.settings import Settings
from fastapi.testclient import TestClient

from cmo_graph.questions.derived import refresh_derived
from cmo_graph.questions.overview import Overviews
from cmo_graph.questions.shelves import Shelves

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Serve the seed as if it were large, and its overview not yet made."""
    app = create_app(Settings(store="memory:"))
    with TestClient(app) as found:
        overviews = Overviews(
            str(tmp_path_factory.mktemp("overviews")),
            newest=lambda: app.state.store.current().version.digest,
        )
        app.state.shelves = Shelves(overviews=overviews, small=0, most_claims=5)
        yield found


@pytest.mark.parametrize(
    "address",
    ["/what-if?present=sos.trust", "/gaps?min_rigour=high", "/for-whom?outcome=sos.trust"],
)
def test_page_offers_theories_where_it_would_look_at_too_many_claims(
    client: TestClient, address: str
) -> None:
    answer = client.get(address, headers=HTML)

    assert answer.status_code == 200
    assert "<h1>Choose a theory</h1>" in answer.text
    assert f"{address.partition('?')[2]}&amp;theory=sos.programme-theory" in answer.text


def test_programs_are_told_that_there_are_too_many_claims(client: TestClient) -> None:
    answer = client.get("/v1/gaps?min_rigour=high")

    assert answer.status_code == 422
    assert answer.json()["type"].endswith("#too-many-claims")
    assert answer.json()["most"] == 5


@pytest.mark.parametrize("address", ["/v1/gaps", "/v1/contested", "/gaps", "/evidence-map"])
def test_what_is_being_worked_out_is_to_be_asked_again(client: TestClient, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0


def test_a_version_that_is_not_the_current_one_is_not_to_be_asked_again(tmp_path: Path) -> None:
    app = create_app(Settings(store="memory:"))
    overviews = Overviews(str(tmp_path), newest=lambda: "0" * 64)
    with TestClient(app) as client:
        app.state.shelves = Shelves(overviews=overviews, small=0, most_claims=5)
        answer = client.get("/v1/gaps")

    assert answer.status_code == 422
    assert "current version" in answer.json()["detail"]


def test_gaps_of_a_served_dataset_come_from_its_overview(tmp_path: Path) -> None:
    app = create_app(Settings(store=str(tmp_path / "store")))
    with TestClient(app) as client:
        whole = client.get("/v1/gaps").json()
        overviews = Overviews(str(tmp_path / "store"), small=0)
        app.state.shelves = Shelves(overviews=overviews, small=0, most_claims=5)
        refresh_derived(app.state.store, overviews=overviews)

        assert client.get("/v1/gaps").json() == whole
