"""Tables of a program's own database: this module reads them, whichever version made them.

Versions of a program differ in columns and tables. What is missing is read as empty; what is there
and unknown is told, if it holds something. Nothing of the database's own code is run: views and
virtual tables are not read.
"""

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from cmo_graph.interchange.containers import CONTROL
from cmo_graph.interchange.notes import Notes, Place


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; a value that the version does not have is empty."""

    values: Mapping[str, object]
    place: Place

    def text(self, column: str) -> str:
        """Return a value as words, without control characters; "" for none."""
        return CONTROL.sub(" ", self.raw(column)).strip()

    def raw(self, column: str) -> str:
        """Return a value as it stands, every character; "" for none."""
        value = self.values.get(column)
        if isinstance(value, bytes):
            return value.decode(errors="replace")
        return "" if value is None else str(value)

    def number(self, column: str) -> int | None:
        """Return a value as a whole number; None for anything else."""
        value = self.values.get(column)
        if isinstance(value, str):
            return int(value) if value.isdecimal() and len(value) < 16 else None
        return int(value) if isinstance(value, int | float) and value == value // 1 else None


class Tables:
    """The tables of one database, opened by `containers.open_sqlite`."""

    def __init__(self, connection: sqlite3.Connection, file: str, notes: Notes) -> None:
        self.file = file
        self._connection = connection
        self._notes = notes
        made = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        self._names = {
            str(name).lower(): str(name)
            for name, sql in made.fetchall()
            if not str(sql).upper().lstrip().startswith("CREATE VIRTUAL")
        }

    def __contains__(self, table: object) -> bool:
        return table in self._names

    def rows(self, table: str, columns: str, *, unread: str = "", order: str = "") -> Iterator[Row]:
        """Yield the rows of a table, if there is one.

        Args:
            table: Its name.
            columns: Names of the columns that are read, with spaces between; the first names the
                row in places.
            unread: Columns that nobody misses. Any other column that holds something is told.
            order: The column by which rows come; else as they are stored.
        """
        name = self._names.get(table)
        if name is None:
            return
        held = self._columns(name)
        known = columns.split()
        wanted = [column for column in known if column in held]
        passed = unread.split()
        self._tell_columns(name, [one for one in held if one not in (*known, *passed)], held)
        by = f" ORDER BY {_quoted(held[order])}" if order in held else ""
        chosen = ", ".join(_quoted(held[column]) for column in wanted) or "1"
        found = self._connection.execute(f"SELECT {chosen} FROM {_quoted(name)}{by}")  # noqa: S608
        for number, values in enumerate(found, start=1):
            row = dict(zip(wanted, values, strict=False))
            own = row.get(known[0])
            yield Row(row, Place(self.file, 0, 0, path=(table, str(own or number))))

    def distinct(self, table: str, column: str) -> Iterator[str]:
        """Yield the values of a column, each once in the order of letters, without empty ones."""
        name = self._names.get(table)
        held = self._columns(name) if name else {}
        if name and column in held:
            query = f"SELECT DISTINCT {_quoted(held[column])} FROM {_quoted(name)} ORDER BY 1"  # noqa: S608
            for (value,) in self._connection.execute(query):
                if words := Row({column: value}, Place(self.file, 0, 0)).text(column):
                    yield words

    def tell_others(self, known: Collection[str]) -> None:
        """Tell which tables hold something and are not among those known."""
        for table, name in self._names.items():
            if table in known or table.startswith("sqlite_"):
                continue
            if self._count(f"SELECT count(*) FROM {_quoted(name)}"):  # noqa: S608
                self._note(f"The table {name} of {self.file} is not read.", name)

    def _columns(self, name: str) -> dict[str, str]:
        """Return the columns of a table: name in small letters → name."""
        cursor = self._connection.execute(f"SELECT * FROM {_quoted(name)} LIMIT 0")  # noqa: S608
        return {str(column[0]).lower(): str(column[0]) for column in cursor.description}

    def _tell_columns(self, name: str, unknown: list[str], held: Mapping[str, str]) -> None:
        for column in unknown:
            said = _quoted(held[column])
            filled = f"FROM {_quoted(name)} WHERE {said} IS NOT NULL AND {said} NOT IN ('', 0)"
            if self._count(f"SELECT count(*) {filled}"):
                told = f"The column {held[column]} of the table {name} of {self.file} is not read."
                self._note(told, f"{name}.{held[column]}")

    def _count(self, query: str) -> int:
        [(number,)] = self._connection.execute(query)
        return int(number)

    def _note(self, message: str, value: str) -> None:
        self._notes.add(
            "qda-unread",
            message,
            Place(self.file, 0, 0, path=(value,)),
            value=value,
            hint="Look at it in the program that wrote it; perhaps it is newer than what is read.",
        )


def _quoted(name: str) -> str:
    """Return a name as SQL has it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def key(kind: str, number: int | None) -> str:
    """Return the key of what a program numbers; "" when there is no number."""
    return "" if number is None else f"{kind}:{number}"
