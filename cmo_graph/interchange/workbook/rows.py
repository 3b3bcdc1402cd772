r"""Things as the rows of a workbook: this module says what stands in which cell.

A cell holds one value, or several: ids one after another with `; ` between them, texts one a line.
Line breaks inside such a text are written `\n`, and `\` is written `\\`.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TypeGuard

from cmo_graph.interchange.containers import CONTROL
from cmo_graph.interchange.emitted_records import RecordEmitter
from cmo_graph.interchange.placement import Placement
from cmo_graph.interchange.workbook.tables import TABLE_OF, TABLES, Column, Header, Table
from cmo_graph.interchange.yaml_text import Value
from cmo_graph.model import Review, Thing
from cmo_graph.model.configuration import ROLE_ORDER

#: What one cell holds.
CellValue = str | int | date
#: Digits of a digest that tell whether cells changed; enough for millions of rows.
_DIGITS = 16

_ESCAPED = re.compile(r"\\([n\\])")
_GAP = re.compile("[ \t\n\u00a0]+")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """What one row of a sheet says."""

    table: Table
    #: The id of a thing; of a part, the id of its thing, `#`, and its position.
    key: str
    #: What each cell holds, those that are empty left out.
    values: Mapping[Header, CellValue]

    def texts(self, group: str) -> Mapping[Header, str]:
        """Return the cells of a group of columns as they are compared, and read back."""
        columns = self.table.columns
        told = {
            header: comparable(columns[header.column], as_text(value))
            for header, value in self.values.items()
            if columns[header.column].group == group
        }
        return {header: text for header, text in told.items() if text.strip()}


#: The rows of every sheet by their keys, by the sheet's name.
Rows = Mapping[str, Mapping[str, SheetRow]]


def rows_of(things: Sequence[Thing], *, language: str) -> Rows:
    """Return the rows of a review: by id, and parts by their position.

    Args:
        things: All of them.
        language: Language that texts have where nothing else is said.

    Raises:
        NotWritable: an IRI of a thing is not one that this review can give.
    """
    review = next(thing for thing in things if isinstance(thing, Review))
    ordered = tuple(sorted(things, key=lambda thing: thing.id))
    ids = Placement(ordered, review, {}).ids
    emitter = RecordEmitter(ordered, review, language=language, ids=ids)
    found: dict[str, dict[str, SheetRow]] = {name: {} for name in TABLES}
    for thing in ordered:
        table = TABLE_OF[thing.kind_name]
        if table.record is None:
            raise TypeError(f"{table.name} holds parts.")
        settings = {"language": language} if table.record.settings else {}
        record = {**emitter.record(table.record, thing), **settings}
        for row in _rows(table, record, ids[thing.id], language):
            found[row.table.name][row.key] = row
    return found


def _rows(table: Table, record: Mapping[str, Value], key: str, language: str) -> Iterator[SheetRow]:
    yield SheetRow(table, key, dict(_cells(table, record, language)))
    for name in table.parts:
        part = TABLES[name]
        for position, inner in enumerate(_listed(part, record), start=1):
            cells = {part.key_column: key, "position": position, **inner}
            yield SheetRow(part, f"{key}#{position}", dict(_cells(part, cells, language)))


def _listed(part: Table, record: Mapping[str, Value]) -> Iterator[Mapping[str, Value]]:
    """Yield the parts in a list of a record, in order; slots stand there by their roles."""
    for key in (part.listed_as, *(role.value for role in ROLE_ORDER)):
        found = record.get(key)
        for inner in found if is_list(found) else ():
            if isinstance(inner, Mapping):
                role = {} if key == part.listed_as else {"role": key}
                yield {**role, **inner}


def is_list(value: Value | None) -> TypeGuard[Sequence[Value]]:
    """Say whether a value of a record is a list."""
    return isinstance(value, Sequence) and not isinstance(value, str)


def _cells(
    table: Table, record: Mapping[str, Value], language: str
) -> Iterator[tuple[Header, CellValue]]:
    for name, column in table.columns.items():
        value = record.get(name)
        if value is None:
            continue
        if not column.is_text:
            yield Header(name), _cell(value)
            continue
        told = value if isinstance(value, Mapping) else {language: value}
        for lang, texts in told.items():
            yield Header(name, lang), _cell(texts, as_lines=column.is_lines)


def _cell(value: Value, *, as_lines: bool = False) -> CellValue:
    if is_list(value):
        items = [str(item) for item in value]
        return "\n".join(map(_escaped, items)) if as_lines else join_ids(items)
    return value if isinstance(value, str | int | date) else str(value)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def split_lines(text: str) -> tuple[str, ...]:
    """Return the texts in a cell that has one a line."""
    lines = (line for line in text.split("\n") if line.strip())
    return tuple(
        _ESCAPED.sub(lambda found: "\n" if found.group(1) == "n" else "\\", line) for line in lines
    )


def join_ids(ids: Iterable[str]) -> str:
    """Return ids, or IRIs, as one cell holds them."""
    # An IRI may end in the sign that stands between two.
    told = [f"{one};" if one.endswith((";", ",")) else one for one in ids]
    return "; ".join(told)


def split_ids(text: str) -> tuple[str, ...]:
    """Return the ids, or IRIs, in a cell: semicolons, commas, spaces and lines divide them.

    Example:
        >>> split_ids("trust; safety-plan,mistrust  https://example.org/a;b")
        ('trust', 'safety-plan', 'mistrust', 'https://example.org/a;b')
    """
    found: list[str] = []
    for word in _GAP.split(text.strip()):
        last = word[:-1] if word.endswith((";", ",")) else word
        # Only an IRI has a colon, and it may have such signs inside.
        found.extend([last] if ":" in last else re.split("[;,]", last))
    return tuple(one for one in found if one)


def as_text(value: CellValue) -> str:
    """Return the text that is read of a cell that this was written to."""
    return value.isoformat() if isinstance(value, date) else str(value)


def clean(text: str) -> str:
    """Return a text without the characters that no workbook brings back."""
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def comparable(column: Column, text: str) -> str:
    """Return a cell's text so that cells that say the same are equal."""
    if column.is_list:
        return "; ".join(sorted(split_ids(text)))
    if column.is_lines:
        return "\n".join(sorted(line for line in clean(text).split("\n") if line.strip()))
    return clean(text)


def digest(texts: Mapping[Header, str]) -> str:
    """Return what tells whether some cells still say what they said; "" when all are empty."""
    told = sorted((header, text) for header, text in texts.items() if text)
    if not told:
        return ""
    return sha256(json.dumps(told).encode()).hexdigest()[:_DIGITS]
