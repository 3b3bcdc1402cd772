"""Passages and the texts they point into: this module has `anchor`."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from cmo_graph.anchoring import Following, Recheck, count_checks, follow_passages
from cmo_graph.interchange.authoring import read_review
from cmo_graph.interchange.notes import Notes
from cmo_graph.interchange.texts import read_documents
from cmo_graph.interchange.writing import Written, plan_writing, write_review
from cmo_graph.iri import key_of
from cmo_graph.model import Report
from cmo_graph.validation.problems import has_errors, in_order
from cmo_graph_api.cli.terminal import (
    JsonOption,
    answer_json,
    complain,
    settings_with,
    tell_problems,
)


def anchor(
    folder: Annotated[
        Path, typer.Argument(metavar="REVIEW_DIR", exists=True, file_okay=False, help="A review.")
    ],
    texts: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="Folder of the reports' texts."),
    ] = None,
    json: JsonOption = False,
    write: Annotated[
        bool, typer.Option("--write", help="Give passages that moved their new places.")
    ] = False,
    drop_comments: Annotated[
        bool, typer.Option("--drop-comments", help="Rewrite files whose comments are lost by it.")
    ] = False,
) -> None:
    """Look every passage of a review up in the texts at hand, and show what moved.

    Texts may be .txt, .html, .docx and, with an extra, .pdf. Nothing is written without --write.
    Exit code 1 when a person must look at a passage.
    """
    settings = settings_with(texts=texts)
    if settings.texts is None:
        raise typer.BadParameter("Name the folder of texts: --texts FOLDER.")
    reading = read_review(folder, base=settings.base)
    if has_errors(reading.problems):
        tell_problems(reading.problems)
        raise typer.Exit(1)
    notes = Notes()
    reports = [thing for thing in reading.things if isinstance(thing, Report)]
    following = follow_passages(reading.things, read_documents(reports, settings.texts, notes))
    after = replace(reading, things=following.things)
    put = write_review if write else plan_writing
    written = put(folder, after, before=reading, drop_comments=drop_comments)
    problems = in_order([*notes.problems, *written.problems])
    if json:
        told = [problem.as_json() for problem in problems]
        answer_json({**_facts(following, written, is_written=write), "problems": told})
    else:
        tell_problems(problems)
        _tell(following, written, is_written=write)
    if has_errors(problems) or any(one.needs_a_person for one in following.rechecks):
        raise typer.Exit(1)


def _facts(following: Following, written: Written, *, is_written: bool) -> dict[str, object]:
    checks = count_checks(one.location for one in following.rechecks)
    return {
        "passages": [_as_json(one) for one in following.rechecks],
        "checks": {check.value: count for check, count in checks.items()},
        "reports_left": [str(report.id) for report in following.left],
        "files": list(written.changed),
        "written": is_written and not written.problems,
    }


def _as_json(one: Recheck) -> dict[str, object]:
    was, now = one.passage.location, one.location
    facts: dict[str, object] = {
        "passage": str(one.passage.id),
        "check": now.check.value,
        "was": [was.start, was.end],
        "now": [now.start, now.end] if now.start is not None else None,
        "score": now.score,
        "reason": now.reason,
        "places": [list(place) for place in now.places],
    }
    return {name: value for name, value in facts.items() if value not in (None, "", [])}


def _tell(following: Following, written: Written, *, is_written: bool) -> None:
    for one in following.rechecks:
        for line in _lines(one):
            typer.echo(line)
    counts = count_checks(one.location for one in following.rechecks)
    told = ", ".join(f"{count} {check.value}" for check, count in counts.items() if count)
    moved = sum(one.has_moved and not one.needs_a_person for one in following.rechecks)
    typer.echo(f"Passages: {told or 'none'}; {moved} moved.")
    for report in following.left:
        complain(f"{report.key} stays as it is: a person must look at a passage of it first.")
    if written.changed and not written.problems:
        typer.echo(f"{'Wrote' if is_written else 'Would write'} {', '.join(written.changed)}.")


def _lines(one: Recheck) -> Iterator[str]:
    """Yield what there is to say of a passage that is not at its own place."""
    if not (one.has_moved or one.needs_a_person):
        return
    was, now = one.passage.location, one.location
    line = f"{key_of(one.passage.id)}: {now.check.value}, {was.start} to {was.end}"
    if now.start is not None:
        line += f", now {now.start} to {now.end}"
    if now.score is not None:
        line += f", likeness {now.score:.2f}"
    if now.places:
        line += f", in {len(now.places)} places"
    yield f"{line}{f': {now.reason}' if now.reason else ''}."


commands: tuple[Callable[..., None], ...] = (anchor,)
