import pytest
from cmo_graph_api.kept_answers import LONGEST, Kept, KeptAnswers, is_changing
from fastapi.testclient import TestClient


def kept(size: int) -> Kept:
    return Kept(b"a" * size, None)


def test_answers_asked_for_longest_ago_make_room() -> None:
    answers = KeptAnswers(most_bytes=25)
    for tag in ("one", "two"):
        answers.keep(tag, kept(10), query="ASK {}")
    answers.find("one")

    answers.keep("three", kept(10), query="ASK {}")

    assert answers.find("two") is None
    assert answers.find("one") is not None
    assert answers.find("three") is not None


@pytest.mark.parametrize(
    ("size", "query"), [(LONGEST + 1, "ASK {}"), (10, "SELECT (rand() AS ?x) {}")]
)
def test_answer_that_is_long_or_changes_is_not_kept(size: int, query: str) -> None:
    answers = KeptAnswers(most_bytes=1_000_000)

    answers.keep("tag", kept(size), query=query)

    assert answers.find("tag") is None


@pytest.mark.parametrize(
    ("query", "changes"),
    [
        ("SELECT (now() AS ?x) {}", True),
        ("SELECT * { BIND(StrUUID # so\n ( ) AS ?x) }", True),
        ("SELECT ?known ?brand { ?known a ?brand }", False),
        ("ASK { FILTER(?now > ?x) }", False),
        (f"ASK {{ ?now {'#' * 60_000}", False),
    ],
)
def test_query_changes_when_it_calls_what_answers_differently(query: str, changes: bool) -> None:
    assert is_changing(query) is changes


def test_nothing_is_kept_when_there_is_no_room() -> None:
    answers = KeptAnswers(most_bytes=0)

    answers.keep("tag", kept(1), query="ASK {}")

    assert answers.find("tag") is None


def test_same_query_is_answered_alike_and_a_random_one_anew(client: TestClient) -> None:
    for query, is_same in (("ASK { ?s ?p 12345 }", True), ("SELECT (RAND() AS ?x) {}", False)):
        first, second = (client.get("/sparql", params={"query": query}) for _ in range(2))

        assert (first.text == second.text) is is_same
        assert first.headers["content-type"] == second.headers["content-type"]
