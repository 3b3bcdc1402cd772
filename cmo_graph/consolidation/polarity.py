"""Names that look alike and mean the opposite: this module tells them apart.

“Parents trust the worker” and “parents do not trust the worker” share nearly every letter, and no
measure of likeness keeps them apart. So the words that turn a meaning round are counted: a name
with an odd number of them faces the other way. “Less distrust” has two and is no opposite of
“trust”.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

_WORD = re.compile(r"(?:short|long)-term|[a-z]+(?:'[a-z]+)?")
_NUMBER = re.compile(r"\d+")
#: Beginnings that turn a word round, where the other name has the word without them.
_PREFIXES = ("anti", "counter", "dis", "il", "im", "in", "ir", "mis", "non", "un")
#: Fewest letters of the word behind such a beginning, and how many endings may differ by.
_SHORTEST_REST, _LONGEST_ENDING = 4, 3

#: Most words, or pairs of words, of which it is kept what they are.
_WORDS_KEPT = 50_000
#: Words that turn a name round, whatever they stand beside; a star stands for any ending.
_TURNING = (
    "no not never none nobody nothing neither nor without cannot absen* lack lacks lacked lacking"
    " missing fail* refus* low lower* less lessen* fewer few little small smaller scarc* short"
    " shortage* decreas* reduc* declin* diminish* drop* fall falls falling fell cut cuts cutting"
    " limit limits limited weak* undermin* worse* deteriorat* poor* bad badly negativ* harm harms"
    " harmed harmful block* hinder* prevent* inhibit* constrain* discourag* impede* barrier*"
    " distrust* mistrust* suspici* disengag* resist* reject* oppos* hostil* unsafe insecur* stop*"
    " end ends ended ending ceas* leave leaves leaving left exit* lose loses losing loss losses"
    " lost disagree* conflict* exclud* exclusion*"
)
#: Words of which each excludes the other, though neither turns it round: subject, one, other.
_PAIRS: tuple[tuple[str, str, str], ...] = (
    ("time", "before earl* initial* short-term", "after late later final* long-term"),
    ("side", "internal* inside formal* voluntar*", "external* outside informal* mandat* compuls*"),
    ("who", "parent* mother*", "child* father*"),
    ("share", "full fully whole wholly complete*", "part partly partial*"),
    ("place", "rural local*", "urban national*"),
)
#: Subjects in which what is excluded is also the opposite.
_OPPOSED = frozenset({"time", "side"})


@dataclass(frozen=True, slots=True)
class Contrast:
    """Why two names do not mean the same."""

    #: Whether they say the opposite; else they are about different things.
    is_opposite: bool
    #: A sentence without a full stop.
    reason: str


def contrast(one: str, other: str) -> Contrast | None:
    """Return why two names cannot mean the same; None when no word says so.

    The words are English ones, and ours. The guard is one-sided: what it lets through may still
    differ, and what it stops may now and then be the same in other words.

    Example:
        >>> contrast("Parents trust the worker", "Parents distrust the worker").reason
        '“distrust” turns the second round'
        >>> contrast("Less distrust", "More trust") is None
        True
    """
    if sorted(_NUMBER.findall(one)) != sorted(_NUMBER.findall(other)):
        return Contrast(is_opposite=False, reason="their numbers differ")
    words, others = _words(one), _words(other)
    if ("re" in words) != ("re" in others):
        return Contrast(is_opposite=False, reason="one is about something done again")
    for subject, first, second in _PAIRS:
        found = _excluded(words, others, first, second) or _excluded(words, others, second, first)
        if found:
            reason = f"“{found[0]}” and “{found[1]}” differ in {subject}"
            return Contrast(is_opposite=subject in _OPPOSED, reason=reason)
    turned, turned_other = _turning(words, others), _turning(others, words)
    if len(turned) % 2 == len(turned_other) % 2:
        return None
    which, by = ("first", turned) if len(turned) % 2 else ("second", turned_other)
    told = " and ".join(f"“{word}”" for word in by)
    return Contrast(is_opposite=True, reason=f"{told} turns the {which} round")


def _words(name: str) -> Sequence[str]:
    return _WORD.findall(name.lower().replace("\u2019", "'"))


def _matcher(words: str) -> Callable[[str], bool]:
    patterns = "|".join(word.replace("*", "[a-z]*") for word in words.split())
    compiled = re.compile(patterns)

    # The names of a review share most of their words, and each is compared with many others.
    @lru_cache(maxsize=_WORDS_KEPT)
    def is_one(word: str) -> bool:
        return compiled.fullmatch(word) is not None

    return is_one


_IS_TURNING = _matcher(_TURNING)
_IN_PAIR: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {words: _matcher(words) for _, *sides in _PAIRS for words in sides}
)


def _excluded(
    words: Sequence[str], others: Sequence[str], first: str, second: str
) -> tuple[str, str] | None:
    """Return a word of one side here and of the other side there, where neither name has both."""
    here, there = _IN_PAIR[first], _IN_PAIR[second]
    if any(there(word) for word in words) or any(here(word) for word in others):
        return None
    one = next((word for word in words if here(word)), None)
    other = next((word for word in others if there(word)), None)
    return (one, other) if one and other else None


def _turning(words: Sequence[str], others: Sequence[str]) -> list[str]:
    """Return the words of a name that turn it round."""
    return [
        word
        for word in words
        if word.endswith("n't")
        or _IS_TURNING(word)
        or any(_is_turned(word, other) for other in others)
    ]


@lru_cache(maxsize=_WORDS_KEPT)
def _is_turned(word: str, other: str) -> bool:
    """Say whether a word is another with a beginning that turns it round: unclear, clear."""
    for prefix in _PREFIXES:
        rest = word.removeprefix(prefix)
        if rest != word and len(rest) >= _SHORTEST_REST:
            shared = min(len(rest), len(other))
            ending = max(len(rest), len(other)) - shared
            if shared >= _SHORTEST_REST and rest[:shared] == other[:shared]:
                return ending <= _LONGEST_ENDING
    return False
