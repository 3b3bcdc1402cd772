"""Passages follow their text, a report at a time."""

from collections.abc import Sequence

from cmo_graph.anchoring import check_passages, digest_of, follow_passages
from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.model import Passage, Report, Surroundings, TextPosition, Thing
from cmo_graph.model.codes import PassageCheck, ReportKind

REVIEW = DEFAULT_BASE.mint("reviews", "tea")
TEXT = "Warm cups help. Some say that cold ones do not."


def review_of(*stretches: str, exact: bool = False) -> tuple[Thing, ...]:
    report = Report(
        id=DEFAULT_BASE.mint("reports", "tea.leaflet"),
        label="A leaflet",
        review=REVIEW,
        kind=ReportKind.OTHER,
        text_digest=digest_of(TEXT),
        text_length=len(TEXT),
        text_file="leaflet.txt",
    )
    return report, *(_passage(report, words, exact=exact) for words in stretches)


def _passage(report: Report, words: str, *, exact: bool) -> Passage:
    iri = DEFAULT_BASE.mint("passages", f"tea.at-{TEXT.index(words)}")
    start = TEXT.index(words)
    position = TextPosition(
        id=DEFAULT_BASE.part(iri, "position"), start=start, end=start + len(words)
    )
    kept = Surroundings(id=DEFAULT_BASE.part(iri, "surroundings"), exact=words)
    return Passage(
        id=iri,
        label="A stretch",
        review=REVIEW,
        report=report.id,
        location=position,
        surroundings=kept if exact else None,
        digest=digest_of(words),
    )


def passages_in(things: Sequence[Thing]) -> list[Passage]:
    return [thing for thing in things if isinstance(thing, Passage)]


def test_follow_passages_gives_new_positions_to_what_moved() -> None:
    things = review_of("Warm cups", "cold ones")
    text = f"Preface.\n{TEXT}"

    following = follow_passages(things, {"leaflet.txt": text})

    assert [one.has_moved for one in following.rechecks] == [True, True]
    assert [(p.location.start, p.location.end) for p in passages_in(following.things)] == [
        (9, 18),
        (39, 48),
    ]
    report = following.things[0]
    assert isinstance(report, Report)
    assert (report.text_digest, report.text_length) == (digest_of(text), len(text))


def test_follow_passages_takes_the_spelling_of_the_text_where_words_are_kept() -> None:
    things = review_of("Some say that cold", exact=True)
    text = TEXT.replace("say that", "say\nthat")

    [found] = passages_in(follow_passages(things, {"leaflet.txt": text}).things)

    assert found.surroundings is not None
    assert found.surroundings.exact == "Some say\nthat cold"
    assert found.digest == digest_of("Some say\nthat cold")


def test_follow_passages_leaves_a_report_whole_when_one_passage_needs_a_person() -> None:
    things = review_of("Warm cups", "cold ones")
    text = f"Preface.\n{TEXT.replace('cold', 'icy')}"

    following = follow_passages(things, {"leaflet.txt": text})

    assert following.things == things
    assert [report.key for report in following.left] == ["tea.leaflet"]
    assert [one.needs_a_person for one in following.rechecks] == [False, True]


def test_follow_passages_changes_nothing_when_texts_are_not_at_hand() -> None:
    things = review_of("Warm cups")

    following = follow_passages(things, {})

    assert following.things == things
    assert following.left == ()


def test_follow_passages_comes_to_rest() -> None:
    texts = {"leaflet.txt": f"Preface.\n{TEXT}"}
    once = follow_passages(review_of("Warm cups", "cold ones"), texts)

    again = follow_passages(once.things, texts)

    assert again.things == once.things
    checks = {location.check for location in check_passages(again.things, texts).values()}
    assert checks == {PassageCheck.LOCATED_EXACT}
