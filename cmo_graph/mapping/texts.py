"""Words in languages: this module has the types of fields that hold them, and how JSON has them."""

from collections.abc import Mapping
from typing import Annotated, NamedTuple, TypeGuard

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema


class LangString(NamedTuple):
    """A text and its language tag (BCP 47, lower case, as the engine stores it)."""

    value: str
    lang: str


def _lang_strings(value: object) -> tuple[LangString, ...]:
    """Accept a language map, a text (taken as English), or pairs, and return sorted pairs."""
    if _is_one_pair(value):
        return value
    if isinstance(value, str):
        value = {"en": value}
    if isinstance(value, Mapping):
        value = [(text, lang) for lang, texts in value.items() for text in _as_texts(texts)]
    if not isinstance(value, (list, tuple)):
        raise ValueError("expected a text, or a map from language to text")
    pairs = {LangString(str(text), str(lang).lower()) for text, lang in value}
    if any(not text.strip() for text, _ in pairs):
        raise ValueError("a text is empty")
    return tuple(sorted(pairs, key=lambda pair: (pair.lang, pair.value)))


def _is_one_pair(value: object) -> TypeGuard[tuple[LangString]]:
    """Say whether this is one whole pair as it is kept, as most texts are."""
    if type(value) is not tuple or len(value) != 1 or type(value[0]) is not LangString:
        return False
    text, lang = value[0]
    return type(text) is str and text.strip() != "" and lang == lang.lower()


def _as_texts(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _one_a_language(value: object) -> tuple[LangString, ...]:
    if _is_one_pair(value):
        return value
    pairs = _lang_strings(value)
    languages = [pair.lang for pair in pairs]
    if not pairs or len(set(languages)) < len(languages):
        raise ValueError("expected exactly one text in each language")
    return pairs


def _as_map(value: tuple[LangString, ...]) -> dict[str, str]:
    return {pair.lang: pair.value for pair in value}


def as_lists(value: tuple[LangString, ...]) -> dict[str, list[str]]:
    """Return texts as JSON has them: a list for each language."""
    found: dict[str, list[str]] = {}
    for pair in value:
        found.setdefault(pair.lang, []).append(pair.value)
    return found


#: One text in one or more languages; in JSON a map from language to text.
Text = Annotated[
    tuple[LangString, ...],
    BeforeValidator(_one_a_language),
    PlainSerializer(_as_map, return_type=dict[str, str]),
    WithJsonSchema({"type": "object", "additionalProperties": {"type": "string"}}),
]
#: Any number of texts a language; in JSON a map from language to a list of texts.
Labels = Annotated[
    tuple[LangString, ...],
    BeforeValidator(_lang_strings),
    PlainSerializer(as_lists, return_type=dict[str, list[str]]),
    WithJsonSchema(
        {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        }
    ),
]


def plain(text: tuple[LangString, ...], lang: str = "en") -> str:
    """Return a text in `lang`, or in the first language it has; "" when it has none."""
    return next((pair.value for pair in text if pair.lang == lang), text[0].value if text else "")
