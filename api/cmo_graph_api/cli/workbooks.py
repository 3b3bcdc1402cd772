"""The command that begins a workbook: this module has `template`."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from cmo_graph.interchange.authoring import DEFAULT_LANGUAGE
from cmo_graph.interchange.values import is_language
from cmo_graph.interchange.workbook import exporter


def template(
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx", dir_okay=False, help="The file.")],
    language: Annotated[
        str, typer.Option(help="Language of what will be written.")
    ] = DEFAULT_LANGUAGE,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write an empty workbook with dropdowns and help, for a review that begins."""
    if not is_language(language):
        raise typer.BadParameter(f"{language} is not a language tag such as en, nl or pt-br.")
    if out.exists() and not force:
        raise typer.BadParameter(f"{out} is there already; --force replaces it.")
    out.write_bytes(exporter.template(language=language.lower()))
    typer.echo(f"Written: {out}")


commands: tuple[Callable[..., None], ...] = (template,)
