"""The dataset about itself under /v1: this module has version, counts, schemes and context."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from rdflib import URIRef

import cmo_graph
from cmo_graph.mapping import as_context
from cmo_graph.model import THINGS
from cmo_graph.questions.evidence_map import MOST_HEADINGS
from cmo_graph.questions.pathways import MOST_MILLISECONDS
from cmo_graph.questions.support import LARGEST_BATCH
from cmo_graph.repository import schemes
from cmo_graph.theory.circumstances import MOST_SETS
from cmo_graph.theory.search import MOST_PATHWAYS
from cmo_graph.theory.walks import MOST_STEPS
from cmo_graph.vocabulary import CMO_NAMESPACE, PREFIXES
from cmo_graph_api.addresses import address
from cmo_graph_api.answers import respond
from cmo_graph_api.dependencies import SettingsDep, SnapshotDep
from cmo_graph_api.pagination import LARGEST_PAGE
from cmo_graph_api.problems import documented
from cmo_graph_api.routers.things import CONTEXT, other_syntaxes

router = APIRouter(prefix="/v1")

_JSON = "application/json"
_JSONLD = "application/ld+json"


class NoParameters(BaseModel):
    """Nothing may be asked for; anything that is, is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class GraphFacts(BaseModel):
    """One named graph of the dataset."""

    iri: str
    quads: int
    digest: str


class Meta(BaseModel):
    """What this dataset is and what may be asked of it."""

    version: str = Field(description="Digest that changes exactly when content changes.")
    number: int = Field(description="How many versions this store has published.")
    published: str = Field(description="When this version was published.")
    base_iri: str
    software: str
    counts: dict[str, int] = Field(description="How many things of each kind there are.")
    graphs: list[GraphFacts]
    limits: dict[str, float] = Field(description="Caps on what one request may ask.")
    links: dict[str, str] = Field(description="Where the other interfaces are.")


@router.get(
    "/meta",
    operation_id="read_meta",
    tags=["dataset"],
    responses={**other_syntaxes(), **documented(406, 422)},
)
def read_meta(
    request: Request,
    snapshot: SnapshotDep,
    settings: SettingsDep,
    _: Annotated[NoParameters, Query()],
) -> Meta:
    """Return the dataset's version, what is in it, and the limits of this server."""

    def build(_: str) -> str:
        version = snapshot.version
        return Meta(
            version=version.digest,
            number=version.number,
            published=version.published.isoformat(),
            base_iri=settings.base_iri,
            software=f"cmo-graph {cmo_graph.__version__}",
            counts=dict(snapshot.catalogue.counts()),
            graphs=[
                GraphFacts(iri=str(iri), quads=graph.quads, digest=graph.digest)
                for iri, graph in sorted(version.graphs.items())
            ],
            limits={
                "page": LARGEST_PAGE,
                "query_seconds": settings.query_timeout,
                "query_megabytes": settings.query_memory,
                "support_batch": LARGEST_BATCH,
                "pathway_steps": MOST_STEPS,
                "pathways": MOST_PATHWAYS,
                "circumstances": MOST_SETS,
                "search_milliseconds": MOST_MILLISECONDS,
                "evidence_map_headings": MOST_HEADINGS,
            },
            links={
                "openapi": address(request, "/openapi.json"),
                "sparql": address(request, "/sparql"),
                "queries": address(request, "/v1/queries"),
                "context": address(request, CONTEXT),
                "versions": address(request, "/v1/datasets"),
                "ontology": CMO_NAMESPACE,
            },
        ).model_dump_json()

    return respond(request, build, version=snapshot.version.digest, offered=[_JSON])  # type: ignore[return-value]  # FastAPI sends a Response as it is


@router.get(
    "/context.jsonld",
    operation_id="read_context",
    tags=["dataset"],
    response_class=Response,
    responses={**other_syntaxes(_JSONLD), **documented(406, 422)},
)
def read_context(
    request: Request, snapshot: SnapshotDep, _: Annotated[NoParameters, Query()]
) -> Response:
    """Return the JSON-LD context of everything this interface answers with."""

    def build(_: str) -> str:
        return json.dumps({"@context": {**PREFIXES, **as_context(THINGS.values())}})

    return respond(
        request,
        build,
        version=snapshot.version.digest,
        offered=[_JSONLD, _JSON],
        depends_on=cmo_graph.__version__,
    )


class Scheme(BaseModel):
    """A controlled vocabulary or rating scheme."""

    name: str
    iri: str
    label: str
    definition: str = ""
    is_rating: bool = Field(description="Whether its members are ratings a source can give.")


class Member(BaseModel):
    """One member of a scheme."""

    iri: str
    token: str = Field(description="The member's word in JSON and in files.")
    label: str
    definition: str = ""


class Schemes(BaseModel):
    """Every controlled vocabulary and rating scheme."""

    items: list[Scheme]


class SchemeAndMembers(Scheme):
    """A scheme with its members in their order."""

    members: list[Member]


def _told(scheme: schemes.Scheme) -> dict[str, Any]:
    return {
        "name": scheme.name,
        "iri": str(scheme.iri),
        "label": scheme.label,
        "definition": scheme.definition,
        "is_rating": scheme.is_rating,
    }


@router.get(
    "/schemes",
    operation_id="list_schemes",
    tags=["schemes"],
    responses={**other_syntaxes(), **documented(406, 422)},
)
def list_schemes(
    request: Request, snapshot: SnapshotDep, _: Annotated[NoParameters, Query()]
) -> Schemes:
    """List the controlled vocabularies and rating schemes, in the order of their names."""

    def build(_: str) -> str:
        return json.dumps({"items": [_told(found) for found in schemes.all_schemes(snapshot)]})

    return respond(request, build, version=snapshot.version.digest, offered=[_JSON])  # type: ignore[return-value]  # FastAPI sends a Response as it is


@router.get(
    "/schemes/{name}",
    operation_id="read_scheme",
    tags=["schemes"],
    responses={**other_syntaxes(), **documented(404, 406, 422)},
)
def read_scheme(
    request: Request,
    snapshot: SnapshotDep,
    name: Annotated[str, Path(pattern="^[A-Za-z][A-Za-z0-9-]*$", description="Its local name.")],
    _: Annotated[NoParameters, Query()],
) -> SchemeAndMembers:
    """Return one scheme and its members in their order."""

    def build(_: str) -> str:
        scheme = schemes.scheme(snapshot, URIRef(CMO_NAMESPACE + name))
        members = [
            {
                "iri": str(member.iri),
                "token": member.token,
                "label": member.label,
                "definition": member.definition,
            }
            for member in schemes.members(snapshot, scheme.iri)
        ]
        return json.dumps({**_told(scheme), "members": members})

    return respond(request, build, version=snapshot.version.digest, offered=[_JSON])  # type: ignore[return-value]  # FastAPI sends a Response as it is
