"""Where a quotation stands in a text: this module answers by its words, and never by guessing.

Whoever quotes copies: from a page, by hand, or by a machine that was asked for the words. So the
words are sought as they are, then in a plain spelling, then nearly so; always the whole of them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from cmo_graph.anchoring.held import HeldText
from cmo_graph.anchoring.likeness import ACCEPTED, Likeness, find_alike
from cmo_graph.anchoring.location import NO_HINTS, Hints, Location, choose
from cmo_graph.anchoring.spelling import spelt_plainly
from cmo_graph.anchoring.texts import with_lf
from cmo_graph.model.codes import PassageCheck

#: Most places of the same words that are weighed against each other.
MOST_PLACES = 1_000
#: Most code points between two pieces of a quotation with words left out.
LONGEST_ELISION = 600
#: How people say that they left words out.
_ELISION = re.compile(
    r"\s*(?:\[\s*(?:\.{3}|\u2026)\s*\]|\(\s*(?:\.{3}|\u2026)\s*\)|\.{3,}|\u2026)\s*"
)
#: Checks that say where the whole quotation stands.
LOCATED = frozenset(
    {
        PassageCheck.LOCATED_EXACT,
        PassageCheck.LOCATED_NORMALISED,
        PassageCheck.LOCATED_FUZZY,
    }
)
_NOWHERE = Location(PassageCheck.NOT_LOCATED)


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words that are said to stand in a text, with what is known of their place."""

    words: str
    hints: Hints = NO_HINTS


def find_quotation(quotation: Quotation, text: str | HeldText) -> Location:
    r"""Find a quotation in a text.

    In this order, stopping at the first answer:

    1. `located_exact`: the words stand there, white space around them apart.
    2. `located_normalised`: they do in the plain spelling of both.
    3. `for_review`: the quotation says that it leaves words out (…), and its pieces follow each
       other, each at most `LONGEST_ELISION` code points after the one before.
    4. `located_fuzzy`: words at least `ACCEPTED` alike stand there, the whole quotation long.
    5. `for_review`: words at least `REVIEWED` alike do, or alike ones with a doubt: part of the
       quotation is missing, words stand in between, a negation or a number differs.
    6. `not_located`.

    At steps 1, 2 and 4, `ambiguous` when several places do equally well and no hint decides.

    Args:
        quotation: The words, at least one that is not white space, with hints.
        text: Any line ends; give a `HeldText` when more than one quotation is sought in it.

    Returns:
        The check, with the place as code points over the text with LF line ends.

    Cost: two milliseconds a quotation on a text of 60,000 code points, once its plain spelling is
    worked out; `docs/benchmarks.md` has the figures.

    Example:
        >>> found = find_quotation(Quotation("trust comes first"), "Here, trust\ncomes first.")
        >>> found.check.value, found.start, found.end
        ('located_normalised', 6, 23)
    """
    held = text if isinstance(text, HeldText) else HeldText(text)
    words = with_lf(quotation.words).strip()
    if not words:
        return _NOWHERE
    return (
        _exact(words, held, quotation.hints)
        or _respelt(words, held, quotation.hints)
        or _elided(words, held)
        or _alike(words, held, quotation.hints)
        or _NOWHERE
    )


def _exact(words: str, held: HeldText, hints: Hints) -> Location | None:
    starts = islice(occurrences(words, text=held.text), MOST_PLACES)
    places = [(start, start + len(words)) for start in starts]
    return _decided(places, held, hints, check=PassageCheck.LOCATED_EXACT)


def _respelt(words: str, held: HeldText, hints: Hints) -> Location | None:
    sought = spelt_plainly(words).text.strip()
    if not sought:
        return None
    starts = islice(occurrences(sought, text=held.plain.text), MOST_PLACES)
    places = [held.plain.origin(start, start + len(sought)) for start in starts]
    return _decided(places, held, hints, check=PassageCheck.LOCATED_NORMALISED)


def _decided(
    places: list[tuple[int, int]], held: HeldText, hints: Hints, *, check: PassageCheck
) -> Location | None:
    """Return the place that the hints leave, or that they leave several; None without a place."""
    if not places:
        return None
    left = choose(places, text=held.text, hints=hints)
    if len(left) > 1:
        return Location(PassageCheck.AMBIGUOUS, places=left)
    [(start, end)] = left
    return Location(check, start, end)


def _elided(words: str, held: HeldText) -> Location | None:
    """Return where the pieces of a quotation with words left out follow each other."""
    pieces = [spelt_plainly(piece).text.strip() for piece in _ELISION.split(words)]
    pieces = [piece for piece in pieces if piece]
    if len(pieces) < 2:
        return None
    for first in islice(occurrences(pieces[0], text=held.plain.text), MOST_PLACES):
        end = first + len(pieces[0])
        for piece in pieces[1:]:
            at = held.plain.text.find(piece, end, end + LONGEST_ELISION + len(piece))
            if at < 0:
                break
            end = at + len(piece)
        else:
            start, stop = held.plain.origin(first, end)
            reason = "words are left out, as the quotation says"
            return Location(PassageCheck.FOR_REVIEW, start, stop, reason=reason)
    return None


def _alike(words: str, held: HeldText, hints: Hints) -> Location | None:
    found = find_alike(spelt_plainly(words).text.strip(), held)
    if not found:
        return None
    by_place = {held.plain.origin(one.start, one.end): one for one in found}
    left = choose(tuple(by_place), text=held.text, hints=hints)
    sure = [place for place in left if _is_sure(by_place[place])]
    if len(sure) > 1:
        score = max(by_place[place].score for place in sure)
        return Location(PassageCheck.AMBIGUOUS, score=score, places=tuple(sure))
    # One that is the whole quotation goes before others that are as alike and are not.
    start, end = max(sure or left, key=lambda place: by_place[place].score)
    one = by_place[start, end]
    check = PassageCheck.LOCATED_FUZZY if sure else PassageCheck.FOR_REVIEW
    reason = "" if sure else one.doubt or "the words differ much"
    return Location(check, start, end, score=one.score, reason=reason)


def _is_sure(found: Likeness) -> bool:
    return found.score >= ACCEPTED and not found.doubt


def occurrences(sought: str, *, text: str) -> Iterator[int]:
    """Yield where `sought`, which is not empty, starts in `text`, overlapping ones included."""
    start = text.find(sought)
    while start >= 0:
        yield start
        start = text.find(sought, start + 1)
