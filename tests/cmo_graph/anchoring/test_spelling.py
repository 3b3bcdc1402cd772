"""Two settings of the same words have one plain spelling, and every character its place."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmo_graph.anchoring.spelling import spelt_plainly

#: What typesetting changes, close together, so that the rules meet.
SIGNS = "aB\u00e9 \n\t\u00a0\u201c\u2019\u2013-\u2010\u00ad\u200b\ufb01\u2026`."
#: Letters that are made of several characters.
COMPOSED = "a\u0301\u1112\u1161\u11ab"
SET = st.text(alphabet=SIGNS + COMPOSED, max_size=30)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("\u201cIt\u2019s\u00a0\n so\u201d", '"It\'s so"'),
        ("out\u00adcomes", "outcomes"),
        ("out-\ncomes", "outcomes"),
        ("well\u2011known", "wellknown"),
        ("pre- and post-natal", "pre- and postnatal"),
        ("2018-\n2020", "2018- 2020"),
        ("trust \u2013 or not", "trust - or not"),
        ("\ufb01nd the o\ufb03ce", "find the office"),
        ("cafe\u0301", "caf\u00e9"),
        ("wait\u2026", "wait..."),
        ("\uff34rust", "Trust"),
        ("\u1112\u1161\u11ab", "\ud55c"),
        ("", ""),
    ],
)
def test_spelt_plainly_evens_out_what_typesetting_exchanges(text: str, plain: str) -> None:
    assert spelt_plainly(text).text == plain


def test_spelt_plainly_tells_where_a_ligature_came_from() -> None:
    plain = spelt_plainly("to \ufb01nd")

    assert plain.origin(3, 7) == (3, 6)


def test_spelt_plainly_keeps_upper_case_apart() -> None:
    assert spelt_plainly("Tea").text != spelt_plainly("tea").text


@given(SET)
def test_spelt_plainly_gives_every_character_a_place_in_order(text: str) -> None:
    plain = spelt_plainly(text)

    assert len(plain.text) == len(plain.starts) == len(plain.ends)
    assert list(plain.starts) == sorted(plain.starts)
    assert all(a < b <= len(text) for a, b in zip(plain.starts, plain.ends, strict=True))


@given(st.text(alphabet=SIGNS, max_size=30))
def test_spelt_plainly_changes_nothing_twice(text: str) -> None:
    once = spelt_plainly(text).text

    assert spelt_plainly(once).text == once


@given(st.text(alphabet=COMPOSED + "B\u00e9\ufb01\uff34\u00b2\U0001d400", max_size=20))
def test_spelt_plainly_composes_as_unicode_does(text: str) -> None:
    assert spelt_plainly(text).text == unicodedata.normalize("NFKC", text)


@given(SET)
def test_spelt_plainly_of_an_origin_is_the_stretch_itself(text: str) -> None:
    plain = spelt_plainly(text)
    for start in range(len(plain.text)):
        begin, end = plain.origin(start, len(plain.text))

        assert spelt_plainly(text[begin:end]).text.endswith(plain.text[start:].lstrip())
