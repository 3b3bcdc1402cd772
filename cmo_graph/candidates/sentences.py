"""Where sentences begin and end in a text: this module splits one, and loses no place."""

import re
from collections.abc import Iterator

#: Most code points of a sentence; a longer stretch without an end is no sentence.
LONGEST = 2_000
_ABBREVIATED = re.compile(
    r"\b(?:e\.g|i\.e|cf|et al|etc|vs|al|fig|figs|no|nos|pp|p|dr|mr|mrs|ms|prof|st|vol|ed|eds|ref"
    r"|approx|[a-z])\.$",
    re.IGNORECASE,
)
#: The end of a sentence: its sign and closing marks before a space, or an empty line.
_END = re.compile(r"[.!?][\"'\u201d\u2019)\]]*(?=\s)|\n[ \t]*\n")


def sentences_of(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each sentence, without white space around it, in order.

    A full stop after an abbreviation or a single letter ends none, nor does one that a small letter
    follows. Headings end at empty lines.
    """
    start = 0
    for found in _END.finditer(text):
        if not found[0].isspace() and not _is_end(text, start, found.end()):
            continue
        yield from _trimmed(text, start, found.end())
        start = found.end()
    yield from _trimmed(text, start, len(text))


def _is_end(text: str, start: int, end: int) -> bool:
    before = text[max(start, end - 12) : end].rstrip("\"'\u201d\u2019)]")
    following = text[end : end + 20].lstrip()[:1]
    return not (_ABBREVIATED.search(before) or following.islower())


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    stretch = text[start:end]
    begin = start + len(stretch) - len(stretch.lstrip())
    stop = end - len(stretch) + len(stretch.rstrip())
    if begin < stop <= begin + LONGEST:
        yield begin, stop
