from collections.abc import Sequence

import pytest

from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes
from cmo_graph.interchange.qda.coded import CodedProject, Medium
from cmo_graph.interchange.qda.databases import read_database
from tests.cmo_graph.interchange.qda.databases import (
    HOME,
    INTERVIEW,
    NEWEST,
    SMILE,
    TRUST,
    Database,
    Values,
    coded,
    empty_qualcoder,
    qualcoder,
)

#: One of the versions before and one after each change of the tables.
VERSIONS = (1, 2, 3, 4, 5, 6, 8, 14, 16, NEWEST)


def read(database: Database) -> tuple[CodedProject, Sequence[str]]:
    """Return the project and the codes of the problems."""
    notes = Notes()
    project = read_database(GivenFile("data.qda", database.content()), notes)
    assert project is not None
    return project, [problem.code for problem in notes.problems]


def with_interview(*codings: Values, text: str = INTERVIEW) -> Database:
    made = empty_qualcoder()
    made.add("source", {"id": 1, "name": "interview.txt", "fulltext": text})
    made.add("code_name", {"cid": 1, "name": "Trust"}, {"cid": 2, "name": "Children stay"})
    made.add("code_text", *codings)
    return made


@pytest.mark.parametrize("version", VERSIONS)
def test_qualcoder_is_read_without_a_problem_in_every_version(version: int) -> None:
    project, problems = read(qualcoder(version))

    quoted = {one.quoted: one for one in project.selections if one.quoted}
    words = project.texts[0].words
    assert problems == []
    assert {words[one.start : one.end] for one in quoted.values()} == {TRUST, HOME}
    assert [coding.code for coding in quoted[TRUST].codings] == ["code:1", "code:2"]


def test_qualcoder_texts_have_one_kind_of_line_end_and_what_is_said_of_them() -> None:
    project, _ = read(qualcoder())

    interview, garden, talk = project.texts
    assert interview.words == INTERVIEW.replace("\r\n", "\n")
    assert (interview.memo, interview.values) == ("First", (("Place", "Village"),))
    assert interview.reference is not None
    assert interview.reference.title == "Trust at home"
    assert [person.family for person in interview.reference.authors] == ["Moss", "Reed"]
    assert (garden.medium, talk.medium) == (Medium.PICTURE, Medium.AUDIO)


def test_qualcoder_codes_stand_below_categories_and_codes() -> None:
    project, _ = read(qualcoder())

    assert [(code.name, code.above, code.is_codable) for code in project.codes] == [
        ("Context", "", False),
        ("At home", "category:1", False),
        ("Trust", "category:2", True),
        ("Children stay", "", True),
        ("Early trust", "code:1", True),
    ]


def test_qualcoder_codings_keep_coder_memo_and_importance() -> None:
    project, _ = read(qualcoder())

    [trust] = [one for one in project.selections if one.quoted == TRUST]
    first, second = trust.codings
    assert (first.user, first.memo, first.is_important) == ("user:Ann", "Strong", True)
    assert (second.user, second.is_important) == ("user:Bea", False)
    assert [user.name for user in project.users] == ["Ann", "Bea", "Cem"]


def test_qualcoder_selections_of_media_say_where_they_are() -> None:
    project, _ = read(qualcoder())

    spots = {one.text: (one.spot, one.has_words) for one in project.selections if one.spot}
    assert spots == {
        "source:2": ("10,20 to 40,60", False),
        "source:3": ("0:00:01.500 to 0:01:05.250", False),
    }


def test_qualcoder_cases_have_members_and_values() -> None:
    project, _ = read(qualcoder())

    [case] = project.cases
    assert (case.name, case.memo, case.values) == ("Family A", "Two children", (("Place", "Town"),))
    assert case.members == ("source:1", "selection:1:0-8")


def test_qualcoder_notes_keep_what_anybody_wrote() -> None:
    project, _ = read(qualcoder())

    assert {(note.name, note.words, note.about) for note in project.notes} == {
        ("", "All of them?", ("selection:1:0-8",)),
        ("", "Only here", ("selection:1:0-8",)),
        ("Monday", "We began.", ()),
        ("Mine", "All\nselect 1", ()),
        ("", "Why?", ("selection:1:44-88",)),
    }


