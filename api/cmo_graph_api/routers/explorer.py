"""Pages that answer questions: this module has evidence map, gaps, what-if, pathways and search.

Each shows the answer that the interface under /v1 gives to the same parameters, laid out for
people; the same address gives it as JSON, too. Nothing is worked out here.
"""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue

import cmo_graph
from cmo_graph.model import THINGS, Concept
from cmo_graph.model.codes import Polarity
from cmo_graph.questions.answers import Answer, as_json, labelled
from cmo_graph.questions.circumstances import CircumstancesQuestion, ask_for_whom
from cmo_graph.questions.evidence_map import Axis, MapQuestion, ask_evidence_map, map_as_csv
from cmo_graph.questions.filtering import Name
from cmo_graph.questions.gaps import GapsQuestion, ask_contested, ask_gaps
from cmo_graph.questions.pathways import (
    Names as SeveralNames,
)
from cmo_graph.questions.pathways import (
    NetworkQuestion,
    PathwayQuestion,
    ask_pathways,
)
from cmo_graph.questions.scenarios import ScenarioQuestion, ask_what_if
from cmo_graph.questions.switches import SwitchTold, switches_of
from cmo_graph.repository import Repository
from cmo_graph.theory.circumstances import Assume, Change
from cmo_graph.theory.walks import MOST_STEPS
from cmo_graph_api.answers import respond
from cmo_graph_api.dependencies import RepositoryDep, ShelvesDep
from cmo_graph_api.negotiation import HTML
from cmo_graph_api.pages.asking import FormRoute, asking
from cmo_graph_api.pages.names import Names, kind_words
from cmo_graph_api.pages.rendering import render
from cmo_graph_api.pages.statuses import LOOKS
from cmo_graph_api.routers.pages import page_answers, version_facts
from cmo_graph_api.routers.reasoned import JSON, dumped

router = APIRouter(tags=["pages"], route_class=FormRoute)

_CSV = "text/csv"

#: Most concepts that a field of a form suggests.
MOST_SUGGESTED = 500
#: Most switches on the page of what-if, besides those that are set.
MOST_SWITCHES = 80
#: Most things that the page of a search finds.
MOST_FOUND = 50


class _Page(BaseModel):
    """In which syntax a page is wanted."""

    format: Literal["html", "json"] | None = Field(
        default=None, description="Syntax; wins over Accept."
    )


class MapPage(MapQuestion):
    """The question of the evidence map; unasked, contexts against outcomes."""

    rows: Axis = Field(default=Axis.CONTEXT, description="Role whose concepts make rows.")
    columns: Axis = Field(default=Axis.OUTCOME, description="Role whose concepts make columns.")
    format: Literal["html", "json", "csv"] | None = Field(
        default=None, description="Syntax; wins over Accept."
    )


class GapsPage(_Page, GapsQuestion):
    """Which claims are looked at for gaps."""


class WhatIfPage(_Page, ScenarioQuestion):
    """A scenario."""


class ForWhomPage(_Page):
    """An outcome, and what circumstances may be made of; without an outcome, a form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    outcome: Name | None = Field(default=None, description="The outcome concept.")
    change: Change = Field(default=Change.RAISED, description="Whether it is raised or lowered.")
    assume: Assume = Field(default=Assume.UNPRODUCED, description="What may be assumed.")
    theory: Name | None = Field(default=None, description="As in /v1/circumstances.")


class PathwaysPage(_Page, NetworkQuestion):
    """Two concepts, and what leads from one to the other; without them, a form."""

    from_: Name | None = Field(default=None, alias="from", description="Where it starts.")
    to: Name | None = Field(default=None, description="Where it ends.")
    max_steps: int = Field(default=4, ge=1, le=MOST_STEPS, description="Most steps.")
    via: SeveralNames = Field(default=[], description="Concepts it must pass; repeatable.")
    avoid: SeveralNames = Field(default=[], description="Concepts it may not pass; repeatable.")
    sign: Polarity | None = Field(default=None, description="The sign of the whole.")


class SearchPage(_Page):
    """Words to search for; without any, a form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    q: str | None = Field(default=None, max_length=200, description="Words to search for.")
    kind: list[Literal[tuple(THINGS)]] = Field(  # type: ignore[valid-type]  # known at run time
        default=[], description="Kinds to search; all when not given."
    )


