"""The container file, as far as it can be tried without a container: its steps, read one by one."""

import ast
import json
import re
import shlex
import tomllib
from pathlib import Path

import pytest
from cmo_graph_api.cli.program import app
from cmo_graph_api.settings import Settings
from typer.main import get_command

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "Containerfile"

Step = tuple[str, str]


def stages() -> list[list[Step]]:
    """Return the instructions of each stage, each as its word and the rest of its line."""
    text = re.sub(r"\\\n", " ", FILE.read_text(encoding="utf-8"))
    found: list[list[Step]] = [[]]
    for line in text.splitlines():
        if line and not line.startswith("#"):
            word, _, rest = line.partition(" ")
            if word == "FROM":
                found.append([])
            found[-1].append((word, rest.strip()))
    return found


def of(stage: list[Step], word: str) -> list[str]:
    return [rest for found, rest in stage if found == word]


def environment() -> dict[str, str]:
    [said] = of(stages()[2], "ENV")
    return dict(pair.split("=", 1) for pair in shlex.split(said))


def test_container_has_a_stage_that_builds_and_one_that_serves() -> None:
    head, build, served = stages()

    assert of(head, "ARG") == ["PYTHON=3.11"]
    assert of(build, "FROM") == ["python:${PYTHON}-slim AS build"]
    assert of(served, "FROM") == ["python:${PYTHON}-slim"]
    assert [rest for rest in of(served, "COPY") if "--from=build" not in rest] == []


def test_words_of_the_container_file_are_instructions() -> None:
    known = {"ARG", "FROM", "WORKDIR", "COPY", "RUN", "USER", "ENV", "VOLUME", "EXPOSE"}
    known |= {"STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"}

    assert {word for stage in stages() for word, _ in stage} <= known


def test_every_file_that_is_copied_is_there() -> None:
    copied = [shlex.split(rest)[:-1] for rest in of(stages()[1], "COPY")]

    assert [name for names in copied for name in names if not (ROOT / name).exists()] == []


def test_what_the_wheel_is_built_of_is_copied() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {*wheel["packages"], *wheel["force-include"], project["project"]["readme"]}
    needed |= set(project["project"]["license-files"])
    copied = {name for rest in of(stages()[1], "COPY") for name in shlex.split(rest)[:-1]}

    assert [name for name in needed if name.split("/")[0] not in copied] == []


def test_container_uses_a_python_that_the_package_takes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["requires-python"] == ">=3.11"


def test_container_does_not_run_as_root_and_owns_its_volume() -> None:
    served = stages()[2]
    [made] = of(served, "RUN")
    [user], [volume], [home] = of(served, "USER"), of(served, "VOLUME"), of(served, "WORKDIR")

    assert user.isdigit()
    assert user != "0"
    assert f"--uid {user}" in made
    assert f"--home-dir {volume}" in made
    assert home == volume


def test_settings_of_the_container_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {name: value for name, value in environment().items() if name.startswith("CMO_")}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings = Settings()

    assert {name.removeprefix("CMO_").lower() for name in given} <= set(Settings.model_fields)
    assert settings.host == "0.0.0.0"  # noqa: S104 - inside a container
    assert settings.store.startswith(of(stages()[2], "VOLUME")[0])
    assert of(stages()[2], "EXPOSE") == [str(settings.port)]


def test_container_runs_a_command_that_there_is() -> None:
    served = stages()[2]
    [entry], [command] = of(served, "ENTRYPOINT"), of(served, "CMD")

    assert json.loads(entry) == ["cmo-graph"]
    assert set(json.loads(command)) <= set(getattr(get_command(app), "commands", {}))


def test_health_check_is_python_that_asks_whether_the_server_is_ready() -> None:
    [check] = of(stages()[2], "HEALTHCHECK")
    python, option, program = json.loads(check.partition("CMD ")[2])

    assert (python, option) == ("python", "-c")
    assert ast.parse(program)
    assert "/health/ready" in program


def test_container_file_holds_no_secret_and_no_path_of_a_machine() -> None:
    text = FILE.read_text(encoding="utf-8")

    assert "TOKEN" not in text
    assert "/home/" not in text
