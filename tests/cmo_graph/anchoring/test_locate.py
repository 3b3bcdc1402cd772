"""Passages are found by position, by digest and by surroundings, and never guessed."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cmo_graph.anchoring import (
    Location,
    check_passages,
    count_checks,
    digest_of,
    locate,
    with_lf,
)
from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.model import Passage, Report, Surroundings, TextPosition
from cmo_graph.model.codes import PassageCheck, ReportKind

REVIEW = DEFAULT_BASE.mint("reviews", "tea")
REPORT = DEFAULT_BASE.mint("reports", "tea.leaflet")
TEXT = "Warm cups help.\n\nSome say \u201cwarm cups help\u201d \u2013 and cold ones do not."

#: Few letters, so that stretches repeat and surroundings matter; every kind of line end.
TEXTS = st.text(alphabet="ab\n\r \u00e9\U0001f375\u201c-", min_size=1, max_size=60)


def passage_of(text: str, start: int, end: int, *, around: int = 6, exact: bool = False) -> Passage:
    """Anchor the stretch from `start` to `end` of a text with LF line ends."""
    key = DEFAULT_BASE.mint("passages", "tea.one")
    surroundings = Surroundings(
        id=DEFAULT_BASE.part(key, "surroundings"),
        prefix=text[max(0, start - around) : start] or None,
        suffix=text[end : end + around] or None,
        exact=text[start:end] if exact else None,
    )
    return Passage(
        id=key,
        label="A stretch",
        review=REVIEW,
        report=REPORT,
        location=TextPosition(id=DEFAULT_BASE.part(key, "position"), start=start, end=end),
        surroundings=surroundings,
        digest=digest_of(text[start:end]),
    )


def stretch_of(text: str, words: str, *, around: int = 6, exact: bool = False) -> Passage:
    start = text.index(words)
    return passage_of(text, start, start + len(words), around=around, exact=exact)


@st.composite
def texts_with_stretch(draw: st.DrawFn) -> tuple[str, int, int]:
    text = with_lf(draw(TEXTS))
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    return text, start, end


def places_of(words: str, text: str) -> list[int]:
    return [place for place in range(len(text)) if text.startswith(words, place)]


def test_locate_finds_a_passage_at_its_own_position() -> None:
    passage = stretch_of(TEXT, "Some say")

    assert locate(passage, TEXT) == Location(PassageCheck.LOCATED_EXACT, 17, 25)


def test_locate_counts_code_points_over_lf_when_the_text_has_other_line_ends() -> None:
    passage = stretch_of(TEXT, "Some say")

    assert locate(passage, TEXT.replace("\n", "\r\n")) == locate(passage, TEXT)


def test_locate_says_text_not_held_when_there_is_no_text() -> None:
    assert locate(stretch_of(TEXT, "Some say"), None) == Location(PassageCheck.TEXT_NOT_HELD)


def test_locate_tells_the_new_position_when_text_moved() -> None:
    passage = stretch_of(TEXT, "Some say")

    found = locate(passage, f"Preface.\n{TEXT}")

    assert found == Location(PassageCheck.LOCATED_EXACT, 26, 34)


def test_locate_finds_moved_text_without_surroundings() -> None:
    passage = stretch_of(TEXT, "cold ones", around=0)

    found = locate(passage, "But cold ones, too, may help.")

    assert found == Location(PassageCheck.LOCATED_EXACT, 4, 13)


def test_locate_lets_surroundings_decide_when_the_words_stand_twice() -> None:
    passage = stretch_of("He said tea. She had tea.", "tea", around=8)

    found = locate(passage, "Well. She had tea. He said tea.")

    assert found == Location(PassageCheck.LOCATED_EXACT, 27, 30)


def test_locate_says_ambiguous_when_surroundings_do_not_decide() -> None:
    passage = stretch_of("He said tea. She had tea.", "tea", around=0)

    found = locate(passage, "One tea. Two tea. No more.")

    assert found == Location(PassageCheck.AMBIGUOUS, places=((4, 7), (13, 16)))


def test_locate_says_not_located_when_one_character_changed() -> None:
    passage = stretch_of(TEXT, "Some say", around=8)

    assert locate(passage, TEXT.replace("Some", "Sone")) == Location(PassageCheck.NOT_LOCATED)


def test_locate_does_not_guess_a_respelling_when_the_words_are_not_kept() -> None:
    passage = stretch_of(TEXT, "\u201cwarm cups help\u201d")

    found = locate(passage, TEXT.replace("\u201c", '"').replace("\u201d", '"'))

    assert found == Location(PassageCheck.NOT_LOCATED)


def test_locate_evens_out_spelling_when_the_words_are_kept() -> None:
    words = "\u201cwarm cups help\u201d \u2013 and"
    passage = stretch_of(TEXT, words, exact=True)
    respelt = 'Some say\u00a0"warm  cups\nhelp" - and cold ones do not.'

    found = locate(passage, respelt)

    assert found == Location(PassageCheck.LOCATED_NORMALISED, 9, 32)
    assert respelt[9:32] == '"warm  cups\nhelp" - and'


def test_locate_says_ambiguous_when_two_respellings_agree_equally() -> None:
    passage = stretch_of("Tea\u2019s best.", "Tea\u2019s", around=0, exact=True)

    found = locate(passage, "Tea's here, Tea's there.")

    assert found == Location(PassageCheck.AMBIGUOUS, places=((0, 5), (12, 17)))


def test_locate_keeps_upper_case_apart_when_it_evens_out_spelling() -> None:
    passage = stretch_of("Tea\u2019s best.", "Tea\u2019s", exact=True)

    assert locate(passage, "All tea's best.") == Location(PassageCheck.NOT_LOCATED)


@given(texts_with_stretch())
def test_locate_is_exact_in_the_text_a_passage_was_taken_from(case: tuple[str, int, int]) -> None:
    text, start, end = case

    found = locate(passage_of(text, start, end), text)

    assert found == Location(PassageCheck.LOCATED_EXACT, start, end)


@given(texts_with_stretch(), TEXTS)
def test_locate_agrees_with_a_search_for_the_words_in_any_other_text(
    case: tuple[str, int, int], other: str
) -> None:
    text, start, end = case
    other = with_lf(other)
    places = places_of(text[start:end], other)

    found = locate(passage_of(text, start, end), other)

    if not places:
        assert found == Location(PassageCheck.NOT_LOCATED)
    elif len(places) == 1:
        assert found == Location(PassageCheck.LOCATED_EXACT, places[0], places[0] + end - start)
    else:
        assert found.check in (PassageCheck.LOCATED_EXACT, PassageCheck.AMBIGUOUS)
        assert found.start is None or found.start in places


@given(texts_with_stretch(), TEXTS, TEXTS)
def test_locate_follows_a_whole_text_that_was_put_into_a_larger_one(
    case: tuple[str, int, int], before: str, after: str
) -> None:
    text, start, end = case
    larger = with_lf(before) + "|" + text + "|" + with_lf(after)
    assume(len(places_of(text[start:end], larger)) == 1)

    found = locate(passage_of(text, start, end), larger)

    moved = larger.index(text[start:end])
    assert found == Location(PassageCheck.LOCATED_EXACT, moved, moved + end - start)


@given(texts_with_stretch(), TEXTS)
def test_locate_finds_the_same_with_kept_words_when_it_is_exact(
    case: tuple[str, int, int], other: str
) -> None:
    text, start, end = case
    plainly = locate(passage_of(text, start, end), other)

    found = locate(passage_of(text, start, end, exact=True), other)

    assert plainly.check is PassageCheck.NOT_LOCATED or found == plainly


@given(texts_with_stretch())
def test_locate_never_finds_a_digest_that_nothing_has(case: tuple[str, int, int]) -> None:
    text, start, end = case
    passage = passage_of(text, start, end).model_copy(update={"digest": "sha256:" + "0" * 64})

    assert locate(passage, text) == Location(PassageCheck.NOT_LOCATED)


def report_with(file: str | None) -> Report:
    return Report(
        id=REPORT, label="A leaflet", review=REVIEW, kind=ReportKind.OTHER, text_file=file
    )


@pytest.mark.parametrize(
    ("report", "check"),
    [
        (report_with("leaflet.txt"), PassageCheck.LOCATED_EXACT),
        (report_with("elsewhere.txt"), PassageCheck.TEXT_NOT_HELD),
        (report_with(None), PassageCheck.TEXT_NOT_HELD),
    ],
)
def test_check_passages_looks_in_the_text_of_the_passages_report(
    report: Report, check: PassageCheck
) -> None:
    passage = stretch_of(TEXT, "Some say")

    found = check_passages([passage, report], {"leaflet.txt": TEXT})

    assert {iri: location.check for iri, location in found.items()} == {passage.id: check}


def test_check_passages_says_text_not_held_when_the_report_is_not_given() -> None:
    passage = stretch_of(TEXT, "Some say")

    found = check_passages([passage], {"leaflet.txt": TEXT})

    assert found[passage.id].check is PassageCheck.TEXT_NOT_HELD


def test_count_checks_counts_every_check_even_when_nothing_came_to_it() -> None:
    found = [Location(PassageCheck.LOCATED_EXACT, 0, 1), Location(PassageCheck.AMBIGUOUS)]

    counted = count_checks(found)

    assert set(counted) == set(PassageCheck)
    assert sum(counted.values()) == 2
    assert counted[PassageCheck.AMBIGUOUS] == 1
