"""What a note keeps of a file's attributes comes out of it as it went in."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmo_graph.interchange.kept_attributes import HEADING, as_note, from_note

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | words,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(words, inner, max_size=2),
    max_leaves=4,
)


rows = st.lists(st.dictionaries(words, values, max_size=4), max_size=3)


@given(words.filter(lambda text: HEADING not in text), rows)
def test_note_gives_back_the_words_and_the_rows(told: str, given: list[dict[str, Any]]) -> None:
    assert from_note(as_note(told, *given)) == (told, tuple(given))


def test_note_is_readable() -> None:
    note = as_note("Seen twice.", {"cmoc_id": "C-07", "strength": "3", "weight": 3, "memo": "a\nb"})

    assert note.split("\n") == [
        "Seen twice.",
        "",
        "As given:",
        "cmoc_id: C-07",
        'strength: "3"',
        "weight: 3",
        'memo: "a\\nb"',
    ]


@pytest.mark.parametrize("note", ["As given:\nno attribute", "x\n\nAs given:\na: 1\n\nb", "a: 1"])
def test_note_that_somebody_wrote_otherwise_is_words(note: str) -> None:
    assert from_note(note) == (note, ())
