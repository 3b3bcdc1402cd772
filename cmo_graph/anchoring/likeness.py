"""Where a text nearly says what a quotation says: this module finds the place and grades it.

A quotation that was copied by hand or read by a machine differs in letters and in a word or two. A
quotation that was made up, or joined from pieces, may share as much; what tells them apart is that
it is not there *as a whole*. So a place is graded twice: how alike, and whether any run of words
stands on one side only.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from statistics import median_low

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from cmo_graph.anchoring.held import HeldText, words_of

#: Likeness from which a quotation is found: twice the letters in common by the letters of both.
ACCEPTED = 0.85
#: Likeness from which a person should look.
REVIEWED = 0.70
#: Two places are equally good when their likeness differs by no more.
TIE = 0.02
#: Fewest code points of a quotation that is compared; shorter ones resemble something by chance.
SHORTEST = 20
#: Most code points of a quotation that is compared, which bounds the time.
LONGEST = 5_000
#: Most code points, inside and at either end, that may stand on one side only.
WIDEST_GAP, WIDEST_GAP_AT_END = 24, 10
#: Fewest letters in a row that count as the same words, not as letters that agree by chance.
_RUN = 3
#: Texts up to this many code points are searched whole; in longer ones words say where to look.
_SMALL_TEXT = 4_000
#: Words that stand in more places than this say nothing about the place.
_TOO_COMMON = 64
#: Likeness, 0-100, from which it is worth looking closely: fitting both ends adds to it.
_ROUGHLY = 100 * REVIEWED - 15
#: Code points that places may differ by and still be one, and how many places are looked at.
_BUCKET, _MOST_PLACES = 32, 6
_TELLING = re.compile(
    r"\b(?:no|not|never|none|nor|neither|nobody|nothing|without|cannot|unable|fail\w*|lack\w*)\b"
    r"|\w+n't\b|\d+(?:[.,]\d+)*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Likeness:
    """A stretch of the plain spelling that is like a quotation."""

    start: int
    end: int
    #: 0 to 1.
    score: float
    #: Why a person must look in spite of the score; "" when nothing speaks against it.
    doubt: str = ""


def find_alike(sought: str, text: HeldText) -> tuple[Likeness, ...]:
    """Return the stretches most like a quotation: the best, and those as good within `TIE`.

    Args:
        sought: The quotation in its plain spelling.
        text: Where to look. In a long text only places that share an uncommon word are looked at.

    Returns:
        By place, none overlapping; empty when nothing reaches `REVIEWED`, and when the quotation
        is shorter than `SHORTEST` or longer than `LONGEST`.

    Cost: linear in the quotation's words and the places that share them; a short text is
    compared as a whole.

    Source: thresholds after our measurements (quotations of 17 papers, with errors put in): in a
    wrong document the best likeness was 0.61. The gaps, the doubts and the search are ours.
    """
    if not SHORTEST <= len(sought) <= LONGEST:
        return ()
    found: list[Likeness] = []
    for start, end in _regions(sought, text):
        fitted = _fitted(sought, text.plain.text, start, end)
        if fitted.score >= REVIEWED and fitted not in found:
            found.append(fitted)
    found.sort(key=lambda one: (-one.score, one.start))
    best = [one for one in found if one.score >= found[0].score - TIE]
    return tuple(sorted(_apart(best), key=lambda one: one.start))


def _regions(sought: str, text: HeldText) -> Iterator[tuple[int, int]]:
    """Yield stretches of the plain spelling, about as long as the quotation and roughly like it."""
    whole = text.plain.text
    places = _voted(sought, text)
    if len(whole) <= _SMALL_TEXT or not places:
        yield from _searched(sought, whole)
        return
    for place in places:
        start, end = max(0, place), min(len(whole), place + len(sought))
        if fuzz.ratio(sought, whole[start:end], score_cutoff=_ROUGHLY):
            yield start, end


def _voted(sought: str, text: HeldText) -> list[int]:
    """Return where the quotation would start, by the uncommon words it shares, best first."""
    votes: dict[int, list[int]] = {}
    for word, offset in words_of(sought):
        places = text.places_of_words.get(word, ())
        if len(places) <= _TOO_COMMON:
            for place in places:
                start = place - offset
                votes.setdefault(start // _BUCKET, []).extend([start] * len(word))
    joined = {bucket: votes[bucket] + votes.get(bucket + 1, []) for bucket in votes}
    best = sorted(joined, key=lambda bucket: (-len(joined[bucket]), bucket))[:_MOST_PLACES]
    return [median_low(joined[bucket]) for bucket in best]


def _searched(sought: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield the best place of a whole text, and the best before and after it."""
    if len(text) <= len(sought):
        yield 0, len(text)
        return
    found = fuzz.partial_ratio_alignment(sought, text, score_cutoff=_ROUGHLY)
    if found is None:
        return
    yield found.dest_start, found.dest_end
    for first, last in ((0, found.dest_start), (found.dest_end, len(text))):
        part = text[first:last]
        other = len(part) >= len(sought) and fuzz.partial_ratio_alignment(
            sought, part, score_cutoff=_ROUGHLY
        )
        if other:
            yield first + other.dest_start, first + other.dest_end


