"""Texts in cells that a spreadsheet will open: this module keeps them the texts they are.

A text that begins with = + - @, a tab or a line end is run as a formula by spreadsheets, whoever
wrote it. In a workbook such a cell is marked as text, which changes nothing of it; CSV has no such
mark, so an apostrophe is put before it there, and taken off again when it is read.

Source: OWASP, "CSV Injection".
"""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell

#: Most characters that a cell keeps; spreadsheets cut off what is beyond.
LONGEST = 32_767
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n")


def put_text(cell: "Cell | MergedCell", text: str) -> None:
    """Put a text into a cell, so that no spreadsheet takes it for anything else.

    Characters that XML cannot hold are left out.

    Raises:
        TypeError: the cell is inside a merged one, and cannot hold anything.
        ValueError: the text is longer than a cell keeps.
    """
    # It takes a quarter of a second to import, and whoever has a cell has imported it.
    from openpyxl.cell.cell import MergedCell
    from openpyxl.styles import Alignment

    if isinstance(cell, MergedCell):
        raise TypeError(f"{cell.coordinate} is inside a merged cell.")
    if len(text) > LONGEST:
        raise ValueError(f"A cell keeps {LONGEST} characters, and the text has {len(text)}.")
    cell.value = stored(text)
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = is_active(text)
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def stored(text: str) -> str:
    """Return a text as the XML of a workbook holds it.

    What XML cannot hold is left out, and what reads as an escape there is escaped.

    Source: ECMA-376 part 1, section 22.9.2.19 (ST_Xstring).
    """
    return _ESCAPE.sub("_x005F_", _NOT_IN_XML.sub("", text))


def is_active(text: str) -> bool:
    """Say whether a spreadsheet would run a text that is not marked as one."""
    return text.startswith(_ACTIVE)


def csv_text(text: str) -> str:
    """Return a text as it can stand in CSV without being run."""
    return f"'{text}" if text.startswith((*_ACTIVE, "'")) else text


def from_csv_text(text: str) -> str:
    """Return the text that `csv_text` was given."""
    # Asked for every cell of a table, and hardly any begins so.
    if text[:1] != "'":
        return text
    return text[1:] if text[1:].startswith((*_ACTIVE, "'")) else text
