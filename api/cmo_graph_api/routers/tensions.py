"""Gaps and tensions over HTTP: this module has gaps, contested claims, evidence map and EMMIE."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from cmo_graph.questions.answers import as_json, labelled
from cmo_graph.questions.emmie import EmmieAnswer, EmmieQuestion, ask_emmie, emmie_as_csv
from cmo_graph.questions.evidence_map import MapAnswer, MapQuestion, ask_evidence_map, map_as_csv
from cmo_graph.questions.gaps import (
    ContestedAnswer,
    GapsAnswer,
    GapsQuestion,
    ask_contested,
    ask_gaps,
)
from cmo_graph_api.answers import respond
from cmo_graph_api.dependencies import RepositoryDep, ShelvesDep
from cmo_graph_api.problems import documented
from cmo_graph_api.routers.reasoned import JSON, dumped, tell
from cmo_graph_api.routers.things import other_syntaxes

router = APIRouter(prefix="/v1", tags=["gaps and tensions"])

_CSV = "text/csv"
_Format = Literal["json", "csv"]


class MapParameters(MapQuestion):
    """The question, and in which syntax it is answered."""

    format: _Format | None = Field(default=None, description="Syntax; wins over Accept.")


class EmmieParameters(EmmieQuestion):
    """In which syntax it is answered."""

    format: _Format | None = Field(default=None, description="Syntax; wins over Accept.")


@router.get(
    "/gaps",
    operation_id="find_gaps",
    summary="Where a synthesis is thin or torn",
    description="Claims without evidence, theorised only, inconclusive, resting on one study,"
    " disputed, contested; rival explanations; contexts nobody examined; judgements that evidence"
    " has overtaken. What counts as a gap is ours, after evidence gap maps; rivals are RAMESES's,"
    " made computable.",
    response_model=GapsAnswer,
    responses={**other_syntaxes(), **documented(404, 406, 422, 503)},
)
def find_gaps(
    request: Request,
    repository: RepositoryDep,
    shelves: ShelvesDep,
    question: Annotated[GapsQuestion, Query()],
) -> Response:
    """Return the gaps and tensions."""
    return tell(
        request,
        lambda: ask_gaps(question, repository=repository, shelves=shelves),
        repository=repository,
    )


@router.get(
    "/contested",
    operation_id="list_contested",
    summary="Claims with independent studies on both sides",
    description="With the lines of each side and, where both declare it, the respect in which they"
    " never met (`context_split`, ours): what holds here and fails there is a finding.",
    response_model=ContestedAnswer,
    responses={**other_syntaxes(), **documented(404, 406, 422, 503)},
)
def list_contested(
    request: Request,
    repository: RepositoryDep,
    shelves: ShelvesDep,
    question: Annotated[GapsQuestion, Query()],
) -> Response:
    """Return the contested claims."""
    return tell(
        request,
        lambda: ask_contested(question, repository=repository, shelves=shelves),
        repository=repository,
    )


@router.get(
    "/evidence-map",
    operation_id="read_evidence_map",
    summary="What is theorised of what, and how it is evidenced",
    description="Rows and columns by any two roles. A cell is `not_theorised`, or has the status of"
    " its claims' lines taken together, with tallies (ours, after the Theory and Techniques Tool)."
    " Links take part where interventions are laid out against outcomes; `links` says so.",
    response_model=MapAnswer,
    responses={**other_syntaxes(_CSV), **documented(404, 406, 422, 503)},
)
def read_evidence_map(
    request: Request,
    repository: RepositoryDep,
    shelves: ShelvesDep,
    parameters: Annotated[MapParameters, Query()],
) -> Response:
    """Return the evidence map."""

    def build(media_type: str) -> str:
        found = ask_evidence_map(parameters, repository=repository, shelves=shelves)
        return (
            map_as_csv(found)
            if media_type == _CSV
            else dumped(as_json(found, repository=repository))
        )

    version = repository.snapshot.version.digest
    return respond(request, build, version=version, offered=[JSON, _CSV], wanted=parameters.format)


@router.get(
    "/reviews/{key}/emmie",
    operation_id="tell_emmie",
    summary="What a review says under each dimension of EMMIE",
    description="Effect, mechanism, moderator, implementation, economics (Johnson, Tilley and"
    " Bowers 2015). Nothing is computed: a quality stands there only where somebody gave it.",
    response_model=EmmieAnswer,
    responses={**other_syntaxes(_CSV), **documented(404, 406, 422)},
)
def read_emmie(
    request: Request,
    repository: RepositoryDep,
    key: Annotated[str, Path(max_length=2000, description="Key of a review.", examples=["sos"])],
    parameters: Annotated[EmmieParameters, Query()],
) -> Response:
    """Return the EMMIE table of a review."""

    def build(media_type: str) -> str:
        found = ask_emmie(key, repository=repository)
        told = as_json(found, repository=repository)
        if media_type == _CSV:
            return emmie_as_csv(found, labels=labelled(repository, told))
        return dumped(told)

    version = repository.snapshot.version.digest
    return respond(request, build, version=version, offered=[JSON, _CSV], wanted=parameters.format)