def _fitted(sought: str, text: str, start: int, end: int) -> Likeness:
    """Return the stretch near another that is most like the quotation, with whole words."""
    slack = min(48, max(12, len(sought) // 6))
    for _ in range(2):
        starts = _starts(text, near=start, slack=slack, before=end)
        start = max(starts or [start], key=partial(_backwards, sought, text, end))
        ends = _ends(text, near=end, slack=slack, after=start)
        end = max(ends or [end], key=partial(_ratio, sought, text, start))
    score = _ratio(sought, text, start, end) / 100
    return Likeness(start, end, score, _doubt(sought, text[start:end]))


def _ratio(sought: str, text: str, start: int, end: int) -> float:
    return fuzz.ratio(sought, text[start:end])


def _backwards(sought: str, text: str, end: int, start: int) -> float:
    return _ratio(sought, text, start, end)


def _starts(text: str, *, near: int, slack: int, before: int) -> list[int]:
    """Return where words and signs begin near a place, before another."""
    places = range(max(0, near - slack), min(before, near + slack + 1))
    return [at for at in places if _is_edge(text, at) and not text[at].isspace()]


def _ends(text: str, *, near: int, slack: int, after: int) -> list[int]:
    """Return where words and signs end near a place, after another."""
    places = range(max(after + 1, near - slack), min(len(text), near + slack) + 1)
    return [at for at in places if _is_edge(text, at) and not text[at - 1].isspace()]


def _is_edge(text: str, at: int) -> bool:
    return at in (0, len(text)) or not (text[at - 1].isalnum() and text[at].isalnum())


def _doubt(sought: str, stretch: str) -> str:
    """Return why this is not the quotation as a whole, or not its meaning; "" when it is both."""
    inside, at_end = _gaps(sought, stretch)
    if at_end > WIDEST_GAP_AT_END:
        return "one end of the quotation does not stand there"
    if inside > WIDEST_GAP:
        return "words are left out or put in between"
    if _telling(sought) != _telling(stretch):
        return "a negation or a number differs"
    return ""


def _telling(text: str) -> Counter[str]:
    return Counter(word.lower() for word in _TELLING.findall(text))


def _gaps(sought: str, stretch: str) -> tuple[int, int]:
    """Return the longest run, inside and at an end, that only one of two texts has."""
    blocks = [
        (block.src_start, block.src_end, block.dest_start, block.dest_end)
        for block in Indel.opcodes(sought, stretch)
        if block.tag == "equal" and block.src_end - block.src_start >= _RUN
    ]
    ends = (len(sought), len(sought), len(stretch), len(stretch))
    bounds = [(0, 0, 0, 0), *blocks, ends]
    gaps = [max(after[0] - before[1], after[2] - before[3]) for before, after in pairwise(bounds)]
    return max(gaps[1:-1], default=0), max(gaps[0], gaps[-1])


def _apart(found: list[Likeness]) -> Iterator[Likeness]:
    """Yield those that overlap none that is better."""
    kept: list[Likeness] = []
    for one in found:
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
            yield one
