"""How programs count characters: this module has the conventions, and turns offsets into positions.

REFI-QDA says that offsets are counted, and programs disagree on what: code points or the units of
UTF-16 (of which an emoji takes two), a line end of Windows as one or as two, the byte order mark or
not, the last character in or out. Positions here are code points over the text with LF line ends.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from heapq import merge
from itertools import product
from types import MappingProxyType

from cmo_graph.anchoring import with_lf
from cmo_graph.interchange.containers import CONTROL

_WIDE = re.compile("[\U00010000-\U0010ffff]")
_LINE_END = re.compile("\n")
_CRLF = re.compile("\r\n")


@dataclass(frozen=True, slots=True)
class Convention:
    """One way to count the characters of a text."""

    #: Units of UTF-16 are counted, in place of code points.
    utf16: bool = False
    #: A line end of Windows counts two. Where a text has none of them, XML has made them into LF,
    #: and every line end counts two.
    crlf: bool = False
    #: The byte order mark counts.
    bom: bool = False
    #: The end is that of the last character, not the first one after it.
    inclusive: bool = False

    @property
    def name(self) -> str:
        """How it is called in options: `utf-16-crlf`."""
        parts = ["utf-16" if self.utf16 else "code-points"]
        parts += [n for n in ("crlf", "bom", "inclusive") if getattr(self, n)]
        return "-".join(parts)

    def __str__(self) -> str:
        unit = "units of UTF-16" if self.utf16 else "code points"
        line = "two" if self.crlf else "one"
        mark = ", the byte order mark counts" if self.bom else ""
        last = ", the last character is in" if self.inclusive else ""
        return f"{unit}, a line end of Windows counts {line}{mark}{last}"


#: Conventions that programs are known to use, the standard's own first.
KNOWN: tuple[Convention, ...] = (
    Convention(),
    Convention(utf16=True, crlf=True),
    Convention(utf16=True),
    Convention(crlf=True),
)
#: Every convention by its name: those that are known, then those that could be.
CONVENTIONS: Mapping[str, Convention] = MappingProxyType(
    {
        one.name: one
        for one in (*KNOWN, *(Convention(*flags) for flags in product((False, True), repeat=4)))
    }
)


@dataclass(frozen=True)
class CountedText:
    """A text as its file has it, and as it is kept."""

    #: Every character of the file but for a byte order mark, line ends as they are.
    raw: str
    has_bom: bool = False
    _rulers: dict[tuple[bool, bool], Sequence[int]] = field(default_factory=dict, compare=False)

    @cached_property
    def words(self) -> str:
        """The text with LF line ends; a control character that no text has is a space."""
        return CONTROL.sub(" ", with_lf(self.raw))

    def position(self, offset: int, convention: Convention) -> tuple[int, bool]:
        """Return the position that an offset means, and whether it stands between characters.

        One inside a character, or between the halves of a line end, is that of the whole one.
        """
        counted = offset - int(convention.bom and self.has_bom)
        doubles = self._doubles(convention)
        before = bisect_left(doubles, counted)
        falls_inside = before > 0 and doubles[before - 1] == counted - 1
        return counted - before, not falls_inside

    def offset(self, position: int, convention: Convention) -> int:
        """Return how a program that counts so calls a position."""
        doubles = self._doubles(convention)
        places = range(len(doubles))
        before = bisect_left(places, position, key=lambda number: doubles[number] - number)
        return position + before + int(convention.bom and self.has_bom)

    def _doubles(self, convention: Convention) -> Sequence[int]:
        """Return the offsets at which a character begins that counts two, ascending."""
        asked = (convention.utf16, convention.crlf)
        if asked not in self._rulers:
            wide = self._wide if convention.utf16 else ()
            ends = self._line_ends if convention.crlf else ()
            places = merge(wide, ends)
            self._rulers[asked] = [place + number for number, place in enumerate(places)]
        return self._rulers[asked]

    @cached_property
    def _wide(self) -> Sequence[int]:
        return [found.start() for found in _WIDE.finditer(with_lf(self.raw))]

    @cached_property
    def _line_ends(self) -> Sequence[int]:
        """Positions of the line ends that may count two."""
        if "\r\n" in self.raw:
            return list(self._places_of_crlf())
        return [found.start() for found in _LINE_END.finditer(with_lf(self.raw))]

    def _places_of_crlf(self) -> Iterator[int]:
        for number, found in enumerate(_CRLF.finditer(self.raw)):
            yield found.start() - number
