"""Pages about this site: this module has what the method is, what there is to download, and access.

The first and the last are texts; the second says what is there of the dataset version that is read.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from rdflib import DCTERMS, URIRef

from cmo_graph.model import Review
from cmo_graph.repository import Repository
from cmo_graph.support.codes import SupportStatus
from cmo_graph_api.addresses import address
from cmo_graph_api.answers import respond
from cmo_graph_api.dependencies import RepositoryDep
from cmo_graph_api.dereferencing import ONTOLOGY
from cmo_graph_api.describing import VOID_PATH
from cmo_graph_api.negotiation import CITATION_FORMATS, HTML
from cmo_graph_api.page_routes import PageRoute
from cmo_graph_api.pages.citing import Citation, citation_as, cite
from cmo_graph_api.pages.names import Names, kind_words
from cmo_graph_api.pages.rendering import render
from cmo_graph_api.pages.statuses import LOOKS
from cmo_graph_api.relations import link_header, of_document
from cmo_graph_api.routers.documents import pages_depend_on
from cmo_graph_api.routers.meta import NoParameters
from cmo_graph_api.routers.ontology import LICENCE
from cmo_graph_api.routers.pages import page_answers, version_facts
from cmo_graph_api.syntaxes import own_path

router = APIRouter(tags=["pages"], route_class=PageRoute)

#: Most reviews that are listed with their downloads; the list of reviews has all.
MOST_REVIEWS = 50
_DATA_FORMATS: Mapping[str, str] = {"html": HTML, **CITATION_FORMATS}


class DataPage(BaseModel):
    """In which syntax the page is wanted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[tuple(_DATA_FORMATS)] | None = Field(  # type: ignore[valid-type]  # known at run time
        default=None, description="Syntax; wins over Accept."
    )


@router.get(
    "/data",
    operation_id="show_data",
    response_class=Response,
    responses=page_answers(*CITATION_FORMATS.values()),
)
def show_data(
    request: Request, repository: RepositoryDep, page: Annotated[DataPage, Query()]
) -> Response:
    """Return what there is to download, in which version, and under which licences."""
    snapshot = repository.snapshot

    def build(media_type: str) -> str:
        told = cite_dataset(request, repository)
        if media_type != HTML:
            return citation_as(told, media_type)
        return render(
            request,
            "data.html",
            kinds=[(kind, kind_words(kind), n) for kind, n in snapshot.catalogue.counts().items()],
            quads=snapshot.version.quads,
            reviews=_reviews(repository),
            endpoint=address(request, "/sparql"),
            base_iri=repository.base.iri,
            ontology=ONTOLOGY,
            ontology_licence=LICENCE,
            description=VOID_PATH,
            citation=told,
            **version_facts(request, snapshot, own_path(request)),
        )

    return respond(
        request,
        build,
        version=snapshot.version.digest,
        offered=tuple(_DATA_FORMATS.values()),
        wanted=page.format,
        depends_on=pages_depend_on(snapshot),
        headers=link_header(
            [
                *of_document(request, own_path(request), formats={}, snapshot=snapshot),
                (address(request, VOID_PATH), "describedby", ""),
            ]
        ),
    )


def cite_dataset(request: Request, repository: Repository) -> Citation:
    """Return how the whole of a dataset version is cited."""
    return cite(request, repository.snapshot, "/data", title="The whole dataset")


def _reviews(repository: Repository) -> list[Mapping[str, Any]]:
    """Return the first reviews with their graphs and licences."""
    snapshot = repository.snapshot
    found = snapshot.catalogue.page(Review.kind_name, limit=MOST_REVIEWS).iris
    names = Names(snapshot.catalogue.labels(found), base=repository.base)
    return [
        {
            "shown": names.show(iri),
            "graph": f"/graph/{iri.rpartition('/')[2]}",
            "licences": [names.show(URIRef(one)) for one in snapshot.values(iri, DCTERMS.license)],
        }
        for iri in found
    ]


@router.get("/about", operation_id="show_about", response_class=Response, responses=page_answers())
def show_about(
    request: Request, repository: RepositoryDep, _: Annotated[NoParameters, Query()]
) -> Response:
    """Return what this is, what its words mean, how claims are supported, and its limits."""
    statuses = {status.value: LOOKS[status.value] for status in SupportStatus}
    return _text(request, repository, "about", statuses=statuses)


@router.get(
    "/accessibility",
    operation_id="show_accessibility",
    response_class=Response,
    responses=page_answers(),
)
def show_accessibility(
    request: Request, repository: RepositoryDep, _: Annotated[NoParameters, Query()]
) -> Response:
    """Return what was done and tested so that nobody is kept out, and what was not."""
    return _text(request, repository, "accessibility")


def _text(request: Request, repository: Repository, name: str, **values: Any) -> Response:
    snapshot = repository.snapshot
    facts = version_facts(request, snapshot, f"/{name}")
    return respond(
        request,
        lambda _: render(request, f"{name}.html", **values, **facts),
        version=snapshot.version.digest,
        offered=[HTML],
        depends_on=pages_depend_on(snapshot),
        headers=link_header(of_document(request, f"/{name}", formats={}, snapshot=snapshot)),
    )
