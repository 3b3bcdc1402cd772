import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from cmo_graph_api.app import create_app
from cmo_graph_api.settings import Settings
from fastapi.testclient import TestClient

TEXTS = Path(__file__).resolve().parents[3] / "shared" / "sources"


@pytest.fixture
def with_texts() -> Iterator[TestClient]:
    if not TEXTS.is_dir():
        pytest.skip("the two source texts are not at hand; they are not ours to ship")
    with TestClient(create_app(Settings(store="memory:", texts=TEXTS))) as client:
        yield client


def test_passage_is_not_checked_where_its_text_is_not_held(client: TestClient) -> None:
    answer = client.get("/v1/passages/sos.a8/text").json()

    assert answer["check"] == "text_not_held"
    assert "words" not in answer


def test_words_of_a_passage_are_those_its_digest_was_made_of(with_texts: TestClient) -> None:
    passage = with_texts.get("/v1/passages/sos.a8").json()
    answer = with_texts.get("/v1/passages/sos.a8/text").json()

    assert answer["check"] == "located_exact"
    assert (answer["start"], answer["end"]) == (3069, 3215)
    assert f"sha256:{hashlib.sha256(answer['words'].encode()).hexdigest()}" == passage["digest"]
