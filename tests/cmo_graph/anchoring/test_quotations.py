"""A quotation is found where all of it stands, and nowhere else."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from cmo_graph.anchoring import HeldText, Hints, Location, Quotation, find_quotation
from cmo_graph.anchoring.likeness import ACCEPTED, REVIEWED, find_alike
from cmo_graph.anchoring.quotations import LOCATED
from cmo_graph.model.codes import PassageCheck

TEXT = """\
Home visits began in spring. Parents need to trust the worker before they share respon-
sibility for a plan, and that took time. Where caseloads stayed high, visits were short
and nobody spoke of trust. We found no evidence that the visits reduced admissions in 2019,
although workers said: \u201cfamilies felt heard\u201d \u2013 and some did. The o\ufb03ce closed.
A year later the same worker said that managers had begun to sit in on supervision, which
in her words changed everything about how plans were made.
"""
EXACT, NORMALISED, FUZZY, REVIEW, AMBIGUOUS, NOWHERE = (
    PassageCheck.LOCATED_EXACT,
    PassageCheck.LOCATED_NORMALISED,
    PassageCheck.LOCATED_FUZZY,
    PassageCheck.FOR_REVIEW,
    PassageCheck.AMBIGUOUS,
    PassageCheck.NOT_LOCATED,
)
WORDS = ("trust", "plan", "worker", "visit", "family", "spoke", "made", "short", "time", "heard")


def find(words: str, text: str = TEXT, **hints: object) -> Location:
    return find_quotation(Quotation(words, Hints(**hints)), text)  # type: ignore[arg-type]  # by name


def words_at(found: Location, text: str = TEXT) -> str:
    assert found.start is not None
    return text[found.start : found.end]


@pytest.mark.parametrize(
    ("words", "check", "stretch"),
    [
        ("Home visits began", EXACT, "Home visits began"),
        ("  visits were short\n", EXACT, "visits were short"),
        ("visits were short and nobody", NORMALISED, "visits were short\nand nobody"),
        ('"families felt heard" - and', NORMALISED, "\u201cfamilies felt heard\u201d \u2013 and"),
        ("share responsibility for a plan", NORMALISED, "share respon-\nsibility for a plan"),
        ("The office closed", NORMALISED, "The o\ufb03ce closed"),
        (
            "Parents need to trust their worker before they share responsibility for a plan",
            FUZZY,
            "Parents need to trust the worker before they share respon-\nsibility for a plan",
        ),
        (
            "managers had begvn to sit in 0n supervision, which in her vvords changed everything",
            REVIEW,
            "managers had begun to sit in on supervision, which\nin her words changed everything",
        ),
        (
            "We found evidence that the visits reduced admissions in 2019",
            REVIEW,
            "We found no evidence that the visits reduced admissions in 2019",
        ),
        (
            "evidence that the visits reduced admissions in 2018",
            REVIEW,
            "evidence that the visits reduced admissions in 2019",
        ),
        (
            "share responsibility \u2026 and that",
            REVIEW,
            "share respon-\nsibility for a plan, and that",
        ),
    ],
)
def test_find_quotation_tells_how_and_where(words: str, check: PassageCheck, stretch: str) -> None:
    found = find(words)

    assert found.check is check
    assert words_at(found) == stretch


@pytest.mark.parametrize(
    "words",
    [
        "The visits cut admissions by a half, and the council saved money in its first year.",
        "Workers were paid more, which made them stay, and families saw one face for longer.",
        "heard nobody",
        "",
        "   \n",
    ],
)
def test_find_quotation_does_not_find_what_nobody_wrote(words: str) -> None:
    assert find(words).check is NOWHERE


@pytest.mark.parametrize(
    "words",
    [
        # Two pieces from different places, joined as if they were one sentence.
        "Parents need to trust the worker in her words changed everything about plans",
        "Home visits began in spring and nobody spoke of trust",
        "The visits reduced admissions in 2019 and managers had begun to sit in on supervision",
        # A whole sentence with an end that nobody wrote.
        "Where caseloads stayed high, visits were short and nobody spoke of trust or of money.",
        "caseloads stayed high, visits were short and nobody spoke of trust, which saved a fortune",
        "Beyond doubt, parents need to trust the worker before they share responsibility",
    ],
)
def test_find_quotation_never_locates_one_that_stands_there_in_part(words: str) -> None:
    assert find(words).check not in LOCATED


def test_find_quotation_says_why_a_person_must_look() -> None:
    assert find("We found evidence that the visits reduced admissions in 2019").reason == (
        "a negation or a number differs"
    )


def test_find_quotation_tells_every_place_when_the_words_stand_in_several() -> None:
    found = find("tea helps", "tea helps. We know: tea helps.")

    assert found == Location(AMBIGUOUS, places=((0, 9), (20, 29)))


@pytest.mark.parametrize(
    ("hints", "start"),
    [
        ({"prefix": "know: "}, 20),
        ({"suffix": ". We\nknow"}, 0),
        ({"start": 20}, 20),
        ({"start": 1_000}, None),
        ({"prefix": "unheard of"}, None),
        ({"prefix": "know:", "start": 0}, 20),
    ],
)
def test_find_quotation_lets_hints_decide_between_places(
    hints: dict[str, object], start: int | None
) -> None:
    found = find("tea helps", "tea helps. We know: tea helps.", **hints)

    assert found.start == start
    assert found.check is (AMBIGUOUS if start is None else EXACT)


def test_find_quotation_is_ambiguous_when_two_places_are_as_alike() -> None:
    text = "They say that hot tea helps the tired. " * 2

    found = find("They said that hot tea helps the tired.", text)

    assert found.check is AMBIGUOUS
    assert [text[start:end] for start, end in found.places] == [text[:38]] * 2


def test_find_quotation_looks_at_the_far_end_of_a_long_text() -> None:
    filler = " ".join(f"{WORDS[at % 10]}{at}" for at in range(3_000))

    found = find(
        "Parents need to trust their worker before they share responsibility", filler + TEXT
    )

    assert found.check is FUZZY
    assert found.start == len(filler) + TEXT.index("Parents")


def test_find_quotation_counts_code_points_when_the_text_has_astral_characters() -> None:
    found = find("felt \U0001f375 heard", "\U0001f375\r\nThey felt\r\n\U0001f375 heard.")

    assert (found.check, found.start, found.end) == (NORMALISED, 7, 19)


@given(st.text(max_size=60), st.data())
def test_find_quotation_finds_every_stretch_of_a_text(text: str, data: st.DataObject) -> None:
    held = HeldText(text)
    start = data.draw(st.integers(0, len(held.text)))
    words = held.text[start : data.draw(st.integers(start, len(held.text)))]

    found = find_quotation(Quotation(words, Hints(start=start)), held)

    assert found.check in ((EXACT, AMBIGUOUS) if words.strip() else (NOWHERE,))


@st.composite
def texts_with_misquotation(draw: st.DrawFn) -> tuple[str, str]:
    """Return a text of a few words, and words of it with a few letters changed."""
    text = " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=12, max_size=18)))
    words = text.split()
    first = draw(st.integers(0, 4))
    quoted = list(" ".join(words[first : first + 7]))
    for at in draw(st.lists(st.integers(0, len(quoted) - 1), max_size=5)):
        quoted[at] = draw(st.sampled_from("qxz"))
    return text, "".join(quoted)


def best_alignment(words: str, text: str) -> float:
    """Compare words with every stretch of a text."""
    stretches = (text[a:b] for a, b in product(range(len(text)), range(1, len(text) + 1)) if a < b)
    return max(fuzz.ratio(words, stretch) for stretch in stretches) / 100


@settings(max_examples=25, deadline=None)
@given(texts_with_misquotation())
def test_find_alike_is_nearly_as_good_as_trying_every_stretch(case: tuple[str, str]) -> None:
    text, words = case
    best = best_alignment(words, text)

    found = max((one.score for one in find_alike(words, HeldText(text))), default=0.0)

    assert found <= best
    assert found >= best - 0.05 or best < REVIEWED + 0.05


@settings(max_examples=25, deadline=None)
@given(texts_with_misquotation())
def test_find_quotation_locates_nothing_that_no_stretch_is_like(case: tuple[str, str]) -> None:
    text, words = case

    found = find(words, text)

    assert found.check not in LOCATED or best_alignment(words, text) >= ACCEPTED
