"""Commands on a review's files, without a store: this module has `validate` and `fmt`."""

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated

import typer

from cmo_graph.anchoring import check_passages
from cmo_graph.interchange.authoring import Reading, read_review
from cmo_graph.interchange.formatting import check_format, format_folder
from cmo_graph.interchange.texts import read_texts
from cmo_graph.iri import key_of
from cmo_graph.model import Report
from cmo_graph.model.codes import PassageCheck
from cmo_graph.validation.problems import Problem, Severity, has_errors, in_order
from cmo_graph_api.cli.terminal import (
    JsonOption,
    answer_json,
    complain,
    settings_with,
    tell_problems,
)

#: Checks after which a passage is not where it is said to be.
_NOT_FOUND = frozenset({PassageCheck.FOR_REVIEW, PassageCheck.AMBIGUOUS, PassageCheck.NOT_LOCATED})

Places = Annotated[
    list[Path], typer.Argument(metavar="DIR|FILE...", exists=True, help="Reviews or RDF files.")
]


def validate(
    places: Places,
    texts: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="Folder of the reports' texts."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Check reviews: every problem at once, with its place; exit code 1 when one is an error.

    With --texts every passage is looked up in its report's text.
    """
    settings = settings_with(texts=texts)
    problems: list[Problem] = []
    checks: Counter[str] = Counter()
    for place in places:
        reading = _read(place)
        problems += reading.problems
        found, located = _check_passages(reading, settings.texts)
        problems += found
        checks += located
    ordered = in_order(problems)
    if json:
        answer_json(
            {"problems": [problem.as_json() for problem in ordered], "passages": dict(checks)}
        )
    else:
        tell_problems(ordered)
        typer.echo(_summary(ordered, checks))
    if has_errors(ordered):
        raise typer.Exit(1)


def _read(place: Path) -> Reading:
    base = settings_with().base
    if place.is_dir():
        return read_review(place, base=base)
    # The SHACL engine takes half a second to import; only this branch needs it.
    from cmo_graph.interchange.rdf_files import read_rdf

    return read_rdf(place, base=base)


def _check_passages(reading: Reading, texts: Path | None) -> tuple[list[Problem], Counter[str]]:
    reports = [thing for thing in reading.things if isinstance(thing, Report)]
    located = check_passages(reading.things, read_texts(reports, texts) if texts else {})
    checks = Counter(str(location.check.value) for location in located.values())
    problems = [
        Problem(
            code=f"passage-{location.check.value.replace('_', '-')}",
            message=f"The passage {key_of(iri)} is not where it is said to be.",
            file=reading.files.get(iri, ""),
            value=key_of(iri),
        )
        for iri, location in located.items()
        if location.check in _NOT_FOUND
    ]
    return problems, checks


def _summary(problems: Iterable[Problem], checks: Counter[str]) -> str:
    severities = Counter(problem.severity for problem in problems)
    errors, warnings = severities[Severity.ERROR], severities[Severity.WARNING]
    counts = ", ".join(f"{count} {check}" for check, count in sorted(checks.items())) or "none"
    return f"{errors} errors, {warnings} warnings. Passages: {counts}."


def fmt(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR...", exists=True, file_okay=False)],
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit code 1 when it would.")
    ] = False,
    drop_comments: Annotated[
        bool, typer.Option("--drop-comments", help="Rewrite files whose comments are lost by it.")
    ] = False,
) -> None:
    """Write reviews in their canonical form; a review with errors is left as it is."""
    failed = False
    for folder in folders:
        rewrite = check_format if check else format_folder
        outcome = rewrite(folder, drop_comments=drop_comments)
        tell_problems(outcome.problems)
        for name in outcome.changed:
            typer.echo(f"{folder / name}")
        if check and outcome.changed:
            complain(f"{folder} is not in canonical form.")
        failed |= has_errors(outcome.problems) or (check and bool(outcome.changed))
    if failed:
        raise typer.Exit(1)


commands: tuple[Callable[..., None], ...] = (validate, fmt)
