"""Words that tables use for what has a name here: this module knows them, from a file.

Whatever a word was taken for is counted, so that whoever imports can see and change it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from cmo_graph.interchange.drafted_things import normal
from cmo_graph.model.codes import Direction, OutcomeDirection, Role

#: Most characters of a value that says that nothing is said.
LONGEST_SENTINEL = 40
#: Words that turn round what stands beside them.
_NEGATION = re.compile(r"\b(?:no|not|never|without|lack of|cannot)\b|n't\b", re.IGNORECASE)
#: Signs that join two statements where one is expected.
_JOINS = re.compile(r"(?:and|or|but|/|,|&)(?=\s|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wording:
    """The words that are known; `own_wording` has those of the package."""

    sentinels: frozenset[str]
    polarity: Mapping[str, OutcomeDirection]
    hedges: tuple[str, ...]
    halves: Mapping[str, Role]
    direction: Mapping[str, Direction]
    outcome_direction: Mapping[str, OutcomeDirection]

    def is_sentinel(self, text: str) -> bool:
        """Say whether a value says that nothing is said."""
        if len(text) > LONGEST_SENTINEL:
            return False
        told = normal(text)
        if "_" in told and f"{told.partition('_')[0]}_*" in self.sentinels:
            return True
        return told in self.sentinels


@cache
def own_wording() -> Wording:
    """Return the words that come with the package."""
    text = (Path(__file__).parent / "words.yaml").read_text(encoding="utf-8")
    told = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # it makes texts only
    return Wording(
        frozenset(map(normal, told["sentinels"])),
        _by_word(told["polarity"], OutcomeDirection),
        tuple(told["hedges"]),
        _by_word(told["halves"], Role),
        _by_word(told["direction"], Direction),
        _by_word(told["outcome_direction"], OutcomeDirection),
    )


def _by_word(told: Mapping[str, Sequence[str]], codes: Any) -> dict[str, Any]:
    return {normal(word): codes(name) for name, words in told.items() for word in words}


@dataclass(frozen=True, slots=True)
class Worded:
    """An outcome without the words that say which way it goes."""

    label: str
    direction: OutcomeDirection | None
    #: The words that say so, with those that soften them; "" when there are none.
    words: str = ""
    #: The known word among them.
    word: str = ""


@dataclass(slots=True)
class PolarityReader:
    """Reads which way outcomes go from the words of their labels."""

    wording: Wording
    #: (word, what it was taken for) → how often.
    matched: Counter[tuple[str, str]] = field(default_factory=Counter)

    def read(self, text: str) -> Worded:
        """Return an outcome's label and direction; the text itself when no word is known.

        A word counts at the beginning or the end only. Nothing is read where a negation that is
        not part of a known phrase stands in the text, or where the word joins two statements:
        what these say a person must decide.

        Example:
            >>> PolarityReader(own_wording()).read("Likely improved retention of staff")
            Worded(label='retention of staff', direction=<OutcomeDirection.INCREASE: 'increase'>, \
words='Likely improved', word='improved')
        """
        words = " ".join(text.split())
        found = self._at_start().match(words) or self._at_end().fullmatch(words)
        if found is None:
            return Worded(words, None)
        label = found["label"].strip(" ,;:")
        word = normal(found["word"])
        if not label or _JOINS.match(label) or _NEGATION.search(label):
            return Worded(words, None)
        direction = self.wording.polarity[word]
        said = " ".join(filter(None, (found["hedge"], found["word"]))).strip()
        return Worded(label, direction, said, word)

    def _at_start(self) -> re.Pattern[str]:
        return _at_start(tuple(self.wording.polarity), self.wording.hedges)

    def _at_end(self) -> re.Pattern[str]:
        return _at_end(tuple(self.wording.polarity), self.wording.hedges)


@cache
def _at_start(words: tuple[str, ...], hedges: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?P<hedge>{_any(hedges)})\s+)?(?P<word>{_any(words)})(?!\w)\s*(?P<label>\S.*)",
        re.IGNORECASE,
    )


@cache
def _at_end(words: tuple[str, ...], hedges: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<label>.*?\S)\s+(?:(?:is|are|was|were)\s+)?"
        rf"(?:(?P<hedge>{_any(hedges)})\s+)?(?P<word>{_any(words)})\.?",
        re.IGNORECASE,
    )


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
