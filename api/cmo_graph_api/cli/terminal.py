"""What commands share: this module opens the store that is meant and writes to the terminal."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import ValidationError

from cmo_graph.repository import Repository
from cmo_graph.store import IN_MEMORY, open_store
from cmo_graph.store.protocol import Store
from cmo_graph.store.remote import is_remote
from cmo_graph.validation.problems import Problem
from cmo_graph_api.settings import Settings

if TYPE_CHECKING:
    from rich.progress import Progress

#: Where the store is; every command that needs one takes it.
StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        help="A folder, memory:, or sparql+http(s)://…. Default: CMO_STORE, else cmo-graph-data.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer as JSON, for programs.")]


def settings_with(**given: Any) -> Settings:
    """Return the settings, with options that were given winning over the environment.

    Raises:
        typer.BadParameter: a setting is not acceptable; its value is not echoed.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
        told = "; ".join(
            f"CMO_{'.'.join(map(str, fault['loc'])).upper()}: {fault['msg']}" for fault in faults
        )
        raise typer.BadParameter(f"{told}.") from None


def named_answer(text: str) -> tuple[str, str]:
    """Return the name of an option and the answer to it.

    Raises:
        typer.BadParameter: the text is not NAME=ANSWER.
    """
    name, equals, answer = text.partition("=")
    if not equals:
        raise typer.BadParameter(f"{text} is not NAME=ANSWER.")
    return name, answer


@contextmanager
def opened(location: str | None, *, is_made: bool = False) -> Iterator[Store]:
    """Open the store that is meant, and close it at the end.

    Args:
        location: Where it is; None leaves that to the settings.
        is_made: Make the store where there is none, in place of saying so.

    Raises:
        typer.Exit: there is no store, which is said.
    """
    settings = settings_with(store=location)
    is_folder = settings.store != IN_MEMORY and not is_remote(settings.store)
    if not is_made and is_folder and not Path(settings.store).exists():
        complain(
            f"There is no store at {settings.store}. Load a review into one with"
            f" `cmo-graph load DIR --store {settings.store}`."
        )
        raise typer.Exit(1)
    store = open_store(
        settings.store,
        base=settings.base,
        versions_kept=settings.versions_kept,
        durability=settings.durability,
        access=settings.remote_access,
    )
    try:
        yield store
    finally:
        store.close()


def repository_of(store: Store) -> Repository:
    """Return the things of the store's current version."""
    return Repository(store.current(), store.base)


def complain(message: str) -> None:
    """Write a message to standard error."""
    typer.echo(message, err=True)


def answer_json(value: object) -> None:
    """Write a value as indented JSON to standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def tell_problems(problems: Iterable[Problem]) -> None:
    """Write problems to standard error, one a line."""
    for problem in problems:
        complain(problem.as_text())


@contextmanager
def progress(title: str, *, total: int | None = None) -> Iterator["Progress"]:
    """Show a bar on standard error while something long goes on; nothing when it is no terminal."""
    # Only commands that take long show how far they are.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        bar.add_task(title, total=total)
        yield bar
