"""Dataset versions under /v1/datasets: this module lists those that are kept.

All that is asked of the current version is asked of another one under its address, too; that is no
business of this router but of `cmo_graph_api.addresses`.
"""

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

import cmo_graph
from cmo_graph.store.kept import find_version
from cmo_graph.store.version import Version
from cmo_graph_api.addresses import address
from cmo_graph_api.answers import graphs_of, respond
from cmo_graph_api.dependencies import StoreDep
from cmo_graph_api.negotiation import HTML
from cmo_graph_api.page_routes import PageRoute
from cmo_graph_api.pages.rendering import render
from cmo_graph_api.problems import documented
from cmo_graph_api.relations import link_header
from cmo_graph_api.routers.meta import GraphFacts, NoParameters
from cmo_graph_api.routers.pages import page_answers
from cmo_graph_api.routers.things import other_syntaxes
from cmo_graph_api.syntaxes import alternates

router = APIRouter(prefix="/v1/datasets", tags=["dataset"])
pages = APIRouter(tags=["pages"], route_class=PageRoute)

_JSON = "application/json"

#: What names a version in an address.
Name = Annotated[
    str,
    Path(
        pattern="^(current|[0-9]{1,18}|[0-9a-f]{8,64})$",
        description="Its number, at least 8 digits of its digest, or `current`.",
    ),
]


class DatasetVersion(BaseModel):
    """One version of the dataset, as it was published."""

    digest: str = Field(description="Changes exactly when what is stated does.")
    number: int = Field(description="Counts what this store has published.")
    published: str = Field(description="When it was published.")
    is_current: bool = Field(description="Whether it is the newest.")
    quads: int = Field(description="Statements in all graphs.")
    graphs: list[GraphFacts] = Field(description="Every graph, derived ones too.")
    url: str = Field(description="Address under which everything is asked of this version.")


class DatasetVersions(BaseModel):
    """The dataset versions that are kept."""

    items: list[DatasetVersion] = Field(description="The versions, the newest first.")
    total: int = Field(description="How many are kept.")


def _told(request: Request, version: Version, *, kept: Sequence[Version]) -> DatasetVersion:
    name = _name(version, kept=kept)
    return DatasetVersion(
        digest=version.digest,
        number=version.number,
        published=version.published.isoformat(),
        is_current=version == kept[0],
        quads=version.quads,
        graphs=[
            GraphFacts(iri=str(iri), quads=graph.quads, digest=graph.digest)
            for iri, graph in version.graphs.items()
        ],
        url=address(request, f"/v1/datasets/{name}"),
    )


def _name(version: Version, *, kept: Sequence[Version]) -> str:
    """Return a version's digest, or its number where a newer one has the same digest."""
    newest = next(newer for newer in kept if newer.digest == version.digest)
    return version.digest if newest == version else str(version.number)


def _names(kept: Sequence[Version]) -> str:
    return " ".join(f"{version.name}-{graphs_of(version)}" for version in kept)


@router.get(
    "", operation_id="list_datasets", responses={**other_syntaxes(), **documented(406, 422)}
)
def list_datasets(
    request: Request, store: StoreDep, _: Annotated[NoParameters, Query()]
) -> DatasetVersions:
    """List the dataset versions that are kept, the newest first.

    What is under /v1, /sparql, /graph and /id is answered of each of them under
    /v1/datasets/{version}/…, as in /v1/datasets/{version}/configurations and
    /v1/datasets/{version}/sparql. A version is named by its number, by at least 8 digits of its
    digest, or as `current`.
    """
    versions = store.versions()

    return respond(  # type: ignore[return-value]  # FastAPI sends a Response as it is
        request,
        lambda _: _listed(request, versions),
        version=versions[0].digest,
        offered=[_JSON],
        depends_on=_names(versions),
    )


def _listed(request: Request, versions: Sequence[Version]) -> str:
    items = [_told(request, version, kept=versions) for version in versions]
    return DatasetVersions(items=items, total=len(items)).model_dump_json()


class VersionsPage(BaseModel):
    """In which syntax the versions are told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["html", "json"] | None = Field(
        default=None, description="Syntax; wins over Accept."
    )


@pages.get(
    "/datasets",
    operation_id="list_dataset_pages",
    response_class=Response,
    responses=page_answers(_JSON),
)
def list_dataset_pages(
    request: Request, store: StoreDep, page: Annotated[VersionsPage, Query()]
) -> Response:
    """Return the dataset versions that are kept for people, the newest first."""
    versions = store.versions()
    named = [(version, _name(version, kept=versions)) for version in versions]

    def build(media_type: str) -> str:
        if media_type == _JSON:
            return _listed(request, versions)
        return render(request, "versions.html", versions=named)

    return respond(
        request,
        build,
        version=versions[0].digest,
        offered=[HTML, _JSON],
        wanted=page.format,
        headers=link_header(alternates(request)),
        depends_on=f"{_names(versions)} {cmo_graph.__version__}",
    )


@router.get(
    "/{version}",
    operation_id="read_dataset",
    responses={**other_syntaxes(), **documented(404, 406, 422)},
)
def read_dataset(
    request: Request, store: StoreDep, version: Name, _: Annotated[NoParameters, Query()]
) -> DatasetVersion:
    """Return one dataset version: when it was published, and what graphs it has."""
    kept = store.versions()
    found = find_version(version, kept)

    def build(_: str) -> str:
        return _told(request, found, kept=kept).model_dump_json()

    return respond(  # type: ignore[return-value]  # FastAPI sends a Response as it is
        request,
        build,
        version=found.digest,
        offered=[_JSON],
        depends_on=_names(kept),
    )
