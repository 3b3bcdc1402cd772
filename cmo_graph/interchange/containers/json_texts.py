"""JSON from outside: this module reads it, bounded in depth and with no key told twice."""

import json
import re
from collections import Counter
from typing import Any, NoReturn

from cmo_graph.interchange.containers.texts import has_only_text, read_text
from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes, Place

#: Deepest nesting of JSON, and of XML (libxml2's own bound is 256).
DEEPEST = 100
#: A text in JSON, whole or cut off, or a bracket.
_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)
#: An escape in JSON for a character that no text has.
_JSON_ESCAPE = re.compile(
    r"\\u(?:00[0189][0-9a-f]|007f|[dD][89a-f]|202[89]|fff[ef])", re.IGNORECASE
)


def read_json(given: GivenFile, notes: Notes) -> Any:
    """Return what a JSON file holds; None when it cannot be read, which is noted.

    Keys that stand twice are refused: which of them is meant, nobody can say.
    """
    text = read_text(given, notes)
    if text is None or not _is_shallow(text, given.name, notes):
        return None
    try:
        value = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse_constant)
    except _Twice as error:
        notes.add(
            "json-duplicate-key",
            f"{given.name} has an object in which the key {error.key!r} stands twice.",
            Place(given.name, 0, 0),
            value=error.key,
            hint="Keep one of them.",
        )
        return None
    except json.JSONDecodeError as error:
        place = Place(given.name, error.lineno, error.colno)
        notes.add("json-malformed", f"{given.name} is not JSON: {error.msg}.", place)
        return None
    except ValueError as error:
        notes.add("json-malformed", f"{given.name} is not JSON: {error}.", Place(given.name, 0, 0))
        return None
    if _JSON_ESCAPE.search(text) and not has_only_text(_flat(value), given.name, notes):
        return None
    return value


class _Twice(ValueError):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        times = Counter(key for key, _ in pairs)
        raise _Twice(times.most_common(1)[0][0])
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"it has the number {name}")


def _is_shallow(text: str, name: str, notes: Notes) -> bool:
    depth = 0
    for token in _JSON_TOKEN.finditer(text):
        sign = token.group()
        depth += (sign in "[{") - (sign in "]}") if len(sign) == 1 else 0
        if depth > DEEPEST:
            line = text.count("\n", 0, token.start()) + 1
            notes.add(
                "json-too-deep",
                f"{name} is nested deeper than {DEEPEST} levels.",
                Place(name, line, 0),
            )
            return False
    return True


def _flat(value: Any) -> str:
    """Return all texts of a JSON value, keys among them, a line each."""
    if isinstance(value, dict):
        return "\n".join(f"{key}\n{_flat(item)}" for key, item in value.items())
    if isinstance(value, list):
        return "\n".join(_flat(item) for item in value)
    return value if isinstance(value, str) else ""