def test_qualcoder_drawings_are_sets_and_links_without_the_lines_of_the_tree() -> None:
    project, _ = read(qualcoder())

    [sketch] = project.sets
    links = {(link.origin, link.target): link.name for link in project.links}
    assert (sketch.name, sketch.members) == ("Sketch", ("code:1", "category:2", "free:1-1"))
    assert links[("code:1", "code:2")] == "opens"
    assert ("code:1", "category:2") not in links
    assert links[("code:1", "free:1-1")] == ""


def test_qualcoder_recordings_are_linked_to_their_transcripts() -> None:
    project, _ = read(qualcoder())

    names = {link.name: (link.origin, link.target) for link in project.links if link.name}
    assert names["transcript"] == ("source:3", "source:1")
    recording = "selection:3:0:00:01.500 to 0:01:05.250"
    assert names["recording"] == (f"selection:1:{INTERVIEW.index(HOME)}-114", recording)


def test_qualcoder_positions_are_utf16_units_where_the_words_say_so() -> None:
    start = INTERVIEW.index(TRUST) + 1
    row = coded(1, TRUST) | {"pos0": start, "pos1": start + len(TRUST)}

    project, problems = read(with_interview(row))

    [found] = project.selections
    assert problems == []
    assert project.texts[0].words[found.start : found.end] == TRUST
    assert "UTF-16" in project.understood[0]


def test_qualcoder_words_are_taken_where_they_stand_when_the_position_differs() -> None:
    project, problems = read(with_interview(coded(1, TRUST) | {"pos0": 2, "pos1": 20}))

    [found] = project.selections
    assert problems == ["qda-words-differ"]
    assert project.texts[0].words[found.start : found.end] == TRUST


def test_qualcoder_place_is_kept_when_its_words_stand_nowhere() -> None:
    project, problems = read(with_interview(coded(1, TRUST, seltext="Nobody said this")))

    [found] = project.selections
    assert problems == ["qda-words-differ"]
    assert project.texts[0].words[found.start : found.end] == TRUST


def test_qualcoder_selection_beyond_its_text_is_kept_without_a_place() -> None:
    row = coded(1, TRUST, seltext="Gone") | {"pos0": 900, "pos1": 904}

    project, problems = read(with_interview(row))

    [found] = project.selections
    assert problems == ["qda-selection-outside"]
    assert (found.has_words, found.quoted, len(found.codings)) == (False, "Gone", 1)


def test_qualcoder_codings_of_what_is_gone_are_told() -> None:
    project, problems = read(with_interview(coded(9, TRUST), coded(1, HOME, fid=8)))

    assert problems == ["qda-reference-unknown", "qda-reference-unknown"]
    assert [one.codings for one in project.selections] == [()]


def test_qualcoder_categories_in_a_circle_are_an_error() -> None:
    made = empty_qualcoder()
    made.add("code_cat", {"catid": 1, "name": "A", "supercatid": 2})
    made.add("code_cat", {"catid": 2, "name": "B", "supercatid": 1})

    _, problems = read(made)

    assert problems == ["qda-codes-cyclic"]


def test_qualcoder_columns_and_tables_of_a_newer_version_are_told_when_they_hold_something() -> (
    None
):
    made = empty_qualcoder()
    made.connection.execute("ALTER TABLE code_name ADD novelty text")
    made.connection.execute("ALTER TABLE cases ADD novelty text")
    made.connection.execute("CREATE TABLE verdict (id integer)")
    made.connection.execute("CREATE TABLE hollow (id integer)")
    made.add("code_name", {"cid": 1, "name": "Trust", "novelty": "shiny"})
    made.add("verdict", {"id": 1})
    notes = Notes()

    read_database(GivenFile("data.qda", made.content()), notes)

    assert {problem.value for problem in notes.problems} == {"code_name.novelty", "verdict"}


def test_qualcoder_text_of_astral_letters_keeps_its_places() -> None:
    text = f"{SMILE * 3} Trust {SMILE} grew"
    row: Values = {"ctid": 1, "cid": 1, "fid": 1, "pos0": 4, "pos1": 9, "seltext": "Trust"}

    project, problems = read(with_interview(row, text=text))

    [found] = project.selections
    assert (problems, found.start, found.end) == ([], 4, 9)
