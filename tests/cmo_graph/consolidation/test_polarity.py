"""What means the opposite is never taken for the same, however alike it is spelt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmo_graph.consolidation import contrast

WORDS = "trust distrust clear unclear less more no part whole parents children 1 2"
NAMES = st.lists(st.sampled_from(WORDS.split()), max_size=5).map(" ".join)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Parents trust the worker", "Parents do not trust the worker"),
        ("Parents trust the worker", "Parents don\u2019t trust the worker"),
        ("Parents trust the worker", "Parents distrust the worker"),
        ("Trust in services", "Lack of trust in services"),
        ("Fewer children enter care", "More children enter care"),
        ("Children enter care", "Children leave care"),
        ("Increased workload", "Reduced workload"),
        ("High caseloads", "Low caseloads"),
        ("A clear plan", "An unclear plan"),
        ("Workers are engaged", "Disengaged workers"),
        ("Effective leadership", "Ineffective leadership"),
        ("Good implementation", "Poor implementation"),
        ("Leadership enables practice", "Leadership constrains practice"),
        ("Early help", "Late help"),
        ("Formal support", "Informal support"),
    ],
)
def test_contrast_tells_opposites_in_both_orders(one: str, other: str) -> None:
    found, turned = contrast(one, other), contrast(other, one)

    assert found is not None
    assert turned is not None
    assert found.is_opposite
    assert turned.is_opposite


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Less distrust", "More trust"),
        ("Trust in the worker", "The worker is trusted"),
        ("Limited resources", "Few resources"),
        ("No shared view", "Lack of a shared view"),
        ("Harmony at home", "A harmonious home"),
        ("Partnership with parents", "Parents as partners"),
        ("Lessons for practice", "Practice lessons"),
        ("Interest in families", "Family interests"),
        ("Understanding of risk", "Risk is understood"),
    ],
)
def test_contrast_lets_the_same_in_other_words_through(one: str, other: str) -> None:
    assert contrast(one, other) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pilots of round 1", "Pilots of round 2"),
        ("Children entering care", "Children re-entering care"),
        ("Engagement of parents", "Engagement of children"),
        ("Fully implemented", "Partly implemented"),
    ],
)
def test_contrast_tells_what_is_different_and_no_opposite(one: str, other: str) -> None:
    found = contrast(one, other)

    assert found is not None
    assert not found.is_opposite


@given(NAMES, NAMES)
def test_contrast_is_the_same_in_both_orders(one: str, other: str) -> None:
    found, turned = contrast(one, other), contrast(other, one)

    assert (found and found.is_opposite) == (turned and turned.is_opposite)
    assert contrast(one, one) is None
