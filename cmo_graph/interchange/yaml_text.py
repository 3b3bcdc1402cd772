"""Canonical YAML: this module writes nested records as one text, always the same for the same data.

Block style throughout, two spaces a level, one item a line, so that a changed value is a changed
line. Long texts are folded. A text stands in quotes only where some YAML reader, of version 1.1 or
1.2, would take it for something else. Keys keep the order they are given in.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache

import yaml

#: A text, a number, a date; or lists and records of them.
Value = str | int | date | Sequence["Value"] | Mapping[str, "Value"]

#: Longest line in code points, where folding can keep to it.
WIDTH = 88

_STARTS = re.compile(r"[A-Za-z0-9À-ɏͰ-῿/(.+$_~=<;^]")
_BREAKS_PLAIN = re.compile(r": |:$| #|[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]|^\s|\s$")
#: Numbers of YAML 1.2 that 1.1 reads as texts, and one-letter booleans of 1.1.
_TAKEN_ELSEWHERE = re.compile(
    r"^([-+]?(0o[0-7]+|0x[0-9a-fA-F]+|(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?)|[yYnN])$"
)
_QUOTABLE = re.compile(r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]*$")
#: A text of lines that neither begin nor end in white space; what else there is, is as it is.
_FOLDABLE = re.compile(r"\S([^\n]*\S)?(\n+\S([^\n]*\S)?)*")
_BREAK = re.compile(r"(?<=\S) (?=\S)")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def as_yaml(record: Mapping[str, Value]) -> str:
    """Return a file's text: one record, its lists of records set apart by blank lines."""
    blocks = ["\n".join(_entry(key, value, 0)) for key, value in record.items()]
    text = "\n".join(
        f"\n{block}" if _is_section(value) and number else block
        for number, (block, value) in enumerate(zip(blocks, record.values(), strict=True))
    )
    return f"{text}\n"


def _is_section(value: Value) -> bool:
    return isinstance(value, list | tuple) and any(isinstance(item, Mapping) for item in value)


def _entry(key: str, value: Value, indent: int) -> Iterator[str]:
    lead = f"{' ' * indent}{_on_a_line(key)}:"
    if isinstance(value, Mapping):
        yield lead
        for inner, item in value.items():
            yield from _entry(inner, item, indent + 2)
    elif isinstance(value, list | tuple):
        yield lead
        apart = indent == 0 and _is_section(value)
        for number, item in enumerate(value):
            if apart and number:
                yield ""
            yield from _item(item, indent + 2)
    else:
        yield from _scalar(lead, value, indent)


def _item(value: Value, indent: int) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield from _scalar(f"{' ' * indent}-", value, indent)
        return
    lines = [line for key, item in value.items() for line in _entry(key, item, indent + 2)]
    yield f"{' ' * indent}- {lines[0][indent + 2 :]}"
    yield from lines[1:]


def _scalar(lead: str, value: Value, indent: int) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{lead} {value.isoformat() if isinstance(value, date) else value}"
        return
    line = f"{lead} {_on_a_line(value)}"
    if ("\n" not in value and len(line) <= WIDTH) or not _can_fold(value):
        yield line
        return
    yield f"{lead} >-"
    for paragraph in _paragraphs(value):
        yield from _folded(paragraph, " " * (indent + 2))


def _can_fold(text: str) -> bool:
    return (
        _FOLDABLE.fullmatch(text) is not None
        and _QUOTABLE.fullmatch(text.replace("\n", "")) is not None
        and ("\n" in text or _BREAK.search(text) is not None)
    )


def _paragraphs(text: str) -> list[str]:
    """Return the lines of a folded block before wrapping: each line end becomes an empty line."""
    first, *rest = re.split(r"(\n+)", text)
    found = [first]
    for ends, line in zip(rest[::2], rest[1::2], strict=True):
        found.extend([""] * len(ends))
        found.append(line)
    return found


def _folded(paragraph: str, lead: str) -> Iterator[str]:
    line = ""
    for word in _BREAK.split(paragraph):
        if line and len(lead) + len(line) + 1 + len(word) > WIDTH:
            yield lead + line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield lead + line if line else ""


def _on_a_line(text: str) -> str:
    if is_plain(text):
        return text
    if _QUOTABLE.fullmatch(text):
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(_ESCAPES.get(char) or _escaped(char) for char in text) + '"'


def _escaped(char: str) -> str:
    return char if _QUOTABLE.fullmatch(char) else f"\\u{ord(char):04X}"


def is_plain(text: str) -> bool:
    """Say whether every YAML reader takes these words, without quotes, for this text."""
    if not _STARTS.match(text) or _BREAKS_PLAIN.search(text) or _TAKEN_ELSEWHERE.fullmatch(text):
        return False
    return _tag_of(text) == "tag:yaml.org,2002:str"


@cache
def _resolve() -> Callable[..., str]:
    """Return YAML 1.1's own resolution of unquoted words to types."""
    return yaml.resolver.Resolver().resolve


def _tag_of(text: str) -> str:
    return _resolve()(yaml.ScalarNode, text, (True, False))
