"""What was coded together: this module finds stretches of a text that belong to one statement.

Reviewers put several codes on one sentence, or one code on a paragraph and others on sentences of
it. Two stretches belong together when they overlap by at least half of the shorter one; whoever
belongs to the same stretch belongs together. A stretch longer than a page joins no others: whole
interviews are coded to say whose they are. These rules are ours.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

#: (start, end) in a text.
Span = tuple[int, int]
#: Longest stretch that joins others to itself.
LONGEST = 2_000
#: Most earlier stretches that one is compared with, the nearest first; a bound on time.
_MOST_COMPARED = 200


def stretches_together(spans: Iterable[Span], *, overlapping: bool = True) -> list[list[Span]]:
    """Return the spans in groups that belong together, each in the order of the text.

    Args:
        spans: Stretches of one text.
        overlapping: Whether overlapping ones belong together, or only equal ones.

    Example:
        >>> stretches_together([(0, 100), (10, 30), (200, 230), (225, 260)])
        [[(0, 100), (10, 30)], [(200, 230)], [(225, 260)]]
    """
    ordered = sorted(set(spans), key=lambda span: (span[0], -span[1]))
    if not overlapping:
        return [[span] for span in ordered]
    joined = list(range(len(ordered)))
    for second, first in _overlapping(ordered):
        joined[_root(joined, second)] = _root(joined, first)
    groups: dict[int, list[Span]] = {}
    for number, span in enumerate(ordered):
        groups.setdefault(_root(joined, number), []).append(span)
    return list(groups.values())


def _overlapping(ordered: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Yield pairs of numbers of spans that overlap enough."""
    active: list[int] = []
    for number, span in enumerate(ordered):
        if span[1] - span[0] > LONGEST:
            continue
        active = [one for one in active if ordered[one][1] > span[0]][-_MOST_COMPARED:]
        yield from ((number, one) for one in active if overlap_enough(ordered[one], span))
        active.append(number)


class Stretches:
    """The stretches of one text, in order."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(set(spans))

    def near(self, span: Span) -> Iterator[Span]:
        """Yield those that belong together with one of them, itself among them."""
        at = bisect_left(self._spans, span)
        around = self._spans[max(0, at - _MOST_COMPARED) : at + _MOST_COMPARED]
        return (one for one in around if overlap_enough(one, span))


def overlap_enough(one: Span, other: Span) -> bool:
    """Say whether two stretches overlap by at least half of the shorter one."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return common > 0 and 2 * common >= min(one[1] - one[0], other[1] - other[0])


def _root(joined: list[int], number: int) -> int:
    while joined[number] != number:
        joined[number] = joined[joined[number]]
        number = joined[number]
    return number
