"""The words by which candidates are found: this module reads them from a file anybody can edit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

#: Most bytes of a lexicon, and most cues of a class.
LARGEST, MOST_CUES = 200_000, 2_000
_CUE = re.compile(r"[\w'-]+\*?(?: [\w'-]+\*?)*")


class LexiconMalformed(ValueError):
    """A lexicon does not have the form of one; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class CueClass:
    """Words that do the same in a sentence."""

    name: str
    means: str
    source: str
    #: Whether a sentence with one of them is a candidate.
    is_counted: bool
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Classes of cues."""

    version: str
    classes: tuple[CueClass, ...]


def own_lexicon() -> Lexicon:
    """Return the lexicon that comes with the package."""
    return read_lexicon((Path(__file__).parent / "cues.yaml").read_text(encoding="utf-8"))


def read_lexicon(text: str) -> Lexicon:
    """Return the lexicon that a YAML text has.

    Raises:
        LexiconMalformed: it is no YAML, or lacks what a lexicon has.
    """
    if len(text) > LARGEST:
        raise LexiconMalformed(f"A lexicon has at most {LARGEST} characters.")
    try:
        told = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # it makes texts only
    except yaml.YAMLError as error:
        raise LexiconMalformed(f"The lexicon is not YAML: {error}.") from error
    classes = told.get("classes") if isinstance(told, dict) else None
    if not isinstance(classes, dict) or not classes:
        raise LexiconMalformed("A lexicon has `version` and `classes`, and each class its `cues`.")
    found = tuple(_class(str(name), given) for name, given in classes.items())
    return Lexicon(str(told.get("version", "")), found)


def _class(name: str, given: Any) -> CueClass:
    cues = given.get("cues") if isinstance(given, dict) else None
    if not isinstance(cues, list) or not 0 < len(cues) <= MOST_CUES:
        raise LexiconMalformed(f"The class {name} lacks `cues`, a list of words.")
    return CueClass(
        name,
        str(given.get("means", "")),
        str(given.get("source", "")),
        given.get("counted") == "true",
        re.compile("|".join(_patterns(name, cues)), re.IGNORECASE),
    )


def _patterns(name: str, cues: list[Any]) -> Iterator[str]:
    # Longer ones first, so that "no evidence" is told and not "no".
    for cue in sorted(cues, key=len, reverse=True):
        if not isinstance(cue, str) or _CUE.fullmatch(cue) is None:
            raise LexiconMalformed(f"{cue!r} in the class {name} is no words with stars at ends.")
        words = (re.escape(word.rstrip("*")) + r"\w*" * word.endswith("*") for word in cue.split())
        yield r"\b" + r"\s+".join(words) + r"\b"
