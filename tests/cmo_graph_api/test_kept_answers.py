import pytest
from cmo_graph_api.kept_answers import BESIDE, LONGEST, Kept, KeptAnswers, is_changing
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

#: What an answer of one byte takes.
ONE = BESIDE + 1


def kept(size: int) -> Kept:
    return Kept(b"a" * size, None)


def test_answers_asked_for_longest_ago_make_room() -> None:
    answers = KeptAnswers(most_bytes=2 * ONE, most_states=1)
    for tag in ("one", "two"):
        answers.keep(tag, kept(1), state="now", query="ASK {}")
    answers.find("one", state="now")

    answers.keep("three", kept(1), state="now", query="ASK {}")

    assert answers.find("two", state="now") is None
    assert answers.find("one", state="now") is not None
    assert answers.find("three", state="now") is not None


def test_answers_of_the_state_asked_for_longest_ago_are_forgotten() -> None:
    answers = KeptAnswers(most_bytes=100 * ONE, most_states=2)
    for state in ("first", "second"):
        answers.keep("tag", kept(1), state=state, query="ASK {}")
    answers.find("other tag", state="first")

    answers.keep("tag", kept(1), state="third", query="ASK {}")

    assert answers.find("tag", state="second") is None
    assert answers.find("tag", state="first") is not None
    assert answers.find("tag", state="third") is not None


class Model:
    """What is kept, told the plain way: everything in the order in which it was used."""

    def __init__(self, most_bytes: int, most_states: int) -> None:
        self.most_bytes, self.most_states = most_bytes, most_states
        self.used: list[tuple[str, str, int]] = []
        self.states: list[str] = []

    def find(self, tag: str, state: str) -> int | None:
        if state in self.states:
            self.states = [*(one for one in self.states if one != state), state]
        for one in self.used:
            if one[:2] == (state, tag):
                self.used = [*(other for other in self.used if other != one), one]
                return one[2]
        return None

    def keep(self, tag: str, size: int, state: str) -> None:
        self.states = [*(one for one in self.states if one != state), state]
        if not any(one[:2] == (state, tag) for one in self.used):
            self.used.append((state, tag, size))
        self.states = self.states[-self.most_states :]
        self.used = [one for one in self.used if one[0] in self.states]
        while sum(size + BESIDE for _, _, size in self.used) > self.most_bytes:
            self.used.remove(next(one for one in self.used if one[0] == self.states[0]))
            holding = {state for state, _, _ in self.used}
            self.states = [state for state in self.states if state in holding]


@given(
    most_bytes=st.integers(1, 6 * ONE),
    most_states=st.integers(1, 3),
    steps=st.lists(
        st.tuples(
            st.booleans(), st.sampled_from("abcd"), st.sampled_from("xyz"), st.integers(0, 400)
        ),
        max_size=40,
    ),
)
def test_what_is_kept_is_what_a_plain_model_keeps(
    most_bytes: int, most_states: int, steps: list[tuple[bool, str, str, int]]
) -> None:
    answers = KeptAnswers(most_bytes=most_bytes, most_states=most_states)
    model = Model(most_bytes, most_states)

    for is_kept, tag, state, size in steps:
        if is_kept:
            answers.keep(tag, kept(size), state=state, query="ASK {}")
            model.keep(tag, size, state)
        else:
            found = answers.find(tag, state=state)
            assert (len(found.body) if found else None) == model.find(tag, state)


@pytest.mark.parametrize(
    ("size", "query"), [(LONGEST + 1, "ASK {}"), (10, "SELECT (rand() AS ?x) {}")]
)
def test_answer_that_is_long_or_changes_is_not_kept(size: int, query: str) -> None:
    answers = KeptAnswers(most_bytes=1_000_000, most_states=3)

    answers.keep("tag", kept(size), state="now", query=query)

    assert answers.find("tag", state="now") is None


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
    answers = KeptAnswers(most_bytes=0, most_states=3)

    answers.keep("tag", kept(1), state="now", query="ASK {}")

    assert answers.find("tag", state="now") is None


def test_same_query_is_answered_alike_and_a_random_one_anew(client: TestClient) -> None:
    for query, is_same in (("ASK { ?s ?p 12345 }", True), ("SELECT (RAND() AS ?x) {}", False)):
        first, second = (client.get("/sparql", params={"query": query}) for _ in range(2))

        assert (first.text == second.text) is is_same
        assert first.headers["content-type"] == second.headers["content-type"]
