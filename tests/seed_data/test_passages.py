"""Every passage of the seed stands where it says, and none of its words are ours to ship."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from cmo_graph.anchoring import check_passages, differing_reports, digest_of, locate
from cmo_graph.model import Passage, Report, Thing
from cmo_graph.model.codes import PassageCheck
from cmo_graph.resources import seed_review

#: Longest run of words that the seed may share with a source.
LONGEST_RUN = 7
#: Most characters kept either side of a passage.
LONGEST_SIDE = 25
#: The anchors that the project's preparatory study set: A1 to A17 and B1 to B22.
ANCHORS = [*(f"a{n}" for n in range(1, 18)), *(f"b{n}" for n in range(1, 23))]


def passages_of(things: tuple[Thing, ...]) -> list[Passage]:
    return [thing for thing in things if isinstance(thing, Passage)]


def runs_of(text: str) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return zip(*(words[start:] for start in range(LONGEST_RUN + 1)), strict=False)


def test_seed_has_every_anchor(things: tuple[Thing, ...]) -> None:
    keys = {passage.key for passage in passages_of(things)}

    assert {f"sos.{anchor}" for anchor in ANCHORS} <= keys


def test_every_passage_is_located_exactly_where_it_says(
    things: tuple[Thing, ...], texts: Mapping[str, str]
) -> None:
    located = check_passages(things, texts)

    for passage in passages_of(things):
        found = located[passage.id]
        assert found.check is PassageCheck.LOCATED_EXACT, passage.key
        assert (found.start, found.end) == (passage.location.start, passage.location.end)


def test_every_passage_stands_once_in_its_text(
    things: tuple[Thing, ...], texts: Mapping[str, str]
) -> None:
    files = {thing.id: thing.text_file for thing in things if isinstance(thing, Report)}

    for passage in passages_of(things):
        text = texts[files[passage.report] or ""]
        words = text[passage.location.start : passage.location.end]
        assert text.count(words) == 1, passage.key


def test_surroundings_stand_right_beside_their_passage(
    things: tuple[Thing, ...], texts: Mapping[str, str]
) -> None:
    files = {thing.id: thing.text_file for thing in things if isinstance(thing, Report)}

    for passage in passages_of(things):
        text, kept = texts[files[passage.report] or ""], passage.surroundings
        assert kept is not None, passage.key
        assert text.endswith(kept.prefix or "", 0, passage.location.start), passage.key
        assert text.startswith(kept.suffix or "", passage.location.end), passage.key


def test_every_passage_flips_to_not_located_when_its_text_changes(
    things: tuple[Thing, ...], texts: Mapping[str, str]
) -> None:
    files = {thing.id: thing.text_file for thing in things if isinstance(thing, Report)}

    for passage in passages_of(things):
        text, inside = texts[files[passage.report] or ""], passage.location.start + 1
        changed = text[:inside] + "#" + text[inside + 1 :]
        assert locate(passage, text).check is PassageCheck.LOCATED_EXACT, passage.key
        assert locate(passage, changed).check is PassageCheck.NOT_LOCATED, passage.key


def test_every_passage_is_text_not_held_without_texts(things: tuple[Thing, ...]) -> None:
    located = check_passages(things, {})

    assert {found.check for found in located.values()} == {PassageCheck.TEXT_NOT_HELD}


def test_reports_fingerprint_their_texts(
    things: tuple[Thing, ...], texts: Mapping[str, str]
) -> None:
    reports = [thing for thing in things if isinstance(thing, Report)]

    assert differing_reports(things, texts) == ()
    assert {report.text_file for report in reports} <= set(texts)
    for report in reports:
        text = texts[report.text_file or ""]
        assert (report.text_length, report.text_digest) == (len(text), digest_of(text))


def test_passages_keep_no_words_but_a_few_either_side(things: tuple[Thing, ...]) -> None:
    for passage in passages_of(things):
        kept = passage.surroundings
        assert kept is not None
        assert kept.exact is None, passage.key
        assert len(kept.prefix or "") <= LONGEST_SIDE, passage.key
        assert len(kept.suffix or "") <= LONGEST_SIDE, passage.key


def test_nothing_in_the_seed_or_its_page_copies_a_sentence(texts: Mapping[str, str]) -> None:
    theirs = {run for text in texts.values() for run in runs_of(text)}
    page = Path(__file__).parents[2] / "docs" / "signs-of-safety.md"
    files = [page, *(path for path in seed_review().rglob("*") if path.is_file())]

    copied = {
        (path.name, " ".join(run))
        for path in files
        for run in runs_of(path.read_text(encoding="utf-8"))
        if run in theirs
    }

    assert copied == set()
