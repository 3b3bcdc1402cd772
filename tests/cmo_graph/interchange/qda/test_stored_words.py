import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmo_graph.interchange.qda.stored_words import StoredWords, Unit

SMILE = "\N{SLIGHTLY SMILING FACE}"
#: Texts with everything that programs count differently.
TEXTS = st.text(st.sampled_from("aé\N{EURO SIGN}\n\r " + SMILE), max_size=40)


def count(text: str, unit: Unit) -> int:
    if unit is Unit.CODE_POINT:
        return len(text)
    return len(text.encode("utf-16-le")) // 2 if unit is Unit.UTF16 else len(text.encode())


@given(TEXTS, st.sampled_from(Unit), st.data())
def test_stored_words_place_is_that_of_the_same_words(
    raw: str, unit: Unit, data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, len(raw)))
    last = data.draw(st.integers(first, len(raw)))
    stored = StoredWords(raw)

    place = stored.place(count(raw[:first], unit), count(raw[:last], unit), unit=unit)

    expected = raw[first:last].removesuffix("\r") if raw[last : last + 1] == "\n" else None
    told = (raw[first:last] if expected is None else expected).replace("\r\n", "\n")
    found = "" if place is None else stored.words[place[0] : place[1]]
    assert found == told.replace("\r", "\n")


@given(TEXTS, st.sets(st.integers(0, 40)))
def test_stored_words_are_the_same_but_for_the_breaks_that_were_asked_for(
    raw: str, breaks: set[int]
) -> None:
    inside = sorted(at for at in breaks if at <= len(raw))

    words = StoredWords(raw, breaks=inside).words

    assert words.replace("\n", "") == raw.replace("\r", "").replace("\n", "")


def test_stored_words_have_no_mark_and_no_control_characters() -> None:
    stored = StoredWords("\ufeffOne\x0ctwo\x00three")

    assert stored.words == "One\ntwo three"
    assert stored.place(1, 4, unit=Unit.CODE_POINT) == (0, 3)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (3, 2), (0, 6), (9, 12)])
def test_stored_words_have_no_place_for_what_is_not_within_them(start: int, end: int) -> None:
    assert StoredWords("Trust").place(start, end, unit=Unit.UTF16) is None


def test_stored_words_place_begins_and_ends_with_whole_characters() -> None:
    stored = StoredWords(f"a{SMILE}b")

    assert stored.place(2, 3, unit=Unit.UTF16) == (1, 2)
    assert stored.place(3, 4, unit=Unit.BYTE) == (1, 2)
