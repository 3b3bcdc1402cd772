"""Tables as text: this module reads CSV and its relatives as records that know their lines.

Separators are told by the first line; a line `sep=;` before it, as European spreadsheets write it,
is believed. An apostrophe that keeps a spreadsheet from running a text is taken off.

Source: RFC 4180, read with the tolerance that real files ask for.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any

from cmo_graph.interchange.cells import from_csv_text
from cmo_graph.interchange.containers import read_text
from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes, Place

_SEPARATORS = (",", ";", "\t", "|")
_SAYS_SEPARATOR = "sep="


@dataclass(frozen=True, slots=True)
class Record:
    """One record."""

    #: The line on which it begins, from 1.
    line: int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Delimited:
    """A table as text."""

    #: The records that have a value, the first with the names of the columns.
    records: tuple[Record, ...]
    separator: str

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.records[0].values if self.records else ()


def read_delimited(given: GivenFile, notes: Notes) -> Delimited | None:
    """Return a table; None when it cannot be read, which is noted."""
    text = read_text(given, notes)
    if text is None:
        return None
    first = text.partition("\n")[0]
    skipped = first.lower().startswith(_SAYS_SEPARATOR) and len(first) == len(_SAYS_SEPARATOR) + 1
    separator = first[-1] if skipped else separator_of(text)
    body = text.partition("\n")[2] if skipped else text
    reader = csv.reader(StringIO(body, newline=""), delimiter=separator, strict=True)
    try:
        records = tuple(_records(reader, first_line=2 if skipped else 1))
    except csv.Error as error:
        line = reader.line_num + skipped
        notes.add(
            "table-malformed",
            f"{given.name} breaks off as a table in line {line}: {error}.",
            Place(given.name, line, 0),
            hint="A quotation mark is not closed, or stands inside a value.",
        )
        return None
    return Delimited(records, separator)


def _records(reader: Any, *, first_line: int) -> Iterator[Record]:
    line = first_line
    for values in reader:
        if any(value.strip() for value in values):
            yield Record(line, tuple(map(from_csv_text, values)))
        line = first_line + reader.line_num


def separator_of(text: str) -> str:
    """Return what separates the columns: the separator most seen in the first line with words.

    Example:
        >>> separator_of('"a, b";c;d')
        ';'
    """
    head = next((line for line in text.split("\n") if line.strip()), "")
    counts = {one: sum(1 for _ in _outside_quotes(head, one)) for one in _SEPARATORS}
    return max(_SEPARATORS, key=lambda one: counts[one])


def _outside_quotes(line: str, sign: str) -> Iterator[int]:
    is_quoted = False
    for at, letter in enumerate(line):
        is_quoted ^= letter == '"'
        if letter == sign and not is_quoted:
            yield at
