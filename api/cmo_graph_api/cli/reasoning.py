"""Commands that reason: this module has `support`, `pathways`, `what-if`, `for-whom` and `gaps`.

They ask the same questions as /v1 and, with --json, give the same answers.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, TypeVar

import typer
from pydantic import BaseModel, JsonValue, ValidationError

from cmo_graph.model.codes import EvidenceBasis, Level, Polarity, ReadVia
from cmo_graph.questions.answers import Answer, as_json
from cmo_graph.questions.circumstances import CircumstancesQuestion, ask_for_whom
from cmo_graph.questions.gaps import GapsQuestion, ask_gaps
from cmo_graph.questions.pathways import PathwayQuestion, ask_pathways
from cmo_graph.questions.scenario_runs import ScenarioQuestion, Setting, Show
from cmo_graph.questions.scenarios import ask_what_if
from cmo_graph.questions.shelves import Shelves
from cmo_graph.questions.support import SupportQuestion, ask_support
from cmo_graph.repository import Repository
from cmo_graph.repository.things import CLAIM_KINDS
from cmo_graph.store.protocol import Store
from cmo_graph.support.filters import IndependentOf, Unjudged
from cmo_graph.theory.strategies import Assume, Change
from cmo_graph_api.cli import findings
from cmo_graph_api.cli.overviews import overviews_of
from cmo_graph_api.cli.terminal import (
    JsonOption,
    StoreOption,
    answer_json,
    complain,
    opened,
    repository_of,
)

QuestionT = TypeVar("QuestionT", bound=BaseModel)

Basis = Annotated[
    list[EvidenceBasis] | None, typer.Option(help="Count only lines on this basis; repeatable.")
]
Via = Annotated[
    list[ReadVia] | None, typer.Option("--read-via", help="Count only lines read this way.")
]
Rigour = Annotated[
    Level | None, typer.Option("--min-rigour", help="Count only lines of at least this rigour.")
]
Independent = Annotated[
    IndependentOf | None, typer.Option("--independent-of", help="Count only studies without them.")
]
UnjudgedOption = Annotated[
    Unjudged, typer.Option(help="What happens where nobody judged what a filter asks.")
]
Reviews = Annotated[
    list[str] | None, typer.Option("--review", help="Only what this review says; repeatable.")
]
Theory = Annotated[str | None, typer.Option(help="Key of a programme theory, or of a version.")]


def support(
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="Key such as sos.effect-on-care.")],
    store: StoreOption = None,
    basis: Basis = None,
    read_via: Via = None,
    min_rigour: Rigour = None,
    independent_of: Independent = None,
    unjudged: UnjudgedOption = Unjudged.LEAVE_OUT,
    review: Reviews = None,
    opinion: Annotated[
        bool, typer.Option("--opinion", help="Add belief, disbelief and uncertainty.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Say what supports a claim, and what speaks against it."""
    question = _question(
        SupportQuestion,
        basis=basis,
        read_via=read_via,
        min_rigour=min_rigour,
        independent_of=independent_of,
        unjudged=unjudged,
        review=review,
        opinion=opinion,
    )
    with _asked(store) as (repository, _):
        told = ask_support(claim, question, repository=repository)
    _tell(told, findings.tell_support, json=json)


def pathways(
    start: Annotated[str, typer.Argument(metavar="FROM", help="Key of a concept.")],
    end: Annotated[str, typer.Argument(metavar="TO", help="Key of a concept.")],
    store: StoreOption = None,
    max_steps: Annotated[int, typer.Option(help="Most steps; 8 at most.")] = 4,
    k: Annotated[int, typer.Option("-k", help="Most pathways.")] = 5,
    via: Annotated[list[str] | None, typer.Option(help="Concept to pass; repeatable.")] = None,
    avoid: Annotated[list[str] | None, typer.Option(help="Concept not to pass.")] = None,
    sign: Annotated[Polarity | None, typer.Option(help="The sign of the whole.")] = None,
    context: Annotated[str | None, typer.Option(help="Where every step may hold.")] = None,
    basis: Basis = None,
    min_rigour: Rigour = None,
    independent_of: Independent = None,
    review: Reviews = None,
    theory: Theory = None,
    json: JsonOption = False,
) -> None:
    """Say how one concept leads to another, and what each step rests on."""
    question = _question(
        PathwayQuestion,
        **{"from": start},
        to=end,
        max_steps=max_steps,
        k=k,
        via=via,
        avoid=avoid,
        sign=sign,
        context=context,
        basis=basis,
        min_rigour=min_rigour,
        independent_of=independent_of,
        review=review,
        theory=theory,
    )
    _ask(ask_pathways, question, findings.tell_pathways, store=store, json=json)


