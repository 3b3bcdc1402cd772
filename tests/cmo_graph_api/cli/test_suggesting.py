"""`suggest` asks; people decide, and are not asked twice."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cmo_graph.anchoring import digest_of
from tests.cmo_graph_api.cli.conftest import Run


@pytest.fixture
def review(tmp_path: Path) -> Path:
    folder = tmp_path / "review"
    folder.mkdir()
    (folder / "review.yaml").write_text(
        "id: mine\nlabel: Signs of trust\nkind: realist_synthesis\nquestion: Why?\n"
        "agents:\n  - id: ann\n    label: Ann Reviewer\n    kind: person\n"
    )
    (folder / "concepts.yaml").write_text(
        "concepts:\n"
        "  - id: distrust\n    label: Parents distrust the worker\n\n"
        "  - id: trust\n    label: Parents trust the worker\n\n"
        "  - id: trusted-worker\n    label: =Parents trusting the worker\n"
    )
    return folder


def pairs_shown(run: Run, review: Path) -> list[tuple[str, str, str]]:
    told = json.loads(run("suggest", "merges", review, "--json").out)
    return [
        (one["may_be"], one["first"].rpartition(".")[2], one["second"].rpartition(".")[2])
        for one in told["suggestions"]
    ]


def test_suggest_merges_shows_pairs_and_writes_nothing(run: Run, review: Path) -> None:
    before = {path: path.read_bytes() for path in review.iterdir()}

    told = run("suggest", "merges", review)

    assert told.code == 0
    assert "same? trust trusted-worker" in told.out
    assert "opposite? distrust trust" in told.out
    assert "\u201cdistrust\u201d turns the first round." in told.out
    assert {path: path.read_bytes() for path in review.iterdir()} == before


def test_suggest_merges_records_decisions_and_never_asks_again(run: Run, review: Path) -> None:
    decided = ("--same", "trust,trusted-worker", "--opposite", "mine.distrust,trust")

    told = run("suggest", "merges", review, *decided, "--different", "distrust,trusted-worker",
               "--by", "ann", "--note", "We\ttalked")  # fmt: skip

    assert told.out == "Recorded 3 decisions. Nothing was merged.\n"
    assert pairs_shown(run, review) == []
    concepts = (review / "concepts.yaml").read_text()
    assert "    opposite_of:\n      - trust\n" in concepts
    assert "    exact_match:\n      - trusted-worker\n" in concepts
    rows = (review / "mappings.sssom.tsv").read_text().splitlines()
    today = datetime.now(UTC).date().isoformat()
    assert rows[-1].split("\t") == [
        "concept:mine.distrust", "Parents distrust the worker", "skos:exactMatch", "Not",
        "concept:mine.trusted-worker", "'=Parents trusting the worker",
        "semapv:ManualMappingCuration", "agent:mine.ann", today, "We talked",
    ]  # fmt: skip
    assert "mappings.sssom.tsv" not in run("validate", review).err


def test_suggest_merges_keeps_the_history_when_a_decision_is_changed(
    run: Run, review: Path
) -> None:
    run("suggest", "merges", review, "--same", "trust,trusted-worker", "--by", "ann")
    first = (review / "mappings.sssom.tsv").read_text()

    run("suggest", "merges", review, "--different", "trusted-worker,trust", "--by", "ann")

    assert (review / "mappings.sssom.tsv").read_text().startswith(first)
    assert "exact_match" not in (review / "concepts.yaml").read_text()
    assert ("same", "trust", "trusted-worker") not in pairs_shown(run, review)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--same", "trust,nobody", "--by", "ann"), "nobody is not one of the review's concepts"),
        (("--same", "trust,distrust"), "Say who decided"),
        (("--same", "trust,distrust", "--by", "an"), "Nearest: mine.ann."),
        (("--same", "trust", "--by", "ann"), "write two ids"),
        (("--same", "trust,mine.trust", "--by", "ann"), "give two"),
    ],
)
def test_suggest_merges_writes_nothing_when_a_decision_is_not_clear(
    run: Run, review: Path, arguments: tuple[str, ...], told: str
) -> None:
    outcome = run("suggest", "merges", review, *arguments)

    assert outcome.code == 2
    assert told in " ".join(outcome.err.replace("\u2502", " ").split())
    assert not (review / "mappings.sssom.tsv").exists()


def test_suggest_merges_refuses_a_decision_that_contradicts_the_review(
    run: Run, review: Path
) -> None:
    concepts = review / "concepts.yaml"
    concepts.write_text(concepts.read_text() + "    broader:\n      - trust\n")

    told = run("suggest", "merges", review, "--opposite", "trusted-worker,trust", "--by", "ann")

    assert told.code == 1
    assert "[opposite-is-broader]" in told.err
    assert not (review / "mappings.sssom.tsv").exists()


def test_suggest_merges_passes_rows_over_that_are_no_decisions(run: Run, review: Path) -> None:
    run("suggest", "merges", review, "--same", "trust,trusted-worker", "--by", "ann")
    path = review / "mappings.sssom.tsv"
    path.write_text(path.read_text() + "concept:mine.trust\tnothing\n")

    told = run("suggest", "merges", review)

    assert told.code == 0
    assert "mappings.sssom.tsv:9:1: warning" in told.err
    assert "same? trust trusted-worker" not in told.out


SAID = (
    "It rained in May. When parents trust the worker, they share\n"
    "responsibility for plans. We found no evidence that visits reduced entries."
)


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "said.txt"
    path.write_text(SAID)
    return path


def test_suggest_statements_shows_sentences_with_their_cues(run: Run, document: Path) -> None:
    told = run("suggest", "statements", document)

    assert told.code == 0
    assert told.out.splitlines() == [
        "18 to 85: condition, mechanism",
        "     When parents trust the worker, they share responsibility for plans.",
        "86 to 135: change, effect_claim, null_finding, negation",
        "     We found no evidence that visits reduced entries.",
        "2 candidates. Nothing was written.",
    ]


def test_suggest_statements_answers_in_json_with_what_a_passage_needs(
    run: Run, document: Path
) -> None:
    found = json.loads(run("suggest", "statements", document, "--json").out)["candidates"]

    assert {one["status"] for one in found} == {"candidate"}
    assert [SAID[one["start"] : one["end"]] for one in found] == [one["words"] for one in found]
    assert [one["digest"] for one in found] == [digest_of(one["words"]) for one in found]
    assert [one["null_finding"] for one in found] == [False, True]


def test_suggest_statements_takes_cues_of_ones_own(
    run: Run, document: Path, tmp_path: Path
) -> None:
    lexicon = tmp_path / "cues.yaml"
    lexicon.write_text("classes: {weather: {counted: true, cues: [rain*]}}\n")

    told = run("suggest", "statements", document, "--lexicon", lexicon, "--least", "1")

    assert told.out.splitlines()[0] == "0 to 17: weather"


def test_suggest_statements_says_what_is_wrong_with_a_lexicon(
    run: Run, document: Path, tmp_path: Path
) -> None:
    lexicon = tmp_path / "cues.yaml"
    lexicon.write_text("classes: {}\n")

    told = run("suggest", "statements", document, "--lexicon", lexicon)

    assert told.code == 2
    assert "A lexicon has" in told.err


def test_suggest_statements_tells_a_document_that_cannot_be_read(run: Run, tmp_path: Path) -> None:
    document = tmp_path / "said.docx"
    document.write_bytes(b"no document")

    told = run("suggest", "statements", document)

    assert told.code == 1
    assert "[zip-damaged]" in told.err


def test_suggest_statements_asks_nobody_unless_the_settings_say_whom(
    run: Run, document: Path
) -> None:
    told = run("suggest", "statements", document, "--extractor")

    assert told.code == 2
    assert "CMO_EXTRACTOR_URL" in told.err


def test_suggest_statements_tells_when_the_extractor_does_not_answer(
    run: Run, document: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A scheme that is none of ours fails at once and is not tried again by anybody's clock.
    monkeypatch.setenv("CMO_EXTRACTOR_URL", "nowhere")
    monkeypatch.setenv("CMO_EXTRACTOR_MODEL", "tea-1")
    monkeypatch.setattr("cmo_graph.candidates.chat.PAUSE", 0.0)

    told = run("suggest", "statements", document, "--extractor", "--json")

    assert told.code == 1
    assert json.loads(told.out)["candidates"] == []
    assert "did not answer" in told.err
