"""Labels in lines that fit: this module measures text by the shipped fonts and breaks it.

Widths are the fonts' own advances (`scripts/font_advances.py`). What the fonts do not have is
estimated on the wide side, and every line is told its width, so that a viewer with another font
keeps within it.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files

#: Most lines of a label; what does not fit ends in an ellipsis and is whole in the title.
MOST_LINES = 4
#: Longest label that is looked at, in characters; nothing longer fits, whatever its letters.
LONGEST_LABEL = 600

_Width = Callable[[str], float]
_ELLIPSIS = "…"
_EM = 1000
#: Characters that act without being seen, or turn round what stands beside them.
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
#: Format characters that letters of some scripts need to join, or emoji to be one.
_JOINERS = frozenset("\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}")
_SHOWN = "\N{REPLACEMENT CHARACTER}"
#: What stands for a label of which nothing would be seen.
NO_LABEL = "(no visible label)"
#: More marks than this on one letter would reach into the lines above and below.
_STACKED = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{2})"
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)
#: Where a word may be parted, after these.
_BREAKS = re.compile("(?<=[-/\\N{EN DASH}\\N{EM DASH}])(?=\\w)")


class Weight(Enum):
    """How bold a text is."""

    REGULAR = "regular"
    SEMIBOLD = "semibold"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a label, with its width in pixels."""

    text: str
    width: float


def legible(text: str) -> str:
    """Return a text in one line, in which nothing acts unseen.

    Control and format characters become a visible mark, but for those that join letters; a text of
    which nothing would be seen says so.
    """
    shown = unicodedata.normalize("NFC", text)
    # What Python calls printable has none of the characters that are not to be seen.
    if not shown.isprintable():
        shown = "".join(map(_legible, shown))
    line = " ".join(calm(shown).split())
    return line if is_inked(line) else NO_LABEL


def calm(text: str) -> str:
    """Return a text with no more marks on a letter than fit between lines."""
    return _STACKED.sub(r"\1", text)


def is_inked(text: str) -> bool:
    """Say whether anything of a text would be seen."""
    return any(map(_leaves_ink, text))


def _legible(character: str) -> str:
    if character in "\t\n\r\x0b\x0c" or unicodedata.category(character) in ("Zl", "Zp"):
        return " "
    if unicodedata.category(character) in _UNSEEN and character not in _JOINERS:
        return _SHOWN
    return character


def _leaves_ink(character: str) -> bool:
    # Hangul fillers and the braille blank are letters and symbols that show nothing.
    if character in "\u115f\u1160\u2800\u3164\uffa0" or character == _SHOWN:
        return False
    category = unicodedata.category(character)
    return category[0] not in "ZM" and category not in ("Cc", "Cf", "Cs")


def measure(text: str, *, size: float, weight: Weight = Weight.REGULAR) -> float:
    """Return how wide a text is at a size, both in pixels."""
    advances = _advances()[weight]
    return sum(_advance(character, advances) for character in text) * size / _EM


def _advance(character: str, advances: Mapping[str, int]) -> int:
    known = advances.get(character)
    return _estimate(character) if known is None else known


@cache
def _estimate(character: str) -> int:
    """Return a width, rather too wide, for a character the fonts do not have."""
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 1300 if category == "So" else 1000
    return 1000 if category[0] in "LS" else 700


@cache
def _advances() -> Mapping[Weight, Mapping[str, int]]:
    table = json.loads((files(__package__) / "fonts" / "advances.json").read_text("utf-8"))
    return {weight: _unrolled(table[weight.value]) for weight in Weight}


def _unrolled(runs: Sequence[Sequence[int]]) -> Mapping[str, int]:
    return {
        chr(first + offset): width for first, *widths in runs for offset, width in enumerate(widths)
    }


def break_label(
    text: str,
    *,
    widest: float,
    size: float,
    weight: Weight = Weight.REGULAR,
    most_lines: int = MOST_LINES,
) -> tuple[Line, ...]:
    """Break a label into lines none of which is wider than `widest` pixels.

    Lines are as even as they can be in the fewest lines. A word that is too long is parted. What
    does not fit into `most_lines` is left out, and the last line ends in an ellipsis.

    Returns:
        The lines, at least one; see `legible` for what becomes of characters that do not show.
    """

    def width(piece: str) -> float:
        return measure(piece, size=size, weight=weight)

    shown = legible(text[:LONGEST_LABEL])
    pieces = [part for word in _words(shown) for part in _parted(word, widest, width)]
    lines = _filled(pieces, widest, width)
    if len(lines) > most_lines or len(text) > LONGEST_LABEL:
        lines = _cut(lines[:most_lines], widest, width)
    elif len(lines) > 1:
        lines = _evened(pieces, lines, widest, width)
    return tuple(Line(line, width(line)) for line in lines)


def _words(text: str) -> Iterator[str]:
    """Yield pieces that may stand on a line of their own; a space before one is its first."""
    for position, word in enumerate(text.split(" ")):
        first, *rest = _BREAKS.split(word)
        yield f" {first}" if position else first
        yield from rest


def _parted(word: str, widest: float, width: _Width) -> Iterator[str]:
    """Yield a word in pieces none of which is too wide; letters keep their marks."""
    if width(word) <= widest:
        yield word
        return
    piece = ""
    for cluster in _clusters(word):
        if piece and width(piece + cluster) > widest:
            yield piece
            piece = ""
        piece += cluster
    yield piece


def _clusters(text: str) -> Iterator[str]:
    cluster = ""
    for character in text:
        joins = unicodedata.category(character) in ("Mn", "Me", "Mc") or character in _JOINERS
        if cluster and not joins and cluster[-1] != "\N{ZERO WIDTH JOINER}":
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def _filled(pieces: Iterable[str], widest: float, width: _Width) -> list[str]:
    """Return lines that are each as full as they can be."""
    lines: list[str] = []
    for piece in pieces:
        if lines and width(lines[-1] + piece) <= widest:
            lines[-1] += piece
        else:
            lines.append(piece.lstrip(" "))
    return lines


def _evened(pieces: Sequence[str], lines: list[str], widest: float, width: _Width) -> list[str]:
    """Return the narrowest lines that are no more than these; the search ends within a pixel."""
    low, high, best = max(map(width, pieces)), widest, lines
    while high - low > 1:
        middle = (low + high) / 2
        tried = _filled(pieces, middle, width)
        if len(tried) > len(lines) or max(map(width, tried)) > widest:
            low = middle
        else:
            high, best = middle, tried
    return best


def _cut(lines: list[str], widest: float, width: _Width) -> list[str]:
    """Return lines of which the last ends in an ellipsis."""
    last = list(_clusters(lines[-1]))
    while last and width("".join(last).rstrip() + _ELLIPSIS) > widest:
        last.pop()
    return [*lines[:-1], "".join(last).rstrip() + _ELLIPSIS]
