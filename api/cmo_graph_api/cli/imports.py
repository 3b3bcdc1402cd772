"""The command that brings in what reviewers have: this module has `import`.

What it can read is the table `cmo_graph.interchange.importers.IMPORT_KINDS`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from json import dumps
from pathlib import Path
from typing import Annotated

import typer

import cmo_graph
from cmo_graph.interchange.beginning import begun
from cmo_graph.interchange.containers import LARGEST_GIVEN
from cmo_graph.interchange.importers import IMPORT_KINDS, Plan, read_files
from cmo_graph.interchange.importing import Context, GivenFile
from cmo_graph.interchange.targets import (
    Folder,
    Nowhere,
    Stored,
    Target,
    plan_texts,
    write_texts,
)
from cmo_graph.iri import is_local
from cmo_graph.model import Review
from cmo_graph.questions.derived import refresh_derived
from cmo_graph.validation.problems import Problem
from cmo_graph.validation.sarif import as_sarif
from cmo_graph_api.cli.overviews import overviews_of
from cmo_graph_api.cli.terminal import (
    JsonOption,
    answer_json,
    complain,
    named_answer,
    opened,
    settings_with,
)

#: Problems of one code that are told one by one; of the rest the number is told.
MOST_TOLD = 20
#: Most files of a folder that is given in place of a file.
MOST_FILES = 100


def import_(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=f"{', '.join(IMPORT_KINDS)}.")],
    places: Annotated[
        list[Path], typer.Argument(metavar="FILE...", exists=True, help="Files to read.")
    ],
    review: Annotated[
        str, typer.Option(metavar="ID", help="The review; can be left out with --into.")
    ] = "",
    into: Annotated[
        Path | None, typer.Option(metavar="DIR", file_okay=False, help="The review's folder.")
    ] = None,
    store: Annotated[
        str | None, typer.Option(help="The store that has the review, in place of --into.")
    ] = None,
    title: Annotated[
        str, typer.Option(metavar="WORDS", help="Begin the review, with this title.")
    ] = "",
    mapping: Annotated[
        str,
        typer.Option(
            metavar="FILE|NAME", help="What says how to read the others: a file, or a ready one."
        ),
    ] = "",
    guess: Annotated[
        bool, typer.Option("--guess", help="Propose a mapping for a table, and read nothing.")
    ] = False,
    option: Annotated[
        list[str] | None, typer.Option(metavar="NAME=ANSWER", help="An option of the kind.")
    ] = None,
    coder: Annotated[str, typer.Option(metavar="ID", help="Agent who coded what is read.")] = "",
    texts: Annotated[
        Path | None,
        typer.Option(metavar="DIR", file_okay=False, help="Folder for texts that come along."),
    ] = None,
    returned: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            dir_okay=False,
            help="With --write: where a workbook goes with its new ids, instead of its own place.",
        ),
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Do it; else it is only shown.")] = False,
    drop_comments: Annotated[
        bool, typer.Option("--drop-comments", help="Rewrite files whose comments are lost by it.")
    ] = False,
    json: JsonOption = False,
    sarif: Annotated[
        Path | None, typer.Option(dir_okay=False, help="File for the problems, as SARIF.")
    ] = None,
    annotate: Annotated[
        Path | None,
        typer.Option("--annotated", dir_okay=False, help="File for the workbook, problems marked."),
    ] = None,
) -> None:
    """Read files that reviewers have into a review; nothing is written without --write.

    Shows what was understood, what is doubtful and what would change. With an error the exit code
    is 1, and nothing is written.
    """
    _check(kind, into=into, store=store, write=write)
    title = title.strip()
    if coder and not is_local(coder):
        raise typer.BadParameter(
            f"--coder {coder} is not an id: lower-case letters, digits, hyphens."
        )
    files = tuple(_given(places))
    if guess:
        _propose(kind, files)
        return
    given, ready = _mapping(kind, mapping)
    with _target(into, store, review, drop_comments, is_made=write and bool(title)) as target:
        context = Context(
            review=_review_of(target, review),
            base=settings_with().base,
            language=target.existing.language,
            existing=target.existing,
            coder=coder,
            mapping=given,
            options={**ready, **dict(named_answer(text) for text in option or ())},
        )
        imported = read_files(kind, files, context=context)
        if title:
            _check_is_new(target, context.review)
            imported = begun(imported, context=context, title=title)
        plan = target.plan(imported)
        if texts is not None:
            plan = plan.with_problems(plan_texts(texts, plan.imported.texts))
        written = _written(target, plan, texts) if write and plan.is_sound else ()
    if write and plan.is_sound:
        after = replace(context, existing=plan.after)
        written = (*written, *_give_back(kind, files, places[0], context=after, to=returned))
    _tell(plan, written, json=json, was_asked=write)
    _keep(plan, files, sarif=sarif, annotate=annotate)
    if not plan.is_sound:
        raise typer.Exit(1)


def _check(kind: str, *, into: Path | None, store: str | None, write: bool) -> None:
    if kind not in IMPORT_KINDS:
        raise typer.BadParameter(f"{kind} is not one of {', '.join(IMPORT_KINDS)}.")
    if into is not None and store is not None:
        raise typer.BadParameter("Give --into or --store, not both.")
    if write and into is None and store is None:
        raise typer.BadParameter("--write needs --into DIR or --store STORE.")


def _propose(kind: str, files: Sequence[GivenFile]) -> None:
    """Print the mapping that is proposed for tables, and nothing else on the standard output."""
    found = read_files(kind, files, context=Context(review="guess", options={"guess": "yes"}))
    _tell_problems(found.problems)
    for text in found.understood:
        typer.echo(text, nl=False)
    if not found.understood:
        raise typer.Exit(1)


def _mapping(kind: str, given: str) -> tuple[GivenFile | None, Mapping[str, str]]:
    """Return the file that is meant, or the option that names a ready mapping.

    Raises:
        typer.BadParameter: it is neither.
    """
    if not given:
        return None, {}
    if Path(given).is_file():
        return _file(Path(given)), {}
    ready = IMPORT_KINDS[kind].way().options.get("mapping", ())
    if given not in ready:
        named = f", nor one of {', '.join(ready)}" if ready else ""
        raise typer.BadParameter(f"{given} is no file that is there{named}.")
    return None, {"mapping": given}


@contextmanager
def _target(
    into: Path | None, store: str | None, review: str, drop_comments: bool, *, is_made: bool
) -> Iterator[Target]:
    if into is not None:
        yield Folder(into, base=settings_with().base, drop_comments=drop_comments)
    elif store is None:
        yield Nowhere()
    else:
        with opened(store, is_made=is_made) as source:
            yield _Deriving(source, review)


def _check_is_new(target: Target, review: str) -> None:
    if any(isinstance(one, Review) for one in target.existing.things):
        raise typer.BadParameter(f"--title begins a review, and {review} is there already.")


class _Deriving(Stored):
    """A review in a store, whose derived graphs are renewed after a write."""

    def write(self, plan: Plan) -> tuple[str, ...]:
        """Write, and renew what follows from it."""
        written = super().write(plan)
        refresh_derived(self.store, overviews=overviews_of(self.store))
        return written


def _review_of(target: Target, given: str) -> str:
    """Return the id of the review that is meant.

    Raises:
        typer.BadParameter: none is given, or it is not the one that is there.
    """
    found = next((one.key for one in target.existing.things if isinstance(one, Review)), "")
    if given and found and given != found:
        raise typer.BadParameter(f"The review there is {found}, and --review says {given}.")
    if not is_local(given or found):
        raise typer.BadParameter("--review ID says which review it becomes part of.")
    return given or found


def _given(places: Iterable[Path]) -> Iterator[GivenFile]:
    """Yield the files; of a folder, those directly in it."""
    for place in places:
        if place.is_dir():
            inside = sorted(path for path in place.iterdir() if path.is_file())
            if len(inside) > MOST_FILES:
                raise typer.BadParameter(f"{place} holds more than {MOST_FILES} files.")
            yield from (_file(path) for path in inside)
        else:
            yield _file(place)


def _file(path: Path) -> GivenFile:
    # One byte more than is read shows that a file is too large.
    with path.open("rb") as source:
        return GivenFile(path.name, source.read(LARGEST_GIVEN + 1))


def _written(target: Target, plan: Plan, texts: Path | None) -> tuple[str, ...]:
    kept = write_texts(texts, plan.imported.texts) if texts is not None else ()
    return (*target.write(plan), *kept)


def _give_back(
    kind: str, files: Sequence[GivenFile], place: Path, *, context: Context, to: Path | None
) -> Sequence[str]:
    """Put a file that its authors go on working in where it belongs; return its name."""
    made = IMPORT_KINDS[kind].way().returned
    if made is None:
        return ()
    [file] = files
    own = place / file.name if place.is_dir() else place
    path = (to or own).resolve()
    content = made(file, context=context)
    if to is None and content == file.content:
        return ()
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.write_bytes(content)
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        complain(
            f"The review was written, but {path.name} could not be: {error.strerror}."
            " Close it where it is open, and import it once more."
        )
        raise typer.Exit(1) from None
    return (str(to or own),)


def _tell(plan: Plan, written: Sequence[str], *, json: bool, was_asked: bool) -> None:
    if json:
        answer_json({**plan.as_json(), "written": list(written)})
        return
    _tell_problems(plan.problems)
    for sentence in plan.imported.understood:
        typer.echo(sentence)
    typer.echo(_summary(plan, was_asked))
    for name in written:
        typer.echo(f"Written: {name}")


def _tell_problems(problems: Sequence[Problem]) -> None:
    told: Counter[str] = Counter()
    for problem in problems:
        told[problem.code] += 1
        if told[problem.code] <= MOST_TOLD:
            complain(problem.as_text())
    for code, number in told.items():
        if number > MOST_TOLD:
            complain(f"… and {number - MOST_TOLD} more of {code}; --json tells all.")


def _summary(plan: Plan, was_asked: bool) -> str:
    if not plan.is_sound:
        return "Nothing is written while there is an error."
    added = Counter(change.kind for change in plan.changes if not change.fields)
    changed = Counter(change.kind for change in plan.changes if change.fields)
    told = [f"{number} {kind} added" for kind, number in added.items()]
    told += [f"{number} {kind} changed" for kind, number in changed.items()]
    lead = "" if was_asked else "With --write: "
    return f"{lead}{', '.join(told) or 'nothing changes'}."


def _keep(
    plan: Plan, files: Sequence[GivenFile], *, sarif: Path | None, annotate: Path | None
) -> None:
    """Write the problems to the files that were asked for."""
    if sarif is not None:
        log = as_sarif(plan.problems, version=cmo_graph.__version__)
        sarif.write_text(f"{dumps(log, ensure_ascii=False, indent=2)}\n", encoding="utf-8")
    if annotate is not None:
        # What writes workbooks takes a quarter of a second to import; only this branch needs it.
        from cmo_graph.interchange.annotating import annotated

        book = next((file for file in files if file.name.lower().endswith(".xlsx")), None)
        annotate.write_bytes(annotated(book, plan.problems))


commands: tuple[Callable[..., None], ...] = (import_,)
