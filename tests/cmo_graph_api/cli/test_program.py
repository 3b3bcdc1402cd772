"""The program imports a command, and what it needs, when it is asked for."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from cmo_graph_api.cli.program import COMMANDS, command_name

from tests.cmo_graph_api.cli.conftest import Run

#: What takes long to import, and only some commands need.
DEAR = ("fastapi", "httpx2", "lxml", "networkx", "openpyxl", "uvicorn")
_IMPORTED = """
import sys
from cmo_graph_api.cli import main
try:
    main(sys.argv[2:])
except SystemExit:
    print(*sorted(set(sys.modules) & set(sys.argv[1].split(","))))
"""


def imported(*arguments: str) -> list[str]:
    """Return what of `DEAR` a command has imported at its end."""
    run = [sys.executable, "-c", _IMPORTED, ",".join(DEAR), *arguments]
    told = subprocess.run(run, check=True, capture_output=True, text=True, timeout=60).stdout
    return told.splitlines()[-1].split()


@pytest.mark.parametrize("arguments", [("--version",), ("status", "--store", "nowhere")])
def test_program_imports_nothing_that_its_command_does_not_need(arguments: tuple[str, ...]) -> None:
    assert imported(*arguments) == []


def test_program_has_every_command_of_its_modules() -> None:
    found = {}
    for name in dict.fromkeys(COMMANDS.values()):
        module = import_module(f"cmo_graph_api.cli.{name}")
        if hasattr(module, "app"):
            found[module.app.info.name] = name
        else:
            found |= {command_name(command): name for command in module.commands}

    assert found == dict(COMMANDS)


def test_program_has_every_module_with_commands() -> None:
    import cmo_graph_api.cli

    [folder] = map(Path, cmo_graph_api.cli.__path__)
    with_commands = {
        path.stem
        for path in folder.glob("*.py")
        if "\ncommands: tuple" in path.read_text(encoding="utf-8")
    }

    assert with_commands <= set(COMMANDS.values())


def test_program_offers_the_nearest_command_when_there_is_none_of_a_name(run: Run) -> None:
    outcome = run("statsu")

    assert outcome.code == 2
    assert "Did you mean 'status'?" in outcome.err
