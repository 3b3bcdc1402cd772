"""The program itself: this module joins the commands and tells errors as one line and a code."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from types import MappingProxyType
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command, get_group

import cmo_graph
from cmo_graph.collecting import collector_paused
from cmo_graph.errors import CmoGraphError

#: Each command, in the order of the help, and the module of this package that has it. A module is
#: imported when its command is asked for: all of them together take a second and more.
COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "serve": "server",
        "load": "loading",
        "status": "data",
        "show": "data",
        "dump": "data",
        "backup": "keeping",
        "restore": "keeping",
        "check": "keeping",
        "validate": "files",
        "fmt": "files",
        "import": "imports",
        "export": "exports",
        "template": "workbooks",
        "anchor": "anchoring",
        "query": "ask",
        "support": "reasoning",
        "pathways": "reasoning",
        "what-if": "reasoning",
        "for-whom": "reasoning",
        "gaps": "reasoning",
        "diagram": "pictures",
        "suggest": "suggesting",
    }
)


class _Commands(Mapping[str, Any]):
    """The commands, each made when it is asked for."""

    def __getitem__(self, name: str) -> Any:
        with collector_paused():
            module = import_module(f"cmo_graph_api.cli.{COMMANDS[name]}")
        if hasattr(module, "app"):
            return get_group(module.app)
        # A name that Python keeps for itself ends in an underscore here.
        function = next(one for one in module.commands if command_name(one) == name)
        alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        alone.command(name, no_args_is_help=False)(function)
        return get_command(alone)

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


def command_name(function: Any) -> str:
    """Return what a function is called on the command line."""
    name: str = function.__name__
    return name.rstrip("_").replace("_", "-")


class _Program(TyperGroup):
    """The program, which imports a command when it is asked for."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = _Commands()  # type: ignore[assignment]  # nothing is ever added


app = typer.Typer(
    name="cmo-graph",
    cls=_Program,
    help="A realist synthesis as one graph: what works, for whom, in what circumstances, and why.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _tell_version(value: bool) -> None:
    if value:
        typer.echo(f"cmo-graph {cmo_graph.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", callback=_tell_version, is_eager=True, help="Show the version."
    ),
) -> None:
    """Read the options that stand before a command."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program; ends with an exit code."""
    try:
        app(args=list(arguments) if arguments is not None else None, prog_name="cmo-graph")
    except CmoGraphError as error:
        typer.echo(str(error), err=True)
        sys.exit(1)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError, PermissionError) as error:
        typer.echo(f"{error.filename} cannot be opened: {error.strerror}.", err=True)
        sys.exit(1)
    except BrokenPipeError:
        # Whoever read our output has seen enough; nothing more can be said to them.
        sys.stderr.close()
        sys.exit(1)
