"""What typesetting and copying change in a text: this module evens it out and keeps each place.

Two spellings of the same words have one plain form. Every character of the plain form knows from
where to where it came, so that what is found in one is told as a place in the other.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: Spellings of one character that typesetting and copying exchange: (plain form, its variants).
_SPELLINGS: tuple[tuple[str, str], ...] = (
    ("'", "\u2018\u2019\u201a\u201b\u2032\u00b4`"),
    ('"', "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"),
    ("-", "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"),
)
_PLAIN: Mapping[str, str] = {
    variant: plain for plain, variants in _SPELLINGS for variant in variants
}
#: Invisible characters that come and go with typesetting: soft hyphen, zero-width ones.
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
#: Characters that are drawn on the one before: a letter and its marks are evened out together.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
)
#: Three sorts of pieces: ASCII that stays as it is (most of a text, so it is taken whole), white
#: space, and one character with its marks (syllables of Hangul letters count as one character).
_PIECE = re.compile(
    rf"(?P<same>[!-,.-_a-~]+(?: [!-,.-_a-~]+)*(?![{_MARKS}]))"
    r"|(?P<space>\s+)"
    rf"|(?:[\u1100-\u11ff]+|.)[{_MARKS}]*",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Plain:
    """A text in its plain spelling."""

    text: str
    #: Where each of its characters began in the text it was made from, in code points.
    starts: Sequence[int]
    #: Where each of them ended there, exclusive.
    ends: Sequence[int]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return where the stretch from `start` to `end`, which is not empty, came from."""
        return self.starts[start], self.ends[end - 1]


def spelt_plainly(text: str) -> Plain:
    """Return `text` in a plain spelling, with the place of each character.

    A run of white space becomes one space; ligatures, widths and accents take the form that NFKC
    gives them; quotation marks and dashes take one form each; invisible characters go, and so does
    a dash between two letters, also at the end of a line, because nobody can tell a hyphen of the
    typesetter's from one of the author's. Upper case stays.

    Source: Unicode Standard Annex 15 (NFKC), for each character with its marks; the rest is ours.
    """
    speller = _Speller()
    for piece in _PIECE.finditer(text):
        start, end = piece.span()
        if piece["same"] is not None:
            speller.take(piece[0], start)
        elif piece["space"] is not None:
            speller.put(" ", start, end, ends_line="\n" in piece[0])
        elif piece[0] not in _INVISIBLE:
            plain = _PLAIN.get(piece[0]) or unicodedata.normalize("NFKC", piece[0])
            for character in plain:
                speller.put(_PLAIN.get(character, character), start, end)
    return speller.told()


class _Speller:
    """Gathers plain characters, and takes hyphens back once it is clear that they are ones."""

    def __init__(self) -> None:
        #: Single characters and whole pieces; a space or a dash that may go is always single.
        self._pieces: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._ended_line = False

    def take(self, piece: str, start: int) -> None:
        """Add what stays as it is."""
        self._join(piece[0])
        self._pieces.append(piece)
        self._starts.extend(range(start, start + len(piece)))
        self._ends.extend(range(start + 1, start + len(piece) + 1))

    def put(self, character: str, start: int, end: int, *, ends_line: bool = False) -> None:
        """Add one plain character that came from a stretch of any length."""
        if character in _INVISIBLE:
            return
        if character.isspace():
            if self._pieces and self._pieces[-1] == " ":
                self._ended_line |= ends_line
                return
            character = " "
            self._ended_line = ends_line
        self._join(character)
        self._pieces.append(character)
        self._starts.append(start)
        self._ends.append(end)

    def told(self) -> Plain:
        return Plain("".join(self._pieces), self._starts, self._ends)

    def _join(self, following: str) -> None:
        """Take back a dash between two letters, with the line end after it."""
        if not following.isalpha():
            return
        back = 2 if self._ended_line and self._pieces[-1:] == [" "] else 1
        if (
            len(self._pieces) > back
            and self._pieces[-back] == "-"
            and self._pieces[-back - 1][-1].isalpha()
        ):
            del self._pieces[-back:], self._starts[-back:], self._ends[-back:]
