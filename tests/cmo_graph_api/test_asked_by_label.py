"""Forms take the labels of concepts: each is that of one concept, or the page says what to ask."""

from collections.abc import Iterator

import pytest
from cmo_graph_api.app import create_app
from cmo_graph_api.settings import Settings
from fastapi.testclient import TestClient

from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.mapping import as_triples
from cmo_graph.model import Concept
from tests.cmo_graph_api.pages import Page

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize(
    ("by_label", "by_key"),
    [
        (
            "/pathways.csv?from=parents trust the SOCIAL worker&to= Child  safety",
            "/pathways.csv?from=sos.trust&to=sos.child-safety",
        ),
        ("/for-whom.csv?outcome=Chíld safety", "/for-whom.csv?outcome=sos.child-safety"),
    ],
)
def test_concept_is_asked_by_its_label(client: TestClient, by_label: str, by_key: str) -> None:
    found = client.get(by_label)

    assert found.status_code == 200
    assert found.text == client.get(by_key).text


def test_form_keeps_what_was_typed(client: TestClient) -> None:
    page = Page(client.get("/for-whom?outcome=child safety", headers=HTML).text)

    [field] = [one for tag, one in page.elements if tag == "input" and one.get("id") == "outcome"]
    assert field["value"] == "child safety"


def test_name_that_nothing_has_leads_to_the_same_question_with_the_nearest(
    client: TestClient,
) -> None:
    answer = client.get("/pathways?from=trust&to=child safety&max_steps=5", headers=HTML)
    page = Page(answer.text)

    assert answer.status_code == 404
    assert "has the key, IRI or label 'trust'. Nearest: “Parents trust the social" in page.text
    meant = "/pathways?to=child+safety&max_steps=5&from=sos.trust"
    assert meant in page.links
    assert client.get(meant, headers=HTML).status_code == 200


def test_interface_takes_keys_alone(client: TestClient) -> None:
    answer = client.get("/v1/circumstances?outcome=child safety")

    assert answer.status_code == 404


def test_name_of_any_length_is_only_unknown(client: TestClient) -> None:
    for name in ("safety " * 285, "a " * 999, "*" * 2000):
        assert client.get("/for-whom", params={"outcome": name}, headers=HTML).status_code == 404


@pytest.fixture(scope="module")
def named() -> Iterator[TestClient]:
    """Serve three concepts: two are called trust, and the third has that for its key."""
    review = DEFAULT_BASE.mint("reviews", "r")
    labels = {"r.a": "Trust", "r.b": "TRUST", "trust": "Faith"}
    app = create_app(Settings(store="memory:"), empty=True)
    with TestClient(app) as client:
        with app.state.store.writing() as draft:
            draft.replace_graph(
                DEFAULT_BASE.graph("r"),
                [
                    triple
                    for key, label in labels.items()
                    for triple in as_triples(
                        Concept(id=DEFAULT_BASE.mint("concepts", key), label=label, review=review)
                    )
                ],
            )
        yield client


def test_key_wins_over_a_label(named: TestClient) -> None:
    told = named.get("/for-whom.json?outcome=trust").json()

    assert told["target"].endswith("/concepts/trust")


def test_label_of_several_is_told_with_each(named: TestClient) -> None:
    told = named.get("/for-whom.json?outcome=Trust").json()
    page = Page(named.get("/for-whom?outcome=Trust", headers=HTML).text)

    assert (told["status"], told["type"].rpartition("#")[2]) == (422, "label-ambiguous")
    assert told["labels"] == {"r.a": "Trust", "r.b": "TRUST"}
    assert "Give the key of the one that is meant." in page.text
    assert {"/for-whom?outcome=r.a", "/for-whom?outcome=r.b"} <= set(page.links)
