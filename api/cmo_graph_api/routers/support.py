"""Evidential support over HTTP: this module has one claim's support, and that of many at once."""

from typing import Annotated, Any, cast

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field, JsonValue

from cmo_graph.errors import NotFound
from cmo_graph.questions.answers import Answer, labelled
from cmo_graph.questions.support import (
    BatchQuestion,
    SupportAnswer,
    SupportQuestion,
    ask_support,
    support_method,
    supports_or_errors,
)
from cmo_graph_api.addresses import asked_from_root
from cmo_graph_api.dependencies import RepositoryDep
from cmo_graph_api.problems import Problem, as_problem, documented
from cmo_graph_api.routers.reasoned import tell_json, tell_posted
from cmo_graph_api.routers.things import other_syntaxes

router = APIRouter(prefix="/v1", tags=["support"])

#: A claim in a path: its key. An IRI goes there percent-encoded.
ClaimName = Annotated[
    str,
    Path(
        max_length=2000,
        description="Key of a configuration, link or moderation.",
        examples=["sos.effect-on-care"],
    ),
]

STATUS_RULES = (
    "One independent study counts once; lines that do not count are listed with the reason. The"
    " statuses, the filters, the clusters of studies that share data and what gives way to what are"
    " rules of ours; docs/support.md names the source of the others."
)


class BatchItem(BaseModel):
    """One claim of a batch, as it was named: its support, or the problem with it."""

    asked: str = Field(description="The key or IRI as it was given.")
    support: dict[str, Any] | None = Field(
        default=None, description="As /v1/claims/{key}/support tells it, without the envelope."
    )
    problem: Problem | None = Field(default=None, description="Why there is no support.")


class BatchAnswer(Answer):
    """The support of several claims, in the order given."""

    items: list[BatchItem]


@router.get(
    "/claims/{key}/support",
    operation_id="read_support",
    summary="What supports a claim, and what speaks against it",
    description=f"Status, answer, tallies and every line behind them. {STATUS_RULES}",
    response_model=SupportAnswer,
    responses={**other_syntaxes(), **documented(404, 406, 422)},
)
def read_support(
    request: Request,
    repository: RepositoryDep,
    key: ClaimName,
    question: Annotated[SupportQuestion, Query()],
) -> Response:
    """Return the support of one claim."""

    def ask() -> dict[str, JsonValue]:
        return ask_support(key, question, repository=repository)

    return tell_json(request, ask, repository=repository)


@router.post(
    "/support:batch",
    operation_id="read_supports",
    summary="The support of up to 200 claims",
    description="One item for each claim, in the order given; a claim that is not there has a"
    f" problem in its place. {STATUS_RULES}",
    response_model=BatchAnswer,
    responses=documented(404, 413, 422),
)
def read_supports(request: Request, repository: RepositoryDep, question: BatchQuestion) -> Response:
    """Return the support of several claims."""
    method = question.method()
    found = supports_or_errors(
        repository,
        question.claims,
        filters=question.as_filters(repository),
        opinion=method,
    )
    items: list[JsonValue] = []
    for asked, examined in zip(question.claims, found, strict=True):
        if isinstance(examined, NotFound):
            problem = as_problem(examined, instance=asked_from_root(request))
            items.append({"asked": asked, "problem": cast(JsonValue, problem)})
        else:
            items.append({"asked": asked, "support": examined.as_json()})
    answer: dict[str, JsonValue] = {
        "dataset": {"version": repository.snapshot.version.digest},
        "method": support_method(method).model_dump(mode="json"),
        "query": question.echo(),
        "labels": cast(JsonValue, labelled(repository, items)),
        "items": items,
    }
    return tell_posted(answer, repository=repository)
