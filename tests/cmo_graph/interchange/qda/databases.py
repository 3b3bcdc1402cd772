"""Makes small projects as QualCoder and Taguette store them; all that they say is invented.

The tables have the columns that each version of the program has.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence

SMILE = "\N{SLIGHTLY SMILING FACE}"
#: What both programs' projects are about; line ends and signs of every width are in it.
INTERVIEW = (
    f"Families came every week {SMILE}.\r\n"
    "They said that the worker listened, and so they trusted her.\r\n"
    "Children stayed at home."
)
TRUST = "the worker listened, and so they trusted her"
HOME = "Children stayed at home"

_QUALCODER: Mapping[str, str] = {
    "project": "databaseversion text, date text, memo text, about text",
    "source": "id integer primary key, name text, fulltext text, mediapath text, memo text,"
    " owner text, date text, unique(name)",
    "code_name": "cid integer primary key, name text, memo text, catid integer, owner text,"
    " date text, color text, unique(name)",
    "code_cat": "catid integer primary key, name text, owner text, date text, memo text,"
    " supercatid integer, unique(name)",
    "code_text": "cid integer, fid integer, seltext text, pos0 integer, pos1 integer, owner text,"
    " date text, memo text",
    "annotation": "anid integer primary key, fid integer, pos0 integer, pos1 integer, memo text,"
    " owner text, date text",
    "attribute_type": "name text primary key, date text, owner text, memo text, caseOrFile text,"
    " valuetype text",
    "attribute": "attrid integer primary key, name text, attr_type text, value text, id integer,"
    " date text, owner text",
    "case_text": "id integer primary key, caseid integer, fid integer, pos0 integer,"
    " pos1 integer, owner text, date text, memo text",
    "cases": "caseid integer primary key, name text, memo text, owner text, date text",
    "journal": "jid integer primary key, name text, jentry text, date text, owner text",
    "code_image": "imid integer primary key, id integer, x1 integer, y1 integer, width integer,"
    " height integer, cid integer, memo text, date text, owner text",
    "code_av": "avid integer primary key, id integer, pos0 integer, pos1 integer, cid integer,"
    " memo text, date text, owner text",
}
#: Version → what it adds: columns of tables that there are, or tables.
_ADDED: Mapping[int, Mapping[str, str]] = {
    2: {"code_text": "avid integer", "project": "bookmarkfile integer, bookmarkpos integer"},
    3: {
        "code_text": "important integer",
        "code_av": "important integer",
        "code_image": "important integer",
    },
    4: {"code_text": "ctid integer"},
    5: {
        "project": "codername text",
        "source": "av_text_id integer",
        "stored_sql": "title text, description text, grouper text, ssql text",
    },
    6: {
        "graph": "grid integer primary key, name text, description text, date text,"
        " scene_width integer, scene_height integer",
        "gr_cdct_text_item": "gtextid integer primary key, grid integer, x integer, y integer,"
        " supercatid integer, catid integer, cid integer, font_size integer, bold integer,"
        " isvisible integer, displaytext text",
        "gr_free_text_item": "gfreeid integer primary key, grid integer, freetextid integer,"
        " x integer, y integer, free_text text, font_size integer, bold integer, color text,"
        " tooltip text, ctid integer",
        "gr_cdct_line_item": "glineid integer primary key, grid integer, fromcatid integer,"
        " fromcid integer, tocatid integer, tocid integer, color text, linewidth real,"
        " linetype text, isvisible integer",
        "gr_free_line_item": "gflineid integer primary key, grid integer, fromfreetextid integer,"
        " fromcatid integer, fromcid integer, fromcaseid integer, fromfileid integer,"
        " fromimid integer, fromavid integer, tofreetextid integer, tocatid integer,"
        " tocid integer, tocaseid integer, tofileid integer, toimid integer, toavid integer,"
        " color text, linewidth real, linetype text",
    },
    8: {
        "ris": "risid integer, tag text, longtag text, value text",
        "source": "risid integer",
    },
    14: {
        "project": "recently_used_codes text",
        "coder_names": "name text unique not null, visibility integer not null default 1",
        "code_image": "pdf_page integer",
    },
    16: {"code_name": "supercid integer"},
    17: {
        "gr_cdct_line_item": "label text, arrow_mode text",
        "gr_free_line_item": "label text, arrow_mode text",
    },
}
NEWEST = 17

_TAGUETTE: Mapping[str, str] = {
    "alembic_version": "version_num varchar(32) not null",
    "users": "login varchar(30) primary key, created datetime, hashed_password varchar(192),"
    " password_set_date datetime, language varchar(10), email varchar(256)",
    "projects": "id integer primary key, name varchar(200), description text, created datetime",
    "project_members": "project_id integer, user_login varchar(30), privileges varchar(11)",
    "documents": "id integer primary key, name varchar(200), description text,"
    " filename varchar(200), created datetime, project_id integer, text_direction varchar(13),"
    " contents text",
    "commands": "id integer primary key, date datetime, user_login varchar(30),"
    " project_id integer, document_id integer, payload text",
    "highlights": "id integer primary key, document_id integer, start_offset integer,"
    " end_offset integer, snippet text",
    "tags": "id integer primary key, project_id integer, path varchar(200), description text",
    "highlight_tags": "highlight_id integer, tag_id integer",
}

#: Values of a row by column.
Values = dict[str, object]


class Database:
    """A database that is being made."""

    def __init__(self, tables: Mapping[str, str]) -> None:
        self.connection = sqlite3.connect(":memory:")
        for table, columns in tables.items():
            self.connection.execute(f"CREATE TABLE {table} ({columns})")

    def add(self, table: str, *rows: Values) -> None:
        """Add rows; values whose column this version does not have are left out."""
        held = {row[1] for row in self.connection.execute(f"PRAGMA table_info({table})")}
        for row in rows if held else ():
            kept = {name: value for name, value in row.items() if name in held}
            marks = ", ".join("?" for _ in kept)
            columns = ", ".join(kept)
            self.connection.execute(
                f"INSERT INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608  # own names
                tuple(kept.values()),
            )

    def content(self) -> bytes:
        """Return the file."""
        self.connection.commit()
        return self.connection.serialize()


def empty_qualcoder(version: int = NEWEST) -> Database:
    """Begin a project of one of QualCoder's versions, with nothing in it."""
    database = Database(_QUALCODER)
    for number in (one for one in _ADDED if one <= version):
        for table, columns in _ADDED[number].items():
            known = [
                row[0] for row in database.connection.execute("SELECT name FROM sqlite_master")
            ]
            if table in known:
                for column in columns.split(", "):
                    database.connection.execute(f"ALTER TABLE {table} ADD {column}")
            else:
                database.connection.execute(f"CREATE TABLE {table} ({columns})")
    about: Values = {
        "databaseversion": f"v{version}",
        "about": "QualCoder 3.6",
        "memo": "Home visiting",
    }
    database.add("project", about | {"date": "2026-01-02 10:00:00", "codername": "Ann"})
    return database


