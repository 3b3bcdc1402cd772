"""Whatever is wrong with a file, one clear problem says it, and reading it costs little."""

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest

from cmo_graph.interchange.containers import open_sqlite, open_zip, read_json, read_text
from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes
from tests.hostile.cases import Case, cases
from tests.hostile.containers import HARMLESS, database, zipped

#: Most seconds of processor time for one file.
MOST_SECONDS = 5.0


@pytest.fixture(scope="module")
def outcomes() -> Mapping[str, Any]:
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.hostile.reading"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    found: Mapping[str, Any] = json.loads(ended.stdout)
    return found


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_hostile_file_gives_one_clear_problem(case: Case, outcomes: Mapping[str, Any]) -> None:
    outcome = outcomes[case.name]

    codes = [problem["code"] for problem in outcome["problems"]]
    assert codes == [case.code]
    [problem] = outcome["problems"]
    assert problem["message"].endswith(".")
    assert problem["file"].partition("/")[0] == case.file
    assert outcome["seconds"] < MOST_SECONDS


def test_there_are_sixty_cases_with_names_of_their_own() -> None:
    names = [case.name for case in cases()]

    assert len(names) >= 60
    assert len(set(names)) == len(names)


def test_harmless_files_are_read() -> None:
    notes = Notes()
    archive = open_zip(GivenFile("a.zip", zipped(("b/c.txt", b"words"))), notes)
    text = read_text(GivenFile("a.txt", "\ufeffZoë\r\nRitz".encode("utf-16-be")), notes)
    connection = open_sqlite(GivenFile("a.db", database("CREATE TABLE t AS SELECT 7 AS n")), notes)

    assert notes.problems == []
    assert archive is not None
    assert archive.read("B/C.TXT") == b"words"
    assert text == "Zoë\nRitz"
    assert read_json(GivenFile("a.json", HARMLESS), notes) == {"a": ["Trust", "\U0001f600"]}
    assert connection is not None
    assert connection.execute("SELECT n FROM t").fetchall() == [(7,)]


def test_database_lets_nothing_but_reading_through() -> None:
    content = database(
        "CREATE TABLE t (n)",
        "CREATE VIEW endless AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c)"
        " SELECT n FROM c",
    )
    connection = open_sqlite(GivenFile("a.db", content), Notes())
    assert connection is not None

    for statement in ("DELETE FROM t", "ATTACH 'x.db' AS x", "PRAGMA query_only = OFF"):
        with pytest.raises(Exception, match=r"not authorized|prohibited"):
            connection.execute(statement)
    with pytest.raises(Exception, match="interrupted"):
        connection.execute("SELECT count(*) FROM endless").fetchone()