@router.get(
    "/evidence-map",
    operation_id="show_evidence_map",
    response_class=Response,
    responses=page_answers(JSON, _CSV),
)
def show_evidence_map(
    request: Request,
    repository: RepositoryDep,
    shelves: ShelvesDep,
    question: Annotated[MapPage, Query()],
) -> Response:
    """Return what is theorised of what, and how it is evidenced, as a table."""

    def build(media_type: str) -> str:
        found = ask_evidence_map(question, repository=repository, shelves=shelves)
        if media_type == _CSV:
            return map_as_csv(found)
        return _told(
            request,
            repository,
            found,
            media_type,
            "/evidence-map",
            axes=[one.value for one in Axis],
        )

    return _respond(request, build, repository, question.format, offered=(HTML, JSON, _CSV))


@router.get(
    "/gaps", operation_id="show_gaps", response_class=Response, responses=page_answers(JSON)
)
def show_gaps(
    request: Request,
    repository: RepositoryDep,
    shelves: ShelvesDep,
    question: Annotated[GapsPage, Query()],
) -> Response:
    """Return where the synthesis is thin or torn."""

    def build(media_type: str) -> str:
        found = ask_gaps(question, repository=repository, shelves=shelves)
        return _told(request, repository, found, media_type, "/gaps")

    return _respond(request, build, repository, question.format)


@router.get(
    "/contested",
    operation_id="show_contested",
    response_class=Response,
    responses=page_answers(JSON),
)
def show_contested(
    request: Request,
    repository: RepositoryDep,
    shelves: ShelvesDep,
    question: Annotated[GapsPage, Query()],
) -> Response:
    """Return the claims with independent studies on both sides."""

    def build(media_type: str) -> str:
        found = ask_contested(question, repository=repository, shelves=shelves)
        return _told(request, repository, found, media_type, "/contested")

    return _respond(request, build, repository, question.format)


@router.get(
    "/what-if", operation_id="show_what_if", response_class=Response, responses=page_answers(JSON)
)
def show_what_if(
    request: Request,
    repository: RepositoryDep,
    shelves: ShelvesDep,
    question: Annotated[WhatIfPage, Query()],
) -> Response:
    """Return what follows from a scenario, with the switches that make another of it."""

    def build(media_type: str) -> str:
        found = ask_what_if(question, repository=repository, shelves=shelves)
        theory = shelves.theory(repository, question.theory).compiled
        return _told(
            request,
            repository,
            found,
            media_type,
            "/what-if",
            switches=switches_of(theory, most=MOST_SWITCHES),
        )

    return _respond(request, build, repository, question.format)


@router.get(
    "/for-whom", operation_id="show_for_whom", response_class=Response, responses=page_answers(JSON)
)
def show_for_whom(
    request: Request,
    repository: RepositoryDep,
    shelves: ShelvesDep,
    page: Annotated[ForWhomPage, Query()],
) -> Response:
    """Return the least that must hold for an outcome to come about."""

    def build(media_type: str) -> str:
        if page.outcome is None:
            return _form(request, repository, media_type, "/for-whom")
        question = CircumstancesQuestion.model_validate(_asked(page))
        found = ask_for_whom(question, repository=repository, shelves=shelves)
        return _told(
            request,
            repository,
            found,
            media_type,
            "/for-whom",
            concepts=_concepts(repository),
        )

    return _respond(request, build, repository, page.format)


@router.get(
    "/pathways", operation_id="show_pathways", response_class=Response, responses=page_answers(JSON)
)
def show_pathways(
    request: Request,
    repository: RepositoryDep,
    shelves: ShelvesDep,
    page: Annotated[PathwaysPage, Query()],
) -> Response:
    """Return how one concept leads to another."""

    def build(media_type: str) -> str:
        if page.from_ is None or page.to is None:
            return _form(request, repository, media_type, "/pathways")
        question = PathwayQuestion.model_validate(_asked(page))
        found = ask_pathways(question, repository=repository, shelves=shelves)
        return _told(
            request,
            repository,
            found,
            media_type,
            "/pathways",
            concepts=_concepts(repository),
            most_steps=MOST_STEPS,
        )

    return _respond(request, build, repository, page.format)


