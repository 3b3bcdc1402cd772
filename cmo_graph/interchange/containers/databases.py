"""SQLite databases from outside: this module opens a copy that can do nothing but be read."""

import sqlite3
from collections.abc import Mapping

from cmo_graph.interchange.containers.texts import LARGEST_TEXT, is_small_enough
from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes, Place

#: Steps of SQLite's machine that one database may take.
MOST_STEPS = 200_000_000
_SQLITE = b"SQLite format 3\x00"


def open_sqlite(given: GivenFile, notes: Notes) -> sqlite3.Connection | None:
    """Open a copy of a database in memory, which can only be read; None when it is damaged, noted.

    Only SELECT is let through, with no functions but SQLite's harmless ones, and the work of all
    queries together is bounded: one that goes beyond raises `sqlite3.OperationalError`.
    """
    if not is_small_enough(given, notes):
        return None
    if not given.content.startswith(_SQLITE):
        _note_database(given.name, "it does not begin as one", notes)
        return None
    connection = sqlite3.connect(":memory:")
    try:
        # A database in memory has no journal beside it, whichever it had on disk.
        connection.deserialize(given.content[:18] + b"\x01\x01" + given.content[20:])
        _confine(connection)
        [said] = connection.execute("PRAGMA quick_check(1)").fetchone()
    except (sqlite3.Error, UnicodeDecodeError) as error:
        said = str(error)
    if said != "ok":
        connection.close()
        _note_database(given.name, said.splitlines()[-1] if said else "it is damaged", notes)
        return None
    connection.set_authorizer(_allow)
    return connection


def _note_database(name: str, said: str, notes: Notes) -> None:
    notes.add(
        "database-unreadable",
        f"{name} is not a whole SQLite database: {said.rstrip('.')}.",
        Place(name, 0, 0),
        hint="Close the program that has it open, and copy it again.",
    )


def _confine(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA query_only = ON")
    limits: Mapping[int, int] = {
        sqlite3.SQLITE_LIMIT_LENGTH: LARGEST_TEXT,
        sqlite3.SQLITE_LIMIT_ATTACHED: 0,
        sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    }
    for limit, most in limits.items():
        connection.setlimit(limit, most)
    left = [MOST_STEPS]

    def step() -> int:
        left[0] -= 100_000
        return int(left[0] < 0)

    connection.set_progress_handler(step, 100_000)


def _allow(action: int, *_: object) -> int:
    reading = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE)
    if action in reading or action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY
