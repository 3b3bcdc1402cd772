"""What all pages that answer a question share: this module asks, and writes what is answered.

A page shows the answer that the interface under /v1 gives to the same parameters. The module of a
page says what is asked and what stands beside the answer; the rest is here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field

from cmo_graph.errors import TooManyClaims
from cmo_graph.iri import key_of
from cmo_graph.model import Concept, ProgrammeTheory
from cmo_graph.questions.answers import Answer, as_json, labelled
from cmo_graph.questions.tables import Labels
from cmo_graph.repository import Repository
from cmo_graph.repository.calling import find_called
from cmo_graph.store.protocol import Snapshot
from cmo_graph.theory.walks import MOST_STEPS
from cmo_graph_api.answers import respond
from cmo_graph_api.negotiation import (
    ANSWER_FORMATS,
    CITATION_FORMATS,
    HTML,
    MEDIA_TYPES,
    accepted,
    choose,
)
from cmo_graph_api.page_routes import PageRoute
from cmo_graph_api.pages.asking import asking
from cmo_graph_api.pages.citing import Citation, citation_as, cite
from cmo_graph_api.pages.rendering import render
from cmo_graph_api.pages.statuses import LOOKS
from cmo_graph_api.problems import documented
from cmo_graph_api.relations import link_header, of_document
from cmo_graph_api.routers.documents import pages_depend_on
from cmo_graph_api.routers.pages import page_answers, version_facts
from cmo_graph_api.routers.reasoned import JSON, dumped
from cmo_graph_api.syntaxes import keep_only, own_path

CSV = ANSWER_FORMATS["csv"]
#: The syntaxes of a page on which a question is still to be filled in.
FORM_FORMATS: Mapping[str, str] = {"html": HTML, **CITATION_FORMATS}
#: Most concepts that a field of a form suggests.
MOST_SUGGESTED = 500
#: Most theories that are offered where a question is about too many claims.
MOST_OFFERED = 50

#: What each page is called, by its path.
TITLES: Mapping[str, str] = {
    "/evidence-map": "Evidence map",
    "/gaps": "Gaps and tensions",
    "/contested": "Contested claims",
    "/what-if": "What if",
    "/for-whom": "For whom, and in what circumstances",
    "/pathways": "Pathways",
}

AnswerT = TypeVar("AnswerT", bound=Answer)
BodyT = TypeVar("BodyT", str, str | bytes)


class PageOf(BaseModel):
    """In which syntax a page is wanted."""

    format: Literal[tuple(ANSWER_FORMATS)] | None = Field(  # type: ignore[valid-type]  # known at run time
        default=None,
        exclude=True,
        description="Syntax; wins over Accept, as does the end of an address (.csv).",
    )

    def asked(self) -> dict[str, Any]:
        """Return the parameters as those of the question that the page asks."""
        return self.model_dump(by_alias=True, exclude_unset=True, mode="json")


@dataclass(frozen=True, slots=True)
class Beside:
    """What a page shows beside its answer."""

    #: By the name that the template knows it under.
    values: Mapping[str, Any] = field(default_factory=dict)
    #: IRIs of what is named there.
    named: Iterable[str] = ()


def question_answers() -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI description of a page that answers a question.

    503: what the claims of a large dataset come to is being worked out.
    """
    return {**page_answers(*tuple(ANSWER_FORMATS.values())[1:]), **documented(503)}


def page_router() -> APIRouter:
    """Return a router for pages that are asked by forms."""
    return APIRouter(tags=["pages"], route_class=PageRoute)


def answer_page(
    request: Request,
    path: str,
    ask: Callable[[], AnswerT],
    *,
    repository: Repository,
    wanted: str | None,
    as_csv: Callable[[AnswerT, Labels], str],
    beside: Callable[[], Beside] = Beside,
) -> Response:
    """Answer with the page of an answer, or with the answer itself in another syntax.

    Args:
        request: The request.
        path: Our path of the page, after which its template is called.
        ask: Asks the question; not called when the client has the answer already.
        repository: What is asked.
        wanted: Name of a syntax that wins over the `Accept` header.
        as_csv: Writes the answer as a table, with a label for everything that it names.
        beside: Tells what the page shows beside the answer.
    """

    def build(media_type: str) -> str:
        if media_type in CITATION_FORMATS.values():
            return citation_as(citation_of(request, path, repository.snapshot), media_type)
        found = ask()
        if media_type == JSON:
            return dumped(as_json(found, repository=repository))
        if media_type == CSV:
            return as_csv(found, labelled(repository, found.model_dump(mode="json")))
        return _page(request, path, found, beside(), repository)

    offering = or_theories(request, path, build, repository=repository)
    return _respond(request, offering, repository, wanted)


def _page(
    request: Request, path: str, found: Answer, beside: Beside, repository: Repository
) -> str:
    labels = labelled(repository, found.model_dump(mode="json"), list(beside.named))
    asked = asking(request, path, labels, base=repository.base)
    return render(
        request,
        f"{path[1:]}.html",
        answer=found,
        looks=LOOKS,
        asked=asked,
        citation=citation_of(request, path, repository.snapshot),
        **version_facts(request, repository.snapshot, asked.changed()),
        **beside.values,
    )