@router.get(
    "/search", operation_id="show_search", response_class=Response, responses=page_answers(JSON)
)
def show_search(
    request: Request, repository: RepositoryDep, page: Annotated[SearchPage, Query()]
) -> Response:
    """Return the things whose labels or texts have some words, by kind."""
    catalogue = repository.snapshot.catalogue

    def build(media_type: str) -> str:
        kinds = tuple(page.kind) or tuple(THINGS)
        found = catalogue.search(page.q, kinds=kinds, limit=MOST_FOUND) if page.q else ()
        if media_type == JSON:
            told: list[JsonValue] = [
                {"iri": str(hit.iri), "kind": hit.kind, "key": hit.key, "label": hit.label}
                for hit in found
            ]
            return dumped({"items": told})
        names = Names({hit.iri: hit.label for hit in found}, base=repository.base)
        groups = {kind: [hit for hit in found if hit.kind == kind] for kind in THINGS}
        return render(
            request,
            "search.html",
            q=page.q or "",
            total=len(found),
            most=MOST_FOUND,
            groups=[
                (kind_words(kind)[len(hits) != 1], [(names.show(hit.iri), hit.key) for hit in hits])
                for kind, hits in groups.items()
                if hits
            ],
            **version_facts(request, repository.snapshot, "/search"),
        )

    return _respond(request, build, repository, page.format)


def _respond(
    request: Request,
    build: Callable[[str], str],
    repository: Repository,
    wanted: str | None,
    *,
    offered: Sequence[str] = (HTML, JSON),
) -> Response:
    return respond(
        request,
        build,
        version=repository.snapshot.version.digest,
        offered=offered,
        wanted=wanted,
        depends_on=cmo_graph.__version__,
    )


def _asked(page: BaseModel) -> dict[str, Any]:
    """Return the parameters of a page as those of the question that it asks."""
    return page.model_dump(by_alias=True, exclude={"format"}, exclude_unset=True, mode="json")


def _told(
    request: Request,
    repository: Repository,
    found: Answer,
    media_type: str,
    path: str,
    **values: Any,
) -> str:
    """Return an answer as JSON, or as the page that is called after the path."""
    if media_type == JSON:
        return dumped(as_json(found, repository=repository))
    switches: Sequence[SwitchTold] = values.get("switches", ())
    told = found.model_dump(mode="json")
    labels = labelled(repository, told, [str(one.concept) for one in switches])
    asked = asking(request, path, labels, base=repository.base)
    return render(
        request,
        f"{path[1:]}.html",
        answer=found,
        looks=LOOKS,
        asked=asked,
        **version_facts(request, repository.snapshot, asked.changed()),
        **values,
    )


def _form(request: Request, repository: Repository, media_type: str, path: str) -> str:
    """Return the page that asks for what is missing from the question."""
    concepts = _concepts(repository)
    if media_type == JSON:
        return dumped({"concepts": [key for key, _ in concepts]})
    return render(
        request,
        f"{path[1:]}.html",
        answer=None,
        looks=LOOKS,
        most_steps=MOST_STEPS,
        concepts=concepts,
        asked=asking(request, path, {}, base=repository.base),
        **version_facts(request, repository.snapshot, path),
    )


def _concepts(repository: Repository) -> list[tuple[str, str]]:
    """Return key and label of the first concepts, for the fields of a form to suggest."""
    catalogue = repository.snapshot.catalogue
    found = catalogue.page(Concept.kind_name, limit=MOST_SUGGESTED).iris
    labels = catalogue.labels(found)
    pairs = [(iri.rpartition("/")[2], labels.get(iri, "")) for iri in found]
    return sorted(pairs, key=lambda pair: pair[1].casefold())
