"""`anchor` shows what moved, and writes only when it is told to."""

import json
import shutil
from pathlib import Path

import pytest

from cmo_graph.anchoring import digest_of
from tests.cmo_graph_api.cli.conftest import Run

TEXT = "Parents need to trust the worker first. Then plans are made together, they said."


@pytest.fixture
def review(tmp_path: Path) -> Path:
    """A small review of our own, with one report and two passages of it."""
    folder = tmp_path / "review"
    folder.mkdir()
    passages = "".join(_passage(name, words) for name, words in (
        ("needs-trust", "trust the worker"), ("plans", "plans are made together"),
    ))  # fmt: skip
    (folder / "review.yaml").write_text(
        "id: mine\nlabel: Signs of trust\nkind: realist_synthesis\nquestion: Why?\n"
    )
    (folder / "sources.yaml").write_text(
        f"""# Kept at the top.
reports:
  - id: leaflet
    label: A leaflet
    kind: other
    text_digest: {digest_of(TEXT)}
    text_length: {len(TEXT)}
    text_file: leaflet.txt
    passages:
{passages}"""
    )
    return folder


def _passage(name: str, words: str) -> str:
    start = TEXT.index(words)
    return (
        f"      - id: {name}\n        label: What it says\n        start: {start}\n"
        f"        end: {start + len(words)}\n        digest: {digest_of(words)}\n"
    )


def texts_with(tmp_path: Path, name: str, content: str) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(content)
    return folder


def test_anchor_says_that_nothing_moved(run: Run, review: Path, tmp_path: Path) -> None:
    told = run("anchor", review, "--texts", texts_with(tmp_path, "leaflet.txt", TEXT))

    assert (told.code, told.out) == (0, "Passages: 2 located_exact; 0 moved.\n")


def test_anchor_shows_what_moved_and_writes_nothing(run: Run, review: Path, tmp_path: Path) -> None:
    before = (review / "sources.yaml").read_bytes()
    texts = texts_with(tmp_path, "leaflet.html", f"<h1>Preface</h1><p>{TEXT}</p>")

    told = run("anchor", review, "--texts", texts)

    assert told.code == 0
    assert "mine.needs-trust: located_exact, 16 to 32, now 24 to 40." in told.out
    assert told.out.endswith("2 moved.\nWould write sources.yaml.\n")
    assert (review / "sources.yaml").read_bytes() == before


def test_anchor_writes_new_places_when_it_is_told_to(
    run: Run, review: Path, tmp_path: Path
) -> None:
    texts = texts_with(tmp_path, "leaflet.txt", f"Preface\n{TEXT}")

    assert run("anchor", review, "--texts", texts, "--write").out.endswith("Wrote sources.yaml.\n")

    told = run("anchor", review, "--texts", texts)
    assert told.out == "Passages: 2 located_exact; 0 moved.\n"
    assert (review / "sources.yaml").read_text().startswith("# Kept at the top.\n")
    assert run("validate", review, "--texts", texts).code == 0


def test_anchor_leaves_a_report_to_a_person_when_a_passage_is_not_there(
    run: Run, review: Path, tmp_path: Path
) -> None:
    texts = texts_with(
        tmp_path, "leaflet.txt", f"Preface\n{TEXT.replace('plans are', 'plans were')}"
    )
    before = (review / "sources.yaml").read_bytes()

    told = run("anchor", review, "--texts", texts, "--write", "--json")

    facts = json.loads(told.out)
    assert told.code == 1
    assert facts["checks"]["not_located"] == 1
    assert (facts["files"], facts["problems"]) == ([], [])
    assert (review / "sources.yaml").read_bytes() == before


def test_anchor_keeps_comments_that_it_would_lose(run: Run, review: Path, tmp_path: Path) -> None:
    sources = review / "sources.yaml"
    sources.write_text(
        sources.read_text().replace("    kind: other\n", "    kind: other # Or is it?\n")
    )
    texts = texts_with(tmp_path, "leaflet.txt", f"Preface\n{TEXT}")

    told = run("anchor", review, "--texts", texts, "--write")

    assert told.code == 1
    assert "[file-has-comments]" in told.err
    assert "Or is it?" in sources.read_text()


def test_anchor_tells_a_text_that_cannot_be_read(run: Run, review: Path, tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "leaflet.docx").write_bytes(b"no document")

    told = run("anchor", review, "--texts", texts)

    assert told.code == 1
    assert "[zip-damaged]" in told.err
    assert "2 text_not_held" in told.out


def test_anchor_asks_for_texts(run: Run, review: Path) -> None:
    told = run("anchor", review)

    assert told.code == 2
    assert "--texts FOLDER" in told.err


def test_anchor_checks_nothing_of_a_review_with_errors(
    run: Run, review: Path, tmp_path: Path
) -> None:
    (review / "review.yaml").write_text("id: mine\n")

    told = run("anchor", review, "--texts", tmp_path)

    assert told.code == 1
    assert "[key-missing]" in told.err


def test_anchor_does_not_touch_the_embedded_review(run: Run, tmp_path: Path) -> None:
    from cmo_graph.resources import seed_review

    copy = tmp_path / "sos"
    shutil.copytree(seed_review(), copy)
    (tmp_path / "none").mkdir()

    told = run("anchor", copy, "--texts", tmp_path / "none")

    assert told.code == 0
    assert "text_not_held; 0 moved." in told.out
