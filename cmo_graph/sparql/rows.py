"""How many rows of a table have been written: this module counts them in the text as it passes.

The engine writes whole answers by itself and tells nothing of rows, and to take them out of its
hands one by one is an order of magnitude slower. What parts two rows is known for each syntax.
"""

from typing import Protocol


class RowCounter(Protocol):
    """Counts the rows of one table, given its text piece by piece."""

    def count(self, piece: bytes) -> int:
        """Return how many rows the next piece of the text ends or parts."""


class _Marks:
    """Counts what stands between rows, or before each."""

    def __init__(self, *marks: bytes) -> None:
        self._marks = marks
        self._overlap = max(len(mark) for mark in marks) - 1
        self._before = b""

    def count(self, piece: bytes) -> int:
        text = self._before + piece
        found = sum(text.count(mark) - self._before.count(mark) for mark in self._marks)
        self._before = text[-self._overlap :] if self._overlap else b""
        return found


class _Lines:
    """Counts lines of CSV; one that ends within quotes ends no row."""

    def __init__(self) -> None:
        self._is_quoted = False

    def count(self, piece: bytes) -> int:
        parts = piece.split(b'"')
        found = sum(part.count(b"\n") for part in parts[self._is_quoted :: 2])
        self._is_quoted ^= len(parts) % 2 == 0
        return found


def row_counter(media_type: str) -> RowCounter | None:
    """Return a counter for tables in this media type; None for what is no table.

    A literal cannot hold a mark of XML or TSV, where its characters are escaped. In JSON a literal
    that holds two empty rows counts as one row too many. The line of names is counted as well.
    """
    if media_type == "application/sparql-results+json":
        return _Marks(b'}},{"', b"{},{", b"}},{}")
    if media_type == "application/sparql-results+xml":
        return _Marks(b"<result>")
    if media_type == "text/tab-separated-values":
        return _Marks(b"\n")
    return _Lines() if media_type == "text/csv" else None
