"""By which convention a program counted: this module tells it from where its selections fall.

Nobody codes from the middle of one word to the middle of another, and what a program repeats of a
selection's words is what stands there. So every convention is tried on all selections, and the one
under which they make sense is taken; when two make nearly as much sense, nobody chooses.

Source: that this tells conventions apart was measured on a project of NVivo for Windows with some
300 selections, where the right one has 99 of 100 ends at borders of words, and no other half of
them. The thresholds are ours.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cmo_graph.interchange.qda.counting import CONVENTIONS, KNOWN, Convention, CountedText

#: Least score of a convention that is taken.
SURE = 0.9
#: How far it must be ahead of every other, over the selections on which they differ.
AHEAD = 0.2
#: The same where the program is known to count so.
AHEAD_IF_HINTED = 0.1
#: Most selections that are looked at; they are taken evenly from all.
MOST_LOOKED_AT = 2_000
#: Least letters of a name that can be a selection's words.
_SHORTEST_NAME = 3
#: From here on, scripts are written without spaces between words.
_UNSPACED = "\u2e80"
#: What the name of a program says of how it counts.
_HINTS = {
    "nvivo": (Convention(utf16=True, crlf=True),),
    "atlas": (Convention(), Convention(utf16=True)),
    "qualcoder": (Convention(),),
}
#: (start, end) as positions; None for a selection that is not within its text.
Span = tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Sample:
    """One selection as the program counts it."""

    text: CountedText
    start: int
    end: int
    #: What the program calls it, or repeats of its words.
    name: str = ""


@dataclass(frozen=True, slots=True)
class Scored:
    """How much sense the selections make under one convention."""

    convention: Convention
    #: Share of what was looked at that makes sense, 0 to 1.
    score: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """The convention by which a project counts, as far as its selections tell."""

    best: Scored
    #: Others that would give other passages and that a program may use, best first.
    others: tuple[Scored, ...]
    is_sure: bool
    #: Selections that were looked at, and how many of them repeat their words.
    samples: int
    quoting: int


def judge_offsets(samples: Sequence[Sample], *, origin: str = "") -> Verdict:
    """Return by which convention the offsets of these selections were counted.

    Conventions that give the same passages are one, told by the first that is known. Selections
    that are outside their text under all of them tell nothing.

    Args:
        samples: The selections.
        origin: The program, as the project names it; it decides nothing by itself.
    """
    looked_at = samples[:: max(1, len(samples) // MOST_LOOKED_AT)]
    hinted = next((found for name, found in _HINTS.items() if name in origin.lower()), ())
    distinct: dict[tuple[Span, ...], Convention] = {}
    ordered = sorted(CONVENTIONS.values(), key=lambda one: one not in hinted)
    looked_at = [s for s in looked_at if any(_span(s, one) is not None for one in ordered)]
    for one in ordered:
        distinct.setdefault(tuple(_span(sample, one) for sample in looked_at), one)
    quotes = _quoting(looked_at, distinct)
    grades = {
        one: [_grade(*each) for each in zip(looked_at, spans, quotes, strict=True)]
        for spans, one in distinct.items()
    }
    ranked = sorted(grades, key=lambda one: (-sum(grades[one]), list(grades).index(one)))
    best = _best(ranked, grades)
    needed = AHEAD_IF_HINTED if best in hinted else AHEAD
    rivals = [one for one in ranked if one != best and (one in KNOWN or best not in KNOWN)]
    return Verdict(
        Scored(best, _mean(grades[best])),
        tuple(Scored(one, _mean(grades[one])) for one in rivals),
        not looked_at
        or (
            _mean(grades[best]) >= SURE
            and all(_lead(grades[best], grades[one]) >= needed for one in rivals)
        ),
        len(looked_at),
        sum(quotes),
    )


def _best(ranked: list[Convention], grades: dict[Convention, list[float]]) -> Convention:
    """Return the best convention; one that no program is known to use where none of theirs fits."""
    known = next((one for one in ranked if one in KNOWN), ranked[0])
    fits = _mean(grades[known]) >= SURE or _mean(grades[ranked[0]]) < SURE
    return known if fits else ranked[0]


def _span(sample: Sample, convention: Convention) -> Span:
    start, is_start = sample.text.position(sample.start, convention)
    end, is_end = sample.text.position(sample.end + int(convention.inclusive), convention)
    if not (is_start and is_end and 0 <= start < end <= len(sample.text.words)):
        return None
    return start, end


def _quoting(samples: Sequence[Sample], spans: Iterable[Sequence[Span]]) -> list[bool]:
    """Say of each selection whether its name is its words, under any convention."""
    found = [False] * len(samples)
    for tried in spans:
        for number, (sample, span) in enumerate(zip(samples, tried, strict=True)):
            found[number] = found[number] or _is_quoted(sample, span)
    return found


def _is_quoted(sample: Sample, span: Span) -> bool:
    """Say whether the name is what stands there, or the beginning of it and a sign for the rest."""
    name = " ".join(sample.name.split())
    shown = name.removesuffix("...").removesuffix("\u2026").rstrip()
    if span is None or len(shown) < _SHORTEST_NAME:
        return False
    words = " ".join(sample.text.words[slice(*span)].split())
    return words == name or (shown != name and len(words) > len(shown) and words.startswith(shown))


def _grade(sample: Sample, span: Span, is_quoting: bool) -> float:
    """Return how much sense a selection makes, 0 to 1."""
    if span is None:
        return 0.0
    if is_quoting:
        return float(_is_quoted(sample, span))
    return (_begins_well(sample.text.words, span[0]) + _ends_well(sample.text.words, span[1])) / 2


def _begins_well(text: str, start: int) -> bool:
    return not text[start].isspace() and not _is_inside_word(text, start)


def _ends_well(text: str, end: int) -> bool:
    """Say whether a selection may end here; whole paragraphs are selected with their line end."""
    return text[end - 1] not in " \t\u00a0" and not _is_inside_word(text, end)


def _is_inside_word(text: str, position: int) -> bool:
    if not 0 < position < len(text):
        return False
    before, after = text[position - 1], text[position]
    return bool(unicodedata.combining(after)) or (_is_of_word(before) and _is_of_word(after))


def _is_of_word(letter: str) -> bool:
    return letter < _UNSPACED and (letter.isalnum() or bool(unicodedata.combining(letter)))


def _lead(best: Sequence[float], other: Sequence[float]) -> float:
    """Return how far one is ahead of another where they differ in sense; 0 where they never do."""
    pairs = [(a, b) for a, b in zip(best, other, strict=True) if a != b]
    return _mean([a for a, _ in pairs]) - _mean([b for _, b in pairs])


def _mean(grades: Sequence[float]) -> float:
    return sum(grades) / len(grades) if grades else 0.0
