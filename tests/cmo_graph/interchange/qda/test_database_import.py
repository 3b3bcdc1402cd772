"""Databases of coded projects become parts of a review, and nothing that anybody wrote is lost."""

import pytest

from cmo_graph.interchange.importers import read_files
from cmo_graph.interchange.importing import Context, GivenFile, Imported
from cmo_graph.mapping import plain
from cmo_graph.model import Agent, Concept, Passage, Report
from tests.cmo_graph.interchange.qda.databases import HOME, TRUST, qualcoder, taguette


def imported(name: str, content: bytes, **options: str) -> Imported:
    context = Context(review="sos", options=options)
    found = read_files("qda", [GivenFile(name, content)], context=context)
    assert {problem.code for problem in found.problems} <= {"qda-note-unplaced"}
    return found


def from_qualcoder() -> Imported:
    return imported("data.qda", qualcoder().content())


def from_taguette() -> Imported:
    return imported("home.sqlite3", taguette().content(), project="Home visiting")


def coded_words(found: Imported) -> set[str]:
    """Return the words of the passages that are coded, out of the texts that came along."""
    reports = {one.id: one for one in found.things if isinstance(one, Report)}
    texts = {iri: found.texts.get(one.text_file or "", "") for iri, one in reports.items()}
    return {
        texts[one.report][one.location.start : one.location.end]
        for one in found.things
        if isinstance(one, Passage)
    }


def test_qualcoder_codings_are_passages_with_the_words_that_were_coded() -> None:
    assert {TRUST, HOME} <= coded_words(from_qualcoder())


def test_taguette_highlights_are_passages_with_the_words_that_were_marked() -> None:
    assert {TRUST, "stayed & played"} <= coded_words(from_taguette())


def test_qualcoder_folder_is_read_without_its_lock() -> None:
    lock = GivenFile("project_in_use.lock", b"ann\n1")
    project = GivenFile("data.qda", qualcoder().content())

    found = read_files("qda", [project, lock], context=Context(review="sos"))

    assert found.things == from_qualcoder().things


def test_qualcoder_coders_are_agents() -> None:
    agents = [plain(one.label) for one in from_qualcoder().things if isinstance(one, Agent)]

    assert agents == ["Ann", "Bea", "Cem"]


def test_code_below_a_code_is_a_narrower_concept() -> None:
    found = {plain(one.label): one for one in from_qualcoder().things if isinstance(one, Concept)}

    assert found["Early trust"].broader == (found["Trust"].id,)


def test_reference_of_a_source_is_told_of_its_report() -> None:
    found = from_qualcoder()

    [report] = [one for one in found.things if isinstance(one, Report) and one.identifier]
    [entry] = found.bibliography
    assert (plain(report.label), report.identifier) == ("Trust at home", "doi:10.1234/trust")
    assert (entry["id"], entry["title"]) == (report.citation_key, "Trust at home")
    assert [author["family"] for author in entry["author"]] == ["Moss", "Reed"]


@pytest.mark.parametrize(
    "words",
    [
        *("Of parents", "Two children", "Where they live", "Town", "Village", "We began.", "First"),
        *("Strong", "important", "All of them?", "Only here", "Why?", "select 1", "Sketch"),
        *("First go", "opens", "0:00:01.500 to 0:01:05.250", "10,20 to 40,60", "garden.jpg"),
        *("Home visiting", "transcript", "recording", "Moss, Ann", "2026-02-03"),
    ],
)
def test_qualcoder_words_of_anybody_are_kept_somewhere(words: str) -> None:
    found = from_qualcoder()
    kept = "\n".join([*(repr(thing) for thing in found.things), *found.texts.values()])

    assert words in kept


@pytest.mark.parametrize("words", ["Of parents", "First", "About trust", "interview.docx"])
def test_taguette_words_of_anybody_are_kept_somewhere(words: str) -> None:
    found = from_taguette()
    kept = "\n".join([*(repr(thing) for thing in found.things), *found.texts.values()])

    assert words in kept
    assert "secret" not in kept
