"""Every minted IRI of a thing leads somewhere: this module answers /id.

A thing is not a document, so its IRI leads on (303) to one about it. A named graph is what it
holds, so its IRI answers with that: see `graphs`.

Source: https://www.w3.org/TR/cooluris/ section 4.2.
"""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from cmo_graph.errors import NotFound
from cmo_graph.iri import KEY_PATTERN
from cmo_graph.model import THINGS
from cmo_graph_api.addresses import link
from cmo_graph_api.dependencies import RepositoryDep
from cmo_graph_api.negotiation import FORMATS, PAGE_FORMATS, accepted, choose
from cmo_graph_api.problems import documented
from cmo_graph_api.relations import link_header, of_document
from cmo_graph_api.routers.meta import NoParameters

router = APIRouter(tags=["linked data"])

#: What a thing's IRI may lead to, the preferred first: its data, or the document about it.
_LEADS: tuple[str, ...] = (FORMATS["json"], *PAGE_FORMATS.values(), FORMATS["csv"])


@router.get(
    "/id/{kind}/{key}",
    operation_id="find_thing",
    status_code=303,
    response_class=RedirectResponse,
    responses=documented(404, 406, 422),
)
def find_thing(
    request: Request,
    repository: RepositoryDep,
    kind: Annotated[str, Path(pattern="^[a-z-]{1,40}$", description="Its kind's word.")],
    key: Annotated[str, Path(pattern=KEY_PATTERN, description="Its key.")],
    _: Annotated[NoParameters, Query()],
) -> Response:
    """Lead from a thing's IRI to what the Accept header wants: data, or a document about it.

    JSON and CSV are the data under /v1; HTML and RDF are the document about the thing.
    """
    if kind not in THINGS:
        raise NotFound(kind, key)
    iri = repository.resolve(key, kind)
    wanted = choose(accepted(request), _LEADS)
    path = f"/{kind}/{key}" if wanted in PAGE_FORMATS.values() else f"/v1/{kind}/{key}"
    page = f"/{kind}/{key}"
    about = of_document(request, page, formats=PAGE_FORMATS, snapshot=repository.snapshot)
    alternates = [relation for relation in about if relation[1] == "alternate"]
    return RedirectResponse(
        link(request, path),
        status_code=303,
        headers={
            "Vary": "Accept",
            "Cache-Control": "public, no-cache",
            **link_header([(str(iri), "describes", ""), *alternates]),
        },
    )
