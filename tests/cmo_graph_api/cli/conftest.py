import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from cmo_graph_api.cli import main

from cmo_graph.resources import seed_review


@dataclass(frozen=True, slots=True)
class Outcome:
    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run the program in this process, with a store of its own."""
    monkeypatch.setenv("CMO_STORE", str(tmp_path / "store"))
    monkeypatch.delenv("CMO_TEXTS", raising=False)
    monkeypatch.setenv("COLUMNS", "200")

    def run_program(*arguments: object) -> Outcome:
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return Outcome(int(ended.value.code or 0), out, err)

    return run_program


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store into which the program loaded the embedded synthesis; to be copied, not changed."""
    store = tmp_path_factory.mktemp("seeded") / "store"
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("CMO_STORE", str(store))
        monkeypatch.delenv("CMO_TEXTS", raising=False)
        with pytest.raises(SystemExit) as ended:
            main(["load", str(seed_review())])
    assert not ended.value.code
    return store


@pytest.fixture
def loaded(run: Run, seeded: Path, tmp_path: Path) -> Run:
    """The program with the embedded synthesis in its store."""
    shutil.copytree(seeded, tmp_path / "store")
    return run
