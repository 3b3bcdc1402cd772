"""A draft at work is told from one that was left, whoever sweeps."""

import shutil
from pathlib import Path

import pytest

from cmo_graph.store import drafts
from cmo_graph.store.drafts import draft_folder, left_over, sweep


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    for name in ("1-0123456789ab", "2-0123456789ab", "3-0123456789ab", "draft-0"):
        (tmp_path / name / "store").mkdir(parents=True)
    return tmp_path


def test_drafts_and_versions_that_were_never_current_are_left_over(versions: Path) -> None:
    found = [path.name for path in left_over(versions, current=2)]

    assert found == ["3-0123456789ab", "draft-0"]


def test_sweeping_removes_what_is_left_over_and_nothing_else(versions: Path) -> None:
    with draft_folder(versions) as at_work:
        (at_work / "work").mkdir()
        sweep(versions, current=2)
        kept = {path.name for path in versions.iterdir()}
        is_whole = (at_work / "work").exists()

    assert kept == {"1-0123456789ab", "2-0123456789ab", at_work.name}
    assert is_whole
    assert not at_work.exists()


def test_draft_that_is_given_a_name_is_not_removed(versions: Path) -> None:
    with draft_folder(versions) as draft:
        draft.rename(versions / "4-0123456789ab")

    assert (versions / "4-0123456789ab").exists()
    assert not draft.exists()


def test_what_is_swept_has_lost_its_name_before_any_of_it_is_gone(
    versions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    removed: list[tuple[str, bool]] = []

    def remove(path: Path, *, ignore_errors: bool) -> None:
        removed.append((path.name, (path / "store").exists()))
        assert ignore_errors

    monkeypatch.setattr(shutil, "rmtree", remove)
    sweep(versions, current=2)

    assert [is_whole for _, is_whole in removed] == [True, True]
    assert not {name for name, _ in removed} & {"3-0123456789ab", "draft-0"}
    assert not (versions / "draft-0").exists()


def test_what_cannot_be_renamed_is_left_whole(
    versions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "_new_name", lambda _: versions / "gone" / "draft-1")

    sweep(versions, current=2)

    assert (versions / "draft-0" / "store").exists()
