"""Words as the catalogue looks for them: this module makes what FTS5 is asked of what people type.

Case and accents make no difference, here as in the index. Nothing that is typed reaches FTS5 as
syntax: only words do, each in quotation marks.
"""

import re
import unicodedata
from collections.abc import Sequence

from cmo_graph.store.catalogue.writing import kind_word

#: Most words of a label that are looked for; FTS5 takes no more than 256 conditions.
_MOST_WORDS = 64
_WORD = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """Return a text as it is compared: without case, accents and needless spaces.

    Example:
        >>> folded("  Élan   vital ")
        'elan vital'
    """
    return " ".join(_without_accents(text).casefold().split())


def beginning_with(text: str, kinds: Sequence[str]) -> str | None:
    """Return what finds things with words that begin with each of a text's; None if it has none.

    Args:
        text: What somebody typed.
        kinds: Kinds to look among; all when empty.
    """
    words = " AND ".join(f'"{word}"*' for word in _words(text))
    return _asked("label alternative body", words, kinds)


def labelled_with(label: str, kinds: Sequence[str]) -> str | None:
    """Return what finds things with a label's words in theirs, of a long one its first.

    None if it has no words.
    """
    words = " AND ".join(f'"{word}"' for word in _words(label)[:_MOST_WORDS])
    return _asked("label", words, kinds)


def _words(text: str) -> list[str]:
    return _WORD.findall(_without_accents(text))


def _without_accents(text: str) -> str:
    parted = unicodedata.normalize("NFD", text)
    return "".join(one for one in parted if not unicodedata.combining(one))


def _asked(columns: str, words: str, kinds: Sequence[str]) -> str | None:
    if not words:
        return None
    among = " OR ".join(f'"{kind_word(kind)}"' for kind in kinds)
    found = f"{{{columns}}} : ({words})"
    return f"kind : ({among}) AND {found}" if among else found
