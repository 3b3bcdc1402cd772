"""What became of looking for words in a text: this module has the answer, and chooses among places.

Where the words stand in several places, what stood beside them decides; then, where it was given,
the place at which they were said to be. When neither does, nobody chooses.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cmo_graph.anchoring.spelling import spelt_plainly
from cmo_graph.model.codes import PassageCheck

#: A place that was given decides when just one of the places found is as near as this.
NEAR = 200


@dataclass(frozen=True, slots=True)
class Location:
    """What became of looking for one passage or quotation."""

    check: PassageCheck
    #: Code points over the text with LF line ends, end exclusive; None when not located. Where a
    #: person must look, the place to look at.
    start: int | None = None
    end: int | None = None
    #: Likeness, 0 to 1, where the words are not quite the same.
    score: float | None = None
    #: Why a person must look, in a few words.
    reason: str = ""
    #: Where the words stand equally well, when that is in several places.
    places: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known about a place besides the words that stand there."""

    #: What stands before and after, in any spelling; "" when it is not known.
    prefix: str = ""
    suffix: str = ""
    #: Where the words were said to start; None when nobody said.
    start: int | None = None


#: Nothing is known but the words.
NO_HINTS = Hints()


def choose(
    places: Sequence[tuple[int, int]], *, text: str, hints: Hints
) -> tuple[tuple[int, int], ...]:
    """Return the places that agree best with the hints: one, or several that nothing tells apart.

    Args:
        places: (start, end) in the text; at least one.
        text: The text with LF line ends.
        hints: More agreeing surroundings win; a place that was given decides among the rest.
    """
    if len(places) == 1:
        return tuple(places)
    prefix, suffix = (spelt_plainly(side).text.strip() for side in (hints.prefix, hints.suffix))
    grades = [_agreement(text, place, prefix=prefix, suffix=suffix) for place in places]
    best = [place for place, grade in zip(places, grades, strict=True) if grade == max(grades)]
    if hints.start is not None and len(best) > 1:
        near = [place for place in best if abs(place[0] - hints.start) <= NEAR]
        exactly = [place for place in near if place[0] == hints.start]
        best = exactly or (near if len(near) == 1 else best)
    return tuple(best)


def _agreement(text: str, place: tuple[int, int], *, prefix: str, suffix: str) -> int:
    """Count the surroundings, 0 to 2, that stand beside this stretch, in any spelling."""
    start, end = place
    # Twice as much as is sought, because the text may be set with more characters.
    before = text[max(0, start - 2 * len(prefix) - 8) : start]
    after = text[end : end + 2 * len(suffix) + 8]
    return (bool(prefix) and spelt_plainly(before).text.rstrip().endswith(prefix)) + (
        bool(suffix) and spelt_plainly(after).text.lstrip().startswith(suffix)
    )
