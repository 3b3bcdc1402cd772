"""The command that gives a review out in the forms other programs read: this module has `export`.

What it can make is the table `cmo_graph.interchange.exporters.EXPORT_KINDS`.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from cmo_graph.anchoring import Profile
from cmo_graph.errors import NotFound
from cmo_graph.interchange.authoring import Reading, read_review
from cmo_graph.interchange.citing import whole_bibliography
from cmo_graph.interchange.exporters import EXPORT_KINDS, export_review
from cmo_graph.interchange.exporting import Exported, ExportRequest, MadeFile
from cmo_graph.interchange.loading import read_stored
from cmo_graph.interchange.quotations import read_quotations
from cmo_graph.interchange.texts import read_texts
from cmo_graph.model import Report
from cmo_graph.validation.problems import has_errors
from cmo_graph_api.cli.terminal import (
    JsonOption,
    answer_json,
    complain,
    named_answer,
    opened,
    settings_with,
    tell_problems,
)


def export(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=f"{', '.join(EXPORT_KINDS)}.")],
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[REVIEW_DIR]", exists=True, file_okay=False, help="A review."),
    ] = None,
    review: Annotated[str, typer.Option(metavar="ID", help="The review, with --store.")] = "",
    store: Annotated[
        str | None, typer.Option(help="The store that has the review, in place of REVIEW_DIR.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="File to write; a folder when there are several."),
    ] = None,
    profile: Annotated[
        Profile, typer.Option(help="How many of the sources' words go out.")
    ] = Profile.QUOTE,
    texts: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="Folder of the reports' texts."),
    ] = None,
    option: Annotated[
        list[str] | None, typer.Option(metavar="NAME=ANSWER", help="An option of the kind.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Make of a review a file that other programs read; what it cannot hold is told.

    Without --out a text goes to standard output.
    """
    if kind not in EXPORT_KINDS:
        raise typer.BadParameter(f"{kind} is not one of {', '.join(EXPORT_KINDS)}.")
    if json and out is None:
        raise typer.BadParameter("--json needs --out PATH, where the file goes.")
    settings = settings_with(texts=texts)
    reading = _reading(folder, store, review)
    reports = [thing for thing in reading.things if isinstance(thing, Report)]
    request = ExportRequest(
        base=settings.base,
        options=dict(named_answer(text) for text in option or ()),
        profile=profile,
        texts=_texts(reports, settings.texts),
        bibliography=whole_bibliography(folder) if folder else (),
    )
    made = export_review(kind, reading, request=request)
    for sentence in made.told:
        complain(sentence)
    written = _written(made, out, is_shown=not json)
    if json:
        answer_json({"written": written, "told": list(made.told)})


def _reading(folder: Path | None, store: str | None, review: str) -> Reading:
    """Return the review that is meant, whole.

    Raises:
        typer.BadParameter: it is not clear which.
        typer.Exit: the review has errors, which are told.
    """
    if (folder is None) == (store is None):
        raise typer.BadParameter("Give REVIEW_DIR, or --store STORE and --review ID.")
    if folder is not None:
        reading = read_review(folder, base=settings_with().base)
    elif not review:
        raise typer.BadParameter("--review ID says which review of the store is meant.")
    else:
        with opened(store) as source:
            reading = read_stored(source, review)
        if not reading.things and not reading.problems:
            raise NotFound("reviews", review)
    if has_errors(reading.problems):
        tell_problems(reading.problems)
        raise typer.Exit(1)
    return reading


def _texts(reports: list[Report], folder: Path | None) -> dict[str, str]:
    return {**read_texts(reports, folder), **read_quotations(folder)} if folder else {}


def _written(made: Exported, out: Path | None, *, is_shown: bool) -> list[str]:
    """Put the files where they were wanted, and return where that is."""
    if out is None:
        _show(made.files)
        return []
    is_folder = len(made.files) > 1 or out.is_dir()
    if is_folder:
        out.mkdir(parents=True, exist_ok=True)
    paths = [(out / file.name if is_folder else out, file.content) for file in made.files]
    for path, content in paths:
        path.write_bytes(content)
        if is_shown:
            typer.echo(f"Written: {path}")
    return [str(path) for path, _ in paths]


def _show(files: Sequence[MadeFile]) -> None:
    """Write the one file to standard output.

    Raises:
        typer.BadParameter: there are several, or it is no text and would go to a terminal.
    """
    if len(files) > 1 or (b"\0" in files[0].content and sys.stdout.isatty()):
        raise typer.BadParameter("Say where it goes: --out PATH.")
    sys.stdout.buffer.write(files[0].content)
    sys.stdout.buffer.flush()


commands: tuple[Callable[..., None], ...] = (export,)
