"""What is written as a workbook reads back as the same things."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmo_graph.anchoring import Profile, with_profile
from cmo_graph.interchange.authoring import Reading, read_review
from cmo_graph.interchange.importing import NO_REVIEW, merged
from cmo_graph.model import Thing
from cmo_graph.resources import seed_review
from cmo_graph.validation.problems import has_errors
from tests.cmo_graph.interchange.workbook.books import read_into, written
from tests.strategies import whole_reviews


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(things=whole_reviews(), language=st.sampled_from(["en", "nl", "pt-br"]))
def test_review_reads_back_as_it_was_written(things: tuple[Thing, ...], language: str) -> None:
    file = written(Reading(things, (), language))

    imported = read_into(file, NO_REVIEW)
    after = merged(NO_REVIEW, imported)

    assert not has_errors(after.problems), after.problems
    assert set(after.things) == set(things)
    assert after.language == language


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(things=whole_reviews(), profile=st.sampled_from(Profile))
def test_workbook_that_nobody_touched_changes_nothing(
    things: tuple[Thing, ...], profile: Profile
) -> None:
    existing = Reading(things, ())

    imported = read_into(written(existing, profile), existing)

    assert imported.things == ()
    assert imported.problems == ()
    assert imported.understood == ()


@pytest.mark.parametrize("profile", [Profile.FULL, Profile.HASH])
def test_seed_reads_back_with_as_many_words_as_were_let_out(profile: Profile) -> None:
    reading = read_review(seed_review())

    after = merged(NO_REVIEW, read_into(written(reading, profile), NO_REVIEW))

    assert set(after.things) == set(with_profile(reading.things, texts={}, profile=profile))
