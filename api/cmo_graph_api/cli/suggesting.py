"""What a person may want to decide: this module has `suggest`."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cmo_graph.anchoring import digest_of
from cmo_graph.candidates import (
    Candidate,
    Extraction,
    Lexicon,
    LexiconMalformed,
    Proposal,
    extract,
    own_lexicon,
    read_lexicon,
    suggest_statements,
)
from cmo_graph.candidates.chat import ChatExtractor
from cmo_graph.candidates.statements import LEAST as LEAST_CLASSES
from cmo_graph.consolidation import Decision, Suggestion, Verdict, last_words, suggest_merges
from cmo_graph.consolidation.decisions import with_decision
from cmo_graph.consolidation.suggesting import LEAST
from cmo_graph.interchange.authoring import Reading, read_review
from cmo_graph.interchange.decisions import add_decisions, read_decisions
from cmo_graph.interchange.documents import text_of
from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes, nearest
from cmo_graph.interchange.writing import plan_writing, write_review
from cmo_graph.iri import IRI, Base
from cmo_graph.model import Agent, Concept, Review, Thing
from cmo_graph.validation.problems import Problem, has_errors
from cmo_graph.validation.review import check_review
from cmo_graph_api.cli.terminal import (
    JsonOption,
    answer_json,
    complain,
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


@app.command()
def statements(
    document: Annotated[
        Path,
        typer.Argument(
            metavar="TEXT", exists=True, dir_okay=False, help=".txt, .html, .docx, .pdf."
        ),
    ],
    lexicon: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Cues in place of those of the package."),
    ] = None,
    least: Annotated[
        int, typer.Option(min=1, help="Classes of cues from which a sentence is shown.")
    ] = LEAST_CLASSES,
    extractor: Annotated[
        bool,
        typer.Option("--extractor", help="Send the text to the extractor of the settings."),
    ] = False,
    json: JsonOption = False,
) -> None:
    """Show sentences that may say that something brings something about, with their places.

    Whatever is shown is a candidate for a person to look at; nothing is written. Null findings are
    shown too.
    """
    notes = Notes()
    text = text_of(GivenFile(document.name, document.read_bytes()), notes)
    tell_problems(notes.problems)
    if text is None:
        raise typer.Exit(1)
    if extractor:
        _tell_extraction(extract(text, _extractor()), is_json=json)
        return
    found = suggest_statements(text, _lexicon(lexicon), least=least)
    if json:
        answer_json({"candidates": [_candidate(one) for one in found]})
        return
    for one in found:
        typer.echo(f"{one.start} to {one.end}: {', '.join(one.kinds)}")
        typer.echo(f"     {' '.join(one.words.split())}")
    typer.echo(f"{len(found)} candidates. Nothing was written.")


def _lexicon(path: Path | None) -> Lexicon:
    if path is None:
        return own_lexicon()
    try:
        return read_lexicon(path.read_text(encoding="utf-8"))
    except (LexiconMalformed, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{path}: {error}") from None


def _extractor() -> ChatExtractor:
    settings = settings_with()
    if not settings.extractor_url or not settings.extractor_model:
        raise typer.BadParameter("Set CMO_EXTRACTOR_URL and CMO_EXTRACTOR_MODEL to ask one.")
    return ChatExtractor(
        base_url=settings.extractor_url,
        model=settings.extractor_model,
        key=settings.extractor_key,
        timeout=settings.extractor_timeout,
    )


def _candidate(one: Candidate) -> dict[str, object]:
    return {
        "status": "candidate",
        "start": one.start,
        "end": one.end,
        "digest": one.digest,
        "words": one.words,
        "null_finding": one.is_null_finding,
        "negated": one.is_negated,
        "hedged": one.is_hedged,
        "cues": [
            {"kind": cue.kind, "words": cue.words, "start": cue.start, "end": cue.end}
            for cue in one.cues
        ],
    }


def _proposal(one: Proposal) -> dict[str, object]:
    return {
        "status": "candidate",
        "by": one.by,
        "check": one.location.check.value,
        "score": one.location.score,
        "start": one.location.start,
        "end": one.location.end,
        "digest": digest_of(one.words),
        "words": one.words,
        "cause": one.cause,
        "effect": one.effect,
    }


def _tell_extraction(found: Extraction, *, is_json: bool) -> None:
    if is_json:
        refused = [
            {"quotation": one.answer.quotation, "reason": one.reason} for one in found.refusals
        ]
        candidates = [_proposal(one) for one in found.proposals]
        answer_json(
            {"candidates": candidates, "refused": refused, "failures": list(found.failures)}
        )
    else:
        for one in found.proposals:
            where = f"{one.location.start} to {one.location.end}: {one.location.check.value}"
            typer.echo(f"{where}, proposed by {one.by}")
            typer.echo(f"     {' '.join(one.words.split())}")
        told = f"{len(found.proposals)} candidates, {len(found.refusals)} answers refused"
        typer.echo(f"{told}. Nothing was written.")
    for failure in found.failures:
        complain(failure)
    if found.failures:
        raise typer.Exit(1)
