"""Things found by their words, for people: this module has the page of the search."""

from collections.abc import Iterable
from itertools import groupby
from typing import Annotated, Literal

from fastapi import Query, Request, Response
from pydantic import ConfigDict, Field
from rdflib import URIRef

from cmo_graph.iri import Base
from cmo_graph.model import THINGS
from cmo_graph.questions.tables import as_table
from cmo_graph_api.answers import respond
from cmo_graph_api.dependencies import RepositoryDep
from cmo_graph_api.negotiation import ANSWER_FORMATS, CITATION_FORMATS
from cmo_graph_api.pages.citing import citation_as, cite
from cmo_graph_api.pages.names import Names, Shown, kind_words
from cmo_graph_api.pages.rendering import render
from cmo_graph_api.routers.documents import pages_depend_on
from cmo_graph_api.routers.explorer.answering import (
    CSV,
    FORM_FORMATS,
    PageOf,
    page_relations,
    page_router,
    question_answers,
    refuse_data,
)
from cmo_graph_api.routers.pages import version_facts
from cmo_graph_api.routers.reasoned import JSON
from cmo_graph_api.routers.search import Hit, Hits, find_hits
from cmo_graph_api.syntaxes import keep_only, own_path

router = page_router()

#: Most things that the page finds.
MOST_FOUND = 50


class SearchPage(PageOf):
    """Words to search for; without any, a form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    q: str | None = Field(default=None, max_length=200, description="Words to search for.")
    kind: list[Literal[tuple(THINGS)]] = Field(  # type: ignore[valid-type]  # known at run time
        default=[], description="Kinds to search; all when not given."
    )


@router.get(
    "/search", operation_id="show_search", response_class=Response, responses=question_answers()
)
def show_search(
    request: Request, repository: RepositoryDep, page: Annotated[SearchPage, Query()]
) -> Response:
    """Return the things whose labels or texts have some words, by kind."""
    snapshot = repository.snapshot
    if not page.q:
        refuse_data(request, page.format, ["q"])
        keep_only(request, FORM_FORMATS)
    told = cite(request, snapshot, own_path(request), title=f"Search for {page.q or 'words'}")

    def build(media_type: str) -> str:
        if media_type in CITATION_FORMATS.values():
            return citation_as(told, media_type)
        found = Hits(items=[])
        if page.q:
            found = find_hits(snapshot, page.q, kinds=page.kind, limit=MOST_FOUND)
        if media_type == JSON:
            return found.model_dump_json()
        if media_type == CSV:
            return as_table(
                tuple(Hit.model_fields), (hit.model_dump().values() for hit in found.items)
            )
        return render(
            request,
            "search.html",
            q=page.q or "",
            total=len(found.items),
            most=MOST_FOUND,
            groups=_by_kind(found.items, base=repository.base),
            citation=told,
            **version_facts(request, snapshot, own_path(request)),
        )

    return respond(
        request,
        build,
        version=snapshot.version.digest,
        offered=tuple((ANSWER_FORMATS if page.q else FORM_FORMATS).values()),
        wanted=page.format,
        depends_on=pages_depend_on(snapshot),
        headers=page_relations(request, snapshot),
    )


def _by_kind(hits: Iterable[Hit], *, base: Base) -> list[tuple[str, list[tuple[Shown, str]]]]:
    """Return the word of each kind of which there are hits, with these and their keys."""
    ranks = list(THINGS)
    ordered = sorted(hits, key=lambda hit: ranks.index(hit.kind))
    groups = []
    for kind, same in groupby(ordered, key=lambda hit: hit.kind):
        shown = [(_show(hit, base=base), hit.key) for hit in same]
        groups.append((kind_words(kind)[len(shown) != 1], shown))
    return groups


def _show(hit: Hit, *, base: Base) -> Shown:
    iri = URIRef(hit.iri)
    return Names({iri: hit.label}, base=base).show(iri)
