"""Projects in databases: this module opens them and knows which program made each."""

import sqlite3

from cmo_graph.interchange.containers import open_sqlite
from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.interchange.qda import taguette
from cmo_graph.interchange.qda.coded import CodedProject
from cmo_graph.interchange.qda.qualcoder import project as qualcoder
from cmo_graph.interchange.qda.tables import Tables

#: What every file of SQLite begins with.
#: Source: https://www.sqlite.org/fileformat2.html, section 1.3.1.
SQLITE = b"SQLite format 3\x00"


def read_database(given: GivenFile, notes: Notes, *, project: str = "") -> CodedProject | None:
    """Return the project in a database of QualCoder or Taguette; None when there is none, noted.

    Args:
        given: The file.
        notes: Where problems are noted.
        project: Name of the project, for a database that holds several.
    """
    connection = open_sqlite(given, notes)
    if connection is None:
        return None
    try:
        return _read(Tables(connection, given.name, notes), notes, project)
    except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
        notes.add(
            "database-unreadable",
            f"{given.name} cannot be read to its end: {error}.",
            Place(given.name, 0, 0),
            hint="Close the program that has it open, and copy it again.",
        )
        return None
    finally:
        connection.close()


def _read(tables: Tables, notes: Notes, project: str) -> CodedProject | None:
    if all(sign in tables for sign in qualcoder.SIGNS):
        return qualcoder.read_qualcoder(tables, notes)
    if all(sign in tables for sign in taguette.SIGNS):
        return taguette.read_taguette(tables, notes, project=project)
    notes.add(
        "import-unknown-kind",
        f"{tables.file} is a database of neither QualCoder nor Taguette.",
        Place(tables.file, 0, 0),
        hint="Give data.qda from the folder of a QualCoder project, or what Taguette exported.",
    )
    return None
