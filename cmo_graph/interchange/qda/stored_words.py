"""A text as a program stored it, and as it is kept here: this module leads from one to the other.

Programs count characters, UTF-16 units or bytes of UTF-8, over whatever line ends a text came with.
Here positions are code points over LF line ends, without a byte order mark. Control characters that
no text has become spaces or line ends, one for one.
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from enum import Enum
from itertools import accumulate

from cmo_graph.interchange.containers import CONTROL

#: What a text is kept without: a mark at its start, and the first half of a line end.
_DROPPED = re.compile("\\A\ufeff|\r(?=\n)")
#: Signs that end a line or a page.
_BREAKS = re.compile("[\r\v\f\x85\u2028\u2029]")


class Unit(Enum):
    """What a program counts."""

    CODE_POINT = "characters"
    UTF16 = "UTF-16 units"
    BYTE = "bytes of UTF-8"


class StoredWords:
    """A text with the program's way of counting and ours.

    Args:
        raw: The text as the program has it, every character that it counts.
        breaks: Positions in `raw` at which a line begins though no character says so, ascending.
    """

    def __init__(self, raw: str, *, breaks: Collection[int] = ()) -> None:
        self.raw = raw
        #: For each character of `raw`, where it stands in `words`; one more for the end.
        self._kept: Sequence[int] = range(len(raw) + 1)
        self._ends: dict[Unit, Sequence[int]] = {Unit.CODE_POINT: range(1, len(raw) + 1)}
        dropped = {found.start() for found in _DROPPED.finditer(raw)}
        if dropped or breaks:
            raw, self._kept = _laid_out(raw, dropped, set(breaks))
        #: The text as it is kept.
        self.words = CONTROL.sub(" ", _BREAKS.sub("\n", raw))

    def place(self, start: int, end: int, *, unit: Unit) -> tuple[int, int] | None:
        """Return (start, end) in `words` of a stretch that the program counts so.

        A position inside a character is that of the whole one. None for an empty stretch, and for
        one that is not within the text.
        """
        ends = self._counted(unit)
        if not 0 <= start < end <= (ends[-1] if ends else 0):
            return None
        first, last = bisect_right(ends, start), bisect_left(ends, end)
        stop = self._kept[last] + int(self._kept[last + 1] > self._kept[last])
        return (self._kept[first], stop) if self._kept[first] < stop else None

    def _counted(self, unit: Unit) -> Sequence[int]:
        """Return where each character of `raw` ends, as the program counts."""
        if unit not in self._ends:
            self._ends[unit] = array("I", accumulate(_widths(self.raw, unit)))
        return self._ends[unit]


def _widths(raw: str, unit: Unit) -> Iterator[int]:
    if unit is Unit.UTF16:
        return (1 if char <= "\uffff" else 2 for char in raw)
    return (len(char.encode("utf-8", "surrogatepass")) for char in raw)


def _laid_out(raw: str, dropped: set[int], breaks: set[int]) -> tuple[str, Sequence[int]]:
    """Return a text without what is dropped and with its lines broken, and where each went."""
    kept, pieces = array("I"), []
    at = size = 0
    for stop in sorted({*dropped, *breaks, len(raw)}):
        pieces.append(raw[at:stop])
        kept.extend(range(size, size + stop - at))
        size, at = size + stop - at, stop
        if stop in breaks and size and not (raw.startswith("\n", stop) or _ends_line(pieces)):
            pieces.append("\n")
            size += 1
        if stop in dropped:
            kept.append(size)
            at += 1
    kept.append(size)
    return "".join(pieces), kept


def _ends_line(pieces: Sequence[str]) -> bool:
    last = next((piece for piece in reversed(pieces) if piece), "\n")
    return last.endswith("\n")