def what_if(
    present: Annotated[list[str] | None, typer.Option(help="Concept that holds.")] = None,
    absent: Annotated[list[str] | None, typer.Option(help="Concept that does not hold.")] = None,
    on: Annotated[list[str] | None, typer.Option(help="Intervention that is on.")] = None,
    off: Annotated[list[str] | None, typer.Option(help="Intervention that is off.")] = None,
    switched: Annotated[
        str | None, typer.Option(help="Concept switched last: compare with before that.")
    ] = None,
    was: Annotated[
        Setting, typer.Option(help="What was said of the switched concept before.")
    ] = Setting.UNKNOWN,
    store: StoreOption = None,
    theory: Theory = None,
    show: Annotated[Show, typer.Option(help="`all` tells what stays unknown too.")] = Show.SETTLED,
    json: JsonOption = False,
) -> None:
    """Say what follows from a scenario by the theory's own logic, and why; options repeat."""
    question = _question(
        ScenarioQuestion,
        present=present,
        absent=absent,
        on=on,
        off=off,
        switched=switched,
        was=was,
        theory=theory,
        show=show,
    )
    _ask(ask_what_if, question, findings.tell_scenario, store=store, json=json)


def for_whom(
    outcome: Annotated[str, typer.Argument(metavar="OUTCOME", help="Key of a concept.")],
    store: StoreOption = None,
    change: Annotated[Change, typer.Option(help="Produced, or pushed down.")] = Change.RAISED,
    assume: Annotated[
        Assume, typer.Option(help="What may be assumed: what nothing produces, or any premise.")
    ] = Assume.UNPRODUCED,
    k: Annotated[int, typer.Option("-k", help="Most sets.")] = 20,
    theory: Theory = None,
    json: JsonOption = False,
) -> None:
    """Say in what circumstances an outcome comes about."""
    question = _question(
        CircumstancesQuestion, outcome=outcome, change=change, assume=assume, k=k, theory=theory
    )
    _ask(ask_for_whom, question, findings.tell_circumstances, store=store, json=json)


def gaps(
    store: StoreOption = None,
    review: Reviews = None,
    theory: Theory = None,
    basis: Basis = None,
    independent_of: Independent = None,
    limit: Annotated[int, typer.Option(help="Most entries of each list.")] = 20,
    json: JsonOption = False,
) -> None:
    """Say where the synthesis is thin or torn."""
    question = _question(
        GapsQuestion,
        review=review,
        theory=theory,
        basis=basis,
        independent_of=independent_of,
        limit=limit,
    )
    _ask(ask_gaps, question, findings.tell_gaps, store=store, json=json)


def _question(model: type[QuestionT], **given: Any) -> QuestionT:
    """Return a question from the options that were given.

    Raises:
        typer.BadParameter: a value is not acceptable; the message names the option and the limit.
    """
    options = {name: value for name, value in given.items() if value is not None}
    try:
        return model(**options)
    except ValidationError as error:
        fault = error.errors()[0]
        name = str(fault["loc"][0]).replace("_", "-")
        raise typer.BadParameter(f"--{name}: {fault['msg']}.") from error


@contextmanager
def _asked(location: str | None) -> Iterator[tuple[Repository, Shelves]]:
    """Open the store that is meant and read its newest version, with what is kept beside it.

    Raises:
        typer.Exit: there are no claims in it, which is said.
    """
    with opened(location) as store:
        if not _has_claims(store):
            complain(
                f"The store {store.location} holds no claims to ask about. Load a review with"
                f" `cmo-graph load DIR --store {store.location}`; `cmo-graph serve` puts the Signs"
                " of Safety synthesis into an empty one."
            )
            raise typer.Exit(1)
        yield repository_of(store), Shelves(overviews=overviews_of(store))


def _has_claims(store: Store) -> bool:
    counts = store.current().catalogue.counts()
    return any(counts.get(kind, 0) for kind in CLAIM_KINDS)


def _ask(
    ask: Callable[..., Answer],
    question: BaseModel,
    tell: findings.Tell,
    *,
    store: str | None,
    json: bool,
) -> None:
    with _asked(store) as (repository, shelves):
        answer = ask(question, repository=repository, shelves=shelves)
        told = as_json(answer, repository=repository)
    _tell(told, tell, json=json)


def _tell(told: dict[str, JsonValue], tell: findings.Tell, *, json: bool) -> None:
    if json:
        answer_json(told)
    else:
        findings.show(tell, told)


commands: tuple[Callable[..., None], ...] = (support, pathways, what_if, for_whom, gaps)
