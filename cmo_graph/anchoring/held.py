"""A text that is searched again and again: this module has it with what searching needs.

The plain spelling and the places of words are worked out once a text, when first asked for.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from cmo_graph.anchoring.spelling import Plain, spelt_plainly
from cmo_graph.anchoring.texts import with_lf

_WORD = re.compile(r"\w+")


class HeldText:
    """The text of one report, as positions count it."""

    def __init__(self, text: str) -> None:
        #: With LF line ends.
        self.text = with_lf(text)

    @cached_property
    def plain(self) -> Plain:
        """The text in its plain spelling."""
        return spelt_plainly(self.text)

    @cached_property
    def places_of_words(self) -> Mapping[str, Sequence[int]]:
        """Each word of the plain spelling, in small letters → where it starts there, in order."""
        found: dict[str, list[int]] = {}
        for word in _WORD.finditer(self.plain.text):
            found.setdefault(word[0].lower(), []).append(word.start())
        return found


def words_of(plain: str) -> list[tuple[str, int]]:
    """Return the words of a plain spelling, in small letters, each with where it starts."""
    return [(word[0].lower(), word.start()) for word in _WORD.finditer(plain)]
