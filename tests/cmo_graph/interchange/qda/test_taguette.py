import pytest

from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes
from cmo_graph.interchange.qda.coded import CodedProject
from cmo_graph.interchange.qda.databases import read_database
from tests.cmo_graph.interchange.qda.databases import (
    SMILE,
    TRUST,
    Database,
    empty_taguette,
    highlighted,
    taguette,
)


def read(database: Database, *, project: str = "Home visiting") -> tuple[CodedProject, list[str]]:
    """Return the project and the codes of the problems."""
    notes = Notes()
    found = read_database(GivenFile("a.sqlite3", database.content()), notes, project=project)
    assert found is not None
    return found, [problem.code for problem in notes.problems]


def test_taguette_positions_are_bytes_of_the_text_without_tags() -> None:
    project, problems = read(taguette())

    [text] = project.texts
    told = [text.words[one.start : one.end] for one in project.selections]
    assert problems == []
    assert told == [TRUST, f"{SMILE}.\nThey said", "stayed & played"]


def test_taguette_text_has_lines_where_paragraphs_end() -> None:
    project, _ = read(taguette())

    assert project.texts[0].words == (
        f"Families came every week {SMILE}.\n"
        "They said that the worker listened, and so they trusted her.\n"
        "Children stayed & played at home.\n"
    )


def test_taguette_highlights_have_their_tags_and_the_person_of_the_log() -> None:
    project, _ = read(taguette())

    trust, across, _ = project.selections
    assert [coding.code for coding in trust.codings] == ["tag:1", "tag:2"]
    assert (trust.user, trust.made) == ("user:bea", "2026-02-03")
    assert across.codings == ()
    assert [user.name for user in project.users] == ["admin", "bea"]


def test_taguette_project_is_read_alone_and_without_what_is_secret() -> None:
    project, _ = read(taguette())

    assert [code.name for code in project.codes] == ["Trust", "Children stay"]
    assert (project.name, project.memo) == ("Home visiting", "About trust")
    assert "secret" not in repr(project)


@pytest.mark.parametrize("named", ["", "Nothing"])
def test_taguette_asks_which_project_is_meant(named: str) -> None:
    notes = Notes()

    found = read_database(GivenFile("a.sqlite3", taguette().content()), notes, project=named)

    assert found is None
    assert [problem.code for problem in notes.problems] == ["qda-project-unclear"]
    assert "'Another'" in notes.problems[0].message


def test_taguette_only_project_needs_no_name() -> None:
    project, problems = read(empty_taguette("One"), project="")

    assert (project.name, problems) == ("One", [])


def test_taguette_tags_below_tags_are_kept() -> None:
    made = empty_taguette("One")
    made.connection.execute("ALTER TABLE tags ADD parent_id integer")
    made.add("tags", {"id": 2, "project_id": 1, "path": "Early", "parent_id": 1})
    made.add("tags", {"id": 1, "project_id": 1, "path": "Trust"})

    project, _ = read(made, project="One")

    assert [(code.name, code.above) for code in project.codes] == [
        ("Trust", ""),
        ("Early", "tag:1"),
    ]


def test_taguette_log_that_is_no_json_names_nobody() -> None:
    made = taguette()
    made.add("commands", {"id": 2, "project_id": 1, "payload": "[" * 200_000})
    made.add("commands", {"id": 3, "project_id": 1, "payload": "[1]"})

    project, problems = read(made)

    assert (problems, len(project.selections)) == ([], 3)


def test_taguette_first_line_end_of_preformatted_text_does_not_count() -> None:
    made = empty_taguette("One")
    contents = "<pre>\nTrust\r\ngrew</pre>"
    made.add("documents", {"id": 1, "project_id": 1, "name": "a", "contents": contents})
    place = {"start_offset": 6, "end_offset": 10}
    made.add("highlights", highlighted(1, "her", "<pre>grew</pre>") | place)

    project, problems = read(made, project="One")

    [found] = project.selections
    assert (problems, project.texts[0].words[found.start : found.end]) == ([], "grew")
