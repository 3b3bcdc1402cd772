"""What breaks SPARQL's grammar, in plain words: this module makes them of what the engine says.

The engine tells what it expected, which is the whole of its grammar more often than not, with a
sentence in between where it knows better: `expected one of Prefix not found, ['%'], ['-' | …`.
"""

import re

#: A sentence among what was expected: the rest are keywords, signs and classes of characters.
_SENTENCE = re.compile(r"(?:^expected (?:one of )?|, )([A-Z]\w*(?: \w+)+)(?=, |$)")
_PREFIX_BEFORE = re.compile(r"([\w.\-]*):[^\s:]*$")
#: Characters that are shown of what cannot stand in its place.
_EXCERPT = 40


def plain_fault(said: str, text: str, *, line: int, column: int) -> str:
    """Return what is wrong at a place of a text, as the end of a sentence.

    Args:
        said: What the engine says of it.
        text: The query or update.
        line: The place, from 1.
        column: Likewise.

    Example:
        >>> plain_fault("expected one of ALL, [_]", "CLEAR XYZ", line=1, column=7)
        "'XYZ' cannot stand here."
    """
    if not said.startswith("expected"):
        return said
    lines = text.split("\n")[max(line - 1, 0) :] or [""]
    before, rest = lines[0][: max(column - 1, 0)], lines[0][max(column - 1, 0) :]
    known = _SENTENCE.search(said)
    if known is not None:
        return _told(known[1], before)
    rest = rest[:_EXCERPT].strip()
    return f"{rest!r} cannot stand here." if rest else "something is missing here."


def _told(sentence: str, before: str) -> str:
    prefix = _PREFIX_BEFORE.search(before)
    if sentence == "Prefix not found" and prefix is not None:
        return f"the prefix {prefix[1]}: is not declared."
    if sentence == "IRI parsing failed":
        return "this is no IRI, or a relative one without a base."
    return f"{sentence[0].lower()}{sentence[1:]}."
