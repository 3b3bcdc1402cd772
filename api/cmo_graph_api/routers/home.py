"""The first page: this module says what this is, how much there is, and where to begin."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from cmo_graph.iri import key_of
from cmo_graph.model import ProgrammeTheory, Review
from cmo_graph.repository import Repository
from cmo_graph.store.protocol import Snapshot
from cmo_graph.vocabulary import CMO
from cmo_graph_api.addresses import link
from cmo_graph_api.answers import respond
from cmo_graph_api.dependencies import RepositoryDep
from cmo_graph_api.describing import VOID_PATH
from cmo_graph_api.negotiation import HTML
from cmo_graph_api.pages.names import Names, kind_words
from cmo_graph_api.pages.rendering import render
from cmo_graph_api.relations import link_header
from cmo_graph_api.routers.documents import pages_depend_on
from cmo_graph_api.routers.meta import NoParameters
from cmo_graph_api.routers.pages import page_answers, version_facts
from cmo_graph_api.routers.site import cite_dataset

router = APIRouter(tags=["pages"])

#: Most reviews whose questions are told; the list of reviews has all.
MOST_REVIEWS = 10
#: The kinds whose number says most to a reviewer.
_FIRST = ("configurations", "concepts", "studies", "passages", "evidence")


@router.get("/", operation_id="read_home", response_class=Response, responses=page_answers())
def read_home(
    request: Request, repository: RepositoryDep, _: Annotated[NoParameters, Query()]
) -> Response:
    """Return the first page: what this is, which reviews it holds, and the ways in."""
    snapshot = repository.snapshot

    def build(_: str) -> str:
        counts = snapshot.catalogue.counts()
        kinds = [(kind, kind_words(kind), number) for kind, number in counts.items()]
        return render(
            request,
            "home.html",
            reviews=_reviews(repository),
            more_reviews=counts[Review.kind_name] > MOST_REVIEWS,
            first=[told for told in kinds if told[0] in _FIRST],
            others=[told for told in kinds if told[0] not in _FIRST],
            theory=_theory_path(snapshot),
            citation=cite_dataset(request, repository),
            **version_facts(request, snapshot, "/"),
        )

    return respond(
        request,
        build,
        version=snapshot.version.digest,
        offered=[HTML],
        depends_on=pages_depend_on(snapshot),
        headers=link_header([(link(request, VOID_PATH), "describedby", "")]),
    )


def _theory_path(snapshot: Snapshot) -> str:
    """Return our path of the theory where there is one alone, else that of all."""
    kind = ProgrammeTheory.kind_name
    page = snapshot.catalogue.page(kind, limit=2)
    return f"/{kind}/{key_of(page.iris[0])}" if len(page.iris) == 1 else f"/{kind}"


def _reviews(repository: Repository) -> list[Mapping[str, Any]]:
    """Return the first few reviews with their questions."""
    snapshot = repository.snapshot
    found = snapshot.catalogue.page(Review.kind_name, limit=MOST_REVIEWS).iris
    names = Names(snapshot.catalogue.labels(found), base=repository.base)
    return [
        {
            "shown": names.show(iri),
            "questions": [names.show(said) for said in snapshot.values(iri, CMO.question)],
        }
        for iri in found
    ]
