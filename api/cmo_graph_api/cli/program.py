"""The program itself: this module joins the commands and tells errors as one line and a code."""

import sys
from collections.abc import Sequence

import typer

import cmo_graph
from cmo_graph.errors import CmoGraphError
from cmo_graph_api.cli import (
    anchoring,
    ask,
    data,
    exports,
    files,
    imports,
    keeping,
    pictures,
    reasoning,
    server,
    suggesting,
    workbooks,
)
from cmo_graph_api.cli.terminal import complain

app = typer.Typer(
    name="cmo-graph",
    help="A realist synthesis as one graph: what works, for whom, in what circumstances, and why.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for commands in (
    server.commands,
    data.commands,
    keeping.commands,
    files.commands,
    imports.commands,
    exports.commands,
    workbooks.commands,
    anchoring.commands,
    ask.commands,
    reasoning.commands,
    pictures.commands,
):
    for command in commands:
        # A name that Python keeps for itself ends in an underscore here.
        name = command.__name__.rstrip("_").replace("_", "-")
        app.command(name, no_args_is_help=False)(command)
app.add_typer(suggesting.app)


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
        complain(str(error))
        sys.exit(1)
    except BrokenPipeError:
        # Whoever read our output has seen enough; nothing more can be said to them.
        sys.stderr.close()
        sys.exit(1)