def coded(cid: int, words: str, *, owner: str = "Ann", **more: object) -> Values:
    """Return a row of `code_text` for words of the interview, which is source 1."""
    start = INTERVIEW.index(words)
    place: Values = {"pos0": start, "pos1": start + len(words), "seltext": words, "fid": 1}
    return {**place, "cid": cid, "owner": owner, "date": "2026-02-03 09:00:00", "memo": "", **more}


def qualcoder(version: int = NEWEST) -> Database:
    """Make a project with one of everything that a version of QualCoder has."""
    made = empty_qualcoder(version)
    by: Values = {"owner": "Ann", "date": "2026-02-01 08:00:00", "memo": ""}
    made.add(
        "source",
        by | {"id": 1, "name": "interview.txt", "fulltext": INTERVIEW, "memo": "First", "risid": 7},
        by | {"id": 2, "name": "garden.jpg", "mediapath": "/images/garden.jpg"},
        by | {"id": 3, "name": "talk.mp3", "mediapath": "audio:/tapes/talk.mp3", "av_text_id": 1},
    )
    made.add("code_cat", by | {"catid": 1, "name": "Context"})
    made.add("code_cat", by | {"catid": 2, "name": "At home", "supercatid": 1})
    made.add(
        "code_name",
        by | {"cid": 1, "name": "Trust", "catid": 2, "color": "#FF0000", "memo": "Of parents"},
        by | {"cid": 2, "name": "Children stay", "owner": "Bea"},
        by | {"cid": 3, "name": "Early trust", "supercid": 1},
    )
    made.add(
        "code_text",
        coded(1, TRUST, ctid=1, important=1, memo="Strong"),
        coded(2, TRUST, owner="Bea", ctid=2),
        coded(2, HOME, ctid=3, avid=1),
    )
    made.add("code_av", by | {"avid": 1, "id": 3, "pos0": 1500, "pos1": 65_250, "cid": 2})
    picture: Values = {"imid": 1, "id": 2, "x1": 10, "y1": 20, "width": 30, "height": 40, "cid": 1}
    made.add("code_image", by | picture)
    made.add("annotation", by | {"anid": 1, "fid": 1, "pos0": 0, "pos1": 8, "memo": "All of them?"})
    made.add("cases", by | {"caseid": 1, "name": "Family A", "memo": "Two children"})
    made.add(
        "case_text",
        by | {"id": 1, "caseid": 1, "fid": 1, "pos0": 0, "pos1": len(INTERVIEW)},
        by | {"id": 2, "caseid": 1, "fid": 1, "pos0": 0, "pos1": 8, "memo": "Only here"},
    )
    kind = {"name": "Place", "caseOrFile": "case", "valuetype": "character"}
    made.add("attribute_type", by | kind | {"memo": "Where they live"})
    made.add(
        "attribute",
        by | {"attrid": 1, "name": "Place", "attr_type": "case", "value": "Town", "id": 1},
        by | {"attrid": 2, "name": "Place", "attr_type": "file", "value": "Village", "id": 1},
        by | {"attrid": 3, "name": "Place", "attr_type": "file", "value": "", "id": 2},
    )
    made.add("journal", by | {"jid": 1, "name": "Monday", "jentry": "We began."})
    made.add("stored_sql", {"title": "Mine", "description": "All", "ssql": "select 1"})
    made.add("coder_names", {"name": "Cem", "visibility": 0})
    made.add(
        "ris",
        *({"risid": 7, "longtag": tag, "tag": tag, "value": value} for tag, value in _REFERENCE),
    )
    _draw(made)
    return made