def or_theories(
    request: Request, path: str, build: Callable[[str], BodyT], *, repository: Repository
) -> Callable[[str], BodyT | str]:
    """Return what builds a page, or one that offers theories where it is about too many claims."""

    def built(media_type: str) -> BodyT | str:
        try:
            return build(media_type)
        except TooManyClaims as error:
            if media_type != HTML:
                raise
            return _theories(request, path, error, repository)

    return built


def _theories(request: Request, path: str, error: TooManyClaims, repository: Repository) -> str:
    catalogue = repository.snapshot.catalogue
    page = catalogue.page(ProgrammeTheory.kind_name, limit=MOST_OFFERED)
    labels = catalogue.labels(page.iris)
    asked = asking(request, path, {}, base=repository.base)
    return render(
        request,
        "choose-theory.html",
        theories=[(key_of(iri), labels.get(iri, key_of(iri))) for iri in page.iris],
        total=page.total,
        asked=asked,
        claims=error.members["claims"],
        most=error.members["most"],
        citation=citation_of(request, path, repository.snapshot),
        **version_facts(request, repository.snapshot, asked.changed()),
    )


def with_keys(asked: Mapping[str, Any], *parameters: str, repository: Repository) -> dict[str, Any]:
    """Return what is asked, with keys for the concepts that some parameters name by their labels.

    Raises:
        NothingCalled: a concept is not in the dataset; the error has the nearest.
        SeveralCalled: several concepts have the label.
    """
    kind = Concept.kind_name
    found = {
        name: key_of(find_called(repository, asked[name], kind, parameter=name))
        for name in parameters
    }
    return {**asked, **found}


def answer_form(
    request: Request,
    path: str,
    *,
    repository: Repository,
    wanted: str | None,
    missing: Sequence[str],
) -> Response:
    """Answer with the page that asks for what is missing from the question.

    Args:
        request: The request.
        path: Our path of the page.
        repository: What is asked.
        wanted: Name of a syntax that wins over the `Accept` header.
        missing: The parameters that are.

    Raises:
        RequestValidationError: the answer itself is wanted, and not a page.
    """
    refuse_data(request, wanted, missing)
    keep_only(request, FORM_FORMATS)

    def build(media_type: str) -> str:
        if media_type in CITATION_FORMATS.values():
            return citation_as(citation_of(request, path, repository.snapshot), media_type)
        return render(
            request,
            f"{path[1:]}.html",
            answer=None,
            looks=LOOKS,
            most_steps=MOST_STEPS,
            concepts=suggested_concepts(repository),
            asked=asking(request, path, {}, base=repository.base),
            citation=citation_of(request, path, repository.snapshot),
            **version_facts(request, repository.snapshot, path),
        )

    return _respond(request, build, repository, wanted, formats=FORM_FORMATS)


def refuse_data(request: Request, wanted: str | None, missing: Sequence[str]) -> None:
    """Refuse to answer a question with data while parameters are missing from it, as /v1 does.

    Raises:
        RequestValidationError: data is wanted, and something is missing.
    """
    accept = MEDIA_TYPES[wanted] if wanted else accepted(request)
    if missing and choose(accept, tuple(ANSWER_FORMATS.values())) in (JSON, CSV):
        faults = [
            {"type": "missing", "loc": ("query", name), "msg": "Field required"} for name in missing
        ]
        raise RequestValidationError(faults)


def _respond(
    request: Request,
    build: Callable[[str], str],
    repository: Repository,
    wanted: str | None,
    *,
    formats: Mapping[str, str] = ANSWER_FORMATS,
) -> Response:
    return respond(
        request,
        build,
        version=repository.snapshot.version.digest,
        offered=tuple(formats.values()),
        wanted=wanted,
        depends_on=pages_depend_on(repository.snapshot),
        headers=page_relations(request, repository.snapshot),
    )


def page_relations(request: Request, snapshot: Snapshot) -> Mapping[str, str]:
    """Return what the answer to a question says of its surroundings."""
    return link_header(of_document(request, own_path(request), formats={}, snapshot=snapshot))


def citation_of(request: Request, path: str, snapshot: Snapshot) -> Citation:
    """Return how the page of a question is cited."""
    return cite(request, snapshot, own_path(request), title=TITLES[path])


def suggested_concepts(repository: Repository) -> list[tuple[str, str]]:
    """Return key and label of the first concepts, for the fields of a form to suggest."""
    catalogue = repository.snapshot.catalogue
    found = catalogue.page(Concept.kind_name, limit=MOST_SUGGESTED).iris
    labels = catalogue.labels(found)
    pairs = [(iri.rpartition("/")[2], labels.get(iri, "")) for iri in found]
    return sorted(pairs, key=lambda pair: pair[1].casefold())
