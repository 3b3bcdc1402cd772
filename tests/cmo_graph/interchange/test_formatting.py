"""Formatting settles a review's files, keeps what they say, and loses no comment unasked."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from cmo_graph.interchange.authoring import read_review
from cmo_graph.interchange.formatting import (
    check_format,
    comment_lines,
    format_folder,
    leading_comments,
)
from tests.cmo_graph.interchange.small_review import FILES, write_review


def texts_of(folder: Path) -> Mapping[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_formatting_keeps_what_the_files_say(tmp_path: Path) -> None:
    folder = write_review(tmp_path)
    before = read_review(folder)

    formatting = format_folder(folder)

    after = read_review(folder)
    assert set(after.things) == set(before.things)
    assert after.files == before.files
    assert set(formatting.changed) <= FILES.keys()
    assert formatting.problems == ()


def test_formatting_twice_changes_nothing(tmp_path: Path) -> None:
    folder = write_review(tmp_path)
    format_folder(folder)
    once = texts_of(folder)

    formatting = format_folder(folder)

    assert formatting.changed == ()
    assert texts_of(folder) == once


def test_checking_the_form_rewrites_nothing(tmp_path: Path) -> None:
    folder = write_review(tmp_path)
    before = texts_of(folder)

    formatting = check_format(folder)

    assert "concepts.yaml" in formatting.changed
    assert texts_of(folder) == before


def test_formatting_keeps_the_comments_at_the_top(tmp_path: Path) -> None:
    lead = "# Concepts of the review.\n#\n\n# Ask Ann before adding one.\n"
    folder = write_review(tmp_path, {**FILES, "concepts.yaml": lead + FILES["concepts.yaml"]})

    formatting = format_folder(folder)

    assert formatting.problems == ()
    assert (folder / "concepts.yaml").read_text(encoding="utf-8").startswith(lead + "concepts:\n")


def test_formatting_refuses_to_lose_comments_and_then_rewrites_no_file(tmp_path: Path) -> None:
    commented = FILES["concepts.yaml"] + "  # Wales is to follow.\n"
    folder = write_review(tmp_path, {**FILES, "concepts.yaml": commented})
    before = texts_of(folder)

    formatting = format_folder(folder)

    [problem] = formatting.problems
    assert (problem.code, problem.file) == ("file-has-comments", "concepts.yaml")
    assert problem.line == commented.count("\n")
    assert texts_of(folder) == before


def test_formatting_drops_comments_when_allowed(tmp_path: Path) -> None:
    commented = FILES["concepts.yaml"] + "  # Wales is to follow.\n"
    folder = write_review(tmp_path, {**FILES, "concepts.yaml": commented})

    format_folder(folder, drop_comments=True)

    assert "#" not in (folder / "concepts.yaml").read_text(encoding="utf-8")


def test_formatting_rewrites_nothing_when_the_review_has_an_error(tmp_path: Path) -> None:
    broken = FILES["links.yaml"].replace("kind: triggers", "kind: triggres")
    folder = write_review(tmp_path, {**FILES, "links.yaml": broken})
    before = texts_of(folder)

    formatting = format_folder(folder)

    assert [problem.code for problem in formatting.problems] == ["value-not-listed"]
    assert formatting.changed == ()
    assert texts_of(folder) == before


def test_formatting_leaves_to_the_bibliography_what_it_says(tmp_path: Path) -> None:
    sources = FILES["sources.yaml"].replace(
        "    label: The final report\n", "    citation_key: team2021\n"
    )
    bibliography = "@report{team2021, title = {The final report}}"
    folder = write_review(tmp_path, {**FILES, "sources.yaml": sources, "sources.bib": bibliography})

    format_folder(folder)

    assert "The final report" not in (folder / "sources.yaml").read_text(encoding="utf-8")
    assert read_review(folder).things != ()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a: b\n", []),
        ("# lead\na: b\n", [1]),
        ("a: b # why\nc: d\n", [1]),
        ("a: b#c\n", []),
        ("a: 'b # c'\n", []),
        ("a: é # why\n", [1]),
        ("é: → x\na: >\n  b # c\n  # d\ne: f\n# g\n", [6]),
        ("a: > # why\n  b\n", [1]),
        ("a:\n  # why\n  - b\n", [2]),
    ],
)
def test_comment_lines_are_those_outside_of_texts(text: str, lines: list[int]) -> None:
    assert comment_lines(text) == lines


def test_leading_comments_end_where_the_first_record_begins() -> None:
    assert leading_comments("# a\n\n# b\n\nc: d\n# e\n") == "# a\n\n# b\n"
    assert leading_comments("c: d\n") == ""
