"""What a person may want to decide: this module has `suggest merges`."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cmo_graph.consolidation import Decision, Suggestion, Verdict, last_words, suggest_merges
from cmo_graph.consolidation.decisions import with_decision
from cmo_graph.consolidation.suggesting import LEAST
from cmo_graph.interchange.authoring import Reading, read_review
from cmo_graph.interchange.decisions import add_decisions, read_decisions
from cmo_graph.interchange.notes import Notes, nearest
from cmo_graph.interchange.writing import plan_writing, write_review
from cmo_graph.iri import IRI, Base
from cmo_graph.model import Agent, Concept, Review, Thing
from cmo_graph.validation.problems import Problem, has_errors
from cmo_graph.validation.review import check_review
from cmo_graph_api.cli.terminal import (
    JsonOption,
    answer_json,
    settings_with,
    tell_problems,
)

app = typer.Typer(
    name="suggest", help="Find what a person may want to decide.", no_args_is_help=True
)
Pairs = Annotated[list[str] | None, typer.Option(metavar="ID,ID", help="Two concepts.")]


@app.command()
def merges(
    folder: Annotated[
        Path, typer.Argument(metavar="REVIEW_DIR", exists=True, file_okay=False, help="A review.")
    ],
    least: Annotated[
        float, typer.Option(min=0.1, max=1.0, help="Likeness from which a pair is shown.")
    ] = LEAST,
    most: Annotated[int, typer.Option(min=1, help="Most pairs that are shown.")] = 50,
    same: Pairs = None,
    close: Pairs = None,
    opposite: Pairs = None,
    different: Pairs = None,
    by: Annotated[str, typer.Option(metavar="AGENT", help="Who decided.")] = "",
    note: Annotated[str, typer.Option(help="Why, in a few words.")] = "",
    drop_comments: Annotated[
        bool, typer.Option("--drop-comments", help="Rewrite files whose comments are lost by it.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Show concepts that may be one, or record what was decided about pairs of them.

    Without a decision nothing is written. A decision (--same, --close, --opposite, --different,
    each as often as needed) is recorded with its date and --by, and that pair is never asked
    again. No concept is merged with another.
    """
    base = settings_with().base
    reading = read_review(folder, base=base)
    notes = Notes()
    decisions = read_decisions(folder, notes, base=base)
    tell_problems([*(reading.problems if has_errors(reading.problems) else ()), *notes.problems])
    if has_errors(reading.problems):
        raise typer.Exit(1)
    asked = {
        Verdict.SAME: same,
        Verdict.CLOSE: close,
        Verdict.OPPOSITE: opposite,
        Verdict.DIFFERENT: different,
    }
    if any(asked.values()):
        author = _found(reading.things, Agent, by, base, option="--by")
        today = datetime.now(UTC).date()
        new = [
            Decision(first=one, second=two, verdict=which, author=author, decided=today, note=note)
            for which, pairs in asked.items()
            for one, two in _pairs(pairs or (), reading.things, base)
        ]
        _record(folder, reading, new, base=base, drop_comments=drop_comments)
        return
    concepts = [thing for thing in reading.things if isinstance(thing, Concept)]
    found = suggest_merges(concepts, decided=last_words(decisions).keys(), least=least)
    if json:
        answer_json({"suggestions": [_as_json(one) for one in found[:most]], "total": len(found)})
        return
    for one in found[:most]:
        typer.echo("\n".join(_lines(one)))
    typer.echo(f"{min(most, len(found))} of {len(found)} pairs. Nothing was changed.")


def _pairs(
    pairs: Iterable[str], things: tuple[Thing, ...], base: Base
) -> Iterator[tuple[IRI, IRI]]:
    for pair in pairs:
        one, _, two = pair.partition(",")
        if not one or not two:
            raise typer.BadParameter(f"{pair} is no pair; write two ids as trust,confidence.")
        first, second = (_found(things, Concept, name, base) for name in (one, two))
        if first == second:
            raise typer.BadParameter(f"{one} and {two} are one concept; give two.")
        yield first, second


def _found(
    things: tuple[Thing, ...], kind: type[Thing], name: str, base: Base, *, option: str = ""
) -> IRI:
    """Return the IRI of a thing that was named by its id or its key.

    Raises:
        typer.BadParameter: there is none.
    """
    if not name:
        raise typer.BadParameter(f"Say who decided: {option} AGENT, an agent of the review.")
    review = next(thing.key for thing in things if isinstance(thing, Review))
    keys = {thing.key for thing in things if isinstance(thing, kind)}
    key = name if name in keys else f"{review}.{name}"
    if key not in keys:
        hint = nearest(key, keys)
        raise typer.BadParameter(f"{name} is not one of the review's {kind.kind_name}. {hint}")
    return base.mint(kind.kind_name, key)


def _record(
    folder: Path, reading: Reading, new: list[Decision], *, base: Base, drop_comments: bool
) -> None:
    things = reading.things
    for decision in new:
        things = with_decision(things, decision)
    after = replace(reading, things=things)
    problems = [*_brought_about(reading.things, things)]
    if not has_errors(problems):
        planned = plan_writing(folder, after, before=reading, drop_comments=drop_comments)
        problems += planned.problems
    if has_errors(problems):
        tell_problems(problems)
        raise typer.Exit(1)
    write_review(folder, after, before=reading, drop_comments=drop_comments)
    add_decisions(folder, new, things=things, base=base)
    typer.echo(f"Recorded {len(new)} decision{'s' if len(new) != 1 else ''}. Nothing was merged.")


def _brought_about(before: tuple[Thing, ...], after: tuple[Thing, ...]) -> Iterator[Problem]:
    """Yield the problems that a review would have and does not have yet."""
    known = set(check_review(before, is_whole=True))
    yield from (
        flaw.as_problem() for flaw in check_review(after, is_whole=True) if flaw not in known
    )


def _as_json(one: Suggestion) -> dict[str, object]:
    return {
        "first": str(one.first.id),
        "second": str(one.second.id),
        "may_be": one.verdict.value,
        "score": round(one.score, 4),
        "reasons": list(one.reasons),
    }


def _lines(one: Suggestion) -> Iterator[str]:
    ids = " ".join(concept.key.partition(".")[2] for concept in (one.first, one.second))
    yield f"{one.score:.2f} {one.verdict.value}? {ids}"
    yield from (f"     {reason}." for reason in one.reasons)
