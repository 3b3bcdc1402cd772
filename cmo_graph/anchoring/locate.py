"""Where a passage lies in a text: this module answers by position, by digest, by surroundings.

A passage is kept without its words, as a position and a digest. The digest proves that a stretch of
text is the passage, so text that merely moved is found again and is still exact. It proves nothing
about a stretch that differs in one character: spelling can be evened out only where the passage's
own words (`exact`) are kept, which a licence has to allow. Without them, changed text is said to be
not located, never guessed from its surroundings.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from cmo_graph.anchoring.texts import digest_of, normalised, with_lf
from cmo_graph.iri import IRI
from cmo_graph.model import Passage, Report, Thing
from cmo_graph.model.codes import PassageCheck


@dataclass(frozen=True, slots=True)
class Location:
    """What became of looking for one passage."""

    check: PassageCheck
    #: Code points over the text with LF line ends, end exclusive; None when not located.
    start: int | None = None
    end: int | None = None


def locate(passage: Passage, text: str | None) -> Location:
    """Find `passage` in the text of its report.

    In this order, stopping at the first answer:

    1. `text_not_held`: there is no text.
    2. `located_exact`: the passage's own position holds text with its digest.
    3. `located_exact` elsewhere: text with its digest stands next to its prefix or suffix, or,
       failing that, anywhere. Where several places do, more agreeing surroundings win.
    4. `located_normalised`: only where the passage's own words are kept: they stand there but for
       white space, quotation marks, dashes and invisible characters.
    5. `ambiguous`: at step 3 or 4, several places agree equally well.
    6. `not_located`.

    Args:
        passage: Its positions are code points over the text with LF line ends.
        text: The report's text with any line ends; None when it is not at hand.

    Returns:
        The check, with the place at which the passage lies now.

    Cost: constant when nothing moved; else one digest of the passage's length a code point.

    Source: position, quotation and surroundings together are the Web Annotation selectors (W3C
    2017, §4.2); a digest in place of the quotation, and the order of the steps, are ours.
    """
    if text is None:
        return Location(PassageCheck.TEXT_NOT_HELD)
    text = with_lf(text)
    start, end = passage.location.start, passage.location.end
    if end <= len(text) and digest_of(text[start:end]) == passage.digest:
        return Location(PassageCheck.LOCATED_EXACT, start, end)
    return _moved(passage, text) or _respelt(passage, text) or Location(PassageCheck.NOT_LOCATED)


def check_passages(things: Iterable[Thing], texts: Mapping[str, str]) -> dict[IRI, Location]:
    """Locate every passage among `things`.

    Args:
        things: A review's things, in any order.
        texts: Texts by the file name that reports give as `text_file`.

    Returns:
        Passage → location, in the order of `things`. A passage whose report is not among `things`,
        names no file or names one that is not at hand is `text_not_held`.
    """
    kept = tuple(things)
    files = {thing.id: thing.text_file for thing in kept if isinstance(thing, Report)}
    return {
        thing.id: locate(thing, texts.get(files.get(thing.report) or ""))
        for thing in kept
        if isinstance(thing, Passage)
    }


def count_checks(locations: Iterable[Location]) -> dict[PassageCheck, int]:
    """Count locations by check; every check is there, with 0 when nothing came to it."""
    counted = Counter(location.check for location in locations)
    return {check: counted[check] for check in PassageCheck}


def _moved(passage: Passage, text: str) -> Location | None:
    length = passage.location.end - passage.location.start
    prefix, suffix = _surroundings(passage)

    def is_passage(start: int) -> bool:
        stretch = text[start : start + length]
        return len(stretch) == length and digest_of(stretch) == passage.digest

    near = set(_places_near(text, length, prefix=prefix, suffix=suffix))
    starts = [start for start in sorted(near) if is_passage(start)]
    if not starts:
        starts = [start for start in range(len(text) - length + 1) if is_passage(start)]
    return _decide(
        [(start, start + length) for start in starts],
        agreement=lambda start, end: _agreement(text, start, end, prefix=prefix, suffix=suffix),
        check=PassageCheck.LOCATED_EXACT,
    )


def _respelt(passage: Passage, text: str) -> Location | None:
    words = passage.surroundings.exact if passage.surroundings else None
    sought = normalised(with_lf(words))[0].strip() if words else ""
    if not sought:
        return None
    plain, places = normalised(text)
    prefix, suffix = (normalised(side)[0].strip() for side in _surroundings(passage))

    def agreement(start: int, end: int) -> int:
        before, after = plain[:start].rstrip(), plain[end:].lstrip()
        return (bool(prefix) and before.endswith(prefix)) + (
            bool(suffix) and after.startswith(suffix)
        )

    found = _decide(
        [(start, start + len(sought)) for start in _occurrences(sought, text=plain)],
        agreement=agreement,
        check=PassageCheck.LOCATED_NORMALISED,
    )
    if found is None or found.start is None or found.end is None:
        return found
    return Location(found.check, places[found.start], places[found.end - 1] + 1)


def _decide(
    places: list[tuple[int, int]],
    *,
    agreement: Callable[[int, int], int],
    check: PassageCheck,
) -> Location | None:
    """Return the place with the most agreeing surroundings; None when there is no place."""
    if not places:
        return None
    graded = [(agreement(start, end), start, end) for start, end in places]
    best = max(grade for grade, _, _ in graded)
    winners = [(start, end) for grade, start, end in graded if grade == best]
    if len(winners) > 1:
        return Location(PassageCheck.AMBIGUOUS)
    [(start, end)] = winners
    return Location(check, start, end)


def _surroundings(passage: Passage) -> tuple[str, str]:
    kept = passage.surroundings
    return with_lf((kept and kept.prefix) or ""), with_lf((kept and kept.suffix) or "")


def _places_near(text: str, length: int, *, prefix: str, suffix: str) -> Iterator[int]:
    """Yield where a passage would start that follows the prefix or precedes the suffix."""
    if prefix:
        yield from (start + len(prefix) for start in _occurrences(prefix, text=text))
    if suffix:
        starts = (start - length for start in _occurrences(suffix, text=text))
        yield from (start for start in starts if start >= 0)


def _agreement(text: str, start: int, end: int, *, prefix: str, suffix: str) -> int:
    """Count the surroundings, 0 to 2, that stand beside this stretch."""
    before = bool(prefix) and text.endswith(prefix, 0, start)
    after = bool(suffix) and text.startswith(suffix, end)
    return before + after


def _occurrences(sought: str, *, text: str) -> Iterator[int]:
    """Yield where `sought` starts in `text`, overlapping occurrences included."""
    start = text.find(sought)
    while start >= 0:
        yield start
        start = text.find(sought, start + 1)
