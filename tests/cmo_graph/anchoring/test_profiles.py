"""An export shows as many words of its sources as its profile lets out."""

import pytest

from cmo_graph.anchoring import Profile, digest_of, locate, with_profile
from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.model import Passage, Report, Surroundings, TextPosition, Thing
from cmo_graph.model.codes import PassageCheck, ReportKind

REVIEW = DEFAULT_BASE.mint("reviews", "tea")
TEXT = "Before it all. " + "Warm cups help people. " * 20 + "Tea is warm. After that it was cold."


def things_with(words: str, *, exact: bool = False, around: int = 36) -> tuple[Thing, ...]:
    report = Report(
        id=DEFAULT_BASE.mint("reports", "tea.leaflet"),
        label="A leaflet",
        review=REVIEW,
        kind=ReportKind.OTHER,
        text_file="leaflet.txt",
    )
    iri = DEFAULT_BASE.mint("passages", "tea.one")
    start = TEXT.index(words)
    end = start + len(words)
    passage = Passage(
        id=iri,
        label="A stretch",
        review=REVIEW,
        report=report.id,
        location=TextPosition(id=DEFAULT_BASE.part(iri, "position"), start=start, end=end),
        surroundings=Surroundings(
            id=DEFAULT_BASE.part(iri, "surroundings"),
            prefix=TEXT[max(0, start - around) : start] or None,
            suffix=TEXT[end : end + around] or None,
            exact=words if exact else None,
        ),
        digest=digest_of(words),
    )
    return report, passage


def surroundings_of(things: tuple[Thing, ...]) -> Surroundings | None:
    [passage] = [thing for thing in things if isinstance(thing, Passage)]
    return passage.surroundings


def test_quote_shows_the_words_of_a_short_passage_and_little_beside_it() -> None:
    shown = surroundings_of(with_profile(things_with("Tea is warm."), texts={"leaflet.txt": TEXT}))

    assert shown is not None
    assert shown.exact == "Tea is warm."
    start = TEXT.index("Tea is warm.")
    assert (shown.prefix, shown.suffix) == (TEXT[start - 32 : start], " After that it was cold.")


def test_quote_shows_no_words_of_a_long_passage() -> None:
    words = "Warm cups help people. " * 13

    shown = surroundings_of(with_profile(things_with(words), texts={"leaflet.txt": TEXT}))

    assert shown is not None
    assert shown.exact is None


def test_full_shows_words_however_long() -> None:
    words = "Warm cups help people. " * 13

    shown = surroundings_of(
        with_profile(things_with(words), texts={"leaflet.txt": TEXT}, profile=Profile.FULL)
    )

    assert shown is not None
    assert shown.exact == words


def test_hash_shows_no_word_and_the_passage_is_found_all_the_same() -> None:
    shown = with_profile(things_with("Tea is warm.", exact=True), texts={}, profile=Profile.HASH)

    assert surroundings_of(shown) is None
    assert locate(shown[1], TEXT).check is PassageCheck.LOCATED_EXACT  # type: ignore[arg-type]  # the passage


@pytest.mark.parametrize("profile", [Profile.QUOTE, Profile.FULL])
def test_words_are_not_taken_from_a_text_that_does_not_have_them(profile: Profile) -> None:
    shown = surroundings_of(
        with_profile(things_with("Tea is warm."), texts={"leaflet.txt": "Not so."}, profile=profile)
    )

    assert shown is not None
    assert shown.exact is None


@pytest.mark.parametrize("profile", list(Profile))
def test_nothing_but_surroundings_differs(profile: Profile) -> None:
    things = things_with("Tea is warm.")

    shown = with_profile(things, texts={"leaflet.txt": TEXT}, profile=profile)

    bare = [one.model_copy(update={"surroundings": None}) for one in (things[1], shown[1])]
    assert bare[0] == bare[1]
    assert shown[0] == things[0]
