"""What a file says of a thing and the model has no place for: this module keeps it in a note.

A note has the words of people first. Then come blocks of attributes, one for each row of the file
that told of the thing; each begins with a line that says so, and has an attribute a line:

    Seen in two places only.

    As given:
    cmoc_id: C-07
    strength: "3"
    colour: {"fill": "#fff"}

A value that is a text stands as it is, unless it could be taken for something else or has more than
one line; everything else is JSON. An export gives the rows back. The form is ours.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

#: What stands before the attributes of a row.
HEADING = "As given:"
_HEADINGS = re.compile(rf"(?:\A|\n\n){HEADING}(?=\n|\Z)")
#: A name that needs no quotes.
_NAME = re.compile(r"[^\s\":][^\n\r:]*[^\s:]|[^\s\":]")
#: How JSON begins.
_LIKE_JSON = re.compile(r"[\s\"\[{\-0-9]|(true|false|null|NaN|Infinity)$")


def as_note(words: str, *rows: Mapping[str, Any]) -> str:
    r"""Return words and the attributes of rows as one note; "" when there are neither.

    Args:
        words: What people wrote.
        rows: JSON values by name, for each row.

    Example:
        >>> as_note("", {"colour": "red", "weight": 2})
        'As given:\ncolour: red\nweight: 2'
    """
    blocks = ["\n".join([HEADING, *(_line(*pair) for pair in row.items())]) for row in rows]
    return "\n\n".join(part for part in (words, *blocks) if part)


def from_note(note: str) -> tuple[str, tuple[dict[str, Any], ...]]:
    """Return the words and the rows of a note.

    Where a line after a heading is no attribute, somebody wrote it: all of the note is words.
    """
    words, *blocks = _HEADINGS.split(note)
    rows = [_row(block) for block in blocks]
    told = tuple(row for row in rows if row is not None)
    return (words, told) if len(told) == len(rows) else (note, ())


def _row(block: str) -> dict[str, Any] | None:
    pairs = [_attribute(line) for line in block.split("\n")[1:]]
    told = [pair for pair in pairs if pair is not None]
    return dict(told) if len(told) == len(pairs) else None


def _line(name: str, value: Any) -> str:
    named = name if _NAME.fullmatch(name) else json.dumps(name, ensure_ascii=False)
    return f"{named}: {_value(value)}"


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
