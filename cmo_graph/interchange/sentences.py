"""Model errors in plain words: this module says what a Pydantic error means to a reviewer.

Each rule of a model that looks at several fields has its own code; a rule without one would be told
as `record-inconsistent`, and a test sees to it that none is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Told:
    """One error of a model, told."""

    code: str
    message: str
    #: The field it is about; "" for the whole record.
    field: str = ""
    #: Position in the field's list, from 0; None for the whole value.
    item: int | None = None
    value: str = ""


#: What the models' own rules say → (code, the field to look at).
_RULES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "belongs to a slot with the role": ("qualifier-misplaced", ""),
        "only a context may be absent": ("qualifier-misplaced", "presence"),
        "an outcome has a direction": ("outcome-without-direction", ""),
        "fills the same role twice": ("slot-repeated", ""),
        "names the context it turns on": ("nuance-without-context", "direction"),
        "an empirical line says what was found": ("finding-missing", "basis"),
        "explains each of the four components": ("components-incomplete", "components"),
        "joins two different concepts": ("link-to-itself", "to_concept"),
        "ends after it starts": ("passage-without-length", "end"),
        "before is empty exactly when": ("change-one-sided", ""),
        "after is empty exactly when": ("change-one-sided", ""),
        "exactly one text in each language": ("text-repeated", ""),
        "a text is empty": ("value-empty", ""),
    }
)

#: Pydantic's type of error → (code, sentence).
_TYPES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "greater_than_equal": (
            "value-out-of-range",
            "{field} is {value}; the smallest value is {ge}.",
        ),
        "less_than_equal": (
            "value-out-of-range",
            "{field} is {value}; the largest value is {le}.",
        ),
        "string_too_long": (
            "value-too-long",
            "{field} has {length} characters; {max_length} may be kept.",
        ),
        "too_short": ("list-empty", "{field} names nothing; it must name at least one."),
    }
)

#: What a text field with a pattern expects, by field.
_FORMS: Mapping[str, str] = MappingProxyType(
    {
        "digest": "sha256: and 64 digits from 0-9 and a-f",
        "text_digest": "sha256: and 64 digits from 0-9 and a-f",
        "text_file": "a file name without a folder",
    }
)


def tell(error: Mapping[str, Any]) -> Told:
    """Return what one entry of `ValidationError.errors()` means."""
    loc = error["loc"]
    field = str(loc[0]) if loc else ""
    item = loc[1] if len(loc) > 1 and isinstance(loc[1], int) else None
    given = error.get("input")
    value = str(given) if isinstance(given, str | int) else ""
    code, message, looked_at = _sentence(error, field, value)
    return Told(code, message, field or looked_at, item, value)


def _sentence(error: Mapping[str, Any], field: str, value: str) -> tuple[str, str, str]:
    if error["type"] in _TYPES:
        code, sentence = _TYPES[error["type"]]
        facts = {**error.get("ctx", {}), "field": field, "value": value, "length": len(value)}
        return code, sentence.format_map(facts), ""
    if error["type"] == "string_pattern_mismatch":
        expected = _FORMS.get(field, "another form")
        return "value-malformed", f"{field} is {value!r}; expected {expected}.", ""
    said = str(error["msg"]).removeprefix("Value error, ")
    for words, (code, looked_at) in _RULES.items():
        if words in said:
            return code, _as_sentence(said, field), _misplaced(code, said) or looked_at
    return "record-inconsistent", _as_sentence(said, field), ""


def _misplaced(code: str, said: str) -> str:
    """Return the qualifier that a message begins with."""
    return said.partition(" ")[0] if code == "qualifier-misplaced" and "belongs" in said else ""


def _as_sentence(said: str, field: str) -> str:
    """Return a sentence that can begin with the name of a key, which keeps its small letter."""
    lead = f"This {field}" if field else "This record"
    return f"{lead} does not fit: {said.rstrip('.')}."
