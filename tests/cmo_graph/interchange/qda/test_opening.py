"""Whichever program wrote a project, its selections are the words that were coded."""

from dataclasses import replace

import pytest

from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes
from cmo_graph.interchange.qda.opening import open_project
from tests.cmo_graph.interchange.qda.projects import (
    ATLAS,
    INLINE_WINDOWS,
    NVIVO,
    PROGRAMS,
    QUALCODER,
    TEXT,
    Coded,
    Given,
    Program,
)

CODES = {"Context": "", "Regular visits": "Context", "Outcome": "", "Trust": "Outcome"}
CODED = (
    Coded("trust grows when visits are regular", ["Trust", "Regular visits"], nth=3),
    Coded("Zoë felt heard", ["Trust"], nth=7),
    Coded("Cafe\u0301 talks helped", ["Regular visits"], nth=18),
    Coded("no-one was blamed \U0001f1f3\U0001f1f1", ["Trust"], nth=19),
)


def given(program: Program, **changes: object) -> Given:
    return replace(Given(program, coded=CODED, codes=CODES), **changes)  # type: ignore[arg-type]  # fields of one project


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_selections_are_the_words_that_were_coded(program: Program) -> None:
    notes = Notes()

    project = open_project(GivenFile("p.qdpx", given(program).content()), notes)

    assert notes.problems == []
    assert project is not None
    [text] = project.texts
    assert text.words == TEXT
    found = [text.words[one.start : one.end] for one in project.selections]
    assert found == [one.words for one in CODED]
    names = project.names()
    told = [[names[coding.code] for coding in one.codings] for one in project.selections]
    assert told == [list(one.codes) for one in CODED]


@pytest.mark.parametrize(
    ("program", "told"),
    [
        (NVIVO, "units of UTF-16, a line end of Windows counts two (utf-16-crlf)"),
        (ATLAS, "code points, a line end of Windows counts one (code-points)"),
        (QUALCODER, "code points, a line end of Windows counts one (code-points)"),
        (INLINE_WINDOWS, "units of UTF-16, a line end of Windows counts two (utf-16-crlf)"),
    ],
)
def test_convention_is_told_with_its_score(program: Program, told: str) -> None:
    project = open_project(GivenFile("p.qdpx", given(program).content()), Notes())

    assert project is not None
    [sentence] = project.understood
    assert sentence.startswith(f"Offsets: {told}; 100% of 4 selections make sense so")


def test_convention_is_asked_for_when_two_fit() -> None:
    # Without spaces between words, every offset is as good as any other.
    text = "\U0001f600" + "\u4fe1\u983c\u304c\u3042\u308b\u3068\u8a71\u3059" * 30
    coded = [Coded("\u3042\u308b\u3068", ["Trust"], nth=n) for n in range(5, 25)]
    project = given(QUALCODER, text=text, coded=coded)
    notes = Notes()

    assert open_project(GivenFile("p.qdpx", project.content()), notes) is None

    [problem] = notes.problems
    assert problem.code == "qda-offsets-unsure"
    assert "--option offsets=code-points or offsets=" in problem.hint
    opened = open_project(GivenFile("p.qdpx", project.content()), Notes(), offsets="code-points")
    assert opened is not None
    [words] = {opened.texts[0].words[one.start : one.end] for one in opened.selections}
    assert words == "\u3042\u308b\u3068"


def test_names_that_quote_decide_where_borders_of_words_do_not() -> None:
    text = "\u4fe1\u983c\U0001f600\u304c\u3042\u308b\u3068\u8a71\u3059\n" * 30
    coded = [Coded("\u3042\u308b\u3068", ["Trust"], nth=n) for n in range(5, 25)]
    project = given(ATLAS, text=text, coded=coded)

    opened = open_project(GivenFile("p.qdpx", project.content()), Notes())

    assert opened is not None
    assert "20 of them by their words" in opened.understood[0]


def test_text_of_ascii_needs_no_choice() -> None:
    project = given(
        Program("Other"), text="Trust grows here and stays.", coded=[Coded("grows", ["Trust"])]
    )

    opened = open_project(GivenFile("p.qdpx", project.content()), Notes())

    assert opened is not None
    assert opened.understood[0].endswith("any other way gives the same passages.")
    [one] = opened.selections
    assert (one.start, one.end) == (6, 11)
