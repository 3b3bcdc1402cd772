"""Writes `docs/examples/data.qda`, a small project as QualCoder stores one: its page shows it.

All that it says is invented. The tables are those that the first versions of QualCoder had.
"""

import sqlite3
from pathlib import Path

_TABLES = (
    "project (databaseversion text, date text, memo text, about text)",
    "source (id integer primary key, name text, fulltext text, mediapath text, memo text,"
    " owner text, date text)",
    "code_cat (catid integer primary key, name text, owner text, date text, memo text,"
    " supercatid integer)",
    "code_name (cid integer primary key, name text, memo text, catid integer, owner text,"
    " date text, color text)",
    "code_text (cid integer, fid integer, seltext text, pos0 integer, pos1 integer, owner text,"
    " date text, memo text)",
)
_TEXT = (
    "The worker had time for every visit, and said so. After some weeks the parents believed that"
    " she would stay. They rang her before things went wrong.\n"
)
#: (name, category, words that are coded)
_CODES = (
    ("Time kept for visits", 1, "The worker had time for every visit"),
    ("Belief that the worker stays", 2, "the parents believed that she would stay"),
    ("Trouble told early", 3, "They rang her before things went wrong"),
)


def main() -> None:
    """Write the project."""
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA page_size = 512")
    for table in _TABLES:
        connection.execute(f"CREATE TABLE {table}")
    connection.execute("INSERT INTO project VALUES ('v1', '2026-01-02', '', 'QualCoder 1.9')")
    row = (1, "visits.txt", _TEXT, None, "", "Ann", "2026-01-02")
    connection.execute("INSERT INTO source VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    for number, name in enumerate(("Context", "Mechanism", "Outcome"), start=1):
        connection.execute(
            "INSERT INTO code_cat VALUES (?, ?, 'Ann', '', '', NULL)", (number, name)
        )
    for number, (name, category, words) in enumerate(_CODES, start=1):
        code = (number, name, "", category, "Ann", "2026-01-02", "#000000")
        connection.execute("INSERT INTO code_name VALUES (?, ?, ?, ?, ?, ?, ?)", code)
        start = _TEXT.index(words)
        place = (number, 1, words, start, start + len(words), "Ann", "2026-01-02", "")
        connection.execute("INSERT INTO code_text VALUES (?, ?, ?, ?, ?, ?, ?, ?)", place)
    # All three are coded in one passage as well, so that they come together.
    for number in range(1, len(_CODES) + 1):
        whole = (number, 1, _TEXT.strip(), 0, len(_TEXT.strip()), "Ann", "2026-01-02", "")
        connection.execute("INSERT INTO code_text VALUES (?, ?, ?, ?, ?, ?, ?, ?)", whole)
    connection.commit()
    file = Path(__file__).resolve().parent.parent / "docs" / "examples" / "data.qda"
    file.write_bytes(connection.serialize())


if __name__ == "__main__":
    main()
