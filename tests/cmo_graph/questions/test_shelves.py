"""Answers that are kept: two kinds of answer to one question are never taken for each other."""

from cmo_graph.interchange.loading import load_seed
from cmo_graph.questions.gaps import (
    ContestedAnswer,
    GapsAnswer,
    GapsQuestion,
    ask_contested,
    ask_gaps,
)
from cmo_graph.questions.shelves import Shelves
from cmo_graph.repository import Repository
from cmo_graph.store import open_store


class Asked(GapsQuestion):
    """The same question, as a page asks it."""


def test_kept_answers_go_by_kind_and_are_shared_by_pages() -> None:
    store, shelves = open_store("memory:"), Shelves()
    load_seed(store)
    repository = Repository(store.current(), store.base)
    gaps = ask_gaps(GapsQuestion(), repository=repository, shelves=shelves)
    contested = ask_contested(GapsQuestion(), repository=repository, shelves=shelves)

    found = shelves.answer(repository, GapsQuestion(), lambda: contested, kind=ContestedAnswer)
    assert found is contested
    assert ask_gaps(Asked(), repository=repository, shelves=shelves) is gaps
    assert isinstance(gaps, GapsAnswer)
