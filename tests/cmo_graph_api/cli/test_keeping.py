import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cmo_graph_api.cli.conftest import Run


def version(run: Run) -> str:
    return str(json.loads(run("status", "--json").out)["version"])


def test_backup_is_restored_into_a_new_store(loaded: Run, tmp_path: Path) -> None:
    written = loaded("backup", tmp_path / "kept.zip")
    restored = loaded("restore", tmp_path / "kept.zip", "--store", tmp_path / "new")
    facts = json.loads(loaded("status", "--store", tmp_path / "new", "--json").out)

    assert written.out.startswith(str(tmp_path / "kept.zip"))
    assert restored.code == 0
    assert facts["version"] == version(loaded)
    assert loaded("check", "--store", tmp_path / "new").code == 0


def test_restored_store_answers_as_the_first_one_did(loaded: Run, tmp_path: Path) -> None:
    before = loaded("show", "sos.trust").out
    loaded("backup", tmp_path / "kept.zip")
    loaded("restore", tmp_path / "kept.zip", "--store", tmp_path / "new")

    assert loaded("show", "sos.trust", "--store", tmp_path / "new").out == before


def test_backup_that_is_there_already_is_told_in_one_line(loaded: Run, tmp_path: Path) -> None:
    (tmp_path / "kept.zip").touch()
    outcome = loaded("backup", tmp_path / "kept.zip")

    assert outcome.code == 1
    assert len(outcome.err.splitlines()) == 1
    assert "is there already" in outcome.err


@pytest.mark.parametrize(
    "arguments", [("backup",), ("dump", "-o"), ("diagram", "sos.programme-theory", "-o")]
)
def test_file_that_cannot_be_written_is_told_in_one_line(
    loaded: Run, tmp_path: Path, arguments: Sequence[str]
) -> None:
    outcome = loaded(*arguments, tmp_path / "none" / "x.svg")

    assert outcome.code == 1
    assert str(tmp_path / "none") in outcome.err
    assert len(outcome.err.splitlines()) == 1


def test_backup_of_no_store_is_told(run: Run, tmp_path: Path) -> None:
    assert run("backup", tmp_path / "kept.zip").code == 1
    assert not (tmp_path / "kept.zip").exists()


def test_restore_of_a_damaged_file_is_told_in_one_line(loaded: Run, tmp_path: Path) -> None:
    before = version(loaded)
    loaded("backup", tmp_path / "kept.zip")
    content = (tmp_path / "kept.zip").read_bytes()
    (tmp_path / "kept.zip").write_bytes(content[: len(content) // 2])
    outcome = loaded("restore", tmp_path / "kept.zip")

    assert outcome.code == 1
    assert len(outcome.err.splitlines()) == 1
    assert "the store is as it was" in outcome.err
    assert version(loaded) == before


def test_check_of_the_synthesis_finds_nothing(loaded: Run) -> None:
    outcome = loaded("check")

    assert outcome.code == 0
    assert outcome.out.rstrip().endswith("is sound.")
    assert outcome.err == ""


def test_check_ends_with_1_and_says_what_is_wrong(loaded: Run, tmp_path: Path) -> None:
    name = (tmp_path / "store" / "CURRENT").read_text(encoding="ascii").strip()
    catalogue = tmp_path / "store" / "versions" / name / "catalogue.sqlite"
    content = bytearray(catalogue.read_bytes())
    content[len(content) // 2] ^= 1
    catalogue.write_bytes(content)
    outcome = loaded("check")
    told = json.loads(loaded("check", "--json").out)

    assert outcome.code == 1
    assert str(catalogue) in outcome.err
    assert told["sound"] is False
    assert "file-changed" in {finding["code"] for finding in told["findings"]}


def test_check_tells_what_a_killed_writer_left_and_ends_with_0(loaded: Run, tmp_path: Path) -> None:
    (tmp_path / "store" / "versions" / "draft-0").mkdir()
    outcome = loaded("check")

    assert outcome.code == 0
    assert outcome.err.startswith("note: ")


def test_check_of_no_store_is_told(run: Run, tmp_path: Path) -> None:
    for place in ("memory:", tmp_path / "nothing", tmp_path):
        assert run("check", "--store", place).code == 1
