import json
import shutil
from pathlib import Path

import pytest

from cmo_graph.resources import seed_review
from tests.cmo_graph_api.cli.conftest import Run

TEXTS = Path(__file__).resolve().parents[4] / "shared" / "sources"

needs_texts = pytest.mark.skipif(
    not TEXTS.is_dir(), reason="the two source texts are not at hand; they are not ours to ship"
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(seed_review(), tmp_path / "review"))


def test_validate_finds_no_error_in_the_seed(run: Run) -> None:
    outcome = run("validate", seed_review(), "--json")
    answer = json.loads(outcome.out)

    assert outcome.code == 0
    assert not [found for found in answer["problems"] if found["severity"] == "error"]
    assert set(answer["passages"]) == {"text_not_held"}


@needs_texts
def test_validate_locates_every_passage_exactly_when_the_texts_are_at_hand(run: Run) -> None:
    answer = json.loads(run("validate", seed_review(), "--texts", TEXTS, "--json").out)

    assert set(answer["passages"]) == {"located_exact"}
    assert answer["passages"]["located_exact"] >= 39


@needs_texts
def test_validate_fails_when_a_text_has_changed(run: Run, tmp_path: Path) -> None:
    changed = tmp_path / "texts"
    shutil.copytree(TEXTS, changed)
    for path in changed.iterdir():
        path.chmod(0o600)
        path.write_text(path.read_text().replace("trust and collaborate", "know and meet"))
    outcome = run("validate", seed_review(), "--texts", changed, "--json")
    answer = json.loads(outcome.out)

    assert outcome.code == 1
    assert answer["passages"]["not_located"] >= 1
    assert {p["code"] for p in answer["problems"] if p["severity"] == "error"} == {
        "passage-not-located"
    }


def test_validate_tells_place_and_code_of_a_fault(run: Run, copy: Path) -> None:
    concepts = copy / "concepts.yaml"
    concepts.write_text(concepts.read_text().replace("  - id: trust\n", "  - id: Trust!\n", 1))
    outcome = run("validate", copy)

    assert outcome.code == 1
    assert "concepts.yaml:" in outcome.err
    assert "error:" in outcome.err


def test_validate_takes_rdf_as_well(loaded: Run, tmp_path: Path) -> None:
    file = tmp_path / "review.nq"
    loaded("dump", "--graph", "http://localhost:8000/graph/sos", "--format", "nt", "-o", file)
    outcome = loaded("validate", file.rename(tmp_path / "review.nt"), "--json")
    problems = json.loads(outcome.out)["problems"]

    assert [found for found in problems if found["severity"] == "error"] == []


def test_fmt_leaves_a_canonical_review_alone(run: Run, copy: Path) -> None:
    before = {path: path.read_bytes() for path in copy.rglob("*.yaml")}
    outcome = run("fmt", copy)

    assert outcome.code == 0
    assert outcome.out == ""
    assert {path: path.read_bytes() for path in copy.rglob("*.yaml")} == before


def test_fmt_restores_the_canonical_form(run: Run, copy: Path) -> None:
    concepts = copy / "concepts.yaml"
    canonical = concepts.read_text()
    concepts.write_text(canonical.replace("concepts:\n", "concepts:\n\n\n", 1))

    assert run("fmt", "--check", copy).code == 1
    assert run("fmt", copy).code == 0
    assert concepts.read_text() == canonical
