"""Cases for the databases of QualCoder and Taguette."""

from collections.abc import Callable

from tests.cmo_graph.interchange.qda.databases import (
    INTERVIEW,
    TRUST,
    Database,
    Values,
    coded,
    empty_qualcoder,
    empty_taguette,
    highlighted,
    taguette,
)
from tests.hostile.cases import Case
from tests.hostile.containers import database

_TABLES = ("project", "code_name", "code_text")


def _silent(made: Database) -> Database:
    """Take out the memo on the project, which would be told."""
    made.connection.execute("UPDATE project SET memo = ''")
    return made


def _with_text(**changes: object) -> Database:
    """Return a project of QualCoder with one coding of one text, changed."""
    made = _silent(empty_qualcoder())
    made.add("source", {"id": 1, "name": "interview.txt", "fulltext": INTERVIEW})
    made.add("code_name", {"cid": 1, "name": "Trust"})
    row: Values = {**coded(1, TRUST), "ctid": 1, **changes}
    made.add("code_text", row)
    return made


def _circle() -> bytes:
    made = empty_qualcoder()
    for number in range(1, 2_000):
        row: Values = {"catid": number, "name": f"{number}", "supercatid": number % 1_999 + 1}
        made.add("code_cat", row)
    return made.content()


def _with_view() -> bytes:
    """A database whose sources are a view that never ends."""
    tables = (f"CREATE TABLE {name} (a)" for name in _TABLES)
    endless = (
        "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n AS id FROM c"
    )
    return database(*tables, f"CREATE VIEW source AS {endless}")


def _with_virtual_table() -> bytes:
    tables = (f"CREATE TABLE {name} (a)" for name in _TABLES)
    return database(*tables, "CREATE VIRTUAL TABLE source USING fts5(id, fulltext)")


def _computed() -> bytes:
    """A column that costs more than a project may, each time that it is read."""
    made = empty_qualcoder()
    made.connection.execute("DROP TABLE journal")
    cost = "length(replace(hex(zeroblob(jid * 4000000)), '00', 'abcdef'))"
    made.connection.execute("CREATE TABLE journal (jid integer)")
    made.connection.execute("INSERT INTO journal (jid) VALUES (9)")
    # Added last, so that it costs its reader and not us.
    made.connection.execute(f"ALTER TABLE journal ADD COLUMN jentry text AS ({cost})")
    return made.content()


def _quoted_name() -> bytes:
    made = _silent(empty_qualcoder())
    made.connection.execute('CREATE TABLE "x"" FROM users; --" (a)')
    made.connection.execute('INSERT INTO "x"" FROM users; --" VALUES (1)')
    return made.content()


def _not_utf8() -> bytes:
    made = _with_text()
    made.connection.execute("UPDATE source SET fulltext = CAST(x'ff41fe' AS TEXT)")
    return made.content()


def _far_away() -> bytes:
    made = empty_taguette("One")
    made.connection.execute("UPDATE projects SET description = ''")
    made.add("documents", {"id": 1, "project_id": 1, "name": "a", "contents": "<p>Short</p>"})
    place: Values = {"start_offset": 2**62, "end_offset": 2**62 + 9}
    made.add("highlights", {**highlighted(1, TRUST, ""), **place})
    return made.content()


def _case(name: str, file: str, content: Callable[[], bytes], code: str) -> Case:
    return Case(name, "qda", file, content, code)


CASES: tuple[Case, ...] = (
    _case("categories in a circle", "data.qda", _circle, "qda-codes-cyclic"),
    _case("sources that are an endless view", "data.qda", _with_view, "import-unknown-kind"),
    _case("sources in a virtual table", "data.qda", _with_virtual_table, "import-unknown-kind"),
    _case(
        "database of another program",
        "a.sqlite3",
        lambda: database("CREATE TABLE moz_places (id, url)"),
        "import-unknown-kind",
    ),
    _case("column that is costly to compute", "data.qda", _computed, "database-unreadable"),
    _case("table named to break a query", "data.qda", _quoted_name, "qda-unread"),
    _case("text that is no UTF-8 in a database", "data.qda", _not_utf8, "database-unreadable"),
    _case(
        "coding before its text begins",
        "data.qda",
        lambda: _with_text(pos0=-5, pos1=2, seltext="").content(),
        "qda-selection-outside",
    ),
    _case(
        "coding at positions that are no numbers",
        "data.qda",
        lambda: _with_text(pos0=b"\x00\x01", pos1="1e400", seltext="").content(),
        "qda-selection-outside",
    ),
    _case(
        "coding of words that are another's",
        "data.qda",
        lambda: _with_text(seltext="Nobody said this").content(),
        "qda-words-differ",
    ),
    _case(
        "coding by a code that is gone",
        "data.qda",
        lambda: _with_text(cid=2**62).content(),
        "qda-reference-unknown",
    ),
    _case("highlight far behind its text", "a.sqlite3", _far_away, "qda-selection-outside"),
    _case(
        "Taguette's own database of two projects",
        "a.sqlite3",
        lambda: taguette().content(),
        "qda-project-unclear",
    ),
    _case(
        "Taguette's database without a project",
        "a.sqlite3",
        lambda: empty_taguette().content(),
        "qda-project-unclear",
    ),
)
