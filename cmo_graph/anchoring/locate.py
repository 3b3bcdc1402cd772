"""Where a passage lies in a text: this module answers by position, by digest, by its words.

A passage has its words only where a licence allows; otherwise a position and a digest stand for
them. The digest proves that a stretch of text is the passage, so text that merely moved is found
again and is still exact. It proves nothing about a stretch that differs in one character: another
spelling is found only where the passage's own words (`exact`) are kept, and then as any quotation
is. Without them, changed text is said to be not located, never guessed from its surroundings.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

from cmo_graph.anchoring.held import HeldText
from cmo_graph.anchoring.location import Hints, Location, choose
from cmo_graph.anchoring.quotations import Quotation, find_quotation, occurrences
from cmo_graph.anchoring.texts import digest_of, with_lf
from cmo_graph.iri import IRI
from cmo_graph.model import Passage, Report, Thing
from cmo_graph.model.codes import PassageCheck

#: In texts with more code points, a passage that moved is sought only where whole words begin and
#: end: each place that is tried costs a digest.
LONG_TEXT = 100_000


def locate(passage: Passage, text: str | HeldText | None) -> Location:
    """Find `passage` in the text of its report.

    In this order, stopping at the first answer:

    1. `text_not_held`: there is no text.
    2. `located_exact`: the passage's own position holds text with its digest.
    3. `located_exact` elsewhere: text with its digest stands next to its prefix or suffix, or,
       failing that, anywhere. Where several places do, more agreeing surroundings win; when they
       agree equally well, `ambiguous`.
    4. Only where the passage's own words are kept: what `find_quotation` says of them.
    5. `not_located`.

    Args:
        passage: Its positions are code points over the text with LF line ends.
        text: The report's text with any line ends, as a `HeldText` where several passages are
            sought in it; None when it is not at hand.

    Returns:
        The check, with the place at which the passage lies now.

    Cost: constant when nothing moved; else one digest of the passage's length a code point, or a
    word where the text is longer than `LONG_TEXT`.

    Source: position, quotation and surroundings together are the Web Annotation selectors (W3C
    2017, §4.2); a digest in place of the quotation, and the order of the steps, are ours.
    """
    if text is None:
        return Location(PassageCheck.TEXT_NOT_HELD)
    held = text if isinstance(text, HeldText) else HeldText(text)
    start, end = passage.location.start, passage.location.end
    if end <= len(held.text) and digest_of(held.text[start:end]) == passage.digest:
        return Location(PassageCheck.LOCATED_EXACT, start, end)
    moved = _moved(passage, held.text)
    if moved is not None:
        return moved
    words = passage.surroundings.exact if passage.surroundings else None
    return find_quotation(Quotation(words or "", _surroundings(passage)), held)


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
    held = {name: HeldText(text) for name, text in texts.items()}
    return {
        thing.id: locate(thing, held.get(files.get(thing.report) or ""))
        for thing in kept
        if isinstance(thing, Passage)
    }


def count_checks(locations: Iterable[Location]) -> dict[PassageCheck, int]:
    """Count locations by check; every check is there, with 0 when nothing came to it."""
    counted = Counter(location.check for location in locations)
    return {check: counted[check] for check in PassageCheck}


def _moved(passage: Passage, text: str) -> Location | None:
    length = passage.location.end - passage.location.start
    hints = _surroundings(passage)
    wanted = bytes.fromhex(passage.digest.partition(":")[2])

    def is_passage(start: int) -> bool:
        stretch = text[start : start + length]
        return len(stretch) == length and sha256(stretch.encode()).digest() == wanted

    near = set(_places_near(text, length, prefix=hints.prefix, suffix=hints.suffix))
    starts = [start for start in sorted(near) if is_passage(start)]
    if not starts:
        starts = [start for start in _places_anywhere(text, length) if is_passage(start)]
    if not starts:
        return None
    left = choose([(start, start + length) for start in starts], text=text, hints=hints)
    if len(left) > 1:
        return Location(PassageCheck.AMBIGUOUS, places=left)
    [(start, end)] = left
    return Location(PassageCheck.LOCATED_EXACT, start, end)


def _places_anywhere(text: str, length: int) -> Iterator[int]:
    """Yield where a passage may start; in a long text, only where no word is cut at either end."""
    last = len(text) - length
    if len(text) <= LONG_TEXT:
        yield from range(last + 1)
        return
    for start in range(last + 1):
        end = start + length
        is_cut = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
        if not is_cut and not (end < len(text) and text[end - 1].isalnum() and text[end].isalnum()):
            yield start


def _surroundings(passage: Passage) -> Hints:
    kept = passage.surroundings
    return Hints(with_lf((kept and kept.prefix) or ""), with_lf((kept and kept.suffix) or ""))


def _places_near(text: str, length: int, *, prefix: str, suffix: str) -> Iterator[int]:
    """Yield where a passage would start that follows the prefix or precedes the suffix."""
    if prefix:
        yield from (start + len(prefix) for start in occurrences(prefix, text=text))
    if suffix:
        starts = (start - length for start in occurrences(suffix, text=text))
        yield from (start for start in starts if start >= 0)