_REFERENCE: Sequence[tuple[str, str]] = (
    ("TI", "Trust at home"),
    ("AU", "Moss, Ann; Reed, Bea"),
    ("PY", "2024"),
    ("DO", "10.1234/trust"),
    ("TY", "JOUR"),
)


def _draw(made: Database) -> None:
    made.add("graph", {"grid": 1, "name": "Sketch", "description": "First go"})
    made.add(
        "gr_cdct_text_item",
        {"gtextid": 1, "grid": 1, "cid": 1, "catid": 2, "displaytext": "Trust", "x": 1, "y": 2},
        {"gtextid": 2, "grid": 1, "catid": 2, "supercatid": 1, "displaytext": "At home"},
    )
    free = {"gfreeid": 1, "grid": 1, "freetextid": 1, "free_text": "Why?", "ctid": 1}
    made.add("gr_free_text_item", free)
    made.add(
        "gr_cdct_line_item",
        {"glineid": 1, "grid": 1, "fromcatid": 2, "fromcid": 1, "tocatid": 2},
        {"glineid": 2, "grid": 1, "fromcid": 1, "tocid": 2, "label": "opens", "arrow_mode": "end"},
    )
    made.add("gr_free_line_item", {"gflineid": 1, "grid": 1, "fromcid": 1, "tofreetextid": 1})


def empty_taguette(*names: str) -> Database:
    """Begin a database of Taguette with projects of these names, each with nothing in it."""
    made = Database(_TAGUETTE)
    made.add("alembic_version", {"version_num": "d86c45d7aa8a"})
    made.add(
        "users", {"login": "admin", "hashed_password": "pbkdf2:secret", "email": "a@b.example"}
    )
    for number, name in enumerate(names, start=1):
        row = {"id": number, "name": name, "description": "About trust", "created": "2026-01-02"}
        made.add("projects", row)
        member = {"project_id": number, "user_login": "admin", "privileges": "ADMIN"}
        made.add("project_members", member)
    return made


#: The interview as Taguette keeps it.
CONTENTS = (
    f"<p>Families came <b>every</b> week {SMILE}.</p><p>They said that the worker listened, and so"
    " they trusted her.</p>\n<ul><li>Children stayed &amp; played at home.</li></ul>"
)
#: Its text, tags apart, which is what Taguette counts.
COUNTED = (
    f"Families came every week {SMILE}.They said that the worker listened, and so"
    " they trusted her.\nChildren stayed & played at home."
)


def highlighted(number: int, words: str, snippet: str, *, document: int = 1) -> Values:
    """Return a row of `highlights` for words of the interview."""
    start = len(COUNTED[: COUNTED.index(words)].encode())
    place: Values = {"start_offset": start, "end_offset": start + len(words.encode())}
    return {"id": number, "document_id": document, "snippet": snippet, **place}


def taguette() -> Database:
    """Make a database of Taguette with two projects, of which the first has something in it."""
    made = empty_taguette("Home visiting", "Another")
    document = {"name": "interview", "filename": "interview.docx", "contents": CONTENTS}
    more = {"description": "First", "created": "2026-01-03", "text_direction": "LEFT_TO_RIGHT"}
    made.add("documents", {"id": 1, "project_id": 1, **document, **more})
    made.add(
        "tags",
        {"id": 1, "project_id": 1, "path": "Trust", "description": "Of parents"},
        {"id": 2, "project_id": 1, "path": "Children stay", "description": ""},
        {"id": 3, "project_id": 2, "path": "Other", "description": ""},
    )
    across = f"{SMILE}.They said"
    made.add(
        "highlights",
        highlighted(1, TRUST, f"<p>{TRUST}</p>"),
        highlighted(2, across, f"<p>{SMILE}.</p><p>They said</p>"),
        highlighted(3, "stayed & played", "<ul><li>stayed &amp; played</li></ul>"),
    )
    made.add(
        "highlight_tags",
        {"highlight_id": 1, "tag_id": 1},
        {"highlight_id": 1, "tag_id": 2},
        {"highlight_id": 3, "tag_id": 2},
    )
    payload = {"type": "highlight_add", "highlight_id": 1, "tags": [1, 2]}
    log: Values = {"user_login": "bea", "project_id": 1, "document_id": 1, "date": "2026-02-03"}
    made.add("commands", log | {"id": 1, "payload": json.dumps(payload)})
    return made
