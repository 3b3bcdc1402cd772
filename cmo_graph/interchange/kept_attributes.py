"""What a file says of a thing and the model has no place for: this module keeps it in a note.

A note has the words of people first. After a line that says so come the attributes, one a line,
which an export gives back under their own names:

    Seen in two places only.

    As given:
    cmoc_id: C-07
    strength: "3"
    colour: {"fill": "#fff"}

A value that is a text stands as it is, unless it could be taken for something else or has more than
one line; everything else is JSON. The form is ours.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

#: What stands between the words and the attributes.
HEADING = "As given:"
#: A name that needs no quotes.
_NAME = re.compile(r"[^\s\":][^\n\r:]*[^\s:]|[^\s\":]")
#: How JSON begins.
_LIKE_JSON = re.compile(r"[\s\"\[{\-0-9]|(true|false|null|NaN|Infinity)$")


def as_note(words: str, attributes: Mapping[str, Any]) -> str:
    r"""Return words and attributes as one note; "" when there are neither.

    Args:
        words: What people wrote.
        attributes: JSON values by name.

    Example:
        >>> as_note("", {"colour": "red", "weight": 2})
        'As given:\ncolour: red\nweight: 2'
    """
    lines = [f"{_name(name)}: {_value(value)}" for name, value in attributes.items()]
    told = "\n".join([HEADING, *lines]) if lines else ""
    return "\n\n".join(part for part in (words, told) if part)


def from_note(note: str) -> tuple[str, dict[str, Any]]:
    """Return the words and the attributes of a note.

    A note without the heading, or with lines after it that are no attributes, is all words.
    """
    before, heading, after = _parted(note)
    if not heading:
        return note, {}
    attributes: dict[str, Any] = {}
    for line in after.split("\n"):
        found = _attribute(line)
        if found is None:
            return note, {}
        attributes[found[0]] = found[1]
    return before, attributes


def _parted(note: str) -> tuple[str, str, str]:
    if note.startswith(f"{HEADING}\n"):
        return "", HEADING, note[len(HEADING) + 1 :]
    before, heading, after = note.rpartition(f"\n\n{HEADING}\n")
    return before, heading, after


def _name(name: str) -> str:
    return name if _NAME.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def _value(value: Any) -> str:
    plain = isinstance(value, str) and value and value == value.rstrip() and "\n" not in value
    if plain and "\r" not in value and not _LIKE_JSON.match(value):
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def _attribute(line: str) -> tuple[str, Any] | None:
    """Return the name and the value that a line gives; None when it is no attribute."""
    try:
        if line.startswith('"'):
            name, end = json.JSONDecoder().raw_decode(line)
        else:
            end = line.index(":")
            name = line[:end]
        if not isinstance(name, str) or line[end : end + 2] != ": ":
            return None
        value = line[end + 2 :]
        return name, json.loads(value) if _LIKE_JSON.match(value) else value
    except ValueError:
        return None
