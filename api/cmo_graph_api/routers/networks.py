"""Theories as networks for other programs: this module sends them as each of those reads them."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from cmo_graph.projection import concept_network, configuration_network
from cmo_graph.projection.writing import NETWORK_FORMATS, write_network
from cmo_graph.questions.filtering import EvidenceFilters
from cmo_graph.questions.selections import Selection
from cmo_graph.questions.shelves import Shelves
from cmo_graph.questions.theory_versions import THEORY_KINDS
from cmo_graph.repository import Repository
from cmo_graph_api.addresses import asked_address
from cmo_graph_api.answers import entity_headers, is_fresh
from cmo_graph_api.dependencies import RepositoryDep, ShelvesDep
from cmo_graph_api.problems import documented
from cmo_graph_api.syntaxes import located

router = APIRouter(prefix="/v1", tags=["networks"])

FormatName = Literal["cytoscape", "graphology", "cx2", "gexf", "graphml", "dot", "mermaid"]


class NetworkParameters(EvidenceFilters):
    """Which network, of what evidence, and in which format."""

    of: Literal["concepts", "configurations"] = Field(
        default="concepts",
        description="`concepts` joined by links, or `configurations` joined where one leads on to"
        " the next (Jagosh et al. 2015).",
    )
    format: FormatName = Field(
        default="cytoscape",
        description="cytoscape (Cytoscape.js), graphology (sigma), cx2 (Cytoscape desktop, NDEx),"
        " gexf (Gephi), graphml (yEd and others), dot (Graphviz), mermaid.",
    )


_MEDIA_TYPES = dict.fromkeys(one.media_type for one in NETWORK_FORMATS.values())
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The network, in the format that was asked for.",
        "content": {name: {"schema": {"type": "string"}} for name in _MEDIA_TYPES},
    },
    304: {"description": "Not changed since the entity tag that was sent."},
    **documented(404, 422),
}


@router.get(
    "/theories/{key}/network",
    operation_id="read_network",
    summary="A theory as a network, for programs that draw networks",
    description="Nodes and edges with labels, roles, kinds, polarity, and status and counts of the"
    " evidence on each. A path through it forgets that a configuration needs all that it asks for"
    " together; what-if does not. The same network is always the same bytes.",
    response_class=Response,
    responses=_ANSWERS,
)
def read_network(
    request: Request,
    repository: RepositoryDep,
    shelves: ShelvesDep,
    key: Annotated[
        str,
        Path(
            max_length=2000,
            description="Key of a programme theory (its newest version) or of a version of one.",
            examples=["sos.programme-theory"],
        ),
    ],
    parameters: Annotated[NetworkParameters, Query()],
) -> Response:
    """Return a theory as a network."""
    return answer_network(
        request,
        key,
        parameters.of,
        parameters,
        name=parameters.format,
        repository=repository,
        shelves=shelves,
    )


def answer_network(
    request: Request,
    key: str,
    of: str,
    evidence: EvidenceFilters,
    *,
    name: str,
    repository: Repository,
    shelves: Shelves,
) -> Response:
    """Answer with a theory as a network of `concepts` or `configurations` in the format named."""
    chosen = NETWORK_FORMATS[name]
    theory = shelves.theory(repository, key)
    entity = entity_headers(
        repository.snapshot.version.digest,
        address=asked_address(request),
        media_type=chosen.media_type,
    )
    named = {"Content-Disposition": f'inline; filename="{of}.{chosen.ending}"'}
    headers = located(request, {**entity, **named}, media_type=chosen.media_type)
    if is_fresh(request, headers):
        return Response(status_code=304, headers=headers)
    selection = Selection(theory=repository.resolve(key, *THEORY_KINDS))
    supports = shelves.supports(repository, evidence.as_filters(repository), selection)
    make = concept_network if of == "concepts" else configuration_network
    content = write_network(make(theory, supports=supports), name)
    return Response(content, media_type=chosen.media_type, headers=headers)
